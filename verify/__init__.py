"""Holds every figure of a record against every other; all findings are born here."""

from verify.context import Context
from verify.open_questions import open_questions
from verify.outcome import adds_nothing, apply_selection, keys_to_reread, status_of, verify

__all__ = [
    "Context",
    "adds_nothing",
    "apply_selection",
    "keys_to_reread",
    "open_questions",
    "status_of",
    "verify",
]

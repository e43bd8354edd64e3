"""Moves everything that points into a text when the text becomes part of a longer one."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from report.document import Span
from report.other import OtherReport

T = TypeVar("T")


def shifted(value: T, by: int) -> T:
    """Return a value of the vocabulary with every span in it moved by some characters."""
    return value if by == 0 else _shifted(value, by)


def _shifted(value: Any, by: int) -> Any:
    if isinstance(value, Span):
        return Span(value.start + by, value.end + by)
    if isinstance(value, OtherReport):
        # It points into a text of its own.
        return value
    if isinstance(value, tuple):
        return tuple(_shifted(one, by) for one in value)
    if isinstance(value, dict):
        return {key: _shifted(one, by) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: _shifted(getattr(value, f.name), by) for f in fields(value)}
        return type(value)(**changed)
    return value

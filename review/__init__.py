"""The review queue: what needs a person, and what people decided."""

from review.decide import BLANK, Request, Taken, decide
from review.exchange import CONFLICTS, FATES, Entry, take_in
from review.queue import ReviewItem, Shown, find, queue, show
from review.settle import settler

__all__ = [
    "BLANK",
    "CONFLICTS",
    "FATES",
    "Entry",
    "Request",
    "ReviewItem",
    "Shown",
    "Taken",
    "decide",
    "find",
    "queue",
    "settler",
    "show",
    "take_in",
]

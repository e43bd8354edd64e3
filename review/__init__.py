"""The review queue: what needs a person, and what people decided."""

from review.decide import BLANK, Request, Taken, decide
from review.exchange import CONFLICTS, FATES, Entry, take_in
from review.queue import Filter, ReviewItem, Shown, count, each_item, find, queue, show
from review.settle import settler
from review.standing import FigureState, Standing, accused, figure_states, standing

__all__ = [
    "BLANK",
    "CONFLICTS",
    "FATES",
    "Entry",
    "FigureState",
    "Filter",
    "Request",
    "ReviewItem",
    "Shown",
    "Standing",
    "Taken",
    "accused",
    "count",
    "decide",
    "each_item",
    "figure_states",
    "find",
    "queue",
    "settler",
    "show",
    "standing",
    "take_in",
]

"""An answer that is borne out, on the way to a claim."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from extractor.model.ground import Grounded
from extractor.model.names import Meant
from extractor.model.shapes import ClaimAnswer
from report.claim import Role

OUTCOMES = frozenset(
    ("granted", "granted_or_partial", "partially_granted", "refused", "unavailable")
) | {"not_processed", "other_outcome"}
_APPLICANT = "applicant"
_DIMENSIONS = {"channel": "channel", "reason": "outcome", "withdrawn": "outcome"}


@dataclass(eq=False)
class Item:
    """One answer that is borne out, on the way to a claim.

    Attributes:
        whole: The count it is a part, share, change or statement of.
        parts: Its own parts.
        also: Other counts that a statement about all speaks of as well.
        is_rest: Whether it is told as the rest of its whole, without a figure.
    """

    answer: ClaimAnswer
    grounded: Grounded
    meant: Meant
    role: Role
    whole: Item | None = None
    closed: bool = False
    parts: list[Item] = field(default_factory=list)
    also: list[Item] = field(default_factory=list)
    id: str = ""
    is_rest: bool = False

    @property
    def value(self) -> Decimal:
        """The figure; of a rest without one what its whole and the other parts leave."""
        figure = self.grounded.figure
        if figure is not None:
            return figure.value
        left = self.left
        return left if self.is_rest and left is not None else Decimal(0)

    @property
    def left(self) -> Decimal | None:
        """What the other parts of its kind leave of its whole; None where none are told."""
        if self.whole is None or self.whole.grounded.figure is None:
            return None
        kind = dimension_of(self)
        others = [p for p in self.whole.parts if p is not self and dimension_of(p) == kind]
        figures = [part.grounded.figure for part in others if not part.is_rest]
        if not figures or None in figures:
            return None
        return self.whole.value - sum(f.value for f in figures if f is not None)


def place_of(item: Item) -> int:
    """Return where an item's figure, or else its words, begin in the prose."""
    return item.grounded.figure.digits if item.grounded.figure is not None else item.grounded.start


def dimension_of(item: Item) -> str:
    """Return what kind of part an item is; parts of different kinds are different lists."""
    what = item.meant
    if what.table == "requests" and what.columns not in ((), ("total",)):
        return _APPLICANT
    if what.table == "disputes" and what.columns != ("total",):
        return "result"
    if what.metric in OUTCOMES:
        return "outcome"
    return _DIMENSIONS.get(what.metric, "")

"""What a person decided on a finding; the vocabulary of the review queue."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Literal, get_args

from pydantic import TypeAdapter

from report.record import Number

Action = Literal[
    "accept_repair",
    "correct_cell",
    "report_inconsistent",
    "misread",
    "counts_otherwise",
    "unreadable",
    "dismiss",
]
ACTIONS: tuple[Action, ...] = get_args(Action)


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the append-only history of decisions.

    Attributes:
        id: Number in the store, rising with time.
        finding: Id of the finding it was made on.
        record: Id of the record it was made at; the decision holds for every record
            that shows the same finding with the same operands.
        code: The finding's code at that time.
        when: UTC.
        before: Cell key → value that a correction lies over; empty without one.
        after: Cell key → value put in its place; None says that no number stands there.
        operands: The finding's operands at that time; other values re-open the item.
    """

    id: int
    finding: str
    record: str
    code: str
    who: str
    when: datetime
    action: Action
    before: dict[str, Number | None] = field(default_factory=dict)
    after: dict[str, Number | None] = field(default_factory=dict)
    reason: str = ""
    operands: dict[str, str | None] = field(default_factory=dict)


@cache
def decision_adapter() -> TypeAdapter[Decision]:
    """Return the adapter that turns a decision into JSON and back without loss."""
    return TypeAdapter(Decision)

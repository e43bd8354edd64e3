"""What a report is held against besides itself; handed in, never fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from report.body import Body
from report.document import Span
from report.record import Record


@dataclass(frozen=True, slots=True)
class Copy:
    """Text that this report has in common with another one.

    Attributes:
        issuer: Who published the other report, as printed there.
        year: Year the other reports on.
        record: Id of the other record.
        own_past: Whether the other is the same body's report on the year before.
        share: Hundredths of this report's own words that stand in the other, too.
        spans: The common passages in this report, longest first.
        other_spans: The same passages in the other's text, in the same order.
    """

    issuer: str
    year: str
    record: str
    own_past: bool
    share: int
    spans: tuple[Span, ...]
    other_spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """Other records that this one can be compared with.

    Attributes:
        previous: The same issuer's report on the year before.
        children: Reports of the bodies that this report sums up.
        roster: Names of the bodies that had to report.
        body: What a roster says of the issuer; its name tells the rest.
        published: The day of publication that a roster gives.
        copies: Reports with which this one shares much of its text.
    """

    previous: Record | None = None
    children: tuple[Record, ...] = ()
    roster: tuple[str, ...] = ()
    body: Body | None = None
    published: date | None = None
    copies: tuple[Copy, ...] = ()


ALONE = Context()

"""Another report that something said of this one rests on."""

from __future__ import annotations

from dataclasses import dataclass

from report.document import Span


@dataclass(frozen=True, slots=True)
class OtherReport:
    """Which report, and where in its text.

    Attributes:
        record: Id of its record.
        issuer: Who published it, as printed there; "" when unknown.
        year: The year it reports on; "" when unknown.
        spans: Places in its own text that show what is said, most telling first.
    """

    record: str
    issuer: str
    year: str
    spans: tuple[Span, ...] = ()

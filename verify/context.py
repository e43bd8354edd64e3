"""What a report is held against besides itself; handed in, never fetched."""

from __future__ import annotations

from dataclasses import dataclass

from report.record import Record


@dataclass(frozen=True, slots=True)
class Context:
    """Other records that this one can be compared with.

    Attributes:
        previous: The same issuer's report on the year before.
        children: Reports of the bodies that this report sums up.
        roster: Names of the bodies that had to report.
    """

    previous: Record | None = None
    children: tuple[Record, ...] = ()
    roster: tuple[str, ...] = ()


ALONE = Context()

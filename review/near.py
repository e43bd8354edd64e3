"""What a report stands beside: whose it is, whether it counts, and what it was held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from report.finding import Finding


@dataclass(frozen=True, slots=True)
class Other:
    """Another report that a finding rests on, with the year it reports on."""

    record: str
    issuer: str
    year: str
    path: str


@dataclass(frozen=True, slots=True)
class Near:
    """One report among the others of a store.

    Attributes:
        body: Key of its body; a report of no known place has one of its own.
        name: How the body is called in lists over all reports.
        current: Whether it is the one that counts for its body and year.
        previous: The body's report on the year before.
        below: The reports that this one sums up.
    """

    body: str
    name: str
    current: bool = True
    previous: Other | None = None
    below: tuple[Other, ...] = ()


Around = Mapping[str, Near]
"""Record → what it stands beside."""

_AGAINST_LAST = ("YRS01", "YRS02")
_BELOW = "BOD01"


def others(finding: Finding, near: Near | None) -> tuple[Other, ...]:
    """Return the other reports whose figures a finding rests on.

    Reports with the same text are named in the finding's own sentence.
    """
    if near is None:
        return ()
    if finding.code == _BELOW:
        return near.below
    last = any(operand.startswith("previous:") for operand in finding.operands)
    if near.previous is not None and (last or finding.code in _AGAINST_LAST):
        return (near.previous,)
    return ()

"""What the store offers to whoever lists findings: some, all of them one by one, how many."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from store import findings
from store.connected import Connected
from store.findings import Wanted
from store.model import FindingPlace, StoredFinding

_PORTION = 200
_ALL = Wanted()


class Listing(Connected):
    """The part of a store that lists findings."""

    def findings(
        self, wanted: Wanted = _ALL, *, offset: int = 0, limit: int | None = None
    ) -> list[StoredFinding]:
        """Return findings ordered by severity, attribution, issuer, year and code."""
        return list(self.each_finding(wanted, offset=offset, limit=limit))

    def each_finding(
        self, wanted: Wanted = _ALL, *, offset: int = 0, limit: int | None = None
    ) -> Iterator[StoredFinding]:
        """Yield findings as `findings` returns them, a few at a time."""
        yield from self.findings_at(self.finding_places(wanted, offset=offset, limit=limit))

    def finding_places(
        self, wanted: Wanted = _ALL, *, offset: int = 0, limit: int | None = None
    ) -> list[FindingPlace]:
        """Return where findings are, in the order of `findings`, without loading any."""
        return self._do("read", lambda c: findings.in_order(c, wanted, offset, limit))

    def findings_at(self, places: list[FindingPlace]) -> Iterator[StoredFinding]:
        """Yield the findings at some places; those that are gone meanwhile are left out."""
        rest = iter(places)
        while some := list(islice(rest, _PORTION)):
            yield from self._portion(some)

    def _portion(self, places: list[FindingPlace]) -> list[StoredFinding]:
        return self._do("read", lambda c: findings.at(c, places))

    def count_findings(self, wanted: Wanted = _ALL) -> int:
        """Return how many findings `findings` would return without a limit."""
        return self._do("read", lambda c: findings.count(c, wanted))

"""Which reports of a store may be copies: one sorted list of sentences, walked once.

A report is compared with the few others that share most of its sentences, so that hundreds
of thousands of reports take minutes rather than a comparison of every pair.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from report.boilerplate import boilerplate
from report.document import Span
from verify.repeated import BITS, Sentence

# Words put into the same number, so that sorting sorts by sentence, then by report.
_REPORT_BITS = 64 - BITS
MOST_REPORTS = 1 << _REPORT_BITS
_ROW = struct.Struct("<QIIH")
# A sentence that more reports have is compared with these first ones only.
_NEAR = 12
_LONGEST = (1 << 16) - 1


def packed(sentences: Sequence[Sentence]) -> bytes:
    """Return sentences as they are kept: number, place and length of each."""
    return b"".join(
        _ROW.pack(one.number, one.span.start, one.span.end, min(len(one.text), _LONGEST))
        for one in sentences
    )


def unpacked(body: bytes) -> list[tuple[int, Span, int]]:
    """Return number, place and length of each sentence that was packed."""
    return [(number, Span(start, end), size) for number, start, end, size in _ROW.iter_unpack(body)]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a report stands among the others: its body, its year, and its last year's."""

    body: str
    year: int
    previous: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two reports that share so many whole sentences that they are worth laying together."""

    key: str
    other: str
    own_past: bool


@dataclass
class Sentences:
    """The sentences of many reports.

    Attributes:
        keys: Key of each report, by its number in this list.
    """

    keys: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._rows: list[tuple[array[int], array[int]]] = []
        self._sorted: array[int] = array("Q")

    def fill(self, kept: Iterable[tuple[str, bytes]], standing: Mapping[str, Standing]) -> None:
        """Take in the kept sentences of all reports that stand somewhere."""
        both: list[int] = []
        for key, body in kept:
            if key not in standing or len(self.keys) >= MOST_REPORTS:
                continue
            number = len(self.keys)
            self.keys.append(key)
            numbers, sizes = array("Q"), array("H")
            for one, _, size in unpacked(body):
                numbers.append(one)
                sizes.append(size)
            self._rows.append((numbers, sizes))
            both += [one << _REPORT_BITS | number for one in set(numbers)]
        both.sort()
        self._sorted = array("Q", both)

    def _having(self, sentence: int) -> tuple[int, int]:
        """Return where the reports that have a sentence begin and end."""
        first = sentence << _REPORT_BITS
        start = bisect_left(self._sorted, first)
        return start, bisect_left(self._sorted, first + MOST_REPORTS, start)

    @property
    def _most(self) -> int:
        measure = boilerplate().measure
        return max(measure.common_reports, len(self.keys) * measure.common_percent // 100)

    def common(self, sentences: Iterable[int]) -> frozenset[int]:
        """Return those of the sentences that very many reports have."""
        most = self._most
        return frozenset(
            one for one in sentences if (span := self._having(one))[1] - span[0] > most
        )

    def candidates(
        self, standing: Mapping[str, Standing], past: int, other: int
    ) -> list[Candidate]:
        """Return the pairs that share at least half of what makes a finding.

        Args:
            standing: Where each report stands.
            past: Hundredths that make a finding against the body's own last year.
            other: Hundredths that make one against another body.
        """
        numbers = {key: number for number, key in enumerate(self.keys)}
        found: list[Candidate] = []
        for number, key in enumerate(self.keys):
            here = standing[key]
            before = numbers.get(here.previous) if here.previous is not None else None
            whole, shared = self._shared(number, before)
            if before is not None and 200 * shared[before] >= past * whole > 0:
                found.append(Candidate(key, self.keys[before], own_past=True))
            best = self._best(here, shared, standing)
            if best is not None and 200 * shared[best] >= other * whole > 0:
                found.append(Candidate(key, self.keys[best], own_past=False))
        return found

    def _shared(self, number: int, before: int | None) -> tuple[int, Counter[int]]:
        """Return the length of a report's own sentences, and what others share of it."""
        most, whole, shared = self._most, 0, Counter[int]()
        mask = MOST_REPORTS - 1
        for sentence, size in zip(*self._rows[number], strict=True):
            start, end = self._having(sentence)
            if end - start > most:
                continue
            whole += size
            near = {self._sorted[at] & mask for at in range(start, min(end, start + _NEAR))}
            if before is not None and end - start > _NEAR:
                at = bisect_left(self._sorted, sentence << _REPORT_BITS | before, start, end)
                if at < end and self._sorted[at] & mask == before:
                    near.add(before)
            for report in near:
                if report != number:
                    shared[report] += size
        return whole, shared

    def _best(
        self, here: Standing, shared: Counter[int], standing: Mapping[str, Standing]
    ) -> int | None:
        """Return the report of another body, on this year or last, that shares most."""
        fitting = []
        for number, size in shared.items():
            there = standing[self.keys[number]]
            if there.body != here.body and 0 <= here.year - there.year <= 1:
                fitting.append((-size, here.year - there.year, self.keys[number], number))
        return min(fitting)[3] if fitting else None

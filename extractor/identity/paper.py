"""A document as the identity readers see it: folded, with lines, blanks and tables known."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from report.document import Document, Span
from report.record import Reading, Stated
from report.text import INVISIBLE, Projection, project

_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
# Borders a converter puts around a line are no part of its words.
_BARS = frozenset("|│┃¦")
_UNSEEN = dict.fromkeys(map(ord, INVISIBLE))
_BLANKS = re.compile(r"\s+")
# Makes a named tuple without its own constructor, which is a call more for every line.
_new = tuple.__new__


class Line(NamedTuple):
    """One line with text in it: its folded words and where they begin and end."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Paper:
    """The folded text with the way back; all offsets here are into the folded text.

    Attributes:
        lines: Lines that hold anything but blanks, in order.
        tables: Parts that are tables.
    """

    source: str
    folded: Projection
    lines: tuple[Line, ...]
    tables: tuple[Span, ...]

    @cached_property
    def text(self) -> str:
        """The folded text."""
        return self.folded.text

    def span(self, start: int, end: int) -> Span:
        """Return where a piece of the folded text stands in the document."""
        return self.folded.back(start, end)

    def raw(self, start: int, end: int) -> str:
        """Return a piece as the document prints it."""
        span = self.span(start, end)
        return self.source[span.start : span.end]

    def stated(self, value: str, start: int, end: int) -> Stated:
        """Return a fact with its words and their place."""
        return Stated(value, self.raw(start, end), self.span(start, end))

    def verbatim(self, start: int, end: int) -> Stated:
        """Return a fact whose value is its own words without blanks."""
        value = _BLANKS.sub("", self.raw(start, end).translate(_UNSEEN))
        return self.stated(value, start, end)

    def gap(self, at: int) -> str:
        """Return the blanks the document has right before a folded character."""
        if at <= 0 or at >= len(self.text):
            return "\n"
        origin = self.folded.origin
        between = self.source[origin[at - 1] + 1 : origin[at]]
        return between.translate(_UNSEEN) if between else between

    def in_table(self, at: int) -> bool:
        """Return whether a character stands in a table."""
        for start, end in self.tables:  # noqa: SIM110  # Asked of every line.
            if start <= at < end:
                return True
        return False

    def prose(self) -> Iterator[tuple[int, int]]:
        """Yield the stretches between the tables."""
        at = 0
        for table in self.tables:
            if table.start > at:
                yield at, table.start
            at = max(at, table.end)
        if at < len(self.text):
            yield at, len(self.text)


def paper_of(document: Document, reading: Reading) -> Paper:
    """Return the document folded, with the reading's tables marked."""
    folded = project(document.text)
    origin = folded.origin
    tables = tuple(
        Span(bisect_left(origin, region.start), bisect_left(origin, region.end))
        for region in sorted(reading.regions)
    )
    return Paper(document.text, folded, _lines_of(document.text), tables)


@lru_cache(maxsize=8)
def _lines_of(text: str) -> tuple[Line, ...]:
    """Return the folded lines of a text; the last few texts are kept, as in `project`."""
    projection = project(text)
    folded, origin = projection.text, projection.origin
    lines = []
    following = 0
    for found in _LINE.finditer(text):
        # Between two lines stand only breaks, which fold to nothing.
        start = following
        end = following = bisect_left(origin, found.end(), start)
        while end > start and folded[start] in _BARS:
            start += 1
        while end > start and folded[end - 1] in _BARS:
            end -= 1
        if end > start:
            lines.append(_new(Line, (folded[start:end], start, end)))
    return tuple(lines)

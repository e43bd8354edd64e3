"""A document as the identity readers see it: folded, with lines, blanks and tables known."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from report.document import Document, Span
from report.record import Reading, Stated
from report.text import INVISIBLE, Projection, ordinary, project

# Borders a converter puts around a line are no part of its words.
_BARS = "|│┃¦"
_UNSEEN = dict.fromkeys(map(ord, INVISIBLE))
# Blanks of all kinds, and characters that print nothing but are obeyed.
_BLANKS = re.compile("[\\s\x00-\x1f\x7f-\x9f]+")


class Line(NamedTuple):
    """One line with text in it: its folded words and where they begin and end."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines with text in them, in order; two tuples, since few are looked at as a `Line`.

    Attributes:
        texts: Their folded words.
        starts: Where each begins.
    """

    texts: tuple[str, ...]
    starts: tuple[int, ...]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.texts)

    def __getitem__(self, at: int) -> Line:
        """Return one of them."""
        text, start = self.texts[at], self.starts[at]
        return Line(text, start, start + len(text))

    def first(self, count: int) -> list[Line]:
        """Return the first ones."""
        return [self[at] for at in range(min(count, len(self)))]

    def ended_by(self, offset: int) -> int:
        """Return how many of them end at an offset or before it."""
        begun = bisect_right(self.starts, offset)
        return begun - 1 if begun and self[begun - 1].end > offset else begun

    def begun_in(self, start: int, end: int) -> range:
        """Return which of them begin in a stretch of the text."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))

    def around(self, offset: int) -> Line | None:
        """Return the line a character stands in; None in the borders of one."""
        begun = bisect_right(self.starts, offset)
        line = self[begun - 1] if begun else None
        return line if line is not None and offset < line.end else None


@dataclass(frozen=True, slots=True)
class Paper:
    """The folded text with the way back; all offsets here are into the folded text.

    Attributes:
        text: The folded text.
        lines: Lines that hold anything but blanks, in order.
        tables: Parts that are tables.
    """

    source: str
    folded: Projection
    text: str
    lines: Lines
    tables: tuple[Span, ...]

    def span(self, start: int, end: int) -> Span:
        """Return where a piece of the folded text stands in the document."""
        return self.folded.back(start, end)

    def raw(self, start: int, end: int) -> str:
        """Return a piece as the document prints it."""
        span = self.span(start, end)
        return self.source[span.start : span.end]

    def stated(self, value: str, start: int, end: int) -> Stated:
        """Return a fact with its words and their place."""
        span = self.span(start, end)
        return Stated(value, self.source[span.start : span.end], span)

    def verbatim(self, start: int, end: int) -> Stated:
        """Return a fact whose value is its own words in ordinary characters, without blanks."""
        span = self.span(start, end)
        raw = self.source[span.start : span.end]
        seen = raw.translate(_UNSEEN).translate(ordinary())
        return Stated(_BLANKS.sub("", seen), raw, span)

    def gap(self, at: int) -> str:
        """Return the blanks the document has right before a folded character."""
        if at <= 0 or at >= len(self.text):
            return "\n"
        between = self.folded.between(at)
        return between.translate(_UNSEEN) if between else between

    def last_gap(self, at: int) -> int:
        """Return a character, from `at` to the left, up to which nothing stands between any."""
        return self.folded.unbroken_from(at)

    def next_gap(self, at: int) -> int:
        """Return the first character from `at` on that has blanks before it, or the end."""
        while not self.gap(at):
            at = self.folded.unbroken_to(at)
        return min(at, len(self.text))

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

    def last_lines(self, count: int) -> list[Line]:
        """Return the last lines outside the tables, in order."""
        outside = [at for stretch in self.prose() for at in self.lines.begun_in(*stretch)]
        return [self.lines[at] for at in outside[-count:]]


def paper_of(document: Document, reading: Reading) -> Paper:
    """Return the document folded, with the reading's tables marked."""
    folded = project(document.text)
    tables = tuple(
        Span(folded.forward(region.start), folded.forward(region.end))
        for region in sorted(reading.regions)
    )
    return Paper(document.text, folded, folded.text, _lines_of(document.text), tables)


@lru_cache(maxsize=8)
def _lines_of(text: str) -> Lines:
    """Return the folded lines of a text; the last few texts are kept, as in `project`."""
    folded = project(text)
    texts = tuple(filter(None, folded.lined.split("\n")))
    starts = tuple(accumulate(map(len, texts), initial=0))[: len(texts)]
    if any(bar in folded.text for bar in _BARS):
        return _without_bars(texts, starts)
    return Lines(texts, starts)


def _without_bars(lines: tuple[str, ...], starts: tuple[int, ...]) -> Lines:
    """Return lines without the borders around them, and none that are all border."""
    begun = [line.lstrip(_BARS) for line in lines]
    texts = tuple([text.rstrip(_BARS) for text in begun if text])
    moved = zip(starts, lines, begun, strict=True)
    return Lines(texts, tuple([at + len(line) - len(text) for at, line, text in moved if text]))

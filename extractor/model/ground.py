"""Holds a model's quote against the report: where it stands, and what figure it holds.

A quote counts only where it stands word for word, whatever its width and blanks; a value
only as the figure that the quote itself holds, with its scale, sign and measure word.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from report.document import Span
from report.lexicon_data import load_statements
from report.prose import Prose, read_prose
from report.quantity import Quantity, quantities
from report.text import Projection, fold, project
from report.words import words_in

Statement = Literal["none", "all", "rest"]
"""What words without a figure may say: there was none, all are so, the rest is so."""

Fault = Literal["quote", "value", "unit", "sign", "statement"]
"""Why something is not borne out: the quote does not stand there, it holds no such figure,
the figure is of another measure, rises where the words say that it falls, or the words say
nothing of none or all."""

_CLAUSE = re.compile(r"[,;:。!?()\n]")
_WORDLESS = re.compile(r"[\d\W_]*")
# Two characters before an offset and two behind it.
_NUMBER_OVER = re.compile(r".\d\d|\d[.,]\d|.\d[.,]\d", re.ASCII | re.DOTALL)
_LEAST = 2
_BEFORE = 40
SHARES = frozenset(("%", "‰"))


@dataclass(frozen=True)
class Source:
    """A report's prose, ready to look quotes up in.

    Attributes:
        text: The document's text, which all spans point into.
        prose: Its prose, folded.
        folded: The prose without any blank, with the way back to `prose`.
        figures: Every figure of the prose that counts something, in order.
    """

    text: str
    prose: Prose
    folded: Projection
    figures: tuple[Quantity, ...]
    starts: tuple[int, ...]

    def back(self, start: int, end: int) -> Span:
        """Return the document's span of a stretch of the prose."""
        return self.prose.back(start, end)


def source_of(text: str, tables: Sequence[Span] = ()) -> Source:
    """Return a document's prose as quotes are looked up in it; tables are no prose."""
    prose = read_prose(text, tables)
    figures = tuple(quantities(prose.text))
    return Source(
        text, prose, project(prose.text), figures, tuple(figure.digits for figure in figures)
    )


@dataclass(frozen=True, slots=True)
class Grounded:
    """A quote that stands in the report: where in the prose, and the figure it was given for.

    `figure` is None for a statement in words.
    """

    start: int
    end: int
    figure: Quantity | None = None


def places(quote: str, source: Source) -> Iterator[tuple[int, int]]:
    """Yield every place in the prose where a quote stands, cutting no number in two."""
    needle, held = fold(quote), source.folded.text
    at = held.find(needle) if len(needle) >= _LEAST else -1
    while at >= 0:
        end = at + len(needle)
        if not (_cut(held, at) or _cut(held, end)):
            span = source.folded.back(at, end)
            yield span.start, span.end
        at = held.find(needle, at + 1)


def _cut(text: str, at: int) -> bool:
    """Return whether a number goes on over an offset; a comma alone is none of it."""
    around = text[max(0, at - 2) : at].rjust(2) + text[at : at + 2]
    return _NUMBER_OVER.match(around) is not None


def ground_figure(
    quote: str, value: Decimal, source: Source, after: int = 0, taken: frozenset[int] = frozenset()
) -> Grounded | Fault:
    """Return the figure a quote was given for, or why it is not borne out.

    Args:
        quote: Words of the report with the figure.
        value: The number, scaled, without regard to its sign.
        source: The report's prose.
        after: Where the last figure stood; of several places the next behind it is meant.
        taken: Figures, by where their digits start, that other claims of the same metric
            already have.
    """
    if _WORDLESS.fullmatch(fold(quote).rstrip("".join(SHARES))) and not _has_unit(quote):
        return "quote"
    fault: Fault = "quote"
    offers: list[tuple[bool, bool, int, Grounded]] = []
    for start, end in places(quote, source):
        fault = "value"
        for figure in _within(source, start, end):
            if figure.value == abs(value):
                grounded = Grounded(start, end, figure)
                offer = (figure.digits in taken, figure.digits < after, figure.digits, grounded)
                offers.append(offer)
    if not offers:
        return fault
    return min(offers, key=lambda offer: offer[:3])[3]


def _has_unit(quote: str) -> bool:
    return any(figure.unit for figure in quantities(fold(quote)))


def _within(source: Source, start: int, end: int) -> Iterator[Quantity]:
    at = bisect_left(source.starts, start)
    while at < len(source.figures) and source.figures[at].digits < end:
        yield source.figures[at]
        at += 1


def ground_statement(
    quote: str, kind: Statement, source: Source, after: int = 0
) -> Grounded | Fault:
    """Return where a statement in words stands, or why it is not borne out."""
    found = sorted((start < after, start, end) for start, end in places(quote, source))
    if not found:
        return "quote"
    for _, start, end in found:
        if _says(source, start, end, kind):
            return Grounded(start, end)
    return "statement"


@cache
def _markers() -> dict[str, re.Pattern[str]]:
    words = load_statements()
    return {
        "none": re.compile(f"{words.none.marker}|{words.none.zero}"),
        "all": re.compile(f"{words.all.marker}|{words.all.done}|{words.all.in_time}"),
        "rest": re.compile(words.rest.marker),
    }


def _says(source: Source, start: int, end: int, kind: str) -> bool:
    text = source.prose.text
    stop = _CLAUSE.search(text, end)
    behind = text[start : stop.start() if stop is not None else len(text)]
    if not any(found.start() < end - start for found in _markers()[kind].finditer(behind)):
        return False
    figures = list(_within(source, start, end))
    return not any(figure.value for figure in figures) if kind == "none" else not figures


def direction(source: Source, figure: Quantity) -> Literal["up", "down", ""]:
    """Return whether the words before a figure say that it rises or falls."""
    text = source.prose.text
    stops = [
        found.end()
        for found in _CLAUSE.finditer(text, max(0, figure.start - _BEFORE), figure.start)
    ]
    start = stops[-1] if stops else max(0, figure.start - _BEFORE)
    ids = [word.id for word in words_in(text, start, figure.digits)]
    told = [_DIRECTIONS[id_] for id_ in ids if id_ in _DIRECTIONS]
    return told[-1] if told else ""


_DIRECTIONS: dict[str, Literal["up", "down"]] = {
    "change_up": "up",
    "rise": "up",
    "change_down": "down",
    "fall": "down",
}


def follows(value: Decimal, figure: Quantity, unit: str | None = None) -> bool:
    """Return whether a value with its unit is what a figure says."""
    return figure.value == value and (unit is None or fold(unit) == fold(figure.unit or ""))

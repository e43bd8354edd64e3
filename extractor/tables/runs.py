"""Lines in which labels and numbers follow one another without borders.

`行政许可 97`, whole tables on one line, and cells run together
(`…新收政府信息公开申请数量713000074二、上年结转…`): such a line is cut where words and
figures meet. Figures that stand side by side form one run; whether the run is one
number, or several, the rows decide later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.tables.cells import Cell, Kind
from extractor.tables.words import table_words
from report.document import Span
from report.signs import load_signs
from report.text import fold

_DIGIT = "0-9０-９"
_HAN = "\u3400-\u9fff"
_FIGURE = re.compile(
    rf"(?:[+＋\-－−](?=[{_DIGIT}])|(?<![{_DIGIT}A-Za-z.．]))"
    rf"(?:[{_DIGIT}]{{1,3}}(?:[,，][{_DIGIT}]{{3}})+(?![{_DIGIT}])|[{_DIGIT}]+)"
    rf"|(?<!\S)(?:[/／\\]|[\-—–]{{1,2}}|[{_HAN}]{{1,3}})(?!\S)"
)
_FRACTION = re.compile(rf"[.．][{_DIGIT}]+")
_SIGNS = load_signs().cells
_UNIT = re.compile(rf"\s?{load_signs().money.printed_unit}|[{_SIGNS.measures}](?![{_HAN}])")
_ASIDE = re.compile(rf"[（(](?:{_SIGNS.aside})[^（）()\n]{{0,40}}[）)]")
# The ordinal number of the next row's label: "2." glued to the figures before it.
_ORDINAL = re.compile(rf"\s?[.．、]\s*(?=[{_HAN}A-Za-z“\"])")
_PROSE = re.compile(r"[。；;！？]")


def _figure_end(text: str, end: int, stop: int) -> int:
    """Return where a figure whose digits end at `end` ends with fraction, unit and aside."""
    if text[end - 1] not in "0０" and _ORDINAL.match(text, end, stop):
        return end - 1
    slip = table_words().slip.match(text, end, stop)
    if slip:
        return slip.end()
    fraction = _FRACTION.match(text, end, stop)
    if fraction:
        end = fraction.end()
    for part in (_UNIT, _ASIDE):
        found = part.match(text, end, stop)
        if found:
            end = found.end()
    return end


def _pieces(text: str, start: int, stop: int) -> Iterator[tuple[int, int, Kind]]:
    """Yield figures, placeholders and the words between them, in order."""
    at = word = start
    while found := _FIGURE.search(text, at, stop):
        begin, end = found.span()
        kind: Kind = "number"
        if found[0][-1].isdigit():
            end = _figure_end(text, end, stop)
        elif table_words().is_placeholder(fold(found[0])):
            kind = "mark"
        else:
            at = end
            continue
        if end <= begin:
            at = found.end()
            continue
        if text[word:begin].strip():
            yield word, begin, "label"
        yield begin, end, kind
        at = word = end
    if text[word:stop].strip():
        yield word, stop, "label"


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def cut(text: str, start: int, stop: int, run: int) -> list[Cell]:
    """Return the cells of `text[start:stop]`; neighbouring figures share a run.

    `run` is a number no run had before; the runs made here count on from it.
    """
    cells: list[Cell] = []
    for begin, end, kind in _pieces(text, start, stop):
        span = _trim(text, begin, end)
        if kind == "label":
            run += 1
            cells.append(Cell(text[span.start : span.end], span, kind))
        else:
            cells.append(Cell(text[span.start : span.end], span, kind, run=run))
    return cells


def is_prose(text: str) -> bool:
    """Return whether words hold the stop of a sentence."""
    return _PROSE.search(text) is not None

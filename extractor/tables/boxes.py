"""Tables drawn as boxes: rules between the printed rows, words wrapped inside the cells.

Text browsers and converters print one row of such a table on several lines. Only the
rules between them tell where a row ends, so the lines in between are put together
column by column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.tables.cells import Cell, kind_of, make_cell
from report.document import Span

# Without one of these no box is drawn; looking for them costs nothing.
_SIGNS = ("+--", "+==", "├", "┣", "╠")
_EDGE = "|│┃║"
_LINE = re.compile(r"[^\S\n]*([|│┃║+├┌└┏┗┣╔╚╠╟╞].*[|│┃║+┤┐┘┓┛┫╗╝╣╢╡])[^\S\n]*")
_BORDER = re.compile(rf"[{_EDGE}]")
_DASHES = "-=─━═"
_RULE = re.compile(
    rf"[+{_EDGE}├┌└┏┗┣╔╚╠╟╞┼┬┴╋╪╬][{_DASHES}]{{3,}}[+{_EDGE}┤┐┘┓┛┫╗╝╣╢╡┼┬┴╋╪╬]"
    rf"|[├┌└┏┗┣╔╚╠╟╞┼┬┴╋╪╬][{_DASHES}]"
)
_CORNERS = "+┌└┏┗╔╚"
_LEAST_RULES = 3
# A converter's mark for a line break inside a cell.
_BREAK = "\\"


@dataclass(frozen=True, slots=True)
class Box:
    """A drawn table: its place in the text and its rows."""

    span: Span
    rows: tuple[tuple[list[Cell], Span], ...]


@dataclass(frozen=True, slots=True)
class _Printed:
    """One line of a box, without the blanks around it."""

    start: int
    end: int
    text: str

    @property
    def is_rule(self) -> bool:
        return _RULE.search(self.text) is not None


def boxes(text: str) -> list[Box]:
    """Return the drawn tables of a text, in order."""
    if not any(sign in text for sign in _SIGNS):
        return []
    return [
        Box(Span(lines[0].start, lines[-1].end), tuple(_rows(text, lines)))
        for lines in _stretches(text)
        if _is_box(lines)
    ]


def _stretches(text: str) -> Iterator[list[_Printed]]:
    lines: list[_Printed] = []
    start = 0
    for line in text.split("\n"):
        found = _LINE.fullmatch(line)
        if found is not None:
            lines.append(_Printed(start + found.start(1), start + found.end(1), found[1]))
        elif lines:
            yield lines
            lines = []
        start += len(line) + 1
    if lines:
        yield lines


def _is_box(lines: Sequence[_Printed]) -> bool:
    if not (lines[0].text[0] in _CORNERS and lines[-1].text[0] in _CORNERS):
        return False
    return sum(line.is_rule for line in lines) >= _LEAST_RULES


def _rows(text: str, lines: Sequence[_Printed]) -> Iterator[tuple[list[Cell], Span]]:
    row: list[_Printed] = []
    for line in lines:
        if not line.is_rule:
            row.append(line)
        elif row:
            yield _joined(text, row), Span(row[0].start, row[-1].end)
            row = []


def _joined(text: str, lines: Sequence[_Printed]) -> list[Cell]:
    """Return one printed row's cells; none when its lines do not fit together."""
    pieces = [list(_pieces(text, line)) for line in lines]
    if len({len(line) for line in pieces}) > 1:
        return []
    cells = [_cell(at, parts) for at, parts in enumerate(zip(*pieces, strict=True))]
    # A number cut over lines may be one number or two.
    return [cell for cell in cells if cell is not None] if None not in cells else []


def _pieces(text: str, line: _Printed) -> Iterator[Cell]:
    borders = [line.start + found.start() for found in _BORDER.finditer(line.text)]
    for left, right in pairwise(borders):
        end = right
        while end > left + 1 and (text[end - 1].isspace() or text[end - 1] == _BREAK):
            end -= 1
        yield make_cell(text, left + 1, end)


def _cell(column: int, parts: Sequence[Cell]) -> Cell | None:
    standing = [part for part in parts if part.stands] or parts[:1]
    first = standing[0]
    first.column = column
    if len(standing) > 1:
        words = "".join([part.raw for part in standing])
        if kind_of(words.strip()) != "label":
            return None
        first.words, first.kind = words, "label"
    return first

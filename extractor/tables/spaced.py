"""Rows of tables whose cells come one below another, blank ones as nothing but line ends.

Word files and copied pages turned to text print every cell, blank or not, so many line ends
behind the one before. Where all rows agree on that distance, the lines tell the columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from extractor.tables.boxes import Box
from extractor.tables.cells import Cell, kind_of, make_cell
from extractor.tables.labels import dispute_head_count, plain
from report.document import Span
from report.form import load_forms, table_forms
from report.number import parse_cell

# So many rows must show how far their cells lie apart, and end where the last column is.
_PROVED = 3
# A cell is no further than this many line ends from the one before.
_DISTANCES = (1, 2, 3, 4)
_LONGEST_LABEL = 80
# Heads above a row of figures are looked for so far back.
_HEADS = 400
_TAB_BORDER = re.compile(r"\n\n\t\n\n")
_BLANK_BETWEEN_TABS = re.compile(r"\n\n\t\n\n\t\n")
_ROW_END = re.compile(r"\n{4,}")
_LEAST_BORDERS = 30
# Labels no longer than this are heads of columns as well.
_HEAD_LIKE = 3


@dataclass(frozen=True, slots=True)
class _Line:
    """A line in which something is printed: its place, its number and what it says."""

    start: int
    end: int
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class _Observed:
    """A label of the form, the figures below it, and the number of the line after them."""

    label: _Line
    figures: Sequence[_Line]
    widths: frozenset[int]
    next: int | None

    def lines_behind(self, lines: int) -> int:
        """Return how many lines lie between so many below the label and what comes next."""
        return lines if self.next is None else self.next - self.label.number - lines


def spaced_rows(text: str) -> list[Box]:
    """Return the rows whose blank cells only line ends show; none where every cell stands."""
    if _BLANK_BETWEEN_TABS.search(text) and len(_TAB_BORDER.findall(text)) >= _LEAST_BORDERS:
        return list(_tabbed(text))
    if "\n\n" not in text:
        return []
    return _lined(text)


def _tabbed(text: str) -> Iterator[Box]:
    """Yield the rows of a page copied out of a browser, whose cells hold paragraphs."""
    start = 0
    for end in (*(found.start() for found in _ROW_END.finditer(text)), len(text)):
        while start < end and text[start] == "\n":
            start += 1
        if "\t" in text[start:end]:
            yield from _tabbed_rows(text, start, end)
        start = end


def _tabbed_rows(text: str, start: int, end: int) -> Iterator[Box]:
    """Yield a row, and the next table's first where only paragraphs lie between the two."""
    first, cells, at = start, list[Cell](), start
    for piece in text[start:end].split("\t"):
        following = at + len(piece) + 1
        stop = _end_of_cell(text, at, following - 1) if cells else following - 1
        cells.append(make_cell(text, at, stop, len(cells)))
        if stop < following - 1:
            yield _row(text, first, stop, cells)
            words = text[at : following - 1].rstrip()
            first = at + words.rfind("\n\n") + 2
            cells = [make_cell(text, first, following - 1, 0)]
        at = following
    if len(cells) > 1:
        yield _row(text, first, end, cells)


def _row(text: str, start: int, end: int, cells: list[Cell]) -> Box:
    first = next((cell.span.start for cell in cells if cell.stands), start)
    span = Span(text.rfind("\n", 0, first) + 1, end)
    return Box(span, ((cells, span),))


def _end_of_cell(text: str, start: int, end: int) -> int:
    """Return where a cell ends: behind a table's last cell paragraphs follow."""
    words = text[start:end]
    first, *more = words.strip().split("\n\n")
    if not more:
        return end
    if kind_of(first.strip()) in ("number", "mark"):
        return start + words.index(first) + len(first)
    # A blank cell, and behind it what follows the table; or a label of several lines.
    return start if any(len(line) > _LONGEST_LABEL for line in (first, *more)) else end


@cache
def _widths() -> Mapping[str, frozenset[int]]:
    """Return how many columns the rows of tables two and three have, by their plain labels."""
    found: dict[str, set[int]] = {}
    for form in load_forms().values():
        for table in form.tables:
            if table.id == "disputes":
                continue
            for one in table_forms(table.id):
                for row in one.rows:
                    for label in row.labels:
                        width = len(one.columns_of(row))
                        # Columns have heads as short as the last rows' labels.
                        if table.id != "requests" or len(plain(label)) > _HEAD_LIKE:
                            found.setdefault(plain(label), set()).add(width)
                        found.setdefault(plain(row.number) + plain(label), set()).add(width)
    return {label: frozenset(widths) for label, widths in found.items()}


def _printed(text: str) -> list[_Line]:
    lines: list[_Line] = []
    start = 0
    for number, line in enumerate(text.split("\n")):
        stripped = line.strip()
        if stripped:
            lines.append(_Line(start, start + len(line), number, stripped))
        start += len(line) + 1
    return lines


def _lined(text: str) -> list[Box]:
    lines = _printed(text)
    width = len(table_forms("requests")[-1].columns)
    rows: list[_Observed] = []
    for at, line in enumerate(lines):
        if len(line.text) > _LONGEST_LABEL or not (widths := _width_of(line.text)):
            continue
        figures = _figures(lines, at + 1)
        after = lines[at + 1 + len(figures) :][:1]
        rows.append(_Observed(line, figures, widths, after[0].number if after else None))
    own = [row for row in rows if row.widths == {width}]
    distance = next((d for d in _DISTANCES if _agree(own, d, width)), 0)
    if not distance:
        return []
    behind = min(row.lines_behind(width * distance) for row in own if row.figures)
    boxes = [_box(text, row, distance, behind) for row in rows]
    boxes += [_block_row(text, lines, at, distance, behind) for at in range(1, len(lines))]
    return [box for box in boxes if box is not None]


def _width_of(words: str) -> frozenset[int]:
    text = plain(words)
    return _widths().get(text, frozenset()) if text and not text.isdecimal() else frozenset()


def _figures(lines: Sequence[_Line], at: int) -> Sequence[_Line]:
    """Return the lines from one on that are a figure or a sign for none."""
    end = at
    while end < len(lines) and kind_of(lines[end].text) in ("number", "mark"):
        end += 1
    return lines[at:end]


def _places(line: int, figures: Sequence[_Line], distance: int) -> list[int] | None:
    """Return how many cells behind a line each figure stands, from one on."""
    places = []
    for figure in figures:
        cells, rest = divmod(figure.number - line, distance)
        if rest:
            return None
        places.append(cells)
    return places


def _agree(rows: Sequence[_Observed], distance: int, width: int) -> bool:
    """Return whether all rows of table three have their total in the last column.

    Without a row that shows a blank nothing needs to be told.
    """
    ended = gaps = 0
    for row in rows:
        places = _places(row.label.number, row.figures, distance)
        if places is None or (places and places[-1] != width):
            return False
        ended += bool(places)
        gaps += 0 < len(places) < width
    return ended >= _PROVED and gaps > 0


def _box(text: str, row: _Observed, distance: int, behind: int) -> Box | None:
    places = _places(row.label.number, row.figures, distance)
    if places is None:
        return None
    fitting = [width for width in sorted(row.widths) if not places or places[-1] <= width]
    # A row of nothing but blanks shows no width.
    if not fitting or (len(row.widths) > 1 and not places):
        return None
    width = fitting[0]
    if row.lines_behind(width * distance) < behind:
        # A cell is lost, or this is the label of a group, whose first row's label follows.
        return None
    return _made(text, row.label, row.figures, places, width)


def _made(
    text: str, label: _Line | None, figures: Sequence[_Line], places: Sequence[int], width: int
) -> Box | None:
    known = label or figures[0]
    end = figures[-1].end if figures else known.end
    cells = [] if label is None else [make_cell(text, label.start, label.end, 0)]
    by_place = dict(zip(places, figures, strict=True))
    for place in range(1, width + 1):
        line = by_place.get(place)
        if line is None:
            cells.append(Cell("", Span(end, end), "empty", place))
        else:
            cells.append(make_cell(text, line.start, line.end, place))
    span = Span(known.start, end)
    return Box(span, ((cells, span),))


def _block_row(
    text: str, lines: Sequence[_Line], at: int, distance: int, behind: int
) -> Box | None:
    """Return table four's row of figures, if one stands behind the last of its heads."""
    form = table_forms("disputes")[-1]
    blocks, width = len(form.rows), len(form.columns)
    last, line = list(form.columns.values())[-1], lines[at - 1]
    if plain(line.text) not in {plain(label) for label in last.labels}:
        return None
    if dispute_head_count(plain(text[max(0, line.start - _HEADS) : line.end])) < width - 2:
        return None
    figures = _figures(lines, at)
    # The first cell is as far behind the heads as any row is behind the one above.
    start = line.number + behind - distance
    places = _places(start, figures, distance)
    if not places or places[0] < 1 or places[-1] > blocks * width:
        return None
    after = lines[at + len(figures) :][:1]
    if after and after[0].number - start - blocks * width * distance < behind:
        return None
    values = [0] * (blocks * width)
    for place, figure in zip(places, figures, strict=True):
        value = parse_cell(figure.text).value
        values[place - 1] = value if isinstance(value, int) else 0
    for first in range(0, blocks * width, width):
        if sum(values[first : first + width - 1]) != values[first + width - 1]:
            return None
    return _made(text, None, figures, places, blocks * width)

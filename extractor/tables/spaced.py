"""Rows of tables whose cells come one below another, blank ones as nothing but line ends.

Word files and copied pages turned to text print every cell, blank or not, so many line ends
behind the one before. Where all rows agree on that distance, the lines tell the columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import NamedTuple

from extractor.tables.boxes import Box
from extractor.tables.cells import Cell, kind_of, make_cell
from extractor.tables.labels import plain
from report.document import Span
from report.form import load_forms, table_forms
from report.number import parse_cell

# So many rows must show how far their cells lie apart, and end where the last column is.
_PROVED = 3
# A cell is no further than this many line ends from the one before.
_DISTANCES = (1, 2, 3, 4)
_LONGEST_LABEL = 80
_TAB_BORDER = re.compile(r"\n\n\t\n\n")
_BLANK_BETWEEN_TABS = re.compile(r"\n\n\t\n\n\t\n")
_ROW_END = re.compile(r"\n{4,}")
_LEAST_BORDERS = 30
_LONE_FIGURE = re.compile(r"^[^\S\n]*\d+[^\S\n]*$", re.MULTILINE)
# Labels no longer than this are heads of columns as well.
_HEAD_LIKE = 3


class _Line(NamedTuple):
    """A line in which something is printed: its place, its number and what it says."""

    start: int
    end: int
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class _Observed:
    """A label of the form, the figures below it, and the number of the line after them.

    Attributes:
        widths: How many columns rows of the form with this label have.
    """

    label: _Line
    figures: Sequence[_Line]
    widths: frozenset[int]
    next: int | None

    def lines_behind(self, lines: int) -> int:
        """Return how many lines lie between so many below the label and what comes next."""
        return lines if self.next is None else self.next - self.label.number - lines


@dataclass(frozen=True, slots=True)
class _Spacing:
    """How the cells of a text are spaced.

    Attributes:
        distance: Line ends from one cell to the next, blank or not.
        behind: Lines from the last cell of a row to what follows it, at least.
    """

    distance: int
    behind: int

    def places(self, line: int, figures: Sequence[_Line]) -> list[int] | None:
        """Return in which cell behind a line each figure stands, None where one is in no cell."""
        return _places(line, figures, self.distance)


def spaced_rows(text: str) -> list[Box]:
    """Return the rows whose blank cells only line ends show; none where every cell stands."""
    if _BLANK_BETWEEN_TABS.search(text) and len(_TAB_BORDER.findall(text)) >= _LEAST_BORDERS:
        return list(_tabbed(text))
    if "\n\n" not in text or not _has_lone_figures(text):
        return []
    return _lined(text)


def _has_lone_figures(text: str) -> bool:
    """Return whether enough lines are nothing but a figure; most texts have not one."""
    return len(list(islice(_LONE_FIGURE.finditer(text), _PROVED))) == _PROVED


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
    """Return the rows of tables whose cells all lie equally far from one another."""
    lines = _printed(text)
    spacing = _spacing(list(_observed(lines, with_figures=True)))
    if spacing is None:
        return []
    rows = _observed(lines)
    boxes = [_box(text, row, spacing) for row in rows]
    boxes += [_block_row(text, lines, at, spacing) for at in range(1, len(lines))]
    return [box for box in boxes if box is not None]


def _observed(lines: Sequence[_Line], *, with_figures: bool = False) -> Iterator[_Observed]:
    """Yield every line that is a label of tables two or three, with the figures below it.

    Those without any are left out where only rows `with_figures` are asked for.
    """
    for at, line in enumerate(lines):
        if with_figures and not (at + 1 < len(lines) and _is_figure(lines[at + 1])):
            continue
        if len(line.text) > _LONGEST_LABEL or not (widths := _width_of(line.text)):
            continue
        figures = _figures(lines, at + 1)
        after = lines[at + 1 + len(figures) :][:1]
        yield _Observed(line, figures, widths, after[0].number if after else None)


def _spacing(rows: Sequence[_Observed]) -> _Spacing | None:
    """Return the spacing on which all rows of table three agree, None where there is none.

    `rows` are those with figures.

    Table three has the widest rows, so that it shows best how far cells lie apart.
    """
    width = len(table_forms("requests")[-1].columns)
    own = [row for row in rows if row.widths == {width}]
    if len(own) < _PROVED or all(len(row.figures) >= width for row in own):
        return None  # Without a row that shows a blank nothing needs to be told.
    distance = next((d for d in _DISTANCES if _agree(own, d, width)), 0)
    if not distance:
        return None
    behind = min(row.lines_behind(width * distance) for row in own)
    return _Spacing(distance, behind)


def _width_of(words: str) -> frozenset[int]:
    text = plain(words)
    return _widths().get(text, frozenset()) if text and not text.isdecimal() else frozenset()


def _figures(lines: Sequence[_Line], at: int) -> Sequence[_Line]:
    """Return the lines from one on that are a figure or a sign for none."""
    end = at
    while end < len(lines) and _is_figure(lines[end]):
        end += 1
    return lines[at:end]


def _is_figure(line: _Line) -> bool:
    return kind_of(line.text) in ("number", "mark")


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
    """Return whether all rows of table three have their total in the last column."""
    found = (_places(row.label.number, row.figures, distance) for row in rows)
    return all(places is not None and places[-1] == width for places in found)


def _box(text: str, row: _Observed, spacing: _Spacing) -> Box | None:
    places = spacing.places(row.label.number, row.figures)
    width = _width(row, places) if places is not None else None
    if places is None or width is None:
        return None
    if row.lines_behind(width * spacing.distance) < spacing.behind:
        # A cell is lost, or this is the label of a group, whose first row's label follows.
        return None
    return _made(text, row.label, row.figures, places, width)


def _width(row: _Observed, places: Sequence[int]) -> int | None:
    """Return how many columns a row has: the fewest into which its figures go."""
    if not places:
        # A row of nothing but blanks shows no width.
        return next(iter(row.widths)) if len(row.widths) == 1 else None
    return next((width for width in sorted(row.widths) if places[-1] <= width), None)


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


def _block_row(text: str, lines: Sequence[_Line], at: int, spacing: _Spacing) -> Box | None:
    """Return table four's row of figures, if one stands behind the last of its heads."""
    form = table_forms("disputes")[-1]
    count, last = len(form.rows) * len(form.columns), list(form.columns.values())[-1]
    heads = lines[at - 1]
    # A quick look before figures are counted; that blocks add up shows more.
    if plain(heads.text) not in {plain(label) for label in last.labels}:
        return None
    figures = _figures(lines, at)
    # The first cell is as far behind the heads as any row is behind the one above.
    start = heads.number + spacing.behind - spacing.distance
    places = spacing.places(start, figures)
    if not places or places[0] < 1 or places[-1] > count:
        return None
    after = lines[at + len(figures) :][:1]
    if after and after[0].number - start - count * spacing.distance < spacing.behind:
        return None
    if not _blocks_add_up(dict(zip(places, figures, strict=True)), len(form.columns), count):
        return None
    return _made(text, None, figures, places, count)


def _blocks_add_up(figures: Mapping[int, _Line], width: int, count: int) -> bool:
    """Return whether the last figure of each block is the sum of the others, blanks being nought.

    `figures` are told by their place in the row, from one on.
    """
    values = [0] * count
    for place, figure in figures.items():
        value = parse_cell(figure.text).value
        values[place - 1] = value if isinstance(value, int) else 0
    blocks = [values[first : first + width] for first in range(0, count, width)]
    return all(sum(block[:-1]) == block[-1] for block in blocks)

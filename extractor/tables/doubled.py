"""A column of table three that is printed twice, told by the sums and left out once.

Programs that put a sheet together copy a column once too often. Every row then has one
figure too many, and read from the left the figures behind the copy would stand one
column off. Two columns alike in every row show the copy; where leaving either out gives
other figures, the total, which is the sum of the others, must tell which one it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from extractor.tables.align import CHAIN
from extractor.tables.cells import Cell
from extractor.tables.heads import heads_of
from extractor.tables.labels import candidates
from extractor.tables.order import heads_in, text_above
from extractor.tables.rows import Row
from report.form import TableForm
from report.number import parse_cell
from report.record import Number

# So many rows must have one figure too many, and so many sums must hold.
_PROVED = 3
# Of the rows that are not all nought, three in four must add up.
_OF_ROWS, _HOLD = 4, 3


_Figures = tuple[tuple[Number, ...], ...]


@dataclass(frozen=True, slots=True)
class _Twice:
    """A head printed twice: its column's place in the form, and where it stands."""

    name: int
    spans: list[tuple[int, int]]
    leads: bool  # It is the first of all heads.
    adjacent: bool  # No other head stands between the two.


@dataclass(frozen=True, slots=True)
class Doubled:
    """The rows without the copy of a column.

    Attributes:
        rows: All rows of the document; those that cannot be told are without figures.
        place: Place of the printed column left out, None where none could be told.
        twin: Place of the column like it.
        by_heads: Whether the heads name a column twice.
    """

    rows: list[Row]
    place: int | None = None
    twin: int | None = None
    by_heads: bool = False

    def own_heads(self, words: str, form: TableForm) -> str:
        """Return the words of the heads without the copy's."""
        if self.place is None or self.twin is None:
            return words
        head = _named_twice(words, form)
        if head is None:
            return words
        # The sums were seen to hold with the total printed last.
        is_total = head.name == len(form.columns) - 1
        start, end = head.spans[0 if is_total or self.place < self.twin else -1]
        return words[:start] + " " * (end - start) + words[end:]


def without_doubled(text: str, rows: Sequence[Row], form: TableForm) -> Doubled | None:
    """Return the rows without a doubled column, None where rows are no figure too long."""
    width = len(form.columns)
    counted = [at for at, row in enumerate(rows) if row.numbers and len(row.area) > width]
    if len(counted) < _PROVED:
        return None
    full = _labelled(rows, [at for at in counted if _is_long(rows[at], width)], form)
    # Where noughts are left blank, cells are counted, and only the heads can be believed.
    wide = full or _labelled(rows, [at for at in counted if _is_wide(rows[at], width)], form)
    if wide:
        stretch = _stretch(rows, wide, form)
        headed = next((at for at in stretch if rows[at].numbers), wide[0])
        head = _named_twice(text_above(text, rows, headed), form)
        told = _told([_cells(rows[at], width) for at in wide], head) if full or head else None
        if told is not None:
            kept = _without(rows, rows[wide[0]], stretch, told, width)
            return Doubled(kept, *told, head is not None)
        if head is not None:
            return Doubled(_unread(rows, stretch))
    return _beyond(rows, counted, form)


def _beyond(rows: Sequence[Row], counted: Sequence[int], form: TableForm) -> Doubled | None:
    """Return the rows of a table with more columns than the form's left unread.

    Where heads stand over all columns they tell which of them are the form's.
    """
    width = len(form.columns)
    far = [at for at in counted if _span(rows[at]) > width and _is_labelled(rows[at], form)]
    if len(far) < _PROVED:
        return None
    stretch = _stretch(rows, far, form)
    if sum(len(rows[at].standing) == _span(rows[at]) == width for at in stretch) >= len(far):
        return None
    heads = heads_of(rows, form.columns.values())
    if any((head := heads[at]) is not None and head.cells(rows[at]) is not None for at in far):
        return None
    return Doubled(_unread(rows, stretch))


def _labelled(rows: Sequence[Row], long: Sequence[int], form: TableForm) -> list[int]:
    """Return those of the long rows that are rows of one table three, none when too few."""
    if len(long) < _PROVED:
        return []
    labelled = [at for at in long if _is_labelled(rows[at], form)]
    alike = [at for at in labelled if _is_like(rows[at], rows[labelled[0]], len(form.columns))]
    return alike if len(alike) >= _PROVED else []


def shows_more_columns(rows: Sequence[Row], width: int) -> bool:
    """Return whether rows of nothing but noughts, run together, have one too many."""
    runs = ["".join([cell.raw for cell in row.standing]) for row in rows if row.is_run]
    sizes = [len(digits) for digits in runs if digits and not digits.strip("0")]
    return sizes.count(width + 1) > 1 and width not in sizes


def _is_long(row: Row, width: int) -> bool:
    return len(row.standing) == width + 1 and all(
        c.kind in ("number", "mark") for c in row.standing
    )


def _stretch(rows: Sequence[Row], long: Sequence[int], form: TableForm) -> range:
    """Return from which row to which the table goes on, rows of other lengths included."""

    def goes_on(at: int) -> bool:
        return rows[at].block == rows[long[0]].block and _is_labelled(rows[at], form)

    start, stop = long[0], long[-1] + 1
    while start and goes_on(start - 1):
        start -= 1
    while stop < len(rows) and goes_on(stop):
        stop += 1
    return range(start, stop)


def _span(row: Row) -> int:
    """Return how many columns lie from a row's first figure to its last, 0 if words do."""
    cells = row.standing
    if not cells or any(cell.kind == "label" for cell in cells):
        return 0
    if row.bordered:
        return cells[-1].column - cells[0].column + 1
    area = row.own_area()
    first = next(at for at, cell in enumerate(area) if cell.stands)
    return len(area) - first if area[-1].stands else 0


def _is_wide(row: Row, width: int) -> bool:
    area = row.own_area()
    return len(area) == width + 1 and all(cell.kind != "label" for cell in area)


def _cells(row: Row, width: int) -> Sequence[Cell]:
    return row.standing if _is_long(row, width) else row.own_area()


def _is_like(row: Row, first: Row, width: int) -> bool:
    """Return whether a row's figures stand in the same columns as another's."""
    if row.bordered != first.bordered or row.grid != first.grid:
        return False
    return not row.bordered or _columns(_cells(row, width)) == _columns(_cells(first, width))


def _columns(cells: Sequence[Cell]) -> list[int]:
    return [cell.column for cell in cells]


def _is_labelled(row: Row, form: TableForm) -> bool:
    found = candidates(form.edition, form.table.id, form.variant, row.label_text)
    return any(likeness >= CHAIN for _, likeness in found)


def _told(rows: Sequence[Sequence[Cell]], head: _Twice | None) -> tuple[int, int] | None:
    """Return the place of the copy and of its twin, None where the figures leave a doubt."""
    figures = [[parse_cell(cell.raw).value or 0 for cell in cells] for cells in rows]
    ways: list[tuple[_Figures, tuple[int, int]]] = []
    for place, twin in _twins(figures):
        left = tuple((*row[:place], *row[place + 1 :]) for row in figures)
        moving = [row for row in left if any(row)]
        holding = sum(sum(row[:-1]) == row[-1] for row in moving)
        if holding >= _PROVED and _OF_ROWS * holding >= _HOLD * len(moving):
            ways.append((left, (place, twin)))
    named = [way for way in ways if head is not None and _fits(*way[1], head)]
    ways = named or ways
    return ways[0][1] if len({left for left, _ in ways}) == 1 else None


def _fits(place: int, twin: int, head: _Twice) -> bool:
    """Return whether a copy and its twin are the column whose head is printed twice."""
    apart = abs(place - twin) > 1
    named = twin - (place < twin) == head.name
    return named and (place > 0 or head.leads) and not (head.adjacent and apart)


def _twins(figures: Sequence[Sequence[Number]]) -> Iterator[tuple[int, int]]:
    """Yield every column, with one like it, that may be a copy; the one behind first."""
    for one, other in combinations(range(len(figures[0])), 2):
        if all(row[one] == row[other] for row in figures):
            yield other, one
            yield one, other


def _named_twice(words: str, form: TableForm) -> _Twice | None:
    """Return the head that is printed twice, if all others stand there once."""
    names = [column.labels for column in form.columns.values()]
    found = heads_in(words, [*names, *[group.labels for group in form.groups]])
    heads = [head for head in found if head.place < len(names)]
    places = [head.place for head in heads]
    if len(heads) != len(names) + 1 or len(set(places)) != len(names):
        return None
    name = next(place for place in places if places.count(place) > 1)
    spans = [(head.start, head.end) for head in heads if head.place == name]
    between = len(places) - places[::-1].index(name) - 2 - places.index(name)
    return _Twice(name, spans, places[0] == name, not between)


def _unread(rows: Sequence[Row], stretch: range) -> list[Row]:
    return [_emptied(row) if at in stretch else row for at, row in enumerate(rows)]


def _emptied(row: Row) -> Row:
    return replace(row, area=[], gaps=[]) if row.numbers else row


def _without(
    rows: Sequence[Row], first: Row, stretch: range, told: tuple[int, int], width: int
) -> list[Row]:
    """Return the rows without a printed column; `told` holds its place and its twin's."""
    if first.bordered:
        column, twin = (_cells(first, width)[at].column for at in told)
        return [_without_column(row, first, column, twin) for row in rows]
    return [
        _without_figure(row, width, told[0]) if at in stretch else row
        for at, row in enumerate(rows)
    ]


def _without_figure(row: Row, width: int, place: int) -> Row:
    """Return a row without borders without its figure at a place; a shorter one cannot be told."""
    if row.bordered or not row.numbers:
        return row
    cells = _cells(row, width)
    if len(cells) != width + 1:
        return _emptied(row)
    return replace(row, area=[*cells[:place], *cells[place + 1 :]], gaps=[width])


def _without_column(row: Row, first: Row, column: int, twin: int) -> Row:
    """Return a row of a table without one of its columns; one that is no copy cannot be told."""
    if not row.bordered or row.grid != first.grid:
        return row
    if first.grid < 0 and row.block != first.block:
        return row
    own = {cell.column: cell.raw for cell in (*row.area, *row.labels) if cell.width == 1}
    if row.numbers and own.get(column) != own.get(twin):
        return replace(row, area=[])
    labels, area = _closed(row.labels, column), _closed(row.area, column)
    return replace(row, labels=labels, area=area)


def _closed(cells: Sequence[Cell], column: int) -> list[Cell]:
    """Return cells without those of a column, the cells behind it moved up."""
    kept: list[Cell] = []
    for cell in cells:
        if cell.column == column and cell.width == 1:
            continue
        if cell.column > column:
            kept.append(replace(cell, column=cell.column - 1))
        elif cell.column <= column < cell.column + cell.width:
            kept.append(replace(cell, width=cell.width - 1))
        else:
            kept.append(cell)
    return kept

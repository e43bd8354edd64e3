"""In which columns the cells of a row stand: learnt from a table's full rows.

A row knows nothing of the form. What cannot be told stays open; no cell is placed by a guess.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from extractor.tables.cells import Cell
from extractor.tables.labels import best_row_likeness
from extractor.tables.rows import Row
from report.document import Span
from report.form import table_forms

# Words this like a row's label are the label, however long.
_A_LABEL = 0.9
# So many rows a cell short of the columns show that a column is lost.
_PROVED = 3
# A table parted between two columns, or one that lost some, still shows so many fewer.
_LOST_AT_MOST = 2
# Tables with no more columns than this show nothing by the width of their rows.
_NARROW = 3


@dataclass(frozen=True)
class Windows:
    """Where the number columns of a table stand, learnt from its full rows.

    Attributes:
        by_label: (grid, label column, cells in the row) → the first number column.
        starts: Grid → where number columns begin in it.
        ends: (grid, first number column) → the last columns of the rows that show it.
        short: (grid, cells in the row) whose rows have too few cells behind their labels.
    """

    by_label: Mapping[tuple[int, int, int], int]
    starts: Mapping[int, tuple[int, ...]]
    ends: Mapping[tuple[int, int], frozenset[int]]
    short: frozenset[tuple[int, int]]
    _count: int
    _rows: Sequence[Row]
    _every: Sequence[Row]

    @cached_property
    def lined(self) -> bool:
        """Whether each cell, blank or not, has a line of its own right behind the label."""
        return _are_lined(self._every)

    @cached_property
    def narrow(self) -> bool:
        """Whether rows without borders are a cell short of the columns."""
        return _are_narrow(self._rows, self._count)


def learn_windows(rows: Iterable[Row], count: int, every: Sequence[Row] | None = None) -> Windows:
    """Return where rows that are full in `count` columns have their first one.

    `every` is all rows of the document, where `rows` are not.
    """
    rows = list(rows)
    behind = _Behind(count)
    votes: dict[tuple[int, int, int], Counter[int]] = {}
    starts: dict[int, Counter[int]] = {}
    ends: dict[tuple[int, int], set[int]] = {}
    for row in rows:
        standing = row.standing if row.bordered else []
        if row.bordered and row.labels:
            behind.see(row)
        if len(standing) != count or standing[-1].column - standing[0].column != count - 1:
            continue
        first = standing[0].column
        votes.setdefault((row.grid, row.label_column, _width(row)), Counter())[first] += 1
        starts.setdefault(row.grid, Counter())[first] += 1
        ends.setdefault((row.grid, first), set()).add(_width(row))
    for grid, first, end in behind.starts():
        starts.setdefault(grid, Counter())[first] += 1
        ends.setdefault((grid, first), set()).add(end)
    return Windows(
        {key: found.most_common(1)[0][0] for key, found in votes.items()},
        {grid: tuple(found) for grid, found in starts.items()},
        {place: frozenset(found) for place, found in ends.items()},
        behind.short(),
        count,
        rows,
        rows if every is None else every,
    )


def _are_narrow(rows: Iterable[Row], count: int) -> bool:
    """Return whether rows whose end is marked have one number too few, so often that it tells."""
    if count <= _NARROW:
        return False
    short = [
        row for row in rows if not row.bordered and not row.is_run and _falls_short(row, count)
    ]
    return len(short) >= _PROVED


def _falls_short(row: Row, count: int) -> bool:
    """Return whether a row has one number too few, and a mark behind them all."""
    if not row.gaps or row.gaps[0] < count - 1:
        return False
    own = row.own_area()
    return len(own) == count - 1 and all(cell.stands for cell in own)


def _are_lined(rows: Sequence[Row]) -> bool:
    """Return whether rows of table three show where every cell has a line of its own.

    They do where the total, which stands last, is as many lines behind the label as the
    table has columns.
    """
    width = len(table_forms("requests")[0].columns)
    wide = [row for row in rows if not row.bordered and len(row.area) > width]
    shown = [row for row in wide if is_lined(row, width) and row.area[width - 1].stands]
    return len(shown) >= _PROVED


def is_lined(row: Row, count: int) -> bool:
    """Return whether a row is that many cells on lines of their own, and a line that ends it."""
    if row.bordered or len(row.area) <= count or any(cell.stands for cell in row.area[count:]):
        return False
    empty = [at + 1 for at, cell in enumerate(row.area[:count]) if not cell.stands]
    return row.gaps == [*empty, len(row.area)]


class _Behind:
    """How many cells stand behind the labels of rows as wide as one another.

    Where blanks stand for noughts no row is full; the rows whose label is furthest to the
    right still show where the numbers begin, or that a column is lost.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._seen: dict[tuple[int, int], Counter[tuple[int, int]]] = {}

    def see(self, row: Row) -> None:
        """Take a row with a number at its end, or one that is left blank, into account."""
        if self._count <= _NARROW or not row.area:
            return
        # Heads are labels of some row, too, but hardly so many blanks stand behind one.
        blank = not row.standing and len(row.area) >= self._count - _LOST_AT_MOST
        blank = blank and best_row_likeness(row.last_label) >= _A_LABEL
        if row.area[-1].stands or blank:
            key = (row.grid, _width(row))
            self._seen.setdefault(key, Counter())[(len(row.area), row.area[0].column)] += 1

    def starts(self) -> Iterator[tuple[int, int, int]]:
        """Yield (grid, first number column, last column) where the narrowest rows have all."""
        for (grid, end), found in self._seen.items():
            size, first = min(found)
            if size == self._count and found[(size, first)] >= _PROVED:
                yield grid, first, end

    def short(self) -> frozenset[tuple[int, int]]:
        """Return (grid, cells in the row) whose rows are some cells short of the columns."""
        least = self._count - _LOST_AT_MOST
        return frozenset(
            key
            for key, found in self._seen.items()
            if sum(many for (size, _), many in found.items() if least <= size < self._count)
            >= _PROVED
        )


def _width(row: Row) -> int:
    """Return the last column the row reaches, a merged cell by its right end."""
    return row.area[-1].column + row.area[-1].width - 1 if row.area else -1


def fit(row: Row, count: int, windows: Windows) -> list[Cell] | None:
    """Return the row's cells column by column, or None when that cannot be told.

    Numbers are placed from the row's own borders: as many cells as columns, or as many
    between the first and the last number. Only where borders are stated may full rows of
    the same table tell where a sparse row's numbers stand. A row that is one column
    short is never shifted to fit.
    """
    if row.is_run:
        return row.standing if len(row.standing) == count and _unglued(row.standing) else None
    area = row.own_area()
    if _may_lack_a_cell(row, area, windows) or _ends_before(row, count):
        return None
    if len(area) == count and _in_place(row, windows):
        return area
    if len(area) == 1 and area[0].width >= count and area[0].raw == "0":
        return _merged_nought(area[0], count)
    if not row.standing:
        return _blank(row, count, windows)
    return _between_numbers(row, area, count) or _sparse(row, area, count, windows)


def _may_lack_a_cell(row: Row, area: Sequence[Cell], windows: Windows) -> bool:
    """Return whether a row has blanks where other rows are a cell short of the columns.

    Which of its cells is the lost one nobody knows.
    """
    return not row.bordered and not all(cell.stands for cell in area) and windows.narrow


def _merged_nought(cell: Cell, count: int) -> list[Cell]:
    """Return the cells of a row that one cell covers, which says that there was nothing."""
    at = cell.span.end
    return [
        cell,
        *(Cell("", Span(at, at), "empty", place=cell.place) for _ in range(count - 1)),
    ]


def _between_numbers(row: Row, area: list[Cell], count: int) -> list[Cell] | None:
    """Return the cells from a row's first number to its last, if they are the columns' number."""
    standing = [at for at, cell in enumerate(area) if cell.stands]
    if count > 2 and not row.bordered and len(standing) == count and _evenly(standing):
        return [area[at] for at in standing]
    first, last = standing[0], standing[-1]
    return area[first : last + 1] if last - first + 1 == count else None


def _ends_before(row: Row, count: int) -> bool:
    """Return whether a blank row ends before it has all columns, and what follows is another's.

    A table parted between two columns has such rows.
    """
    if row.bordered or row.standing or is_lined(row, count):
        return False
    return [gap > 1 for gap in row.gaps if gap < count] == [True]


def _evenly(places: Sequence[int]) -> bool:
    """Return whether the same number of empty cells lies between every two numbers."""
    return len({after - before for before, after in pairwise(places)}) == 1


def _in_place(row: Row, windows: Windows) -> bool:
    """Return whether a row with as many cells as columns stands in those columns.

    A row with blanks may have lost a column and kept an empty label cell.
    """
    starts = windows.starts.get(row.grid)
    if not row.bordered or len(row.standing) == len(row.area):
        return True
    # Where a column is lost, a row with a blank that has them all has been moved.
    if any(grid == row.grid for grid, _ in windows.short):
        return False
    if starts is None:
        return True
    return row.area[0].column in starts and not _is_narrow(row, windows)


def _is_narrow(row: Row, windows: Windows) -> bool:
    """Return whether full rows with their label in the same column are all wider.

    Such a row lost a cell, nobody knows which.
    """
    widths = [
        width
        for grid, column, width in windows.by_label
        if (grid, column) == (row.grid, row.label_column)
    ]
    return bool(widths) and _width(row) < min(widths)


def _unglued(cells: Sequence[Cell]) -> bool:
    """Return whether no figure begins with an idle zero, as glued ones do."""
    return not any(len(c.raw) > 1 and c.raw[0] == "0" and c.raw.isdigit() for c in cells)


def _blank(row: Row, count: int, windows: Windows) -> list[Cell] | None:
    if len(row.area) < count:
        return None
    window = _window(row, count, windows)
    if window is not None:
        return window
    if row.bordered or row.gaps[:1] == [count] or is_lined(row, count):
        return row.area[:count]
    return None


def _sparse(row: Row, area: list[Cell], count: int, windows: Windows) -> list[Cell] | None:
    """Return the columns' cells of a row whose first or last column is blank."""
    standing = [at for at, cell in enumerate(area) if cell.stands]
    first, last = standing[0], standing[-1]
    if last - first + 1 > count:
        return None
    if row.bordered:
        window = _window(row, count, windows)
        if window is None or not any(cell is area[first] for cell in window):
            return None
        return window if any(cell is area[last] for cell in window) else None
    return _sparse_without_borders(row, area, count, windows)


def _sparse_without_borders(
    row: Row, area: list[Cell], count: int, windows: Windows
) -> list[Cell] | None:
    """Return the cells up to where the row ends, if its end shows that they are the columns."""
    if is_lined(row, count) and windows.lined:
        return row.area[:count]
    ends_behind_columns = bool(row.gaps) and row.gaps[0] == count
    if ends_behind_columns and len(area) >= count and not any(c.stands for c in area[count:]):
        return area[:count]
    # A nought that stands alone and first, before more blanks than there are columns, is
    # that of a cell merged over all of them.
    alone = len(row.standing) == 1 and area[0].stands and area[0].raw == "0"
    return row.area[:count] if alone and len(row.area) > count else None


def _window(row: Row, count: int, windows: Windows) -> list[Cell] | None:
    """Return the cells in the table's number columns, by what full rows show."""
    if not row.bordered:
        return None
    if _is_narrow(row, windows):
        return None
    known = windows.by_label.get((row.grid, row.label_column, _width(row)))
    starts = _starts_of_rows_as_wide(row, windows) if known is None else (known,)
    by_column = {cell.column: cell for cell in row.area}
    found = [
        [by_column[start + k] for k in range(count)]
        for start in starts
        if all(start + k in by_column for k in range(count))
        and not any(cell.stands and not start <= cell.column < start + count for cell in row.area)
    ]
    return found[0] if len(found) == 1 else None


def _starts_of_rows_as_wide(row: Row, windows: Windows) -> Sequence[int]:
    """Return where numbers begin in rows that end in the same column as this one.

    Where cells are left out below merged ones, rows end in other columns, and begin there, too.
    """
    end = _width(row)
    starts = windows.starts.get(row.grid, ())
    return [start for start in starts if end in windows.ends[row.grid, start]]


def page_number_aside(row: Row, count: int) -> tuple[list[Cell], list[Cell]] | None:
    """Return both ways to leave one number out of a row with one number too many.

    Where two of them stand in one printed cell they are rather one number cut in two.
    """
    standing = row.standing
    if row.is_run or row.bordered or len(standing) != count + 1:
        return None
    if any(a.run == b.run >= 0 for a, b in pairwise(standing)):
        return None
    return standing[:count], standing[1:]

"""Columns that are none of the form's: merged cells printed again, and remarks.

Tools that fill a merged cell into every column it covers print "X | X | X" above and
"205 | 205 | 205" below; the row of heads says which columns are one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from extractor.tables.cells import Cell
from extractor.tables.labels import closest, head_words
from extractor.tables.words import table_words

_LIKE = 0.75


@lru_cache(maxsize=256)
def _is_column_head(text: str) -> bool:
    """Return whether a plain text is a head of table two, whose heads alone are merged."""
    return closest(text, tuple(sorted(head_words("disclosure")))) >= _LIKE


def _equal_runs(cells: Sequence[Cell]) -> Iterator[range]:
    """Yield the stretches of neighbouring cells in which the same words stand."""
    start = 0
    for at in range(1, len(cells) + 1):
        if at == len(cells) or not cells[at].stands or cells[at].raw != cells[start].raw:
            yield range(start, at)
            start = at


class Repeats:
    """Gives the cells of printed rows without the repetitions their heads show."""

    def __init__(self) -> None:
        self._groups: list[range] = []
        self._width = 0

    def fold(self, cells: list[Cell]) -> list[Cell]:
        """Return the row's cells, each merged one once; heads are remembered."""
        kinds = [cell.kind for cell in cells]
        if "number" in kinds or "mark" in kinds:
            return self._folded(cells) if self._groups else cells
        if len(kinds) - kinds.count("empty") >= 2:
            self._width = len(cells)
            self._groups = [
                group
                for group in _equal_runs(cells)
                if len(group) > 1 and _is_column_head(cells[group[0]].plain)
            ]
        return cells

    def _folded(self, cells: list[Cell]) -> list[Cell]:
        if len(cells) != self._width:
            return cells
        repeated = {
            at
            for group in self._groups
            if len({cells[at].raw for at in group}) == 1
            for at in group[1:]
        }
        return [cell for at, cell in enumerate(cells) if at not in repeated]


class Remarks:
    """Gives the cells of printed rows without the column in which offices write remarks."""

    def __init__(self) -> None:
        self._grid = -1
        self._column = -1
        self._width = 0

    def leave_out(self, cells: list[Cell], grid: int) -> list[Cell]:
        """Return the row's cells without its remark; the head of the column is remembered."""
        for cell in cells:
            if cell.kind == "label" and cell.plain in table_words().remark_heads:
                self._grid, self._column, self._width = grid, cell.column, len(cells)
        same = grid == self._grid and (grid >= 0 or len(cells) == self._width)
        if self._column <= 0 or not same:
            return cells
        return [cell for cell in cells if cell.column != self._column]

"""Columns told by the heads printed over them.

Offices add columns of their own (serial numbers, codes, remarks) or print the total first.
Where all heads stand over columns of their own, they say what each column holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations

from extractor.tables.cells import Cell
from extractor.tables.labels import plain
from extractor.tables.rows import Row
from report.form import Column, table_forms
from report.number import parse_cell

# Heads are printed in no more rows than this.
_MOST_ROWS = 6
# A piece of a head as short as this is half of one.
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Heads:
    """Where the columns of the form stand, in the form's order."""

    grid: int
    columns: tuple[int, ...]

    @property
    def in_order(self) -> bool:
        """Whether the columns are printed in the order of the form."""
        return list(self.columns) == sorted(self.columns)

    def cells(self, row: Row) -> list[Cell] | None:
        """Return the row's cells under the heads, None when it has not all of them."""
        if not row.bordered or row.grid != self.grid:
            return None
        by_column = {cell.column: cell for cell in row.area if cell.width == 1}
        if any(column not in by_column for column in self.columns):
            return None
        # A number cut in two moves the others to the right, out from under their heads.
        behind = [c for c in row.area if c.stands and c.column >= min(self.columns)]
        if any(cell.column not in self.columns for cell in behind):
            return None
        return [by_column[column] for column in self.columns]


@cache
def _names(labels: tuple[tuple[str, ...], ...]) -> Mapping[str, int]:
    return {plain(label): at for at, spellings in enumerate(labels) for label in spellings}


def heads_of(rows: Sequence[Row], columns: Iterable[Column]) -> list[Heads | None]:
    """Return for every row the heads it stands under, None where they do not tell."""
    labels = tuple(tuple(column.labels) for column in columns)
    names, count = _names(labels), len(labels)
    found: list[Heads | None] = []
    current: Heads | None = None
    seen: list[tuple[int, int, int]] = []  # Row, column of the form, column on paper.
    for at, row in enumerate(rows):
        if current is not None and (not row.bordered or row.grid != current.grid):
            current = None
        if row.bordered and not row.numbers:
            seen = [entry for entry in seen if at - entry[0] < _MOST_ROWS]
            for cell in (*row.labels, *row.area):
                if cell.kind == "label" and (name := names.get(cell.plain)) is not None:
                    seen.append((at, name, cell.column))
            current = _complete(seen, row.grid, count) or current
        elif row.numbers:
            seen = []
        found.append(current)
    return found


def _complete(seen: Sequence[tuple[int, int, int]], grid: int, count: int) -> Heads | None:
    places = {name: column for _, name, column in seen}
    if len(places) != count or len(seen) != count or len(set(places.values())) != count:
        return None
    return Heads(grid, tuple(places[name] for name in range(count)))


def out_of_order(rows: Sequence[Row], heads: Sequence[Heads | None]) -> frozenset[Heads]:
    """Return the heads that say another order than the form's and are borne out by the sums.

    Wrong heads over columns in the form's order are known as well: there the sums of the
    rows hold in the form's order, and the heads are not obeyed.
    """
    votes: dict[Heads, int] = {}
    for row, head in zip(rows, heads, strict=True):
        cells = head.cells(row) if head is not None and not head.in_order else None
        if head is None or cells is None:
            continue
        printed = sorted(cells, key=lambda cell: cell.column)
        votes[head] = votes.get(head, 0) + _adds_up(cells) - _adds_up(printed)
    return frozenset(head for head, vote in votes.items() if vote >= 0)


def _adds_up(cells: Sequence[Cell]) -> bool:
    values = [parse_cell(cell.raw).value or 0 for cell in cells]
    return sum(values[:-1]) == values[-1]


def heads_run_together(rows: Sequence[Row]) -> bool:
    """Return whether the heads of two columns of the form stand in one cell, side by side.

    A program that sees no line between two columns makes one of them; where a blank cell of
    its tables stands nobody knows.
    """
    return any(
        _names_several(cell.printed)
        for row in rows
        if row.bordered and not row.numbers
        for cell in (*row.labels, *row.before)
        if cell.column >= 0 and " " in cell.printed
    )


@lru_cache(maxsize=1024)
def _names_several(printed: str) -> bool:
    pieces = [plain(piece) for piece in printed.split()]
    found = [
        {label for label in _column_labels() if label.startswith(piece)}
        for piece in pieces
        if len(piece) >= _SHORTEST
    ]
    named = [labels for labels in found if labels]
    return any(not one & other for one, other in combinations(named, 2))


@cache
def _column_labels() -> frozenset[str]:
    tables = (form for table in ("requests", "disputes") for form in table_forms(table))
    return frozenset(
        plain(label) for form in tables for c in form.columns.values() for label in c.labels
    )

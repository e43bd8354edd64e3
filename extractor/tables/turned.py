"""Table three printed on its side: a row for each applicant, a column for each row of the form.

It is turned upright where every row is named like one of the form's columns, the columns
stand under labels of the form's rows, and the figures add up down the columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from extractor.tables.align import CHAIN
from extractor.tables.cells import Cell
from extractor.tables.labels import candidates, plain
from extractor.tables.rows import Row
from report.document import Span
from report.form import TableForm, table_forms
from report.number import parse_cell

_TABLE = "requests"
# A row of so many figures is no upright row of table three, nor table four.
_LEAST_COLUMNS = 17
# Heads are printed in no more rows than this.
_HEAD_ROWS = 6
# Of the columns under labels, and of those that are not all nought, so many in ten must do.
_MOST = 8


def upright(rows: Sequence[Row]) -> list[Row] | None:
    """Return the rows with a table on its side turned upright, None where there is none."""
    wide = [at for at, row in enumerate(rows) if row.bordered and len(row.area) >= _LEAST_COLUMNS]
    named = [(name, at) for at in wide if (name := _names().get(rows[at].last_label)) is not None]
    found = dict(named)
    if not len(found) == len(named) == len(_form().columns):
        return None
    places = [found[name] for name in sorted(found)]
    first = rows[min(places)]
    same = all((rows[at].grid, rows[at].block) == (first.grid, first.block) for at in places)
    if not same or max(places) - min(places) >= len(places):
        return None
    heads = _heads_over(rows, min(places))
    turned = [_turned(column, labels, [rows[at] for at in places]) for column, labels in heads]
    made = [row for row in turned if row is not None]
    if not _is_sound(made):
        return None
    start, stop = min(places), max(places) + 1
    return [*rows[:start], *made, *rows[stop:]]


def _form() -> TableForm:
    return table_forms(_TABLE)[-1]


@cache
def _names() -> Mapping[str, int]:
    columns = _form().columns.values()
    return {plain(label): at for at, column in enumerate(columns) for label in column.labels}


def _heads_over(rows: Sequence[Row], first: int) -> list[tuple[int, list[Cell]]]:
    """Return every column that labels stand over, and the labels from the top down."""
    over: dict[int, list[Cell]] = {}
    for row in rows[max(0, first - _HEAD_ROWS) : first]:
        if row.grid != rows[first].grid or not row.bordered or row.numbers:
            continue
        for cell in (*row.labels, *row.area):
            if cell.kind == "label":
                for column in range(cell.column, cell.column + cell.width):
                    over.setdefault(column, []).append(cell)
    return sorted(over.items())


def _turned(column: int, labels: list[Cell], lines: Sequence[Row]) -> Row | None:
    """Return the upright row made of one column, None where one of its cells is missing."""
    cells = [_cell_at(line, column) for line in lines]
    area = [
        replace(cell, column=at + 1, width=1) for at, cell in enumerate(cells) if cell is not None
    ]
    if len(area) < len(cells):
        return None
    span = Span(min(cell.span.start for cell in labels), max(cell.span.end for cell in area))
    own = [replace(cell, column=0, width=1) for cell in labels]
    return Row(own, area, lines[0].block, True, span, grid=lines[0].grid)


def _cell_at(line: Row, column: int) -> Cell | None:
    return next((c for c in line.area if c.column == column and c.width == 1), None)


def _is_sound(rows: Sequence[Row]) -> bool:
    """Return whether most rows are named like the form's, and most of their figures add up."""
    form = _form()
    like = sum(
        any(
            likeness >= CHAIN
            for _, likeness in candidates(form.edition, _TABLE, form.variant, row.label_text)
        )
        for row in rows
    )
    figures = [[parse_cell(cell.raw).value or 0 for cell in row.area] for row in rows]
    moving = [row for row in figures if any(row)]
    holding = sum(sum(row[:-1]) == row[-1] for row in moving)
    enough = like >= _LEAST_COLUMNS and 10 * like >= _MOST * len(rows)
    return enough and 10 * holding >= _MOST * len(moving)

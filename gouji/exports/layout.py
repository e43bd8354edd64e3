"""The tables of a report as they are printed on the official form, on a grid of 15 columns.

All of it is derived from the form files: heads, brackets, labels and which cell stands where.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from report.form import Column, Group, Row, TableForm

WIDTH = 15


@dataclass(frozen=True, slots=True)
class Box:
    """One printed cell; rows and columns count from 0, both ends belong to it.

    Attributes:
        key: Key of the cell whose figure stands there; empty for a head or label.
        kind: `head` over figures, `label` beside them, or `figure`.
    """

    top: int
    left: int
    bottom: int
    right: int
    text: str = ""
    key: str = ""
    kind: str = "head"


def boxes(form: TableForm) -> tuple[Box, ...]:
    """Return the boxes of a table; its first row is row 0."""
    make = {"blocks": _blocks, "matrix": _matrix, "single_row": _single_row}
    return tuple(make[form.table.layout](form))


def _numbered(entry: Group | Row) -> str:
    number = entry.number
    mark = "" if not number or number[-1] in "）)" else "." if number.isdigit() else "、"
    return f"{number}{mark}{entry.label}"


def _spread(left: int, right: int, parts: int) -> list[tuple[int, int]]:
    """Return that many neighbouring spans of about the same width."""
    width = right - left + 1
    edges = [left + round(width * at / parts) for at in range(parts + 1)]
    return [(edges[at], edges[at + 1] - 1) for at in range(parts)]


def _blocks(form: TableForm) -> Iterator[Box]:
    """Yield each article of table two as a block with heads of its own."""
    contents = next((g.label for g in form.groups if not _used(form, g)), "")
    label_right, top = 3, 0
    for group, members in groupby(form.rows, key=lambda row: row.group):
        rows = list(members)
        title = next((g.label for g in form.groups if g.id == group), "")
        yield Box(top, 0, top, WIDTH - 1, title)
        columns = form.columns_of(rows[0])
        spans = _spread(label_right + 1, WIDTH - 1, len(columns))
        yield Box(top + 1, 0, top + 1, label_right, contents)
        for column, (left, right) in zip(columns, spans, strict=True):
            yield Box(top + 1, left, top + 1, right, column.label)
        for at, row in enumerate(rows, top + 2):
            yield Box(at, 0, at, label_right, _numbered(row), kind="label")
            own = _spread(label_right + 1, WIDTH - 1, len(form.columns_of(row)))
            for column, (left, right) in zip(form.columns_of(row), own, strict=True):
                yield Box(at, left, at, right, key=form.key(row, column), kind="figure")
        top += 2 + len(rows)


def _used(form: TableForm, group: Group) -> bool:
    here = {row.group for row in form.rows} | {column.group for column in form.table.columns}
    return group.id in here


def _matrix(form: TableForm) -> Iterator[Box]:
    """Yield table three: brackets over the applicants, brackets beside the outcomes."""
    columns = tuple(form.columns.values())
    first = WIDTH - len(columns)
    yield Box(0, 0, 2, first - 1, "".join(form.table.notes))
    over = next((g.label for g in form.groups if not _used(form, g)), "")
    yield Box(0, first, 0, WIDTH - 1, over)
    yield from _column_heads(form, columns, first)
    yield from _row_labels(form, first - 1)
    for at, row in enumerate(form.rows, 3):
        for place, column in enumerate(columns, first):
            yield Box(at, place, at, place, key=form.key(row, column), kind="figure")


def _column_heads(form: TableForm, columns: tuple[Column, ...], first: int) -> Iterator[Box]:
    at = first
    for group, members in groupby(columns, key=lambda column: column.group):
        inside = list(members)
        if group:
            label = next(g.label for g in form.groups if g.id == group)
            yield Box(1, at, 1, at + len(inside) - 1, label)
        for column in inside:
            yield Box(2 if group else 1, at, 2, at, column.label)
            at += 1


def _row_labels(form: TableForm, right: int) -> Iterator[Box]:
    """Yield the labels: the outer bracket in one column, the inner one in two."""
    groups = {group.id: group for group in form.groups}
    outer = _outer(form)
    inside = [at for at, row in enumerate(form.rows) if row.group == outer]
    span = range(inside[0], inside[-1] + 1) if inside else range(0)
    if inside:
        yield Box(3 + span[0], 0, 3 + span[-1], 0, _numbered(groups[outer]), kind="label")
    at = 0
    for group, members in groupby(form.rows, key=lambda row: row.group):
        rows = list(members)
        left = 1 if at in span else 0
        if group and group != outer:
            yield Box(
                3 + at,
                left,
                3 + at + len(rows) - 1,
                left + 1,
                _numbered(groups[group]),
                kind="label",
            )
            left += 2
        for row in rows:
            yield Box(3 + at, left, 3 + at, right, _numbered(row), kind="label")
            at += 1


def _outer(form: TableForm) -> str:
    """Return the group whose rows stand before and after rows of other groups."""
    order = [row.group for row in form.rows]
    for group in dict.fromkeys(filter(None, order)):
        first, last = order.index(group), len(order) - 1 - order[::-1].index(group)
        if any(other != group for other in order[first : last + 1]):
            return group
    return ""


def _single_row(form: TableForm) -> Iterator[Box]:
    """Yield table four: one line of figures under three rows of heads."""
    at = 0
    for group, members in groupby(form.rows, key=lambda row: row.group):
        rows = list(members)
        width = sum(len(form.columns_of(row)) for row in rows)
        if group:
            label = next(g.label for g in form.groups if g.id == group)
            yield Box(0, at, 0, at + width - 1, label)
        for row in rows:
            columns = form.columns_of(row)
            top, bottom = (1, 1) if group else (0, 1)
            yield Box(top, at, bottom, at + len(columns) - 1, row.label)
            for column in columns:
                yield Box(2, at, 2, at, column.label)
                yield Box(3, at, 3, at, key=form.key(row, column), kind="figure")
                at += 1

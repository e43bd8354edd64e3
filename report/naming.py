"""What cells, rows, columns and tables are called when people are told of them.

The words are the form's own labels, without their filling instructions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from report.finding import Message
from report.form import Column, Row, TableForm, table_form
from report.messages import render

Tables = Mapping[str, tuple[str, str]]
_INSTRUCTION = re.compile(r"(?<=.)[（(].*[)）]$")


def _short(label: str) -> str:
    return _INSTRUCTION.sub("", label)


def _form(key: str, tables: Tables) -> TableForm:
    table = key.split(".", 1)[0]
    edition, variant = tables[table]
    return table_form(edition, table, variant)


def _joined(number: str, label: str) -> str:
    mark = "" if not number or number[-1] in "）)" else "." if number.isdigit() else "、"
    return f"{number}{mark}{label}"


def _row_label(form: TableForm, row: Row) -> str:
    own = _joined(row.number, _short(row.label))
    group = next((g for g in form.groups if g.id == row.group), None)
    if group is None:
        return own
    # The bracket over all outcomes and the articles of table two tell nobody anything.
    if group.number[:1] in ("（", "("):
        return f"{_joined(group.number, group.label)}{own}"
    return f"{group.label}·{own}" if form.table.layout == "single_row" else own


def _column_label(form: TableForm, column: Column) -> str:
    group = next((g for g in form.groups if g.id == column.group), None)
    own = _short(column.label)
    return f"{group.label}·{own}" if group is not None else own


@cache
def _names(edition: str, table: str, variant: str) -> tuple[dict[str, str], dict[str, str]]:
    form = table_form(edition, table, variant)
    rows = {row.id: _row_label(form, row) for row in form.rows}
    columns = {id_: _column_label(form, column) for id_, column in form.columns.items()}
    return rows, columns


def row_names(form: TableForm) -> dict[str, str]:
    """Return row id → its name as people know it, with number and bracket."""
    return _names(form.edition, form.table.id, form.variant)[0]


def column_names(form: TableForm) -> dict[str, str]:
    """Return column id → its name, with the head over it."""
    return _names(form.edition, form.table.id, form.variant)[1]


@lru_cache(maxsize=4096)
def split_key(key: str) -> tuple[str, str, str]:
    """Return table, row and column of a cell key."""
    table, rest = key.split(".", 1)
    row, column = rest.rsplit(".", 1)
    return table, row, column


def row_name(key: str, tables: Tables) -> str:
    """Return the name of the row a cell stands in."""
    return row_names(_form(key, tables))[split_key(key)[1]]


def column_name(key: str, tables: Tables) -> str:
    """Return the name of the column a cell stands in."""
    return column_names(_form(key, tables))[split_key(key)[2]]


def table_name(table: str, tables: Tables) -> Message:
    """Return "表三" and "table 3"."""
    section = _form(table + ".", tables).table.section
    return render("table", section=render(f"section.{section}"))


def cell_name(key: str, tables: Tables) -> Message:
    """Return where a cell stands: row and column as printed, without the table."""
    return render("cell", row=row_name(key, tables), column=column_name(key, tables))


def cell_place(key: str, tables: Tables) -> Message:
    """Return where a cell stands: table, row and column as printed."""
    table = split_key(key)[0]
    return render(
        "cell.place",
        table=table_name(table, tables),
        row=row_name(key, tables),
        column=column_name(key, tables),
    )

"""The official forms as data: tables, rows, columns, labels and edits of each edition.

One TOML file per edition stands in `report/forms/`. Everything that knows a row label
or a sum gets it from here.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Literal

from report.data_file import Data, parse_toml
from report.errors import DataFileError
from report.finding import Severity
from report.number import CellKind


class Circular(Data):
    """The circular that introduced an edition."""

    number: str
    date: datetime.date


class Source(Data):
    """Where a rule comes from: a circular and its clause, or practice."""

    circular: str | None = None
    clause: str | None = None
    practice: str | None = None


class _Labelled(Data):
    id: str
    label: str
    variants: tuple[str, ...] = ()
    number: str = ""
    only_in: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The official label followed by its known variants."""
        return (self.label, *self.variants)


class Group(_Labelled):
    """A head or a bracket over rows or columns; it has no numbers of its own."""


class Column(_Labelled):
    """A column of numbers."""

    group: str = ""
    role: str = ""
    unit: str = ""
    kind: CellKind = "count"


class Row(_Labelled):
    """A row of numbers; `columns` names its own columns where rows differ."""

    group: str = ""
    role: str = ""
    columns: tuple[str, ...] = ()


class Variant(Data):
    """A way in which a table of one edition is really printed."""

    id: str
    seen: str = ""


class Table(Data):
    """One table of the form with all its variants."""

    id: str
    section: str
    heading: str
    heading_variants: tuple[str, ...] = ()
    layout: Literal["matrix", "single_row", "blocks"]
    unit: str = ""
    notes: tuple[str, ...] = ()
    variants: tuple[Variant, ...]
    groups: tuple[Group, ...] = ()
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def cells(self) -> Iterator[tuple[str, Column]]:
        """Yield key and column of every cell that any variant has, in printed order."""
        for row in self.rows:
            for column in self.columns:
                if column.id in (row.columns or (column.id,)):
                    yield f"{self.id}.{row.id}.{column.id}", column


class Section(Data):
    """A text section the form prescribes beside the tables."""

    id: str
    number: str
    heading: str
    variants: tuple[str, ...] = ()


class EditRule(Data):
    """A linear rule; operands name rows, columns or whole cells (see the form file)."""

    code: str
    table: str
    for_each: Literal["row", "column", "once"]
    left: tuple[str, ...]
    equals: tuple[str, ...] | None = None
    at_least: tuple[str, ...] | None = None
    at_most: tuple[str, ...] | None = None
    severity: Severity
    source: Source


class CarryRule(Data):
    """A stock that rolls forward from one year's report to the next.

    In each of the rows the columns `now` are, added up, what last year's report gives in
    `before`, with this year's columns `plus` and without its columns `minus`.
    """

    code: str
    table: str
    rows: tuple[str, ...]
    now: tuple[str, ...]
    before: tuple[str, ...]
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()


class Form(Data):
    """One edition of the official form.

    `free_form_until` is the last year whose reports were only encouraged to keep to it.
    """

    edition: str
    first_year: int
    last_year: int | None = None
    free_form_until: int | None = None
    circular: Circular
    requires_fee_statement: bool
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    edits: tuple[EditRule, ...]
    carries: tuple[CarryRule, ...] = ()

    def fits_year(self, year: int) -> bool:
        """Return whether this edition is the one in force for the year reported on."""
        return self.first_year <= year <= (self.last_year or year)


@dataclass(frozen=True)
class TableForm:
    """One table of one edition in one variant: the rows and columns a report has."""

    edition: str
    variant: str
    table: Table

    def _here(self, entry: _Labelled) -> bool:
        return not entry.only_in or self.variant in entry.only_in

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Rows of this variant in printed order."""
        return tuple(row for row in self.table.rows if self._here(row))

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Heads and brackets of this variant."""
        return tuple(group for group in self.table.groups if self._here(group))

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Columns by id, in printed order."""
        return {column.id: column for column in self.table.columns}

    def columns_of(self, row: Row) -> tuple[Column, ...]:
        """Return the columns that hold numbers in this row, in printed order."""
        return tuple(column for _, column in self.cells_of(row))

    def cells_of(self, row: Row) -> tuple[tuple[str, Column], ...]:
        """Return key and column of a row's cells, in printed order."""
        return self._by_row[row.id]

    @cached_property
    def _by_row(self) -> dict[str, tuple[tuple[str, Column], ...]]:
        return {
            row.id: tuple(
                (self.key(row, id_), self.columns[id_]) for id_ in row.columns or self.columns
            )
            for row in self.rows
        }

    def key(self, row: Row | str, column: Column | str) -> str:
        """Return the cell key `table.row.column`."""
        row_id = row if isinstance(row, str) else row.id
        column_id = column if isinstance(column, str) else column.id
        return f"{self.table.id}.{row_id}.{column_id}"

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """All cell keys in printed order, row by row."""
        return tuple(key for row in self.rows for key, _ in self.cells_of(row))

    def cells(self) -> Iterator[tuple[str, Row, Column]]:
        """Yield key, row and column of every cell in printed order."""
        for row in self.rows:
            for key, column in self.cells_of(row):
                yield key, row, column


def parse_form(text: str, file: str) -> Form:
    """Return the form a TOML text describes.

    Raises:
        DataFileError: A key is unknown or missing, an id stands twice, or an edit
            names a row or column that is not there; the message names the place.
    """
    form = parse_toml(Form, text, file)
    _check(form, file)
    return form


def _check(form: Form, file: str) -> None:
    _unique([table.id for table in form.tables], file, "tables")
    for t, table in enumerate(form.tables):
        place = f"tables[{t}]"
        for variant in table.variants:
            here = TableForm(form.edition, variant.id, table)
            _unique([row.id for row in here.rows], file, f"{place}.rows")
            _unique([group.id for group in here.groups], file, f"{place}.groups")
        _unique([column.id for column in table.columns], file, f"{place}.columns")
        _check_references(table, file, place)
    for e, edit in enumerate(form.edits):
        _check_edit(form, edit, file, f"edits[{e}]")
    for c, carry in enumerate(form.carries):
        _check_carry(form, carry, file, f"carries[{c}]")


def _unique(ids: list[str], file: str, place: str) -> None:
    for at, id_ in enumerate(ids):
        if id_ in ids[:at]:
            raise DataFileError(file, place, f"the id {id_!r} stands twice")


def _check_references(table: Table, file: str, place: str) -> None:
    groups = {group.id for group in table.groups}
    columns = {column.id for column in table.columns}
    variants = {variant.id for variant in table.variants}
    for list_name in ("groups", "columns", "rows"):
        for at, entry in enumerate(getattr(table, list_name)):
            here = f"{place}.{list_name}[{at}]"
            if unknown := set(entry.only_in) - variants:
                raise DataFileError(file, f"{here}.only_in", f"no variant {min(unknown)!r}")
            if (group := getattr(entry, "group", "")) and group not in groups:
                raise DataFileError(file, f"{here}.group", f"no group {group!r}")
            if unknown := set(getattr(entry, "columns", ())) - columns:
                raise DataFileError(file, f"{here}.columns", f"no column {min(unknown)!r}")


def _check_edit(form: Form, edit: EditRule, file: str, place: str) -> None:
    table = next((table for table in form.tables if table.id == edit.table), None)
    if table is None:
        raise DataFileError(file, f"{place}.table", f"no table {edit.table!r}")
    sides = [side for side in ("equals", "at_least", "at_most") if getattr(edit, side) is not None]
    if len(sides) != 1:
        problem = "an edit has exactly one of equals, at_least and at_most"
        raise DataFileError(file, place, problem)
    rows, columns = {row.id for row in table.rows}, {column.id for column in table.columns}
    known = {
        "column": rows | {f"@{row.role}" for row in table.rows if row.role},
        "row": columns | {f"@{column.role}" for column in table.columns if column.role},
        "once": {f"{row}.{column}" for row in rows for column in columns},
    }[edit.for_each]
    for side in ("left", sides[0]):
        for at, operand in enumerate(getattr(edit, side)):
            if operand not in known:
                raise DataFileError(file, f"{place}.{side}[{at}]", f"no {operand!r} in {table.id}")


def _check_carry(form: Form, carry: CarryRule, file: str, place: str) -> None:
    table = next((table for table in form.tables if table.id == carry.table), None)
    if table is None:
        raise DataFileError(file, f"{place}.table", f"no table {carry.table!r}")
    columns = {row.id: row.columns for row in table.rows}
    for row in carry.rows:
        for column in (*carry.now, *carry.before, *carry.plus, *carry.minus):
            if column not in columns.get(row, ()):
                raise DataFileError(file, f"{place}.rows", f"no {row}.{column} in {table.id}")


@cache
def load_forms() -> dict[str, Form]:
    """Return the shipped forms by edition, oldest first."""
    forms = {}
    folder = resources.files("report") / "forms"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            form = parse_form(file.read_text(encoding="utf-8"), file.name)
            forms[form.edition] = form
    return forms


@cache
def table_form(edition: str, table: str, variant: str) -> TableForm:
    """Return one table of one edition in one variant.

    Raises:
        KeyError: There is no such edition, table or variant.
    """
    for candidate in load_forms()[edition].tables:
        if candidate.id == table and variant in {v.id for v in candidate.variants}:
            return TableForm(edition, variant, candidate)
    raise KeyError((edition, table, variant))


@cache
def table_forms(table: str) -> tuple[TableForm, ...]:
    """Return all variants of one table over all editions, oldest edition first."""
    return tuple(
        table_form(edition, table, variant.id)
        for edition, form in load_forms().items()
        for candidate in form.tables
        if candidate.id == table
        for variant in candidate.variants
    )


@cache
def widths_of_tables() -> frozenset[int]:
    """Return how many figures stand side by side in a full row of the tables that have one."""
    widths = set[int]()
    for form in load_forms().values():
        for table in form.tables:
            rows = TableForm(form.edition, table.variants[0].id, table)
            if table.layout == "matrix":
                widths.add(len(rows.columns))
            elif table.layout == "single_row":
                widths.add(len(rows.keys))
    return frozenset(widths)

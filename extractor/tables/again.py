"""Whole tables printed more than once: last year's beside this year's, or another report's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractor.tables.align import SURE, named
from extractor.tables.cells import Cell
from extractor.tables.labels import candidates, plain
from extractor.tables.rows import Row
from extractor.tables.sheet import Sheet
from extractor.tables.twice import Copies, Copy, differing
from extractor.tables.whose_year import (
    above,
    is_no_more_than_a_year,
    is_of_year,
    may_say_a_year,
    the_year_s_own,
)
from report.document import Span
from report.form import TableForm, table_form, table_forms
from report.record import ExtraRow

_REQUESTS, _DISCLOSURE = "requests", "disclosure"
# Table two with its heads and with rows an office adds has no more rows than this.
_LONGEST_TWO = 40
FIRST_ROW, LAST_ROW = "received", "carried_forward"


@dataclass(frozen=True, slots=True)
class Again:
    """One of several printings of a table: its first and its last row, by their places."""

    first: int
    last: int

    def figures(self, rows: Sequence[Row]) -> tuple[str, ...]:
        """Return what stands in all its rows of numbers."""
        own = (row for row in rows[self.first : self.last + 1] if row.numbers)
        return tuple(cell.plain for row in own for cell in row.area if cell.plain)


@dataclass(frozen=True, slots=True)
class OwnRows:
    """The rows of a report without tables of another year.

    Attributes:
        rows: The rows that are left.
        spans: Where the tables stand that are left out.
        told: A row of each of them, kept as a copy of the form's row.
        rivals: The tables two below one another of which nothing tells which is the year's.
    """

    rows: Sequence[Row]
    spans: tuple[Span, ...] = ()
    told: tuple[ExtraRow, ...] = ()
    rivals: tuple[Again, ...] = ()


def repeats_the_first_row(text: str) -> bool:
    """Return whether the telling words of table three's first row stand here twice."""
    return any(text.count(words) > 1 for words in _first_words())


@cache
def _first_words() -> frozenset[str]:
    """Return the words that labels of the first row begin with."""
    row = next(row for row in table_forms(_REQUESTS)[-1].rows if row.id == FIRST_ROW)
    return frozenset(label[:4] for label in row.labels)


def tables_three(rows: Sequence[Row]) -> Iterator[Again]:
    """Yield the tables three that have numbers in their first and last rows."""
    first: int | None = None
    for at, row in enumerate(rows):
        if not row.numbers:
            continue
        name = _row_name(row)
        if name == FIRST_ROW:
            first = at
        elif name == LAST_ROW and first is not None:
            yield Again(first, at)
            first = None


def _row_name(row: Row) -> str:
    form = table_forms(_REQUESTS)[-1]
    found = candidates(form.edition, _REQUESTS, form.variant, row.label_text)
    sure = [form.rows[at].id for at, likeness in found if likeness >= SURE]
    return next((name for name in sure if name in (FIRST_ROW, LAST_ROW)), "")


@cache
def _first_labels() -> frozenset[str]:
    """Return the labels of table two's first row."""
    return frozenset(plain(label) for f in table_forms(_DISCLOSURE) for label in f.rows[0].labels)


def _tables_two(rows: Sequence[Row]) -> list[Again]:
    """Return the tables two of which one begins behind another."""
    labels = _first_labels()
    firsts = [at for at, row in enumerate(rows) if row.numbers and row.last_label in labels]
    if len(firsts) < 2:
        return []
    found = []
    for first, end in zip(firsts, [*firsts[1:], len(rows)], strict=True):
        last = first
        for at in range(first + 1, min(end, first + _LONGEST_TWO)):
            if rows[at].numbers and _row_name(rows[at]):
                break
            if rows[at].numbers and _in_table_two(rows[at]):
                last = at
        found.append(Again(first, last))
    return [table for table in found if table.last > table.first]


def _in_table_two(row: Row) -> bool:
    return any(named(row, form) is not None for form in table_forms(_DISCLOSURE))


def without_other_years(text: str, rows: Sequence[Row], year: int | None) -> OwnRows:
    """Return the rows without tables two and three that are told to be of another year.

    Nothing is left out where a table stands once, or nothing tells which is the year's own.
    """
    rows, told = _without_rows_of_other_years(rows, year)
    out: list[tuple[str, Again, Again]] = []
    rivals: tuple[Again, ...] = ()
    three = list(tables_three(rows)) if repeats_the_first_row(text) else []
    for table, printed in ((_REQUESTS, three), (_DISCLOSURE, _tables_two(rows))):
        if len(printed) < 2 or len({one.figures(rows) for one in printed}) < 2:
            continue
        own = the_year_s_own([is_of_year(above(text, rows, one.first), year) for one in printed])
        if own is not None:
            out.extend((table, printed[own], one) for at, one in enumerate(printed) if at != own)
        elif table == _DISCLOSURE:
            rivals = _next_to_one_another(rows, printed)
    if not out:
        return OwnRows(rows, told=told, rivals=rivals)
    left = _without(rows, [one for _, _, one in out])
    if rivals:
        places = {id(row): at for at, row in enumerate(left)}
        rivals = tuple(
            Again(places[id(rows[one.first])], places[id(rows[one.last])]) for one in rivals
        )
    return OwnRows(
        left,
        tuple(Span(rows[one.first].span.start, rows[one.last].span.end) for _, _, one in out),
        (*told, *(_told(table, rows, own, one) for table, own, one in out)),
        rivals,
    )


def _without_rows_of_other_years(
    rows: Sequence[Row], year: int | None
) -> tuple[Sequence[Row], tuple[ExtraRow, ...]]:
    """Return the rows without those beside which the year's own stands, and these as copies.

    A label of two rows may be printed with the first alone, a year with each.
    """
    told = {at: said for at, row in enumerate(rows) if (said := _says(row, year)) is not None}
    pairs = [at for at in range(len(rows) - 1) if _one_is_own(rows, told, at)] if told else []
    if not pairs:
        return rows, ()
    kept: dict[int, Row | None] = {}
    copies: list[ExtraRow] = []
    for at in pairs:
        if at in kept or at + 1 in kept:
            continue
        first, second = rows[at], rows[at + 1]
        own, other = (second, first) if told.get(at) is False else (first, second)
        labels = _without_a_year(first)
        form, name = _form_row(replace(own, labels=labels))
        wider = len(own.area) - len(other.area)
        if form is None or wider < 0 or any(cell.kind != "empty" for cell in own.area[:wider]):
            continue
        # Where labels are left out, their cells stand before the figures.
        kept[at], kept[at + 1] = replace(own, labels=labels, area=own.area[wider:]), None
        if _figures(own) != _figures(other):
            of = f"{form.table.id}.{form.rows[name].id}"
            values = tuple(cell.raw for cell in other.standing)
            label = other.labels[-1].raw
            copies.append(ExtraRow(form.table.id, "", label, values, other.span, of))
    left = [kept.get(at, row) for at, row in enumerate(rows)]
    return [row for row in left if row is not None], tuple(copies)


def _one_is_own(rows: Sequence[Row], told: Mapping[int, bool], at: int) -> bool:
    """Return whether of a row and the next one is the year's own, and one another year's."""
    one, other = told.get(at), told.get(at + 1)
    if one is None or other is None:
        # A row that says nothing is the year's own beside one that is not, under one label.
        first, second = rows[at], rows[at + 1]
        if not (first.numbers and second.numbers) or False not in (one, other):
            return False
        form, name = _form_row(replace(first, labels=_without_a_year(first)))
        bare = one is False and not second.labels
        return form is not None and (bare or _form_row(second) == (form, name))
    return one is not other


def _says(row: Row, year: int | None) -> bool | None:
    """Return whether the label right before some figures names the year reported on."""
    if not row.numbers or not row.labels or not may_say_a_year(row.labels[-1].raw):
        return None
    return is_of_year([row.labels[-1].raw], year)


def _without_a_year(row: Row) -> list[Cell]:
    """Return a row's labels without a last one that holds nothing but a year."""
    alone = len(row.labels) > 1 and is_no_more_than_a_year(row.labels[-1].raw)
    return row.labels[:-1] if alone else row.labels


def _form_row(row: Row) -> tuple[TableForm | None, int]:
    """Return the form and the row of it that a row is by its label, if it is one."""
    for table in (_REQUESTS, _DISCLOSURE):
        form = table_forms(table)[-1]
        if (name := named(row, form)) is not None:
            return form, name
    return None, 0


def _without(rows: Sequence[Row], tables: Sequence[Again]) -> list[Row]:
    """Return the rows without tables and the heads above them."""
    gone = {at for one in tables for at in range(_heads(rows, one.first), one.last + 1)}
    return [row for at, row in enumerate(rows) if at not in gone]


def _next_to_one_another(rows: Sequence[Row], printed: Sequence[Again]) -> tuple[Again, ...]:
    """Return the first tables with no figures between them; others are another report's."""
    kept = [printed[0]]
    for one in printed[1:]:
        if any(row.numbers for row in rows[kept[-1].last + 1 : one.first]):
            break
        kept.append(one)
    return tuple(kept) if len({one.figures(rows) for one in kept}) > 1 else ()


def each_alone(own: OwnRows) -> list[Sequence[Row]]:
    """Return the rows with each one of the rivals alone."""
    return [
        _without(own.rows, [other for other in own.rivals if other is not one])
        for one in own.rivals
    ]


def left_open(sheets: Sequence[Sheet], rows: Sequence[Row]) -> Sheet:
    """Return what all readings of a table printed again say, the rest as open."""
    whole = sheets[0]
    for other in sheets[1:]:
        whole.spans.extend(other.spans)
    if len({(sheet.edition, sheet.variant) for sheet in sheets}) > 1:
        whole.cells.clear()
        return whole
    form = table_form(whole.edition, _DISCLOSURE, whole.variant)
    copies = Copies(form, whole)
    for form_row in form.rows:
        keys = [key for key, _ in form.cells_of(form_row)]
        read = [{key: s.cells[key] for key in keys if key in s.cells} for s in sheets]
        if not differing(read):
            continue
        printed = [row for copy in read if (row := _row_of(copy, rows)) is not None]
        if len(printed) == len(read):
            copies.add(form_row.id, read, printed)
        else:
            for key in keys:
                whole.cells.pop(key, None)
    copies.settle()
    return whole


def _row_of(copy: Copy, rows: Sequence[Row]) -> Row | None:
    """Return the row that a row of the form was read from."""
    spans = [cell.span for cell in copy.values() if cell.raw]
    return next((r for r in rows if r.numbers and any(map(r.span.overlaps, spans))), None)


def _heads(rows: Sequence[Row], first: int) -> int:
    """Return the first of the rows without numbers that stand right above one."""
    while first and not rows[first - 1].numbers and rows[first - 1].block == rows[first].block:
        first -= 1
    return first


def _told(table: str, rows: Sequence[Row], own: Again, other: Again) -> ExtraRow:
    """Return the first row of a table in which it differs from the year's own."""
    # These rows are in all editions of the form.
    form = table_forms(table)[-1]
    mine = {named(row, form): row for row in rows[own.first : own.last + 1] if row.numbers}
    for row in rows[other.first : other.last + 1]:
        name = named(row, form) if row.numbers else None
        if name is not None and name in mine and _figures(mine[name]) != _figures(row):
            break
    else:
        name, row = 0, rows[other.first]
    label = row.labels[-1].raw if row.labels else ""
    values = tuple(cell.raw for cell in row.standing)
    return ExtraRow(table, "", label, values, row.span, f"{table}.{form.rows[name].id}")


def _figures(row: Row) -> list[str]:
    return [cell.plain for cell in row.standing]

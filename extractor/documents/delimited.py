"""Tables as text with a sign between the fields (CSV, TSV): read as the rows they state.

Which sign it is the rows show: it parts the most of them into as many fields as table three
has columns. Text whose rows show none is no such table and is read as text.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.documents.assemble import Assembly
from extractor.documents.flow import Flow, FlowCell, Line, Table, settle
from extractor.documents.limits import Budget
from extractor.documents.source import describe
from report.document import Document, Place
from report.form import widths_of_tables

READER = "csv 1"

_ENDINGS = (".csv", ".tsv", ".tab")
_SIGNS = ",;\t|"
# Seen so often in a text of any name, these show fields of noughts, blanks or quoted words.
_SHOWN = (";0;0", ";;;", '";"', '"\t"', '"|"')
_OFTEN = 4
# So many rows with all columns of table three are no accident.
_LEAST_ROWS = 5
# Table two has no more columns than this, which shows nothing.
_NARROW = 3
# Spreadsheets write the sign into a first line of its own.
_ANNOUNCED = re.compile(r'\ufeff?"?sep=([,;|\t])"?\r?\n', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Found:
    sign: str
    rows: list[list[str]]


def read_delimited(text: str, data: bytes, name: str, budget: Budget) -> Document | None:
    """Return the rows as grids and single fields as lines, None when this is no such table.

    Raises:
        InputError: `too_large` or `timeout`.
    """
    if not _may_be(text, name):
        return None
    found = _parted(text, budget)
    if found is None:
        return None
    assembly = Assembly(budget)
    assembly.add_flow(settle(_flow(found.rows, budget)))
    media_type = "text/tab-separated-values" if found.sign == "\t" else "text/csv"
    return Document(
        describe(data, name, media_type), assembly.text, READER, grids=tuple(assembly.grids)
    )


def _may_be(text: str, name: str) -> bool:
    if name.lower().endswith(_ENDINGS):
        return True
    return sum(map(text.count, _SHOWN)) >= _OFTEN


def _parted(text: str, budget: Budget) -> _Found | None:
    """Return the text parted by the sign that makes the most full rows."""
    announced = _ANNOUNCED.match(text)
    signs = announced[1] if announced else _SIGNS
    body = text[announced.end() :] if announced else text
    best: tuple[int, _Found] | None = None
    for sign in signs:
        budget.check_time()
        rows = _rows(body, sign, budget)
        full = sum(len(row) > min(_widths()) for row in rows)
        if full >= _LEAST_ROWS and (best is None or full > best[0]):
            best = full, _Found(sign, rows)
    return best[1] if best else None


def _widths() -> frozenset[int]:
    """Return how many columns the tables have that have many."""
    return frozenset(width for width in widths_of_tables() if width > _NARROW)


def _rows(text: str, sign: str, budget: Budget) -> list[list[str]]:
    """Return the fields of every row; none where a field is longer than any."""
    if text.count(sign) < _LEAST_ROWS * min(_widths()):
        return []
    rows: list[list[str]] = []
    try:
        for row in csv.reader(text.splitlines(keepends=True), delimiter=sign):
            budget.spend_cells(len(row))
            rows.append(row)
    except csv.Error:
        return []
    return rows


def _flow(rows: list[list[str]], budget: Budget) -> Flow:
    """Return runs of rows as tables, and a row of one field, by itself, as a line."""
    flow: Flow = []
    table: Table | None = None
    number = 0
    for at, row in enumerate(rows):
        # A row of nothing but signs may be the one row of table four, left blank.
        if len(row) <= 1:
            lines = [part for field in row for part in field.splitlines() if part.strip()]
            flow += [Line(" ".join(line.split())) for line in lines]
            table = None
            continue
        if table is None:
            budget.check_time()
            table = Table(number)
            number += 1
            flow.append(table)
        table.cells += _cells(row, at, len(table.cells) and table.cells[-1].row + 1, number - 1)
    return flow


def _cells(row: list[str], line: int, at: int, number: int) -> Iterator[FlowCell]:
    for column, field in enumerate(row):
        place = Place(table=number, row=line, column=column)
        yield FlowCell(at, column, 1, 1, [Line(" ".join(field.split()))], place)

"""The wide table as Parquet: one row a report, a column of numbers for every cell.

It carries what makes a gap readable again: the forms of the report's tables, a letter for
each cell, and what a column of 64-bit integers cannot hold. `gouji verify` reads it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from gouji.exports.tables import form_keys, states_word
from report.decision import Decision
from report.finding import Outcome
from report.record import Number, Record, RecordCell
from report.wire import money_keys, plain

MONEY_DIGITS: Final = (30, 6)
_LEAST, _MOST = -(1 << 63), (1 << 63) - 1


def tables_word(record: Record) -> str:
    """Return the form of each table: `disclosure=2021/standard requests=2021/…`."""
    return " ".join(f"{table}={form}/{variant}" for table, (form, variant) in record.tables.items())


def tables_of(word: str) -> dict[str, tuple[str, str]]:
    """Return what `tables_word` was made from.

    Raises:
        ValueError: It was not.
    """
    found: dict[str, tuple[str, str]] = {}
    for part in word.split():
        table, equals, form = part.partition("=")
        edition, slash, variant = form.partition("/")
        if not equals or not slash:
            raise ValueError(part)
        found[table] = (edition, variant)
    return found


def column_holds(key: str, value: Number) -> bool:
    """Return whether the cell's column can hold a figure as it is."""
    if key not in money_keys():
        return value == int(value) and _LEAST <= value <= _MOST
    whole, places = MONEY_DIGITS
    exact = Decimal(value).as_tuple()
    scale = exact.exponent
    return (
        isinstance(scale, int) and -scale <= places and len(exact.digits) + scale <= whole - places
    )


def exact_word(record: Record) -> str | None:
    """Return as JSON what the columns cannot say of a record; None if they say all."""
    said: dict[str, Any] = {}
    for key, cell in record.cells.items():
        value = cell.effective
        if value is not None and not column_holds(key, value):
            said.setdefault("values", {})[key] = plain(value)
        if value is None and cell.candidates and cell.corrected is None:
            said.setdefault("candidates", {})[key] = [plain(one) for one in cell.candidates]
    if record.used_edits:
        said["used"] = list(record.used_edits)
    return json.dumps(said, separators=(",", ":")) if said else None


def wide_row(outcome: Outcome, decisions: Mapping[str, Decision]) -> dict[str, Any]:
    """Return the columns of a report that only the Parquet table has."""
    record = outcome.record
    row: dict[str, Any] = {"cell_states": states_word(outcome, decisions)}
    if record is None or outcome.status == "failed":
        # A blank form or another document has tables, too, and nothing to check in them.
        return row | {"tables": "", "exact": None}
    row |= {"tables": tables_word(record), "exact": exact_word(record)}
    for key in form_keys():
        row[key] = _held(key, record.cells.get(key))
    return row


def _held(key: str, cell: RecordCell | None) -> Number | None:
    value = None if cell is None else cell.effective
    if value is None or not column_holds(key, value):
        return None
    return Decimal(value) if key in money_keys() else int(value)


def wide_columns(reports: Sequence[str]) -> tuple[str, ...]:
    """Return the header: that of the table of reports, and three columns before its cells."""
    keys = set(form_keys())
    head = tuple(name for name in reports if name not in keys and name != "cell_states")
    return (*head, "tables", "cell_states", "exact", *form_keys())

"""Tables as Parquet files, written in portions and with types that do not change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from gouji.exports.atomic import replacing
from gouji.exports.tables import Row, form_keys
from gouji.exports.wide import MONEY_DIGITS
from gouji.extras import need
from report.wire import money_keys

PORTION = 65_536
_AT_ONCE = 1_000
_MOST_CELLS = 8_000_000
_INTEGERS = frozenset(
    (
        "year",
        "corrected_by",
        "unit_factor",
        "span_start",
        "span_end",
        "page",
        "checks_passed",
        "checks_failed",
        "checks_undecided",
        "cells_expected",
        "cells_read",
        "claims_found",
        "claims_checked",
        "findings_fatal",
        "findings_query",
        "findings_note",
        "findings_decided",
        "previous_year",
        "rank",
        "of",
    )
)


def write_parquet(
    path: Path,
    columns: Sequence[str],
    rows: Iterable[Row],
    numbers: frozenset[str] = frozenset(),
) -> int:
    """Write a table as Parquet and return how many rows it has.

    Args:
        path: Where to.
        columns: The header.
        rows: The rows, written some at a time.
        numbers: Columns of fractions; figures of cells are whole or decimal numbers.

    Raises:
        InstallationError: pyarrow is not installed.
    """
    arrow, parquet = need("pyarrow", "corpus"), need("pyarrow.parquet", "corpus")
    schema = arrow.schema(
        [(name, _type(arrow, name, numbers)) for name in columns],
        metadata={"gouji.cell_states": " ".join(form_keys())},
    )
    group = min(PORTION, _MOST_CELLS // len(columns))
    source, count = iter(rows), 0
    with (
        replacing(path) as draft,
        parquet.ParquetWriter(draft, schema, compression="zstd") as writer,
    ):
        held: list[Any] = []
        size = 0
        # Rows become columns a few at a time: as objects they take fifty times the room.
        while portion := list(islice(source, _AT_ONCE)):
            held.append(_columnar(arrow, schema, portion))
            size += len(portion)
            if size >= group:
                writer.write_table(arrow.concat_tables(held), row_group_size=PORTION)
                held, count, size = [], count + size, 0
        if held:
            writer.write_table(arrow.concat_tables(held), row_group_size=PORTION)
    return count + size


def _columnar(arrow: Any, schema: Any, portion: Sequence[Row]) -> Any:
    """Return rows as columns of the types that the file has."""
    data = {
        field.name: arrow.array([_fit(field, row.get(field.name)) for row in portion], field.type)
        for field in schema
    }
    return arrow.table(data, schema)


def _type(arrow: Any, name: str, numbers: frozenset[str]) -> Any:
    if name in money_keys():
        return arrow.decimal128(*MONEY_DIGITS)
    if name in _INTEGERS or name in form_keys():
        return arrow.int64()
    return arrow.float64() if name in numbers else arrow.string()


def _fit(field: Any, value: Any) -> Any:
    if value is None or str(field.type) != "string":
        return value
    # A lone surrogate out of a broken text has no encoding; it is escaped, not fatal.
    return str(value).encode("utf-8", "backslashreplace").decode()

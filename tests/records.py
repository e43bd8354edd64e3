"""Records built by hand for tests: any cell, every other cell 0 and read as a cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from report.claim import Claim
from report.document import SourceFile, Span
from report.edits import keys_for
from report.record import Facts, How, Number, Record, RecordCell, Stated

TABLES = {
    "2019": {
        "disclosure": ("2019", "standard"),
        "requests": ("2019", "standard"),
        "disputes": ("2019", "standard"),
    },
    "2021": {
        "disclosure": ("2021", "standard"),
        "requests": ("2021", "three_other_rows"),
        "disputes": ("2021", "standard"),
    },
}


def make_cell(value: Number | str | None, how: How = "cell", at: int = 0) -> RecordCell:
    """Return a cell: a number, None for a blank, or "unread"."""
    if isinstance(value, str):
        return RecordCell(value=None, raw="", span=None, status="unread")
    if value is None:
        return RecordCell(value=None, raw="", span=Span(at, at), status="blank", how=how)
    raw = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return RecordCell(value=value, raw=raw, span=Span(at, at + len(raw)), status="single", how=how)


def with_cell(record: Record, key: str, **changes: Any) -> Record:
    """Return the record with one cell changed; a new value is printed there unless told."""
    if "value" in changes and "raw" not in changes:
        value = changes["value"]
        changes["raw"] = (
            "" if value is None else f"{value:f}" if value != int(value) else f"{int(value)}"
        )
    return replace(record, cells=record.cells | {key: replace(record.cells[key], **changes)})


def make_record(
    year: int | None = 2021,
    edition: str = "2021",
    cells: Mapping[str, Number | str | None] | None = None,
    claims: Sequence[Claim] = (),
    *,
    issuer: str = "云河县人民政府",
    tables: Mapping[str, tuple[str, str]] | None = None,
    how: Mapping[str, How] | None = None,
    facts: Facts | None = None,
) -> Record:
    """Return a record with the given cells; every other cell of its tables is 0.

    `cells` maps keys to a number, None for a blank cell, "unread" for one not read;
    `tables` defaults to the edition's standard ones; `how` says how a cell was read
    where that is not `cell`.
    """
    given, how = dict(cells or {}), how or {}
    held = dict(TABLES[edition] if tables is None else tables)
    keys = keys_for(held)
    if unknown := set(given) - set(keys):
        raise KeyError(min(unknown))
    made = {
        key: make_cell(given.get(key, 0), how.get(key, "cell"), at * 10)
        for at, key in enumerate(keys)
    }
    return Record(
        id="0" * 16,
        source=SourceFile("report.txt", "0" * 64, "text/plain", 0),
        text_sha256="0" * 64,
        kind="annual_report",
        issuer=Stated(issuer, issuer, Span(0, len(issuer))) if issuer else None,
        year=Stated(str(year), str(year), Span(0, 4)) if year is not None else None,
        edition=edition,
        tables=held,
        cells=made,
        claims=tuple(claims),
        facts=facts if facts is not None else Facts(),
    )

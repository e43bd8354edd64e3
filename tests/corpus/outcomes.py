"""Outcomes of records built by hand, as the exports take them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from gouji.exports.catalogue import header, table_rows
from gouji.exports.parquet import write_parquet
from report.document import SourceFile
from report.finding import Outcome
from report.record import Record
from verify import verify


def outcome_of(record: Record, number: int = 0) -> Outcome:
    """Return what verification says of the record as that of a file with this number."""
    source = SourceFile(f"in/{number:03}.txt", f"{number:064x}", "text/plain", 0)
    return verify(replace(record, id=f"{number:016x}", source=source))


def as_read(records: Sequence[Record]) -> list[Outcome]:
    """Outcomes with nothing but the records: what the columns of the wide table are made of."""
    return [
        Outcome(record.source, "review", record=replace(record, id=f"{number:016x}"))
        for number, record in enumerate(records)
    ]


def outcomes_of(records: Sequence[Record]) -> list[Outcome]:
    return [outcome_of(record, number) for number, record in enumerate(records)]


def write_reports(path: Path, outcomes: Iterable[Outcome]) -> None:
    """Write the wide table as `gouji export OUT.parquet --table reports` does."""
    rows = table_rows("reports", ((outcome, {}) for outcome in outcomes), typed=True)
    write_parquet(path, header("reports", typed=True), rows)

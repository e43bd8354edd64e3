"""Counts below zero where no sum shows it (DIS01): nothing is counted fewer than no times."""

from __future__ import annotations

from collections.abc import Iterable

from report.finding import Attribution, Finding
from report.form import table_form
from report.messages import render
from report.naming import cell_place
from report.record import Record
from report.rules import load_rules
from verify.attribute import evident
from verify.evidence import evidence_of, operands_of, subject_id


def below_zero_findings(record: Record, sums: Iterable[Finding]) -> list[Finding]:
    """Return one finding for each count below zero that no failed sum names already."""
    named = {key for finding in sums for key in finding.cells}
    return [_finding(record, key) for key in _below_zero(record) if key not in named]


def _below_zero(record: Record) -> list[str]:
    """Return the cells below zero of all columns but those of changes."""
    found = []
    for table, (edition, variant) in record.tables.items():
        for key, _, column in table_form(edition, table, variant).cells():
            cell = record.cells.get(key)
            if cell is None or column.kind == "signed" or cell.effective is None:
                continue
            if cell.effective < 0:
                found.append(key)
    return found


def _finding(record: Record, key: str) -> Finding:
    cell = record.cells[key]
    attribution: Attribution = "source" if evident(cell) else "unknown"
    return Finding(
        id=subject_id(record, [f"DIS01.{key}"]),
        code="DIS01",
        codes=("DIS01",),
        severity=load_rules()["DIS01"].severity,
        attribution=attribution,
        message=render(
            f"DIS01.count_{attribution}", place=cell_place(key, record.tables), found=cell.raw
        ),
        cells=(key,),
        quote=cell.raw,
        found=cell.effective,
        evidence=evidence_of(record, [key]),
        suspects=(key,),
        operands=operands_of(record, [key]),
    )

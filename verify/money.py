"""Sums of money without their unit (DIS03)."""

from __future__ import annotations

from report.finding import Attribution, Finding
from report.messages import render
from report.naming import cell_place
from report.record import Record
from report.rules import load_rules
from verify.attribute import evident
from verify.evidence import evidence_of, operands_of, subject_id


def money_findings(record: Record) -> list[Finding]:
    """Return one finding for each sum of money that is not zero and has no unit."""
    return [
        _finding(record, key)
        for key, cell in record.cells.items()
        if cell.unit is not None
        and cell.unit.source == "none"
        and cell.corrected is None
        and cell.value
    ]


def _finding(record: Record, key: str) -> Finding:
    cell = record.cells[key]
    attribution: Attribution = "source" if evident(cell) else "unknown"
    return Finding(
        id=subject_id(record, [f"DIS03.{key}"]),
        code="DIS03",
        codes=("DIS03",),
        severity=load_rules()["DIS03"].severity,
        attribution=attribution,
        message=render(
            f"DIS03.{attribution}", place=cell_place(key, record.tables), found=cell.raw
        ),
        cells=(key,),
        quote=cell.raw,
        found=cell.value,
        evidence=evidence_of(record, [key]),
        operands=operands_of(record, [key]),
    )

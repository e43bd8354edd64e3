"""Counts below zero, in a failed sum or beside it (DIS01): nothing is counted so few times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from report.finding import Attribution, Finding, Message
from report.form import table_form
from report.messages import concat, render
from report.naming import cell_place
from report.record import Record, RecordCell
from report.rules import load_rules
from verify.attribute import evident
from verify.evidence import evidence_of, operands_of, subject_id


def below_zero_findings(record: Record, sums: Sequence[Finding]) -> list[Finding]:
    """Return the findings on sums, those led by a count below zero that breaks them.

    Each count below zero that no sum is broken by has a finding of its own.
    """
    below = _below_zero(record)
    told: set[str] = set()
    findings = []
    for finding in sums:
        causes = [key for key in below if key in finding.suspects or _in_bound(finding, key)]
        told.update(causes)
        findings.append(_led(record, finding, causes) if causes else finding)
    return [*findings, *(_finding(record, key) for key in below if key not in told)]


def _in_bound(finding: Finding, key: str) -> bool:
    """Return whether a finding without repairs, of a bound, is about a cell."""
    return not finding.suspects and key in finding.cells


def _led(record: Record, finding: Finding, causes: Sequence[str]) -> Finding:
    """Return a finding on sums that says first which counts lie below zero."""
    said = [part for key in causes for part in (_message(record, key), Message("", " "))]
    return replace(
        finding,
        code="DIS01",
        codes=tuple(dict.fromkeys(("DIS01", *finding.codes))),
        severity=load_rules()["DIS01"].severity,
        message=concat(*said, finding.message),
    )


def _below_zero(record: Record) -> list[str]:
    """Return the cells below zero of all columns but those of changes."""
    if not any(_is_below_zero(cell) for cell in record.cells.values()):
        return []  # No column need be looked up, as in nearly every report.
    found = []
    for table, (edition, variant) in record.tables.items():
        for key, _, column in table_form(edition, table, variant).cells():
            cell = record.cells.get(key)
            if cell is not None and _is_below_zero(cell) and column.kind != "signed":
                found.append(key)
    return found


def _is_below_zero(cell: RecordCell) -> bool:
    value = cell.value if cell.corrected is None else cell.corrected.value
    return value is not None and value < 0


def _attribution(record: Record, key: str) -> Attribution:
    return "source" if evident(record.cells[key]) else "unknown"


def _message(record: Record, key: str) -> Message:
    id_ = f"DIS01.count_{_attribution(record, key)}"
    return render(id_, place=cell_place(key, record.tables), found=record.cells[key].raw)


def _finding(record: Record, key: str) -> Finding:
    cell = record.cells[key]
    return Finding(
        id=subject_id(record, [f"DIS01.{key}"]),
        code="DIS01",
        codes=("DIS01",),
        severity=load_rules()["DIS01"].severity,
        attribution=_attribution(record, key),
        message=_message(record, key),
        cells=(key,),
        quote=cell.raw,
        found=cell.effective,
        evidence=evidence_of(record, [key]),
        suspects=(key,),
        operands=operands_of(record, [key]),
    )

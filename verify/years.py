"""This year's report against the same issuer's report on the year before."""

from __future__ import annotations

from report.finding import Attribution, Finding
from report.form import table_form
from report.messages import concat, listed, render
from report.naming import column_name, row_name
from report.record import Number, Record
from report.rules import load_rules
from verify.attribute import evident
from verify.evidence import evidence_of, operands_of, subject_id

_OVER, _FORWARD = "requests.carried_over", "requests.carried_forward"


def year_findings(record: Record, previous: Record | None) -> list[Finding]:
    """Return a finding if requests carried over differ from those carried forward (YRS01).

    A column that is blank or unread in either report is not compared.
    """
    if previous is None or not _consecutive(record, previous):
        return []
    differing = [
        (column, found, expected)
        for column in _columns(record)
        if (found := _value(record, f"{_OVER}.{column}")) is not None
        and (expected := _value(previous, f"{_FORWARD}.{column}")) is not None
        and found != expected
    ]
    return [_finding(record, previous, differing)] if differing else []


def _consecutive(record: Record, previous: Record) -> bool:
    this, last = record.year_number, previous.year_number
    return this is not None and last is not None and this == last + 1


def _columns(record: Record) -> tuple[str, ...]:
    if "requests" not in record.tables:
        return ()
    edition, variant = record.tables["requests"]
    return tuple(table_form(edition, "requests", variant).columns)


def _value(record: Record, key: str) -> Number | None:
    cell = record.cells.get(key)
    return None if cell is None else cell.effective


def _finding(
    record: Record, previous: Record, differing: list[tuple[str, Number, Number]]
) -> Finding:
    cells = [f"{_OVER}.{column}" for column, _, _ in differing]
    last_year = [f"{_FORWARD}.{column}" for column, _, _ in differing]
    sure = all(evident(record.cells[key]) for key in cells) and all(
        evident(previous.cells[key]) for key in last_year
    )
    attribution: Attribution = "source" if sure else "unknown"
    # The total sums the other columns up, so it speaks for them.
    _, found, expected = differing[-1]
    columns = [
        render(
            "YRS01.column",
            column=column_name(f"{_OVER}.{column}", record.tables),
            found=this,
            expected=last,
        )
        for column, this, last in differing
    ]
    fault = render(
        "YRS01.fault",
        row=row_name(cells[0], record.tables),
        previous_row=row_name(last_year[0], previous.tables),
        columns=listed(columns, most=7),
    )
    operands = operands_of(record, cells)
    operands |= {f"previous:{k}": v for k, v in operands_of(previous, last_year).items()}
    return Finding(
        id=subject_id(record, ["YRS01"]),
        code="YRS01",
        codes=("YRS01",),
        severity=load_rules()["YRS01"].severity,
        attribution=attribution,
        message=concat(fault, render(f"YRS01.{attribution}")),
        cells=tuple(cells),
        expected=expected,
        found=found,
        evidence=evidence_of(record, cells),
        operands=operands,
    )

"""Rows of the three tables: one a cell, one a report, one a finding.

Headers are English ids, the same in every language, so that scripts keep working.
Paths, names and quotes stand as they are; a writer makes them inert for its format.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, Literal

from report.decision import Decision
from report.document import Place
from report.finding import SEVERITIES, Finding, Outcome
from report.form import load_forms
from report.naming import column_name, row_name, split_key
from report.record import Record, RecordCell
from report.wire import cell_value, compared, plain
from review import FigureState, figure_states

Table = Literal["cells", "reports", "findings"]
Row = dict[str, Any]

LETTERS: Final[dict[FigureState, str]] = {
    "read": "r",
    "corrected": "c",
    "disputed": "d",
    "inconsistent": "i",
    "blank": "b",
    "unread": "u",
}
ABSENT: Final = "."
"""The letter of a cell that the report's form does not have."""

_WHO = ("record", "path", "issuer", "year", "edition", "status")
_CELLS = (
    *_WHO,
    "table",
    "row",
    "column",
    "key",
    "row_label",
    "column_label",
    "value",
    "value_read",
    "corrected_by",
    "raw",
    "cell_status",
    "figure_state",
    "how",
    "unit_factor",
    "unit_from",
    "span_start",
    "span_end",
    "page",
    "place",
    "source_sha256",
    "text_sha256",
)
_REPORTS = (
    *_WHO,
    "kind",
    "reason",
    "message",
    "period",
    "checks_passed",
    "checks_failed",
    "checks_undecided",
    "cells_expected",
    "cells_read",
    "claims_found",
    "claims_checked",
    *(f"findings_{severity}" for severity in SEVERITIES),
    "findings_decided",
    "source_sha256",
    "cell_states",
)
_FINDINGS = (
    *_WHO,
    "finding",
    "code",
    "codes",
    "severity",
    "attribution",
    "message_zh",
    "message_en",
    "quote",
    "expected",
    "found",
    "cells",
    "repairs",
    "other_reports",
    "span_start",
    "span_end",
    "decision",
    "decided_by",
    "decided_at",
    "decision_reason",
)


@cache
def form_keys() -> tuple[str, ...]:
    """Return the cell keys of all editions and variants, newest form last, each once."""
    found: dict[str, None] = {}
    for form in load_forms().values():
        for table in form.tables:
            found |= {key: None for key, _ in table.cells()}
    return tuple(found)


def columns(table: Table) -> tuple[str, ...]:
    """Return the header of a table."""
    if table == "cells":
        return _CELLS
    return _FINDINGS if table == "findings" else (*_REPORTS, *form_keys())


def rows(table: Table, outcome: Outcome, decisions: Mapping[str, Decision]) -> Iterator[Row]:
    """Yield the rows that one outcome gives; keys are those of `columns`."""
    if table == "cells":
        yield from _cell_rows(outcome, decisions)
    elif table == "reports":
        yield _report_row(outcome, decisions)
    else:
        for finding in outcome.findings:
            yield finding_row(outcome, finding, decisions.get(finding.id))


def states_word(outcome: Outcome, decisions: Mapping[str, Decision]) -> str:
    """Return one letter a cell, in the order of `form_keys`."""
    states = figure_states(outcome, decisions)
    return "".join(LETTERS[states[key]] if key in states else ABSENT for key in form_keys())


def who(outcome: Outcome) -> Row:
    """Return the columns that say which report a row is of."""
    record = outcome.record
    issuer = None if record is None or record.issuer is None else record.issuer.value
    return {
        "record": outcome.id,
        "path": outcome.source.path,
        "issuer": issuer,
        "year": None if record is None else record.year_number,
        "edition": None if record is None else record.edition,
        "status": outcome.status,
    }


def _cell_rows(outcome: Outcome, decisions: Mapping[str, Decision]) -> Iterator[Row]:
    record = outcome.record
    if record is None:
        return
    whose, states = who(outcome), figure_states(outcome, decisions)
    for key, cell in record.cells.items():
        yield {**whose, **_cell_row(record, key, cell), "figure_state": states[key]}


def _cell_row(record: Record, key: str, cell: RecordCell) -> Row:
    table, row, column = split_key(key)
    place = cell.place
    return {
        "table": table,
        "row": row,
        "column": column,
        "key": key,
        "row_label": row_name(key, record.tables),
        "column_label": column_name(key, record.tables),
        "value": cell_value(key, cell.effective),
        "value_read": cell_value(key, cell.value),
        "corrected_by": None if cell.corrected is None else cell.corrected.decision,
        "raw": cell.raw,
        "cell_status": cell.status,
        "how": cell.how,
        "unit_factor": None if cell.unit is None else cell.unit.factor,
        "unit_from": None if cell.unit is None else cell.unit.source,
        "span_start": None if cell.span is None else cell.span.start,
        "span_end": None if cell.span is None else cell.span.end,
        "page": None if place is None else place.page,
        "place": _place(place),
        "source_sha256": record.source.sha256,
        "text_sha256": record.text_sha256,
    }


def _place(place: Place | None) -> str | None:
    if place is None:
        return None
    if place.page is None:
        return f"table {place.table} row {place.row} column {place.column}"
    return None if place.box is None else "box " + " ".join(f"{edge:g}" for edge in place.box)


def _report_row(outcome: Outcome, decisions: Mapping[str, Decision]) -> Row:
    record, reason = outcome.record, outcome.reason
    severities = [finding.severity for finding in outcome.findings]
    period = None if record is None or record.facts.period is None else record.facts.period.value
    row: Row = {
        **who(outcome),
        "kind": None if record is None else record.kind,
        "reason": None if reason is None else reason.code,
        "message": None if reason is None else reason.message,
        "period": period,
        "checks_passed": outcome.checks.passed,
        "checks_failed": outcome.checks.failed,
        "checks_undecided": outcome.checks.undecided,
        "cells_expected": outcome.coverage.cells_expected,
        "cells_read": outcome.coverage.cells_read,
        "claims_found": outcome.coverage.claims_found,
        "claims_checked": outcome.coverage.claims_checked,
        **{f"findings_{severity}": severities.count(severity) for severity in SEVERITIES},
        "findings_decided": sum(finding.id in decisions for finding in outcome.findings),
        "source_sha256": outcome.source.sha256,
        "cell_states": states_word(outcome, decisions),
    }
    if record is not None:
        row |= {key: cell_value(key, cell.effective) for key, cell in record.cells.items()}
    return row


def finding_row(outcome: Outcome, finding: Finding, decision: Decision | None) -> Row:
    """Return a row of the table of findings."""
    evidence = finding.evidence[0] if finding.evidence else None
    return {
        **who(outcome),
        "finding": finding.id,
        "code": finding.code,
        "codes": " ".join(finding.codes),
        "severity": finding.severity,
        "attribution": finding.attribution,
        "message_zh": finding.message.zh,
        "message_en": finding.message.en,
        "quote": finding.quote,
        "expected": compared(finding, finding.expected),
        "found": compared(finding, finding.found),
        "cells": " ".join(finding.cells),
        "repairs": " | ".join(
            ", ".join(f"{c.cell}: {_shown(c.before)} -> {_shown(c.after)}" for c in repair)
            for repair in finding.repairs
        ),
        "other_reports": " | ".join(
            f"{one.record} {one.year} {one.issuer}" for one in finding.others
        ),
        "span_start": None if evidence is None else evidence.start,
        "span_end": None if evidence is None else evidence.end,
        "decision": None if decision is None else decision.action,
        "decided_by": None if decision is None else decision.who,
        "decided_at": None if decision is None else decision.when.isoformat(),
        "decision_reason": None if decision is None else decision.reason,
    }


def _shown(value: Any) -> str:
    return "blank" if value is None else plain(value)

"""The record JSON: one report with all that was read, checked and decided.

Keys, their order and their types are a contract with everybody who reads Gouji's output;
`report.wire_schema` describes the same as JSON Schema.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from report.claim import CheckedClaim
from report.decision import Decision
from report.document import Place
from report.finding import Change, Finding, Outcome
from report.form import load_forms
from report.other import OtherReport
from report.record import ExtraRow, Number, Record, RecordCell, Stated, Unit

SCHEMA = 1
Json = dict[str, Any]

_WITHOUT_RECORD: Json = {
    "kind": None,
    "issuer": None,
    "year": None,
    "period": None,
    "edition": None,
    "cells": {},
    "extra_rows": [],
}


@cache
def money_keys() -> frozenset[str]:
    """Return the cell keys of all editions that hold sums of money."""
    return frozenset(
        key
        for form in load_forms().values()
        for table in form.tables
        for key, column in table.cells()
        if column.kind == "money"
    )


def plain(number: Number) -> str:
    """Return a number in digits, without exponent or trailing zeros after the point."""
    text = f"{number:f}" if isinstance(number, Decimal) else str(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def figure(number: Number | None) -> int | float | str | None:
    """Return a count or share as a JSON number.

    A number that a JSON reader would round is given in digits, as a string.
    """
    if number is None or isinstance(number, int):
        return number
    if number == number.to_integral_value():
        return int(number)
    short = float(number)
    return short if Decimal(repr(short)) == number else plain(number)


def cell_value(key: str, number: Number | None) -> int | float | str | None:
    """Return a cell's number as it stands in the JSON: money in digits, counts as numbers."""
    return _digits(number) if key in money_keys() else figure(number)


def to_wire(outcome: Outcome, decisions: Mapping[str, Decision] | None = None) -> Json:
    """Return the record JSON of one outcome, failed ones included.

    Args:
        outcome: What is known of one input.
        decisions: Finding id → the decision in force on it.
    """
    record, decided = outcome.record, decisions or {}
    source = outcome.source
    reason = outcome.reason
    return {
        "schema": SCHEMA,
        "id": outcome.id,
        "source": {
            "path": source.path,
            "sha256": source.sha256,
            "media_type": source.media_type,
        },
        "text_sha256": None if record is None else record.text_sha256,
        "status": outcome.status,
        "reason": None if reason is None else {"code": reason.code, "message": reason.message},
        "waiting": outcome.waiting or None,
        **(_WITHOUT_RECORD if record is None else _read(record)),
        "claims": [_claim(checked) for checked in outcome.claims],
        "findings": [finding_to_wire(found, decided.get(found.id)) for found in outcome.findings],
        "checks": {
            "passed": outcome.checks.passed,
            "failed": outcome.checks.failed,
            "undecided": outcome.checks.undecided,
        },
        "coverage": {
            "cells_expected": outcome.coverage.cells_expected,
            "cells_read": outcome.coverage.cells_read,
            "claims_found": outcome.coverage.claims_found,
            "claims_checked": outcome.coverage.claims_checked,
        },
    }


def _read(record: Record) -> Json:
    year = _stated(record.year)
    if year is not None:
        year["value"] = record.year_number
    return {
        "kind": record.kind,
        "issuer": _stated(record.issuer),
        "year": year,
        "period": _stated(record.facts.period),
        "edition": record.edition,
        "cells": _cells(record.cells),
        "extra_rows": [_extra_row(row) for row in record.extra_rows],
    }


def _stated(stated: Stated | None) -> Json | None:
    if stated is None:
        return None
    return {"value": stated.value, "raw": stated.raw, "span": list(stated.span)}


def _place(place: Place) -> Json:
    if place.page is not None:
        return {"page": place.page, "box": None if place.box is None else list(place.box)}
    return {"table": place.table, "row": place.row, "column": place.column}


def _unit(unit: Unit) -> Json:
    return {"factor": unit.factor, "from": unit.source}


def _cells(cells: Mapping[str, RecordCell]) -> Json:
    money = money_keys()
    return {key: _cell(cell, _digits if key in money else figure) for key, cell in cells.items()}


def _digits(number: Number | None) -> str | None:
    return None if number is None else plain(number)


def _cell(cell: RecordCell, shown: Callable[[Number | None], int | float | str | None]) -> Json:
    corrected = cell.corrected
    readings: dict[str, int | float | str | None] = {}
    # A loop: a comprehension costs a call for each of the many cells.
    for name, value in cell.readings.items():
        readings[name] = shown(value)
    made = {
        "value": shown(cell.value),
        "raw": cell.raw,
        "span": None if cell.span is None else [*cell.span],
        "place": None if cell.place is None else _place(cell.place),
        "how": cell.how if cell.how != "hidden" else "cell",
        "status": cell.status,
        "unit": None if cell.unit is None else _unit(cell.unit),
        "readings": readings,
        "candidates": [shown(value) for value in cell.candidates] if cell.candidates else [],
        "corrected": None
        if corrected is None
        else {"value": shown(corrected.value), "decision": corrected.decision},
    }
    if cell.how == "hidden":
        made["hidden"] = True
    return made


def _extra_row(row: ExtraRow) -> Json:
    return {
        "table": row.table,
        "parent": row.parent,
        "label": row.label,
        "values": list(row.values),
    }


def _claim(checked: CheckedClaim) -> Json:
    claim = checked.claim
    return {
        "id": claim.id,
        "metric": claim.metric,
        "value": figure(claim.value),
        "unit": claim.unit,
        "approx": claim.approx,
        "scope": claim.scope,
        "period": claim.period,
        "role": claim.role,
        "quote": claim.quote,
        "span": list(claim.span),
        "cells": list(claim.cells),
        "status": claim.status,
        "rival_cells": list(claim.rival),
        "explained_by": list(checked.explained_by),
        "verdict": checked.verdict,
        "why": checked.why,
    }


def finding_to_wire(finding: Finding, decision: Decision | None) -> Json:
    """Return a finding as it stands in the record JSON."""
    return {
        "id": finding.id,
        "code": finding.code,
        "codes": list(finding.codes),
        "severity": finding.severity,
        "attribution": finding.attribution,
        "cells": list(finding.cells),
        "claims": list(finding.claims),
        "quote": finding.quote,
        "expected": compared(finding, finding.expected),
        "found": compared(finding, finding.found),
        "evidence": [list(span) for span in finding.evidence],
        "suspects": list(finding.suspects),
        "repairs": [[_change(change) for change in repair] for repair in finding.repairs],
        "message": {"zh": finding.message.zh, "en": finding.message.en},
        "other_reports": [_other(one) for one in finding.others],
        "decision": None if decision is None else decision_to_wire(decision),
    }


def _other(one: OtherReport) -> Json:
    return {
        "record": one.record,
        "issuer": one.issuer or None,
        "year": one.year or None,
        "evidence": [list(span) for span in one.spans],
    }


def compared(finding: Finding, value: Number | str | None) -> int | float | str | None:
    """Return what a finding expected or found as it stands in the JSON."""
    if isinstance(value, str):
        return value
    if value is not None and not money_keys().isdisjoint(finding.cells):
        return plain(value)
    return figure(value)


def _change(change: Change) -> Json:
    return {
        "cell": change.cell,
        "from": cell_value(change.cell, change.before),
        "to": cell_value(change.cell, change.after),
    }


def decision_to_wire(decision: Decision) -> Json:
    """Return a decision as it stands under its finding."""
    return {
        "id": decision.id,
        "who": decision.who,
        "when": decision.when.isoformat(),
        "action": decision.action,
        "before": {key: cell_value(key, value) for key, value in decision.before.items()},
        "after": {key: cell_value(key, value) for key, value in decision.after.items()},
        "reason": decision.reason,
    }

"""What differs between two outcomes of the same input."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from report.finding import Finding, Outcome
from report.record import RecordCell
from report.wire import cell_value, compared

Kind = Literal["changed", "came", "gone"]
_ASPECTS = ("code", "codes", "severity", "attribution", "expected", "found", "cells", "repairs")


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that was read otherwise; a side is None where the form has no such cell."""

    key: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class FindingChange:
    """One finding that appeared, vanished, or was judged otherwise.

    Attributes:
        differs: Aspect → (before, after), for one that stayed.
    """

    finding: Finding
    kind: Literal["appeared", "vanished", "altered"]
    differs: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """All that differs for one path."""

    path: str
    kind: Kind
    status: tuple[str | None, str | None]
    cells: tuple[CellChange, ...] = ()
    findings: tuple[FindingChange, ...] = ()
    identity: Mapping[str, tuple[Any, Any]] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing a person would see differs."""
        same_status = self.status[0] == self.status[1]
        nothing = not self.cells and not self.findings and not self.identity
        return self.kind == "changed" and same_status and nothing


def change(path: str, before: Outcome | None, after: Outcome | None) -> Change:
    """Return what differs; an outcome is None where the run had none."""
    status = (None if before is None else before.status, None if after is None else after.status)
    if before is None or after is None:
        return Change(path, "came" if before is None else "gone", status)
    return Change(
        path,
        "changed",
        status,
        tuple(_cells(before, after)),
        tuple(_findings(before, after)),
        dict(_identity(before, after)),
    )


def _identity(before: Outcome, after: Outcome) -> Iterator[tuple[str, tuple[Any, Any]]]:
    for name, was, now in zip(
        ("kind", "issuer", "year", "edition", "reason"), _who(before), _who(after), strict=True
    ):
        if was != now:
            yield name, (was, now)


def _who(outcome: Outcome) -> tuple[Any, ...]:
    record = outcome.record
    reason = None if outcome.reason is None else outcome.reason.code
    if record is None:
        return (None, None, None, None, reason)
    issuer = None if record.issuer is None else record.issuer.value
    return (record.kind, issuer, record.year_number, record.edition, reason)


def _cells(before: Outcome, after: Outcome) -> Iterator[CellChange]:
    was = {} if before.record is None else before.record.cells
    now = {} if after.record is None else after.record.cells
    for key in dict.fromkeys((*was, *now)):
        one, other = _cell(key, was.get(key)), _cell(key, now.get(key))
        if one != other:
            yield CellChange(key, one, other)


def _cell(key: str, cell: RecordCell | None) -> dict[str, Any] | None:
    if cell is None:
        return None
    return {"value": cell_value(key, cell.value), "raw": cell.raw, "status": cell.status}


def _findings(before: Outcome, after: Outcome) -> Iterator[FindingChange]:
    was = {finding.id: finding for finding in before.findings}
    now = {finding.id: finding for finding in after.findings}
    for id_, finding in now.items():
        if id_ not in was:
            yield FindingChange(finding, "appeared", {})
        elif differs := _differs(was[id_], finding):
            yield FindingChange(finding, "altered", differs)
    for id_, finding in was.items():
        if id_ not in now:
            yield FindingChange(finding, "vanished", {})


def _differs(was: Finding, now: Finding) -> dict[str, tuple[Any, Any]]:
    one, other = _aspects(was), _aspects(now)
    return {name: (one[name], other[name]) for name in _ASPECTS if one[name] != other[name]}


def _aspects(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "codes": list(finding.codes),
        "severity": finding.severity,
        "attribution": finding.attribution,
        "expected": compared(finding, finding.expected),
        "found": compared(finding, finding.found),
        "cells": list(finding.cells),
        "repairs": [
            [{"cell": c.cell, "to": cell_value(c.cell, c.after)} for c in repair]
            for repair in finding.repairs
        ],
    }


def to_json(one: Change) -> dict[str, Any]:
    """Return a change as one line of JSON."""
    return {
        "path": one.path,
        "change": one.kind,
        "status": list(one.status),
        "identity": {name: list(pair) for name, pair in (one.identity or {}).items()},
        "cells": [{"cell": c.key, "before": c.before, "after": c.after} for c in one.cells],
        "findings": [
            {
                "id": f.finding.id,
                "code": f.finding.code,
                "change": f.kind,
                "severity": f.finding.severity,
                "attribution": f.finding.attribution,
                "differs": {name: list(pair) for name, pair in f.differs.items()},
                "message": {"zh": f.finding.message.zh, "en": f.finding.message.en},
            }
            for f in one.findings
        ],
    }

"""A record that says what the label says is right in everything; one change is one fault."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from eval import open_dataset, pair
from eval.datasets import Entry
from eval.findings import roots
from eval.labels import Label
from eval.records import parse_record
from eval.run import score
from eval.scores import ReportScore

SAMPLES = open_dataset("sample").entries
FORMS = [entry for entry in SAMPLES if entry.label.cells]


def echo(label: Label) -> dict[str, Any]:
    """The record JSON of a reader that reads exactly as the label's author did."""
    if not label.is_report:
        return {"status": "failed", "kind": label.kind, "reason": {"code": "not_a_report"}}
    findings = [
        {
            "code": root.labels[0].code,
            "codes": sorted({part.code for part in root.labels}),
            "severity": "query",
            "attribution": root.labels[0].attribution,
            "cells": sorted(root.cells),
            "quote": root.labels[0].quote,
        }
        for root in roots(label)
    ]
    claims = [
        {"id": f"c{n}", "value": c.value, "quote": c.quote, "cells": c.cells, "verdict": c.verdict}
        for n, c in enumerate(label.claims)
    ]
    return {
        "status": "review",
        "kind": label.kind,
        "issuer": {"value": label.issuer},
        "year": {"value": label.year},
        "edition": label.edition,
        "cells": {key: echo_cell(key, label) for key in label.cells},
        "extra_rows": [row.model_dump() for row in label.extra_rows],
        "claims": claims,
        "findings": findings,
    }


def echo_cell(key: str, label: Label) -> dict[str, Any]:
    cell = label.cells[key]
    status = "single" if cell.value is not None else "blank"
    return {
        "value": cell.value,
        "raw": cell.raw,
        "span": (0, 1),
        "status": "unread" if cell.lost_in_reading else status,
        "unit": {"from": cell.unit or "none"},
    }


def scored(entry: Entry, record: dict[str, Any]) -> ReportScore:
    return score(entry.label, parse_record(record))


def assert_all_right(entry: Entry) -> None:
    report = scored(entry, echo(entry.label))
    assert report.items == ()
    assert report.cells.right == report.cells.expected
    assert report.claims.matched == report.claims.labelled
    assert report.findings.missed == report.findings.extra == report.cells.units_wrong == 0
    assert report.identity.kind_right == 1


def test_an_echo_of_every_sample_is_right() -> None:
    for entry in SAMPLES:
        assert_all_right(entry)


def test_an_echo_of_every_real_label_is_right(shared: Path) -> None:
    for entry in pair(shared / "gold", shared / "reports").entries:
        assert_all_right(entry)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(FORMS), st.data())
def test_one_changed_value_is_one_wrong_cell(entry: Entry, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(entry.label.cells)))
    record = echo(entry.label)
    record["findings"] = []
    value = record["cells"][key]["value"]
    record["cells"][key] |= {"value": 0 if value is None else value + 1, "status": "single"}
    counts = scored(entry, record).cells
    assert (counts.silent, counts.flagged, counts.unread) == (1, 0, 0)
    assert counts.right == counts.expected - 1


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(FORMS), st.data())
def test_one_cell_left_out_is_one_unread(entry: Entry, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(entry.label.cells)))
    record = echo(entry.label)
    del record["cells"][key]
    counts = scored(entry, record).cells
    assert (counts.silent, counts.flagged, counts.unread) == (0, 0, 1)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([e for e in SAMPLES if e.label.claims]), st.data())
def test_claims_in_any_order_are_all_found(entry: Entry, data: st.DataObject) -> None:
    record = echo(entry.label)
    record["claims"] = data.draw(st.permutations(record["claims"]))
    claims = scored(entry, record).claims
    assert (claims.matched, claims.extra) == (claims.labelled, 0)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([e for e in SAMPLES if roots(e.label)]), st.data())
def test_one_finding_left_out_is_one_missed_at_most(entry: Entry, data: st.DataObject) -> None:
    record = echo(entry.label)
    at = data.draw(st.integers(0, len(record["findings"]) - 1))
    del record["findings"][at]
    findings = scored(entry, record).findings
    assert findings.missed == (0 if roots(entry.label)[at].optional else 1)
    assert findings.extra == 0

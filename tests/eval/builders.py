"""Small labels and records written by hand, with only what a test is about."""

from __future__ import annotations

from typing import Any

from eval.labels import Label
from eval.records import Seen, parse_record
from eval.run import score
from eval.scores import ReportScore


def label(**fields: Any) -> Label:
    base = {"file": "x", "issuer": "青禾县民政局", "year": 2022, "edition": "2021"}
    return Label.model_validate(base | fields)


def wire(**fields: Any) -> dict[str, Any]:
    base = {
        "schema": 1,
        "status": "accepted",
        "kind": "annual_report",
        "reason": None,
        "issuer": {"value": "青禾县民政局", "raw": "青禾县民政局", "span": [0, 6]},
        "year": {"value": "2022", "raw": "2022", "span": [6, 10]},
        "edition": "2021",
    }
    return base | fields


def seen(**fields: Any) -> Seen:
    return parse_record(wire(**fields))


def cell(value: int | str | None, status: str = "single", **more: Any) -> dict[str, Any]:
    raw = "" if value is None else str(value)
    return {"value": value, "raw": raw, "span": [1, 2], "how": "cell", "status": status} | more


def finding(code: str, *cells: str, **more: Any) -> dict[str, Any]:
    base = {"code": code, "codes": [code], "severity": "fatal", "attribution": "source"}
    return base | {"cells": list(cells)} | more


def claim(value: Any, quote: str, verdict: str = "agrees", **more: Any) -> dict[str, Any]:
    return {"id": "c1", "value": value, "quote": quote, "verdict": verdict} | more


def scored(labelled: dict[str, Any], read: dict[str, Any]) -> ReportScore:
    return score(label(**labelled), seen(**read))


def outcomes(report: ReportScore, kind: str) -> list[tuple[str, str]]:
    return [(item.outcome, item.name) for item in report.items if item.kind == kind]

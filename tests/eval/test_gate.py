from __future__ import annotations

from pathlib import Path

import pytest

from eval import EvalResult, Gate, ReportScore, Totals, check_gate, load_gate
from eval.manifest import make_manifest
from report.errors import DataFileError
from tests.eval.builders import cell, scored

KEY = "requests.received.total"


def report(name: str, value: int | None) -> ReportScore:
    got = cell(value, "single" if value is not None else "unread")
    base = scored({"cells": {KEY: {"value": 15}}}, {"cells": {KEY: got}})
    return base.model_copy(update={"name": name, "dataset": "d"})


def result(*reports: ReportScore) -> EvalResult:
    return EvalResult(manifest=make_manifest("x"), totals=Totals.of(reports), reports=reports)


def gate(tmp_path: Path, text: str) -> Gate:
    path = tmp_path / "gate.toml"
    path.write_text(text, encoding="utf-8")
    return load_gate(path)


SILENT = '[[bounds]]\nmax = { "cells.silent" = 0 }\n'


def test_kept_bounds_pass(tmp_path: Path) -> None:
    outcome = check_gate(result(report("a", 15)), gate(tmp_path, SILENT))
    assert outcome.passed
    assert "(1)" in outcome.render("en")


def test_a_broken_bound_is_named_with_its_value(tmp_path: Path) -> None:
    outcome = check_gate(result(report("a", 16), report("b", 17)), gate(tmp_path, SILENT))
    assert not outcome.passed
    assert "cells.silent = 2, must be <= 0" in outcome.render("en")


def test_each_report_is_held_against_the_bound_alone(tmp_path: Path) -> None:
    both = result(report("a", 15), report("b", None))
    text = '[[bounds]]\neach = {}\nmin = {{ "cells.coverage" = 0.5 }}\n'
    assert check_gate(both, gate(tmp_path, text.format("false"))).passed
    outcome = check_gate(both, gate(tmp_path, text.format("true")))
    assert [check.name for check in outcome.broken] == ["d/b"]


def test_bounds_choose_reports_by_name(tmp_path: Path) -> None:
    text = '[[bounds]]\nreports = "d/a*"\nmax = { "cells.silent" = 0 }\n'
    assert check_gate(result(report("a1", 15), report("b", 16)), gate(tmp_path, text)).passed


def test_a_bound_that_matches_no_report_is_broken(tmp_path: Path) -> None:
    text = '[[bounds]]\nreports = "other/*"\nmax = { "cells.silent" = 0 }\n'
    assert not check_gate(result(report("a", 15)), gate(tmp_path, text)).passed


def test_a_measure_with_nothing_to_measure_keeps_its_bound(tmp_path: Path) -> None:
    text = '[[bounds]]\nmin = { "claims.recall" = 0.9 }\n'
    assert check_gate(result(report("a", 15)), gate(tmp_path, text)).passed


def test_errors_are_a_measure(tmp_path: Path) -> None:
    crashed = report("a", 15).model_copy(update={"error": "RuntimeError: x"})
    text = '[[bounds]]\nmax = { "errors" = 0 }\n'
    assert not check_gate(result(crashed), gate(tmp_path, text)).passed


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[[bounds]]\nmax = { "cells.sillent" = 0 }\n', "bounds[0]"),
        ('[[bounds]]\nmax = { "cells.model_fields" = 0 }\n', "bounds[0]"),
        ("[[bounds]]\nmaximum = {}\n", "bounds[0].maximum"),
        ("", "bounds"),
        ("[[", ""),
    ],
)
def test_a_wrong_gate_is_told_with_its_place(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(DataFileError) as error:
        gate(tmp_path, text)
    assert (error.value.file, error.value.where) == ("gate.toml", place)

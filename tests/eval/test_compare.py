from __future__ import annotations

from math import isclose
from typing import Any

import pytest

from eval import EvalResult, ReportScore, Totals, compare
from eval.compare import Flips
from eval.manifest import make_manifest
from tests.eval.builders import cell, finding, scored

KEY = "requests.received.total"


def report(name: str, value: int, *findings: dict[str, Any], label: str = "l") -> ReportScore:
    base = scored(
        {"cells": {KEY: {"value": 15}}}, {"cells": {KEY: cell(value)}, "findings": findings}
    )
    return base.model_copy(
        update={"name": name, "dataset": "d", "label_sha256": label, "source_sha256": "s"}
    )


def result(*reports: ReportScore) -> EvalResult:
    return EvalResult(manifest=make_manifest("x"), totals=Totals.of(reports), reports=reports)


def test_equal_results_do_not_differ() -> None:
    same = compare(result(report("a", 15)), result(report("a", 15)))
    assert (same.changes, same.compared) == ((), 1)
    assert "do not differ" in same.render("en")


def test_items_that_went_and_came_are_listed_by_report() -> None:
    before = result(report("a", 16), report("b", 15))
    after = result(report("a", 15), report("b", 15, finding("REQ03", KEY)))
    first, second = compare(before, after).changes
    assert [item.name for item in first.gone] == [KEY]
    assert first.new == ()
    assert [item.outcome for item in second.new] == ["extra"]


def test_a_changed_wrong_value_is_a_change() -> None:
    change = compare(result(report("a", 16)), result(report("a", 17))).changes[0]
    assert (len(change.gone), len(change.new)) == (1, 1)


def test_reports_flip_as_wholes() -> None:
    both = compare(
        result(report("a", 15), report("b", 16)), result(report("a", 16), report("b", 15))
    )
    assert (both.cells.lost, both.cells.gained) == (("d/a",), ("d/b",))
    assert both.cells.p == 1.0


def test_reports_with_other_labels_or_in_one_result_only_are_not_compared() -> None:
    before = result(report("a", 16, label="old"), report("gone", 15))
    after = result(report("a", 15, label="new"), report("new", 15))
    both = compare(before, after)
    assert (both.changes, both.compared) == ((), 0)
    assert (both.only_before, both.only_after) == (("d/gone",), ("d/new",))
    assert both.other_labels == ("d/a",)
    assert "not compared" in both.render("en")


@pytest.mark.parametrize(
    ("lost", "gained", "p"),
    [(0, 0, 1.0), (0, 1, 1.0), (0, 5, 0.0625), (1, 7, 0.0703125), (3, 3, 1.0)],
)
def test_the_exact_test_gives_the_binomial_tail(lost: int, gained: int, p: float) -> None:
    assert isclose(Flips(("x",) * lost, ("y",) * gained).p, p)

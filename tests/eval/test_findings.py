from __future__ import annotations

from typing import Any

import pytest

from eval.scores import FindingCounts
from tests.eval.builders import finding, outcomes, scored

A, B, C = "requests.granted.total", "requests.received.total", "requests.other.total"


def wanted(code: str, *cells: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "cells": list(cells), "attribution": "source"} | more


def counts(labels: list[dict[str, Any]], read: list[dict[str, Any]], **more: Any) -> FindingCounts:
    return scored({"findings": labels} | more, {"findings": read}).findings


def test_a_shared_code_and_a_shared_cell_match() -> None:
    got = counts([wanted("REQ03", A, B)], [finding("REQ03", B, C)])
    assert (got.found, got.missed, got.extra, got.attribution_right) == (1, 0, 0, 1)


@pytest.mark.parametrize("read", [finding("REQ03", C), finding("REQ02", A)])
def test_another_cell_or_another_code_is_missed_and_extra(read: dict[str, Any]) -> None:
    got = counts([wanted("REQ03", A, B)], [read])
    assert (got.missed, got.extra, got.extra_fatal) == (1, 1, 1)


def test_any_of_the_codes_of_a_finding_is_shared() -> None:
    assert counts([wanted("REQ02", A)], [finding("REQ03", A, codes=["REQ03", "REQ02"])]).found == 1


def test_another_code_that_says_the_same_matches() -> None:
    label = wanted("CLM04", A, alt_codes=["CLM05"])
    same = counts([label], [finding("CLM05", A)])
    assert (same.found, same.codes_short) == (1, 0)
    assert counts([label], [finding("CLM01", A)]).found == 0


@pytest.mark.parametrize("any_code", [True, ["CLM02", "CLM05"]])
def test_any_code_matches_on_the_cell(any_code: Any) -> None:
    label = wanted("CLM01", A, any_code=any_code)
    assert counts([label], [finding("CLM05", A)]).found == 1
    assert counts([label], [finding("CLM05", B)]).found == 0


def test_any_code_without_cells_or_quote_matches_nothing_else() -> None:
    assert counts([wanted("FRM06", any_code=True)], [finding("FRM03")]).found == 0


def test_without_cells_an_overlapping_quote_decides() -> None:
    label = wanted("CLM02", quote="共发布信息425条")
    assert counts([label], [finding("CLM02", quote="全年共发布信息 425 条，其中")]).found == 1
    assert counts([label], [finding("CLM02", quote="发布解读12条")]).found == 0


def test_a_finding_without_cells_is_matched_to_a_label_with_cells_by_quote() -> None:
    label = wanted("CLM03", A, quote="占总数的64.28%")
    assert counts([label], [finding("CLM03", quote="占总数的64.28%")]).found == 1


def test_shared_quote_does_not_excuse_other_cells() -> None:
    label = wanted("CLM01", A, quote="收到12件")
    assert counts([label], [finding("CLM01", B, quote="收到12件")]).found == 0


def test_without_cells_and_quotes_the_code_decides() -> None:
    assert counts([wanted("FRM03")], [finding("FRM03", severity="query")]).found == 1
    assert counts([wanted("FRM04", quote="无其他事项")], [finding("FRM04")]).found == 1


LABELS = [wanted("REQ03", A, root=1), wanted("REQ02", B, root=1), wanted("FRM03")]


class TestLabelsOfOneRoot:
    def test_are_one_finding(self) -> None:
        both = finding("REQ03", A, B, codes=["REQ03", "REQ02"])
        got = counts(LABELS, [both, finding("FRM03")])
        assert (got.required, got.found, got.extra, got.codes_short) == (2, 2, 0, 0)

    def test_raised_twice_leave_one_extra(self) -> None:
        got = counts(LABELS, [finding("REQ03", A), finding("REQ02", B), finding("FRM03")])
        assert (got.found, got.extra, got.codes_short) == (2, 1, 1)

    def test_are_found_by_any_of_them_and_the_missing_code_is_told(self) -> None:
        report = scored({"findings": LABELS}, {"findings": [finding("REQ02", B)]})
        assert report.findings.codes_short == 1
        told = outcomes(report, "finding")
        assert [outcome for outcome, _ in told] == ["missed", "codes"]

    def test_with_one_required_label_are_required(self) -> None:
        labels = [wanted("REQ03", A, root=1), wanted("REQ02", B, root=1, optional=True)]
        assert counts(labels, []).missed == 1


def test_labels_without_a_root_are_separate() -> None:
    labels = [wanted("REQ03", A), wanted("REQ03", B)]
    got = counts(labels, [finding("REQ03", A, B)])
    assert (got.required, got.found) == (2, 1)


def test_optional_labels_are_not_missed_and_not_extra() -> None:
    label = wanted("DIS04", A, optional=True)
    without, raised = counts([label], []), counts([label], [finding("DIS04", A, severity="query")])
    assert (without.required, without.missed, without.optional) == (0, 0, 1)
    assert (raised.extra, raised.optional_found, raised.attributed) == (0, 1, 0)


def test_required_labels_are_served_before_optional_ones() -> None:
    labels = [wanted("CLM05", A, optional=True), wanted("CLM05", A, B)]
    assert counts(labels, [finding("CLM05", A)]).found == 1


def test_a_label_that_needs_last_year_is_not_required() -> None:
    label = wanted("YRS01", B, previous_cells=["requests.carried_forward.total"])
    assert counts([label], []).missed == 0


def test_left_over_notes_are_no_extra() -> None:
    got = counts([], [finding("CLM04", A, severity="note"), finding("CLM02", severity="query")])
    assert (got.extra, got.extra_fatal, got.notes) == (1, 0, 1)


def test_pairing_finds_the_most_pairs() -> None:
    labels = [wanted("REQ03", A, B), wanted("REQ03", A)]
    assert counts(labels, [finding("REQ03", A), finding("REQ03", B)]).found == 2


def test_the_attribution_is_scored_on_what_was_found() -> None:
    labels = [wanted("REQ03", A), wanted("REQ01", B), wanted("FRM03")]
    read = [finding("REQ03", A, attribution="reading"), finding("REQ01", B)]
    report = scored({"findings": labels}, {"findings": read})
    assert (report.findings.attribution_right, report.findings.attributed) == (1, 2)
    told = [item for item in report.items if item.outcome == "attribution"]
    assert [(item.expected, item.found) for item in told] == [("source", "reading")]


CELLS = {A: {"value": 88, "not_in_file": True}, B: {"value": 1}}


class TestASplitTheFileCannotSettle:
    def test_is_no_extra(self) -> None:
        split = finding("RDG04", A, severity="query")
        assert counts([], [split], cells=CELLS).extra == 0

    def test_is_extra_when_it_names_a_settled_cell(self) -> None:
        split = finding("RDG04", A, B, severity="query")
        assert counts([], [split], cells=CELLS).extra == 1

    def test_is_extra_under_another_code(self) -> None:
        assert counts([], [finding("RDG03", A, severity="query")], cells=CELLS).extra == 1

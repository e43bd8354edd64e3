from __future__ import annotations

from typing import Any

import pytest

from eval.scores import CellCounts
from tests.eval.builders import cell, finding, outcomes, scored

KEY = "requests.received.total"
OTHER = "requests.granted.total"
MONEY = "disclosure.fees.amount"


def one(
    wanted: dict[str, Any], got: dict[str, Any] | None, *findings: dict[str, Any]
) -> CellCounts:
    cells = {} if got is None else {KEY: got}
    return scored({"cells": {KEY: wanted}}, {"cells": cells, "findings": list(findings)}).cells


def test_an_equal_value_is_right() -> None:
    counts = one({"value": 15, "raw": "15"}, cell(15))
    assert (counts.right, counts.wrong, counts.unread, counts.coverage) == (1, 0, 0, 1.0)


def test_a_near_value_is_wrong_without_partial_credit() -> None:
    assert one({"value": 5646, "raw": "5646"}, cell(5644)).silent == 1


def test_a_wrong_value_that_a_fatal_or_query_finding_names_is_flagged() -> None:
    named = finding("REQ03", KEY, severity="query")
    counts = one({"value": 15, "raw": "15"}, cell(16), named)
    assert (counts.flagged, counts.silent) == (1, 0)


def test_a_note_does_not_flag_a_wrong_value() -> None:
    counts = one({"value": 15, "raw": "15"}, cell(16), finding("DIS04", KEY, severity="note"))
    assert (counts.flagged, counts.silent) == (0, 1)


def test_a_finding_on_another_cell_does_not_flag_a_wrong_value() -> None:
    assert one({"value": 15, "raw": "15"}, cell(16), finding("REQ03", OTHER)).silent == 1


def test_a_suspect_counts_as_named() -> None:
    assert one({"value": 15}, cell(16), finding("REQ03", OTHER, suspects=[KEY])).flagged == 1


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        ({"value": None, "raw": ""}, cell(0)),
        ({"value": None, "raw": "/"}, cell(0)),
        ({"value": 0, "raw": "0"}, cell(None, "blank")),
    ],
)
def test_a_blank_is_not_a_zero(wanted: dict[str, Any], got: dict[str, Any]) -> None:
    counts = one(wanted, got)
    assert (counts.silent, counts.right) == (1, 0)


def test_a_blank_read_as_blank_is_right_and_read() -> None:
    counts = one({"value": None, "raw": "无"}, cell(None, "blank"))
    assert (counts.right, counts.coverage) == (1, 1.0)


@pytest.mark.parametrize("got", [None, cell(None, "unread"), cell(None, "disputed")])
def test_a_cell_without_a_value_is_unread_never_wrong(got: dict[str, Any] | None) -> None:
    counts = one({"value": 15, "raw": "15"}, got)
    assert (counts.unread, counts.wrong, counts.coverage) == (1, 0, 0.0)


def test_an_unread_blank_is_not_right() -> None:
    assert one({"value": None, "raw": ""}, cell(None, "unread")).unread == 1


def test_a_lost_cell_left_unread_is_right_and_outside_the_coverage() -> None:
    wanted = {"value": None, "raw": "", "lost_in_reading": True, "inferred": 1}
    counts = one(wanted, cell(None, "unread", span=None))
    assert (counts.right, counts.settled, counts.coverage) == (1, 0, None)


def test_a_lost_cell_given_its_inferred_value_is_wrong() -> None:
    wanted = {"value": None, "raw": "", "lost_in_reading": True, "inferred": 1}
    assert one(wanted, cell(1)).silent == 1


OPEN = {"value": 88, "raw": "88", "not_in_file": True}


class TestACellTheFileCannotSettle:
    def test_open_with_the_finding_is_right(self) -> None:
        counts = one(OPEN, cell(None, "unread"), finding("RDG04", KEY, severity="query"))
        assert (counts.right, counts.settled) == (1, 0)

    def test_open_under_the_finding_as_a_further_code_is_right(self) -> None:
        both = finding("RDG03", KEY, codes=["RDG03", "RDG04"], severity="query")
        assert one(OPEN, cell(None, "unread"), both).right == 1

    def test_open_without_the_finding_is_unread(self) -> None:
        counts = one(OPEN, cell(None, "unread"), finding("RDG03", KEY, severity="query"))
        assert (counts.right, counts.unread) == (0, 1)

    def test_the_value_with_its_evidence_is_right(self) -> None:
        assert one(OPEN, cell(88, how="split")).right == 1

    def test_the_value_without_evidence_is_wrong(self) -> None:
        assert one(OPEN, cell(88, span=None)).silent == 1

    def test_another_value_is_wrong(self) -> None:
        assert one(OPEN, cell(885)).silent == 1

    def test_a_blank_is_wrong(self) -> None:
        assert one(OPEN, cell(None, "blank")).silent == 1


def test_money_is_compared_as_decimals() -> None:
    wanted = {MONEY: {"value": "55423607", "raw": "5,542.3607", "unit": "header"}}
    for text, right in (("55423607.00", 1), ("55423607", 1), ("55423607.01", 0)):
        got = {MONEY: cell(text, unit={"factor": 10000, "from": "header"})}
        assert scored({"cells": wanted}, {"cells": got}).cells.right == right


def test_a_unit_found_elsewhere_is_counted_beside_the_value() -> None:
    wanted = {MONEY: {"value": "100", "raw": "100", "unit": None}}
    got = {MONEY: cell("100", unit={"factor": 1, "from": "cell"})}
    counts = scored({"cells": wanted}, {"cells": got}).cells
    assert (counts.right, counts.units_wrong) == (1, 1)


def test_a_value_under_a_key_the_label_lacks_is_invented() -> None:
    report = scored({"cells": {}}, {"cells": {KEY: cell(3), OTHER: cell(None, "unread")}})
    assert (report.cells.invented, report.cells.silent, report.cells.expected) == (1, 1, 0)
    assert outcomes(report, "cell") == [("silent", KEY)]


def test_an_empty_form_read_as_zeros_is_invention() -> None:
    report = scored({"is_report": False, "kind": "blank_form"}, {"cells": {KEY: cell(0)}})
    assert report.cells.silent == 1


def test_extra_rows_are_compared_cell_for_cell() -> None:
    row = {"table": "disclosure", "parent": "其他", "label": "行政检查", "values": ["25", "0"]}
    kept = scored({"extra_rows": [row]}, {"extra_rows": [row | {"label": "行政 检查"}]})
    lost = scored({"extra_rows": [row]}, {"extra_rows": [row | {"values": ["25", "1"]}]})
    assert (kept.rows.found, lost.rows.found) == (1, 0)
    assert outcomes(lost, "row") == [("missed", "行政检查")]

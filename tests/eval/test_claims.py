from __future__ import annotations

from typing import Any

import pytest

from eval.scores import ClaimCounts
from tests.eval.builders import claim, outcomes, scored


def wanted(value: Any, quote: str, verdict: str = "agrees", **more: Any) -> dict[str, Any]:
    return {"value": value, "quote": quote, "verdict": verdict} | more


def counts(labels: list[dict[str, Any]], read: list[dict[str, Any]], **more: Any) -> ClaimCounts:
    return scored({"claims": labels} | more, {"claims": read}).claims


def test_a_claim_matches_by_value_and_overlapping_quote_whatever_the_blanks() -> None:
    got = counts([wanted(15, "共收到申请 15 件")], [claim(15, "全年共收到申请１５件，")])
    assert (got.matched, got.labelled, got.extra, got.recall, got.precision) == (1, 1, 0, 1.0, 1.0)


@pytest.mark.parametrize(
    "read", [claim(16, "共收到申请15件"), claim(15, "办结15件"), claim(None, "共收到申请15件")]
)
def test_another_value_or_another_place_does_not_match(read: dict[str, Any]) -> None:
    got = counts([wanted(15, "共收到申请15件")], [read])
    assert (got.matched, got.extra) == (0, 1)


def test_quotes_that_meet_end_to_end_overlap() -> None:
    got = counts([wanted(8, "网络申请8件，信函")], [claim(8, "8件，信函申请6件")])
    assert got.matched == 1


def test_the_metric_name_never_matters() -> None:
    got = counts([wanted(8, "网络8件", metric="web")], [claim(8, "网络8件", metric="letters")])
    assert got.matched == 1


def test_one_claim_serves_one_label_only() -> None:
    three = [wanted(1, "甲、乙、丙各1次")] * 3
    assert counts(three, [claim(1, "甲、乙、丙各1次")]).matched == 1
    assert counts(three, [claim(1, "甲、乙、丙各1次")] * 3).matched == 3


def test_equal_figures_are_paired_in_text_order() -> None:
    labels = [wanted(0, "维持0件", "agrees"), wanted(0, "维持0件", "conflicts")]
    read = [claim(0, "维持0件", "agrees"), claim(0, "维持0件", "conflicts")]
    assert counts(labels, read).verdicts_right == 2


def test_pairing_finds_the_most_pairs_not_the_first() -> None:
    labels = [wanted(3, "甲3件，乙3件"), wanted(3, "甲3件")]
    read = [claim(3, "甲3件"), claim(3, "乙3件")]
    assert counts(labels, read).matched == 2


def test_verdicts_are_counted_over_matched_claims() -> None:
    labels = [wanted(15, "收到15件"), wanted(3, "结转3件", "conflicts"), wanted(9, "九份")]
    read = [claim(15, "收到15件"), claim(3, "结转3件", "agrees")]
    report = scored({"claims": labels}, {"claims": read})
    assert (report.claims.verdicts_right, report.claims.verdicts) == (1, 2)
    assert report.claims.accuracy == 0.5
    assert outcomes(report, "claim") == [("missed", "九份"), ("verdict", "结转3件")]


def test_a_minor_claim_is_neither_missed_nor_extra() -> None:
    labels = [wanted(3, "三大领域", "not_comparable", minor=True)]
    without, found = counts(labels, []), counts(labels, [claim(3, "三大领域")])
    assert (without.labelled, without.recall) == (0, None)
    assert (found.matched, found.optional_matched, found.extra, found.verdicts) == (0, 1, 0, 0)


def test_a_required_label_goes_before_a_minor_one() -> None:
    labels = [wanted(3, "三大领域", minor=True), wanted(3, "三大领域")]
    assert counts(labels, [claim(3, "三大领域")]).matched == 1


def test_with_every_claim_labelled_any_other_is_extra() -> None:
    assert counts([], [claim(5, "培训5次")], claims_scope="all").extra == 1


def test_with_a_restricted_scope_only_claims_on_it_can_be_extra() -> None:
    scope = {"claims_scope": "requests, disputes, fees, normative documents only"}
    training = claim(5, "培训5次")
    requests = claim(5, "收到5件", cells=["requests.received.total"])
    licensing = claim(5, "许可5件", cells=["disclosure.licensing.decisions"])
    assert counts([], [training, requests, licensing], **scope).extra == 1


def test_a_statement_without_digits_matches_a_claim_without_a_value() -> None:
    labels = [wanted(15, "均为自然人", implied=True)]
    assert counts(labels, [claim(None, "申请人均为自然人", role="all")]).matched == 1
    assert counts(labels, [claim(None, "申请人均为自然人", role="total")]).matched == 0
    assert counts(labels, [claim(4, "申请人均为自然人", role="all")]).matched == 0


def test_a_missing_number_matches_no_labelled_number() -> None:
    assert counts([wanted(0, "信息条")], [claim(None, "信息条", role="none")]).matched == 0


@pytest.mark.parametrize(
    ("value", "unit", "read", "matched"),
    [
        (1, "万元", "10000", 1),
        (62.73, "万条", "627300", 1),
        (28.57, "%", "28.57", 1),
        (28.57, "%", "28.570", 1),
        (28.57, "%", "28.6", 0),
        (1, "元", "10000", 0),
    ],
)
def test_scaled_figures_match_their_unit(value: Any, unit: str, read: str, matched: int) -> None:
    assert (
        counts([wanted(value, "费用某数", unit=unit)], [claim(read, "费用某数")]).matched == matched
    )


def test_cells_of_a_claim_are_counted_beside_its_verdict() -> None:
    keys = ["disputes.direct_suit.total", "disputes.suit_after_reconsideration.total"]
    labels = [wanted(2, "行政诉讼2件", cells=keys)]
    same = counts(labels, [claim(2, "行政诉讼2件", cells=keys[::-1])])
    other = counts(labels, [claim(2, "行政诉讼2件", cells=keys[:1])])
    assert (same.cells_right, other.cells_right) == (1, 0)


def test_figures_of_a_file_that_is_no_report_are_not_scored() -> None:
    assert counts([], [claim(300, "公开信息三百多条")], is_report=False).extra == 0

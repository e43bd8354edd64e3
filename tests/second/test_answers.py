"""Answers on prose become claims with the report's own words, or none at all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from extractor.model.answers import Read, read_answers
from extractor.model.ground import source_of
from extractor.model.shapes import Prose, Rows
from report.claim import Claim
from report.edits import keys_for
from tests.second.papers import PROSE, RIGHT, claims

KEYS = keys_for(
    {
        "disclosure": ("2021", "standard"),
        "requests": ("2021", "three_other_rows"),
        "disputes": ("2021", "standard"),
    }
)


def read(text: str, *answers: dict[str, Any], year: int = 2022) -> Read:
    return read_answers([claims(*answers).claims], source_of(text), KEYS, year)


def only(text: str, **answer: Any) -> Claim:
    (claim,) = read(text, answer).claims
    return claim


def test_every_claim_has_its_words_figure_cells_and_role() -> None:
    text = PROSE + "本年度未收取信息处理费。"
    found = read_answers([RIGHT.claims], source_of(text), KEYS, 2022)
    assert found.unfounded == ()
    assert [(c.metric, str(c.value), c.unit, c.role, c.base) for c in found.claims] == [
        ("disclosed", "310", "条", "total", None),
        ("received", "12", "件", "total", None),
        ("received.natural_person", "9", "件", "part", "c2"),
        ("received.business", "3", "件", "part", "c2"),
        ("received.natural_person", "75", "%", "share", "c3"),
        ("carried_over", "1", "件", "total", None),
        ("answered", "11", "件", "total", None),
        ("carried_forward", "2", "件", "total", None),
        ("granted", "4", "件", "total", None),
        ("refused", "7", "件", "total", None),
        ("reconsideration", "0", "件", "none", None),
        ("litigation", "2", "件", "total", None),
        ("fee", "0", "元", "none", None),
    ]
    assert all(text[c.span.start : c.span.end] == c.quote for c in found.claims)
    assert found.claims[2].cells == ("requests.received.natural_person",)
    assert found.claims[2].list_id == found.claims[3].list_id == "c2.applicant"
    assert found.claims[2].closed


def test_scale_qualifier_and_unit_come_from_the_words_not_from_the_answer() -> None:
    claim = only("点击超过1.2万次。", q="点击超过1.2万次", v=12000)
    assert (claim.value, claim.unit, claim.qualifier) == (Decimal(12000), "次", "more_than")
    assert (claim.approx, claim.step) == (True, Decimal(500))


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"q": "新收申请15件", "v": 15, "m": "收到"}, "quote"),
        ({"q": "新收申请12件", "v": 15, "m": "收到"}, "value"),
        ({"q": "新收申请12件", "v": None, "m": "收到"}, "value"),
        ({"q": "新收申请12件", "v": -12, "m": "收到"}, "sign"),
        ({"q": "新收申请12件", "v": 12, "r": "share"}, "unit"),
        ({"q": "增加5件", "v": -5, "r": "change"}, "sign"),
        ({"q": "费用300元", "v": 300, "m": "行政复议"}, "unit"),
        ({"q": "新收申请", "v": 0, "m": "收到", "r": "none"}, "statement"),
        ({"q": "", "v": 12, "m": "收到"}, "quote"),
        ({"q": "12", "v": 12, "m": "收到"}, "quote"),
    ],
)
def test_what_the_words_do_not_bear_out_is_no_claim(answer: dict[str, Any], why: str) -> None:
    text = "全年新收申请12件，较上年增加5件，占75%，费用300元。"
    found = read(text, answer)
    assert found.claims == ()
    assert [one.why for one in found.unfounded] == [why]


def test_a_figure_whose_words_do_not_name_the_metric_accuses_nobody() -> None:
    sure = only("全年新收政府信息公开申请12件。", q="新收政府信息公开申请12件", v=12, m="收到")
    wrong = only("全年组织培训12件。", q="组织培训12件", v=12, m="收到")
    assert (sure.certain, wrong.certain) == (True, False)


def test_a_neighbours_metric_accuses_nobody() -> None:
    text = "政府信息公开申请中予以公开4件，不予公开7件。"
    claim = only(text, q="不予公开7件", v=7, m="予以公开")
    assert not claim.certain


def test_a_figure_of_another_year_is_of_another_time() -> None:
    claim = only("2021年新收政府信息公开申请8件。", q="新收政府信息公开申请8件", v=8, m="收到")
    assert claim.period == "other"


def test_an_open_list_claims_no_completeness() -> None:
    text = "公开信息310条，其中网站205条、微信80条等。"
    told = read(
        text,
        {"q": "公开信息310条", "v": 310, "m": "主动公开"},
        {"q": "网站205条", "v": 205, "r": "part", "of": 1},
        {"q": "微信80条", "v": 80, "r": "part", "of": 1},
    )
    assert not any(claim.closed for claim in told.claims)


def test_a_part_in_another_unit_is_no_part() -> None:
    text = "新收申请12件，共3人次。"
    told = read(
        text,
        {"q": "新收申请12件", "v": 12, "m": "收到"},
        {"q": "共3人次", "v": 3, "r": "part", "of": 1},
    )
    assert [(claim.role, claim.base) for claim in told.claims] == [("total", None)] * 2


def test_claims_that_lean_on_one_another_in_a_circle_are_untied() -> None:
    text = "新收申请12件，其中自然人9件。"
    told = read(
        text,
        {"q": "新收申请12件", "v": 12, "m": "收到", "r": "part", "of": 2},
        {"q": "自然人9件", "v": 9, "m": "收到", "c": "自然人", "r": "part", "of": 1},
        {"q": "自然人9件", "v": 9, "m": "收到", "c": "自然人", "r": "part", "of": 99},
    )
    bases = {claim.id: claim.base for claim in told.claims}
    assert not any(bases.get(bases.get(id_) or "") == id_ for id_ in bases)


def test_all_done_says_that_nothing_is_carried_forward() -> None:
    text = "新收政府信息公开申请12件，全部办结。"
    told = read(
        text,
        {"q": "新收政府信息公开申请12件", "v": 12, "m": "收到"},
        {"q": "全部办结", "m": "答复办结", "r": "all", "of": 1},
    )
    assert told.claims[1].cells == ("requests.carried_forward.total",)
    assert (told.claims[1].value, told.claims[1].role) == (0, "all")


def test_all_of_one_kind_is_as_many_as_there_were() -> None:
    text = "新收政府信息公开申请12件，均为自然人申请。"
    told = read(
        text,
        {"q": "新收政府信息公开申请12件", "v": 12, "m": "收到"},
        {"q": "均为自然人", "m": "收到", "c": "自然人", "r": "all", "of": 1},
    )
    assert told.claims[1].cells == ("requests.received.natural_person",)
    assert told.claims[1].value == 12


def test_all_disputes_closed_says_that_none_is_pending() -> None:
    text = "被申请行政复议2件，均已结案。"
    told = read(
        text,
        {"q": "被申请行政复议2件", "v": 2, "m": "行政复议"},
        {"q": "均已结案", "m": "行政复议", "r": "all", "of": 1},
    )
    assert told.claims[1].cells == ("disputes.reconsideration.pending",)
    assert told.claims[1].value == 0


def test_a_share_without_its_count_is_of_the_one_told_last() -> None:
    text = "新收政府信息公开申请12件，予以公开3件，占25%。"
    told = read(
        text,
        {"q": "新收政府信息公开申请12件", "v": 12, "m": "收到"},
        {"q": "予以公开3件", "v": 3, "m": "予以公开"},
        {"q": "占25%", "v": 25, "r": "share"},
    )
    assert told.claims[2].base == "c2"


def _all_upheld(value: int | None) -> Claim:
    text = "被申请行政复议2件，被提起行政诉讼1件，均维持原结果。"
    said = {
        "q": "均维持原结果",
        "v": value,
        "m": "复议和诉讼",
        "c": "结果维持",
        "r": "all",
        "of": 2,
    }
    told = read(
        text,
        {"q": "被申请行政复议2件", "v": 2, "m": "行政复议"},
        {"q": "被提起行政诉讼1件", "v": 1, "m": "行政诉讼"},
        said,
    )
    return told.claims[2]


def test_all_disputes_are_those_of_every_kind_the_sentence_counted() -> None:
    claim = _all_upheld(None)
    assert claim.value == 3
    assert {key.split(".")[1] for key in claim.cells} == {
        "reconsideration",
        "direct_suit",
        "suit_after_reconsideration",
    }


def test_all_of_another_number_than_told_before_is_held_against_nothing() -> None:
    assert _all_upheld(5).cells == ()


def test_none_of_two_kinds_of_dispute_is_said_of_each() -> None:
    told = read(
        "未发生行政复议、行政诉讼。",
        {"q": "未发生行政复议、行政诉讼", "m": "复议和诉讼", "r": "none"},
    )
    assert [claim.metric for claim in told.claims] == ["reconsideration", "litigation"]


def test_words_of_scope_win_over_an_answers_silence() -> None:
    text = "全县收到政府信息公开申请212件，其中县政府本级收到46件。"
    told = read(
        text,
        {"q": "全县收到政府信息公开申请212件", "v": 212, "m": "收到"},
        {"q": "县政府本级收到46件", "v": 46, "m": "收到", "r": "part", "of": 1},
    )
    assert [claim.scope for claim in told.claims] == ["area", "office"]


def test_a_rest_without_a_number_is_worked_out_or_left_alone() -> None:
    text = "新收政府信息公开申请12件，其中法人或其他组织3件，其余为自然人，其余结转下年度。"
    told = read(
        text,
        {"q": "新收政府信息公开申请12件", "v": 12, "m": "收到"},
        {
            "q": "法人或其他组织3件",
            "v": 3,
            "m": "收到",
            "c": "法人或其他组织",
            "r": "part",
            "of": 1,
        },
        {"q": "其余为自然人", "m": "收到", "c": "自然人", "r": "part", "of": 1},
        {"q": "其余结转下年度", "m": "结转下年度"},
    )
    assert [claim.value for claim in told.claims] == [12, 3, 9]
    assert told.unfounded == ()


def test_a_count_of_one_kind_of_information_is_no_count_of_all() -> None:
    claim = only("公开地质灾害预警信息42条。", q="公开地质灾害预警信息42条", v=42, m="主动公开")
    assert claim.metric == "other"


def test_requests_received_and_answered_in_one_clause_may_be_either() -> None:
    text = "共收到政府信息公开申请14件全部按期答复。"
    claim = only(text, q="收到政府信息公开申请14件", v=14, m="收到")
    assert claim.metric == "received_answered"


def test_the_rest_is_what_the_other_parts_leave() -> None:
    text = "新收政府信息公开申请12件，其中法人或其他组织3件，其余为自然人。"

    def rest(value: int) -> Read:
        return read(
            text,
            {"q": "新收政府信息公开申请12件", "v": 12, "m": "收到"},
            {
                "q": "法人或其他组织3件",
                "v": 3,
                "m": "收到",
                "c": "法人或其他组织",
                "r": "part",
                "of": 1,
            },
            {"q": "其余为自然人", "v": value, "m": "收到", "c": "自然人", "r": "part", "of": 1},
        )

    assert rest(9).claims[2].value == 9
    assert [one.why for one in rest(8).unfounded] == ["value"]


# ---- shapes -------------------------------------------------------------------------------
@pytest.mark.parametrize("value", ["12", "１２", " 12 ", "12.0", 12.0, 12])
def test_numbers_as_strings_are_numbers(value: object) -> None:
    (claim,) = claims({"q": "新收申请12件", "v": value}).claims
    assert claim.v == 12


@pytest.mark.parametrize("value", ["twelve", "12件", "", "1e9", True, "NaN", "9" * 40])
def test_words_for_numbers_are_none(value: object) -> None:
    (claim,) = claims({"q": "新收申请12件", "v": value}).claims
    assert claim.v is None


@pytest.mark.parametrize("text", ['{"rows":[[1,NaN]]}', '{"rows":[[1,Infinity]]}'])
def test_undefined_and_infinite_numbers_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        Rows.model_validate_json(text)


def test_keys_nobody_asked_for_are_left_alone() -> None:
    assert Prose.model_validate({"claims": [{"q": "一", "extra": 1}], "note": "x"}).claims[0].q

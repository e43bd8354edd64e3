"""What the tables say of a figure in prose; the cells are those of tests.claims.reading."""

from dataclasses import replace

import pytest

from tests.claims.reading import CELLS, check, record_of
from tests.records import make_record
from verify.prose import check_prose


def verdicts(text: str) -> list[str]:
    return [one.verdict for one in check(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # received: 45, or 48 with those carried over, never 46 or 40 unless it is said
        ("全年收到政府信息公开申请45件。", "agrees"),
        ("全年收到政府信息公开申请48件。", "explained"),
        ("全年收到政府信息公开申请46件。", "conflicts"),
        ("全年收到政府信息公开申请46件全部按时答复。", "explained"),
        ("全年收到政府信息公开申请40件。", "conflicts"),
        ("全年收到社会公众提出的政府信息公开申请40件。", "conflicts"),
        ("全年收到40件公众提交的政府信息公开申请。", "conflicts"),
        ("全年收到各类政府信息公开申请40件。", "conflicts"),
        ("全年收到拆迁户提出的政府信息公开申请40件。", "not_comparable"),
        ("全年收到政府信息公开申请约45件。", "agrees"),
        ("全年收到政府信息公开申请40余件。", "agrees"),
        ("全年收到政府信息公开申请70余件。", "conflicts"),
        # handled: 46, 45 or 48 by the verb
        ("全年办理政府信息公开申请46件。", "agrees"),
        ("全年处理政府信息公开申请45件。", "agrees"),
        ("全年办理政府信息公开申请48件。", "explained"),
        ("全年办理政府信息公开申请50件。", "conflicts"),
        ("全年答复政府信息公开申请46件。", "agrees"),
        ("全年答复政府信息公开申请43件。", "explained"),
        ("全年答复政府信息公开申请45件。", "conflicts"),
        ("全年应办理政府信息公开申请48件。", "agrees"),
        # outcomes
        ("政府信息公开申请中予以公开20件。", "agrees"),
        ("政府信息公开申请中予以公开24件。", "explained"),
        ("政府信息公开申请中不予公开5件。", "agrees"),
        ("政府信息公开申请中不予公开14件。", "explained"),
        ("政府信息公开申请中不予公开18件。", "explained"),
        ("政府信息公开申请中不予公开7件。", "conflicts"),
        ("政府信息公开申请中予以公开和部分公开24件。", "agrees"),
        ("政府信息公开申请中无法提供9件。", "agrees"),
        ("政府信息公开申请中重复申请4件。", "agrees"),
        # carried
        ("上年结转政府信息公开申请3件。", "agrees"),
        ("上年结转政府信息公开申请2件。", "conflicts"),
        ("结转下年度政府信息公开申请3件。", "conflicts"),
        # disputes: 6, of which 2 pending; 2 + 1 suits
        ("政府信息公开行政复议6件。", "agrees"),
        ("政府信息公开行政复议4件。", "explained"),
        ("政府信息公开行政复议5件。", "conflicts"),
        ("政府信息公开行政诉讼3件。", "agrees"),
        ("政府信息公开行政诉讼2件。", "conflicts"),
        ("政府信息公开行政复议和行政诉讼案件共9件。", "agrees"),
        # documents
        ("制发行政规范性文件7件。", "agrees"),
        ("制发行政规范性文件8件。", "conflicts"),
        ("现行有效的规范性文件31件。", "agrees"),
        ("公开行政规范性文件12件。", "not_comparable"),
        ("自2023年1月1日以来收到政府信息公开申请44件。", "conflicts"),
        ("2023年1-12月收到政府信息公开申请44件。", "conflicts"),
        ("2023年3-12月收到政府信息公开申请44件。", "not_comparable"),
        ("全县各单位共收到政府信息公开申请44件。", "conflicts"),
        ("各乡镇、各部门共收到政府信息公开申请20件。", "not_comparable"),
        # none
        ("未收到政府信息公开申请。", "conflicts"),
        ("未收到和处理政府信息公开申请事项。", "conflicts"),
        ("未收到公民、法人和其他组织以任何形式提出的政府信息公开申请。", "conflicts"),
        ("未收到上级转办的政府信息公开申请。", "not_comparable"),
        ("没有发生政府信息依申请情况。", "conflicts"),
        ("未收到依法申请公开事项。", "conflicts"),
        ("无依申请公开政务信息情况。", "conflicts"),
        ("上一年度转办政府信息公开申请2件。", "conflicts"),
        ("未因政府信息公开申请工作被申请行政复议。", "conflicts"),
        ("未引起行政复议。", "conflicts"),
        ("政府信息公开申请：无。", "conflicts"),
        ("没有发生因政府信息公开涉及的行政诉讼事件。", "conflicts"),
        ("今年以来我县未收到政府信息公开申请。", "conflicts"),
        ("未发生规章制定方面的行政诉讼。", "conflicts"),
    ],
)
def test_one_figure(text: str, expected: str) -> None:
    assert check(text)[0].verdict == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到政府信息公开申请45件，其中自然人40件，占88.89%。", ["agrees"] * 3),
        ("收到政府信息公开申请48件，其中自然人43件。", ["explained", "explained"]),
        ("收到政府信息公开申请45件，均为自然人。", ["agrees", "conflicts"]),
        ("收到政府信息公开申请45件，均已办结。", ["agrees", "conflicts"]),
        ("收到政府信息公开申请45件，均按时办结。", ["agrees", "not_comparable"]),
        ("收到政府信息公开申请45件，答复率100%。", ["agrees", "not_comparable"]),
        ("收到政府信息公开申请45件，办结率100%。", ["agrees", "not_comparable"]),
        ("收到政府信息公开申请45件，除结转的外均已办结。", ["agrees"]),
        ("政府信息公开行政诉讼3件，均维持。", ["agrees", "agrees"]),
        ("收到政府信息公开申请45件，其中商业企业5件，其余均为自然人。", ["agrees"] * 3),
        (
            "收到政府信息公开申请45件，其中商业企业3件，其余均为自然人。",
            ["agrees", "conflicts", "conflicts"],
        ),
        ("政府信息公开行政复议6件，均维持。", ["agrees", "conflicts"]),
        ("政府信息公开行政复议6件，均已审结。", ["agrees", "conflicts"]),
        ("政府信息公开行政诉讼3件，均已审结。", ["agrees", "agrees"]),
        ("政府信息公开行政诉讼2件，均为未经复议直接起诉。", ["conflicts", "agrees"]),
        ("收到政府信息公开申请46件，其中申请人撤回1件。", ["explained", "not_comparable"]),
    ],
)
def test_figures_that_lean_on_one_another(text: str, expected: list[str]) -> None:
    assert verdicts(text) == expected


@pytest.mark.parametrize(
    ("share", "verdict"),
    [
        ("64.29%", "agrees"),
        ("64.28%", "conflicts"),
        ("64.3%", "agrees"),
        ("64.2%", "conflicts"),
        ("64%", "agrees"),
        ("65%", "conflicts"),
        ("超六成", "agrees"),
    ],
)
def test_a_share_is_rounded_half_up_at_its_own_decimals(share: str, verdict: str) -> None:
    text = f"公开信息14条，其中动态类9条，占{share}；政策类5条。"
    assert verdicts(text)[2] == verdict


@pytest.mark.parametrize("share", ["43.48%", "44.44%", "41.67%"])
def test_a_share_may_be_of_those_handled_received_or_both(share: str) -> None:
    """20 of 46, of 45, of 48."""
    text = f"政府信息公开申请答复中，予以公开20件，占{share}。"
    assert verdicts(text) == ["agrees", "agrees"]


def test_both_sides_of_a_half_are_right() -> None:
    for share in ("12.5%", "13%", "12%"):
        assert verdicts(f"公开信息8条，其中动态类1条，占{share}；政策类7条。")[2] == "agrees"


def test_a_share_of_a_thing_named_elsewhere_is_taken_from_there() -> None:
    text = (
        "公开信息391条，其中网站公开208条、微信公开139条、公告栏公开44条，网站公开占总数的53.2%。"
    )
    assert verdicts(text)[-1] == "agrees"


def test_growth_needs_last_years_report() -> None:
    text = "收到政府信息公开申请45件，同比增长12.5%，增加5件。"
    assert verdicts(text) == ["agrees", "undecided", "undecided"]
    record = record_of(text)
    for last, expected in ((40, "agrees"), (41, "conflicts")):
        cells = CELLS | {"requests.received.total": last}
        checked = check_prose(record, make_record(2022, "2021", cells)).claims
        assert [one.verdict for one in checked] == ["agrees", expected, expected]


@pytest.mark.parametrize(("rate", "verdict"), [("37.3%", "conflicts"), ("36.4%", "undecided")])
def test_growth_that_no_whole_number_gives_is_impossible(rate: str, verdict: str) -> None:
    """45 after 33 is 36.36 %, after 32 is 40.63 %."""
    assert verdicts(f"收到政府信息公开申请45件，同比增长{rate}。")[1] == verdict


def test_a_rate_is_told_from_the_two_figures_before_it() -> None:
    assert verdicts("受理审批事项117件，办结117件，办结率100%。")[2] == "agrees"
    assert verdicts("受理审批事项117件，办结171件，办结率100%。")[2] == "conflicts"


@pytest.mark.parametrize("lost", ["unread", None])
def test_a_lost_total_is_made_up_from_its_row(lost: str | None) -> None:
    cells = CELLS | {"requests.carried_forward.total": lost}
    (one,) = check("政府信息公开申请结转下年度2件。", cells)
    assert one.verdict == "agrees"


def test_a_row_that_was_not_read_decides_nothing() -> None:
    unread = {f"requests.received.{c}": "unread" for c in ("natural_person", "total")}
    (one,) = check("全年收到政府信息公开申请45件。", CELLS | unread)
    assert one.verdict == "undecided"
    assert "requests.received" in one.why


def test_blanks_are_bounds_only() -> None:
    blank = {f"requests.refused.{row}.total": None for row in ("state_secret", "deliberative")}
    blank |= {"requests.refused.deliberative.natural_person": None}
    cells = CELLS | blank | {"requests.refused.state_secret.natural_person": None}
    assert check("政府信息公开申请中不予公开3件。", cells)[0].verdict == "agrees"
    assert check("政府信息公开申请中不予公开5件。", cells)[0].verdict == "undecided"
    assert check("政府信息公开申请中不予公开2件。", cells)[0].verdict == "conflicts"


def test_a_total_at_odds_with_its_own_row_does_not_make_the_prose_wrong() -> None:
    cells = CELLS | {"disputes.reconsideration.total": 0}
    (one,) = check("政府信息公开行政复议6件。", cells)
    assert one.verdict == "agrees"
    cells = CELLS | {"requests.outcomes_total.total": 47, "requests.outcomes_total.business": 6}
    (one,) = check("全年答复政府信息公开申请46件。", cells)
    assert one.verdict == "agrees"


def test_a_figure_may_settle_a_cell_that_can_be_read_two_ways() -> None:
    record = record_of("制发行政规范性文件7件。")
    key = "disclosure.normative_documents.issued"
    cell = replace(record.cells[key], value=None, status="unread", candidates=(7, 70))
    record = replace(record, cells=record.cells | {key: cell})
    assert [one.verdict for one in check_prose(record).claims] == ["agrees"]


@pytest.mark.parametrize("variant", ["three_other_rows", "one_other_row"])
def test_other_outcomes_follow_the_printed_variant(variant: str) -> None:
    text = "政府信息公开申请中作其他处理4件。"
    record = record_of(text)
    tables = dict(record.tables) | {"requests": ("2021", variant)}
    key = "requests.other.total" if variant == "one_other_row" else "requests.other.other.total"
    claims = tuple(replace(claim, cells=(key,)) for claim in record.claims)
    (one,) = check_prose(make_record(2023, "2021", {key: 4}, claims, tables=tables)).claims
    assert one.verdict == "agrees"


def test_every_claim_gets_one_verdict_with_a_reason() -> None:
    text = "收到政府信息公开申请45件，其中网络30件，占66.7%，同比增长5%。历年累计560件。"
    checked = check(text)
    assert [one.claim.id for one in checked] == ["c1", "c2", "c3", "c4", "c5"]
    assert all(one.why for one in checked)


@pytest.mark.parametrize(
    ("after", "wrong"),
    [
        ("从办理结果看，予以公开21件，部分公开4件。", True),
        ("不予公开6件，均说明了理由。", True),
        ("答复47件，另有结转下年度2件。", True),
        ("从办理结果看，予以公开20件，部分公开4件。", False),
        # Handling alone may be of anything, and so may what follows another matter.
        ("全年答复47件。", False),
        ("答复来信50件。同意公开21件。", False),
    ],
)
def test_what_became_of_requests_goes_on_with_the_sentence_before(after: str, wrong: bool) -> None:
    checked = check(f"收到政府信息公开申请45件。{after}")
    assert ("conflicts" in [one.verdict for one in checked[1:]]) == wrong


def test_what_is_carried_into_a_year_without_its_sign_is_not_what_was_handled() -> None:
    (one, *_) = check("政府信息公开申请中，2件转入2024办理。")
    assert (one.claim.metric, one.verdict) == ("carried_forward", "agrees")


def test_all_of_those_carried_over_are_still_held_against_their_row() -> None:
    told = check("收到政府信息公开申请45件，上年结转的2件均已办结。")
    assert ("carried_over", "conflicts") in [(one.claim.metric, one.verdict) for one in told]


def test_parts_that_make_those_carried_over_are_held_against_their_row_alone() -> None:
    text = "收到政府信息公开申请45件，上年结转3件，其中自然人2件，企业1件。"
    cells = CELLS | {"requests.received.business": 1, "requests.received.natural_person": 44}
    verdicts = {one.claim.metric: one.verdict for one in check(text, cells)}
    assert verdicts["carried_over.business"] == "conflicts"


def test_parts_that_make_more_than_those_carried_over_may_be_of_those_received() -> None:
    text = "收到政府信息公开申请45件，上年结转3件，其中自然人40件，企业5件。"
    assert {one.verdict for one in check(text)} == {"agrees"}


def test_what_became_of_more_than_were_carried_over_is_told_of_all() -> None:
    told = check("收到政府信息公开申请45件，上年结转3件，其中予以公开30件，不予公开1件。")
    assert ("granted", "conflicts") in [(one.claim.metric, one.verdict) for one in told]


def test_a_law_firm_that_applies_is_an_applicant() -> None:
    told = check("收到政府信息公开申请45件，其中律师事务所申请两件，自然人40件。")
    assert [one.claim.metric for one in told][1:] == [
        "received.legal_service",
        "received.natural_person",
    ]


def test_one_that_is_carried_forward_is_counted() -> None:
    told = check("收到政府信息公开申请45件。一件转入2024年办理。")
    assert (told[-1].claim.metric, told[-1].claim.value) == ("carried_forward", 1)

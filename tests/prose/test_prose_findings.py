"""What figures in prose give a person to look at: one finding for one root cause."""

from dataclasses import replace

import pytest

from report.finding import Finding
from tests.claims.reading import CELLS, findings, record_of
from tests.records import make_record
from verify.prose import check_prose, prose_findings


def only(text: str, **kwargs: object) -> Finding:
    (finding,) = findings(text, **kwargs)  # type: ignore[arg-type]
    return finding


def test_a_figure_that_no_way_of_counting_gives() -> None:
    finding = only("全年办理政府信息公开申请50件。")
    assert (finding.code, finding.severity, finding.attribution) == ("CLM01", "fatal", "source")
    assert finding.cells == ("requests.outcomes_total.total", "requests.received.total")
    assert (finding.expected, finding.found) == (46, 50)
    assert "50" in finding.message.zh
    assert "46" in finding.message.en


def test_a_wrong_whole_and_its_wrong_parts_are_one_finding() -> None:
    finding = only("收到政府信息公开申请55件，其中自然人50件，商业企业5件。")
    assert finding.code == "CLM01"
    assert len(finding.claims) == 2


def test_a_whole_that_its_cell_and_its_parts_gainsay_alike_differs_from_its_cell() -> None:
    finding = only("共收到申请46件，其中网络30件、信函12件、当面3件。")
    assert (finding.code, finding.severity, finding.attribution) == ("CLM01", "fatal", "source")
    assert (finding.expected, finding.found) == (45, 46)


@pytest.mark.parametrize(
    "told", ["46件，其中网络30件、信函12件、当面2件", "48件，其中网络31件、信函14件"]
)
def test_a_whole_in_doubtful_words_is_not_held_against_a_cell_its_parts_do_not_bear_out(
    told: str,
) -> None:
    assert "CLM01" not in [finding.code for finding in findings(f"共收到申请{told}。")]


def test_a_wrong_figure_told_twice_is_one_finding() -> None:
    finding = only("收到政府信息公开申请55件。\n今年收到政府信息公开申请55件。")
    assert finding.claims == ("c1", "c2")


def test_an_explained_whole_and_its_parts_are_one_note() -> None:
    finding = only("收到政府信息公开申请48件，其中自然人43件，商业企业5件。")
    assert (finding.code, finding.severity, finding.attribution) == ("CLM04", "note", "definition")
    assert "requests.carried_over.natural_person" in finding.cells
    assert finding.claims == ("c1", "c2")


def test_refused_that_hold_the_unavailable_are_named_by_their_brackets() -> None:
    finding = only("答复政府信息公开申请46件，其中不予公开14件。")
    assert finding.code == "CLM04"
    assert "（三）不予公开" in finding.message.zh
    assert "（四）无法提供" in finding.message.zh
    assert len(finding.cells) == 11


def test_a_share_that_was_cut_off() -> None:
    finding = only("答复政府信息公开申请46件，其中予以公开20件，占43.47%。")
    assert (finding.code, finding.severity) == ("CLM03", "query")
    assert (str(finding.expected), str(finding.found)) == ("43.48", "43.47")
    assert "requests.granted.total" in finding.cells


def test_parts_that_do_not_make_their_whole() -> None:
    finding = only("公开信息100条，其中网站50条、微信30条、其他10条。")
    assert (finding.code, finding.expected, finding.found) == ("CLM02", 90, 100)
    assert finding.attribution == "source"
    assert only("公开信息100条，其中网站60条、微信50条。").expected == 110


def test_parts_behind_a_bracket_without_figures_are_summed_from_the_first() -> None:
    text = "公开信息100条（含转发的县级文件），其中，机构类50条，规划类30条，其他类10条。"
    finding = only(text)
    assert (finding.code, finding.expected, len(finding.claims)) == ("CLM02", 90, 4)


def test_public_things_are_parts_like_any_other() -> None:
    text = "公开信息188条，其中：动态类38条；公益事业类139条，公共资源配置类9条；其他类4条。"
    assert only(text).expected == 190


def test_a_whole_only_its_list_gainsays_is_told_of_with_the_list_alone() -> None:
    finding = only("云河县依申请公开请求58件，其中网络收到33件，信函收到7件，协助5件。")
    assert finding.codes == ("CLM02",)


def test_parts_of_no_known_kind_are_one_list_with_those_named_by_other_things() -> None:
    text = "收到政府信息公开申请45件，{}土地类{}件，确权2件，其他1件。"
    for opening in ("其中", "具体为", "具体是"):
        finding = only(text.format(opening, 35))
        assert (finding.code, finding.expected, len(finding.claims)) == ("CLM02", 38, 4)
        assert findings(text.format(opening, 42)) == ()


def test_no_more_of_last_years_requests_were_handled_than_were_left() -> None:
    text = "办结政府信息公开申请46件，包括上年结转的申请{}件。"
    assert (only(text.format(4)).code, only(text.format(4)).expected) == ("CLM01", 3)
    assert findings(text.format(3)) == ()
    assert findings(text.format(2)) == ()
    assert findings("办理信访146件，包括上年结转4件。") == ()
    of_all = "全县各部门、乡镇共完成政府信息公开申请答复46件，包括上年结转的申请{}件。"
    assert only(of_all.format(4)).code == "CLM01"
    assert findings(of_all.format(2)) == ()
    assert findings("城关镇完成政府信息公开申请答复6件，包括上年结转的申请4件。") == ()


def test_what_gathers_the_rest_of_a_list_leaves_it_closed() -> None:
    text = "公开信息100条（网站50条；微信30条；广播、公开栏等其他渠道公开{}条）。"
    assert (only(text.format(10)).code, only(text.format(10)).expected) == ("CLM02", 90)
    assert findings(text.format(20)) == ()
    assert findings("公开信息100条，其中网站50条、微信30条、公报10条等。") == ()


def test_who_may_apply_at_all_does_not_narrow_what_was_received() -> None:
    text = "全县收到来自公民、法人或者其他组织对依申请公开政府信息的申请{}件。"
    assert only(text.format(54)).code == "CLM01"
    assert findings(text.format(45)) == ()
    assert findings("全县收到来自征地户的政府信息公开申请5件。") == ()


def test_disputes_over_what_was_answered_are_those_of_the_form() -> None:
    text = "全年收到因依申请公开答复而引起的行政复议{}件。"
    assert (only(text.format(7)).code, only(text.format(7)).expected) == ("CLM01", 6)
    assert findings(text.format(6)) == ()
    for beside in ("办理依申请公开、行政复议31件。", "受理行政复议31件，依申请公开45件。"):
        assert findings(beside) == ()


def test_a_street_office_that_calls_itself_the_street_tells_of_itself() -> None:
    text = "本年度街道收到依申请公开申请54件。"
    assert only(text, issuer="云河区桂花街道办事处").code == "CLM01"
    assert findings(text) == ()
    assert findings(text, issuer="云河区水利局") == ()


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ("比2022年（60件）下降{}%", ("25", "35")),
        ("比上年60件减少{}件", ("15", "51")),
        ("较去年的60件下降{}%", ("25", "52")),
    ],
)
def test_a_change_is_held_against_both_figures_beside_it(
    told: str, wanted: tuple[str, str]
) -> None:
    right, wrong = wanted
    text = "收到政府信息公开申请45件，{}。"
    assert findings(text.format(told.format(right))) == ()
    finding = only(text.format(told.format(wrong)))
    assert (finding.code, finding.severity) == ("CLM06", "query")
    assert "60" in finding.message.zh


SHARES = (
    "公开信息12条。\n"
    "其中公开的信息中，指南1条，占{}%；公文5条，占{}%；预算2条，占17%；采购4条，占33%。"
)


def test_a_share_among_others_of_one_total_is_held_against_it() -> None:
    assert findings(SHARES.format(8, 42)) == ()
    finding = only(SHARES.format(18, 42))
    assert (finding.code, finding.expected, finding.found) == ("CLM03", 8, 18)


def test_a_share_rounded_so_that_all_make_a_hundred_is_left_alone() -> None:
    text = SHARES.replace("其中公开的", "公开的")
    assert findings(text.format(9, 41)) == ()
    assert findings(text.format(8, 41)) == ()


def test_channels_that_do_not_make_the_requests() -> None:
    assert only("收到政府信息公开申请45件，其中网络30件，信函10件。").code == "CLM02"


def test_two_figures_for_one_thing() -> None:
    text = "2023年，全县主动公开政府信息742条。\n全县主动公开政府信息724条。"
    finding = only(text)
    assert (finding.code, finding.expected, finding.found) == ("CLM05", 742, 724)


def test_none_is_contradicted_once_for_review_and_litigation_together() -> None:
    finding = only("未发生因政府信息公开引起的行政复议、行政诉讼。")
    assert (finding.code, finding.severity, finding.found) == ("CLM07", "fatal", 9)
    assert len(finding.claims) == 2


def test_all_of_one_kind_is_contradicted_by_the_other_kinds() -> None:
    finding = only("收到政府信息公开申请45件，均为自然人。")
    assert finding.code == "CLM07"
    assert "requests.received.business" in finding.cells


def test_all_of_one_outcome_is_contradicted_by_the_other_outcomes() -> None:
    cells = {
        "requests.received.total": 8,
        "requests.granted.total": 6,
        "requests.refused.deliberative.total": 2,
        "requests.outcomes_total.total": 8,
    }
    (finding,) = findings("收到政府信息公开申请8件，均予以公开。", cells)
    assert (finding.code, finding.found) == ("CLM07", 2)
    assert "requests.refused.deliberative.total" in finding.cells
    carried = cells | {"requests.carried_over.total": 1}
    assert findings("收到政府信息公开申请8件，均予以公开。", carried) == ()
    assert findings("收到政府信息公开申请8件，均依法予以公开或者答复。", cells) == ()


def test_all_of_one_outcome_is_no_second_finding_beside_a_wrong_number() -> None:
    cells = {
        "requests.received.total": 8,
        "requests.refused.deliberative.total": 8,
        "requests.outcomes_total.total": 8,
    }
    for text in ("收到政府信息公开申请9件，均不予公开。", "收到政府信息公开申请9件全部不予公开。"):
        (finding,) = findings(text, cells)
        assert (finding.code, finding.found) == ("CLM01", 9)


def test_one_part_cannot_be_more_than_was_received_and_carried_over() -> None:
    text = "收到政府信息公开申请45件，其中{}件在法定期限内答复，2件结转下年度办理。"
    finding = only(text.format(49))
    assert (finding.code, finding.severity) == ("CLM02", "query")
    for possible in (43, 46, 48):
        assert [f for f in findings(text.format(possible)) if f.severity != "note"] == []


def test_rows_a_list_tells_by_themselves_explain_no_other_part_of_it() -> None:
    listed = (
        "办结政府信息公开申请46件，其中予以公开20件，部分公开4件，"
        "不予公开9件，无法提供9件，不予处理4件，其他处理4件。"
    )
    finding = only(listed)
    assert (finding.code, finding.expected, finding.found) == ("CLM01", 5, 9)
    assert only("政府信息公开申请中不予公开9件。").code == "CLM04"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("受理政府信息公开申请45件，答复38件，不予处理5件、其他处理4件。", "不予处理5件"),
        ("办结政府信息公开申请40件，其中予以公开2件，占5%。", "办结政府信息公开申请40件"),
        ("办结政府信息公开申请44件，予以公开20件，部分公开4件。", "办结政府信息公开申请44件"),
    ],
)
def test_what_was_answered_stands_beside_outcomes_or_above_them(text: str, wrong: str) -> None:
    quotes = [f.quote for f in findings(text) if f.code == "CLM01"]
    assert wrong in quotes
    assert "答复38件" not in quotes


def test_an_area_is_the_issuers_own_by_its_level() -> None:
    text = "全{}共收到政府信息公开申请44件。"
    assert only(text.format("县")).code == "CLM01"
    assert only(text.format("市"), issuer="云河市人民政府").code == "CLM01"
    assert findings(text.format("市")) == ()
    assert findings(text.format("市"), issuer="云河市东陵区人民政府") == ()


def test_disputes_over_disclosure_are_divided_into_their_kinds() -> None:
    finding = only("因政府信息公开引发行政争议10件，其中行政复议6件，行政诉讼3件。")
    assert (finding.code, finding.expected, finding.found) == ("CLM01", 9, 10)
    finding = only("因政府信息公开引发行政争议9件，其中行政复议7件，行政诉讼3件。")
    assert (finding.quote, finding.expected, finding.found) == ("其中行政复议7件", 6, 7)


def test_all_done_is_contradicted_by_what_is_carried_forward() -> None:
    finding = only("收到政府信息公开申请45件，所有申请均已办理完毕。")
    assert (finding.code, finding.cells) == ("CLM07", ("requests.carried_forward.total",))


def test_impossible_growth_is_caught_alone() -> None:
    finding = only("收到政府信息公开申请45件，同比增长37.3%。")
    assert (finding.code, finding.severity, finding.attribution) == ("CLM06", "query", "source")


def test_growth_is_held_against_last_years_report() -> None:
    text = "收到政府信息公开申请45件，同比增长12.5%。"
    record = record_of(text)
    previous = make_record(2022, "2021", {"requests.received.total": 41})
    (finding,) = prose_findings(check_prose(record, previous))
    assert finding.code == "CLM06"
    assert finding.cells == ("requests.received.total",)


@pytest.mark.parametrize(
    ("text", "before", "codes"),
    [
        ("收到政府信息公开申请45件，同比增长1.25倍。", 20, []),
        ("收到政府信息公开申请45件，为上年的2.25倍，同比增长125%。", 20, []),
        ("收到政府信息公开申请45件，同比增长3倍。", 20, ["CLM06"]),
        ("收到政府信息公开申请45件，办结46件，申请量同比增长125%。", 20, []),
    ],
)
def test_times_may_count_the_whole_or_the_increase(
    text: str, before: int, codes: list[str]
) -> None:
    record = record_of(text)
    previous = make_record(2022, "2021", {"requests.received.total": before})
    found = prose_findings(check_prose(record, previous))
    assert codes == [finding.code for finding in found if finding.severity != "note"]


@pytest.mark.parametrize("how", ["split", "ocr", "model"])
def test_nobody_is_accused_over_a_cell_that_was_not_read_for_certain(how: str) -> None:
    record = record_of("全年收到政府信息公开申请50件。")
    key = "requests.received.total"
    cell = replace(record.cells[key], how=how)
    record = replace(record, cells=record.cells | {key: cell})
    (finding,) = prose_findings(check_prose(record))
    assert finding.attribution == "unknown"


def test_the_id_of_a_finding_holds_no_values() -> None:
    first = only("全年收到政府信息公开申请50件。")
    second = only("全年收到政府信息公开申请53件。")
    assert first.id == second.id
    assert first.operands != second.operands


def test_evidence_shows_the_words_and_the_cells() -> None:
    text = "全年收到政府信息公开申请50件。"
    finding = only(text)
    start, end = finding.evidence[0]
    assert text[start:end] == finding.quote == "全年收到政府信息公开申请50件"
    assert len(finding.evidence) == 2


def test_braces_in_the_text_are_only_text() -> None:
    finding = only("“{quote}{0}”全年收到政府信息公开申请50件。")
    assert "50" in finding.message.zh


def test_this_years_figures_told_of_last_year() -> None:
    finding = only("2022年，全县共收到政府信息公开申请45件，答复46件。")
    assert (finding.code, finding.severity, finding.found) == ("FRM06", "query", "2022")
    assert finding.cells == ("requests.received.total", "requests.outcomes_total.total")


@pytest.mark.parametrize(
    "text",
    [
        "2022年，我县认真落实条例。全年共收到政府信息公开申请45件。",
        "2022年，在县委、县政府的领导下，我局扎实推进政务公开。培训2次。收到政府信息公开申请45件。",
        "2022年度，全县各单位主动公开信息300条。全年收到政府信息公开申请45件，答复46件。",
    ],
)
def test_the_year_a_paragraph_opens_with_is_that_of_its_figures(text: str) -> None:
    finding = only(text)
    assert (finding.code, finding.severity, finding.found) == ("FRM06", "query", "2022")


def test_two_figures_of_this_year_are_not_those_of_a_year_long_past_by_chance() -> None:
    finding = only("2019年，全县共收到政府信息公开申请45件，答复46件。")
    assert (finding.code, finding.found, finding.expected) == ("FRM06", "2019", "2023")


@pytest.mark.parametrize(
    "text",
    [
        "2022年收到政府信息公开申请44件。",
        "2022年收到政府信息公开申请45件，2023年收到政府信息公开申请45件。",
        "2022年收到政府信息公开申请45件。\n今年收到政府信息公开申请45件。",
        "较2022年收到的政府信息公开申请45件持平。",
        "2021年收到政府信息公开申请45件。",
        "2022年，国务院办公厅印发格式。全年收到政府信息公开申请45件。",
        "2022年，我局认真落实条例。今年收到政府信息公开申请45件。",
        "2022年，我局认真落实条例。2023年，继续落实。全年收到政府信息公开申请45件。",
        "2022年，我局认真落实条例。\n全年收到政府信息公开申请45件。",
    ],
)
def test_another_year_may_be_spoken_of(text: str) -> None:
    assert [finding.code for finding in findings(text)] == []


def test_a_free_form_report_is_checked_against_itself_only() -> None:
    text = "全年收到政府信息公开申请50件。全年收到政府信息公开申请53件。"
    record = replace(record_of(text), cells={}, tables={}, edition="other")
    claims = tuple(replace(claim, cells=()) for claim in record.claims)
    record = replace(record, claims=claims)
    (finding,) = prose_findings(check_prose(record))
    assert finding.code == "CLM05"


def test_findings_keep_their_order() -> None:
    text = "收到政府信息公开申请50件，均为自然人。制发行政规范性文件8件。"
    codes = [finding.code for finding in findings(text, CELLS)]
    assert codes == [finding.code for finding in findings(text, CELLS)]
    assert codes[:2] == ["CLM01", "CLM01"]


def test_more_done_than_taken_in_is_a_wrong_count_and_no_share_to_correct() -> None:
    finding = only("受理审批事项117件，办结171件，办结率100%。")
    assert finding.code == "CLM03"
    assert "171" in finding.message.zh
    assert "146" not in finding.message.zh


def test_outcomes_told_after_a_full_stop_are_still_of_the_requests() -> None:
    text = "收到政府信息公开申请45件。予以公开21件，部分公开4件，不予公开5件。"
    assert [(f.code, f.cells) for f in findings(text)] == [("CLM01", ("requests.granted.total",))]


def test_a_reason_told_alone_is_still_of_the_requests() -> None:
    text = "收到政府信息公开申请45件。本机关不掌握相关政府信息10件。"
    (finding,) = findings(text)
    assert (finding.code, finding.cells) == ("CLM01", ("requests.unavailable.not_held.total",))


def test_channels_that_make_more_than_the_requests_are_no_two_ways_of_publishing() -> None:
    text = "收到政府信息公开申请45件，其中当面2件、传真45件。"
    assert [f.code for f in findings(text)] == ["CLM02"]


def test_results_before_a_second_kind_of_dispute_are_of_the_first() -> None:
    text = "因政府信息公开发生行政复议6件，其中维持4件、纠正1件；行政诉讼3件。"
    (finding,) = findings(text)
    assert "disputes.reconsideration.upheld" in finding.cells


def test_a_difference_of_those_withdrawn_is_not_called_a_sum() -> None:
    (finding,) = findings("共收到依申请公开46件，撤回1件。")
    assert finding.code == "CLM04"
    assert "合计" not in finding.message.zh
    assert "sum" not in finding.message.en
    assert "撤回" in finding.message.zh


@pytest.mark.parametrize(
    ("parts", "faulty"),
    [
        ("网络申请45件、信函3件", True),
        ("网络申请40件、当面5件、传真1件", True),
        ("网络申请40件、信函5件", False),
    ],
)
def test_channels_of_requests_make_what_was_received(parts: str, faulty: bool) -> None:
    text = f"收到政府信息公开申请45件，其中{parts}。"
    cells = CELLS | {"requests.carried_over.total": 0, "requests.carried_over.natural_person": 0}
    assert ("CLM02" in [finding.code for finding in findings(text, cells)]) == faulty


def test_a_wrong_total_of_those_received_and_carried_over_is_a_conflict() -> None:
    text = "新收政府信息公开申请45件，上年结转3件，共计58件。"
    assert [finding.code for finding in findings(text)] == ["CLM01"]


def test_what_is_being_done_with_requests_already_done_is_not_pending() -> None:
    assert [f.code for f in findings("在办结的56件政府信息公开申请中，予以公开20件。")] == ["CLM01"]


def test_disputes_summed_up_wrongly_are_found() -> None:
    assert "CLM01" in [f.code for f in findings("发生行政复议6件、行政诉讼3件，共11件。")]


def test_more_of_one_kind_than_was_carried_over_is_found_when_nothing_else_was_told() -> None:
    text = "上年结转政府信息公开申请3件，其中自然人4件、商业企业5件。"
    assert findings(text)


def test_a_second_way_of_dividing_that_is_not_complete_is_found() -> None:
    text = "收到政府信息公开申请45件，其中自然人申请40件，商户申请5件；网络提交30件、信函16件。"
    assert [f.code for f in findings(text)] == ["CLM02"]


def test_a_part_with_a_comma_in_its_figure_leaves_no_list_open() -> None:
    finding = only("主动公开政府信息2151条，其中工作动态516条，公示公告1,201条，财政信息436条。")
    assert (finding.code, finding.expected, finding.found) == ("CLM02", 2153, 2151)


def test_outcomes_told_before_any_word_for_requests_are_held_against_their_rows() -> None:
    text = "予以公开21件，部分公开4件；不予公开5件；结转下年度继续办理2件。"
    finding = only(text)
    assert (finding.code, finding.attribution) == ("CLM01", "source")
    assert (finding.expected, finding.found) == (20, 21)

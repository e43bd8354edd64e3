"""What a figure in prose is found to be a figure of."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.document import Span
from report.lexicon_data import load_metrics
from report.prose import read_prose
from tests.claims.reading import findings, read

Expected = list[tuple[str, str]]


def found(text: str) -> Expected:
    return [(claim.metric, f"{claim.value:f}") for claim in read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # verbs and objects
        ("全年收到政府信息公开申请45件。", [("received", "45")]),
        ("本年度受理信息公开申请45起。", [("received", "45")]),
        ("共接到依申请公开事项45宗。", [("received", "45")]),
        ("新收依申请公开四十五件。", [("received", "45")]),
        ("共收到45件政府信息公开申请。", [("received", "45")]),
        ("办理依申请公开信息46件。", [("handled", "46")]),
        ("答复政府信息公开申请46件。", [("answered", "46")]),
        ("受理、办结政府信息公开申请4件。", [("received", "4"), ("answered", "4")]),
        ("收到政府信息公开申请14件全部按期答复。", [("received_answered", "14")]),
        ("加上结转的3件，共办理政府信息公开申请48件。", [("other", "3"), ("due", "48")]),
        ("收到依申请公开来信3件次。", [("received", "3")]),
        ("收到政府信息公开申请45件。公民个人提出申请40件，法人或其他组织提出申请5件。",
         [("received", "45"), ("received.natural_person", "40"),
          ("received.business+research+public_benefit+legal_service+other_organisation", "5")]),
        ("上年结转政府信息公开申请办件5件。", [("carried_over", "5")]),
        ("共收到涉及土地征收的政府信息公开申请共15件次。", [("received", "15")]),
        ("全市各部门完成依申请公开答复44件。", [("answered", "44")]),
        # disputes named together, and carried from one year to the next
        ("政府信息公开行政复议、诉讼共5件。", [("disputes", "5")]),
        ("因政府信息公开引发的行政复议及诉讼5起。", [("disputes", "5")]),
        ("发生行政复议及行政应诉案件5件。", [("disputes", "5")]),
        ("收到行政复议申请4件，应诉1件。", [("reconsideration", "4"), ("litigation", "1")]),
        ("行政复议收案4件（含上年结转1件）。", [("reconsideration", "4"), ("other", "1")]),
        # carried over and forward
        ("收到政府信息公开申请45件，上年结转3件，结转下年度2件。",
         [("received", "45"), ("carried_over", "3"), ("carried_forward", "2")]),
        ("收到政府信息公开申请45件，另有2件顺延到下年度答复。",
         [("received", "45"), ("carried_forward", "2")]),
        ("收到政府信息公开申请45件，2件转入2024年办理。",
         [("received", "45"), ("carried_forward", "2")]),
        ("收到政府信息公开申请45件，2022年结转3件。",
         [("received", "45"), ("carried_over", "3")]),
        # outcomes
        ("答复政府信息公开申请46件，予以公开20件，部分公开4件，不予公开5件，无法提供9件，"
         "不予处理4件，其他处理4件。",
         [("answered", "46"), ("granted", "20"), ("partially_granted", "4"), ("refused", "5"),
          ("unavailable", "9"), ("not_processed", "4"), ("other_outcome", "4")]),
        ("答复政府信息公开申请46件，其中“予以公开”的20件，“本机关不掌握，无法提供”9件。",
         [("answered", "46"), ("granted", "20"), ("reason.not_held", "9")]),
        ("办结政府信息公开申请中，20件予以公开、4件部分公开。",
         [("granted", "20"), ("partially_granted", "4")]),
        ("答复政府信息公开申请46件，其中予以公开和部分公开24件。",
         [("answered", "46"), ("granted_or_partial", "24")]),
        ("不予公开政府信息公开申请中，因国家秘密不予公开的2件。", [("reason.state_secret", "2")]),
        ("办结政府信息公开申请8件，其余3件分别为行政查询事项、重复申请。",
         [("answered", "8"), ("reason.administrative_query+repeat", "3")]),
        # applicants and channels
        ("收到政府信息公开申请45件，其中自然人40件、法人或其他组织5件。",
         [("received", "45"), ("received.natural_person", "40"),
          ("received.business+research+public_benefit+legal_service+other_organisation", "5")]),
        ("收到政府信息公开申请45件，申请人均为自然人。",
         [("received", "45"), ("received.natural_person", "45")]),
        ("收到政府信息公开申请45件，其中当面申请5件、网上申请30件、信函申请10件、传真0件。",
         [("received", "45"), ("channel.in_person", "5"), ("channel.web", "30"),
          ("channel.letter", "10"), ("channel.fax", "0")]),
        ("收到政府信息公开申请45件，全部通过网络提交。",
         [("received", "45"), ("channel.web", "45")]),
        ("收到政府信息公开申请43件，当面、网络、信函申请分别为5件、28件、10件。",
         [("received", "43"), ("channel.in_person", "5"), ("channel.web", "28"),
          ("channel.letter", "10")]),
        # review and litigation
        ("因政府信息公开被申请行政复议6件，被提起行政诉讼3件。",
         [("reconsideration", "6"), ("litigation", "3")]),
        ("因政府信息公开引发的行政复议、行政诉讼分别为6件、3件。",
         [("reconsideration", "6"), ("litigation", "3")]),
        ("因政府信息公开，全区分别收到行政复议、行政诉讼6件和3件。",
         [("reconsideration", "6"), ("litigation", "3")]),
        ("政府信息公开行政复议、行政诉讼分别为：6件、3件。",
         [("reconsideration", "6"), ("litigation", "3")]),
        ("政府信息公开行政复议、行政诉讼6件、3件。",
         [("reconsideration", "6"), ("litigation", "3")]),
        ("政府信息公开行政复议、直接起诉、复议后起诉分别为6件、2件、1件。",
         [("reconsideration", "6"), ("direct_suit", "2"), ("suit_after_reconsideration", "1")]),
        ("政府信息公开行政复议、行政诉讼案件共9件。", [("disputes", "9")]),
        ("政府信息公开行政复议6件，其中结果维持3件，纠正1件，尚未审结2件。",
         [("reconsideration", "6"), ("reconsideration.upheld", "3"),
          ("reconsideration.overturned", "1"), ("reconsideration.pending", "2")]),
        ("行政诉讼未经复议直接起诉2件，复议后起诉1件。",
         [("direct_suit", "2"), ("suit_after_reconsideration", "1")]),
        ("有1件涉及政府信息公开工作的行政复议。", [("reconsideration", "1")]),
        # none and all
        ("全年未收到政府信息公开申请。", [("received", "0")]),
        ("我局没有接到公民、法人和其他组织的政府信息公开申请。", [("received", "0")]),
        ("新收政府信息公开申请为零。", [("received", "0")]),
        ("2023年，未收到依申请公开事项.", [("received", "0")]),
        ("未接到要求公开政府信息的申请。", [("received", "0")]),
        ("我局收到政府信息依申请公开办理事项1件。", [("received", "1")]),
        ("未发生政府信息公开行政复议、行政诉讼。", [("reconsideration", "0"), ("litigation", "0")]),
        ("无政府信息公开申请行政复议。", [("reconsideration", "0")]),
        ("收到政府信息公开申请2件，无上年结转。", [("received", "2"), ("carried_over", "0")]),
        ("未收取信息处理费。", [("fee", "0")]),
        ("收到政府信息公开申请45件，均已办结。", [("received", "45"), ("carried_forward", "0")]),
        ("政府信息公开行政复议2件、行政诉讼1件，均已结案。",
         [("reconsideration", "2"), ("litigation", "1"), ("disputes.pending", "0")]),
        ("没有接到书面或网络提出的政府信息公开申请。", [("received", "0")]),
        ("收到政府信息公开申请45件，2件因征求意见延期至2024年答复。",
         [("received", "45"), ("carried_forward", "2")]),
        ("未收到自然人的政府信息公开申请。", [("received.natural_person", "0")]),
        ("本年度未制定行政规范性文件。", [("normative_documents.issued+made", "0")]),
        ("本年度没有收到政府信息公开申请情况。", [("received", "0")]),
        ("收到依申请公开政府信息办理事项45条。", [("received", "45")]),
        ("无因政府信息公开被申请行政复议、提起行政诉讼方面的情况。",
         [("reconsideration", "0"), ("litigation", "0")]),
        ("县人民政府共收到45条依申请事项。", [("received", "45")]),
        ("受理政府信息公开申请27件。依申请予以主动公开的2件，不掌握相关信息9件，撤回申请16件。",
         [("received", "27"), ("other.granted_before", "2"), ("reason.not_held", "9"),
          ("withdrawn", "16")]),
        ("受理政府信息公开45件，办结46件。", [("received", "45"), ("answered", "46")]),
        ("未收到政府信息依申请公开情况。", [("received", "0")]),
        ("全年无依申请公开的情况。", [("received", "0")]),
        ("未收到任何单位和个人提出的政府信息公开申请。", [("received", "0")]),
        ("收到政府信息公开申请45件，2件尚在答复期限内。",
         [("received", "45"), ("carried_forward", "2")]),
        ("我局未接到政府信息公开申请情况。", [("received", "0")]),
        ("收到政府信息公开申请45项全部予以公开。", [("received", "45"), ("granted", "45")]),
        ("收到政府信息公开申请45件均为自然人提出。",
         [("received", "45"), ("received.natural_person", "45")]),
        ("收到政府信息公开申请45件，其中9件属于本机关不掌握而无法提供。",
         [("received", "45"), ("reason.not_held", "9")]),
        # the rest, told by its kind
        ("收到政府信息公开申请45件，其中商业企业5件，其余均为自然人。",
         [("received", "45"), ("received.business", "5"), ("received.natural_person", "40")]),
        ("答复政府信息公开申请46件，其中予以公开20件、部分公开4件，其余均无法提供。",
         [("answered", "46"), ("granted", "20"), ("partially_granted", "4"), ("reason", "22")]),
        ("政府信息公开行政复议6件，其中纠正1件，其余均维持。",
         [("reconsideration", "6"), ("reconsideration.overturned", "1"), ("disputes.upheld", "5")]),
        # carried over and forward in other words
        ("收到政府信息公开申请11件，加上2022年转结1件，合计12件，尚有1件在办。",
         [("received", "11"), ("carried_over", "1"), ("due", "12"), ("carried_forward", "1")]),
        ("办结政府信息公开申请46件，其中予以公开20，占43.48%。",
         [("answered", "46"), ("granted", "20"), ("granted", "43.48")]),
        ("政府信息公开申请中因信息不存在无法提供9件。", [("unavailable", "9")]),
        ("制发行政规范性文件7个。", [("normative_documents.issued+made", "7")]),
        ("政府信息公开申请中，无法提供类答复9件，其他类答复4件。",
         [("unavailable", "9"), ("other_outcome", "4")]),
        ("政府信息公开申请中信访投诉类4件，重复申请4件。",
         [("reason.petition", "4"), ("reason.repeat", "4")]),
        ("政府信息公开行政复议6件，其中撤回复议申请1件。",
         [("reconsideration", "6"), ("reconsideration.other", "1")]),
        ("全年及历年均未收到政府信息公开行政复议。", [("reconsideration", "0")]),
        # documents
        ("制发行政规范性文件7件，废止2件，现行有效31件。",
         [("normative_documents.issued+made", "7"), ("normative_documents.repealed", "2"),
          ("normative_documents.in_force+total_disclosed", "31")]),
        # several things, one figure
        ("开放日、座谈会、听证会各2次。", [("other", "2")] * 3),
        ("公开率和及时率均为100%。", [("rate.answer_rate", "100")] * 2),
    ],
)  # fmt: skip
def test_a_figure_is_named(text: str, expected: Expected) -> None:
    assert expected == found(text)


@pytest.mark.parametrize(
    "text",
    [
        "收到网络咨询20件，答复20件。",
        "办理人大代表建议11件、政协提案5件。",
        "12345热线受理工单300件，办结298件。",
        "县长信箱收到群众来信50件。",
        "受理各类群众诉求259起。",
        "制作依申请公开文件12件。",
        "依申请公开属性文件12件，不予公开文件3件。",
        "权责事项256项，其中行政许可17项、行政处罚159项、行政强制7项。",
        "发布政策解读21篇，政策文件4件。",
        "清理规范性文件120件。",
        "政策、规范性文件类信息68条。",
        "受理投诉举报18件。",
        "组织培训3次，培训45人。",
        "作为依申请公开信息数46条，不予公开信息数1402条。",
    ],
)
def test_what_the_form_does_not_count_names_no_cell(text: str) -> None:
    claims = read(text)
    assert claims
    assert all(claim.cells == () for claim in claims)


@pytest.mark.parametrize(
    "text",
    [
        "如未收到政府信息公开申请答复，可以投诉。",
        "未发生超期答复政府信息公开申请的情况。",
        "没有收到传真申请。",
        "无法提供政府信息公开申请所需材料。",
        "未发生政府信息公开行政诉讼败诉案件。",
        "暂不接受政府信息公开申请。",
        "我局未收到投诉举报。",
    ],
)
def test_not_every_negation_says_that_there_was_none(text: str) -> None:
    assert [claim for claim in read(text) if claim.role == "none" and claim.cells] == []


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2022年收到政府信息公开申请40件。", "other"),
        ("上半年收到政府信息公开申请20件。", "other"),
        ("1月至6月收到政府信息公开申请20件。", "other"),
        ("截至2023年6月底，收到政府信息公开申请20件。", "other"),
        ("历年累计收到政府信息公开申请560件。", "cumulative"),
        ("自2008年以来累计收到政府信息公开申请560件。", "cumulative"),
        ("累计收到政府信息公开申请560件。", "cumulative"),
        ("2023年上半年，全县收到政府信息公开申请20件。", "other"),
        ("上半年召开会议；全年收到政府信息公开申请45件。", "year"),
        ("截至目前答复政府信息公开申请46件。", "year"),
        ("今年以来我局接到依申请公开45件。", "year"),
        ("年初以来收到政府信息公开申请45件。", "year"),
        ("全年累计收到政府信息公开申请45件。", "year"),
        ("截至2023年12月31日，收到政府信息公开申请45件。", "year"),
        ("1月至12月收到政府信息公开申请45件。", "year"),
    ],
)
def test_the_time_a_figure_is_of(text: str, period: str) -> None:
    assert [period] == [claim.period for claim in read(text)]


def test_a_sign_for_a_part_of_a_character_is_read_as_the_character_in_a_numeral() -> None:
    (claim,) = read("新收政府信息公开申请⼗五件。")
    assert claim.value == 15
    assert claim.quote.endswith("⼗五件")


def test_the_year_requests_are_carried_to_is_not_that_of_the_next_figure() -> None:
    text = "收到政府信息公开申请45件，2件结转2024年继续办理，已答复的43件均不予公开。"
    assert {claim.period for claim in read(text)} == {"year"}


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("全县收到政府信息公开申请45件。", "area"),
        ("我县收到政府信息公开申请45件。", "self"),
        ("县政府办公室收到政府信息公开申请12件。", "office"),
        ("县政府本级收到政府信息公开申请12件。", "office"),
        ("各乡镇收到政府信息公开申请20件。", "subordinate"),
        ("县公安局收到政府信息公开申请8件。", "subordinate"),
    ],
)
def test_whose_figure_it_is(text: str, scope: str) -> None:
    assert [scope] == [claim.scope for claim in read(text)]


def test_a_body_may_call_itself_by_a_shorter_name() -> None:
    (claim,) = read("县卫健局收到政府信息公开申请4件。", issuer="云河县卫生健康局")
    assert claim.scope == "self"


def test_parts_share_a_list_with_their_whole_and_know_it() -> None:
    whole, first, share, second = read("公开信息100条，其中动态类60条，占60%；政策类40条。")
    assert tuple(claim.role for claim in (whole, first, share, second)) == (
        "total",
        "part",
        "share",
        "part",
    )
    assert whole.list_id == first.list_id == second.list_id
    assert first.base == second.base == whole.id
    assert share.base == first.id
    assert first.closed


@pytest.mark.parametrize(
    "text",
    [
        "公开信息100条，其中动态类60条，政策类30条等。",
        "公开信息100条，主要包括动态类60条，政策类30条。",
        "公开信息100条，包括动态类60条，政策类30条。",
        "在公开的100条信息中，动态类60条，政策类30条。",
    ],
)
def test_a_list_that_names_only_some_parts_is_open(text: str) -> None:
    parts = [claim for claim in read(text) if claim.role == "part"]
    assert len(parts) == 2
    assert not any(claim.closed for claim in parts)


def test_a_figure_in_brackets_that_recalls_is_no_part() -> None:
    claims = read("收到政府信息公开申请2件（历年累计7件），均通过网络提交。")
    assert [claim.role for claim in claims] == ["total", "total", "all"]
    assert claims[2].value == 2


def test_a_number_that_was_lost_has_no_value() -> None:
    (claim,) = read("全年在网站共主动公开信息条，群众反映良好。")
    assert (claim.value, claim.unit, claim.cells) == (None, "条", ())
    assert not claim.implied


@pytest.mark.parametrize(
    "text",
    [
        "按照政府信息公开条例办理。",
        "第三条第二款。",
        "转发各类文件，开展宣传。",
        "依申请公开件均已答复。",
    ],
)
def test_a_word_that_ends_like_a_measure_is_no_lost_number(text: str) -> None:
    assert [claim for claim in read(text) if claim.value is None] == []


def test_a_semicolon_ends_an_inner_list() -> None:
    claims = read(
        "公开信息50条。其中机构类20条，内有领导信息10条、职能10条；工作类11条，其中动态3条、"
        "公告8条；政策类19条。"
    )
    wholes = {claim.id: claim.base for claim in claims}
    assert [wholes[f"c{n}"] for n in range(2, 9)] == ["c1", "c2", "c2", "c1", "c5", "c5", "c1"]


def test_a_share_does_not_reach_over_a_number_that_was_not_read() -> None:
    claims = read("公开信息100条，其中动态类60条，占60%；政策类40，占40%。")
    assert [claim.base for claim in claims if claim.value == 40] == [None]


def test_the_year_of_what_was_disputed_is_not_that_of_the_dispute() -> None:
    (claim,) = read("办理因2022年度政府信息公开申请引发的行政复议6件。")
    assert claim.period == "year"


def test_a_fall_is_negative() -> None:
    claims = read("收到政府信息公开申请45件，比上年减少5件，下降10%。")
    assert [claim.value for claim in claims] == [45, -5, -10]
    assert [claim.role for claim in claims] == ["total", "change", "change"]


def test_full_width_and_blanks_change_nothing() -> None:
    plain = found("全年收到政府信息公开申请1234件，占88.9%。")
    wide = found("全年 收到政府信息公开申请 １，２３４ 件 ， 占 ８８．９ ％ 。")
    assert plain == wide


def test_a_line_break_inside_a_sentence_changes_nothing() -> None:
    broken = (
        "二〇二三年度全县各级行政机关共收到政府信息公开\n申请 45\n"
        "件，其中大多数是公民通过网络提交的，结转下年度\n2 件。"
    )
    assert found(broken) == [("received", "45"), ("carried_forward", "2")]


def test_a_heading_is_not_run_into_the_paragraph_below() -> None:
    text = "（二）依申请公开情况\n全年共收到申请45件。\n（三）平台建设情况\n收到留言30件。"
    assert found(text) == [("received", "45"), ("other", "30")]


def test_table_regions_are_not_prose() -> None:
    text = "收到政府信息公开申请45件。\n信函申请99件\n办结46件。"
    start = text.index("信函")
    prose = read_prose(text, [Span(start, text.index("办结"))])
    assert "99" not in prose.text


PIECES = st.sampled_from(
    ["收到", "政府信息公开申请", "15件", "，", "。", "其中", "自然人", "1.2万条", "占", "28.5%",
     " ", "\n", "（", "）", "未", "均为", "行政复议", "“", "”", "2022年", "各3次", "、", "率",
     "同比增长"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_every_quote_stands_where_its_span_says(text: str) -> None:
    for claim in read(text):
        assert text[claim.span.start : claim.span.end] == claim.quote
        assert claim.figure_span.start >= 0
        assert claim.figure_span.end <= len(text)


def test_every_metric_has_words_in_both_languages() -> None:
    for metric in load_metrics().values():
        assert metric.title.zh
        assert metric.title.en


CUT_INTO_CELLS = (
    "本报告由青岚县人民政府办公室根据条例规定编制并向社会公布，全县共受理政府信息\n"
    "| 公开申请 | | 45 | 件，其中自然人 | |\n| --- | --- | --- | --- | --- |\n"
    "| 30 | 件，企业 | | 10 | 件。 |\n"
)


def test_a_sentence_put_together_from_cells_is_certain_of_nothing() -> None:
    claims = read(CUT_INTO_CELLS)
    assert [claim.value for claim in claims] == [45, 30, 10]
    assert not any(claim.certain or claim.closed for claim in claims)


def test_a_sentence_beside_its_heading_in_a_row_is_as_certain_as_any() -> None:
    (claim,) = read("| 一、总体情况 | 全年共收到政府信息公开申请45件。 |\n")
    assert claim.value == 45
    assert claim.certain


@pytest.mark.parametrize("label", ["2.没有现成信息需要另行制作", "没有现成信息需要另行制作"])
def test_a_row_of_a_form_without_figures_is_no_statement(label: str) -> None:
    assert read(f"一、本年新收政府信息公开申请数量\n{label}\n3.补正后申请内容仍不明确\n") == ()


def test_no_figure_of_a_sentence_cut_into_cells_is_held_against_the_report() -> None:
    plain = "全年共收到政府信息公开申请99件，其中自然人50件，企业60件。"
    assert findings(plain)
    opening = "本报告由青岚县人民政府办公室根据条例规定编制并向社会公布，"
    for at in range(4, len(plain) - 2):
        text = f"{opening}\n| {plain[:at]} | | {plain[at:]} |\n"
        assert findings(text) == ()

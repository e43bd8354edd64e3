"""Which figure a list divides and a share is of: none is accused by another one's figure."""

import pytest

from report.finding import Finding
from tests.claims.reading import findings


def asked(text: str) -> list[Finding]:
    return [one for one in findings(text) if one.severity != "note"]


# ---- another year's figure, a difference or a target is no whole -------------------------
@pytest.mark.parametrize(
    "text",
    [
        "公开信息90条，较2022年的70条增加20条。其中网站60条、微信20条、报刊10条。",
        "公开信息90条，较2022年70条多20条，其中网站60条、微信20条、报刊10条。",
        "公开信息90条，比去年70条多20条，其中动态类65条，比去年的50条增长30%。",
        "较去年同期（70条）增长28.6%。其中网站60条、微信20条、报刊10条，共90条。",
        "收到政府信息公开申请45件，较2022年的30件增加15件。其中网络30件、信函10件、当面5件。",
    ],
)
def test_last_years_figure_and_the_difference_are_not_divided(text: str) -> None:
    assert asked(text) == []


@pytest.mark.parametrize("end", ["，", "。"])
def test_parts_behind_a_comparison_are_held_against_the_year_s_own_figure(end: str) -> None:
    text = f"公开信息90条，较2022年的70条增加20条{end}其中网站60条、微信20条、报刊5条。"
    (finding,) = asked(text)
    assert (finding.code, finding.expected, finding.found) == ("CLM02", 85, 90)


def test_requests_carried_over_from_last_year_are_still_divided() -> None:
    (finding,) = asked("上年结转政府信息公开申请3件，其中网络1件、信函3件。")
    assert (finding.code, finding.expected, finding.found) == ("CLM02", 4, 3)


@pytest.mark.parametrize(
    "text",
    [
        "发布信息880条，完成全年任务800条的110%，其中政策80条、动态600条、公告200条。",
        "发布信息880条，超额完成年度计划800条，其中政策80条、动态600条、公告200条。",
        "收到留言90条，回复87条，3条正在核实，其中城建类60条、环保类30条。",
        "收到留言90条，回复87条，3条正在核实。其中城建类60条、环保类30条。",
        "收到留言90条，回复87条，其中城建类60条、环保类25条。",
        "公开信息16条（转载4条），其中图文10条、视频6条。",
    ],
)
def test_a_target_or_the_figure_just_before_is_not_divided(text: str) -> None:
    assert asked(text) == []


def test_parts_behind_a_target_are_held_against_what_was_reached() -> None:
    text = "发布信息880条，超额完成年度计划800条，其中政策80条、动态600条、公告190条。"
    (finding,) = asked(text)
    assert (finding.code, finding.expected, finding.found) == ("CLM02", 870, 880)


# ---- shares told together belong to the parts before them, in their order ----------------
@pytest.mark.parametrize(
    "text",
    [
        "收到政府信息公开申请45件，其中网络申请36件、信函申请9件，分别占80%和20%。",
        "收到政府信息公开申请45件，网络申请36件、信函申请9件，分别占80%和20%。",
        "收到政府信息公开申请45件，其中网络申请36件、信函申请9件，各占80%、20%。",
        "收到政府信息公开申请45件，其中网络申请36件，信函申请9件，分别占比80%、20%。",
        "收到政府信息公开申请45件，其中网络申请36件、信函申请9件，占比分别为80%和20%。",
        "收到政府信息公开申请45件，其中网络申请36件、信函申请9件，分别约占八成、二成。",
        "公开信息50条，其中网站25条、微信15条、报刊10条，分别占总数的50%、30%、20%。",
        "公开信息80条，其中动态8条，公告16条，政策24条，解读32条，分别占10%、20%、30%、40%。",
        "答复政府信息公开申请46件，予以公开20件、部分公开4件、不予公开5件，"
        "分别占43.5%、8.7%、10.9%。",
        # as many shares as parts, or none is told of which
        "公开信息50条，其中网站25条、微信15条、报刊10条，分别占50%、30%。",
        "公开信息50条，其中网站25条、微信15条、报刊10条，微信、报刊分别占30%、20%。",
        "公开信息50条，其中网站25条、微信25条，各占50%。",
        "公开信息50条，其中网站20条，分别占全部信息、网站信息的40%、90%。",
    ],
)
def test_shares_told_together_are_of_the_parts_in_their_order(text: str) -> None:
    assert asked(text) == []


def test_a_wrong_share_among_several_is_held_against_its_own_part() -> None:
    one, two = asked("公开信息50条，其中网站25条、微信25条，分别占70%和30%。")
    assert (one.code, one.expected, one.found) == ("CLM03", 50, 70)
    assert (two.code, two.expected, two.found) == ("CLM03", 50, 30)


# ---- the part and the whole of a share ---------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "答复政府信息公开申请46件，其中土地类6件，占农业类总数9件的66.7%，占答复总数的13%。",
        "办结46件中，本机关不掌握6件，占无法提供总数9件的66.7%，占全部办结件的13%。",
        "申请渠道：线上36件、线下9件（邮寄6件、现场3件），线上占80%。",
        "申请渠道：线上36件、线下9件（邮寄6件、现场3件），线上占80%，邮寄占线下66.7%。",
        "收到政府信息公开申请45件，结案46件（含往年结转3件），其中公开占比52.2%，其他占36.9%。",
        "公开信息50条，其中网站25条、微信25条，网站占全县网站信息的4%。",
        # of a row of the table, which the sentence does not name
        "答复政府信息公开申请46件，其中无法提供9件，占19.6%，均为本机关不掌握，占100%。",
        "答复政府信息公开申请46件，内部事务信息3件，占60%。",
    ],
)
def test_a_share_of_another_whole_is_not_accused(text: str) -> None:
    assert asked(text) == []


def test_a_share_that_no_row_gives_is_still_found() -> None:
    (finding,) = asked("答复政府信息公开申请46件，其中无法提供9件，占29.6%。")
    assert (finding.code, str(finding.found)) == ("CLM03", "29.6")


def test_a_share_that_no_two_figures_give_is_still_found() -> None:
    text = "收到政府信息公开申请45件，其中线上36件、线下9件（邮寄6件、现场3件），线上占85%。"
    (finding,) = asked(text)
    assert (finding.code, finding.expected, finding.found) == ("CLM03", 80, 85)


# ---- one thing in several parts ----------------------------------------------------------
@pytest.mark.parametrize(
    "why",
    [
        "（同一政策可采用多种方式）",
        "（同一文件以不同形式解读）",
        "，部分政策同时采用两种形式",
        "（各类解读有重叠）",
        "（可多选）",
    ],
)
def test_parts_above_their_whole_that_the_text_explains_are_not_accused(why: str) -> None:
    assert asked(f"政策解读16篇，其中图文10篇、视频4篇、访谈5篇{why}。") == []


def test_parts_above_their_whole_without_a_reason_are_still_found() -> None:
    (finding,) = asked("政策解读16篇，其中图文10篇、视频4篇、访谈5篇（含直播访谈）。")
    assert (finding.code, finding.expected, finding.found) == ("CLM02", 19, 16)

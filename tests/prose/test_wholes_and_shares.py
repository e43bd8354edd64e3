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
    ],
)
def test_a_target_or_the_figure_just_before_is_not_divided(text: str) -> None:
    assert asked(text) == []


def test_parts_behind_a_target_are_held_against_what_was_reached() -> None:
    text = "发布信息880条，超额完成年度计划800条，其中政策80条、动态600条、公告190条。"
    (finding,) = asked(text)
    assert (finding.code, finding.expected, finding.found) == ("CLM02", 870, 880)

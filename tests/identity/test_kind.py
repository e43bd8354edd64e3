"""Neighbouring documents are told from reports, and reports from their forms."""

from __future__ import annotations

import pytest

from tests.identity.papers import BODY, PREAMBLE, TITLE, identity, reading

HEADINGS = "".join(line + "\n" for line in BODY.splitlines() if line[1:2] == "、")
OTHERS = {
    "website_report": "政府网站工作年度报表（2022年度）\n填报单位：莲江市水利局\n访问量 1233\n",
    "interpretation": "一图读懂莲江市水利局2022年政府信息公开工作年度报告\n公开信息1234条。\n",
    "rule_of_law_report": "莲江市水利局2022年法治政府建设年度报告\n一、主要举措\n推进政务公开。\n",
    "university_report": "莲江大学2021-2022学年信息公开工作年度报告\n一、概述\n公开5条。\n",
    "circular": "莲江市人民政府办公室关于做好2022年政府信息公开工作年度报告编制的通知\n"
    f"各县区人民政府：\n请按附件格式编制。\n{HEADINGS}",
    "blank_form": f"政府信息公开工作年度报告格式模板\n（文字描述）\n{HEADINGS}",
    "other": "关于开展防汛工作的意见\n一、总体要求\n加强值守，共3件。\n",
    "annual_report": "莲江市水利局2018年政府信息公开工作年度报告\n一、概述\n公开12条。\n",
}


@pytest.mark.parametrize("kind", OTHERS)
def test_each_kind_of_document_is_known(kind: str) -> None:
    assert identity(OTHERS[kind]).kind == kind


@pytest.mark.parametrize("part", ["年上半年", "年半年度", "年第三季度"])
def test_a_report_on_less_than_a_year_is_no_annual_report(part: str) -> None:
    text = TITLE.replace("年", part, 1) + "\n" + PREAMBLE + "\n" + BODY
    assert identity(text, reading(text, value=3)).kind == "other"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("莲江市水利局2022年上半年政府信息公开工作报告", "上半年"),
        ("莲江市水利局2022年 半年度 政府信息公开工作总结", "半年度"),
        ("莲江市水利局2022年第三季度政府信息公开工作报告", "季度"),
        ("第三季度 莲江市水利局2022年政府信息公开工作报告", "季度"),
        ("莲江市水利局2022年1—6月政府信息公开工作报告", "1-6月"),
        ("莲江市水利局2022年7至12月政府信息公开工作报告", "7至12月"),
    ],
)
def test_the_words_for_less_than_a_year_are_kept_with_their_place(line: str, told: str) -> None:
    text = f"{line}\n{PREAMBLE}\n{BODY}"
    part = identity(text, reading(text, value=3)).facts.part_of_year
    assert part is not None
    assert part.value == told
    assert text[part.span.start : part.span.end] == part.raw


@pytest.mark.parametrize("months", ["1—12月", "1至12月", "01-12月"])
def test_all_twelve_months_are_no_part_of_a_year(months: str) -> None:
    text = f"莲江市水利局2022年{months}政府信息公开工作报告\n{PREAMBLE}\n{BODY}"
    found = identity(text, reading(text, value=3))
    assert (found.kind, found.facts.part_of_year) == ("annual_report", None)


def test_a_report_that_only_speaks_of_half_a_year_is_a_whole_years() -> None:
    text = f"{TITLE}\n{PREAMBLE}\n上半年，我局培训两次。\n{BODY}"
    found = identity(text, reading(text, value=3))
    assert (found.kind, found.facts.part_of_year) == ("annual_report", None)


def test_tables_without_a_single_number_and_without_issuer_are_the_blank_form() -> None:
    text = f"政府信息公开工作年度报告\n{HEADINGS}"
    assert identity(text, reading(text, value=None)).kind == "blank_form"


def test_a_report_whose_tables_are_all_zero_is_a_report() -> None:
    text = f"{TITLE}\n{PREAMBLE}\n{BODY}"
    assert identity(text, reading(text, value=0)).kind == "annual_report"


def test_a_report_whose_tables_were_left_empty_is_a_report() -> None:
    text = f"{TITLE}\n{PREAMBLE}\n{BODY}"
    assert identity(text, reading(text, value=None)).kind == "annual_report"


def test_a_report_without_title_is_known_by_its_numbers() -> None:
    text = f"2022年，莲江市水利局认真落实。\n{BODY}莲江市水利局网站年度工作报表(2022年度)"
    assert identity(text, reading(text)).kind == "annual_report"


def test_a_menu_entry_for_explanations_makes_no_report_an_explanation() -> None:
    text = f"首页 政策解读 公开年报\n{TITLE}\n一、概述\n公开信息12条，无申请。\n"
    assert identity(text).kind == "annual_report"


def test_the_title_of_a_page_that_is_linked_to_is_not_the_documents_own():
    page = "一图读懂县民政局年报解读\n本页解读年度报告。\n上一篇：2019年政府信息公开工作年度报告\n"
    assert identity(page).kind != "annual_report"

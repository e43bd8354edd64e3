"""Headings, the circular behind the form, and the processing fee."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.identity_words import identity_words
from tests.identity.papers import BODY, PREAMBLE, TITLE, identity

ALL = {"overview", "disclosure", "requests", "disputes", "problems", "other_matters"}


def _renumbered(marks: list[str]) -> str:
    text = BODY
    for mark, number in zip(marks, "一二三四五六", strict=True):
        text = text.replace(f"{number}、", mark)
    return text


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        _renumbered(["1、", "2、 ", "3.", "4. ", "5、", "6、"]),
        _renumbered(["（一）", "（二）", "（三）", "（四）", "（五）", "（六）"]),
        _renumbered(["## 一、", "## 二、", "### 三、", "## 四、", "# 五、", "六. "]),
        _renumbered(["", "", "", "", "", ""]),
        BODY.replace("\n", ""),
        BODY.replace("行政复议、", "行政法复议、").replace("主动公开政府", "主动公幵政府"),
        BODY.replace("存在的主要问题及改进情况", "存在的主要问题和改进措施"),
        BODY.replace("\n", " "),
    ],
)
def test_all_headings_are_found_under_any_numbering(body: str) -> None:
    assert set(identity(f"{TITLE}\n{PREAMBLE}\n{body}").facts.sections) == ALL


def test_a_list_of_headings_in_a_sentence_is_no_heading() -> None:
    listed = "本报告包括总体情况、主动公开政府信息情况、政府信息公开行政复议、行政诉讼情况等。"
    sections = identity(f"{TITLE}\n{listed}\n2022年我局公开信息50条。\n").facts.sections
    assert not sections.keys() & {"disclosure", "requests", "disputes"}


def test_the_form_heading_wins_over_a_subheading_like_it() -> None:
    text = BODY.replace("我局按照", "我局按照\n（一）主动公开政府信息情况\n按照", 1)
    found = identity(f"{TITLE}\n{text}").facts.sections["disclosure"]
    assert found.span.start > text.index("二、")


def test_a_lost_heading_leaves_the_words_that_show_the_content() -> None:
    text = BODY.replace("五、存在的主要问题及改进情况\n", "").replace("不够", "存在不足，不够")
    assert "不足" in identity(f"{TITLE}\n{text}").facts.sections["problems"].value


def test_a_section_without_any_trace_is_not_found() -> None:
    text = BODY.replace("四、政府信息公开行政复议、行政诉讼情况\n", "")
    assert set(identity(f"{TITLE}\n{text}").facts.sections) == ALL - {"disputes"}


@pytest.mark.parametrize(
    "printed",
    [
        "（国办公开办函〔2021〕30号）",
        "(国办公开办函[2021]30 号)",
        "国办公开办函（2021）第30号",
        "（国办公开办函【２０２１】３０号）",
        "国办公开办函 2021〕30号",
    ],
)
def test_the_forms_circular_is_known_in_any_brackets(printed: str) -> None:
    text = f"{TITLE}\n根据《关于年度报告格式的通知》{printed}编制本报告。\n{BODY}"
    assert [c.value for c in identity(text).facts.circulars] == ["国办公开办函〔2021〕30号"]


@pytest.mark.parametrize(
    "sentence",
    [
        "根据《关于规范公开平台有关事项的通知》（国办公开办函〔2019〕61号）编制年度报告。",
        "学习《2022年政务公开工作要点》（国办发〔2022〕8号），编制年度报告。",
        "根据古原省年度报告通知（古政办函〔2022〕5号）编制。",
    ],
)
def test_other_circulars_are_no_basis_of_the_form(sentence: str) -> None:
    assert identity(f"{TITLE}\n{sentence}\n{BODY}").facts.circulars == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "本年度未收取信息处理费。",
        "信息处理费：0元。",
        "2022年，本机关未产生信息公开处理费。",
        "依据《政府信息公开信息处理费管理办法》，全年收取0元。",
        "2022年度，县水利局政府信息公开未发生收费情况。",
        "依申请公开实行零收费。",
        "共收取信息处理费３８０元。",
    ],
)
def test_a_statement_on_the_fee_is_found(sentence: str) -> None:
    text = BODY.replace("本年度未收取信息处理费。", sentence)
    fee = identity(f"{TITLE}\n{text}").facts.fee_statement
    assert fee is not None
    assert fee.raw.startswith(sentence[:6])


@pytest.mark.parametrize(
    "sentence",
    [
        "无其他需要报告的事项。",
        "行政事业性收费未发生变化。",
        "组织学习《政府信息公开信息处理费管理办法》。",
        "组织学习《信息处理费收缴管理的通知》（古财函〔2021〕1号），落实信息处理费有关规定。",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    ],
)
def test_other_words_are_no_statement_on_the_fee(sentence: str) -> None:
    text = BODY.replace("本年度未收取信息处理费。", sentence)
    assert identity(f"{TITLE}\n{text}").facts.fee_statement is None


FEES = identity_words().fees


@given(st.from_regex(FEES.fee) | st.from_regex(FEES.unnamed))
def test_all_that_speaks_of_a_fee_has_a_character_that_hints_at_it(text: str) -> None:
    found = FEES.fee.search(text) or FEES.unnamed.search(text)
    assert found is not None
    assert not set(FEES.hints).isdisjoint(found[0])

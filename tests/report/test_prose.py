"""Prose is read with each character for what it stands for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report import prose
from report.prose import read_prose
from report.text import fold

CHANGING = [chr(code) for code in prose._flat()]


def test_no_character_is_read_as_another_that_is_read_as_a_third():
    flat = prose._flat()
    assert not {code for code in flat.values() if flat.get(code, code) != code}


@given(st.lists(st.sampled_from([*CHANGING, "公", "开", "1", "\n"]), max_size=200).map("".join))
def test_few_and_many_characters_that_change_are_read_alike(text):
    assert prose._flattened(text) == text.translate(prose._flat())


def test_radicals_that_browsers_print_are_the_characters_they_look_like():
    printed = "云河县⼈⺠政府⼆○⼆四年收到申请四⼗六件，转⼊下⻚"
    assert read_prose(printed, []).text.startswith(
        "云河县人民政府二○二四年收到申请四十六件,转入下页"
    )
    assert fold("⼀、⻓期公⽰：⾏政 \uf901") == "一、长期公示:行政更"


def test_a_radical_of_a_traditional_character_is_read_as_the_simplified_one():
    assert read_prose("⾒于⾨户", []).text.startswith("见于门户")
    assert fold("⾒于⾨户") == "见于门户"


def test_what_radicals_stand_for_leads_back_to_where_they_stand():
    text = "全年：收到⼗⼆件，⼋件已办。"
    folded = read_prose(text, [])
    at = folded.text.index("十二件")
    assert text[slice(*folded.back(at, at + 3))] == "⼗⼆件"


CUT_INTO_CELLS = """\
本报告由青岚县人民政府办公室根据条例规定编制并向社会公布，全县共受理政府信息
| 公开申请 |  | 45 | 件，答 |  |
| --- | --- | --- | --- | --- |
| 复 43 | 件；政府信息公开行政诉讼 |  | 4 | 件，其中结果维持 |
| 3 件，其他结果 |  | 1 件。 |  |  |
"""


def test_running_text_that_a_converter_cut_into_cells_is_joined_again() -> None:
    told = (
        "全县共受理政府信息公开申请45件,答复43件;"
        "政府信息公开行政诉讼4件,其中结果维持3件,其他结果1件。"
    )
    assert told in prose.read_prose(CUT_INTO_CELLS, []).text


@pytest.mark.parametrize(
    "table",
    [
        "工作情况如下。\n| 培训 | 5次 |\n| --- | --- |\n| 会议 | 3次 |\n",
        "| 一、总体情况 | 全年收到申请45件，答复43件。 |\n",
        "|全年收到申请45件，|\n|答复43件。|\n",
    ],
)
def test_cells_that_are_no_pieces_of_sentences_keep_the_borders_between_them(table: str) -> None:
    assert prose.read_prose(table, []).text.count("|") >= 3


@given(st.lists(st.sampled_from(["|", " ", "\n", "件", "45", "，", "。", "---", "公开申请"])))
def test_no_sign_but_borders_and_blanks_is_lost_when_cells_are_joined(pieces: list[str]) -> None:
    text = "".join(pieces)
    kept = [sign for sign in prose.read_prose(text, []).text if sign not in "| \n-"]
    assert kept == [{"，": ","}.get(sign, sign) for sign in text if sign not in "| \n-"]


def test_rows_of_figures_that_are_of_no_table_of_the_form_are_no_prose() -> None:
    table = "项目\t\t2023年总计\n一、本年新收申请数量\t\t191\n二、上年结转申请数量\t\t10\n"
    told = prose.read_prose(f"全年收到申请249件。\n{table}四、其他\n", []).text
    assert "249" in told
    assert "其他" in told
    assert "191" not in told
    assert "新收" not in told


@pytest.mark.parametrize(
    "text",
    [
        "全年收到申请\t45\t件，其中予以公开\n的\t30\t件，不予公开的\t15\t件",
        "全年收到申请\t45\n件。答复\t43\n件。",
        "全年收到申请数量为\t45，\n答复数量为\t43，\n",
        "全年收到申请\t45\n",
        "一、总体情况\t全年收到申请45件\n二、其他\t未收费用\n",
    ],
)
def test_sentences_with_tabs_in_them_stay_prose(text: str) -> None:
    assert "45" in prose.read_prose(text, []).text

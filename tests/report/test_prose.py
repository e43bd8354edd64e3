"""Prose is read with each character for what it stands for."""

from __future__ import annotations

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

"""Prose is read with each character for what it stands for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from report import prose

CHANGING = [chr(code) for code in prose._flat()]


def test_no_character_is_read_as_another_that_is_read_as_a_third():
    flat = prose._flat()
    assert not {code for code in flat.values() if flat.get(code, code) != code}


@given(st.lists(st.sampled_from([*CHANGING, "公", "开", "1", "\n"]), max_size=200).map("".join))
def test_few_and_many_characters_that_change_are_read_alike(text):
    assert prose._flattened(text) == text.translate(prose._flat())

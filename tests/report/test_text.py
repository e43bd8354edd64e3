"""Folding text and finding the way back."""

from __future__ import annotations

from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.text import PRONUNCIATION, find_quote, fold, project


def test_width_and_blanks_do_not_matter():
    assert fold("（三） 不予\n公开１５件") == fold("(三)不予公开15件")


def test_traditional_characters_are_compared_as_simplified_ones():
    assert fold("行政規范性文件總數") == fold("行政规范性文件总数")


def test_the_reading_of_a_character_in_brackets_is_no_text():
    assert fold("政務(wù)公開（kāi）15件") == "政务公开15件"
    assert project("務(wù)公").back(1, 2) == (5, 6)
    assert fold("公开(PDF)、(其他)") == "公开(PDF)、(其他)"


@given(st.text(max_size=60))
def test_a_projection_folds_as_fold_does_and_maps_back(text):
    projection = project(text)
    assert projection.text == fold(text)
    for at in range(len(projection.text)):
        span = projection.back(at, at + 1)
        assert projection.text[at] in fold(text[span.start : span.end])


BY_CHARACTER = {
    "what is full of reports": "本年，新 收：（１5）\t“件”\n",
    "several characters for one": "公…㈠开⑴⑵（三）\n",
    "a reading in brackets": "政務(wù)公開（kāi）\r\n件(à）",
    "what no text should hold": "一\0二\n三",
    "more characters than come together": "".join(map(chr, range(0x2000, 0x2300))),
}


@pytest.mark.parametrize("text", BY_CHARACTER.values(), ids=BY_CHARACTER)
@given(data=st.data())
def test_every_place_is_the_one_that_folding_character_by_character_gives(text, data):
    text = "".join(data.draw(st.lists(st.sampled_from([*text, text]), max_size=400)))
    skipped = {at for found in PRONUNCIATION.finditer(text) for at in range(*found.span())}
    origins = [at for at, c in enumerate(text) if at not in skipped for _ in fold(c)]
    projection = project(text)
    assert projection.text == fold(text)
    assert [*map(projection.origin, range(len(projection.text)))] == origins
    assert projection.origin(len(origins)) == len(text)
    for at in range(len(text) + 1):
        assert projection.forward(at) == bisect_left(origins, at)
    for at in range(1, len(origins)):
        assert projection.between(at) == text[origins[at - 1] + 1 : origins[at]]
        first, last = projection.unbroken_from(at), projection.unbroken_to(at)
        assert first <= at < last
        assert not any(map(projection.between, range(first + 1, at + 1)))
        assert not any(map(projection.between, range(at + 1, last)))


@given(st.text(max_size=60))
def test_the_lines_of_a_projection_are_the_folded_lines(text):
    lines = [fold(line) for line in text.splitlines()]
    assert [*filter(None, project(text).lined.split("\n"))] == [*filter(None, lines)]


@given(st.text("一二三件 \u3000\n15１５", min_size=1, max_size=12), st.text("甲乙丙 ", max_size=12))
def test_a_quote_is_found_after_any_change_of_width_and_blanks(quote, before):
    text = before + " ".join(quote) + before
    found = list(find_quote(quote, project(text)))
    if fold(quote):
        assert any(fold(text[s:e]) == fold(quote) for s, e in found)
    else:
        assert not found


def test_every_place_of_a_quote_is_found():
    assert [tuple(span) for span in find_quote("15件", project("１5 件，15件"))] == [(0, 4), (5, 8)]

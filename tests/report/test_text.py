"""Folding text and finding the way back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from report.text import find_quote, fold, project


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
    assert len(projection.origin) == len(projection.text)
    for at in range(len(projection.text)):
        span = projection.back(at, at + 1)
        assert projection.text[at] in fold(text[span.start : span.end])


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


def test_offsets_are_shifted_by_where_the_text_stands():
    assert project("甲 乙", offset=10).back(1, 2) == (12, 13)

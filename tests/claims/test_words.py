"""The lexicon's words are found the same with and without the index."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report import first_characters as index
from report import words
from report.lexicon_data import load_words

PATTERNS = sorted({pattern for word in load_words().values() for pattern in word.patterns})
SENTENCES = (
    "2023年,本机关新收政府信息公开申请15件,上年结转2件,均为自然人申请。",
    "全年共受理行政复议3件,其中维持2件、纠正1件,尚未审结0件。",
    "通过网站公开1.2万余条,占总数的63.5%,较上年增长一成。",
)


def found(sentence: str) -> list[tuple[str, int, int]]:
    return [(word.id, word.start, word.end) for word in words.words_in(sentence, 0, len(sentence))]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_without_the_parser_of_patterns_the_same_words_are_found(sentence, monkeypatch):
    indexed = found(sentence)
    assert indexed
    monkeypatch.setattr(index, "_parser", None)
    words._lexer.cache_clear()
    try:
        assert found(sentence) == indexed
    finally:
        words._lexer.cache_clear()


def test_most_patterns_are_indexed():
    assert sum(index.first_characters(pattern) is not None for pattern in PATTERNS) > (
        0.9 * len(PATTERNS)
    )


@given(st.sampled_from(PATTERNS), st.data())
def test_a_match_begins_with_a_character_of_the_index(pattern, data):
    text = data.draw(st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True))
    match = re.match(pattern, text, re.ASCII)
    first = index.first_characters(pattern)
    if match and match.end() and first is not None:
        assert text[0] in first

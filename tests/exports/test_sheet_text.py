"""Names and texts that a spreadsheet takes as they are."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from gouji.exports.sheet_text import NAME_UNITS, sheet_name, shown

names = st.text(max_size=60) | st.sampled_from(
    ["", "''", "History", "history", "a/b\\c?*[x]:", "局" * 40, "𠮷" * 40, "总览", "总览 "]
)


@given(st.lists(names, max_size=30))
def test_sheet_names_are_allowed_and_each_is_its_own(wanted: list[str]) -> None:
    taken: set[str] = set()
    given_ = [sheet_name(name, taken) for name in wanted]
    assert len({name.casefold() for name in given_}) == len(wanted)
    for name in given_:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= NAME_UNITS
        assert not re.search(r"[\[\]:*?/\\\x00-\x1f]", name)
        assert name[0] != "'" != name[-1]
        assert name.casefold() != "history"


def test_long_names_stay_apart_by_a_number() -> None:
    taken: set[str] = set()
    assert [sheet_name("局" * 40, taken) for _ in range(3)] == [
        "局" * 31,
        "局" * 29 + "~2",
        "局" * 29 + "~3",
    ]


def test_a_figure_that_excel_would_round_is_text() -> None:
    assert shown(10**15) == str(10**15)
    assert shown(10**15 - 1) == 10**15 - 1
    assert shown("\x00\ud800a") == "\ufffd\ufffda"
    assert len(shown("a" * 40_000)) == 32_767

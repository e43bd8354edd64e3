"""Masking covers telephone numbers and e-mail addresses, and nothing moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.model.mask import COVER, mask


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("咨询电话：0571-87654321。", "0571-87654321"),
        ("（0571）87654321", "0571）87654321"),
        ("传真 87654321，", "87654321"),
        ("电话号码为８７６５４３２１。", "８７６５４３２１"),
        ("手机 138 1234 5678", "138 1234 5678"),
        ("联系人13812345678。", "13812345678"),
        ("+86 13812345678", "13812345678"),
        ("热线：12345", "12345"),
        ("400-123-4567", "400-123-4567"),
        ("邮箱 xxgk_2024@yunhe.gov.example", "xxgk_2024@yunhe.gov.example"),
        ("邮箱：a.b＠yunhe．example", "a.b＠yunhe．example"),
    ],
)
def test_what_reaches_a_person_is_covered(text: str, covered: str):
    masked = mask(text)
    start = text.index(covered)
    blanks = [at for at, letter in enumerate(covered) if letter.isspace()]
    cover = [" " if at in blanks else COVER for at in range(len(covered))]
    assert masked[start : start + len(covered)] == "".join(cover)


@pytest.mark.parametrize(
    "text",
    [
        "收到申请12345678件",
        "收费13812345678元",
        "收费01012345678元，",
        "行政许可 139 1234 5678",
        "国发〔2021〕30号",
        "2023年1月1日至2023年12月31日",
        "网站访问量87654321次",
        "热线办结12345件",
        "1,381,234,567",
        "占比12.13812345678%",
    ],
)
def test_figures_of_a_report_are_left_alone(text: str):
    assert mask(text) == text


@given(st.text(alphabet="电话传真：:0123456789０１２-（）@.＠ab件元\n\t 年", max_size=60))
def test_no_character_moves_and_none_is_invented(text: str):
    masked = mask(text)
    assert len(masked) == len(text)
    for before, after in zip(text, masked, strict=True):
        assert after in (before, COVER)
        assert not (before.isspace() and after != before)


@given(st.text(alphabet="电话0123456789-@.ab件", max_size=40))
def test_masking_twice_changes_nothing_more(text: str):
    assert mask(mask(text)) == mask(text)

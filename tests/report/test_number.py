"""What number a table cell holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.number import canonical, header_factor, parse_cell
from report.record import Unit


@pytest.mark.parametrize(
    "raw",
    [
        "",
        " ",
        "\u3000",
        "/",
        "—",
        "-",
        "无",
        "本单位未制作规章",
        "//",
        "1 2/3",
        "1-2",
        "五",
        "十",
        "千万",
        "十十",
    ],
)
def test_blanks_dashes_and_words_hold_no_number(raw):
    assert parse_cell(raw).value is None


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("0", 0),
        ("１５", 15),
        (" 1 5 ", 15),
        ("+15", 15),
        ("-166", -166),
        ("－8", -8),
        ("减44", -44),
        ("减少44", -44),
        ("增9", 9),
        ("1,234", 1234),
        ("1，234，567", 1234567),
        ("13件", 13),
        ("22（其中修订16件）", 22),
        ("0.00", 0),
        ("三十三", 33),
        ("十二件", 12),
        ("一百零五", 105),
    ],
)
def test_a_count_is_read_with_its_sign(raw, value):
    parsed = parse_cell(raw)
    assert parsed.value == value
    assert isinstance(parsed.value, int)


@pytest.mark.parametrize(
    ("raw", "factor", "value", "unit"),
    [
        ("503.59万元", None, "5035900", Unit(10000, "cell")),
        ("75394432.52元", None, "75394432.52", Unit(1, "cell")),
        ("251000元", 10000, "251000", Unit(1, "cell")),
        ("5,542.3607", 10000, "55423607", Unit(10000, "header")),
        ("15646978.85", None, "15646978.85", Unit(1, "none")),
        ("0", None, "0", Unit(1, "none")),
        ("1.2亿元", None, "120000000", Unit(100000000, "cell")),
    ],
)
def test_money_is_yuan_with_the_place_of_its_unit(raw, factor, value, unit):
    parsed = parse_cell(raw, "money", factor)
    assert str(parsed.value) == value
    assert parsed.unit == unit


def test_a_count_with_a_unit_of_money_is_no_count():
    assert parse_cell("503万元").value is None


@pytest.mark.parametrize(
    ("head", "factor"),
    [
        ("本年收费金额（单位：万元）", 10000),
        ("金额（元）", 1),
        ("本年增/减", None),
        ("采购总金额（亿元）", 10**8),
    ],
)
def test_the_head_of_a_column_may_name_the_unit(head, factor):
    assert header_factor(head) == factor


@given(st.integers(-(10**9), 10**9))
def test_any_printed_integer_is_read_back(value):
    for printed in (str(value), f"{value:,}", f"{value:+d}"):
        assert parse_cell(printed, "signed").value == value


@given(st.decimals(min_value=0, max_value=10**9, places=6))
def test_a_canonical_decimal_is_the_same_number_without_exponent(value):
    assert canonical(value) == value
    assert "E" not in str(canonical(value))


@given(st.text(max_size=20))
def test_any_text_is_read_without_an_error(raw):
    parse_cell(raw)
    parse_cell(raw, "money", 10000)


@pytest.mark.parametrize("raw", ["32①", "32²", "3⒈2", "²"])
def test_a_figure_with_the_sign_of_a_footnote_is_no_other_figure(raw: str) -> None:
    assert parse_cell(raw).value is None
    assert parse_cell(raw, "money").value is None

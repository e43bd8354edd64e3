"""Tables that draw no lines, or only some: no cell may move, a blank one stays a blank."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.documents import read_bytes
from tests.documents.grids import assert_sound
from tests.documents.paper import Sheet, pdf

HEADS = ["项目", "自然人", "商业企业", "科研机构", "公益组织", "法律服务", "其他", "总计"]
FULL = ["一、本年新收", "12", "3", "0", "0", "0", "1", "16"]
LEFT, LABEL, WIDTH, HEIGHT, SIZE = 50, 120, 44, 20, 8


def lay_out(rows: list[list[str]], align: str = "left", lines: str = "") -> str:
    """Print rows by position alone and return the text that is read."""
    sheet = Sheet()
    edges = [LEFT, *(LEFT + LABEL + WIDTH * n for n in range(len(rows[0])))]
    for number, row in enumerate(rows):
        for at, text in enumerate(row):
            wide = sum(SIZE / 2 if char.isascii() else SIZE for char in text)
            room = edges[at + 1] - edges[at] - 4 - wide
            shift = {"left": 0.0, "center": room / 2, "right": room}[align if at else "left"]
            sheet.write(edges[at] + 2 + shift, 100 + HEIGHT * number, text, SIZE)
    bottom = 96 + HEIGHT * len(rows)
    if lines == "across":
        for number in range(len(rows) + 1):
            sheet.line(LEFT, 96 + HEIGHT * number, edges[-1], 96 + HEIGHT * number)
    if lines == "down":
        for x in edges:
            sheet.line(x, 96, x, bottom)
        sheet.line(LEFT, 96, edges[-1], 96)
        sheet.line(LEFT, bottom, edges[-1], bottom)
    document = read_bytes(pdf(sheet), "a.pdf")
    assert_sound(document)
    return document.text


ROWS = st.lists(
    st.lists(st.sampled_from(["", "0", "7", "35", "1208"]), min_size=7, max_size=7),
    min_size=1,
    max_size=5,
)


@given(ROWS, st.sampled_from(["left", "center", "right"]), st.sampled_from(["", "across", "down"]))
@settings(max_examples=60, deadline=None)
def test_every_figure_is_written_into_its_own_column_or_no_column_is_told(
    blanks: list[list[str]], align: str, lines: str
) -> None:
    rows = [HEADS, FULL, FULL, FULL, *(["二、上年结转", *row] for row in blanks)]
    read = [line.split("\t") for line in lay_out(rows, align, lines).splitlines()]
    assert read[1:4] == [FULL] * 3
    for row, fields in zip(rows[4:], read[4:], strict=False):
        if any(row[1:]):
            assert fields == row


@given(ROWS, st.sampled_from(["left", "center", "right"]))
@settings(max_examples=40, deadline=None)
def test_without_a_full_row_no_blank_is_invented(blanks: list[list[str]], align: str) -> None:
    narrow = [row[:6] for row in blanks]
    rows = [["二、上年结转", *row] for row in narrow]
    for line, row in zip(lay_out(rows, align).splitlines(), rows, strict=False):
        assert [field for field in line.split("\t") if field] == [cell for cell in row if cell]
        assert "\t\t" not in line


def test_a_row_that_fills_the_page_does_not_run_into_the_next() -> None:
    sheet = Sheet()
    for number, (label, figure) in enumerate([("行政许可", "314"), ("第二十条第（六）项", "")]):
        sheet.write(50, 100 + 20 * number, label)
        sheet.write(530, 100 + 20 * number, figure)
    sheet.write(50, 160, "本机关依法公开政府信息，" * 4)
    assert read_bytes(pdf(sheet), "a.pdf").text.splitlines()[:2] == [
        "行政许可\t314",
        "第二十条第（六）项",
    ]


def test_columns_go_on_over_the_page() -> None:
    first, second = Sheet(), Sheet()
    for at, text in enumerate(FULL):
        first.write(50 + 60 * at + (60 if at else 0), 700, text, SIZE)
    second.write(50, 100, "二、上年结转", SIZE)
    for at, text in ((2, "4"), (7, "4")):
        second.write(110 + 60 * at, 100, text, SIZE)
    lines = read_bytes(pdf(first, second), "a.pdf").text.splitlines()
    assert lines[1].split("\t") == ["二、上年结转", "", "4", "", "", "", "", "4"]


COLUMNS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
STARTS = [200, 245, 290, 335, 390, 445, 490]
SUMMED = st.lists(
    st.lists(st.sampled_from([0, 0, 0, 1, 7, 35]), min_size=6, max_size=6),
    min_size=4,
    max_size=9,
)


def under_heads(rows: list[list[str]], shift: int = 0) -> list[str]:
    """Print rows under heads of two levels and return the lines that are read of them."""
    sheet = Sheet()
    sheet.write(STARTS[3], 60, "法人或其他组织", SIZE)
    for at, head in enumerate(COLUMNS):
        sheet.write(STARTS[at], 70 if at in (0, 6) else 82, head, SIZE)
    for number, row in enumerate(rows):
        for x, text in zip([50, *STARTS], row, strict=True):
            sheet.write(x + (shift if x != 50 else 0), 100 + HEIGHT * number, text, SIZE)
    return read_bytes(pdf(sheet), "a.pdf").text.splitlines()[-len(rows) :]


@given(SUMMED)
@settings(max_examples=40, deadline=None)
def test_blank_noughts_under_heads_of_two_levels_stand_in_their_columns(
    parts: list[list[int]],
) -> None:
    rows = [["二、上年结转", *(str(n or "") for n in (*row, sum(row)))] for row in parts]
    read = under_heads(rows)
    for row, line in zip(rows, read, strict=False):
        fields = line.split("\t")
        assert fields == row or [f for f in fields if f] == [cell for cell in row if cell]
        assert fields == row or "" not in fields


def test_three_rows_that_add_up_show_that_the_heads_are_theirs() -> None:
    rows = [["一、本年新收", "3", "", "", "", "", "1", "4"], ["二、上年结转", *[""] * 5, "2", "2"]]
    rows += [["四、结转下年度", "", "5", "", "", "", "", "5"], ["（七）总计", "3", *[""] * 5, "3"]]
    assert [line.split("\t") for line in under_heads(rows)] == rows
    wrong = [[*row[:-1], "9"] for row in rows]
    assert all("" not in line.split("\t") for line in under_heads(wrong))


def test_figures_that_stand_under_no_head_are_left_as_they_are() -> None:
    rows = [["一、本年新收", "3", "", "", "", "", "", "3"]] * 4
    assert [line.split("\t") for line in under_heads(rows, shift=30)] == [
        ["一、本年新收", "3", "3"]
    ] * 4


def test_a_label_printed_on_under_the_figures_stays_one_label() -> None:
    sheet = Sheet()
    sheet.write(50, 100, "2.其他法律行政法规禁止公开", SIZE)
    for at in range(7):
        sheet.write(110 + 40 * at, 100, str(at), SIZE)
    line = read_bytes(pdf(sheet), "a.pdf").text.splitlines()[0]
    assert line.split("\t") == ["2.其他法律行政法规禁止公开", *"0123456"]


def test_a_figure_that_a_label_runs_into_is_set_apart_where_others_stand_over_it() -> None:
    sheet = Sheet()
    for number in range(3):
        sheet.write(50, 100 + HEIGHT * number, "二、结转", SIZE)
        for at in range(7):
            sheet.write(130 + 40 * at, 100 + HEIGHT * number, str(number + at), SIZE)
    sheet.write(58, 160, "保护第三方合法权益", SIZE)
    for at in range(7):
        sheet.write(130 + 40 * at, 160, str(3 + at), SIZE)
    lines = read_bytes(pdf(sheet), "a.pdf").text.splitlines()
    assert lines[3].split("\t") == ["保护第三方合法权益", *"3456789"]


def test_where_nothing_shows_the_figure_no_blank_is_written_over_the_label() -> None:
    sheet = Sheet()
    sheet.write(58, 100, "保护第三方合法权益", SIZE)
    for at in range(7):
        sheet.write(130 + 40 * at, 100, str(3 + at), SIZE)
    (line,) = read_bytes(pdf(sheet), "a.pdf").text.splitlines()
    assert "" not in line.split("\t")


# Two columns of which wide figures stand less than a digit apart.
TOUCHING = [120, 142.4, 200, 240, 280, 320, 360]


def touching(*rows: list[str]) -> Sheet:
    sheet = Sheet()
    for number, row in enumerate(rows):
        for x, text in zip([50, *TOUCHING], row, strict=True):
            sheet.write(x, 100 + HEIGHT * number, text, SIZE)
    return sheet


NARROW = ["二、上年结转", "535", "6", "0", "1", "18", "0", "560"]
BROAD = ["一、本年新收", "13612", "252", "0", "45", "128", "32", "14069"]


def test_figures_that_nearly_touch_stand_in_the_columns_of_the_rows_around_them() -> None:
    rows = [BROAD, NARROW, NARROW, NARROW]
    text = read_bytes(pdf(touching(*rows)), "a.pdf").text
    assert [line.split("\t") for line in text.splitlines()] == rows


def test_figures_that_nearly_touch_stand_in_the_columns_of_the_page_before() -> None:
    text = read_bytes(pdf(touching(NARROW, NARROW), touching(BROAD, NARROW)), "a.pdf").text
    assert [line.split("\t") for line in text.splitlines()] == [NARROW, NARROW, BROAD, NARROW]


def test_figures_that_nearly_touch_are_two_where_nothing_shows_their_columns() -> None:
    (line,) = read_bytes(pdf(touching(BROAD)), "a.pdf").text.splitlines()
    assert line.split("\t")[1] == "13612 252"


@pytest.mark.parametrize("step", [4.0, 5.5])
def test_digits_set_evenly_are_one_number_however_wide(step: float) -> None:
    sheet = Sheet()
    sheet.write(50, 100, "一、本年新收", SIZE)
    for at, digit in enumerate("13612252"):
        sheet.write(120 + step * at, 100, digit, SIZE)
    (line,) = read_bytes(pdf(sheet), "a.pdf").text.splitlines()
    assert line.split("\t")[-1] == "13612252"


def test_digits_of_full_width_beside_others_are_one_number() -> None:
    sheet = Sheet()
    sheet.write(50, 100, "全年收到申请1368件，答复1２件，其中予以公开２５件", SIZE)
    (line,) = read_bytes(pdf(sheet), "a.pdf").text.splitlines()
    assert line == "全年收到申请1368件，答复1２件，其中予以公开２５件"

"""Workbooks: each visible sheet as people see it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.documents import Limits, read_bytes
from extractor.documents.xlsx_numbers import Formats
from report.document import Document
from report.errors import InputError
from tests.documents.grids import assert_sound, at, rows
from tests.documents.office import xlsx


def read(sheet_rows: str, **more: object) -> Document:
    document = read_bytes(xlsx(sheet_rows, **more), "a.xlsx")  # type: ignore[arg-type]
    assert_sound(document)
    return document


def test_merged_cells_shared_strings_and_places() -> None:
    document = read(
        '<row r="3"><c r="B3" t="s"><v>0</v></c><c r="C3" t="s"><v>1</v></c></row>'
        '<row r="4"><c r="C4" t="inlineStr"><is><t>自然人</t></is></c>'
        '<c r="D4" t="str"><v>企业</v></c>'
        '</row><row r="5"><c r="B5" t="s"><v>2</v></c><c r="C5"><v>12</v></c><c r="D5"><v>3</v></c>'
        "</row>",
        merges=("B3:B4", "C3:D3"),
        strings=("信息内容", "申请人", "本年新收"),
    )
    (grid,) = document.grids
    assert rows(grid) == [
        ["信息内容", "申请人", ""],
        ["", "自然人", "企业"],
        ["本年新收", "12", "3"],
    ]
    assert (at(grid, "信息内容").row_span, at(grid, "申请人").column_span) == (2, 2)
    place = at(grid, "3").place
    assert place is not None
    assert (place.table, place.row, place.column) == (1, 4, 3)
    assert "999" not in document.text


def test_merges_that_overlap_do_not_make_cells_overlap() -> None:
    sheet = "".join(
        f'<row r="{r}">' + "".join(f'<c r="{c}{r}"><v>{r}</v></c>' for c in "ABC") + "</row>"
        for r in (1, 2, 3)
    )
    assert len(read(sheet, merges=("B1:C2", "A2:B3")).grids) == 1


def test_empty_cells_are_cells_and_empty_rows_divide_tables() -> None:
    document = read(
        '<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c></row>'
        '<row r="2"><c r="A2"><v>3</v></c></row>'
        '<row r="9"><c r="A9"><v>4</v></c><c r="B9"><v>5</v></c></row>'
    )
    assert [rows(grid) for grid in document.grids] == [[["1", "2"], ["3", ""]], [["4", "5"]]]


def test_a_formula_shows_its_stored_value_and_without_one_itself() -> None:
    grid = read(
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>SUM(A1:A9)</f></c></row>'
    ).grids[0]
    assert rows(grid) == [["2", "=SUM(A1:A9)"]]


def test_truth_values_and_errors_are_no_numbers() -> None:
    grid = read(
        '<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><v>#REF!</v></c></row>'
    ).grids[0]
    assert rows(grid) == [["TRUE", "#REF!"]]


def test_a_stray_cell_at_the_far_end_costs_nothing() -> None:
    document = read(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>9</v></c></row>',
        merges=("A1:A1048576",),
    )
    assert len(document.text) < 5_000


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("15", "", "15"),
        ("15.0", "General", "15"),
        ("503.58999999999997", "General", "503.59"),
        ("503.58999999999997", "0.00", "503.59"),
        ("5542.3607", "#,##0.0000", "5,542.3607"),
        ("1.2E+3", "General", "1200"),
        ("-166", "0;-0", "-166"),
        ("-166", "0;0", "-166"),
        ("0.2857", "0.00%", "28.57%"),
        ("44", '0"件"', "44件"),
        ("45292", "yyyy-mm-dd", "2024-01-01"),
        ("45292", 'yyyy"年"m"月"d"日"', "2024-01-01"),
        ("0", "0;;", "0"),
        ("abc", "0", "abc"),
        ("NaN", "0", "NaN"),
    ],
)
def test_numbers_are_read_as_they_are_shown(value: str, code: str, shown: str) -> None:
    assert Formats({200: code}, [200]).show(value, "0") == shown


@given(st.integers(-(10**12), 10**12))
def test_whole_numbers_stay_what_they_are(number: int) -> None:
    assert Formats().show(str(number), "") == str(number)
    assert Formats({200: "#,##0"}, [200]).show(str(number), "0").replace(",", "") == str(number)


def test_a_reference_to_a_missing_text_is_damage_not_a_blank() -> None:
    with pytest.raises(InputError) as caught:
        read('<row r="1"><c r="A1" t="s"><v>7</v></c></row>')
    assert caught.value.code == "damaged"


def test_more_cells_than_any_report_has_are_too_large() -> None:
    cells = "".join(f"<row><c><v>{n}</v></c><c><v>1</v></c></row>" for n in range(300))
    with pytest.raises(InputError) as caught:
        read_bytes(xlsx(cells), "a.xlsx", Limits(cells=500))
    assert caught.value.code == "too_large"

"""A page laid out by a ruled table: its prose is prose, and its tables are tables."""

from __future__ import annotations

import pytest

from extractor.documents import read_bytes
from report.document import Document
from tests.documents.grids import assert_sound, rows
from tests.documents.paper import Sheet, pdf

FORM = [["项目", "自然人", "企业"], ["本年新收", "12", "0"], ["上年结转", "1", "3500"]]
WIDTHS = [120.0, 60.0, 60.0]
PARAGRAPH = (
    "青岚县统计局依照条例编制本年度报告。本报告数据的统计期限自",
    "2022年1月1日起至2022年12月31日止，以后的不在此列。主动公开信息",
    "1268条，其余见下表。",
)
WHOLE = "".join(PARAGRAPH)


def read(*sheets: Sheet) -> Document:
    document = read_bytes(pdf(*sheets), "a.pdf")
    assert_sound(document)
    return document


def box(sheet: Sheet, x0: float, y0: float, x1: float, y1: float) -> None:
    for line in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
        sheet.line(*line)


def side_column(sheet: Sheet) -> None:
    """Write a menu beside a column that takes up most of the page."""
    box(sheet, 40, 60, 140, 500)
    box(sheet, 140, 60, 560, 500)
    for number, item in enumerate(("公开指南", "公开制度", "公开年报")):
        sheet.write(45, 70 + 20 * number, item, 10)


def paragraph(sheet: Sheet, x: float, y: float) -> None:
    for number, line in enumerate(PARAGRAPH):
        sheet.write(x, y + 18 * number, line)


def test_prose_beside_a_side_column_is_prose_and_a_table_below_it_a_table() -> None:
    sheet = Sheet()
    side_column(sheet)
    paragraph(sheet, 150, 70)
    sheet.table(180, 200, FORM, WIDTHS)
    sheet.write(150, 300, "青岚县统计局")
    document = read(sheet)
    assert [rows(grid) for grid in document.grids] == [FORM]
    assert document.text.splitlines() == [
        "公开指南",
        "公开制度",
        "公开年报",
        WHOLE,
        *("\t".join(row) for row in FORM),
        "青岚县统计局",
    ]


def test_a_table_that_touches_the_column_it_stands_in_is_cut_out_of_the_layout() -> None:
    sheet = Sheet()
    side_column(sheet)
    paragraph(sheet, 150, 70)
    sheet.table(141, 200, FORM, [140.0, 140.0, 138.0])
    sheet.write(150, 300, "青岚县统计局坚持以公开为常态，全年及时回应群众。")
    sheet.write(150, 318, "以上情况均已在本局门户网站公布，欢迎查阅。")
    document = read(sheet)
    (grid,) = document.grids
    assert [[text for text in row if text] for row in rows(grid)] == FORM
    assert WHOLE in document.text.splitlines()
    assert document.text.index(WHOLE) < grid.span.start
    assert document.text.index("坚持以公开为常态") > grid.span.end


def test_a_label_beside_prose_is_read_before_it() -> None:
    sheet = Sheet()
    sheet.table(60, 60, [["一、总体情况", ""]], [90.0, 420.0], height=80)
    paragraph(sheet, 155, 66)
    document = read(sheet)
    assert not document.grids
    assert document.text.splitlines() == ["一、总体情况", WHOLE]


def test_a_paragraph_within_a_layout_goes_on_over_the_page() -> None:
    first, second = Sheet(), Sheet()
    for sheet in (first, second):
        box(sheet, 40, 60, 140, 780)
        box(sheet, 140, 60, 560, 780)
    opening = "青岚县统计局坚持以公开为常态全年主动公开信息并回应群众。"
    for sheet in (first, second):
        for number in range(3):
            sheet.write(150, (720 if sheet is first else 70) + 18 * number, opening + "今年已有")
    document = read(first, second)
    assert document.text == (opening + "今年已有") * 6 + "\n"


@pytest.mark.parametrize(
    "note",
    ["规章由设区的市填报。", "本列数据的勾稽关系为第一项加第二项之和等于第三项加第四项之和"],
)
def test_notes_in_cells_of_a_table_stay_there(note: str) -> None:
    table = [[note, "", ""], *FORM]
    sheet = Sheet()
    sheet.table(60, 60, table, [400.0, 60.0, 60.0])
    (grid,) = read(sheet).grids
    assert rows(grid) == table


def test_sentences_beside_figures_take_no_figure_out_of_its_table() -> None:
    sheet = Sheet()
    sheet.table(60, 60, [[*row, ""] for row in FORM], [80.0, 40.0, 40.0, 330.0], height=40)
    for number in range(2):
        sheet.write(225, 102 + 14 * number, "以上申请均已在法定期限内答复申请人，无一延期。", 10)
    (grid,) = read(sheet).grids
    assert [row[:3] for row in rows(grid)] == FORM


def test_tables_nested_in_a_table_of_figures_stay_in_their_cells() -> None:
    sheet = Sheet()
    sheet.table(60, 60, [*FORM, ["复议诉讼总数", "", "1234567"]], [200.0, 140.0, 140.0], height=40)
    sheet.table(270, 184, [["甲一", "乙二"], ["3", "4"]], [50.0, 50.0], height=14)
    (grid,) = read(sheet).grids
    assert rows(grid)[3][0] == "复议诉讼总数"
    assert "3" in rows(grid)[3][1]


def test_a_gap_between_two_lines_is_no_blank_cell() -> None:
    sheet = Sheet()
    sheet.table(60, 60, [[*row, ""] for row in FORM], [*WIDTHS, 3.5])
    (grid,) = read(sheet).grids
    assert rows(grid)[2] == FORM[2]
    assert not [cell for cell in grid.cells if cell.column == 3]

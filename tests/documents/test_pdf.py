"""PDF pages: what stands where it stands, or a reason why it cannot be read."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.documents import Limits, read_bytes
from report.document import Document
from report.errors import InputError
from tests.documents.grids import assert_sound, at, rows
from tests.documents.paper import Sheet, pdf

FORM = [["项目", "自然人", "企业"], ["本年新收", "12", "0"], ["上年结转", "", "3,500"]]
WIDTHS = [120.0, 60.0, 60.0]
PROSE = "青岚县统计局坚持以公开为常态全年主动公开政府信息并及时回应群众"


def read(*sheets: Sheet) -> Document:
    document = read_bytes(pdf(*sheets), "a.pdf")
    assert_sound(document)
    return document


def test_a_ruled_table_is_a_grid_with_boxes() -> None:
    sheet = Sheet()
    sheet.write(72, 72, "二、主动公开情况")
    sheet.table(72, 140, FORM, WIDTHS)
    sheet.write(72, 300, "三、其他")
    document = read(sheet)
    (grid,) = document.grids
    assert rows(grid) == FORM
    place = at(grid, "3,500").place
    assert place is not None
    assert (place.page, place.box) == (1, (252.0, 188.0, 312.0, 212.0))
    assert document.text.startswith("二、主动公开情况\n项目\t自然人\t企业\n")
    assert document.text.endswith("\n三、其他\n")


def test_open_outer_edges_lose_no_column() -> None:
    sheet = Sheet()
    sheet.table(72, 140, FORM, WIDTHS, outer=False)
    assert rows(read(sheet).grids[0]) == FORM


def test_lines_drawn_as_thin_boxes_make_tables_too() -> None:
    sheet = Sheet()
    for x in (72, 192, 252):
        sheet.bar(x, 100, 0.5, 48)
    for y in (100, 124, 148):
        sheet.bar(72, y, 180, 0.5)
    for number, text in enumerate(("规章", "3", "文件", "15")):
        sheet.write((75, 200)[number % 2], (106, 130)[number // 2], text, 10)
    assert rows(read(sheet).grids[0]) == [["规章", "3"], ["文件", "15"]]


def test_merged_cells_are_told_from_missing_lines() -> None:
    sheet = Sheet()
    for y in (100, 148):
        sheet.line(72, y, 252, y)
    sheet.line(132, 124, 252, 124)
    for x in (72, 132, 252):
        sheet.line(x, 100, x, 148)
    sheet.line(192, 124, 192, 148)
    sheet.write(75, 115, "项目", 10)
    sheet.write(140, 105, "申请人", 10)
    sheet.write(140, 130, "甲", 10)
    sheet.write(200, 130, "乙", 10)
    grid = read(sheet).grids[0]
    assert rows(grid) == [["项目", "申请人", ""], ["", "甲", "乙"]]
    assert (at(grid, "项目").row_span, at(grid, "申请人").column_span) == (2, 2)


def test_a_label_of_several_lines_is_one_label() -> None:
    sheet = Sheet()
    sheet.table(72, 100, [["", "3"], ["规章", "4"]], [60, 60], height=40)
    sheet.write(75, 104, "行政规范", 10)
    sheet.write(75, 120, "性文件", 10)
    assert rows(read(sheet).grids[0]) == [["行政规范性文件", "3"], ["规章", "4"]]


def test_a_number_goes_on_in_the_next_line_only_if_it_fills_its_line() -> None:
    sheet = Sheet()
    sheet.table(72, 100, [["", ""], ["甲", "乙"]], [34, 90], height=40)
    sheet.write(73, 104, "750000", 10)
    sheet.write(73, 118, "25", 10)
    sheet.write(110, 104, "12", 10)
    sheet.write(110, 118, "25", 10)
    assert rows(read(sheet).grids[0])[0] == ["75000025", "12 25"]


def test_letter_spaced_characters_are_one_word_and_distant_ones_are_not() -> None:
    sheet = Sheet()
    sheet.table(72, 100, [["", "1"], ["丙", "2"]], [200, 60])
    for number, char in enumerate("总计"):
        sheet.write(80 + 20 * number, 106, char, 10)
    assert rows(read(sheet).grids[0])[0] == ["总计", "1"]


def test_a_number_wider_than_its_column_belongs_where_its_middle_is() -> None:
    sheet = Sheet()
    sheet.table(72, 100, [["规章", "", "7"], ["文件", "1", "2"]], [60, 24, 60])
    sheet.write(128, 106, "3985758", 10)
    assert rows(read(sheet).grids[0])[0] == ["规章", "3985758", "7"]


def test_columns_without_lines_keep_a_tab_between_them() -> None:
    sheet = Sheet()
    for x, text in ((72, "本年新收"), (140, "12"), (172, "0"), (200, "3,500")):
        sheet.write(x, 106, text, 10)
    assert read(sheet).text == "本年新收\t12\t0\t3,500\n"


def test_text_printed_twice_for_boldness_is_read_once() -> None:
    sheet = Sheet()
    for shift in (0.0, 0.3):
        sheet.write(72 + shift, 72, "全年收到申请11件")
    assert read(sheet).text == "全年收到申请11件\n"


def test_paragraphs_are_joined_over_lines_and_pages_and_page_numbers_left_out() -> None:
    first, second = Sheet(), Sheet()
    first.write(96, 700, PROSE[:-4])
    first.write(72, 720, PROSE + "全年")
    second.write(72, 72, "收到申请12件。")
    second.write(96, 92, "另有3件。")
    for number, sheet in enumerate((first, second), 1):
        sheet.write(290, 800, f"- {number} -", 9)
    document = read(first, second)
    assert document.text == f"{PROSE[:-4]}\n{PROSE}全年收到申请12件。\n另有3件。\n"
    assert [page.number for page in document.pages] == [1, 2]
    start, end = document.pages[1].span
    assert document.text[start:end] == "收到申请12件。\n另有3件。\n"


def test_headers_and_footers_of_a_printed_web_page_are_left_out() -> None:
    sheets = [Sheet() for _ in range(3)]
    for number, sheet in enumerate(sheets, 1):
        sheet.write(24, 10, "2024/1/17 10:22", 8)
        sheet.write(300, 10, "青岚县年报", 8)
        sheet.write(72, 100, f"第{'一二三'[number - 1]}段共{number}件。")
        sheet.write(24, 824, "http://www.example.cn/a", 8)
        sheet.write(540, 824, f"{number}/3", 8)
    assert read(*sheets).text == "第一段共1件。\n第二段共2件。\n第三段共3件。\n"


def test_a_table_over_two_pages_is_one_grid_a_page_with_no_page_number_in_it() -> None:
    first, second = Sheet(), Sheet()
    first.table(72, 700, FORM[:2], WIDTHS)
    second.table(72, 72, FORM[2:] * 2, WIDTHS)
    first.write(290, 800, "第1页", 9)
    second.write(290, 800, "第2页", 9)
    document = read(first, second)
    assert [rows(grid) for grid in document.grids] == [FORM[:2], FORM[2:] * 2]
    assert "页" not in document.text


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_turned_page_is_measured_as_shown(rotate: int) -> None:
    sheet = Sheet(rotate=rotate)
    sheet.table(72, 140, FORM, WIDTHS)
    document = read(sheet)
    page = document.pages[0]
    assert (page.width, page.height) == ((842, 595) if rotate != 180 else (595, 842))
    for cell in document.grids[0].cells:
        assert cell.place is not None
        assert cell.place.box is not None
        x0, y0, x1, y1 = cell.place.box
        assert 0 <= x0 < x1 <= page.width
        assert 0 <= y0 < y1 <= page.height


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_page_shown_lying_on_its_side_is_read_as_its_characters_stand(rotate: int) -> None:
    sheet = Sheet(rotate=rotate)
    sheet.write(72, 72, PROSE)
    sheet.table(72, 140, FORM, WIDTHS)
    document = read(sheet)
    assert rows(document.grids[0]) == FORM
    assert PROSE in document.text


def code_of(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(InputError) as caught:
        read_bytes(data, "a.pdf", limits or Limits())
    assert caught.value.text("zh") != caught.value.text("en")
    return caught.value.code


def test_a_scanned_page_needs_ocr_even_beside_pages_with_text() -> None:
    text, scan = Sheet(), Sheet()
    text.write(72, 72, PROSE)
    scan.picture(20, 20, 550, 800)
    assert code_of(pdf(scan)) == "needs_ocr"
    with pytest.raises(InputError, match="page 2"):
        read_bytes(pdf(text, scan), "a.pdf")


def test_text_recognised_by_another_program_is_read_and_named_as_such() -> None:
    sheet = Sheet()
    sheet.picture(20, 20, 550, 800)
    sheet.pieces.append("3 Tr")
    for number in range(3):
        sheet.write(72, 72 + 20 * number, PROSE)
    document = read(sheet)
    assert document.text.count(PROSE) == 3
    assert document.reader.endswith("over ocr")
    plain = Sheet()
    plain.write(72, 72, PROSE)
    assert not read(plain).reader.endswith("over ocr")


def test_a_scan_with_a_page_number_and_text_drawn_as_outlines_need_ocr() -> None:
    text, scan, outlines = Sheet(), Sheet(), Sheet()
    text.write(72, 72, PROSE)
    scan.picture(20, 20, 550, 800)
    scan.write(290, 800, "- 2 -", 9)
    for number in range(200):
        outlines.line(72, 72 + number, 80 + number % 7, 75 + number)
    assert code_of(pdf(text, scan)) == "needs_ocr"
    assert code_of(pdf(text, outlines)) == "needs_ocr"


def test_dashed_lines_make_a_table() -> None:
    sheet = Sheet()
    for step in range(60):
        for y in (100, 124, 148):
            sheet.bar(72 + 3 * step, y, 1.5, 0.5)
    for step in range(16):
        for x in (72, 192, 252):
            sheet.bar(x, 100 + 3 * step, 0.5, 1.5)
    for number, text in enumerate(("规章", "3", "文件", "15")):
        sheet.write((75, 200)[number % 2], (106, 130)[number // 2], text, 10)
    assert rows(read(sheet).grids[0]) == [["规章", "3"], ["文件", "15"]]


def test_an_empty_page_beside_text_is_no_failure_but_nothing_at_all_is() -> None:
    text = Sheet()
    text.write(72, 72, PROSE)
    assert read(text, Sheet()).text == PROSE + "\n"
    assert code_of(pdf(Sheet(), Sheet())) == "needs_ocr"


def test_characters_without_a_way_to_unicode_need_ocr() -> None:
    sheet = Sheet()
    for number in range(9):
        sheet.write(72, 72 + 20 * number, PROSE)
    assert code_of(pdf(sheet, mapped=False)) == "needs_ocr"


def test_a_cut_file_is_damaged_and_never_a_shorter_report() -> None:
    sheets = [Sheet() for _ in range(3)]
    for sheet in sheets:
        sheet.write(72, 72, PROSE)
    data = pdf(*sheets)
    for keep in (0.3, 0.6, 0.9):
        assert code_of(data[: int(len(data) * keep)]) == "damaged"


def test_more_pages_or_cells_than_any_report_are_too_large() -> None:
    sheets = [Sheet() for _ in range(5)]
    sheets[0].table(72, 72, FORM, WIDTHS)
    assert code_of(pdf(*sheets), Limits(pages=4)) == "too_large"
    assert code_of(pdf(*sheets), Limits(cells=5)) == "too_large"


NUMBERS = st.lists(
    st.lists(st.integers(0, 99_999).map(str) | st.just(""), min_size=3, max_size=3),
    min_size=2,
    max_size=8,
)


@given(NUMBERS)
@settings(max_examples=40, deadline=None)
def test_every_number_is_found_in_its_own_cell(numbers: list[list[str]]) -> None:
    sheet = Sheet()
    table = [["项目", "甲", "乙", "丙"], *(["规章", *row] for row in numbers)]
    sheet.table(72, 72, table, [80, 60, 60, 60])
    assert rows(read(sheet).grids[0]) == table


def test_tables_inside_forms_are_measured_where_they_are_shown() -> None:
    sheet = Sheet()
    sheet.table(72, 140, FORM, WIDTHS)
    source = pdfium.PdfDocument(pdf(sheet))
    target = pdfium.PdfDocument.new()
    page = target.new_page(842, 842)
    form = source.page_as_xobject(0, target).as_pageobject()
    form.set_matrix(pdfium.PdfMatrix().scale(0.5, 0.5).translate(100, 300))
    page.insert_obj(form)
    page.gen_content()
    buffer = io.BytesIO()
    target.save(buffer)
    target.close()
    source.close()
    document = read_bytes(buffer.getvalue(), "a.pdf")
    (grid,) = document.grids
    assert rows(grid) == FORM
    place = at(grid, "12").place
    assert place is not None
    # From 192, 164 of a page 842 high, halved and moved by 100 and up by 300.
    assert place.box == (196.0, 203.0, 226.0, 215.0)

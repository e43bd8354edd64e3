"""Word files: read as the page shows them, not as the XML stores them."""

from __future__ import annotations

import pytest

from extractor.documents import read_bytes
from report.document import Document
from report.errors import InputError
from tests.documents.grids import assert_sound, at, rows
from tests.documents.office import cell, docx, pack, paragraph, row, run, table


def read(body: str, **parts: str) -> Document:
    document = read_bytes(docx(body, **parts), "a.docx")
    assert_sound(document)
    return document


def test_merged_cells_are_unrolled() -> None:
    (grid,) = read(
        table(
            row(
                cell("信息内容", '<w:vMerge w:val="restart"/>'),
                cell("申请人", '<w:gridSpan w:val="2"/>'),
            ),
            row(cell("", "<w:vMerge/>"), cell("自然人"), cell("企业")),
            row(cell("本年新收"), cell("12"), cell("3")),
        )
    ).grids
    assert rows(grid) == [
        ["信息内容", "申请人", ""],
        ["", "自然人", "企业"],
        ["本年新收", "12", "3"],
    ]
    assert (at(grid, "信息内容").row_span, at(grid, "申请人").column_span) == (2, 2)
    place = at(grid, "3").place
    assert place is not None
    assert (place.table, place.row, place.column) == (0, 2, 2)


def test_a_vertical_merge_of_another_width_is_a_cell_of_its_own() -> None:
    grid = read(
        table(
            row(cell("甲", '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>'), cell("乙")),
            row(cell("", "<w:vMerge/>"), cell("1"), cell("2")),
        )
    ).grids[0]
    assert rows(grid) == [["甲", "", "乙"], ["", "1", "2"]]


def test_a_row_that_begins_late_keeps_its_columns() -> None:
    grid = read(
        table(
            row(cell("甲"), cell("乙"), cell("丙")),
            row(cell("1"), cell("2"), properties='<w:trPr><w:gridBefore w:val="1"/></w:trPr>'),
        )
    ).grids[0]
    assert rows(grid)[1] == ["", "1", "2"]


def test_insertions_count_and_deletions_do_not() -> None:
    document = read(
        f"<w:p>{run('本年新收')}<w:del>{run('9')}<w:r><w:delText>8</w:delText></w:r></w:del>"
        f"<w:ins>{run('12')}</w:ins>{run('件')}</w:p>"
        f"<w:moveFrom><w:p>{run('移走')}</w:p></w:moveFrom>"
    )
    assert document.text == "本年新收12件\n"


def test_a_deleted_row_and_an_old_format_are_gone() -> None:
    grid = read(
        table(
            row(cell("甲"), cell("乙")),
            row(cell("7"), cell("7"), properties="<w:trPr><w:del/></w:trPr>"),
            row(
                cell("1", '<w:tcPrChange><w:tcPr><w:gridSpan w:val="2"/></w:tcPr></w:tcPrChange>'),
                cell("2"),
            ),
        )
    ).grids[0]
    assert rows(grid) == [["甲", "乙"], ["1", "2"]]


def test_paragraphs_whose_mark_is_deleted_read_on() -> None:
    mark = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    assert read(paragraph("全年收到", mark) + paragraph("12件")).text == "全年收到12件\n"


def test_text_boxes_are_read_once_after_their_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('附注：含结转3件')}</w:txbxContent>"
    body = (
        f"<w:p>{run('一、总体情况')}<w:r><mc:AlternateContent><mc:Choice><wps:txbx>{box}</wps:txbx>"
        f"</mc:Choice><mc:Fallback><v:textbox>{box}</v:textbox></mc:Fallback>"
        f"</mc:AlternateContent></w:r></w:p>{paragraph('全年12件')}"
    )
    assert read(body).text == "一、总体情况\n附注：含结转3件\n全年12件\n"


def test_fields_show_their_result_and_bookmarks_nothing() -> None:
    body = (
        '<w:p><w:bookmarkStart w:name="_GoBack"/><w:bookmarkEnd/><w:r><w:fldChar/></w:r>'
        "<w:r><w:instrText>=SUM(A1:A9)</w:instrText></w:r>"
        f"<w:r><w:fldChar/></w:r>{run('12')}{run('件')}</w:p>"
    )
    assert read(body).text == "12件\n"


def test_hidden_runs_are_left_out() -> None:
    body = f"<w:p>{run('12件')}{run('（草稿）', '<w:rPr><w:vanish/></w:rPr>')}{run('。')}</w:p>"
    assert read(body).text == "12件。\n"


def test_numbers_word_counts_are_written_out() -> None:
    def item(text: str, level: int = 0) -> str:
        properties = (
            f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="5"/></w:numPr></w:pPr>'
        )
        return paragraph(text, properties)

    levels = (
        '<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1">'
        '<w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>'
        '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="2"/></w:num>'
    )
    body = item("总体情况") + item("概述", 1) + item("渠道", 1) + item("申请情况") + item("收到", 1)
    assert read(body, numbering=levels).text == (
        "一、总体情况\n1.概述\n2.渠道\n二、申请情况\n1.收到\n"
    )


def test_a_layout_table_with_the_whole_report_in_it_is_no_data() -> None:
    inner = table(row(cell("项目"), cell("数量")), row(cell("规章"), cell("3")))
    body = table(
        f"<w:tr><w:tc>{paragraph('一、总体情况')}{inner}{paragraph('二、其他')}</w:tc></w:tr>"
    )
    document = read(body)
    assert document.text == "一、总体情况\n项目\t数量\n规章\t3\n二、其他\n"
    assert len(document.grids) == 1


def test_breaks_tabs_and_odd_blanks_in_a_cell_stay_on_its_line() -> None:
    odd = "1\u00a0件"
    body = table(
        f"<w:tr><w:tc><w:p>{run('规')}<w:r><w:br/></w:r>{run('章')}<w:r><w:tab/></w:r>{run('　数')}"
        f"</w:p></w:tc>{cell(odd)}</w:tr>"
    )
    assert rows(read(body).grids[0]) == [["规章 　数", odd]]


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE w [<!ENTITY a "9"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE w SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_are_refused(prolog: str) -> None:
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"{prolog}<w><p>&b;&x;</p></w>",
    }
    with pytest.raises(InputError) as caught:
        read_bytes(pack(parts), "a.docx")
    assert caught.value.code == "damaged"


def test_a_file_without_its_main_part_or_with_broken_xml_is_damaged() -> None:
    broken = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document"}
    without = {"[Content_Types].xml": "<Types/>", "word/other.xml": "<x/>"}
    for parts in (broken, without):
        with pytest.raises(InputError) as caught:
            read_bytes(pack(parts), "a.docx")
        assert caught.value.code == "damaged"


def test_a_document_of_pictures_needs_ocr() -> None:
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": "<document/>",
        "word/media/image1.png": b"\x89PNG",
    }
    with pytest.raises(InputError) as caught:
        read_bytes(pack(parts), "a.docx")
    assert caught.value.code == "needs_ocr"


def test_an_empty_document_is_empty() -> None:
    with pytest.raises(InputError) as caught:
        read("<w:p/>")
    assert caught.value.code == "empty"

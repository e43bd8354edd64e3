"""Saved web pages: what the site puts around a report must not change what is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.documents import read_bytes
from report.document import Document
from report.errors import InputError
from tests.documents.grids import assert_sound, at, rows

HEAD = "<!DOCTYPE html><html><head><title>青岚县年报</title></head><body>"
FORM = (
    "<table><tr><td rowspan=2>信息内容</td><td colspan='2'>申请人</td></tr>"
    "<tr><td>自然人</td><td>商业企业</td></tr><tr><td>本年新收</td><td>12</td><td>3</td></tr>"
    "</table>"
)


def page(body: str, encoding: str = "utf-8") -> Document:
    document = read_bytes((HEAD + body).encode(encoding), "a.html")
    assert_sound(document)
    return document


def test_merged_cells_are_unrolled() -> None:
    (grid,) = page(FORM).grids
    assert rows(grid) == [
        ["信息内容", "申请人", ""],
        ["", "自然人", "商业企业"],
        ["本年新收", "12", "3"],
    ]
    assert (at(grid, "信息内容").row_span, at(grid, "申请人").column_span) == (2, 2)


def test_a_cell_knows_its_table_row_and_column() -> None:
    place = at(page("<table><tr><td>甲</td><td>乙</td></tr></table>" + FORM).grids[1], "3").place
    assert place is not None
    assert (place.table, place.row, place.column) == (1, 2, 2)


def test_a_number_cut_across_tags_stays_whole() -> None:
    grid = page(
        "<table><tr><td>项目<td>数量<tr><td>规章<td><b>1</b><span>2<i></i></span>"
        "<!-- 9 -->5</table>"
    ).grids[0]
    assert rows(grid)[1] == ["规章", "125"]


def test_a_raised_footnote_is_no_digit_of_the_figure_and_struck_text_is_gone() -> None:
    grid = page(
        "<table><tr><td>规章<td>32<sup>1</sup><td><del>32</del><ins>33</ins></table>"
    ).grids[0]
    assert rows(grid)[0] == ["规章", "32¹", "33"]


def test_numbers_under_one_another_never_become_one() -> None:
    grid = page("<table><tr><td>项目<td>数量<tr><td>规<br>章<td><p>1</p><p>2</p></table>").grids[0]
    assert rows(grid)[1] == ["规章", "1 2"]


def test_scripts_styles_and_comments_are_no_text() -> None:
    text = page(
        "<script>var a='<table><tr><td>9</td></tr></table>'</script><style>p{}</style>"
        "<!-- <p>旧稿9件</p> --><noscript>9</noscript><p>共12件</p>"
    ).text
    assert "12" in text
    assert "9" not in text


def test_hidden_cells_and_rows_do_not_shift_a_table() -> None:
    grid = page(
        "<table><tr height=0 style='display:none'><td>1<td>1</tr>"
        "<tr><td>项目</td><td style='display: none'></td><td>数量</td></tr>"
        "<tr><td>规章</td><td>3</td></tr></table>"
    ).grids[0]
    assert [row for row in rows(grid) if any(row)] == [["项目", "数量"], ["规章", "3"]]


def test_a_layout_table_around_everything_is_no_data() -> None:
    document = page(
        "<table><tr><td>首页</td><td><h1>年度报告</h1><p>一、总体情况</p><p>全年收到申请。</p>"
        f"{FORM}<p>四、其他</p></td></tr></table>"
    )
    assert len(document.grids) == 1
    assert "年度报告\n一、总体情况\n全年收到申请。\n信息内容" in document.text


def test_long_prose_in_a_table_stays_prose_and_its_other_rows_a_table() -> None:
    prose = "全年坚持公开为常态，" * 40
    document = page(
        f"<table><tr><td>项目</td><td>数量</td></tr><tr><td>规章</td><td>3</td></tr>"
        f"<tr><td colspan=2><p>一、总体情况</p><p>{prose}</p></td></tr></table>"
    )
    assert rows(document.grids[0]) == [["项目", "数量"], ["规章", "3"]]
    assert f"\n一、总体情况\n{prose}\n" in document.text


def test_heads_nested_as_a_table_line_up_with_the_columns_below() -> None:
    grid = page(
        "<table><tr><td>项目</td><td colspan=3><table><tr><td rowspan=2>自然人</td>"
        "<td colspan=2>法人</td></tr><tr><td>企业</td><td>科研</td></tr></table></td></tr>"
        "<tr><td>新收件数</td><td>1</td><td>2</td><td>3</td></tr>"
        "<tr><td>结转件数</td><td>4</td><td>5</td><td>6</td></tr></table>"
    ).grids[0]
    assert rows(grid) == [
        ["项目", "自然人", "法人", ""],
        ["", "", "企业", "科研"],
        ["新收件数", "1", "2", "3"],
        ["结转件数", "4", "5", "6"],
    ]


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("gb2312", "gb18030"),
        ("utf-8", "gbk"),
        ("gbk", "utf-8"),
        ("", "utf-16"),
        ("big5", "big5"),
        ("iso-8859-1", "utf-8"),
    ],
)
def test_a_wrong_charset_is_not_believed(charset: str, encoding: str) -> None:
    text = f"<meta charset='{charset}'><p>青山公安局年度新收申明三件，其中自然人二件。</p>" + FORM
    simple = text.replace("请", "請") if encoding == "big5" else text
    data = (HEAD + simple).encode(encoding, errors="ignore")
    assert "本年新收" in read_bytes(data, "a.html").text


def test_a_byte_lost_in_the_site_does_not_cost_the_report() -> None:
    body = HEAD + FORM + "<p>本年新收申请十二件，结转三件，均已按时办结并答复申请人。</p>" * 3
    data = body.encode("gbk").replace(b"<body>", b"<body><p>\xb9\xab\xbf</p>")
    assert rows(read_bytes(data, "a.html").grids[0])[2] == ["本年新收", "12", "3"]


def test_a_page_of_lost_characters_is_an_encoding_failure() -> None:
    with pytest.raises(InputError) as caught:
        page("<p>申请\ufffd\ufffd件，结转\ufffd\ufffd件</p>" * 3)
    assert caught.value.code == "encoding"


def test_the_title_of_the_page_is_kept_when_the_page_itself_has_none() -> None:
    assert page(FORM).text.startswith("青岚县年报\n")
    assert page("<h1>青岚县年报</h1>" + FORM).text.count("青岚县年报") == 1


def test_a_table_in_markdown_is_a_grid_and_lines_stay_lines() -> None:
    data = f"# 年报\n\n全年12件。\n其中网络3件。\n\n{FORM}\n\n## 四、其他\n无。\n".encode()
    document = read_bytes(data, "a.md")
    assert len(document.grids) == 1
    assert document.text.startswith("# 年报\n全年12件。\n其中网络3件。\n")
    assert document.text.endswith("## 四、其他\n无。\n")


def test_a_web_archive_is_read_as_its_page() -> None:
    archive = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/html; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: 8bit\r\n\r\n" + (HEAD + FORM).encode() + b"\r\n--x--\r\n"
    )
    assert rows(read_bytes(archive, "a.mht").grids[0])[2] == ["本年新收", "12", "3"]


def test_figures_in_fields_of_a_form_are_read_and_hidden_ones_are_not() -> None:
    grid = page(
        "<table><tr><td>项目<td>数量<tr><td>规章<td><input type=hidden value=9>"
        "<input readonly value=12>件</table>"
    ).grids[0]
    assert rows(grid)[1] == ["规章", "12件"]


def test_a_cell_that_would_reach_under_another_ends_before_it() -> None:
    grid = page("<table><tr><td>甲<td>乙<td rowspan=2>丙<tr><td colspan=3>1<td>2</table>").grids[0]
    assert rows(grid) == [["甲", "乙", "丙", ""], ["1", "", "", "2"]]


def test_unclosed_cells_and_spans_beyond_the_table_are_taken_as_browsers_take_them() -> None:
    grid = page(
        "<table><tr><td rowspan=99>甲<td colspan=0>乙<td>丙<tr><td>1<td rowspan=x>2</table>"
    ).grids[0]
    assert rows(grid) == [["甲", "乙", "丙"], ["", "1", "2"]]


TAGS = st.sampled_from(
    [
        "<table>",
        "</table>",
        "<tr>",
        "<td rowspan=3>",
        "<td colspan=2>",
        "</td>",
        "<p>",
        "<pre>",
        "</pre>",
        "<br>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "12",
        "规章",
        "&nbsp;",
        "<",
        "\n",
    ]
)


@given(st.lists(TAGS, min_size=1, max_size=60).map("".join))
def test_any_heap_of_tags_gives_sound_grids_or_a_reason(body: str) -> None:
    try:
        document = read_bytes(("<html><p>年报</p>" + body).encode(), "a.html")
    except InputError:
        return
    assert_sound(document)

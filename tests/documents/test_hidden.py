"""What a page keeps out of sight: the copy that is shown counts, whatever is hidden beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

import pytest

from eval.generate.damage import make_file
from eval.generate.report import Report, make_report
from eval.generate.world import make_truth
from extractor import extract, reports_of
from extractor.documents import read_bytes
from report.document import Document
from report.record import Record
from tests.documents.grids import assert_sound, rows
from verify import Context, verify

TABLE_THREE = re.compile(r"<table border=1>(?:(?!</table>).)*自然人.*?</table>", re.DOTALL)
# A figure of the table's first row, which no sum of a consistent report lets be another.
FIRST_FIGURE = re.compile(r"(本年新收政府信息公开申请数量</td>\s*<td[^>]*>)\d+")

WRAPPERS: dict[str, Callable[[str], str]] = {
    "display": lambda table: f'<div style="display:none">{table}</div>',
    "display spelled out": lambda table: f"<div style='color:red; DISPLAY : None'>{table}</div>",
    "attribute": lambda table: f"<section hidden>{table}</section>",
    "visibility": lambda table: f'<div style="visibility: hidden">{table}</div>',
    "opacity": lambda table: f'<div style="opacity: 0;">{table}</div>',
    "the table itself": lambda table: table.replace("<table", '<table style="display:none"', 1),
    "in a paragraph": lambda table: f'<p><div style="display:none">{table}</div></p>',
    "a site's own tag": lambda table: f'<ucap-tab style="display:none">{table}</ucap-tab>',
    "a class": lambda table: (
        f"<style>/* tabs */ .off, .x {{ display : none }}</style><div class='a off'>{table}</div>"
    ),
    "an id": lambda table: (
        f"<style>div#off{{display:none !important}}</style><div id=off>{table}</div>"
    ),
    "in a layout cell": lambda table: (
        f"<table><tr><td>导航</td><td><div hidden>{table}</div></td></tr></table>"
    ),
}


def a_report(seed: int = 3) -> tuple[Report, str]:
    source = Random(seed)
    report = make_report(source, make_truth(source), "html")
    return report, make_file(source, report).data.decode()


def with_other_figure(table: str) -> str:
    return FIRST_FIGURE.sub(r"\g<1>9999", table, count=1)


def read(page: str) -> Document:
    document = read_bytes(page.encode(), "a.html")
    assert_sound(document)
    return document


def record_of(page: str) -> Record:
    (part,) = reports_of(read(page))
    return extract(part.document, part.rows)


def figures(record: Record) -> dict[str, object]:
    return {key: cell.value for key, cell in record.cells.items() if cell.value is not None}


@pytest.mark.parametrize("hide", WRAPPERS.values(), ids=WRAPPERS)
@pytest.mark.parametrize("first", [True, False])
def test_a_hidden_version_of_a_table_leaves_no_trace(
    hide: Callable[[str], str], first: bool
) -> None:
    _, page = a_report()
    table = TABLE_THREE.search(page)[0]  # type: ignore[index]  # The page has one.
    hidden = hide(with_other_figure(table))
    assert "9999" in hidden
    both = page.replace(table, f"{hidden}<p></p>{table}" if first else f"{table}{hidden}")
    found, plain = record_of(both), record_of(page)
    assert figures(found) == figures(plain)
    assert {cell.how for cell in found.cells.values()} == {
        cell.how for cell in plain.cells.values()
    }
    assert found.facts.further_report is None
    assert "9999" not in read(both).text


@pytest.mark.parametrize("hide", WRAPPERS.values(), ids=WRAPPERS)
def test_a_table_that_stands_only_in_a_hidden_part_is_read(hide: Callable[[str], str]) -> None:
    report, page = a_report()
    table = TABLE_THREE.search(page)[0]  # type: ignore[index]  # The page has one.
    record = record_of(page.replace(table, hide(table)))
    for key, cell in record.cells.items():
        assert cell.value == report.values[key]
        assert (cell.how == "hidden") == key.startswith("requests."), key


def test_a_table_that_is_hidden_accuses_nobody_and_the_message_says_why() -> None:
    _, page = a_report()
    table = TABLE_THREE.search(page)[0]  # type: ignore[index]  # The page has one.
    wrong = with_other_figure(table)
    shown = verify(record_of(page.replace(table, wrong)), Context()).findings
    assert any(finding.attribution == "source" for finding in shown if finding.cells)
    hidden = WRAPPERS["display"](wrong)
    findings = verify(record_of(page.replace(table, hidden)), Context()).findings
    about = [one for one in findings if any(key.startswith("requests.") for key in one.cells)]
    assert {one.attribution for one in about} == {"unknown"}
    assert all("not shown" in one.message.en for one in about if one.code != "CLM03")
    assert all("默认不显示" in one.message.zh for one in about if one.code != "CLM03")


def test_a_page_that_shows_nothing_but_a_frame_is_read_as_it_will_be_shown() -> None:
    report, page = a_report()
    body = page.split("<body>")[1].split("</body>")[0]
    later = page.replace(body, f'<p>首页</p><div style="visibility:hidden;opacity:0">{body}</div>')
    document = read(later)
    assert document.hidden == ()
    assert figures(record_of(later)) == {
        key: value for key, value in report.values.items() if value is not None
    }


def test_a_page_whose_body_is_hidden_until_it_has_loaded_is_read_as_shown() -> None:
    _, page = a_report()
    hidden = page.replace("<body>", '<body style="display:none">')
    assert read(hidden).text == read(page).text
    assert read(hidden).hidden == ()


def test_an_old_version_of_the_whole_report_beside_the_new_one_is_left_out() -> None:
    _, page = a_report()
    body = page.split("<body>")[1].split("</body>")[0]
    old = with_other_figure(body).replace("2023", "2021").replace("共收到", "收到")
    both = page.replace(body, f"<div hidden>{old}</div>{body}")
    assert read(both).text == read(page).text


def test_prose_that_is_only_in_a_hidden_tab_is_kept_but_accuses_nobody() -> None:
    page = (
        "<html><body><h1>青岚县财政局2023年政府信息公开工作年度报告</h1>"
        "<p>一、总体情况</p><p>本年度推进公开，完善制度。</p>"
        '<div style="display:none"><p>2023年共收到政府信息公开申请80件。</p></div></body></html>'
    )
    document = read(page)
    assert "收到政府信息公开申请80件" in document.text
    start, end = document.hidden[0]
    assert document.text[start:end] == "2023年共收到政府信息公开申请80件。\n"
    assert [claim.certain for claim in record_of(page).claims if claim.value == 80] == [False]


def test_prose_shown_with_other_figures_makes_the_hidden_one_an_old_version() -> None:
    page = (
        "<html><body><h1>青岚县财政局年报</h1><p>2023年共收到政府信息公开申请80件。</p>"
        '<div style="display:none"><p>2023年共收到政府信息公开申请99件。</p></div></body></html>'
    )
    assert "99" not in read(page).text


@pytest.mark.parametrize(
    "css",
    [
        "@media print { .off { display: none } }",
        ".off { display: none } .off.now { display: block }",
        ".off .x { display: none } .off:hover{color:red}",
        "/* .off { display: none } */",
        ".office { display: none }",
    ],
)
def test_what_a_style_sheet_hides_now_and_then_counts_as_shown(css: str) -> None:
    page = f"<html><head><style>{css}</style></head><body><div class=off>本年新收12件</div>"
    document = read(page + "</body></html>")
    assert document.text == "本年新收12件\n"
    assert document.hidden == ()


@pytest.mark.timeout(20)
def test_style_sheets_made_to_hang_a_reader_do_not() -> None:
    for css in ("@" * 190_000, "@m{" * 60_000, ".a{display:none" * 12_000, "/*" * 90_000):
        css = f"display{css}"
        assert read(f"<html><body><style>{css}</style><p>本年新收12件</p></body></html>").text


@pytest.mark.parametrize(
    ("hidden", "printed"),
    [
        ("<td style='display:none'>7</td>", ["规章", "1", "2", ""]),
        ("<td style='visibility:hidden'>7</td>", ["规章", "", "1", "2"]),
        ("<td><div hidden>7</div></td>", ["规章", "", "1", "2"]),
        ("<td><span style='visibility:hidden'>7</span></td>", ["规章", "", "1", "2"]),
        ("<td><span style='font-size:0'>7</span></td>", ["规章", "", "1", "2"]),
        ("<td><b style='FONT-SIZE: 0.0pt !important'>7</b></td>", ["规章", "", "1", "2"]),
        ("<td><a style='font:0/0 a'>7</a></td>", ["规章", "", "1", "2"]),
        ("<td style='font-size:0px'><i>7</i></td>", ["规章", "", "1", "2"]),
        ("<td style='font-size:0'>9<b style='font-size:9pt'>7</b></td>", ["规章", "7", "1", "2"]),
        ("<td style='font-size:0'><b class=figure>7</b></td>", ["规章", "7", "1", "2"]),
        ("<td><b style='font-size:0;font-size:9pt'>7</b></td>", ["规章", "7", "1", "2"]),
        ("<td><b style='font-size:0.8em'>7</b></td>", ["规章", "7", "1", "2"]),
        ("<td><b style='font:bold 9pt a'>7</b></td>", ["规章", "7", "1", "2"]),
        ("<td aria-hidden=true>7</td>", ["规章", "7", "1", "2"]),
        ("<td><details>7</details></td>", ["规章", "7", "1", "2"]),
        ("<td><template>7</template></td>", ["规章", "", "1", "2"]),
        ("<td><noscript>7</noscript></td>", ["规章", "", "1", "2"]),
    ],
)
def test_a_hidden_cell_of_a_shown_table_holds_nothing(hidden: str, printed: list[str]) -> None:
    heads = "<tr><td>项目</td><td>甲</td><td>乙</td><td>丙</td></tr>"
    row = f"<tr><td>规章</td>{hidden}<td>1</td><td>2</td></tr>"
    (grid,) = read(f"<html><body><table>{heads}{row}</table></body></html>").grids
    assert rows(grid)[1] == printed


@pytest.mark.parametrize(
    ("css", "printed"),
    [
        (".no { font-size: 0 }", "187"),
        ("span.no{color:red;font-size:0px!important}", "187"),
        (".no { font-size: 0 } .no.now { font-size: 9pt }", "9187"),
        ("td .no { font-size: 0 }", "9187"),
        (".no { font-size: 9pt }", "9187"),
    ],
)
def test_letters_that_a_style_sheet_gives_no_size_hold_nothing(css: str, printed: str) -> None:
    table = "<table><tr><td>规章<td><span class=no>9</span>187</table>"
    page = f"<html><head><style>{css}</style></head><body>{table}</body></html>"
    (grid,) = read(page).grids
    assert rows(grid) == [["规章", printed]]


def test_a_container_without_size_around_what_has_one_hides_nothing() -> None:
    table = "<table><tr><td>规章<td>187</table>"
    page = f"<html><body><div style='font-size:0'>{table}<p>本年新收12件</p></div></body></html>"
    assert rows(read(page).grids[0]) == [["规章", "187"]]
    assert "本年新收12件" in read(page).text


@pytest.mark.parametrize("opening", ["<tr hidden>", "<tr style='visibility:collapse'>"])
def test_hidden_rows_of_a_shown_table_are_none(opening: str) -> None:
    table = f"<table><tr><td>规章<td>1</tr>{opening}<td>规章<td>9</tr><tr><td>许可<td>2</table>"
    (grid,) = read(f"<html><body>{table}</body></html>").grids
    assert [row for row in rows(grid) if any(row)] == [["规章", "1"], ["许可", "2"]]


def test_a_hidden_body_of_rows_in_a_shown_table_is_none() -> None:
    table = (
        "<table><tbody><tr><td>规章<td>1</tbody><tbody style='display:none'><tr><td>规章<td>9"
        "</tbody></table>"
    )
    (grid,) = read(f"<html><body>{table}</body></html>").grids
    assert rows(grid) == [["规章", "1"]]

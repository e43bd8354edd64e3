"""Tables printed otherwise than the form has them: turned, cut in two, without heads, squeezed."""

from __future__ import annotations

import pytest
import table_layouts as layouts
from table_layouts import MATRICES, Matrix, Values, document, forms_of, report
from table_values import table_of

from extractor.tables import read_tables
from report.record import CellReading, Reading

RESULTS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
BLOCKS = ["行政复议", "未经复议直接起诉", "复议后起诉"]


def figures(edition: str = "2021", seed: int = 11) -> dict[str, str]:
    return {key: str(number) for key, number in table_of(forms_of(edition), seed).items()}


def read(text: str) -> Reading:
    return read_tables(document(text))


def raws(cells: dict[str, CellReading]) -> dict[str, str]:
    return {key: cell.raw for key, cell in cells.items()}


def numbers_of(values: Values) -> list[str | None]:
    return [values[key] for key in forms_of("2021")["disputes"].keys]


def without_heads(values: Values) -> Matrix:
    return [numbers_of(values)]


def turned(values: Values) -> Matrix:
    numbers = numbers_of(values)
    rows: Matrix = [["结果", *BLOCKS]]
    return rows + [[name, *numbers[at::5]] for at, name in enumerate(RESULTS)]


def cut_in_two(values: Values) -> Matrix:
    numbers = numbers_of(values)
    rows: Matrix = [["行政复议", *[None] * 4], [*RESULTS], numbers[:5]]
    rows += [["行政诉讼", *[None] * 9], [BLOCKS[1], *[None] * 4, BLOCKS[2], *[None] * 4]]
    return [*rows, [*RESULTS, *RESULTS], numbers[5:]]


@pytest.mark.parametrize("bend", [without_heads, turned, cut_in_two])
@pytest.mark.parametrize(
    "render", [layouts.tab_separated, layouts.markdown, layouts.one_cell_a_line]
)
def test_table_four_is_read_however_its_blocks_are_laid_out(
    render: layouts.Render, bend: object
) -> None:
    values = figures()
    whole = render(MATRICES["disputes"](forms_of("2021")["disputes"], values))
    text = report(forms_of("2021"), values, render)
    assert whole in text
    found = read(text.replace(whole, render(bend(values))))  # type: ignore[operator]
    assert raws(dict(found.cells)) == values


def test_fifteen_numbers_far_from_the_heading_are_no_table_four() -> None:
    values = figures()
    render = layouts.tab_separated
    whole = render(MATRICES["disputes"](forms_of("2021")["disputes"], values))
    text = report(forms_of("2021"), values, render)
    text = text.replace(whole, "本年无此类案件。\n来访登记如下。\n" + render(without_heads(values)))
    assert "disputes" not in read(text).tables


@pytest.mark.parametrize("nought", ["〇", "○"])
def test_a_sign_for_nought_is_nought_in_any_row(nought: str) -> None:
    values = dict.fromkeys(figures(), nought)
    found = read(report(forms_of("2021"), values, layouts.tab_separated))
    assert {key: cell.value for key, cell in found.cells.items()} == dict.fromkeys(values, 0)


def squeezed(matrix: Matrix) -> str:
    """What a converter makes of a table in which it sees some of the lines only."""
    rows = []
    for row in matrix:
        cells = [cell or "" for cell in row]
        if len(cells) == 10:
            cells = [*cells[:3], " ".join(cells[3:5]), " ".join(cells[5:7]), *cells[7:]]
        rows.append("| " + " | ".join(cells) + " |\n")
    return rows[0] + "|---" * len(rows[0].split("|")[1:-1]) + "|\n" + "".join(rows[1:])


def test_figures_of_two_columns_in_one_cell_are_told_apart_by_the_sum_of_the_row() -> None:
    values = figures()
    found = read(report(forms_of("2021"), values, squeezed))
    assert raws(dict(found.cells)) == values
    assert "REQ03.received" in found.used_edits


def test_where_two_columns_share_a_cell_no_blank_is_placed() -> None:
    values = figures()
    values |= {"requests.received.research": "", "requests.received.public_benefit": ""}
    found = read(report(forms_of("2021"), values, squeezed))
    assert not any(key.startswith("requests.received.") for key in found.cells)


def narrow(matrix: Matrix) -> str:
    """Text of a page with a narrow column of labels: they go on below their figures."""
    lines = []
    for row in matrix:
        own = [cell for cell in row if cell is not None]
        label, rest = own[0], own[1:]
        if len(matrix[-1]) == 10 and rest and not label.isdigit():
            at = next((n for n, cell in enumerate(own) if cell.isdigit()), len(own))
            words, digits = own[:at], own[at:]
            lines.append(" ".join([*(w[:3] for w in words), *digits]))
            lines += [words[-1][n : n + 3] for n in range(3, len(words[-1]), 3)]
        else:
            lines.append(" ".join(own))
    return "".join(line + "\n" for line in lines)


def test_labels_that_go_on_below_their_figures_leave_no_row_unread() -> None:
    values = figures()
    found = read(report(forms_of("2021"), values, narrow))
    shown = {key: raw for key, raw in values.items() if key.startswith("requests.")}
    assert {k: c.raw for k, c in found.cells.items() if k in shown} == shown


def test_the_first_of_three_numbers_is_not_the_only_one_of_the_other_edition() -> None:
    text = (
        layouts.PREAMBLE
        + "二、主动公开政府信息情况\n第二十条第（五）项\n信息内容\n上一年项目数量\n"
        "行政许可\n37\n其他对外管理服务事项\n0\n第二十条第（六）项\n信息内容\n上一年项目数量\n"
        "行政处罚\n14\n行政强制\n12\n本年增/减\n1\n5\n处理决定数量\n284\n130\n"
    )
    assert not [key for key in read(text).cells if key.endswith(".decisions")]


def test_a_label_broken_before_its_figures_is_the_form_s_own_row() -> None:
    values = figures("2019")
    text = report(forms_of("2019"), values, layouts.row_lines)
    assert "其他对外管理服务事项 " in text
    found = read(text.replace("其他对外管理服务事项 ", "其他对外管理服务\n事项\n"))
    assert raws(dict(found.cells)) == values


def test_the_numbers_of_a_label_cut_over_the_page_stand_with_its_first_half() -> None:
    values = figures()
    text = report(forms_of("2021"), values, layouts.tab_separated)
    line = next(line for line in text.splitlines() if "属于国家秘密" in line)
    cut = line.replace("1.属于国家秘密", "1.属") + "\n\t\t于国家秘密" + "\t" * 7
    found = read(text.replace(line, cut))
    assert raws(dict(found.cells)) == values

"""Columns printed in another order than the form's, in text with and without borders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
import table_layouts as layouts
from table_layouts import HEADINGS, MATRICES, Matrix, Values, document, forms_of, report
from table_values import table_of

from extractor.tables import read_tables
from report.record import Reading

FORMS = forms_of("2021")
APPLICANTS = [column.label for column in FORMS["requests"].columns.values()]
RESULTS = [column.label for column in FORMS["disputes"].columns.values()]
BLOCKS = [row.label for row in FORMS["disputes"].rows]
TOTAL_FIRST = (6, 0, 1, 2, 3, 4, 5)
DISORDERS = {
    "total first": TOTAL_FIRST,
    "two organisations swapped": (0, 2, 1, 3, 4, 5, 6),
    "a person behind the organisations": (1, 2, 3, 4, 5, 0, 6),
}
LOOSE = (*layouts.BORDERED, *layouts.UNBORDERED)
ordered = pytest.mark.parametrize("order", DISORDERS.values(), ids=DISORDERS)
rendered = pytest.mark.parametrize("render", LOOSE)


def figures(seed: int = 11) -> dict[str, str]:
    return {key: str(number) for key, number in table_of(FORMS, seed).items()}


def read(text: str) -> Reading:
    return read_tables(document(text))


def raws(reading: Reading) -> dict[str, str]:
    return {key: cell.raw for key, cell in reading.cells.items()}


def with_table(table: str, values: Values, render: layouts.Render, matrix: Matrix) -> str:
    """Return a report with one of its tables printed otherwise."""
    whole = render(MATRICES[table](FORMS[table], values))
    text = report(FORMS, values, render)
    assert whole in text
    return text.replace(whole, render(matrix))


def body(values: Values) -> Matrix:
    return MATRICES["requests"](FORMS["requests"], values)[3:]


def rearranged(rows: Matrix, order: Sequence[int]) -> Matrix:
    return [[*row[:3], *(row[3 + place] for place in order)] for row in rows]


def headed(order: Sequence[int]) -> Matrix:
    return [["申请事项", None, None, *(APPLICANTS[place] for place in order)]]


def of_table(table: str, values: Mapping[str, str]) -> dict[str, str]:
    return {key: raw for key, raw in values.items() if key.startswith(f"{table}.")}


@rendered
@ordered
def test_table_three_is_read_in_the_order_its_heads_tell(
    render: layouts.Render, order: Sequence[int]
) -> None:
    values = figures()
    matrix = headed(order) + rearranged(body(values), order)
    assert raws(read(with_table("requests", values, render, matrix))) == values


@rendered
def test_heads_on_two_levels_with_the_total_first_tell_the_order(render: layouts.Render) -> None:
    values = figures()
    heads: Matrix = [
        ["申请事项", None, None, "申请人情况", *[None] * 6],
        [*[None] * 3, "总计", "自然人", "法人或其他组织", *[None] * 4],
        [*[None] * 5, *APPLICANTS[1:6]],
    ]
    matrix = heads + rearranged(body(values), TOTAL_FIRST)
    assert raws(read(with_table("requests", values, render, matrix))) == values


@rendered
def test_a_total_printed_first_is_told_by_the_sums_where_the_heads_are_lost(
    render: layouts.Render,
) -> None:
    values = figures()
    matrix = rearranged(body(values), TOTAL_FIRST)
    found = read(with_table("requests", values, render, matrix))
    assert raws(found) == values
    assert "REQ03.received" in found.used_edits


@rendered
def test_heads_that_put_the_total_first_are_not_obeyed_where_the_sums_put_it_last(
    render: layouts.Render,
) -> None:
    values = figures()
    matrix = headed(TOTAL_FIRST) + body(values)
    assert raws(read(with_table("requests", values, render, matrix))) == values


def test_a_total_among_heads_of_one_level_is_told_where_the_sums_leave_two_places() -> None:
    values = dict.fromkeys(figures(), "0")
    for row in ("received", "granted", "outcomes_total"):
        values |= {f"requests.{row}.legal_service": "6", f"requests.{row}.total": "6"}
    order = (2, 0, 6, 5, 1, 3, 4)
    matrix = headed(order) + rearranged(body(values), order)
    assert raws(read(with_table("requests", values, layouts.row_lines, matrix))) == values


def test_a_bracket_spelt_otherwise_moves_no_total() -> None:
    values = dict.fromkeys(figures(), "0")
    for row in ("received", "granted", "outcomes_total"):
        values |= {f"requests.{row}.business": "5", f"requests.{row}.total": "5"}
    text = report(FORMS, values, layouts.one_cell_a_line)
    text = text.replace("法人或其他组织", "法人或其它组织")
    assert raws(read(text)) == values


def test_a_total_that_the_sums_put_among_lost_heads_leaves_the_table_unread() -> None:
    values = figures()
    matrix = rearranged(body(values), (0, 6, 1, 2, 3, 4, 5))
    found = read(with_table("requests", values, layouts.row_lines, matrix))
    assert not of_table("requests", raws(found))


def test_one_row_whose_first_figure_is_the_sum_of_the_others_moves_no_total() -> None:
    values = dict.fromkeys(figures(), "0")
    values |= {"requests.received.natural_person": "1", "requests.received.business": "1"}
    text = with_table("requests", values, layouts.row_lines, body(values))
    assert raws(read(text)) == values


def test_heads_taken_out_of_a_page_line_by_line_tell_no_other_order() -> None:
    values = figures()
    heads = "法人或其他组织\n科研机构 其他\n商业企业 社会公益组织 法律服务机构\n自然人 总计\n"
    rows = layouts.row_lines(body(values))
    text = report(FORMS, values, layouts.row_lines)
    start, end = text.index("自然人", text.index(HEADINGS["requests"])), text.index(rows)
    assert raws(read(text[:start] + heads + text[end:])) == values


def test_digits_run_together_under_a_total_first_are_not_separated() -> None:
    values = figures()
    matrix = headed(TOTAL_FIRST) + rearranged(body(values), TOTAL_FIRST)
    found = read(with_table("requests", values, layouts.glued, matrix))
    assert not of_table("requests", raws(found))


def test_digits_run_together_are_separated_in_the_order_of_the_heads() -> None:
    values = figures()
    order = (0, 2, 1, 3, 4, 5, 6)
    matrix = headed(order) + rearranged(body(values), order)
    found = read(with_table("requests", values, layouts.glued, matrix))
    read_cells = {key: c.raw for key, c in found.cells.items() if c.value is not None}
    read_cells = of_table("requests", read_cells)
    assert read_cells
    assert read_cells == {key: values[key] for key in read_cells}


def disputes(values: Values, blocks: Sequence[int], results: Sequence[int]) -> Matrix:
    numbers = [values[key] for key in FORMS["disputes"].keys]
    width = len(RESULTS)
    heads: Matrix = [[cell for b in blocks for cell in (BLOCKS[b], *[None] * (width - 1))]]
    heads.append([RESULTS[place] for _ in blocks for place in results])
    return [*heads, [numbers[b * width + place] for b in blocks for place in results]]


@rendered
@pytest.mark.parametrize(
    ("blocks", "results"),
    [
        ((1, 2, 0), (0, 1, 2, 3, 4)),
        ((0, 2, 1), (0, 1, 2, 3, 4)),
        ((0, 1, 2), (4, 0, 1, 2, 3)),
        ((0, 1, 2), (1, 0, 2, 3, 4)),
    ],
)
def test_table_four_is_read_in_the_order_its_heads_tell(
    render: layouts.Render, blocks: Sequence[int], results: Sequence[int]
) -> None:
    values = figures()
    matrix = disputes(values, blocks, results)
    assert raws(read(with_table("disputes", values, render, matrix))) == values


@pytest.mark.parametrize("render", [layouts.tab_separated, layouts.row_lines])
def test_the_bracket_over_both_suits_may_stand_first(render: layouts.Render) -> None:
    values = figures()
    numbers = [values[key] for key in FORMS["disputes"].keys]
    matrix: Matrix = [
        ["行政诉讼", *[None] * 9, BLOCKS[0], *[None] * 4],
        [BLOCKS[1], *[None] * 4, BLOCKS[2], *[None] * 4, *RESULTS],
        [*RESULTS, *RESULTS],
        [*numbers[5:], *numbers[:5]],
    ]
    assert raws(read(with_table("disputes", values, render, matrix))) == values


def test_table_four_is_unread_where_its_heads_leave_two_orders() -> None:
    values = figures()
    numbers = [values[key] for key in FORMS["disputes"].keys]
    matrix: Matrix = [["行政诉讼", BLOCKS[0]], [BLOCKS[1], BLOCKS[2]], RESULTS * 3, numbers]
    text = with_table("disputes", values, layouts.one_cell_a_line, matrix)
    assert not of_table("disputes", raws(read(text)))


@rendered
@pytest.mark.parametrize("order", [(2, 0, 1), (1, 0, 2)])
def test_table_two_is_read_in_the_order_its_heads_tell(
    render: layouts.Render, order: Sequence[int]
) -> None:
    values = figures()
    matrix = MATRICES["disclosure"](FORMS["disclosure"], values)
    turned = [
        [row[0], *(row[1 + place] for place in order)] if row[2] is not None else row
        for row in matrix
    ]
    assert raws(read(with_table("disclosure", values, render, turned))) == values


def test_columns_of_table_two_without_heads_are_read_by_their_position_alone() -> None:
    values = figures()
    matrix = MATRICES["disclosure"](FORMS["disclosure"], values)
    heads, body_rows = matrix[:2], matrix[2:]
    found = read(with_table("disclosure", values, layouts.row_lines, [heads[0], *body_rows]))
    how = {key: cell.how for key, cell in found.cells.items()}
    assert how["disclosure.rules.issued"] == "position"
    assert how["disclosure.normative_documents.in_force"] == "position"
    whole = read(report(FORMS, values, layouts.row_lines))
    assert whole.cells["disclosure.rules.issued"].how == "cell"

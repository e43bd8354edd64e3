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


def without_table(table: str, values: Mapping[str, str]) -> dict[str, str]:
    return {key: raw for key, raw in values.items() if not key.startswith(f"{table}.")}


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
    values = with_marks(values, "partially_granted", "legal_service")
    order = (2, 0, 6, 5, 1, 3, 4)
    matrix = headed(order) + rearranged(body(values), order)
    assert raws(read(with_table("requests", values, layouts.row_lines, matrix))) == values


def with_marks(values: Values, row: str, marked: str) -> dict[str, str]:
    """Return the values with one row of a mark in one column and another figure as its total."""
    return {**values, f"requests.{row}.{marked}": "/", f"requests.{row}.total": "0"}


def test_a_bracket_spelt_otherwise_moves_no_total() -> None:
    """The heads then read persons, total, organisations, and the sums hold with either last."""
    values = dict.fromkeys(figures(), "0")
    for row in ("received", "granted", "outcomes_total"):
        values |= {f"requests.{row}.business": "5", f"requests.{row}.total": "5"}
    values = with_marks(values, "partially_granted", "business")
    text = report(FORMS, values, layouts.one_cell_a_line)
    text = text.replace("法人或其他组织", "法人或其它组织")
    assert raws(read(text)) == values


def test_a_total_that_the_sums_put_among_lost_heads_leaves_the_table_unread() -> None:
    values = figures()
    order = (0, 6, 1, 2, 3, 4, 5)
    rows = rearranged(body(values), order)
    found = raws(read(with_table("requests", values, layouts.row_lines, rows)))
    assert found == without_table("requests", values)
    # The same rows are read where their heads are not lost.
    whole = read(with_table("requests", values, layouts.row_lines, headed(order) + rows))
    assert raws(whole) == values
    assert "REQ03.received" in whole.used_edits


def sums(rows: Sequence[Sequence[int]]) -> dict[str, str]:
    """Return a table of noughts but for some rows, each a list of figures as printed."""
    values = dict.fromkeys(figures(), "0")
    places = [row.id for row in FORMS["requests"].rows]
    columns = list(FORMS["requests"].columns)
    for row, cells in zip(places, rows, strict=False):
        for column, figure in zip(columns, cells, strict=True):
            values[f"requests.{row}.{column}"] = str(figure)
    return values


def printed_in(order: Sequence[int], values: Values) -> dict[str, str]:
    """Return the values of figures printed in another order under no heads at all."""
    columns = list(FORMS["requests"].columns)
    turned = dict(values)
    for row in FORMS["requests"].rows:
        for place, column in zip(order, columns, strict=True):
            turned[f"requests.{row.id}.{columns[place]}"] = values[f"requests.{row.id}.{column}"]
    return turned


FIRST = [[5, 3, 2, 0, 0, 0, 0], [4, 2, 1, 1, 0, 0, 0]]
NEITHER = [[9, 3, 2, 0, 0, 0, 1], [8, 2, 1, 1, 0, 0, 2]]
LAST = [[3, 2, 0, 0, 0, 0, 5]]


@pytest.mark.parametrize(
    ("rows", "moved"),
    [
        (FIRST, True),
        (FIRST[:1], False),
        (FIRST + NEITHER[:1], True),
        (FIRST + NEITHER, False),
        (FIRST + LAST, False),
    ],
    ids=["two rows", "one row", "few rows odd", "as many rows odd", "a row to the contrary"],
)
def test_without_heads_a_total_is_first_where_two_rows_and_nearly_all_say_so(
    rows: Sequence[Sequence[int]], moved: bool
) -> None:
    values = sums(rows)
    found = read(with_table("requests", values, layouts.row_lines, body(values)))
    assert raws(found) == (printed_in(TOTAL_FIRST, values) if moved else values)


def test_a_total_behind_persons_is_told_from_the_persons_by_the_sums() -> None:
    """Where persons alone applied their figure is the sum of the others as well."""
    order = (0, 6, 1, 2, 3, 4, 5)
    printed = sums([[5, 5, 0, 0, 0, 0, 0], [4, 4, 0, 0, 0, 0, 0], [3, 5, 2, 0, 0, 0, 0]])
    values = printed_in(order, printed)
    text = with_table("requests", values, layouts.row_lines, headed(order) + body(printed))
    assert raws(read(text)) == values


def lines_above(table: str, heads: str, values: Values, rows: Matrix) -> str:
    """Return a report whose table stands below heads printed in lines of their own."""
    whole = layouts.row_lines(MATRICES[table](FORMS[table], values))
    text = report(FORMS, values, layouts.row_lines)
    assert whole in text
    return text.replace(whole, heads + layouts.row_lines(rows))


def test_heads_of_organisations_on_a_line_of_their_own_tell_their_order() -> None:
    values = figures()
    order = (0, 2, 1, 3, 4, 5, 6)
    organisations = " ".join(APPLICANTS[place] for place in order[1:6])
    heads = f"自然人\n{organisations}\n总计\n"
    rows = rearranged(body(values), order)
    assert raws(read(lines_above("requests", heads, values, rows))) == values


def test_heads_of_table_two_that_come_askew_tell_no_other_order() -> None:
    values = figures()
    matrix = MATRICES["disclosure"](FORMS["disclosure"], values)
    issued, repealed, in_force = (cell or "" for cell in matrix[1][1:])
    heads = f"{matrix[0][0]}\n信息内容 {repealed}\n{issued} {in_force}\n"
    assert raws(read(lines_above("disclosure", heads, values, matrix[2:]))) == values


def test_heads_set_wide_apart_are_those_of_the_rows_below() -> None:
    values = figures()
    order = (0, 2, 1, 3, 4, 5, 6)
    heads = (" " * 150).join(["申请事项", *(APPLICANTS[place] for place in order)]) + "\n"
    rows = rearranged(body(values), order)
    assert raws(read(lines_above("requests", heads, values, rows))) == values


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


@pytest.mark.parametrize(
    ("order", "separated"),
    [((0, 2, 1, 3, 4, 5, 6), True), ((0, 1, 2, 3, 4, 5, 6), True), (TOTAL_FIRST, False)],
)
def test_digits_run_together_are_separated_in_the_order_of_the_heads_by_a_total_behind_them(
    order: Sequence[int], separated: bool
) -> None:
    values = figures()
    matrix = headed(order) + rearranged(body(values), order)
    found = read(with_table("requests", values, layouts.glued, matrix))
    told = {key: cell.raw for key, cell in found.cells.items() if cell.value is not None}
    told = of_table("requests", told)
    assert told == {key: values[key] for key in told}
    assert len(told) > 100 if separated else not told


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


def test_heads_of_results_that_the_sums_contradict_are_not_obeyed() -> None:
    values = figures()
    heads = disputes(values, (0, 1, 2), (4, 0, 1, 2, 3))[:-1]
    numbers = disputes(values, (0, 1, 2), (0, 1, 2, 3, 4))[-1:]
    text = with_table("disputes", values, layouts.row_lines, heads + numbers)
    assert raws(read(text)) == values


def test_table_four_is_unread_where_the_sums_of_all_blocks_contradict_heads_in_order() -> None:
    values = figures()
    heads = disputes(values, (0, 1, 2), (0, 1, 2, 3, 4))[:-1]
    numbers = disputes(values, (0, 1, 2), (4, 0, 1, 2, 3))[-1:]
    text = with_table("disputes", values, layouts.row_lines, heads + numbers)
    assert raws(read(text)) == without_table("disputes", values)


@pytest.mark.parametrize("render", [layouts.row_lines, layouts.one_cell_a_line])
def test_heads_printed_again_on_a_new_page_turn_no_blocks(render: layouts.Render) -> None:
    values = figures()
    matrix = disputes(values, (0, 1, 2), (0, 1, 2, 3, 4))
    blocks: Matrix = [[BLOCKS[0]], [BLOCKS[1]], [BLOCKS[2]]]
    text = with_table("disputes", values, render, [*blocks, *matrix])
    assert raws(read(text)) == values


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
    two: Matrix = [["行政诉讼", BLOCKS[0]], [BLOCKS[1], BLOCKS[2]], RESULTS * 3, numbers]
    text = with_table("disputes", values, layouts.one_cell_a_line, two)
    assert raws(read(text)) == without_table("disputes", values)
    # With the bracket behind the first block, as the form has it, no other order is left.
    one: Matrix = [[BLOCKS[0], "行政诉讼"], [BLOCKS[1], BLOCKS[2]], RESULTS * 3, numbers]
    assert raws(read(with_table("disputes", values, layouts.one_cell_a_line, one))) == values


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


def total_first(values: Values) -> Matrix:
    """Return table three with its own heads of three levels, the total's before all others."""
    rows = []
    for at, row in enumerate(MATRICES["requests"](FORMS["requests"], values)):
        total = row[9] if at != 2 else None
        rows.append([*row[:3], total, *row[3:9]] if at else row)
    return rows


def test_under_borders_a_total_printed_first_is_the_total() -> None:
    values = figures()
    text = with_table("requests", values, layouts.tab_separated, total_first(values))
    assert raws(read(text)) == values


def test_under_borders_wrong_heads_over_numbers_in_the_form_s_order_are_not_obeyed() -> None:
    values = figures()
    wrong, matrix = total_first(values), MATRICES["requests"](FORMS["requests"], values)
    text = with_table("requests", values, layouts.tab_separated, [*wrong[:3], *matrix[3:]])
    assert raws(read(text)) == values

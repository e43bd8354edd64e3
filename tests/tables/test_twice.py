"""Rows printed more than once: copies that agree are one row, others the sums tell apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
import table_layouts as layouts
from table_cases import matrix_of, printed, read, values_of
from table_layouts import Matrix, document, forms_of, report

from extractor import extract
from report.finding import Outcome
from verify import verify

HEADS = 3
RENDERS = [*layouts.BORDERED, layouts.one_cell_a_line, layouts.row_lines]
rendered = pytest.mark.parametrize("render", RENDERS, ids=lambda render: render.__name__)
ROW = "requests.received"


def place_of(row: str) -> int:
    return HEADS + [one.id for one in forms_of("2021")["requests"].rows].index(row)


def changed(figures: Matrix, row: str, by: Mapping[int, int]) -> list[str | None]:
    """Return a row of the table with some of its figures raised."""
    cells = list(figures[place_of(row)])
    for column, more in by.items():
        cells[HEADS + column] = str(int(cells[HEADS + column] or "0") + more)
    return cells


def with_copies(
    render: layouts.Render,
    copies: Sequence[tuple[int, list[str | None]]],
    row: Matrix | None = None,
) -> str:
    """Return a report with rows put into its table three before the places given.

    `row` stands in place of the whole table.
    """
    values = printed("2021")
    whole = matrix_of("requests", "2021", values)
    matrix = list(row or whole)
    for place, cells in sorted(copies, key=lambda copy: -copy[0]):
        matrix.insert(place, cells)
    text = report(forms_of("2021"), values, render)
    assert render(whole) in text
    return text.replace(render(whole), render(matrix))


def table() -> Matrix:
    return matrix_of("requests", "2021", printed("2021"))


def outcome_of(text: str) -> Outcome:
    return verify(extract(document(text)))


def test_a_row_printed_again_with_the_same_figures_is_one_row() -> None:
    same = changed(table(), "received", {})
    found = outcome_of(with_copies(layouts.markdown, [(place_of("received"), same)]))
    assert not [f for f in found.findings if f.code == "FRM11"]
    assert not [r for r in found.results if r.code == "REQ03" and r.state != "passed"]
    assert found.record is not None
    assert not found.record.extra_rows


@rendered
@pytest.mark.parametrize("before", ["received", "carried_over", "granted", ""])
def test_of_two_copies_the_one_that_the_sums_bear_out_is_read(
    render: layouts.Render, before: str
) -> None:
    other = changed(table(), "received", {0: 4, 6: 4})
    place = place_of(before) if before else len(table())
    found = read(with_copies(render, [(place, other)]))
    assert values_of(found) == printed("2021")
    assert [row.copy_of for row in found.extra_rows] == [ROW]
    assert found.extra_rows[0].values == tuple(other[HEADS:])


def test_figures_that_only_the_sums_tell_apart_prove_nothing_and_stand_at_no_sure_label() -> None:
    other = changed(table(), "received", {0: 4, 6: 4})
    found = read(with_copies(layouts.markdown, [(place_of("received"), other)]))
    assert {"REQ01.natural_person", "REQ01.total", "REQ03.received"} == set(found.used_edits)
    how = {key.rpartition(".")[2]: found.cells[key].how for key in found.cells if ROW in key}
    assert [column for column, said in how.items() if said == "position"] == [
        "natural_person",
        "total",
    ]


@rendered
def test_where_the_sums_agree_with_no_copy_figures_that_differ_stay_open(
    render: layouts.Render,
) -> None:
    one, other = (changed(table(), "received", {0: by, 6: by}) for by in (4, 9))
    matrix = table()
    matrix[place_of("received")] = one
    found = read(with_copies(render, [(place_of("carried_over"), other)], matrix))
    values = printed("2021")
    cell = found.cells[f"{ROW}.total"]
    was = int(values[f"{ROW}.total"])
    assert (cell.value, cell.candidates) == (None, (was + 4, was + 9))
    assert values_of(found) == {
        key: raw
        for key, raw in values.items()
        if key not in (f"{ROW}.natural_person", f"{ROW}.total")
    }
    assert [row.values for row in found.extra_rows] == [tuple(one[HEADS:]), tuple(other[HEADS:])]


def test_a_copy_that_does_not_add_up_is_not_read() -> None:
    slip = changed(table(), "granted", {2: 1})
    found = read(with_copies(layouts.row_lines, [(place_of("granted"), slip)]))
    assert values_of(found) == printed("2021")


def test_two_rows_printed_twice_are_told_apart_together() -> None:
    first = changed(table(), "received", {0: 4, 6: 4})
    second = changed(table(), "granted", {1: 2, 6: 2})
    copies = [(place_of("carried_over"), first), (place_of("granted"), second)]
    found = read(with_copies(layouts.markdown, copies))
    assert values_of(found) == printed("2021")
    assert [row.copy_of for row in found.extra_rows] == [ROW, "requests.granted"]


def test_copies_of_two_rows_that_fit_each_other_either_way_stay_open() -> None:
    """With the later of each, as many more were received as were carried forward."""
    later = [
        (place_of("carried_over"), changed(table(), "received", {0: 600, 6: 600})),
        (len(table()), changed(table(), "carried_forward", {0: 600, 6: 600})),
    ]
    found = read(with_copies(layouts.markdown, later))
    open_cells = {key for key, cell in found.cells.items() if cell.candidates}
    rows = ("received", "carried_forward")
    assert open_cells == {
        f"requests.{row}.{column}" for row in rows for column in ("natural_person", "total")
    }
    assert values_of(found) == {k: v for k, v in printed("2021").items() if k not in open_cells}


def test_copies_are_told_to_a_person_whoever_was_right() -> None:
    other = changed(table(), "received", {0: 4, 6: 4})
    found = outcome_of(with_copies(layouts.markdown, [(place_of("received"), other)]))
    (finding,) = (f for f in found.findings if f.code == "FRM11")
    assert (finding.severity, finding.attribution) == ("query", "unknown")
    figures = " ".join(cell or "" for cell in other[HEADS:])
    assert f"“{figures}”" in finding.message.en
    assert "which was read" in finding.message.en
    assert not [f for f in found.findings if f.code.startswith(("REQ", "RDG"))]
    assert found.status == "review"


def test_copies_that_nothing_tells_apart_are_asked_about_once() -> None:
    one, other = (changed(table(), "received", {0: by, 6: by}) for by in (4, 9))
    matrix = table()
    matrix[place_of("received")] = one
    text = with_copies(layouts.markdown, [(place_of("carried_over"), other)], matrix)
    found = outcome_of(text)
    assert not [f for f in found.findings if f.code.startswith("RDG")]
    # The balance fails whichever of the two is right, but no cell shows whose mistake it is.
    sums = [f for f in found.findings if f.code.startswith("REQ")]
    assert {f.code for f in sums} == {"REQ01"}
    assert "source" not in {f.attribution for f in sums}
    (finding,) = (f for f in found.findings if f.code == "FRM11")
    assert set(finding.suspects) == {f"{ROW}.natural_person", f"{ROW}.total"}
    for cells in (one, other):
        figures = " ".join(cell or "" for cell in cells[HEADS:])
        assert f"“{figures}”" in finding.message.en


def test_digits_run_together_that_differ_from_their_copy_s_are_read_from_neither() -> None:
    other = changed(table(), "granted", {0: 4, 6: 4})
    found = read(with_copies(layouts.glued, [(place_of("partially_granted"), other)]))
    assert not [key for key in values_of(found) if key.startswith("requests.granted.")]


def test_a_second_whole_table_is_no_copy_of_single_rows() -> None:
    again = [
        (len(table()), changed(table(), row.id, {})) for row in forms_of("2021")["requests"].rows
    ]
    again = [(place, cells) for place, cells in again[::-1]]
    again[-1] = (len(table()), changed(table(), "received", {0: 4, 6: 4}))
    found = read(with_copies(layouts.markdown, again))
    assert not [row for row in found.extra_rows if row.copy_of]


BLOCKS = [(row.id, row.label) for row in forms_of("2021")["disputes"].rows]
RESULTS = [column.label for column in forms_of("2021")["disputes"].columns.values()]
LABELLED = [layouts.markdown, layouts.tab_separated, layouts.row_lines, layouts.one_cell_a_line]


def blocks(render: layouts.Render, rows: Sequence[tuple[int, Mapping[int, int]]]) -> str:
    """Return a report whose table four has a row for each block given, with figures raised."""
    values = printed("2021")
    whole = matrix_of("disputes", "2021", values)
    matrix: Matrix = [["类型", *RESULTS]]
    for block, by in rows:
        width = len(RESULTS)
        figures = [int(cell or "0") for cell in whole[-1][block * width : (block + 1) * width]]
        raised = [str(figure + by.get(at, 0)) for at, figure in enumerate(figures)]
        matrix.append([BLOCKS[block][1], *raised])
    text = report(forms_of("2021"), values, render)
    assert render(whole) in text
    return text.replace(render(whole), render(matrix))


@pytest.mark.parametrize("render", LABELLED, ids=lambda render: render.__name__)
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (0, 2, 1)])
def test_blocks_of_table_four_are_read_by_their_labels_in_any_order(
    render: layouts.Render, order: Sequence[int]
) -> None:
    found = read(blocks(render, [(block, {}) for block in order]))
    assert values_of(found) == printed("2021")


@pytest.mark.parametrize("render", LABELLED, ids=lambda render: render.__name__)
def test_of_two_copies_of_a_block_the_one_that_adds_up_is_read(render: layouts.Render) -> None:
    found = read(blocks(render, [(0, {}), (1, {2: 1}), (1, {}), (2, {})]))
    assert values_of(found) == printed("2021")
    assert found.used_edits == ("DSP01.direct_suit",)
    assert [row.copy_of for row in found.extra_rows] == ["disputes.direct_suit"]


def test_copies_of_a_block_that_both_add_up_leave_the_figures_that_differ_open() -> None:
    found = read(blocks(layouts.markdown, [(0, {}), (1, {}), (2, {}), (1, {1: 2, 4: 2})]))
    open_cells = {"disputes.direct_suit.overturned", "disputes.direct_suit.total"}
    assert {key for key, cell in found.cells.items() if cell.candidates} == open_cells
    assert values_of(found) == {k: v for k, v in printed("2021").items() if k not in open_cells}


def test_a_block_printed_twice_alike_is_one_block() -> None:
    found = read(blocks(layouts.row_lines, [(0, {}), (1, {}), (1, {}), (2, {})]))
    assert values_of(found) == printed("2021")
    assert not found.extra_rows


def of_table_two(render: layouts.Render, label: str, by: Mapping[int, int]) -> str:
    """Return a report whose table two has a row again right below it, with figures raised."""
    values = printed("2021")
    whole = matrix_of("disclosure", "2021", values)
    at = [row[0] for row in whole].index(label)
    cells = whole[at]
    again = [str(int(c) + by.get(i, 0)) if c and c.isdecimal() else c for i, c in enumerate(cells)]
    text = report(forms_of("2021"), values, render)
    return text.replace(render(whole), render([*whole[: at + 1], again, *whole[at + 1 :]]))


@rendered
@pytest.mark.parametrize(
    ("label", "column", "key"),
    [("行政处罚", 1, "penalties.decisions"), ("规章", 2, "rules.repealed")],
)
def test_figures_of_table_two_that_differ_from_their_copy_s_stay_open(
    render: layouts.Render, label: str, column: int, key: str
) -> None:
    found = read(of_table_two(render, label, {column: 2}))
    cell, was = found.cells[f"disclosure.{key}"], int(printed("2021")[f"disclosure.{key}"])
    assert (cell.value, cell.candidates) == (None, (was, was + 2))
    wanted = {k: v for k, v in printed("2021").items() if k != f"disclosure.{key}"}
    assert values_of(found) == wanted
    assert [row.copy_of for row in found.extra_rows] == [f"disclosure.{key.partition('.')[0]}"] * 2


@rendered
def test_a_row_of_table_two_printed_twice_alike_is_one_row(render: layouts.Render) -> None:
    found = read(of_table_two(render, "行政处罚", {}))
    assert values_of(found) == printed("2021")
    assert not found.extra_rows


@rendered
@pytest.mark.parametrize(
    ("before", "label"),
    [
        ("granted", "合计（一+二）"),
        ("granted", "总计（一）＋（二）"),
        ("", "五、上年结转下年度继续办理"),
    ],
)
def test_a_row_that_adds_others_up_or_has_a_number_of_its_own_is_no_copy(
    render: layouts.Render, before: str, label: str
) -> None:
    like = "outcomes_total" if before else "carried_forward"
    cells = changed(table(), like, {0: 4, 6: 4})
    cells[:HEADS] = [label, *([None] * (HEADS - 1))]
    place = place_of(before) if before else len(table())
    found = outcome_of(with_copies(render, [(place, cells)]))
    assert not [f for f in found.findings if f.code == "FRM11"]
    assert found.record is not None
    assert not [row for row in found.record.extra_rows if row.copy_of]
    read_ = {key: cell.raw for key, cell in found.record.cells.items() if "requests." in key}
    assert read_ == {key: raw for key, raw in printed("2021").items() if key in read_}


def test_a_row_printed_again_under_a_wrong_number_is_a_copy() -> None:
    again = changed(table(), "carried_forward", {0: 4, 6: 4})
    label = next(at for at in range(HEADS) if again[at])
    again[label] = (again[label] or "").replace("四", "五")
    found = outcome_of(with_copies(layouts.markdown, [(len(table()), again)]))
    assert [f for f in found.findings if f.code == "FRM11"]

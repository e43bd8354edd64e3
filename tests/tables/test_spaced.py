"""Cells below one another with nothing but line ends for blank ones; columns none of the form's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pytest
import table_layouts as layouts
from table_layouts import MATRICES, Matrix, Values, forms_of, report
from table_values import table_of
from test_blanks import blanked, read

from report.record import CellReading

# What the same cells look like in texts of several programs.
DISTANCES = {"word_to_text": 2, "office_as_text": 1}
# Rows that have one column in one edition and more in another.
UNTOLD = tuple(f"disclosure.{row}." for row in ("licensing", "penalties", "coercion", "fees"))


def spaced(distance: int) -> layouts.Render:
    """Return a layout: every cell, covered from above or blank, ends with so many line ends."""

    def render(matrix: Matrix) -> str:
        cells = []
        for row in matrix:
            first = next(at for at, cell in enumerate(row) if cell is not None)
            cells += [""] * (first > 0) + [cell for cell in row if cell is not None]
        return "".join(cell + "\n" * distance for cell in cells)

    return render


def shows_no_width(values: Values, key: str) -> bool:
    """Return whether nothing is printed in a cell's row behind its first column."""
    row = key.rpartition(".")[0]
    printed = [raw for other, raw in values.items() if other.rpartition(".")[0] == row]
    return (len(printed) > 1 and not any(printed[1:])) or not any(printed)


def copied_page(matrix: Matrix) -> str:
    """A page of a browser: paragraphs in cells, a tab on a line of its own between two."""
    rows = ("\n\n\t\n\n".join(c for c in row if c is not None) for row in matrix)
    text = "\n\n\n\n\n".join(rows)
    return re.sub(r"\t\n{4}(?=\t)", "\t\n\n", text) + "\n\n"


@pytest.mark.parametrize("distance", DISTANCES.values(), ids=DISTANCES)
@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_blank_cells_that_only_line_ends_show_keep_their_places(
    edition: str, distance: int
) -> None:
    values = blanked(edition) | {"disputes.reconsideration.upheld": "3"}
    values |= {"disputes.reconsideration.total": "3"}
    cells = read(report(forms_of(edition), values, spaced(distance)))
    raws = {key: cell.raw for key, cell in cells.items()}
    untold = {key for key in values if key.startswith(UNTOLD) and shows_no_width(values, key)}
    assert raws == {key: raw for key, raw in values.items() if key not in untold}


def test_where_line_ends_mean_nothing_numbers_among_blanks_stay_unread() -> None:
    values = blanked("2021")
    cells = read(report(forms_of("2021"), values, layouts.one_cell_a_line))
    rows = {key.rpartition(".")[0] for key in values if key.startswith("requests.")}
    printed = {row: [v for k, v in values.items() if k.rpartition(".")[0] == row] for row in rows}
    mixed = {row for row, found in printed.items() if any(found) and not all(found)}
    assert mixed
    assert not mixed & {key.rpartition(".")[0] for key in cells}
    assert {key: cell.raw for key, cell in cells.items()} == {key: values[key] for key in cells}


def test_a_page_copied_out_of_a_browser_keeps_its_blank_cells() -> None:
    values = blanked("2021")
    cells = read(report(forms_of("2021"), values, copied_page))
    shown = {k: raw for k, raw in values.items() if not k.startswith("disputes.")}
    assert {k: c.raw for k, c in cells.items() if k in shown} == shown


SPACED = spaced(2)


def of_row(cells: Mapping[str, CellReading], row: str) -> dict[str, str]:
    """Return the figures of one row by their columns."""
    found = {key.rpartition(".")[::2]: cell.raw for key, cell in cells.items()}
    return {column: raw for (own, column), raw in found.items() if own == row}


def sample(**figures: str) -> dict[str, str]:
    """Return a report of blanks with some rows of table three, each `granted="5......5"`."""
    values = dict.fromkeys(blanked("2021"), "")
    for row, printed in figures.items():
        columns = forms_of("2021")["requests"].columns
        for column, raw in zip(columns, printed, strict=True):
            values[f"requests.{row}.{column}"] = raw.strip(".")
    return values


THREE = {"received": "5.....5", "granted": "5.....5", "outcomes_total": "5.....5"}


def test_three_rows_that_end_with_their_total_show_how_far_cells_lie_apart() -> None:
    values = sample(**THREE)
    cells = read(report(forms_of("2021"), values, SPACED))
    requests = {key: raw for key, raw in values.items() if key.startswith("requests.")}
    assert {k: c.raw for k, c in cells.items() if k in requests} == requests


def test_two_numbers_of_pages_that_stand_where_totals_would_show_nothing() -> None:
    values = sample(received="......3", granted="......4") | {"disclosure.fees.amount": "5"}
    cells = read(report(forms_of("2021"), values, SPACED))
    assert not [key for key in cells if key.startswith("requests.")]


def without_a_cell(table: str, values: Values, label: str) -> str:
    """Return a spaced report in which the first cell of a row, left blank, is lost."""
    form = forms_of("2021")[table]
    matrix = MATRICES[table](form, values)
    lost = []
    for row in matrix:
        at = next((at for at, cell in enumerate(row) if cell == label), None)
        assert at is None or row[at + 1] in ("", None)
        figures = len(row) - len(form.columns)
        start = max(figures, at + 1) if at is not None else 0
        lost.append(row if at is None else [*row[:start], *row[start + 1 :]])
    text = report(forms_of("2021"), values, SPACED)
    assert SPACED(matrix) in text
    return text.replace(SPACED(matrix), SPACED(lost))


def test_a_row_of_table_two_that_lost_a_cell_is_not_shifted_to_the_left() -> None:
    values = sample(**THREE) | {"disclosure.rules.repealed": "3"}
    assert of_row(read(report(forms_of("2021"), values, SPACED)), "disclosure.rules") == {
        "issued": "",
        "repealed": "3",
        "in_force": "",
    }
    cells = read(without_a_cell("disclosure", values, "规章"))
    assert of_row(cells, "disclosure.rules") == {}


def test_a_blank_row_that_lost_a_cell_is_unread_and_not_blank() -> None:
    values = sample(**THREE)
    cells = read(without_a_cell("requests", values, "二、上年结转政府信息公开申请数量"))
    assert of_row(cells, "requests.carried_over") == {}
    assert len(of_row(cells, "requests.partially_granted")) == 7


def disputes(upheld: int, total: int, cells: int = 15) -> str:
    """Return a spaced report whose table four has so many cells, two figures among them."""
    values = sample(**THREE)
    matrix = MATRICES["disputes"](forms_of("2021")["disputes"], values)
    figures = [""] * cells
    figures[upheld] = figures[total] = "3"
    text = report(forms_of("2021"), values, SPACED)
    assert SPACED(matrix) in text
    return text.replace(SPACED(matrix), SPACED([*matrix[:3], list[str | None](figures)]))


def test_figures_of_table_four_are_read_where_each_block_adds_up() -> None:
    cells = read(disputes(0, 4))
    row = of_row(cells, "disputes.reconsideration")
    assert (row["upheld"], row["total"]) == ("3", "3")
    assert len([key for key in cells if key.startswith("disputes.")]) == 15


@pytest.mark.parametrize(("upheld", "total", "cells"), [(0, 4, 14), (1, 5, 15), (0, 3, 15)])
def test_table_four_is_unread_where_a_cell_is_lost_or_no_block_adds_up(
    upheld: int, total: int, cells: int
) -> None:
    found = read(disputes(upheld, total, cells))
    assert not [key for key in found if key.startswith("disputes.")]


def rows_apart(matrix: Matrix) -> str:
    """The same with one more blank line between rows than between cells."""
    return "".join(SPACED([row]) + "\n\n" for row in matrix)


def below_heads_of_table_four(cells: Sequence[str]) -> dict[str, str]:
    """Return what is read of table four with some cells, a first one where none should be."""
    values = sample(**THREE)
    whole = rows_apart(MATRICES["disputes"](forms_of("2021")["disputes"], values))
    text = report(forms_of("2021"), values, rows_apart)
    assert whole in text
    heads = whole[: whole.rindex("总计") + 2]
    printed = "".join("\n\n" + cell for cell in cells)
    found = read(text.replace(whole, heads + printed + "\n\n\n\n"))
    return {k: c.raw for k, c in found.items() if k.startswith("disputes.") and c.raw}


def test_a_figure_between_the_heads_and_the_first_cell_of_table_four_is_in_no_cell() -> None:
    blanks = [""] * 16
    right, wrong = list(blanks), list(blanks)
    right[1] = right[5] = "3"
    assert below_heads_of_table_four(right) == {
        "disputes.reconsideration.upheld": "3",
        "disputes.reconsideration.total": "3",
    }
    # Counted on from the last cell, these two would be a case after reconsideration.
    wrong[0] = wrong[11] = "3"
    assert below_heads_of_table_four(wrong) == {}


def test_the_head_of_a_column_is_no_row_though_a_row_bears_its_name() -> None:
    """Where the first row lost its label its figures stand below the last head, 总计."""
    values = sample(**THREE, partially_granted="2.....2")
    text = report(forms_of("2021"), values, SPACED)
    label = "一、本年新收政府信息公开申请数量"
    assert label + "\n\n" in text
    heads, rows = text.split(label + "\n\n")
    cells = read(heads[: heads.rindex("总计")] + "总计\n\n" + rows.lstrip("\n"))
    assert of_row(cells, "requests.received") == {}
    total = of_row(cells, "requests.outcomes_total")
    assert (total["natural_person"], total["total"]) == ("5", "5")


def test_a_paragraph_between_tabs_makes_no_page_of_a_browser() -> None:
    values = blanked("2021")
    stray = "\n\n\t\n\n\t\n"
    text = report(forms_of("2021"), values, layouts.tab_separated)
    assert {k: c.raw for k, c in read(stray + text).items()} == values


def test_a_paragraph_behind_a_blank_last_cell_stands_in_no_cell() -> None:
    values = blanked("2021")
    last = "requests.carried_forward.total"
    values |= {key: "" for key in values if key.startswith("requests.carried_forward.")}
    prose = "本年度收到的申请主要涉及征地拆迁、规划许可、财政资金和行政处罚等方面，" * 3
    text = report(forms_of("2021"), values, copied_page)
    at = text.index("四、政府信息公开行政复议")
    cells = read(text[:at].rstrip("\n") + f"\n\n{prose}共7件。\n\n" + text[at:])
    assert cells[last].raw == ""
    assert len(of_row(cells, "requests.carried_forward")) == 7


def extra(matrix: Matrix, place: int, head: str, cells: str, heads: int) -> Matrix:
    """Return a table with a column of the office's own; `#` counts its rows."""
    rows = []
    for at, row in enumerate(matrix):
        text = head if at == 0 else cells.replace("#", str(at - heads + 1)) if at >= heads else ""
        rows.append([*row[:place], text, *row[place:]])
    return rows


COLUMNS = [(0, "序号", "#"), (3, "代码", "0#"), (10, "备注", ""), (10, "备注", "无")]


@pytest.mark.parametrize(("place", "head", "cells"), COLUMNS)
@pytest.mark.parametrize("render", [layouts.markdown, layouts.tab_separated])
def test_columns_that_offices_add_move_no_number(
    render: layouts.Render, place: int, head: str, cells: str
) -> None:
    forms = forms_of("2021")
    values = {key: str(number) for key, number in table_of(forms, 11).items()}
    whole = MATRICES["requests"](forms["requests"], values)
    text = report(forms, values, render)
    text = text.replace(render(whole), render(extra(whole, place, head, cells, 3)))
    found = read(text)
    assert {key: cell.raw for key, cell in found.items()} == values

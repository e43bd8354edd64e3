"""Cells below one another with nothing but line ends for blank ones; columns none of the form's."""

from __future__ import annotations

import re

import pytest
import table_layouts as layouts
from table_layouts import MATRICES, Matrix, Values, document, forms_of, report
from table_values import table_of
from test_blanks import blanked, read

from extractor.tables import read_tables
from report.form import TableForm

# What the same cells look like in texts of several programs.
DISTANCES = {"word_to_text": 2, "office_as_text": 1}
# Rows with more than one width, and nothing in them that shows which, stay unread.
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
    unread = values.keys() - cells.keys()
    assert unread <= {key for key in values if key.startswith(UNTOLD)}
    assert {key: cell.raw for key, cell in cells.items()} == {k: values[k] for k in cells}


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


def total_first(form: TableForm, values: Values) -> Matrix:
    rows = []
    for at, row in enumerate(MATRICES["requests"](form, values)):
        total = row[9] if at != 2 else None
        rows.append([*row[:3], total, *row[3:9]] if at else row)
    return rows


def test_a_total_printed_first_is_the_total() -> None:
    forms = forms_of("2021")
    values = {key: str(number) for key, number in table_of(forms, 11).items()}
    whole = layouts.tab_separated(MATRICES["requests"](forms["requests"], values))
    turned = layouts.tab_separated(total_first(forms["requests"], values))
    text = report(forms, values, layouts.tab_separated)
    assert whole in text
    found = read_tables(document(text.replace(whole, turned))).cells
    assert {key: cell.raw for key, cell in found.items()} == values


def test_wrong_heads_over_numbers_in_the_form_s_order_are_not_obeyed() -> None:
    forms = forms_of("2021")
    values = {key: str(number) for key, number in table_of(forms, 11).items()}
    matrix = MATRICES["requests"](forms["requests"], values)
    heads = [total_first(forms["requests"], values)[at] for at in (1, 2)]
    wrong = layouts.tab_separated([matrix[0], *heads, *matrix[3:]])
    text = report(forms, values, layouts.tab_separated)
    found = read_tables(document(text.replace(layouts.tab_separated(matrix), wrong))).cells
    assert {key: cell.raw for key, cell in found.items()} == values

"""Blanks that stand for noughts are read as blanks wherever the rows around show the places."""

from __future__ import annotations

import table_layouts as layouts
from table_layouts import MATRICES, Matrix, document, forms_of, report
from table_values import table_of

from extractor.tables import read_tables
from report.record import CellReading

BARS = layouts.one_cell_a_line_with_bars


def printed(edition: str) -> dict[str, str]:
    return {key: str(number) for key, number in table_of(forms_of(edition), 11).items()}


def blanked(edition: str) -> dict[str, str]:
    """Noughts left blank, totals apart, and table four left blank but for its totals."""
    values = {k: "" if raw == "0" else raw for k, raw in printed(edition).items()}
    values |= {key: "" for key in values if key.startswith("disputes.")}
    return values | {key: "0" for key in values if key.endswith(".total") and not values[key]}


def read(text: str) -> dict[str, CellReading]:
    return dict(read_tables(document(text)).cells)


def test_cells_on_lines_of_their_own_keep_their_places_blank_or_not() -> None:
    for edition in ("2019", "2021"):
        values = blanked(edition)
        cells = read(report(forms_of(edition), values, BARS))
        assert {key: cell.raw for key, cell in cells.items()} == values


def test_rows_of_nothing_but_blanks_are_blank() -> None:
    values = blanked("2021")
    values |= {key: "" for key in values if key.startswith(("disputes.", "disclosure."))}
    cells = read(report(forms_of("2021"), values, BARS))
    assert {key: cell.raw for key, cell in cells.items()} == values


def test_where_no_total_shows_the_places_numbers_among_blanks_stay_unread() -> None:
    values = dict.fromkeys(printed("2021"), "") | {"disclosure.rules.repealed": "3"}
    cells = read(report(forms_of("2021"), values, BARS))
    assert not any(cell.value is not None for cell in cells.values())
    assert not any(key.startswith("disclosure.rules.") for key in cells)


def test_a_damaged_number_is_no_label_of_a_row_below() -> None:
    values = printed("2019")
    for damaged in ("4〇8", "l4"):
        slip = values | {"disclosure.licensing.items_last_year": damaged}
        cells = read(report(forms_of("2019"), slip, layouts.tab_separated))
        blank = [k for k, c in cells.items() if ".licensing." in k and not c.raw]
        assert blank == []


def moved(matrix: Matrix, row: int) -> Matrix:
    """Lose the third column of numbers, and move one row by a blank."""
    lost = [[*cells[:5], *cells[6:]] for cells in matrix]
    lost[row].insert(3, "")
    return lost


def test_where_a_column_is_lost_a_row_moved_by_a_blank_is_not_whole() -> None:
    values, render = printed("2021"), layouts.one_cell_a_line_with_tabs
    matrix = MATRICES["requests"](forms_of("2021")["requests"], values)
    row = next(at for at, cells in enumerate(matrix) if "部分公开" in f"{cells[:3]}")
    sound = report(forms_of("2021"), values, render)
    text = sound.replace(render(matrix), render(moved(matrix, row)))
    assert text != sound
    assert not any(key.startswith("requests.partially_granted.") for key in read(text))


def test_letters_among_the_figures_of_a_number_never_shorten_it() -> None:
    values = printed("2019")
    slips = {"disclosure.penalties.decisions": "246I", "disclosure.coercion.items_change": "-l4"}
    wanted = {"disclosure.penalties.decisions": 2461, "disclosure.coercion.items_change": -14}
    for render in (layouts.one_line, layouts.bar_separated, layouts.tab_separated):
        cells = read(report(forms_of("2019"), values | slips, render))
        for key, value in wanted.items():
            assert key not in cells or (cells[key].value, cells[key].how) == (value, "ocr")


def test_where_a_column_is_lost_blank_rows_show_it_too() -> None:
    values = dict.fromkeys(printed("2021"), "")
    values |= {"requests.granted.natural_person": "4", "requests.granted.total": "4"}
    matrix = MATRICES["requests"](forms_of("2021")["requests"], values)
    lost = [[*cells[:5], *cells[6:]] for cells in matrix]
    for render in (layouts.bar_separated, layouts.markdown):
        sound = report(forms_of("2021"), values, render)
        cells = read(sound.replace(render(matrix), render(lost)))
        assert not any(k.startswith("requests.granted.") for k, c in cells.items() if c.raw)


def test_a_number_cut_in_two_is_no_page_number_beside_a_row() -> None:
    row = "requests.received"
    numbers = ("22", "3", "0", "0", "1", "0", "26")
    keys = [key for key in printed("2021") if key.startswith(f"{row}.")]
    values = printed("2021") | dict(zip(keys, numbers, strict=True))
    sound = report(forms_of("2021"), values, layouts.bars_on_their_own)
    assert "\n26\n" in sound
    cells = read(sound.replace("\n26\n", "\n2 6\n"))
    assert not any(key.startswith(f"{row}.") for key in cells)


def test_a_sum_of_money_whose_unit_was_lost_is_unread_and_not_blank() -> None:
    values = printed("2019") | {"disclosure.procurement.amount": "1720.44万□"}
    cells = read(report(forms_of("2019"), values, layouts.tab_separated))
    assert "disclosure.procurement.amount" not in cells
    assert "disclosure.procurement.projects" in cells


def test_rows_below_a_damaged_parent_are_not_the_parent() -> None:
    values = printed("2019")
    form = forms_of("2019")["disclosure"]
    sound = report(forms_of("2019"), values, layouts.tab_separated)
    whole = MATRICES["disclosure"](form, values)
    row = next(at for at, cells in enumerate(whole) if cells[0] == "其他对外管理服务事项")
    parted: Matrix = [
        *whole[:row],
        ["其?对外管理服务事项", "行政检查", "25", "0", "7"],
        [None, "行政确认", "5", "0", "0"],
        *whole[row + 1 :],
    ]
    cells = read(sound.replace(layouts.tab_separated(whole), layouts.tab_separated(parted)))
    assert not any(c.raw for key, c in cells.items() if ".other_services." in key)


def test_a_note_behind_a_label_is_no_part_of_it_wherever_heads_stand() -> None:
    values = printed("2019")
    for render in (layouts.tab_separated, layouts.one_line, layouts.row_lines):
        sound = report(forms_of("2019"), values, render)
        told = sound.replace("规章", "规章(设区的市应提供相关数据)", 1)
        assert told != sound
        assert {key: cell.raw for key, cell in read(told).items()} == values


def bars_between(matrix: Matrix) -> str:
    """Bars between cells and none at either end of a row, as converters of web pages print it."""
    return "".join("| ".join(c or "" for c in row if c is not None) + "  \n" for row in matrix)


def test_a_bar_that_ends_a_row_stands_before_a_blank_where_none_ends_the_others() -> None:
    for edition in ("2019", "2021"):
        values = blanked(edition)
        cells = read(report(forms_of(edition), values, bars_between))
        assert {key: cell.raw for key, cell in cells.items()} == values


def ragged(matrix: Matrix) -> str:
    """Markdown without the cells that are covered from above: its rows end in other columns."""
    lines = []
    for at, row in enumerate(matrix):
        group = row[:1] == [None] and at > 2
        outer = next((i for i, cell in enumerate(row) if cell is not None), 0) if group else 0
        lines.append("| " + " | ".join(cell or "" for cell in row[outer:]) + " |")
    return "\n".join([lines[0], "|" + "---|" * len(matrix[0]), *lines[1:]]) + "\n"


def test_a_row_with_blanks_is_not_placed_by_rows_that_end_elsewhere() -> None:
    form = forms_of("2021", "one_other_row")
    values = {key: "" for table in form.values() for key in table.keys}
    values |= {key: "0" for key in values if key.startswith("disclosure.")}
    firsts = ("refused.state_secret", "unavailable.not_held", "not_processed.petition")
    for row in ("partially_granted", *firsts):
        values[f"requests.{row}.natural_person"] = "3"
    for row in ("received", "outcomes_total"):
        values |= {f"requests.{row}.natural_person": "5", f"requests.{row}.total": "5"}
    cells = read(report(form, values, ragged))
    assert {key: cell.raw for key, cell in cells.items()} == {key: values[key] for key in cells}


def test_a_blank_behind_a_label_that_a_figure_ran_into_is_unread() -> None:
    text = (
        "| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n| --- | --- | --- | --- |\n"
        "| 规章 | 0 | 0 | 0 |\n| 行政规范性文件7 | | 1 | 4 |\n"
    )
    cells = read(text)
    assert cells["disclosure.rules.issued"].value == 0
    assert "disclosure.normative_documents.issued" not in cells
    assert cells["disclosure.normative_documents.in_force"].value == 4

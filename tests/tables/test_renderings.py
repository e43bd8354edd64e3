"""What converters and browsers make of a table: the same numbers must come out."""

from __future__ import annotations

import pytest
import table_layouts as layouts
from table_layouts import Matrix, Render, document, forms_of, report
from table_values import table_of

from extractor.tables import read_tables
from report.record import Reading


def filled(matrix: Matrix) -> str:
    """A merged cell printed in every column and row it covers."""
    rows: list[list[str]] = []
    for row in matrix:
        above = rows[-1] if rows else [""] * len(row)
        cells: list[str] = []
        for place, cell in enumerate(row):
            left = cells[-1] if cells else ""
            wide = any(later is not None for later in row[:place]) and place > 0
            cells.append(cell if cell is not None else left if wide else above[place])
        rows.append(cells)
    return "".join("\t".join(row) + "\n" for row in rows)


def inner_text(matrix: Matrix) -> str:
    """Text a browser gives for cells that hold paragraphs; a merged cell leaves no tab."""
    return "".join("\n\n\t\n\n".join(layouts._own(row)) + "\n\n" for row in matrix)


def barred_lines(matrix: Matrix) -> str:
    """Every text node on a line with bars around it."""
    return "".join(f"|{cell}|\n" for row in matrix for cell in layouts._own(row) if cell)


def on_one_line(border: str) -> Render:
    return lambda matrix: border.join(c for row in matrix for c in layouts._own(row) if c) + border


def with_no_break_spaces(matrix: Matrix) -> str:
    """A line for each cell; an empty cell holds a no-break space."""
    return "".join(f"{cell or chr(160)}\n" for row in matrix for cell in layouts._own(row))


def read(render: Render, edition: str, values: dict[str, str]) -> Reading:
    return read_tables(document(report(forms_of(edition), values, render)))


def values_of(reading: Reading) -> dict[str, str]:
    return {key: cell.raw for key, cell in reading.cells.items() if cell.value is not None}


def with_blanks_before_the_tab(matrix: Matrix) -> str:
    """A tab and a cell on each line, indented as copying between editors does."""
    return layouts.one_cell_a_line_with_tabs(matrix).replace("\n\t", "\n \u3000\t")


RENDERINGS = {
    "blanks before the tab": with_blanks_before_the_tab,
    "filled": filled,
    "inner text": inner_text,
    "bars around every line": barred_lines,
    "tabs on one line": on_one_line("\t"),
    "bars on one line": on_one_line(" | "),
    "no-break spaces": with_no_break_spaces,
}


@pytest.mark.parametrize("seed", [3, 4, 5])
@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("name", RENDERINGS)
def test_every_cell_is_read_from_what_tools_print(name: str, edition: str, seed: int) -> None:
    values = {key: str(number) for key, number in table_of(forms_of(edition), seed).items()}
    reading = read(RENDERINGS[name], edition, values)
    assert reading.tables["disclosure"][0] == edition
    assert values_of(reading) == values


def test_a_no_break_space_on_its_own_line_is_a_blank_cell() -> None:
    values = {key: str(number) for key, number in table_of(forms_of("2021"), 3).items()}
    values["requests.granted.business"] = values["requests.granted.research"] = ""
    cells = read(with_no_break_spaces, "2021", values).cells
    assert cells["requests.granted.business"].value is None
    assert {key: cell.raw.strip() for key, cell in cells.items()} == values


def test_sentences_between_bars_stay_out_of_the_tables() -> None:
    values = {key: str(number) for key, number in table_of(forms_of("2021"), 3).items()}
    sound = report(forms_of("2021"), values, barred_lines)
    opening = "".join(f"|{line}|\n" for line in layouts.PREAMBLE.splitlines())
    text = sound.replace(layouts.PREAMBLE, opening)
    regions = read_tables(document(text)).regions
    assert min(regions).start >= len(opening)


def test_a_label_wrapped_around_its_numbers_keeps_them() -> None:
    values = {key: str(number) for key, number in table_of(forms_of("2021"), 3).items()}
    label = "2.其他法律行政法规禁止公开"
    sound = report(forms_of("2021"), values, layouts.row_lines)
    row = next(line for line in sound.splitlines() if line.startswith(label))
    wrapped = f"2.其他法\n{row.removeprefix(label).strip()}\n律行政法规禁止公开"
    found = values_of(read_tables(document(sound.replace(row, wrapped))))
    assert {key: value for key, value in found.items() if values[key] != value} == {}
    assert len(values) - len(found) <= 7


def test_numbers_under_two_stacked_labels_stay_unread() -> None:
    values = {key: str(number) for key, number in table_of(forms_of("2021"), 3).items()}
    sound = report(forms_of("2021"), values, layouts.row_lines)
    lines = sound.splitlines(keepends=True)
    upper = next(i for i, line in enumerate(lines) if line.startswith("2.重复申请"))
    label, lower = "2.重复申请", "3.要求提供公开出版物"
    numbers = lines[upper].removeprefix(label), lines[upper + 1].removeprefix(lower)
    lines[upper : upper + 2] = [f"{label}\n{lower}\n{numbers[0]}\n", f"{numbers[1]}\n"]
    cells = values_of(read_tables(document("".join(lines))))
    wrong = {key for key, value in cells.items() if values[key] != value}
    assert wrong == set()


def comma_separated(matrix: Matrix) -> str:
    return "".join(",".join(cell or "" for cell in row) + "\n" for row in matrix)


def quoted(matrix: Matrix) -> str:
    return "".join(",".join(f'"{cell or ""}"' for cell in row) + "\n" for row in matrix)


@pytest.mark.parametrize("render", [comma_separated, quoted])
@pytest.mark.parametrize("seed", [3, 4])
def test_commas_between_cells_are_borders(render: Render, seed: int) -> None:
    values = {key: str(number) for key, number in table_of(forms_of("2021"), seed).items()}
    assert values_of(read(render, "2021", values)) == values


def test_repeated_cells_with_commas_between_are_not_one_number() -> None:
    values = {key: str(number) for key, number in table_of(forms_of("2021"), 3).items()}
    values["disclosure.licensing.decisions"] = "380"

    def filled_commas(matrix: Matrix) -> str:
        return filled(matrix).replace("\t", ",")

    assert values_of(read(filled_commas, "2021", values)) == values

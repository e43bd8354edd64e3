"""Tables as HTML, Word and Excel state them, cell by cell."""

from __future__ import annotations

import pytest
import table_layouts as layouts
from table_cases import printed, values_of
from table_layouts import MATRICES, Matrix, document, forms_of

from extractor.tables import read_tables
from report.document import Document, Grid, GridCell, Span


def grid_document(matrices: dict[str, Matrix]) -> Document:
    """Return a document as HTML gives one: covered places are spans, not cells."""
    text = layouts.PREAMBLE
    grids = []
    for matrix in matrices.values():
        start, cells = len(text), []
        for r, row in enumerate(matrix):
            for c, cell in enumerate(row):
                if cell is not None:
                    width = next(
                        (k for k in range(c + 1, len(row)) if row[k] is not None), len(row)
                    )
                    at_ = len(text)
                    text += cell
                    cells.append(GridCell(cell, Span(at_, len(text)), r, c, 1, width - c))
                text += "\t" if c + 1 < len(row) else "\n"
        grids.append(Grid(tuple(cells), Span(start, len(text))))
    return Document(document(text).source, text, "test/1", grids=tuple(grids))


def test_grids_are_read_like_text() -> None:
    for edition in ("2019", "2021"):
        forms, values = forms_of(edition), printed(edition)
        reading = read_tables(
            grid_document({t: MATRICES[t](form, values) for t, form in forms.items()})
        )
        assert values_of(reading) == values


def test_blanks_of_a_grid_keep_their_columns() -> None:
    forms, values = forms_of("2021"), printed("2021")
    for key in values:
        if key.startswith("requests.") and not key.endswith((".total", ".natural_person")):
            values[key] = ""
    reading = read_tables(
        grid_document({t: MATRICES[t](form, values) for t, form in forms.items()})
    )
    assert {key: cell.raw for key, cell in reading.cells.items()} == values


def test_a_long_number_broken_by_a_narrow_column_is_one_number() -> None:
    forms, values = forms_of("2021"), printed("2021")
    values["disclosure.penalties.decisions"] = "39857\n58"
    grids = grid_document({t: MATRICES[t](form, values) for t, form in forms.items()})
    cell = read_tables(grids).cells["disclosure.penalties.decisions"]
    assert (cell.value, cell.raw) == (3985758, "39857\n58")


def test_two_numbers_in_one_cell_are_not_glued() -> None:
    forms, values = forms_of("2021"), printed("2021")
    columns = list(forms["requests"].columns)
    for column in columns:
        values[f"requests.granted.{column}"] = "1\n2"
    values["requests.carried_over.business"] = "2 0"
    values["requests.carried_over.research"] = "0\n7"
    grids = grid_document({t: MATRICES[t](form, values) for t, form in forms.items()})
    reading = read_tables(grids)
    lost = set(values) - set(reading.cells)
    assert lost == {
        *(f"requests.granted.{column}" for column in columns),
        "requests.carried_over.business",
        "requests.carried_over.research",
    }


@pytest.mark.parametrize("stop", ["。", ""])
def test_paragraphs_in_rows_above_a_table_are_prose_though_they_name_its_rows(stop: str) -> None:
    forms, values = forms_of("2021"), printed("2021")
    matrices = {t: MATRICES[t](form, values) for t, form in forms.items()}
    paragraph = (
        "（二）依申请公开情况。今年新收政府信息公开申请数量371件，上年结转政府信息公开申请数量3件；"
        "予以公开184件，其他处理29件，总计307件，结转下年度继续办理13件，其他结果0件，尚未审结0件"
    )
    for table, matrix in matrices.items():
        width = len(matrix[0])
        matrices[table] = [[paragraph + stop, *[None] * (width - 1)], *matrix]
    reading = read_tables(grid_document(matrices))
    assert values_of(reading) == values
    text = grid_document(matrices).text
    assert len(reading.regions) == len(forms)
    assert not any(paragraph[:12] in text[r.start : r.end] for r in reading.regions)

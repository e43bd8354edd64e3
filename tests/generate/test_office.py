"""Word, Excel and PDF files hold the report; the files come from the tools people use."""

from __future__ import annotations

import io
from pathlib import Path
from random import Random

import openpyxl
import pytest

from eval.generate import office
from eval.generate.damage import TABLE_DAMAGE, make_file
from eval.generate.layouts import Cover
from eval.generate.report import Report, make_report
from eval.generate.world import make_truth
from eval.mutate import Plan, run_case
from report.errors import UsageError
from tests.conftest import absent


def report(layout: str, number: int = 3) -> Report:
    source = Random(f"office/{number}")
    return make_report(source, make_truth(source), layout)


@pytest.fixture
def font() -> str:
    try:
        return office.font_file()
    except UsageError as error:
        absent("font", str(error))
        raise


@pytest.mark.parametrize("layout", ["docx", "xlsx"])
def test_an_office_file_is_read_as_it_was_written(layout: str, tmp_path: Path) -> None:
    done = [run_case(Plan(9, 0, 4, (layout,)), "report", at, tmp_path) for at in range(9)]
    whole = [case for case in done if not case.kind]
    assert whole
    assert not any(case.error for case in done)
    for case in whole:
        assert all(counts.keys() == {"right"} for counts in case.cells.values())


def test_a_pdf_is_read_as_it_was_written(font: str, tmp_path: Path) -> None:
    assert font
    case = run_case(Plan(3, 0, 4, ("pdf",)), "report", 1, tmp_path)
    assert case.error == ""
    assert sum(counts.get("silent", 0) for counts in case.cells.values()) == 0
    assert sum(counts.get("right", 0) for counts in case.cells.values()) > 150


def test_a_sheet_holds_every_cell_at_its_place_with_merged_cells_merged() -> None:
    made = report("xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(office.xlsx(made))).worksheets[0]
    matrix = made.matrix("disputes")
    first = next(row[0].row for row in sheet.iter_rows() if row[0].value == matrix[0][0])
    for at, row in enumerate(matrix):
        for place, cell in enumerate(row):
            found = sheet.cell(first + at, place + 1).value
            assert found is None if isinstance(cell, Cover) else str(found) == cell
    assert len(sheet.merged_cells.ranges) > 10


@pytest.mark.parametrize("name", sorted(TABLE_DAMAGE))
def test_damaged_tables_can_be_written_too(name: str) -> None:
    for number in range(6):
        for layout in ("docx", "xlsx"):
            file = make_file(Random(number), report(layout, number), (name,))
            assert file.suffix == f".{layout}"
            assert file.data[:2] == b"PK"


def test_a_font_that_is_named_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tmp_path / "font.ttf"
    named.touch()
    monkeypatch.setenv("GOUJI_CJK_FONT", str(named))
    assert office.font_file() == str(named)


def test_without_a_font_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_FONTS", ())
    monkeypatch.delenv("GOUJI_CJK_FONT", raising=False)
    with pytest.raises(UsageError, match="GOUJI_CJK_FONT"):
        office.font_file()

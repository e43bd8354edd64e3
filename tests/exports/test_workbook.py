"""The workbook as a spreadsheet program finds it."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gouji.exports.sheet_text import lines_of
from gouji.exports.workbook import write_workbook
from report.document import Span
from report.finding import Outcome
from report.form import table_form
from report.record import Correction, ExtraRow, Record, RecordCell, Stated
from tests.conftest import absent
from tests.corpus.outcomes import outcome_of, outcomes_of
from tests.records import make_record, with_cell

RED, GREEN, GREY = "F8CBAD", "C6E0B4", "D9D9D9"


def write(path: Path, outcomes: Sequence[Outcome], lang: str = "zh", *, forms: bool = True) -> Any:
    write_workbook(path, [(outcome, {}) for outcome in outcomes], lang, forms=forms)
    return openpyxl.load_workbook(path)


def form_sheet(tmp_path: Path, record: Record) -> Any:
    return write(tmp_path / "x.xlsx", [outcome_of(record)]).worksheets[-1]


def cells(sheet: Any) -> list[Any]:
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


def flagged(sheet: Any, colour: str) -> list[Any]:
    """Cells of that colour with a figure, which leaves the legend out."""
    return [
        cell
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == f"FF{colour}" and cell.comment is not None
    ]


def test_the_form_has_all_official_labels_and_all_figures(tmp_path: Path) -> None:
    record = make_record(cells={"requests.received.total": 4711})
    texts = {str(cell.value) for cell in cells(form_sheet(tmp_path, record))}
    for table, (edition, variant) in record.tables.items():
        form = table_form(edition, table, variant)
        for row in form.rows:
            assert any(row.label in text for text in texts)
        assert f"{form.table.section}、{form.table.heading}" in texts
    assert "4711" in texts


def test_what_the_report_contradicts_is_red_and_explained(tmp_path: Path) -> None:
    sheet = form_sheet(tmp_path, make_record(cells={"requests.received.business": 3}))
    (cell,) = flagged(sheet, RED)
    assert cell.value == 3
    assert "REQ" in cell.comment.text
    assert "商业企业" in cell.comment.text


def test_corrected_and_unread_cells_say_what_was_printed(tmp_path: Path) -> None:
    key = "requests.granted.natural_person"
    record = with_cell(make_record(), key, value=5, corrected=Correction(0, 7))
    record = with_cell(record, "disputes.direct_suit.other", value=None, status="unread", span=None)
    sheet = form_sheet(tmp_path, record)
    (green,) = flagged(sheet, GREEN)
    assert (green.value, "5" in green.comment.text) == (0, True)
    (grey,) = flagged(sheet, GREY)
    assert grey.value is None


def test_money_shows_its_unit_beside_an_official_head_in_another(tmp_path: Path) -> None:
    record = with_cell(make_record(), "disclosure.fees.amount", value=5000)
    (cell,) = [cell for cell in cells(form_sheet(tmp_path, record)) if cell.value == 5000]
    assert cell.number_format.endswith('" 元"')


HOSTILE = [
    '=HYPERLINK("x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "＝1",
    "{=1}",
    "=cmd|' /C calc'!A0",
]


def test_no_text_of_a_report_becomes_a_formula(tmp_path: Path) -> None:
    outcomes = []
    for number, text in enumerate(HOSTILE):
        stated = Stated(text, text, Span(0, 1))
        extra = ExtraRow("disclosure", text, text, (text,), Span(0, 1))
        record = replace(
            make_record(issuer=text, cells={"requests.received.total": 1}), extra_rows=(extra,)
        )
        blank = RecordCell(None, text, Span(0, 1), "blank", how="cell")
        record = replace(
            record, issuer=stated, cells=record.cells | {"disclosure.rules.issued": blank}
        )
        outcomes.append(outcome_of(record, number))
    for forms in (True, False):
        path = tmp_path / f"{forms}.xlsx"
        book = write(path, outcomes, forms=forms)
        kinds = {cell.data_type for sheet in book for cell in cells(sheet)}
        assert kinds <= {"s", "n"}
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                text = archive.read(name).decode("utf-8", "replace")
                assert not name.startswith("xl/externalLinks")
                assert not re.search(r"<(\w+:)?f[ >]|<(\w+:)?hyperlink ", text), name


def test_a_thousand_reports_are_rows_and_no_sheets(tmp_path: Path) -> None:
    outcomes = outcomes_of([make_record(issuer=f"第{n}号县民政局") for n in range(5)])
    book = write(tmp_path / "x.xlsx", outcomes, "en", forms=False)
    assert book.sheetnames == [
        "overview",
        "findings",
        "rates",
        "trends",
        "rankings",
        "data dictionary",
    ]
    assert book["overview"].max_row == 6


def test_the_dictionary_names_every_column_of_the_lists(tmp_path: Path) -> None:
    book = write(tmp_path / "x.xlsx", outcomes_of([make_record()]), "en")
    known = {row[1] for row in book["data dictionary"].iter_rows(values_only=True)}
    for name in ("overview", "findings", "rates", "trends", "rankings"):
        heads = next(book[name].iter_rows(values_only=True))
        assert {
            head.removesuffix("_state") if head not in known else head for head in heads
        } <= known


def test_reports_of_one_name_have_a_sheet_each(tmp_path: Path) -> None:
    names = write(tmp_path / "x.xlsx", outcomes_of([make_record()] * 3)).sheetnames[-3:]
    assert len(set(names)) == 3


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("forms", [True, False])
def test_long_sentences_of_the_findings_stand_whole_in_their_cells(
    tmp_path: Path, lang: str, *, forms: bool
) -> None:
    record = make_record(cells={"requests.received.business": 3, "requests.granted.total": 9})
    outcome = outcome_of(record)
    sheet = write(tmp_path / "x.xlsx", [outcome], lang, forms=forms).worksheets[1]
    heads = {cell.value: cell.column - 1 for cell in sheet[1]}
    rows = list(sheet.iter_rows(min_row=2))
    assert len(rows) == len(outcome.findings) > 0
    for row, finding in zip(rows, outcome.findings, strict=True):
        message = next(cell for cell in row if cell.value == getattr(finding.message, lang))
        assert message.alignment.wrap_text
        width = sheet.column_dimensions[message.column_letter].width
        size = sum(1 + (ord(c) >= 0x2000) for c in message.value)
        assert sheet.row_dimensions[message.row].height * width >= 12 * size
        cells = row[heads["cells" if lang == "en" else "涉及的单元格"]].value or ""
        # Places are named as they are printed, not by their keys.
        assert "requests." not in cells
        assert bool(finding.cells) == ("总计" in cells)
    printed = sheet.print_area
    assert f"${rows[0][-1].column_letter}" not in printed


def test_a_list_of_lines_counts_wide_characters_twice() -> None:
    assert lines_of("", 12) == 1
    assert lines_of("a" * 10, 12) == 1
    assert lines_of("字" * 5, 12) == 1
    assert lines_of("字" * 6, 12) == 2
    assert lines_of("字\n字\n\na", 12) == 4


def test_libreoffice_opens_it_and_prints_each_report(tmp_path: Path) -> None:
    program, text = shutil.which("soffice"), shutil.which("pdftotext")
    if program is None or text is None:
        absent("libreoffice", "LibreOffice or pdftotext is not installed")
        return
    write(tmp_path / "x.xlsx", [outcome_of(make_record(cells={"requests.received.total": 4711}))])
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [program, home, "--headless", "--convert-to", "pdf", "--outdir", tmp_path]
    subprocess.run([*command, tmp_path / "x.xlsx"], check=True, capture_output=True)
    told = subprocess.run([text, tmp_path / "x.pdf", "-"], check=True, capture_output=True)
    printed = told.stdout.decode()
    assert "4711" in printed
    assert "收到和处理政府信息公开申请情况" in printed

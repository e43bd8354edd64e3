"""Reports as Word, Excel and PDF files, written by the tools that people's programs use.

The tools come with the extra `eval`; they are loaded only when such a file is asked for.
"""

from __future__ import annotations

import datetime
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from eval.generate.layouts import Cover, Matrix
from eval.generate.report import Report
from report.errors import UsageError

# The day on which every generated file says it was made, so that files repeat.
_DAY = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
)


def _placed(matrix: Matrix) -> Iterator[tuple[int, int, int, int, str]]:
    """Yield row, column, height, width and text of every cell; no two cells overlap.

    Damage may leave covers that no longer fit their cell: those stay places of their own.
    """
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(matrix):
        for place, cell in enumerate(row):
            if not isinstance(cell, str):
                continue
            width = height = 1
            while place + width < len(row) and row[place + width] is Cover.LEFT:
                width += 1
            while _covered(matrix, at + height, place, width):
                height += 1
            area = {(at + r, place + c) for r in range(height) for c in range(width)}
            if area & taken:
                width, height, area = 1, 1, {(at, place)}
            taken |= area
            yield at, place, height, width, cell


def _covered(matrix: Matrix, at: int, place: int, width: int) -> bool:
    """Return whether a row continues the cell above over its whole width."""
    if at >= len(matrix) or matrix[at][place] is not Cover.UP:
        return False
    return all(not isinstance(cell, str) for cell in matrix[at][place : place + width])


def _missing(tool: str) -> UsageError:
    return UsageError(f"{tool} is not installed.", 'Install the extra: pip install "gouji[eval]".')


def _around(report: Report) -> tuple[list[str], list[str]]:
    """Return the paragraphs before and after the tables."""
    frame = report.frame
    before = [*frame["title"].split("\n"), frame["preamble"]]
    before += [frame.get("head.overview", ""), report.prose.text]
    after = ["head.problems", "problems", "head.other_matters", "other_matters", "signature"]
    return [p for p in before if p], [text for name in after if (text := frame.get(name))]


def _tables(report: Report) -> list[tuple[str, Matrix]]:
    """Return the headings and cells of the tables the report has, all rows equally wide."""
    tables = []
    for table in report.truth.tables:
        if heading := report.frame.get(f"head.{table}"):
            matrix = [list(row) for row in report.matrix(table)]
            width = max(map(len, matrix))
            tables.append((heading, [row + [""] * (width - len(row)) for row in matrix]))
    return tables


def docx(report: Report) -> bytes:
    """Return the report as a Word file, its merged cells merged."""
    try:
        import docx as word
    except ImportError:
        raise _missing("python-docx") from None
    document = word.Document()
    document.core_properties.created = document.core_properties.modified = _DAY
    before, after = _around(report)
    for words in before:
        document.add_paragraph(words)
    for heading, matrix in _tables(report):
        document.add_paragraph(heading)
        table = document.add_table(len(matrix), len(matrix[0]))
        table.style = "Table Grid"
        grid = [list(row.cells) for row in table.rows]
        for at, place, rows, columns, text in _placed(matrix):
            last = grid[at + rows - 1][place + columns - 1]
            grid[at][place].merge(last).text = text
    for words in after:
        document.add_paragraph(words)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx(report: Report) -> bytes:
    """Return the report as one sheet; numbers are numbers, as people type them."""
    try:
        import openpyxl
    except ImportError:
        raise _missing("openpyxl") from None
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = _DAY.replace(tzinfo=None)
    sheet = book.worksheets[0]
    before, after = _around(report)
    line = 1
    for words in before:
        sheet.cell(line, 1, words)
        line += 1
    for heading, matrix in _tables(report):
        sheet.cell(line, 1, heading)
        line += 1
        for at, place, rows, columns, text in _placed(matrix):
            sheet.cell(line + at, place + 1, int(text) if text.isdecimal() else text)
            if rows * columns > 1:
                edges = (line + at, place + 1, line + at + rows - 1, place + columns)
                sheet.merge_cells(None, *edges)
        line += len(matrix)
    for words in after:
        sheet.cell(line, 1, words)
        line += 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pdf(report: Report) -> bytes:
    """Return the report as a PDF with ruled tables."""
    try:
        import fpdf
    except ImportError:
        raise _missing("fpdf2") from None
    page = fpdf.FPDF()
    page.set_creation_date(_DAY)
    page.add_font("text", "", font_file())
    page.set_font("text", size=8)
    page.add_page()
    before, after = _around(report)
    for words in before:
        page.multi_cell(0, 5, words, new_x="LMARGIN", new_y="NEXT")
    for heading, matrix in _tables(report):
        page.multi_cell(0, 5, heading, new_x="LMARGIN", new_y="NEXT")
        _ruled(page, matrix)
    for words in after:
        page.multi_cell(0, 5, words, new_x="LMARGIN", new_y="NEXT")
    return bytes(page.output())


def _ruled(page: object, matrix: Matrix) -> None:
    labels = len(matrix[0]) - 7 if len(matrix[0]) == 10 else 0
    widths = [2.2 if at < labels else 1.0 for at in range(len(matrix[0]))]
    table = page.table(first_row_as_headings=False, line_height=4, col_widths=widths)  # type: ignore[attr-defined]
    lines: dict[int, list[tuple[str, int, int]]] = {at: [] for at in range(len(matrix))}
    for at, _, height, width, text in _placed(matrix):
        lines[at].append((text, width, height))
    with table as rows:
        for cells in lines.values():
            line = rows.row()
            for text, width, height in cells:
                line.cell(text, colspan=width, rowspan=height)


def font_file() -> str:
    """Return a font with Chinese characters: GOUJI_CJK_FONT, or one that systems have.

    Raises:
        UsageError: There is none.
    """
    found = [path for path in (os.environ.get("GOUJI_CJK_FONT", ""), *_FONTS) if path]
    for path in found:
        if Path(path).is_file():
            return path
    raise UsageError(
        "There is no Chinese font to write PDF files with.",
        "Name one in GOUJI_CJK_FONT (Debian: apt-get install fonts-noto-cjk).",
    )


OFFICE: dict[str, Callable[[Report], bytes]] = {"docx": docx, "xlsx": xlsx, "pdf": pdf}

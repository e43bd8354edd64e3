"""PDF with a text layer: positions of characters and ruled lines, nothing guessed.

A page that shows something but says nothing is `needs_ocr`; it is never read as blank.
"""

from __future__ import annotations

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractor.documents.assemble import Assembly
from extractor.documents.decode import plausibility
from extractor.documents.flow import FlowCell, Line
from extractor.documents.limits import Budget
from extractor.documents.pdf_columns import Columns
from extractor.documents.pdf_font import use_font_of_boxes
from extractor.documents.pdf_frames import lift_prose, merge_nested
from extractor.documents.pdf_glyphs import Glyph, PageGlyphs, read_glyphs
from extractor.documents.pdf_lattice import find_lattices
from extractor.documents.pdf_lines import (
    TextLine,
    cell_text,
    continues,
    glue,
    group_lines,
    line_of,
)
from extractor.documents.pdf_pages import (
    PageContent,
    drop_furniture,
    in_reading_order,
    margins_of,
    place_of,
)
from extractor.documents.pdf_rulings import Rulings, read_rulings
from extractor.documents.pdf_turn import as_shown, page_transform
from extractor.documents.plain import require_text
from extractor.documents.source import describe
from report.document import Document, Page, Place, Span
from report.errors import InputError
from report.messages import cause, unreadable

READER = "pdf 1"
# The text was recognised from a scan by some other program: a misread digit is possible.
READER_OF_SCANS = "pdf 1 over ocr"

_PICTURE_SHARE = 0.25
# A scan often carries a page number or the name of the scanning program as its only text.
_SCAN_SHARE = 0.6
_SCAN_CHARACTERS = 40
# Characters printed as outlines leave hundreds of paths and no text.
_OUTLINES = 60
_UNMAPPED_SHARE = 0.05
_STRANGE_SHARE = 0.45
# Between the lines of two tables a gap is left in which no figure has room.
_SLIVER = 5.0
# So many figures below one another are no figure torn over lines.
_ROWS = 3


def read_pdf(data: bytes, name: str, budget: Budget) -> Document:
    """Return the text of all pages and every ruled table as a grid.

    A table that goes on over the page is one grid a page, in reading order.

    Raises:
        InputError: `password`, `damaged`, `needs_ocr`, `too_large` or `timeout`.
    """
    _require_end(data)
    use_font_of_boxes()
    document = _open(data)
    try:
        pages = _read_pages(document, budget)
    except pdfium.PdfiumError as error:
        raise _damaged(str(error)) from error
    finally:
        document.close()
    drop_furniture(pages)
    assembly = Assembly(budget)
    described = _write(pages, assembly)
    text = assembly.text
    require_text(text)
    source = describe(data, name, "application/pdf")
    recognised = 2 * sum(page.recognised for page in pages) >= len(pages)
    reader = READER_OF_SCANS if recognised else READER
    return Document(source, text, reader, tuple(described), tuple(assembly.grids))


def _require_end(data: bytes) -> None:
    """Refuse a file that was cut: the library would show the pages it still finds."""
    tail = data[-8192:]
    if b"%%EOF" not in tail and b"startxref" not in tail:
        raise unreadable("damaged", "damaged.pdf_end")


def _damaged(what: str) -> InputError:
    return unreadable("damaged", "damaged.pdf", said=cause(what))


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise unreadable("password", "password.pdf") from error
        raise _damaged(str(error)) from error


def _read_pages(document: pdfium.PdfDocument, budget: Budget) -> list[PageContent]:
    count = len(document)
    if count > budget.limits.pages:
        raise unreadable(
            "too_large", "large.pages", pages=f"{count:,}", most=f"{budget.limits.pages:,}"
        )
    pages: list[PageContent] = []
    silent: list[int] = []
    columns = Columns()
    for index in range(count):
        budget.check_time()
        page = document[index]
        try:
            content, readable = _read_page(page, index + 1, budget)
        finally:
            page.close()
        content.lines = columns.spread(content.lines)
        pages.append(content)
        if not readable:
            silent.append(index + 1)
    _require_readable(silent, pages)
    return pages


def _require_readable(silent: list[int], pages: list[PageContent]) -> None:
    if silent:
        which = ", ".join(map(str, silent[:10])) + (" …" if len(silent) > 10 else "")
        raise unreadable("needs_ocr", "ocr.pages", count=len(silent), pages=len(pages), which=which)
    if not any(page.lines or page.in_cells for page in pages):
        raise unreadable("needs_ocr", "ocr.no_page", pages=len(pages))


def _read_page(page: pdfium.PdfPage, number: int, budget: Budget) -> tuple[PageContent, bool]:
    _flatten_fields(page)
    found = read_glyphs(page, budget)
    rulings = read_rulings(page.raw, page_transform(page, found.rotation), budget)
    width, height = page.get_size()
    turn = (int(page.get_rotation()) - found.rotation) % 360
    if turn % 180:
        width, height = height, width
    content = PageContent(number, width, height, turn)
    content.lattices = find_lattices(rulings, budget)
    outside = _sort_into_cells(found.glyphs, content)
    outside += _without_rows(content)
    content.recognised = 2 * rulings.invisible > rulings.texts
    ruled = merge_nested(list(zip(content.lattices, content.in_cells, strict=True)))
    tables, framed = lift_prose(ruled)
    content.lattices = [lattice for lattice, _ in tables]
    content.in_cells = [glyphs for _, glyphs in tables]
    content.frames = [box for box, _ in framed]
    for glyphs in (outside, *(glyphs for _, glyphs in framed)):
        content.lines += [line_of(line) for line in group_lines(glyphs)]
    content.lines.sort(key=lambda line: place_of(line, content))
    return content, _is_readable(found, rulings, width * height)


def _flatten_fields(page: pdfium.PdfPage) -> None:
    """Make what people filled into form fields part of the page's text."""
    for index in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        raw.FPDFPage_CloseAnnot(annotation)
        if kind in (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT):
            raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
            return


def _is_readable(found: PageGlyphs, rulings: Rulings, area: float) -> bool:
    """Tell whether the page's text layer says what the page shows."""
    total = len(found.glyphs) + found.unmapped
    pictured = sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in rulings.pictures) / area
    if total == 0:
        return pictured < _PICTURE_SHARE and rulings.drawn < _OUTLINES
    if total < _SCAN_CHARACTERS and pictured >= _SCAN_SHARE:
        return False
    if found.unmapped > max(3, _UNMAPPED_SHARE * total):
        return False
    text = "".join(glyph.char for glyph in found.glyphs)
    beyond = sum(char > "\x7f" for char in text)
    return beyond < 50 or plausibility(text) >= _STRANGE_SHARE


def _sort_into_cells(glyphs: list[Glyph], content: PageContent) -> list[Glyph]:
    """Put each character into its cell; return those that are in none."""
    content.in_cells = [{} for _ in content.lattices]
    innermost = sorted(
        zip(content.lattices, content.in_cells, strict=True), key=lambda pair: pair[0].area
    )
    outside: list[Glyph] = []
    for run in _runs(glyphs):
        x, y = (run[0].x0 + run[-1].x1) / 2, run[0].y
        for lattice, cells in innermost:
            cell = lattice.cell_at(x, y)
            if cell is not None:
                cells.setdefault(cell, []).extend(run)
                break
        else:
            outside += run
    return outside


def _without_rows(content: PageContent) -> list[Glyph]:
    """Take tables away whose rows no line divides; return their characters.

    Their columns would be one cell each, with all their figures run together.
    """
    freed: list[Glyph] = []
    for at in reversed(range(len(content.lattices))):
        cells = content.in_cells[at]
        if sum(_figure_lines(glyphs) >= _ROWS for glyphs in cells.values()) > 1:
            freed += [glyph for glyphs in cells.values() for glyph in glyphs]
            del content.lattices[at], content.in_cells[at]
    return freed


def _figure_lines(glyphs: list[Glyph]) -> int:
    """Return how many lines of a cell are a figure and nothing else."""
    lines = ["".join(g.char for g in line) for line in group_lines(glyphs)]
    return sum(line.isdecimal() for line in lines) if len(lines) >= _ROWS else 0


def _runs(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Return the characters one by one, but digits of one number together.

    A number wider than its column is printed across the line beside it; it still is one
    number, and it belongs where its middle stands.
    """
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        if runs and _same_number(runs[-1][-1], glyph):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return runs


def _same_number(before: Glyph, glyph: Glyph) -> bool:
    if not (before.char.isdigit() or before.char in ".,-") or not (
        glyph.char.isdigit() or glyph.char in ".,"
    ):
        return False
    if abs(before.y - glyph.y) > 0.2 * glyph.height:
        return False
    return -0.2 * glyph.height < glyph.x0 - before.x1 < 0.12 * glyph.height


def _write(pages: list[PageContent], assembly: Assembly) -> list[Page]:
    """Write all pages, paragraphs joined over line and page ends, and return the pages."""
    starts: list[int] = []
    open_line: TextLine | None = None
    open_right = 0.0
    for page in pages:
        starts.append(assembly.length)
        margins = margins_of(page)
        for item in in_reading_order(page):
            if isinstance(item, TextLine):
                left, right = margins[page.frames_of(item)]
                if open_line is not None and continues(open_line, item, left, open_right):
                    assembly.add_text(glue(open_line.text[-1], item.text[0], full=False))
                elif open_line is not None:
                    assembly.end_line()
                assembly.add_text(item.text)
                open_line, open_right = item, right
            else:
                if open_line is not None:
                    assembly.end_line()
                    open_line = None
                assembly.add_grid(_grid_cells(page, item))
    if open_line is not None:
        assembly.end_line()
    ends = [*starts[1:], assembly.length]
    return [
        Page(page.number, *page.size_shown, Span(start, end))
        for page, start, end in zip(pages, starts, ends, strict=True)
    ]


def _grid_cells(page: PageContent, index: int) -> list[FlowCell]:
    lattice, glyphs = page.lattices[index], page.in_cells[index]
    cells = []
    for number, cell in enumerate(lattice.cells):
        if number not in glyphs and cell.box[2] - cell.box[0] < _SLIVER:
            continue
        text = cell_text(glyphs[number], cell.box[2]) if number in glyphs else ""
        shown = as_shown(cell.box, page.turn, page.width, page.height)
        x0, y0, x1, y1 = (round(edge, 1) for edge in shown)
        place = Place(page=page.number, box=(x0, y0, x1, y1))
        flow: list[Line] = [Line(text)] if text else []
        cells.append(
            FlowCell(cell.row, cell.column, cell.row_span, cell.column_span, [*flow], place)
        )
    return cells

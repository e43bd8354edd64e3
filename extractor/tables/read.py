"""The deterministic reading: all three tables of a report, in one pass over its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractor.tables.again import OwnRows, each_alone, left_open, without_other_years
from extractor.tables.columnwise import is_torn, mend
from extractor.tables.disclosure import Head, read_disclosure
from extractor.tables.displaced import drop_displaced
from extractor.tables.disputes import read_disputes
from extractor.tables.glued import cells_run_together
from extractor.tables.parted import observed_rows
from extractor.tables.regions import region_spans
from extractor.tables.requests import read_requests
from extractor.tables.rows import Row
from extractor.tables.sheet import Sheet
from extractor.tables.whose_year import year_of
from report.document import Document, Span
from report.form import load_forms
from report.record import CellReading, Reading

READER = "tables"
# The reader of PDF says by this that the text was recognised from pictures.
_OVER_OCR = "over ocr"


def _edition_by_year(year: int | None) -> str:
    """Return the edition in force for the year the opening speaks of most."""
    if year is None:
        return "2021"
    fitting = [form.edition for form in load_forms().values() if form.fits_year(year)]
    return fitting[0] if fitting else "other"


def read_tables(document: Document, rows: Sequence[Row] | None = None) -> Reading:
    """Return all that the document's tables say, each number with its evidence.

    `rows` are the document's observed rows, where they are known already.
    """
    text = document.text
    rows = observed_rows(document) if rows is None else rows
    sheets: dict[str, Sheet] = {}
    heads: dict[str, tuple[str, str, Span]] = {}
    year = year_of(text)
    own = without_other_years(text, rows, year)
    rows = own.rows
    hint = _edition_by_year(year)
    glued = cells_run_together(rows)
    found = _disclosure(text, own, glued)
    if found is not None:
        sheet, head = found
        sheets["disclosure"] = sheet
        hint = sheet.edition if sheet.cells else hint
        if head is not None:
            heads["disclosure"] = (head.edition, sheet.edition, head.span)
    requests = read_requests(text, rows, hint, glued)
    if requests is not None:
        sheets["requests"] = requests
        hint = requests.edition
    disputes = read_disputes(text, rows, hint, glued, year)
    if disputes is not None:
        sheets["disputes"] = disputes
    drop_displaced(text, rows, sheets)
    if is_torn(requests):
        mend(document, sheets, hint)
    for row in own.told:
        if row.table in sheets:
            sheets[row.table].extra_rows.append(row)
    regions = _joined((*region_spans(sheets, rows, text), *own.spans))
    reading = _reading(sheets, heads, hint if sheets else "other", regions)
    if document.hidden:
        reading = _as_hidden(reading, document.hidden)
    return _as_recognised(reading) if _OVER_OCR in document.reader else reading


def _disclosure(text: str, own: OwnRows, glued: bool) -> tuple[Sheet, Head | None] | None:
    """Return the reading of table two; where several stand and nothing tells, what all say."""
    found = read_disclosure(text, own.rows, glued)
    if found is None or not own.rivals:
        return found
    each = (read_disclosure(text, alone, glued) for alone in each_alone(own))
    sheets = [one[0] for one in each if one is not None]
    return (left_open(sheets, own.rows) if sheets else found[0]), found[1]


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return parts of the text in order and without overlap."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start < joined[-1].end:
            span = Span(joined[-1].start, max(joined.pop().end, span.end))
        joined.append(span)
    return tuple(joined)


def _as_hidden(reading: Reading, hidden: Sequence[Span]) -> Reading:
    """Return the reading of a page that keeps some of its tables out of sight."""
    cells = {
        key: replace(cell, how="hidden")
        if cell.how in ("cell", "position") and any(map(cell.span.overlaps, hidden))
        else cell
        for key, cell in reading.cells.items()
    }
    return replace(reading, cells=cells)


def _as_recognised(reading: Reading) -> Reading:
    """Return the reading of text that a program recognised from a scan: nothing is certain."""
    cells = {
        key: cell if cell.how == "split" else replace(cell, how="ocr")
        for key, cell in reading.cells.items()
    }
    return replace(reading, cells=cells)


def _reading(
    sheets: dict[str, Sheet],
    heads: dict[str, tuple[str, str, Span]],
    edition: str,
    regions: tuple[Span, ...],
) -> Reading:
    cells: dict[str, CellReading] = {}
    for sheet in sheets.values():
        cells.update(sheet.cells)
    return Reading(
        reader=READER,
        edition=edition,
        tables={table: (sheet.edition, sheet.variant) for table, sheet in sheets.items()},
        cells=cells,
        extra_rows=tuple(row for sheet in sheets.values() for row in sheet.extra_rows),
        regions=regions,
        heads=heads,
        used_edits=tuple(
            dict.fromkeys(edit for sheet in sheets.values() for edit in sheet.used_edits)
        ),
    )

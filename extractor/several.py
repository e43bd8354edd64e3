"""Whether a file holds more than one report, and where the second begins.

Collected files bind reports of several bodies or years together. Their tables must not be
mixed: the first report is read, and the record says that another follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.identity import find_own_title
from extractor.tables.align import SURE
from extractor.tables.labels import candidates
from extractor.tables.rows import Row, collect
from extractor.tables.stream import scan
from report.document import Document, Span
from report.form import table_forms
from report.record import Stated

_TABLE = "requests"
# Reading the rows twice costs time, so the text must hold one telling row twice first.
_FIRST_ROW, _LAST_ROW = "received", "carried_forward"


@dataclass(frozen=True, slots=True)
class Part:
    """The first report of a file, and the title of the one behind it.

    Attributes:
        document: The file up to the second report; all its offsets are the file's.
        further: The second report's title, or None when there is no second report.
    """

    document: Document
    further: Stated | None = None


def first_report(document: Document) -> Part:
    """Return the first report of a file; most files hold one and come back as they are."""
    if not _may_repeat(document.text):
        return Part(document)
    for before, first, last in _tables_three(collect(scan(document))):
        further = _title_between(document, before, first, last)
        if further is not None:
            return Part(_up_to(document, further.span.start), further)
    return Part(document)


def _may_repeat(text: str) -> bool:
    row = next(row for row in table_forms(_TABLE)[-1].rows if row.id == _FIRST_ROW)
    return any(text.count(label[:4]) > 1 for label in row.labels)


def _tables_three(rows: Sequence[Row]) -> Iterator[tuple[int, int, int]]:
    """Yield, for each further table three, where the one before ends, it begins and ends."""
    ends: int | None = None
    begins: int | None = None
    for row in rows:
        if not row.numbers:
            continue
        name = _row_name(row)
        if name == _FIRST_ROW:
            begins = row.span.start
        elif name == _LAST_ROW and begins is not None:
            if ends is not None:
                yield ends, begins, row.span.end
            ends, begins = row.span.end, None


def _row_name(row: Row) -> str:
    form = table_forms(_TABLE)[-1]
    found = candidates(form.edition, _TABLE, form.variant, row.label_text)
    sure = [form.rows[at].id for at, likeness in found if likeness >= SURE]
    return next((name for name in sure if name in (_FIRST_ROW, _LAST_ROW)), "")


def _title_between(document: Document, before: int, first: int, last: int) -> Stated | None:
    """Return a title of another issuer or year between two tables three, if there is one."""
    own = find_own_title(document.text[:before])
    other = find_own_title(document.text[before:first])
    if other is None or (own is not None and own.value == other.value):
        return None
    # An appended page of figures names its own body; a report has text and tables behind it.
    span = Span(other.span.start + before, other.span.end + before)
    return replace(other, span=span) if last > span.end else None


def _up_to(document: Document, end: int) -> Document:
    return replace(
        document,
        text=document.text[:end],
        grids=tuple(grid for grid in document.grids if grid.span.end <= end),
        pages=tuple(page for page in document.pages if page.span.start < end),
    )

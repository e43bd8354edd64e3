"""All readings of one document made into one record; no reading wins silently."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractor.identity import Identity
from report.claim import Claim
from report.document import Document
from report.edits import keys_for
from report.form import Form, load_forms
from report.record import CellReading, CellStatus, Number, Reading, Record, RecordCell

_UNREAD = RecordCell(value=None, raw="", span=None, status="unread")


def reconcile(
    document: Document,
    readings: Sequence[Reading],
    identity: Identity,
    claims: Sequence[Claim] = (),
) -> Record:
    """Return the record of one document.

    It holds every key of the tables that were found and, unread, those of the expected
    edition's tables that were not; a text without the form has no cells.
    """
    text_sha256 = hashlib.sha256(document.text.encode()).hexdigest()
    both = document.source.sha256 + text_sha256
    edition = expected_edition(readings, identity)
    tables = _tables(readings, edition)
    return Record(
        id=hashlib.sha256(both.encode()).hexdigest()[:16],
        source=document.source,
        text_sha256=text_sha256,
        kind=identity.kind,
        issuer=identity.issuer,
        year=identity.year,
        edition=edition,
        tables=tables,
        cells=_cells(keys_for(tables), readings, document.text),
        extra_rows=next((reading.extra_rows for reading in readings if reading.extra_rows), ()),
        claims=tuple(claims),
        facts=identity.facts,
        used_edits=tuple(
            dict.fromkeys(edit for reading in readings for edit in reading.used_edits)
        ),
        unfounded=tuple(one for reading in readings for one in reading.unfounded),
    )


def expected_edition(readings: Sequence[Reading], identity: Identity) -> str:
    """Return the edition told from the tables, else from the headings and the year.

    The headings of tables three and four without any table show that the tables were
    lost on the way, not that there is no form.
    """
    forms = load_forms()
    for reading in readings:
        if reading.edition in forms:
            return reading.edition
    for reading in readings:
        for edition, _ in reading.tables.values():
            if edition in forms:
                return edition
    in_force = _form_of_year(identity)
    if in_force is None or identity.kind != "annual_report":
        return "other"
    headed = [table.id in identity.facts.sections for table in in_force.tables]
    return in_force.edition if all(headed) else "other"


def _form_of_year(identity: Identity) -> Form | None:
    if identity.year is None:
        return None
    year = int(identity.year.value)
    return next((form for form in load_forms().values() if form.fits_year(year)), None)


def _tables(readings: Sequence[Reading], edition: str) -> dict[str, tuple[str, str]]:
    """Return the tables found, and the first variant of those that were not."""
    found: dict[str, tuple[str, str]] = {}
    for reading in readings:
        for table, form in reading.tables.items():
            found.setdefault(table, form)
    if edition not in load_forms():
        return found
    return {
        table.id: found.get(table.id, (edition, table.variants[0].id))
        for table in load_forms()[edition].tables
    }


def _cells(keys: Iterable[str], readings: Sequence[Reading], text: str) -> dict[str, RecordCell]:
    if len(readings) != 1:
        return {key: _cell(key, readings, text) for key in keys}
    read, reader = readings[0].cells, readings[0].reader
    return {key: _only(read.get(key), reader, text) for key in keys}


def _cell(key: str, readings: Sequence[Reading], text: str) -> RecordCell:
    """Return one cell with what every reader saw in it."""
    seen = {reading.reader: reading.cells[key] for reading in readings if key in reading.cells}
    if not seen:
        return _UNREAD
    values = {reader: cell.value for reader, cell in seen.items()}
    sure = {reader: cell for reader, cell in seen.items() if not cell.candidates}
    if not sure:
        return _of(next(iter(seen.values())), "unread", values, text)
    first = next(iter(sure.values()))
    doubtful = [cell for cell in seen.values() if cell.candidates]
    agree = all(cell.value == first.value for cell in sure.values())
    if not agree or any(first.value not in cell.candidates for cell in doubtful):
        return _disputed(first, seen.values(), values, text)
    if first.value is None:
        return _of(first, "blank", values, text)
    return _of(first, "agreed" if len(sure) > 1 else "single", values, text)


def _only(cell: CellReading | None, reader: str, text: str) -> RecordCell:
    """Return one cell as the only reader saw it."""
    if cell is None:
        return _UNREAD
    status: CellStatus = "single" if cell.value is not None else "blank"
    return _of(cell, "unread" if cell.candidates else status, {reader: cell.value}, text)


def _disputed(
    first: CellReading, seen: Iterable[CellReading], values: dict[str, Number | None], text: str
) -> RecordCell:
    """Return a cell without value, whose candidates are all values that were read."""
    offered: dict[Number, None] = {}
    for cell in seen:
        for value in (cell.value, *cell.candidates):
            if value is not None:
                offered.setdefault(value)
    disputed = _of(first, "disputed", values, text)
    return replace(disputed, value=None, candidates=tuple(offered))


def _of(
    cell: CellReading, status: CellStatus, values: dict[str, Number | None], text: str
) -> RecordCell:
    """Return the cell with what stands at its place for what a reader says stands there.

    Verification holds the value against it, so no quote can vouch for an invented figure.
    """
    start, end = cell.span
    return RecordCell(
        cell.value if not cell.candidates else None,
        text[start:end],
        cell.span,
        status,
        cell.how,
        cell.place,
        cell.unit,
        cell.label,
        cell.candidates,
        values,
    )

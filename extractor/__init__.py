"""Reads a document into a record: tables, identity, figures in prose, reconciled."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.parts import (
    Parts,
    Reader,
    asked_alone,
    asked_beside,
    read_parts,
    record_of,
)
from extractor.several import reports_of
from extractor.tables import Row
from report.document import Document
from report.record import Record


def extract(document: Document, rows: Sequence[Row] | None = None) -> Record:
    """Return the record of one report by the deterministic reading alone.

    A file that may hold several is first taken apart by `reports_of`; `rows` are what it
    has seen of this one.
    """
    return read_parts(document, rows).record


__all__ = [
    "Parts",
    "Reader",
    "asked_alone",
    "asked_beside",
    "extract",
    "read_parts",
    "record_of",
    "reports_of",
]

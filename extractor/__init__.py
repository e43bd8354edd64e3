"""Reads a document into a record: tables, identity, figures in prose, reconciled."""

from __future__ import annotations

from extractor.parts import (
    Parts,
    Reader,
    asked_alone,
    asked_beside,
    read_parts,
    record_of,
)
from extractor.several import reports_of
from report.document import Document
from report.record import Record


def extract(document: Document) -> Record:
    """Return the record of one report by the deterministic reading alone.

    A file that may hold several is first taken apart by `reports_of`.
    """
    return read_parts(document).record


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

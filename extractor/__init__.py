"""Reads a document into a record: tables, identity, figures in prose, reconciled."""

from __future__ import annotations

from extractor.claims import find_claims
from extractor.identity import read_identity
from extractor.reconcile import reconcile
from extractor.tables import read_tables
from report.document import Document
from report.record import Record


def extract(document: Document) -> Record:
    """Return the record of one document by the deterministic reading alone."""
    reading = read_tables(document)
    identity = read_identity(document, reading)
    claims = find_claims(document, reading, identity)
    return reconcile(document, [reading], identity, claims)


__all__ = ["extract"]

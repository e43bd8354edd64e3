"""Reads a document into a record: tables, identity, figures in prose, reconciled."""

from __future__ import annotations

from dataclasses import replace

from extractor.by_prose import settle_by_prose
from extractor.claims import find_claims
from extractor.identity import read_identity
from extractor.reconcile import reconcile
from extractor.several import first_report
from extractor.tables import read_tables
from report.document import Document
from report.record import Record


def extract(document: Document) -> Record:
    """Return the record of one document by the deterministic reading alone.

    Of a file that holds several reports it is the first; the record names the next one.
    """
    part = first_report(document)
    reading = read_tables(part.document)
    identity = read_identity(part.document, reading)
    claims = find_claims(part.document, reading, identity)
    reading = settle_by_prose(part.document.text, reading, claims)
    if part.further is not None:
        facts = replace(identity.facts, further_report=part.further)
        identity = replace(identity, facts=facts)
    return reconcile(document, [reading], identity, claims)


__all__ = ["extract"]

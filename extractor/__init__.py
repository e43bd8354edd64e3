"""Reads a document into a record: tables, identity, figures in prose, reconciled."""

from __future__ import annotations

from dataclasses import replace

from extractor.by_prose import settle_by_prose
from extractor.claims import find_claims
from extractor.identity import read_identity
from extractor.reconcile import reconcile
from extractor.several import further_table, reports_of
from extractor.tables import read_tables
from report.document import Document
from report.record import Record


def extract(document: Document) -> Record:
    """Return the record of one report by the deterministic reading alone.

    A file that may hold several is first taken apart by `reports_of`.
    """
    reading = read_tables(document)
    identity = read_identity(document, reading)
    claims = find_claims(document, reading, identity)
    further = further_table(document)
    if further is not None:
        identity = replace(identity, facts=replace(identity.facts, further_report=further.row))
        # Behind the first table nobody knows whose figures are told.
        claims = tuple(
            replace(claim, certain=claim.certain and claim.span.start < further.behind)
            for claim in claims
        )
    reading = settle_by_prose(document.text, reading, claims)
    return reconcile(document, [reading], identity, claims)


__all__ = ["extract", "reports_of"]

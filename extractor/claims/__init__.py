"""Figures in prose: every figure that counts something, and what it is a figure of."""

from __future__ import annotations

from extractor.claims.build import Source, build_claims
from extractor.claims.find import read_figures
from extractor.identity import Identity
from report.claim import Claim
from report.document import Document
from report.edits import keys_for
from report.prose import read_prose
from report.record import Reading

__all__ = ["find_claims"]


def find_claims(document: Document, reading: Reading, identity: Identity) -> tuple[Claim, ...]:
    """Return every figure the prose of a document states, in text order.

    What lies in the reading's regions is table, the rest is prose.
    """
    prose = read_prose(document.text, reading.regions)
    issuer = identity.issuer.value if identity.issuer is not None else ""
    year = int(identity.year.value) if identity.year is not None else None
    source = Source(document.text, prose, keys_for(reading.tables), issuer, year)
    return build_claims(read_figures(prose, year), source)

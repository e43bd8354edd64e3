"""The deterministic reading in parts, and what a model is asked beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extractor.agree import merge_claims, still_unfounded
from extractor.by_prose import settle_by_prose
from extractor.claims import find_claims
from extractor.identity import Identity, read_identity
from extractor.model.read import Asked, ModelReading
from extractor.reconcile import reconcile
from extractor.several import further_table
from extractor.tables import Row, observed_rows, read_tables
from report.claim import Claim
from report.document import Document
from report.form import table_form
from report.naming import split_key
from report.record import Reading, Record

Reader = Literal["tables", "model", "both"]


@dataclass(frozen=True, slots=True)
class Parts:
    """All that the deterministic reading found in one report, before it is reconciled."""

    document: Document
    reading: Reading
    identity: Identity
    claims: tuple[Claim, ...]

    @property
    def record(self) -> Record:
        """The record by the deterministic reading alone."""
        return reconcile(self.document, [self.reading], self.identity, self.claims)


def read_parts(document: Document, rows: Sequence[Row] | None = None) -> Parts:
    """Return what the deterministic reading finds in one report.

    `rows` are its observed rows, where `reports_of` had to look at them.
    """
    rows = observed_rows(document) if rows is None else rows
    reading = read_tables(document, rows)
    identity = read_identity(document, reading)
    claims = find_claims(document, reading, identity)
    if document.hidden:
        # Nobody who opens the page reads it there, so it accuses nobody.
        claims = tuple(
            replace(claim, certain=claim.certain and not any(map(claim.span.overlaps, hidden)))
            for hidden in (document.hidden,)
            for claim in claims
        )
    further = further_table(document, rows)
    if further is not None:
        identity = replace(identity, facts=replace(identity.facts, further_report=further.row))
        # Behind the first table nobody knows whose figures are told.
        claims = tuple(
            replace(claim, certain=claim.certain and claim.span.start < further.behind)
            for claim in claims
        )
    reading = settle_by_prose(document.text, reading, claims)
    return Parts(document, reading, identity, claims)


def asked_beside(record: Record, parts: Parts) -> Asked:
    """Return what a model is asked when the deterministic reading has been made.

    It is told which tables are settled and which rows are wanted, never what was read.
    """
    wanted: dict[str, dict[str, None]] = {}
    for key, cell in record.cells.items():
        if cell.is_doubtful:
            table, row, _ = split_key(key)
            wanted.setdefault(table, {})[row] = None
    return Asked(
        settled=parts.reading.regions,
        forms={
            table: table_form(record.tables[table][0], table, record.tables[table][1])
            for table in wanted
        },
        wanted={table: tuple(rows) for table, rows in wanted.items()},
        year=record.year_number,
    )


def asked_alone(parts: Parts) -> Asked:
    """Return what a model is asked that reads everything itself."""
    return Asked(year=None if parts.identity.year is None else int(parts.identity.year.value))


def record_of(parts: Parts, model: ModelReading, reader: Reader) -> Record:
    """Return the record of both readings, or of the model's alone."""
    if reader == "model":
        return _alone(parts, model)
    identity = _completed(parts.identity, model)
    claims = merge_claims(parts.claims, model.claims)
    readings = [parts.reading, _unfounded_left(model.reading, parts.claims)]
    return reconcile(parts.document, readings, identity, claims)


def _alone(parts: Parts, model: ModelReading) -> Record:
    identity = _completed(read_identity(parts.document, model.reading), model)
    # What stands on the paper beside its figures is read by rule, whoever reads the figures:
    # title, headings, and how a table is headed. The form its body follows is the model's.
    facts = replace(
        identity.facts,
        further_report=parts.identity.facts.further_report,
        table_heads={
            table: (printed, model.reading.tables[table][0], span)
            for table, (printed, _, span) in parts.reading.heads.items()
            if table in model.reading.tables
        },
    )
    identity = replace(identity, facts=facts)
    return reconcile(parts.document, [model.reading], identity, model.claims)


def _completed(identity: Identity, model: ModelReading) -> Identity:
    """Return the identity with the model's issuer and year where none was found."""
    return replace(
        identity, issuer=identity.issuer or model.issuer, year=identity.year or model.year
    )


def _unfounded_left(reading: Reading, claims: tuple[Claim, ...]) -> Reading:
    return replace(reading, unfounded=still_unfounded(reading.unfounded, claims))

"""Outcomes, documents, findings and decisions: rows to dataclasses and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from report.decision import Decision, decision_adapter
from report.document import Document, SourceFile
from report.finding import Finding, Outcome, failed_outcome, outcome_adapter
from report.messages import render
from report.record import Stated
from store.engine import insert_new
from store.model import Draft, Lookup, Settle, Settled
from store.schema import (
    CONTEXTS,
    DECISIONS,
    DOCUMENTS,
    FINDINGS,
    INPUTS,
    NEIGHBOURS,
    OUTCOMES,
    SENTENCES,
    AnyRow,
    pack,
    unpack,
)
from verify.context import ALONE, Context


@cache
def document_adapter() -> TypeAdapter[Document]:
    """Return the adapter that turns a document into JSON and back without loss."""
    return TypeAdapter(Document)


@cache
def _finding_adapter() -> TypeAdapter[Finding]:
    return TypeAdapter(Finding)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An outcome turned into bytes, so that the transaction holding the lock is short."""

    outcome: Outcome
    reading: bytes
    document: dict[str, Any] | None


def prepare(document: Document | None, outcome: Outcome) -> Prepared:
    """Return the rows' contents; what cannot be written becomes a named failure."""
    try:
        reading = outcome_adapter().dump_json(outcome)
        row = None if document is None else _document_row(document)
    except ValueError:
        # A text with half a surrogate pair cannot be written in any encoding; the
        # batch must not die of it.
        outcome = failed_outcome(outcome.source, "encoding", render("input.encoding.unwritable"))
        reading, row = outcome_adapter().dump_json(outcome), None
    return Prepared(outcome, pack(reading), row)


def _document_row(document: Document) -> dict[str, Any]:
    # The same text under two paths is kept once.
    body = document_adapter().dump_json(replace(document, source=replace(document.source, path="")))
    digest = hashlib.sha256(body).hexdigest()
    return {"id": digest, "reader": document.reader, "body": pack(body)}


def load_outcome(packed: bytes) -> Outcome:
    """Return the outcome that was prepared."""
    return outcome_adapter().validate_json(unpack(packed))


def load_document(packed: bytes, source: SourceFile) -> Document:
    """Return the document that was prepared, with its file put back."""
    return replace(document_adapter().validate_json(unpack(packed)), source=source)


def load_finding(packed: bytes) -> Finding:
    """Return one finding of a `findings` row."""
    return _finding_adapter().validate_json(unpack(packed))


def load_decision(row: AnyRow) -> Decision:
    """Return the decision of a `decisions` row."""
    # Decimals are told from integers only by the JSON reader.
    body = json.dumps({**row.body, "id": row.id})
    return decision_adapter().validate_json(body)


def lookup_in(connection: sa.Connection) -> Lookup:
    """Return the function that finds all decisions on given findings, oldest first."""

    def lookup(findings: Iterable[str]) -> Sequence[Decision]:
        rows = connection.execute(
            sa.select(DECISIONS)
            .where(DECISIONS.c.finding.in_(sorted(set(findings))))
            .order_by(DECISIONS.c.id)
        )
        return [load_decision(row) for row in rows]

    return lookup


def settle_plainly(outcome: Outcome, lookup: Lookup, context: Context = ALONE, /) -> Settled:
    """Attach to each finding its last decision on the same operands; correct nothing.

    Nothing is verified again, so that a context changes nothing either.
    """
    del context
    decided: dict[str, Decision] = {}
    operands = {finding.id: finding.operands for finding in outcome.findings}
    for decision in lookup(operands):
        if operands[decision.finding] == decision.operands:
            decided[decision.finding] = decision
    return Settled(outcome, decided)


def write_outcome(
    connection: sa.Connection, key: str, run: int | None, prepared: Prepared, settle: Settle
) -> None:
    """Put the outcome of one piece of work in place of any earlier one.

    Decisions made before are laid over it, and every path that was waiting for this
    work now shows it.
    """
    if prepared.document is not None:
        insert_new(connection, DOCUMENTS, [prepared.document])
    for table in (FINDINGS, CONTEXTS, NEIGHBOURS, SENTENCES, OUTCOMES):
        connection.execute(sa.delete(table).where(table.c.work == key))
    outcome = prepared.outcome
    record = outcome.record
    connection.execute(
        sa.insert(OUTCOMES).values(
            work=key,
            record=outcome.id,
            document=None if prepared.document is None else prepared.document["id"],
            run=run,
            stored=datetime.now(UTC),
            status=outcome.status,
            reason=_reason(outcome),
            kind="" if record is None else record.kind,
            issuer="" if record is None else _column(record.issuer),
            year="" if record is None else _column(record.year),
            edition="" if record is None else record.edition,
            reading=prepared.reading,
        )
    )
    write_settled(connection, key, outcome, settle(outcome, lookup_in(connection)))
    connection.execute(sa.update(INPUTS).where(INPUTS.c.planned == key).values(current=key))


WAITING = "waiting"
"""Reason of an outcome of which a reading is still to be made; its work is done again."""


def _reason(outcome: Outcome) -> str:
    if outcome.reason is not None:
        return outcome.reason.code
    return WAITING if outcome.waiting else ""


def _column(stated: Stated | None) -> str:
    """Return a stated value in a form that PostgreSQL can hold."""
    return "" if stated is None else stated.value.replace("\x00", "")


def stamp_of(outcome: Outcome) -> str:
    """Return a digest of all that other reports may be held against."""
    record = outcome.record
    if record is None:
        return ""
    said = [
        f"{key}={cell.effective}/{cell.status}/{cell.how}/{cell.corrected is not None}"
        for key, cell in record.cells.items()
    ]
    tables = [f"{table}={form}" for table, form in record.tables.items()]
    return hashlib.sha256("\x1f".join([*tables, *said]).encode()).hexdigest()[:16]


def write_settled(connection: sa.Connection, key: str, reading: Outcome, settled: Settled) -> None:
    """Store an outcome after decisions, with the state of each of its findings."""
    same = settled.outcome == reading
    packed = None if same else pack(outcome_adapter().dump_json(settled.outcome))
    connection.execute(
        sa.update(OUTCOMES)
        .where(OUTCOMES.c.work == key)
        .values(settled=packed, status=settled.outcome.status, stamp=stamp_of(settled.outcome))
    )
    connection.execute(sa.delete(FINDINGS).where(FINDINGS.c.work == key))
    rows: list[dict[str, Any]] = []
    for finding in (*settled.outcome.findings, *settled.vanished):
        decision = settled.decided.get(finding.id)
        gone = len(rows) >= len(settled.outcome.findings)
        rows.append(
            {
                "work": key,
                "position": len(rows),
                "finding": finding.id,
                "code": finding.code,
                "severity": finding.severity,
                "attribution": finding.attribution,
                "state": "vanished" if gone else "open" if decision is None else "decided",
                "decision": None if decision is None else decision.id,
                "body": pack(_finding_adapter().dump_json(finding)),
            }
        )
    if rows:
        connection.execute(sa.insert(FINDINGS), rows)


def insert_decision(connection: sa.Connection, draft: Draft) -> Decision:
    """Append a decision and return it with its number."""
    decision = Decision(
        id=0,
        finding=draft.finding.id,
        record=draft.record,
        code=draft.finding.code,
        who=draft.who,
        when=draft.when.astimezone(UTC),
        action=draft.action,
        before=draft.before,
        after=draft.after,
        reason=draft.reason,
        operands=draft.finding.operands,
    )
    number = connection.execute(
        sa.insert(DECISIONS)
        .values(
            finding=decision.finding,
            record=decision.record,
            code=decision.code,
            who=decision.who,
            at=decision.when,
            action=decision.action,
            reason=decision.reason,
            body=decision_adapter().dump_python(decision, mode="json", exclude={"id"}),
        )
        .returning(DECISIONS.c.id)
    ).scalar_one()
    return replace(decision, id=number)

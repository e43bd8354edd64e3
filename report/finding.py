"""What verification says: results of edits, findings, and the outcome of a report."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, get_args

from pydantic import PlainSerializer, PlainValidator, TypeAdapter

from report.claim import CheckedClaim
from report.document import SourceFile, Span
from report.errors import Bilingual, FailureCode
from report.frozen import frozen
from report.other import OtherReport
from report.record import Number, Record
from report.shift import shifted

State = Literal["passed", "failed", "undecided"]
Severity = Literal["fatal", "query", "note"]
Attribution = Literal["source", "reading", "definition", "unknown"]
Status = Literal["accepted", "review", "failed"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
ATTRIBUTIONS: tuple[Attribution, ...] = get_args(Attribution)
STATUSES: tuple[Status, ...] = get_args(Status)
QUEUED: tuple[Severity, ...] = ("fatal", "query")
"""Severities of findings that ask for a person; notes never do."""


def _compared_to_json(value: Number | str | None) -> Any:
    # A decimal would come back as a word, or a word like "2021" as a number.
    return {"decimal": str(value)} if isinstance(value, Decimal) else value


def _compared_from_json(value: Any) -> Any:
    return Decimal(value["decimal"]) if isinstance(value, dict) else value


Compared = Annotated[
    Number | str | None,
    PlainSerializer(_compared_to_json),
    PlainValidator(_compared_from_json),
]
"""A number or a word held against another one; its type survives the way through JSON."""


@frozen
class Result:
    """What one edit says of one record.

    Attributes:
        edit: The edit's id, such as `REQ02.total`.
        residual: Left side minus right side in the form's units, when it is known.
        reason: Why it is undecided; empty otherwise.
    """

    edit: str
    code: str
    state: State
    residual: Number | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One cell of a repair: what stands there and what would make the sums hold."""

    cell: str
    before: Number | None
    after: Number


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence for people, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to put in front of a person, with its evidence.

    Attributes:
        id: Hash of issuer, year and the edits or claims concerned; see `finding_id`.
        code: The most local code; `codes` all codes of the same root cause.
        cells: All operands of all failed edits, or the cells a claim is held against.
        claims: Ids of the claims concerned.
        expected: What the parts give; `found` what is printed.
        evidence: Spans into the document text, most telling first.
        suspects: Keys the smallest repairs point at, most plausible first.
        repairs: All smallest repairs; each is a set of cell changes.
        operands: Cell key → value the finding was judged on; a decision is re-opened
            when any of them changes.
        others: The other reports it rests on; empty when it rests on this one alone.
    """

    id: str
    code: str
    codes: tuple[str, ...]
    severity: Severity
    attribution: Attribution
    message: Message
    cells: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    quote: str | None = None
    expected: Compared = None
    found: Compared = None
    evidence: tuple[Span, ...] = ()
    suspects: tuple[str, ...] = ()
    repairs: tuple[tuple[Change, ...], ...] = ()
    operands: dict[str, str | None] = field(default_factory=dict)
    others: tuple[OtherReport, ...] = ()

    @property
    def asks_a_person(self) -> bool:
        """Whether a person has to decide on it."""
        return self.severity in QUEUED


@dataclass(frozen=True, slots=True)
class Checks:
    """How many edits passed, failed, and could not be decided."""

    passed: int = 0
    failed: int = 0
    undecided: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the report was read and checked."""

    cells_expected: int = 0
    cells_read: int = 0
    claims_found: int = 0
    claims_checked: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why nothing can be said of a file, and what its sender can do.

    The message is in English; `zh` is empty in outcomes that an earlier version stored.
    """

    code: FailureCode
    message: str
    zh: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that is known of one input: the record and what verification says of it.

    A failed input has a source and a reason; it has a record only when it was read
    well enough to name its kind. `waiting` says why a reading that was asked for is still
    to be made, in English, and `waiting_zh` in Chinese; until then the outcome is that of
    the other one.
    """

    source: SourceFile
    status: Status
    reason: Reason | None = None
    record: Record | None = None
    claims: tuple[CheckedClaim, ...] = ()
    results: tuple[Result, ...] = ()
    findings: tuple[Finding, ...] = ()
    checks: Checks = Checks()
    coverage: Coverage = Coverage()
    ignored: int = 0
    waiting: str = ""
    waiting_zh: str = ""

    def why_waiting(self, lang: str) -> str:
        """Return `waiting` in a language; an earlier version stored it in English only."""
        return (self.waiting_zh if lang == "zh" else "") or self.waiting

    @property
    def id(self) -> str:
        """The record's id; without a record, one made from the bytes or the path."""
        if self.record is not None:
            return self.record.id
        source = self.source
        return source.sha256[:16] or hashlib.sha256(source.path.encode()).hexdigest()[:16]

    def at(self, path: str) -> Outcome:
        """Return the outcome as that of another path with the same bytes."""
        if self.source.path == path:
            return self
        source = replace(self.source, path=path)
        record = None if self.record is None else replace(self.record, source=source)
        return replace(self, source=source, record=record)


def failed_outcome(source: SourceFile, code: FailureCode, words: Bilingual) -> Outcome:
    """Return the outcome of an input of which nothing can be said."""
    return Outcome(source=source, status="failed", reason=Reason(code, words.en, words.zh))


def in_whole(outcome: Outcome, start: int, text: str) -> Outcome:
    """Return the outcome of one report of a file, its spans moved into the file's text."""
    moved = shifted(outcome, start)
    if moved.record is None:
        return moved
    digest = hashlib.sha256(text.encode()).hexdigest()
    return replace(moved, record=replace(moved.record, text_sha256=digest))


def finding_id(issuer: str, year: str, subjects: Iterable[str]) -> str:
    """Return the twelve-digit id of a finding.

    Args:
        issuer: Name of the issuer, "" when unknown.
        year: Year reported on, "" when unknown.
        subjects: Ids of the edits, or codes with claim metrics and quotes; never
            values, and nothing that a new download of the same report changes.
    """
    text = "\x1f".join([issuer, year, *sorted(subjects)])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@cache
def outcome_adapter() -> TypeAdapter[Outcome]:
    """Return the adapter that turns an outcome into JSON and back without loss."""
    return TypeAdapter(Outcome)

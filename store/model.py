"""What goes into a store and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol

from report.body import Body
from report.decision import Action, Decision
from report.document import SourceFile
from report.finding import QUEUED, Finding, Outcome
from report.record import Number
from verify.context import ALONE, Context, Copy

FindingState = Literal["open", "decided", "vanished"]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run was: enough to make it again and to tell why two runs differ.

    Attributes:
        arguments: The command line as given.
        program: Version of Gouji.
        versions: Name → version of what took part: Python, packages, readers, models.
        hashes: Name → sha256 of the data that decided: forms, rules, lexicon, prompts.
    """

    arguments: tuple[str, ...]
    program: str
    versions: dict[str, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """One run in the store's books; `finished` is None while it runs or when it was killed."""

    id: int
    started: datetime
    finished: datetime | None
    manifest: Manifest
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Input:
    """One file of a run.

    Attributes:
        path: The path as shown to people; names the input in the store.
        key: From `work_key`; the same key is never read twice.
        source: The file; its sha256 is "" when its bytes could not be read.
    """

    path: str
    key: str
    source: SourceFile


@dataclass(frozen=True, slots=True)
class Task:
    """A claim on one input: to be finished, failed or released by who holds it."""

    path: str
    key: str
    source: SourceFile
    run: int
    token: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Planned:
    """How many inputs a run has, and how many of them were read before."""

    inputs: int
    known: int


@dataclass(frozen=True, slots=True)
class Stored:
    """One outcome as it stands now, with every decision laid over it.

    Attributes:
        id: Id of the record; for an input without a record, made from its bytes.
        key: Key of the work it came from.
        outcome: `outcome.source.path` is the first of `paths`.
        paths: Where these bytes stand: in the run asked for, or now.
        decisions: Finding id → the decision in force, for findings of this outcome.
        current: False when no path holds these bytes any more.
    """

    id: str
    key: str
    outcome: Outcome
    paths: tuple[str, ...]
    decisions: Mapping[str, Decision]
    stored: datetime
    current: bool = True


@dataclass(frozen=True, slots=True)
class FindingPlace:
    """Where a finding is kept: its work and its number there, its id, and its record's."""

    work: str
    position: int
    finding: str
    record: str


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """One finding with the record it stands in; `decision` is the one in force, if any."""

    finding: Finding
    state: FindingState
    record: str
    key: str
    issuer: str
    year: str
    path: str
    current: bool
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision before the store gave it its number."""

    finding: Finding
    record: str
    who: str
    when: datetime
    action: Action
    before: dict[str, Number | None] = field(default_factory=dict)
    after: dict[str, Number | None] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """An outcome with the decisions that hold for it laid over it.

    Attributes:
        decided: Finding id → decision in force, for `outcome.findings` and `vanished`.
        vanished: Findings of the outcome as read that corrections mended away.
    """

    outcome: Outcome
    decided: Mapping[str, Decision] = field(default_factory=dict)
    vanished: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """One answer of a model exactly as it came.

    Attributes:
        key: Hash of all that was asked; from the client.
        document: sha256 of the document's text; a record names it as `text_sha256`.
        parameters: The request without its messages; holds no key.
        body: The body of the HTTP response.
        metered: False when the server did not say what it cost and the most is counted.
    """

    key: str
    document: str
    prompt: str
    prompt_sha256: str
    model: str
    parameters: Mapping[str, Any]
    body: bytes
    prompt_tokens: int
    completion_tokens: int
    metered: bool = True


@dataclass(frozen=True, slots=True)
class Spent:
    """Answers that were paid for, and their tokens; `unmetered` ones count the most."""

    calls: int
    prompt_tokens: int
    completion_tokens: int
    unmetered: int


Lookup = Callable[[Iterable[str]], Sequence[Decision]]
"""Finding ids → all decisions ever made on them, oldest first."""


class Settle(Protocol):
    """What lays decisions over an outcome as read; `review.settler` makes the real one."""

    def __call__(self, outcome: Outcome, lookup: Lookup, context: Context = ALONE, /) -> Settled:
        """Return the outcome held against its context, with decisions laid over it."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a report is to be held against, by the keys under which it is stored.

    Attributes:
        previous: Key of the same issuer's report on the year before.
        children: Keys of the reports that this one sums up.
        body: What a roster says of the issuer.
        published: The day of publication that a roster gives.
        copies: Reports that share much of its text.
    """

    previous: str | None = None
    children: tuple[str, ...] = ()
    body: Body | None = None
    published: date | None = None
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """One current report as the search for its neighbours sees it.

    Attributes:
        key: Key of its work.
        record: Id of the record.
        issuer: The issuer as printed; "" when unknown.
        year: The year reported on; "" when unknown.
        path: The first path at which it stands.
        stamp: Changes when a cell's value does.
        fingerprint: Of what it was last held against; "" when it stood alone.
    """

    key: str
    record: str
    issuer: str
    year: str
    edition: str
    status: str
    path: str
    stamp: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What a person said of two names (`names`) or of a version (`version`)."""

    id: int
    kind: Literal["names", "version"]
    who: str
    when: datetime
    reason: str
    body: dict[str, str]


@dataclass(frozen=True, slots=True)
class Summary:
    """How things stand now, over all current inputs.

    Attributes:
        records: Status → number of records.
        failures: Reason code → number of failed inputs.
        findings: (state, severity, attribution) → number of findings.
    """

    records: Mapping[str, int]
    failures: Mapping[str, int]
    findings: Mapping[tuple[str, str, str], int]

    @property
    def queue(self) -> int:
        """Number of findings that wait for a person."""
        return sum(
            count
            for (state, severity, _), count in self.findings.items()
            if state == "open" and severity in QUEUED
        )

"""What a run gave, counted, and said to a person."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gouji.cli.base import Session
from gouji.terminal import clean
from gouji.words import say
from report.finding import (
    ATTRIBUTIONS,
    SEVERITIES,
    STATUSES,
    Checks,
    Coverage,
    Finding,
    Outcome,
    Reason,
)
from report.messages import has_message, load_messages

if TYPE_CHECKING:
    from rich.console import RenderableType

    from report.decision import Decision
    from store import Stored

_MOST_FAILED = 30


@dataclass(frozen=True, slots=True)
class Failure:
    """One input of which nothing could be said, and what kind of text it is if known."""

    path: str
    reason: Reason
    kind: str | None

    @classmethod
    def of(cls, outcome: Outcome) -> Failure:
        """Return what is told of a failed outcome."""
        reason = outcome.reason or Reason("damaged", "")
        kind = None if outcome.record is None else outcome.record.kind
        return cls(outcome.source.path, reason, kind)

    def text(self, lang: str) -> str:
        """Return why it failed and what to do, safe to print."""
        message = clean(self.reason.message)
        if lang == "en":
            return message
        told = f"not_a_report.{self.kind}"
        if self.reason.code == "not_a_report" and has_message(told):
            return clean(getattr(load_messages()[told], lang))
        return f"{say(f'reason.{self.reason.code}', lang)}（{message}）"


@dataclass
class Tally:
    """Sums over the reports of one run; the same bytes under two paths are two inputs.

    Attributes:
        states: Status → number of inputs.
        findings: (severity, attribution) → number of findings, decided or not.
        waiting: Fatal and query findings without a decision.
        failures: Inputs of which nothing could be said, without what was read of them.
    """

    states: Counter[str] = field(default_factory=Counter)
    findings: Counter[tuple[str, str]] = field(default_factory=Counter)
    checks: Checks = field(default_factory=Checks)
    coverage: Coverage = field(default_factory=Coverage)
    waiting: int = 0
    decided: int = 0
    ignored: int = 0
    failures: list[Failure] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """How many inputs failed."""
        return self.states["failed"]

    def add_copy(self, outcome: Outcome) -> None:
        """Count one more path that holds bytes counted before."""
        self.states[outcome.status] += 1
        if outcome.status == "failed":
            self.failures.append(Failure.of(outcome))

    def add(self, outcome: Outcome, decisions: Mapping[str, Decision]) -> None:
        """Count one outcome."""
        self.add_copy(outcome)
        for finding in outcome.findings:
            self._count(finding, decided=finding.id in decisions)
        self.ignored += outcome.ignored
        one, many = outcome.checks, self.checks
        self.checks = Checks(
            many.passed + one.passed, many.failed + one.failed, many.undecided + one.undecided
        )
        read, all_ = outcome.coverage, self.coverage
        self.coverage = Coverage(
            all_.cells_expected + read.cells_expected,
            all_.cells_read + read.cells_read,
            all_.claims_found + read.claims_found,
            all_.claims_checked + read.claims_checked,
        )

    def _count(self, finding: Finding, *, decided: bool) -> None:
        self.findings[finding.severity, finding.attribution] += 1
        self.decided += decided
        self.waiting += finding.asks_a_person and not decided


def in_path_order(
    outcomes: Iterable[Stored],
) -> Iterator[tuple[Outcome, Mapping[str, Decision]]]:
    """Yield one outcome for each path, also where several paths hold the same bytes."""
    later: list[tuple[str, int, Stored]] = []
    for number, stored in enumerate(outcomes):
        first, *others = stored.paths
        while later and later[0][0] < first:
            path, _, same = heapq.heappop(later)
            yield same.outcome.at(path), same.decisions
        yield stored.outcome.at(first), stored.decisions
        for path in others:
            heapq.heappush(later, (path, number, stored))
    while later:
        path, _, same = heapq.heappop(later)
        yield same.outcome.at(path), same.decisions


def render(session: Session, tally: Tally, store: str | None) -> Iterator[RenderableType]:
    """Yield the parts of the summary.

    Args:
        session: For the language.
        tally: What was counted.
        store: What the next commands need to find the store; None without a store.
    """
    from rich.table import Table
    from rich.text import Text

    total = sum(tally.states.values())
    if not total:
        yield Text(session.say("run.nothing"))
        return
    if tally.failures:
        yield from _failures(session, tally)
    table = Table(title=None, box=None, show_header=False, padding=(0, 2, 0, 0))
    for name, line in _lines(session, tally, total, stored=store is not None):
        table.add_row(Text(session.say(name)), Text(line))
    yield table
    if tally.findings:
        yield _matrix(session, tally)
    if store is not None:
        yield Text(session.say("run.next"))
        yield Text(_next(session, tally, store))


def _lines(
    session: Session, tally: Tally, total: int, *, stored: bool
) -> Iterator[tuple[str, str]]:
    states = [
        f"{session.say('status.' + state)} {tally.states[state]}"
        for state in STATUSES
        if tally.states[state]
    ]
    yield "run.reports", session.say("run.reports.line", total=total, parts=", ".join(states))
    cover, checks = tally.coverage, tally.checks
    cells = session.say("run.cells.line", read=cover.cells_read, expected=cover.cells_expected)
    yield "run.cells", cells
    yield (
        "run.checks",
        session.say(
            "run.checks.line",
            passed=checks.passed,
            failed=checks.failed,
            undecided=checks.undecided,
        ),
    )
    claims = session.say("run.claims.line", found=cover.claims_found, checked=cover.claims_checked)
    yield "run.claims", claims
    # Nothing checked is not a pass: silence is no praise for files nobody could read.
    if not tally.findings and total > tally.failed:
        yield "run.findings", session.say("run.findings.none")
    if tally.ignored:
        yield "run.findings", session.say("run.ignored", count=tally.ignored)
    if stored:
        yield "run.queue", session.say("run.queue.line", count=tally.waiting)


def _matrix(session: Session, tally: Tally) -> RenderableType:
    from rich.box import SIMPLE
    from rich.table import Table

    title = session.say("run.findings")
    table = Table(box=SIMPLE, show_edge=False, padding=(0, 1), header_style="")
    table.add_column(title)
    for attribution in ATTRIBUTIONS:
        table.add_column(session.say(f"attribution.{attribution}"), justify="right")
    table.add_column(session.say("run.findings.total"), justify="right")
    for severity in SEVERITIES:
        counts = [tally.findings[severity, attribution] for attribution in ATTRIBUTIONS]
        if sum(counts):
            cells = [str(count) if count else "" for count in counts]
            table.add_row(session.say(f"severity.{severity}"), *cells, str(sum(counts)))
    if tally.decided:
        table.caption = session.say("run.findings.decided", count=tally.decided)
    return table


def _failures(session: Session, tally: Tally) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text(session.say("run.failed", count=len(tally.failures)))
    ordered = sorted(tally.failures, key=lambda failure: failure.path)
    for failure in ordered[:_MOST_FAILED]:
        told = f"{clean(failure.path)}: {failure.reason.code}: {failure.text(session.lang)}"
        yield Text(f"  {told}")
    if len(ordered) > _MOST_FAILED:
        yield Text("  " + session.say("run.failed.more", count=len(ordered) - _MOST_FAILED))
    yield Text()


def _next(session: Session, tally: Tally, store: str) -> str:
    """Return the commands with what they are for; a command is never cut or folded."""
    commands = []
    if tally.waiting:
        commands.append(("review", f"gouji review list{store}"))
    commands.append(("show", f"gouji show{store}"))
    commands.append(("export", f"gouji export table.csv{store}"))
    if tally.failures:
        commands.append(("retry", f"gouji run --retry-failed{store} …"))
    width = max(len(command) for _, command in commands)
    return "\n".join(
        f"  {command:{width}}  {session.say(f'run.next.{name}')}" for name, command in commands
    )

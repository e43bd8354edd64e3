"""What a run gave, counted."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from gouji.terminal import clean
from gouji.words import say
from report.finding import Checks, Coverage, Finding, Message, Outcome, Reason
from report.messages import has_message, load_messages

if TYPE_CHECKING:
    from report.decision import Decision
    from store import Spent, Stored


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
        """Return what its code is called, why it failed and what to do, safe to print."""
        code = say(f"reason.{self.reason.code}", lang)
        return say("reason.told", lang, code=code, text=self.words(lang))

    def words(self, lang: str) -> str:
        """Return why it failed and what to do, safe to print."""
        if lang == "en":
            return clean(self.reason.message)
        told = f"not_a_report.{self.kind}"
        if not self.reason.zh and self.reason.code == "not_a_report" and has_message(told):
            # Outcomes that an earlier version stored have no Chinese words of their own.
            return clean(load_messages()[told].zh)
        return clean(self.reason.zh or self.reason.message)


@dataclass
class Tally:
    """Sums over the reports of one run; the same bytes under two paths are two inputs.

    Attributes:
        states: Status → number of inputs.
        findings: (severity, attribution) → number of findings, decided or not.
        waiting: Fatal and query findings without a decision.
        unread_by_model: Inputs that a model is still to read; `why_unread` the first reason.
        spent: What the run paid a model for; None without a store.
        failures: Inputs of which nothing could be said, without what was read of them.
    """

    states: Counter[str] = field(default_factory=Counter)
    findings: Counter[tuple[str, str]] = field(default_factory=Counter)
    checks: Checks = field(default_factory=Checks)
    coverage: Coverage = field(default_factory=Coverage)
    waiting: int = 0
    decided: int = 0
    ignored: int = 0
    unread_by_model: int = 0
    why_unread: Message | None = None
    spent: Spent | None = None
    failures: list[Failure] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """How many inputs failed."""
        return self.states["failed"]

    def add_copy(self, outcome: Outcome) -> None:
        """Count one more path that holds bytes counted before."""
        self.states[outcome.status] += 1
        self.unread_by_model += bool(outcome.waiting)
        if outcome.waiting and self.why_unread is None:
            self.why_unread = Message(outcome.why_waiting("zh"), outcome.why_waiting("en"))
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


T = TypeVar("T")
_Pair = tuple["Outcome", Mapping[str, "Decision"]]


def in_path_order(outcomes: Iterable[Stored]) -> Iterator[_Pair]:
    """Yield one outcome for each path, also where several paths hold the same bytes.

    Of a file that holds several reports the second comes before the tenth.
    """
    return by_number(_each_path(outcomes), lambda pair: pair[0].source.path)


def by_number(found: Iterable[T], path: Callable[[T], str]) -> Iterator[T]:
    """Yield what comes in path order with the reports of one file by their numbers."""

    def place(one: T) -> tuple[str, int]:
        file, sign, number = path(one).rpartition("#")
        if sign and number.isascii() and number.isdecimal():
            return f"{file}{sign}", int(number)
        return path(one), 0

    # In path order all reports of one file stand together.
    for _, of_file in groupby(found, key=lambda one: place(one)[0]):
        yield from sorted(of_file, key=lambda one: place(one)[1])


def _each_path(outcomes: Iterable[Stored]) -> Iterator[_Pair]:
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

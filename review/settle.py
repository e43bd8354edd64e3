"""Lay decisions over an outcome: replay them, correct, check again, and say what is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from report.decision import Decision
from report.finding import Finding, Outcome, Severity, Status
from report.record import Correction, Record
from store import Settled
from store.model import Lookup, Settle

Verify = Callable[[Record], Outcome]
QUEUED: tuple[Severity, ...] = ("fatal", "query")
_FIRST_FORM_YEAR = 2019


def settler(verify: Verify) -> Settle:
    """Return the function that a store calls to lay decisions over each outcome.

    Args:
        verify: Record → outcome, with the same context and configuration as the run's.
    """

    def settle(outcome: Outcome, lookup: Lookup) -> Settled:
        # A report without findings has nothing a decision could be tied to.
        return _Replay(outcome, lookup, verify).run() if outcome.findings else Settled(outcome)

    return settle


class _Replay:
    """Decisions applied one after the other, oldest first, each where it still fits.

    A decision fits when its finding is there with the same operands and the cells it
    corrects still hold what the person saw. One that does not fit changes nothing and
    stays in the history; its finding, if any, is open.
    """

    def __init__(self, outcome: Outcome, lookup: Lookup, verify: Verify) -> None:
        self._reading = outcome
        self._outcome = outcome
        self._lookup = lookup
        self._verify = verify
        self._known: dict[int, Decision] = {}
        self._seen: dict[str, Finding] = {}
        self._used: set[int] = set()
        self._in_force: dict[str, Decision] = {}

    def run(self) -> Settled:
        """Return the outcome with all fitting decisions in force."""
        self._meet_findings()
        while (decision := self._next()) is not None:
            self._used.add(decision.id)
            self._in_force[decision.finding] = decision
            if decision.after and self._outcome.record is not None:
                self._correct(decision, self._outcome.record)
                self._meet_findings()
        now = {finding.id: finding for finding in self._outcome.findings}
        decided = {
            id_: decision
            for id_, decision in self._in_force.items()
            if id_ not in now or now[id_].operands == decision.operands
        }
        vanished = tuple(finding for id_, finding in self._seen.items() if id_ not in now)
        if self._used:
            self._outcome = replace(self._outcome, status=status_of(self._outcome, decided))
        return Settled(self._outcome, decided, vanished)

    def _meet_findings(self) -> None:
        new = {f.id: f for f in self._outcome.findings if f.id not in self._seen}
        if new:
            self._known.update((d.id, d) for d in self._lookup(new))
        self._seen.update((finding.id, finding) for finding in self._outcome.findings)

    def _next(self) -> Decision | None:
        # The last decision on the same finding with the same operands is the one meant.
        last: dict[tuple[str, tuple[tuple[str, str | None], ...]], Decision] = {}
        for id_ in sorted(self._known):
            decision = self._known[id_]
            last[decision.finding, tuple(sorted(decision.operands.items()))] = decision
        fitting = (d for d in last.values() if d.id not in self._used and self._fits(d))
        return min(fitting, key=lambda decision: decision.id, default=None)

    def _fits(self, decision: Decision) -> bool:
        found = any(
            finding.id == decision.finding and finding.operands == decision.operands
            for finding in self._outcome.findings
        )
        if not found or not decision.after:
            return found
        cells = {} if self._outcome.record is None else self._outcome.record.cells
        return all(
            key in cells and cells[key].effective == value for key, value in decision.before.items()
        )

    def _correct(self, decision: Decision, record: Record) -> None:
        checked = self._verify(corrected(record, decision))
        self._outcome = replace(checked, source=self._reading.source)


def corrected(record: Record, decision: Decision) -> Record:
    """Return the record with a decision's values laid over what was read."""
    cells = dict(record.cells)
    for key, value in decision.after.items():
        cells[key] = replace(cells[key], corrected=Correction(value, decision.id))
    return replace(record, cells=cells)


def status_of(outcome: Outcome, decided: dict[str, Decision]) -> Status:
    """Return the status an outcome has once some of its findings are decided.

    A record stays in review while a fatal or query finding is open, while a cell is
    disputed or unread that nobody corrected or decided on, and when no sum of a report
    of 2019 or later could be checked at all.
    """
    record = outcome.record
    if outcome.status == "failed" or record is None:
        return outcome.status
    if any(f.severity in QUEUED and f.id not in decided for f in outcome.findings):
        return "review"
    spoken_for = {key for f in outcome.findings if f.id in decided for key in f.cells}
    for key, cell in record.cells.items():
        if cell.is_doubtful and key not in spoken_for:
            return "review"
    year = record.year_number
    has_form = year is None or year >= _FIRST_FORM_YEAR
    checked = outcome.checks.passed + outcome.checks.failed > 0
    return "accepted" if checked or not has_form else "review"

"""Lay decisions over an outcome: replay them, correct, check again, and say what is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from report.decision import Decision
from report.finding import Finding, Outcome, Status
from report.record import Correction, Record
from store import Lookup, Settle, Settled
from verify import Context, adds_nothing, status_of, verify
from verify.context import ALONE

Verify = Callable[[Record, Context], Outcome]


def settler(check: Verify = verify) -> Settle:
    """Return the function that a store calls to lay decisions over each outcome.

    Args:
        check: Record and context → outcome, with the same selection of codes as the run's.
    """

    def settle(outcome: Outcome, lookup: Lookup, context: Context = ALONE, /) -> Settled:
        if _matters(outcome, context) and outcome.record is not None:
            outcome = replace(
                check(outcome.record, context), source=outcome.source, waiting=outcome.waiting
            )
        # A report without findings has nothing a decision could be tied to.
        if not outcome.findings:
            return Settled(outcome)
        return _Replay(outcome, lookup, lambda record: check(record, context)).run()

    return settle


def _matters(outcome: Outcome, context: Context) -> bool:
    """Return whether a context may change what is said of an outcome."""
    record = outcome.record
    judged = record is not None and outcome.status != "failed" and context != ALONE
    return judged and record is not None and not adds_nothing(record, context)


class _Replay:
    """Decisions applied one after the other, oldest first, each where it still fits.

    A decision fits when its finding is there with the same operands and the cells it
    corrects still hold what the person saw. One that does not fit changes nothing and
    stays in the history; its finding, if any, is open.
    """

    def __init__(
        self, outcome: Outcome, lookup: Lookup, check: Callable[[Record], Outcome]
    ) -> None:
        self._reading = outcome
        self._outcome = outcome
        self._lookup = lookup
        self._check = check
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
            self._outcome = replace(self._outcome, status=status_after(self._outcome, decided))
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
        checked = self._check(corrected(record, decision))
        self._outcome = replace(checked, source=self._reading.source, waiting=self._reading.waiting)


def corrected(record: Record, decision: Decision) -> Record:
    """Return the record with a decision's values laid over what was read."""
    cells = dict(record.cells)
    for key, value in decision.after.items():
        cells[key] = replace(cells[key], corrected=Correction(value, decision.id))
    return replace(record, cells=cells)


def status_after(outcome: Outcome, decided: Mapping[str, Decision]) -> Status:
    """Return the status an outcome has once some of its findings are decided.

    Unread and disputed cells have findings of their own, so that deciding on those
    settles the cells too. A report of which no sum could be checked is not accepted
    whatever is decided: nothing vouches for its figures.
    """
    if outcome.status == "failed" or outcome.record is None:
        return outcome.status
    waiting = [finding for finding in outcome.findings if finding.id not in decided]
    return status_of(outcome.record, waiting, outcome.checks)

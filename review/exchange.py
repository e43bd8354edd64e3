"""Decisions out of one store into another: appended once each, conflicts named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from report.decision import Decision
from report.errors import UsageError
from report.finding import Outcome
from review.decide import check_value, check_words, value_before
from store import Draft, Store, StoredFinding, Wanted

Fate = Literal["taken", "known", "alike", "no_finding", "other_values", "decided", "refused"]
FATES: tuple[Fate, ...] = (
    "taken",
    "known",
    "alike",
    "no_finding",
    "other_values",
    "decided",
    "refused",
)
CONFLICTS: tuple[Fate, ...] = ("no_finding", "other_values", "decided", "refused")


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one decision of the file.

    Attributes:
        fate: `taken` was appended; `known` was here already; `alike` was decided alike
            here; the others are conflicts and change nothing: there is no such finding,
            it stands on other values here, it was decided otherwise, or it makes no sense.
        number: Its place in the file, from one.
        here: The decision in force here that it conflicts or agrees with.
        why: Why it was refused.
    """

    fate: Fate
    number: int
    decision: Decision
    here: Decision | None = None
    why: UsageError | None = None


def take_in(store: Store, decisions: Sequence[Decision], *, again: bool = False) -> Iterator[Entry]:
    """Append decisions made elsewhere, oldest first, and yield what became of each.

    Taking in the same file twice changes nothing the second time. A later decision of the
    file follows an earlier one as it did where they were made.

    Args:
        store: Opened with `settle=settler()`.
        decisions: In the order in which they were made.
        again: Let the file's decisions stand above those made here.
    """
    earlier: set[tuple[object, ...]] = set()
    for number, decision in enumerate(decisions, 1):
        yield _take(store, number, decision, earlier, again=again)
        earlier.add(_identity(decision))


def _identity(decision: Decision) -> tuple[object, ...]:
    return (
        decision.finding,
        decision.who,
        decision.when,
        decision.action,
        decision.reason,
        tuple(sorted(decision.after.items())),
        tuple(sorted(decision.operands.items())),
    )


def _take(
    store: Store,
    number: int,
    decision: Decision,
    earlier: set[tuple[object, ...]],
    *,
    again: bool,
) -> Entry:
    history = store.decisions(finding=decision.finding)
    if _identity(decision) in {_identity(past) for past in history}:
        return Entry("known", number, decision)
    items = store.findings(Wanted(("open", "decided", "vanished"), finding=decision.finding))
    here = [item for item in items if item.finding.id == decision.finding]
    if not here:
        return Entry("no_finding", number, decision)
    fitting = [item for item in here if item.finding.operands == decision.operands]
    if not fitting:
        return Entry("other_values", number, decision)
    in_force = next((item.decision for item in fitting if item.decision is not None), None)
    if in_force is not None and not again and _identity(in_force) not in earlier:
        alike = (in_force.action, in_force.after) == (decision.action, decision.after)
        return Entry("alike" if alike else "decided", number, decision, in_force)
    try:
        store.decide(decision.finding, lambda found: _draft(found, decision))
    except UsageError as error:
        return Entry("refused", number, decision, why=error)
    except _OtherValuesError:
        return Entry("other_values", number, decision)
    return Entry("taken", number, decision)


class _OtherValuesError(Exception):
    """A cell that the decision corrects holds another value than the person saw."""


def _draft(found: Iterable[tuple[StoredFinding, Outcome]], decision: Decision) -> Draft:
    fitting = [
        (entry, outcome)
        for entry, outcome in found
        if entry.current and entry.finding.operands == decision.operands
    ]
    if not fitting:
        raise _OtherValuesError
    entry, outcome = fitting[0]
    check_words(decision.action, decision.who, decision.reason)
    for key, value in decision.after.items():
        check_value(entry, outcome.record, key, value)
        if outcome.record is None or key not in decision.before:
            raise _OtherValuesError
        if value_before(entry, outcome.record, key) != decision.before[key]:
            raise _OtherValuesError
    return Draft(
        finding=entry.finding,
        record=entry.record,
        who=decision.who,
        when=decision.when,
        action=decision.action,
        before=decision.before,
        after=decision.after,
        reason=decision.reason,
    )

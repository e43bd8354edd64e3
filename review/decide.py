"""Take a person's decision: check that it makes sense, store it, check the record again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from report.decision import ACTIONS, Action, Decision
from report.errors import UsageError
from report.finding import Outcome
from report.form import table_form
from report.naming import split_key
from report.number import parse_cell
from report.record import Number, Record
from review.queue import ReviewItem, find, queue
from store import Draft, Store, Stored, StoredFinding

BLANK = "blank"
"""What to give as a value to say that no number stands in a cell."""

_CORRECTING = ("correct_cell", "misread")


@dataclass(frozen=True, slots=True)
class Request:
    """What a person wants to say of a finding.

    Attributes:
        who: Name of the person.
        reason: Why; needed to dismiss a finding.
        repair: One-based number of the repair to accept.
        cell: Key of the cell to correct; optional for `misread`.
        value: What really stands there, as printed (15, 503.59万元), or `blank`.
    """

    action: Action
    who: str
    reason: str = ""
    repair: int | None = None
    cell: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision that was stored, and how things stand after it.

    Attributes:
        records: The records it bears on, with their new status.
        left: What still waits in those records, in queue order.
    """

    decision: Decision
    records: tuple[Stored, ...]
    left: tuple[ReviewItem, ...]


def decide(
    store: Store,
    finding: str,
    request: Request,
    *,
    record: str | None = None,
    again: bool = False,
    now: datetime | None = None,
) -> Taken:
    """Store a decision on a finding and return what it changed.

    The decision holds for every record that shows the finding with the same operands,
    now and after any later run. A correction lies over the value read; the record is
    checked again and stored with the decision in one transaction.

    Args:
        store: Opened with `settle=settler()`.
        finding: Id of the finding, or its beginning.
        request: What was decided.
        record: Id of the record, needed when the finding stands in several records
            with different values.
        again: Decide anew what was decided; the last decision holds.
        now: The moment, for tests.

    Raises:
        UsageError: The decision cannot be taken; the message says what to do instead.
    """
    _check_request(request)
    full = find(store, finding, record)[0].finding.id
    when = now or datetime.now(UTC)

    def make(items: Sequence[tuple[StoredFinding, Outcome]]) -> Draft:
        entry, outcome = _choose(items, record, again=again)
        before, after = _changes(entry, outcome.record, request)
        return Draft(
            finding=entry.finding,
            record=entry.record,
            who=request.who.strip(),
            when=when,
            action=request.action,
            before=before,
            after=after,
            reason=request.reason.strip(),
        )

    decision, stored = store.decide(full, make)
    records = tuple(one for one in stored if one.current)
    ids = sorted({one.id for one in records})
    left = tuple(item for id_ in ids for item in queue(store, record=id_))
    return Taken(decision, records, left)


def _check_request(request: Request) -> None:
    if request.action not in ACTIONS:
        raise UsageError(f"There is no action {request.action!r}.", f"Use one of {_list(ACTIONS)}.")
    if not request.who.strip():
        raise UsageError("A decision needs the name of the person who takes it.", "Give --who.")
    if request.action == "dismiss" and not request.reason.strip():
        raise UsageError("A finding is not dismissed without a reason.", "Give --reason.")
    if request.action == "accept_repair":
        if request.repair is None:
            raise UsageError("Which repair is accepted?", "Give --repair and its number.")
    elif request.repair is not None:
        raise UsageError(f"{request.action} takes no repair.", "Use accept_repair, or drop it.")
    _check_cell(request)


def _check_cell(request: Request) -> None:
    if request.action not in _CORRECTING:
        if request.cell is not None or request.value is not None:
            raise UsageError(
                f"{request.action} takes no cell and no value.", "Use correct_cell, or drop them."
            )
        return
    if (request.cell is None) != (request.value is None):
        raise UsageError("A cell and its value go together.", "Give both --cell and --value.")
    if request.action == "correct_cell" and request.cell is None:
        raise UsageError(
            "Which cell is corrected, and to what?",
            f"Give --cell and --value; --value {BLANK} says that no number stands there.",
        )


def _list(words: Sequence[str]) -> str:
    return ", ".join(words)


def _choose(
    items: Sequence[tuple[StoredFinding, Outcome]], record: str | None, *, again: bool
) -> tuple[StoredFinding, Outcome]:
    """Return the item meant: current, of the record named, and still to be decided."""
    here = [pair for pair in items if pair[0].current and pair[0].record.startswith(record or "")]
    if not here:
        raise UsageError(
            "This finding is gone: the file changed since.", "Run `gouji review list` again."
        )
    if not here[0][0].finding.asks_a_person:
        raise UsageError("A note asks for no decision.", "Leave it, or ignore its code.")
    waiting = here if again else [pair for pair in here if pair[0].state == "open"]
    if not waiting:
        decision = next((entry.decision for entry, _ in here if entry.decision), None)
        by = "" if decision is None else f" by {decision.who} ({decision.action})"
        raise UsageError(f"This finding was decided{by}.", "Give --again to decide anew.")
    first = waiting[0][0]
    others = [entry for entry, _ in waiting if entry.finding.operands != first.finding.operands]
    if others:
        ids = _list(sorted({entry.record for entry, _ in waiting}))
        raise UsageError(
            f"Several records have this finding, with different values: {ids}.",
            "Name one with --record.",
        )
    return waiting[0]


Changes = tuple[dict[str, Number | None], dict[str, Number | None]]


def _changes(entry: StoredFinding, record: Record | None, request: Request) -> Changes:
    if request.action == "accept_repair":
        after = _repair(entry, request.repair or 0)
    elif request.cell is not None and request.value is not None:
        after = {request.cell: _value(record, request.cell, request.value)}
    else:
        return {}, {}
    if record is None:
        raise UsageError("Of this file nothing was read that could be corrected.", "Dismiss it.")
    before = {key: _before(entry, record, key) for key in after}
    sure = {key for key in after if not record.cells[key].is_doubtful}
    if before == after and sure:
        raise UsageError(
            f"{request.cell} holds {_shown(after[request.cell or ''])} already.",
            "If the reading is right, say report_inconsistent or counts_otherwise.",
        )
    return before, after


def _shown(value: Number | None) -> str:
    return "no number" if value is None else str(value)


def _before(entry: StoredFinding, record: Record, key: str) -> Number | None:
    """Return what a cell holds without the decision that is taken anew."""
    replaced = entry.decision
    if replaced is not None and key in replaced.before:
        return replaced.before[key]
    return record.cells[key].effective


def _repair(entry: StoredFinding, number: int) -> dict[str, Number | None]:
    repairs = entry.finding.repairs
    if not repairs:
        raise UsageError(
            "Nothing is known that would mend this finding.", "Use correct_cell with the value."
        )
    if not 1 <= number <= len(repairs):
        raise UsageError(
            f"There is no repair {number}.", f"The finding has repairs 1 to {len(repairs)}."
        )
    return {change.cell: change.after for change in repairs[number - 1]}


def _value(record: Record | None, key: str, text: str) -> Number | None:
    if record is None or key not in record.cells:
        raise UsageError(
            f"The record has no cell {key!r}.", "`gouji review show` lists the finding's cells."
        )
    if text.strip().lower() == BLANK:
        return None
    table, _, column = split_key(key)
    edition, variant = record.tables[table]
    value = parse_cell(text, table_form(edition, table, variant).columns[column].kind).value
    if value is None:
        raise UsageError(
            f"{text!r} is no number for {key}.",
            f"Give it as printed, with its unit if it has one, or {BLANK} for no number.",
        )
    return value

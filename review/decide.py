"""Take a person's decision: check that it makes sense, store it, check the record again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from report.decision import ACTIONS, Action, Decision
from report.errors import UsageError
from report.finding import Finding, Outcome
from report.form import table_form
from report.messages import Value, render
from report.naming import split_key
from report.number import CellKind, parse_cell
from report.record import Number, Record
from review.queue import Filter, ReviewItem, find, queue
from store import Draft, Store, Stored, StoredFinding

BLANK = "blank"
"""What to give as a value to say that no number stands in a cell."""

_CORRECTING = ("correct_cell", "misread")
_NAMED = 12


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
        raised: Those of them that did not wait before, or on other values: a correction
            made them.
        mended: What waited before and is gone now that the checks ran again.
    """

    decision: Decision
    records: tuple[Stored, ...]
    left: tuple[ReviewItem, ...]
    raised: tuple[ReviewItem, ...] = ()
    mended: tuple[Finding, ...] = ()


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
    items = find(store, finding, record)
    full = items[0].finding.id
    # What else waits is only compared with, so nobody has to be kept from deciding meanwhile.
    waited = {
        (item.record, item.finding.id): item.finding
        for id_ in {item.record for item in items}
        for item in queue(store, Filter(record=id_))
    }
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
    left = tuple(item for id_ in ids for item in queue(store, Filter(record=id_)))
    here = {(item.record, item.finding.id) for item in left}
    there = {(id_, f.id) for one in records for f in one.outcome.findings for id_ in (one.id,)}
    return Taken(
        decision,
        records,
        left,
        raised=tuple(item for item in left if not _same(item, waited)),
        mended=tuple(f for key, f in waited.items() if key not in here | there),
    )


def _same(item: ReviewItem, waited: Mapping[tuple[str, str], Finding]) -> bool:
    """Return whether an item waited before, on the same values."""
    before = waited.get((item.record, item.finding.id))
    return before is not None and before.operands == item.finding.operands


def _check_request(request: Request) -> None:
    check_words(request.action, request.who, request.reason)
    if request.action == "accept_repair":
        if request.repair is None:
            raise _refused("repair_which")
    elif request.repair is not None:
        raise _refused("repair_not_taken", action=request.action)
    _check_cell(request)


def check_words(action: str, who: str, reason: str) -> None:
    """Refuse a decision that lacks what every decision needs.

    Raises:
        UsageError: There is no such action, nobody takes it, or it needs a reason.
    """
    if action not in ACTIONS:
        raise _refused("action", action=action, known=_list(ACTIONS))
    if not who.strip():
        raise _refused("who")
    if action == "dismiss" and not reason.strip():
        raise _refused("reason")


def _check_cell(request: Request) -> None:
    if request.action not in _CORRECTING:
        if request.cell is not None or request.value is not None:
            raise _refused("cell_not_taken", action=request.action)
        return
    if (request.cell is None) != (request.value is None):
        raise _refused("cell_and_value")
    if request.action == "correct_cell" and request.cell is None:
        raise _refused("cell_which")


def _refused(id_: str, **values: Value) -> UsageError:
    return UsageError(render(f"refused.{id_}", **values))


def _list(words: Sequence[str]) -> str:
    return ", ".join(words)


def _choose(
    items: Sequence[tuple[StoredFinding, Outcome]], record: str | None, *, again: bool
) -> tuple[StoredFinding, Outcome]:
    """Return the item meant: current, of the record named, and still to be decided."""
    here = [pair for pair in items if pair[0].current and pair[0].record.startswith(record or "")]
    if not here:
        raise _refused("gone")
    if not here[0][0].finding.asks_a_person:
        raise _refused("note")
    waiting = here if again else [pair for pair in here if pair[0].state == "open"]
    if not waiting:
        decision = next((entry.decision for entry, _ in here if entry.decision), None)
        who, action = ("?", "?") if decision is None else (decision.who, decision.action)
        raise _refused("decided", who=who, action=action)
    first = waiting[0][0]
    others = [entry for entry, _ in waiting if entry.finding.operands != first.finding.operands]
    if others:
        ids = _list(sorted({entry.record for entry, _ in waiting}))
        raise _refused("several_records", ids=ids)
    return waiting[0]


Changes = tuple[dict[str, Number | None], dict[str, Number | None]]


def _changes(entry: StoredFinding, record: Record | None, request: Request) -> Changes:
    if request.action == "accept_repair":
        after = _repair(entry, request.repair or 0)
    elif request.cell is not None and request.value is not None:
        after = {request.cell: _value(entry, record, request.cell, request.value)}
    else:
        return {}, {}
    if record is None:
        raise _refused("no_record")
    before = {key: value_before(entry, record, key) for key in after}
    sure = {key for key in after if not record.cells[key].is_doubtful}
    if before == after and sure:
        cells = _list(list(after))
        raise _refused("unchanged", cell=cells, value=_shown(*after.values()))
    return before, after


def _shown(*values: Number | None) -> str:
    return _list([BLANK if value is None else str(value) for value in values])


def value_before(entry: StoredFinding, record: Record, key: str) -> Number | None:
    """Return what a cell holds without the decision that is taken anew."""
    replaced = entry.decision
    if replaced is not None and key in replaced.before:
        return replaced.before[key]
    return record.cells[key].effective


def _repair(entry: StoredFinding, number: int) -> dict[str, Number | None]:
    repairs = entry.finding.repairs
    if not repairs:
        raise _refused("no_repair")
    if not 1 <= number <= len(repairs):
        raise _refused("repair_number", number=number, count=len(repairs))
    return {change.cell: change.after for change in repairs[number - 1]}


def _value(entry: StoredFinding, record: Record | None, key: str, text: str) -> Number | None:
    kind = _kind(entry, record, key)
    if text.strip().lower() == BLANK:
        return None
    value = parse_cell(text, kind).value
    if value is None:
        raise _refused("no_number", value=text, cell=key)
    check_value(entry, record, key, value)
    return value


def check_value(
    entry: StoredFinding, record: Record | None, key: str, value: Number | None
) -> None:
    """Refuse a value that cannot stand in a cell of the finding.

    Raises:
        UsageError: The finding does not concern the cell, or no such number can be there.
    """
    kind = _kind(entry, record, key)
    if value is None:
        return
    if value < 0 and kind != "signed":
        raise _refused("negative", cell=key, value=_shown(value))
    if kind != "money" and value != int(value):
        raise _refused("fraction", cell=key, value=_shown(value))


def _kind(entry: StoredFinding, record: Record | None, key: str) -> CellKind:
    """Return what a cell of the finding holds."""
    if record is None or key not in record.cells:
        raise _refused("unknown_cell", cell=key)
    cells = entry.finding.cells
    if not cells:
        raise _refused("no_cells")
    if key not in cells:
        more = " …" if len(cells) > _NAMED else ""
        raise _refused("other_cell", cell=key, cells=_list(cells[:_NAMED]) + more)
    table, _, column = split_key(key)
    edition, variant = record.tables[table]
    return table_form(edition, table, variant).columns[column].kind

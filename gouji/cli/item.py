"""How one item of the queue is told to a person: evidence, cells, repairs, decisions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gouji.cli.base import Session
from gouji.terminal import clean

if TYPE_CHECKING:
    from report.decision import Decision
    from report.document import Document, Span
    from report.finding import Change, Finding
    from report.record import Number, Record
    from review import ReviewItem, Shown, Taken

_MOST_CELLS = 24
_MOST_OTHERS = 12


def lines(session: Session, shown: Shown) -> Iterator[str]:
    """Yield all that is needed to decide on an item, or to see what was decided."""
    item, record = shown.item, shown.stored.outcome.record
    finding = item.finding
    severity = session.say(f"severity.{finding.severity}")
    blame = session.say(f"attribution.{finding.attribution}")
    yield f"{finding.id}  {' '.join(finding.codes)}  {severity}  {blame}"
    yield clean(f"{item.issuer} {item.year}  {item.path}  ({item.record})")
    if shown.also:
        yield from _also(session, shown)
    yield ""
    yield state(session, item) + clean(getattr(finding.message, session.lang))
    if item.reopened:
        yield from _changed(session, item, record)
    if shown.document is not None and finding.evidence:
        yield from _evidence(session, finding.evidence, shown.document)
    if shown.beside:
        yield from _beside(session, shown)
    if record is not None and finding.cells:
        yield from _cells(session, finding, record)
    if finding.repairs and item.state == "open":
        yield ""
        yield session.say("review.repairs")
        for number, repair in enumerate(finding.repairs, 1):
            changes = (_change(session, change, record) for change in repair)
            yield f"  {number}. " + session.say("review.and").join(changes)
    if item.history:
        yield ""
        yield session.say("review.history")
        yield from (f"  {decided(session, decision, record)}" for decision in item.history)
    if item.state == "open":
        yield ""
        yield from _how(session, shown)


def state(session: Session, item: ReviewItem) -> str:
    """Return the mark of an item that does not simply wait."""
    if item.reopened:
        return session.say("review.reopened")
    return "" if item.state == "open" else session.say(f"review.state.{item.state}")


def what_changed(session: Session, item: ReviewItem, record: Record | None) -> list[str]:
    """Return what holds other values than when the item was last decided, old and new."""
    old, now = item.history[-1].operands, item.finding.operands
    return [
        session.say(
            "review.was",
            place=_place(session, key, record),
            before=_operand(session, old.get(key)),
            after=_operand(session, now.get(key)),
        )
        for key in dict.fromkeys((*old, *now))
        if old.get(key) != now.get(key)
    ]


def _changed(session: Session, item: ReviewItem, record: Record | None) -> Iterator[str]:
    changes = what_changed(session, item, record)
    if changes:
        yield ""
        yield session.say("review.changed")
        yield from (f"  {line}" for line in changes)


def _place(session: Session, key: str, record: Record | None) -> str:
    from report.naming import cell_place

    if key.startswith("claim:"):
        return session.say("review.claim")
    for beside in ("previous", "children"):
        if key.startswith(f"{beside}:"):
            place = _place(session, key.partition(":")[2], record)
            return session.say(f"review.{beside}", place=place)
    if record is None or key not in record.cells:
        return clean(key)
    return str(getattr(cell_place(key, record.tables), session.lang))


def _operand(session: Session, value: str | None) -> str:
    """Return what an operand held; several figures stand where none was settled."""
    if value is None:
        return session.say("review.no_number")
    return clean(value.replace("|", " / "))


def _evidence(session: Session, spans: tuple[Span, ...], document: Document) -> Iterator[str]:
    from gouji.lines import Lines

    yield ""
    yield session.say("review.evidence")
    quoted = Lines(document)
    for span in dict.fromkeys(spans):
        yield from quoted.quote(span)


def _beside(session: Session, shown: Shown) -> Iterator[str]:
    """Yield the other reports a finding rests on, with their words where there are any."""
    from gouji.lines import Lines

    yield ""
    yield session.say("review.others")
    for one in shown.beside[:_MOST_OTHERS]:
        other = one.other
        yield f"  {clean(other.issuer)} {clean(other.year)}  ({other.record})"
        if one.document is not None:
            quoted = Lines(one.document)
            for span in dict.fromkeys(other.spans):
                yield from quoted.quote(span)
    if len(shown.beside) > _MOST_OTHERS:
        yield session.say("review.others.more", count=len(shown.beside) - _MOST_OTHERS)


def _cells(session: Session, finding: Finding, record: Record) -> Iterator[str]:
    """Yield the cells that matter: what is not 0, not read, or suspected."""
    here = [key for key in finding.cells if key in record.cells]
    zeros = [
        key for key in here if record.cells[key].effective == 0 and key not in finding.suspects
    ]
    telling = [key for key in here if key not in zeros]
    yield ""
    yield session.say("review.cells")
    for key in telling[:_MOST_CELLS]:
        yield _cell(session, finding, record, key)
    if len(telling) > _MOST_CELLS:
        yield session.say("review.cells.more", count=len(telling) - _MOST_CELLS)
    if zeros:
        yield session.say("review.cells.zero", count=len(zeros))
    if finding.suspects:
        yield session.say("review.suspects")


def _cell(session: Session, finding: Finding, record: Record, key: str) -> str:
    from report.wire import cell_value

    cell = record.cells[key]
    value = cell_value(key, cell.effective)
    if value is not None:
        told = str(value)
    elif cell.candidates:
        told = " / ".join(str(one) for one in cell.candidates)
    else:
        unread = cell.status == "unread" and cell.corrected is None
        told = session.say("review.unread" if unread else "review.blank")
    mark = " *" if key in finding.suspects else ""
    raw = "" if cell.raw.strip() == told or not cell.raw.strip() else f"  “{clean(cell.raw)}”"
    return f"  {_place(session, key, record)} = {told}{raw}{mark}  [{key}]"


def _change(session: Session, change: Change, record: Record | None) -> str:
    from report.wire import cell_value

    before = cell_value(change.cell, change.before)
    shown = session.say("review.blank") if before is None else before
    after = cell_value(change.cell, change.after)
    place = _place(session, change.cell, record)
    return session.say("check.change", cell=place, before=str(shown), after=str(after))


def _also(session: Session, shown: Shown) -> Iterator[str]:
    """Yield the other files that hold the same item, and how far a decision reaches."""
    yield session.say("review.also")
    for one in shown.also[:_MOST_OTHERS]:
        same = one.finding.operands == shown.item.finding.operands
        told = session.say("review.also.same" if same else "review.also.other")
        yield clean(f"  {one.path}  ({one.record})  {told}")
    if len(shown.also) > _MOST_OTHERS:
        yield session.say("review.also.more", count=len(shown.also) - _MOST_OTHERS)


def _needs_record(shown: Shown) -> bool:
    """Return whether a decision has to name its record: other values wait under the same id."""
    own = shown.item.finding.operands
    return any(one.state == "open" and one.finding.operands != own for one in shown.also)


def _how(session: Session, shown: Shown) -> Iterator[str]:
    """Yield the decisions that fit this item, each as a command."""
    finding = shown.item.finding
    yield session.say("review.how")
    record = f"--record {shown.item.record} " if _needs_record(shown) else ""
    start = f"  gouji review decide {finding.id} {record}"
    if finding.repairs:
        number = "1" if len(finding.repairs) == 1 else f"1…{len(finding.repairs)}"
        yield start + session.say("review.how.accept_repair", number=number)
    if finding.cells:
        yield start + session.say("review.how.correct_cell", cell=(*finding.suspects, "")[0] or "…")
    for action in ("report_inconsistent", "misread", "counts_otherwise", "unreadable", "dismiss"):
        yield start + session.say(f"review.how.{action}")


def decided(session: Session, decision: Decision, record: Record | None) -> str:
    """Return one decision on one line: when, who, what, old and new values, why."""
    when = decision.when.astimezone().strftime("%Y-%m-%d %H:%M")
    action = session.say(f"action.{decision.action}")
    changes = [
        session.say(
            "check.change",
            cell=_place(session, key, record),
            before=_number(session, key, decision.before.get(key)),
            after=_number(session, key, value),
        )
        for key, value in decision.after.items()
    ]
    parts = (when, decision.who, action, session.say("review.and").join(changes), decision.reason)
    return clean("  ".join(part for part in parts if part))


def _number(session: Session, key: str, value: Number | None) -> str:
    from report.wire import cell_value

    shown = cell_value(key, value)
    return session.say("review.no_number") if shown is None else str(shown)


def taken_lines(session: Session, taken: Taken) -> Iterator[str]:
    """Yield what a decision changed: it, what it mended, what it raised, what still waits."""
    record = taken.records[0].outcome.record if taken.records else None
    yield decided(session, taken.decision, record)
    if taken.decision.after:
        yield session.say("review.again")
    for finding in taken.mended:
        yield session.say("review.mended", code=finding.code, message=_told(session, finding))
    for item in taken.raised:
        message = _told(session, item.finding)
        yield session.say(
            "review.raised", id=item.finding.id, code=item.finding.code, message=message
        )
    for stored in taken.records:
        status = session.say(f"status.{stored.outcome.status}")
        path = clean(stored.outcome.source.path)
        yield session.say("review.now", id=stored.id, path=path, status=status)
    yield session.say("review.left" if taken.left else "review.left.none", count=len(taken.left))
    known = {item.finding.id for item in taken.raised}
    for item in taken.left:
        if item.finding.id not in known:
            yield f"  {item.finding.id}  {item.finding.code}  {_told(session, item.finding)}"


def _told(session: Session, finding: Finding) -> str:
    return clean(getattr(finding.message, session.lang))

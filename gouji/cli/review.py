"""`gouji review list|show|decide`: what needs a person, and what people decide."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from gouji.cli.base import Session, json_option, lang_option, store_option
from gouji.cli.opened import open_for, store_argument
from gouji.terminal import clean, console, echo, emit
from report.decision import ACTIONS
from report.finding import ATTRIBUTIONS, QUEUED

if TYPE_CHECKING:
    from report.decision import Action, Decision
    from report.document import Document, Span
    from report.finding import Attribution, Finding, Severity
    from report.record import Record
    from review import ReviewItem, Taken

_SHOWN = 50


@click.group()
@lang_option
def review() -> None:
    """See `gouji/messages/help.toml`."""


@review.command("list")
@click.option("--record", metavar="ID")
@click.option("--severity", type=click.Choice(QUEUED), multiple=True)
@click.option(
    "--attribution",
    type=click.Choice(ATTRIBUTIONS),
    multiple=True,
)
@click.option("--all", "all_", is_flag=True)
@click.option("--limit", type=click.IntRange(1), metavar="N")
@store_option
@json_option
@lang_option
@click.pass_obj
def list_(
    session: Session,
    record: str | None,
    severity: tuple[Severity, ...],
    attribution: tuple[Attribution, ...],
    all_: bool,
    limit: int | None,
    store: str | None,
    as_json: bool,
) -> None:
    """See `gouji/messages/help.toml`."""
    from review import queue
    from store import QUEUE_ORDER

    with open_for(session, store) as opened:
        items = queue(
            opened,
            record=record,
            severities=severity or QUEUED,
            attributions=attribution or QUEUE_ORDER,
            decided=all_,
            limit=limit,
        )
    if as_json:
        for item in items:
            emit(item_to_json(item))
        return
    most = limit or _SHOWN
    if not items:
        echo(session.say("review.empty"))
        return
    _listed(session, items[:most])
    if len(items) > most:
        echo(session.say("review.more", count=len(items) - most))
    suffix = store_argument(store)
    echo(session.say("review.next", id=items[0].finding.id, store=suffix))


def _listed(session: Session, items: list[ReviewItem]) -> None:
    from rich.padding import Padding
    from rich.text import Text

    out = console()
    for item in items:
        finding = item.finding
        kind = session.say(f"severity.{finding.severity}")
        blame = session.say(f"tag.{finding.attribution}")
        report = clean(f"{item.issuer or item.path} {item.year}".strip())
        head = f"{finding.id}  {finding.code}  {kind}/{blame}  {report}"
        out.print(Text(head, style="bold"), soft_wrap=True)
        message = _state(session, item) + clean(getattr(finding.message, session.lang))
        out.print(Padding(Text(message), (0, 0, 0, 4)))


def _state(session: Session, item: ReviewItem) -> str:
    if item.reopened:
        return session.say("review.reopened")
    return "" if item.state == "open" else session.say(f"review.state.{item.state}")


def item_to_json(item: ReviewItem) -> dict[str, Any]:
    """Return one item of the queue as JSON."""
    from report.wire import decision_to_wire, finding_to_wire

    return {
        "record": item.record,
        "path": item.path,
        "issuer": item.issuer,
        "year": item.year,
        "state": item.state,
        "reopened": item.reopened,
        "finding": finding_to_wire(item.finding, item.decision),
        "history": [decision_to_wire(decision) for decision in item.history],
    }


@review.command()
@click.argument("item")
@click.option("--record", metavar="ID")
@store_option
@json_option
@lang_option
@click.pass_obj
def show(session: Session, item: str, record: str | None, store: str | None, as_json: bool) -> None:
    """See `gouji/messages/help.toml`."""
    from review import show as look

    with open_for(session, store) as opened:
        shown = look(opened, item, record)
    if as_json:
        emit(item_to_json(shown.item))
        return
    for line in _lines(session, shown.item, shown.stored.outcome.record, shown.document):
        echo(line)


def _lines(
    session: Session, item: ReviewItem, record: Record | None, document: Document | None
) -> Iterator[str]:
    finding = item.finding
    severity = session.say(f"severity.{finding.severity}")
    blame = session.say(f"attribution.{finding.attribution}")
    yield f"{finding.id}  {' '.join(finding.codes)}  {severity}  {blame}"
    yield clean(f"{item.issuer} {item.year}  {item.path}  ({item.record})")
    yield ""
    yield _state(session, item) + clean(getattr(finding.message, session.lang))
    if document is not None and finding.evidence:
        yield from _evidence(session, finding.evidence, document)
    if record is not None and finding.cells:
        yield from _cells(session, finding, record)
    if finding.repairs:
        yield ""
        yield session.say("review.repairs")
        for number, repair in enumerate(finding.repairs, 1):
            changes = (_change(session, change, record) for change in repair)
            yield f"  {number}. " + session.say("review.and").join(changes)
    if item.history:
        yield ""
        yield session.say("review.history")
        yield from (f"  {_decision(session, decision)}" for decision in item.history)
    if item.state == "open":
        yield ""
        yield session.say("review.how", id=finding.id)


def _evidence(session: Session, spans: tuple[Span, ...], document: Document) -> Iterator[str]:
    from gouji.lines import Lines

    yield ""
    yield session.say("review.evidence")
    lines = Lines(document)
    for span in dict.fromkeys(spans):
        yield from lines.quote(span)


def _cells(session: Session, finding: Finding, record: Record) -> Iterator[str]:
    from report.naming import cell_place
    from report.wire import cell_value

    yield ""
    yield session.say("review.cells")
    for key in finding.cells:
        cell = record.cells.get(key)
        if cell is None:
            continue
        value = cell_value(key, cell.effective)
        place = getattr(cell_place(key, record.tables), session.lang)
        shown = session.say("review.blank") if value is None else str(value)
        mark = " *" if key in finding.suspects else ""
        raw = "" if cell.raw.strip() == shown else f"  “{clean(cell.raw)}”"
        yield f"  {place} = {shown}{raw}{mark}  [{key}]"
    if finding.suspects:
        yield session.say("review.suspects")


def _change(session: Session, change: Any, record: Record | None) -> str:
    from report.naming import cell_place
    from report.wire import cell_value

    place = change.cell
    if record is not None and change.cell in record.cells:
        place = getattr(cell_place(change.cell, record.tables), session.lang)
    before = cell_value(change.cell, change.before)
    shown = session.say("review.blank") if before is None else before
    after = cell_value(change.cell, change.after)
    return session.say("check.change", cell=place, before=str(shown), after=str(after))


def _decision(session: Session, decision: Decision) -> str:
    when = decision.when.astimezone().strftime("%Y-%m-%d %H:%M")
    action = session.say(f"action.{decision.action}")
    changes = ", ".join(
        f"{key}: {decision.before.get(key)} → {value}" for key, value in decision.after.items()
    )
    parts = (when, decision.who, action, changes, decision.reason)
    return clean("  ".join(part for part in parts if part))


def _user() -> str:
    """Return the name of the user, "" where the system has none; a decision then asks for it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


@review.command()
@click.argument("item")
@click.argument("action", type=click.Choice(ACTIONS))
@click.option("--repair", type=click.IntRange(1), metavar="N")
@click.option("--cell", metavar="KEY")
@click.option("--value", metavar="VALUE")
@click.option("--reason", default="")
@click.option("--who", envvar="GOUJI_WHO", default=_user, show_envvar=True)
@click.option("--record", metavar="ID")
@click.option("--again", is_flag=True)
@store_option
@json_option
@lang_option
@click.pass_obj
def decide(
    session: Session,
    item: str,
    action: Action,
    repair: int | None,
    cell: str | None,
    value: str | None,
    reason: str,
    who: str,
    record: str | None,
    again: bool,
    store: str | None,
    as_json: bool,
) -> None:
    """See `gouji/messages/help.toml`."""
    from report.wire import decision_to_wire
    from review import Request
    from review import decide as take

    request = Request(action, who, reason, repair, cell, value)
    with open_for(session, store) as opened:
        taken = take(opened, item, request, record=record, again=again)
    if as_json:
        emit(decision_to_wire(taken.decision))
        return
    for line in _taken(session, taken):
        echo(line)


def _taken(session: Session, taken: Taken) -> Iterator[str]:
    yield _decision(session, taken.decision)
    for stored in taken.records:
        status = session.say(f"status.{stored.outcome.status}")
        path = clean(stored.outcome.source.path)
        yield session.say("review.now", id=stored.id, path=path, status=status)
    yield session.say("review.left", count=len(taken.left))
    for item in taken.left:
        yield f"  {item.finding.id}  {item.finding.code}  " + clean(
            getattr(item.finding.message, session.lang)
        )

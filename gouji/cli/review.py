"""`gouji review …`: what needs a person, and what people decide on it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from gouji.cli.base import Session, lang_option, listing_options, user_name
from gouji.cli.exchange import export_, import_
from gouji.cli.item import decided, lines, state, taken_lines, what_changed
from gouji.cli.opened import open_for, store_argument
from gouji.cli.serve import serve
from gouji.terminal import clean, console, echo, emit
from report.decision import ACTIONS
from report.finding import ATTRIBUTIONS, QUEUED

if TYPE_CHECKING:
    from report.decision import Action
    from report.finding import Attribution, Severity
    from review import Filter, ReviewItem
    from store import Store

_SHOWN = 50


@click.group()
@lang_option
def review() -> None:
    """See `gouji/messages/help.toml`."""


review.add_command(export_)
review.add_command(import_)
review.add_command(serve)


@review.command("list")
@click.option("--record", metavar="ID")
@click.option("--severity", type=click.Choice(QUEUED), multiple=True)
@click.option(
    "--attribution",
    type=click.Choice(ATTRIBUTIONS),
    multiple=True,
)
@click.option("--code", metavar="CODE", multiple=True)
@click.option("--issuer", metavar="NAME", default="")
@click.option("--all", "all_", is_flag=True)
@click.option("--limit", type=click.IntRange(1), metavar="N")
@click.option("--offset", type=click.IntRange(0), default=0, metavar="N")
@listing_options
@click.pass_obj
def list_(
    session: Session,
    record: str | None,
    severity: tuple[Severity, ...],
    attribution: tuple[Attribution, ...],
    code: tuple[str, ...],
    issuer: str,
    all_: bool,
    limit: int | None,
    offset: int,
    store: str | None,
    as_json: bool,
) -> None:
    """See `gouji/messages/help.toml`."""
    from review import Filter, each_item
    from store import QUEUE_ORDER

    which = Filter(
        record=record,
        severities=severity or QUEUED,
        attributions=attribution or QUEUE_ORDER,
        codes=tuple(one.strip().upper() for one in code),
        issuer=issuer.strip(),
        decided=all_,
    )
    with open_for(session, store) as opened:
        if as_json:
            for item in each_item(opened, which, offset=offset, limit=limit):
                emit(item_to_json(item))
            return
        _page(session, opened, which, offset, limit or _SHOWN, store_argument(store))


def _page(
    session: Session, store: Store, which: Filter, offset: int, most: int, suffix: str
) -> None:
    """Print some of the queue: a person is told how many there are, all may be many."""
    from review import count, queue

    items = queue(store, which, offset=offset, limit=most)
    whole = offset + len(items)
    if len(items) == most or not items:
        whole = count(store, which)
    if not items:
        echo(session.say("review.past_end" if whole else "review.empty", count=whole))
        return
    was = {
        item.finding.id: what_changed(session, item, store.record(item.record).outcome.record)
        for item in items
        if item.reopened
    }
    _listed(session, items, was)
    left = whole - offset - len(items)
    if left > 0:
        echo(session.say("review.more", count=left, offset=offset + len(items)))
    echo(session.say("review.next", id=items[0].finding.id, store=suffix))


def _listed(session: Session, items: list[ReviewItem], was: dict[str, list[str]]) -> None:
    from rich.padding import Padding
    from rich.text import Text

    out = console()
    watched = sys.stdout.isatty()
    for item in items:
        finding = item.finding
        kind = session.say(f"severity.{finding.severity}")
        blame = session.say(f"tag.{finding.attribution}")
        report = clean(f"{item.issuer or item.path} {item.year}".strip())
        # Two files of one body and year share the id, so that only their names tell them apart.
        file = f"  {clean(item.path)}" if item.shared and item.issuer else ""
        head = f"{finding.id}  {finding.code}  {kind}/{blame}  {report}{file}"
        out.print(Text(head, style="bold"), soft_wrap=True)
        message = state(session, item) + clean(getattr(finding.message, session.lang))
        told = [message, *was.get(finding.id, [])]
        if item.decision is not None:
            told.append(decided(session, item.decision, None))
        for line in told:
            if watched:
                out.print(Padding(Text(line), (0, 0, 0, 4)))
            else:
                echo(f"    {line}")


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
        "shared": item.shared,
        "finding": finding_to_wire(item.finding, item.decision),
        "history": [decision_to_wire(decision) for decision in item.history],
    }


@review.command()
@click.argument("item")
@click.option("--record", metavar="ID")
@listing_options
@click.pass_obj
def show(session: Session, item: str, record: str | None, store: str | None, as_json: bool) -> None:
    """See `gouji/messages/help.toml`."""
    from review import show as look

    with open_for(session, store) as opened:
        shown = look(opened, item, record)
    if as_json:
        emit(item_to_json(shown.item))
        return
    for line in lines(session, shown):
        echo(line)


@review.command()
@click.argument("item")
@click.argument("action", type=click.Choice(ACTIONS), metavar="ACTION")
@click.option("--repair", type=click.IntRange(1), metavar="N")
@click.option("--cell", metavar="KEY")
@click.option("--value", metavar="VALUE")
@click.option("--reason", default="")
@click.option("--who", envvar="GOUJI_WHO", default=user_name, show_envvar=True)
@click.option("--record", metavar="ID")
@click.option("--again", is_flag=True)
@listing_options
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
    for line in taken_lines(session, taken):
        echo(line)

"""`gouji show [ID]`: the records of a store, one record, its text or its cells."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

import click

from gouji.cli.base import Session, listing_options
from gouji.cli.opened import open_for
from gouji.cli.spent import spent_line, spent_on
from gouji.terminal import clean, console, echo, emit, paragraphs
from report.errors import UsageError

if TYPE_CHECKING:
    from report.record import Record
    from store import Store, Stored


_WHOLE = ("id", "status", "year", "key", "span")
_MOST_IN_TABLE = 2000
_WIDE = 110


@click.command()
@click.argument("id_", metavar="[ID]", required=False)
@click.option("--text", is_flag=True)
@click.option("--cells", is_flag=True)
@listing_options
@click.pass_obj
def show(
    session: Session, id_: str | None, text: bool, cells: bool, store: str | None, as_json: bool
) -> None:
    """See `gouji/messages/help.toml`."""
    if text + cells + as_json > 1:
        raise UsageError(session.say("show.one"))
    if id_ is None and (text or cells):
        raise UsageError(session.say("show.which"))
    with open_for(session, store) as opened:
        if id_ is None:
            _list(session, opened, as_json=as_json)
        elif text:
            _text(opened, id_)
        elif as_json:
            _json(opened.record(id_))
        elif cells:
            _cells(session, opened.record(id_))
        else:
            _one(session, opened, opened.record(id_))


def _json(stored: Stored) -> None:
    from report.wire import to_wire

    emit(to_wire(stored.outcome, stored.decisions))


def _text(store: Store, id_: str) -> None:
    """Print the text as it is for a program, without what a terminal obeys for a person."""
    import sys

    text = store.text(id_)
    if sys.stdout.isatty():
        echo(paragraphs(text))
    else:
        # Offsets count from the first character, so nothing is added or taken away.
        sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))
        sys.stdout.buffer.flush()


def _list(session: Session, store: Store, *, as_json: bool) -> None:
    from gouji.tally import by_number

    found = by_number(store.outcomes(), lambda stored: stored.outcome.source.path)
    if as_json:
        for stored in found:
            _json(stored)
        return
    rows = (_row(session, stored) for stored in found)
    first = list(islice(rows, _MOST_IN_TABLE + 1))
    if not first:
        echo(session.say("show.empty"))
    elif console().width < _WIDE or len(first) > _MOST_IN_TABLE:
        # A table this narrow breaks every name, one this long is held whole before it is
        # shown; two lines a report stay readable.
        for id_, state, year, issuer, opened, path in chain(first, rows):
            waiting = session.say("show.waiting", count=opened) if opened else ""
            echo("  ".join(part for part in (id_, state, year, issuer, waiting) if part))
            echo(f"    {path}")
    else:
        _table(session, first)


def _row(session: Session, stored: Stored) -> tuple[str, ...]:
    outcome, record = stored.outcome, stored.outcome.record
    opened = sum(
        finding.asks_a_person and finding.id not in stored.decisions for finding in outcome.findings
    )
    state = session.say(f"status.{outcome.status}")
    if outcome.reason is not None:
        why = session.say(f"reason.{outcome.reason.code}")
        state = session.say("show.failed", status=state, why=why)
    return (
        stored.id,
        state,
        "" if record is None or record.year is None else clean(record.year.value),
        "" if record is None or record.issuer is None else clean(record.issuer.value),
        str(opened or ""),
        clean(outcome.source.path),
    )


def _table(session: Session, rows: list[tuple[str, ...]]) -> None:
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(box=SIMPLE, show_edge=False, header_style="", padding=(0, 1))
    for head in ("id", "status", "year", "issuer", "findings", "path"):
        table.add_column(session.say(f"show.{head}"), overflow="fold", no_wrap=head in _WHOLE)
    for row in rows:
        table.add_row(*row)
    console().print(table)


def _one(session: Session, store: Store, stored: Stored) -> None:
    from gouji.cli.check import tell
    from gouji.pipeline import Done, Job

    outcome = stored.outcome
    for line in _head(session, stored):
        echo(line)
    spent = spent_on(store, stored)
    if spent is not None:
        echo(session.say("show.line.model", spent=spent_line(session, spent)))
    document = None
    if outcome.findings:
        document = store.document(stored.id)
    echo()
    tell(session, Done(Job(0, "", outcome.source.path), document, outcome))
    _decided(session, store, stored)
    echo(session.say("show.more", id=stored.id))


def _decided(session: Session, store: Store, stored: Stored) -> None:
    """Print what was decided on, with what corrections mended away."""
    from gouji.cli.item import decided, state
    from review import Filter, queue

    items = [one for one in queue(store, Filter(record=stored.id, decided=True)) if one.decision]
    if items:
        echo()
        echo(session.say("show.decided"))
    for item in items:
        message = clean(getattr(item.finding.message, session.lang))
        echo(f"  {item.finding.id}  {item.finding.code}  {state(session, item)}{message}")
        if item.decision is not None:
            echo("    " + decided(session, item.decision, stored.outcome.record))


def _head(session: Session, stored: Stored) -> Iterator[str]:
    outcome, record = stored.outcome, stored.outcome.record
    yield session.say("show.line.id", id=stored.id)
    for path in stored.paths:
        yield session.say("show.line.path", path=clean(path))
    yield session.say("show.line.status", status=session.say(f"status.{outcome.status}"))
    if record is None:
        return
    none = session.say("show.none")
    issuer = none if record.issuer is None else clean(record.issuer.value)
    year = none if record.year is None else clean(record.year.value)
    period = none if record.facts.period is None else clean(record.facts.period.value)
    yield session.say("show.line.issuer", issuer=issuer)
    yield session.say("show.line.year", year=year, edition=record.edition)
    yield session.say("show.line.period", period=period)
    yield session.say("show.line.kind", kind=session.say(f"kind.{record.kind}"))
    yield session.say("show.line.sha", sha=outcome.source.sha256)


def _cells(session: Session, stored: Stored) -> None:
    from rich.box import SIMPLE
    from rich.table import Table

    record = stored.outcome.record
    if record is None or not record.cells:
        echo(session.say("show.no_cells"))
        return
    table = Table(box=SIMPLE, show_edge=False, header_style="", padding=(0, 1))
    for head in ("key", "place", "value", "raw", "cell_status", "how", "span"):
        table.add_column(session.say(f"show.{head}"), overflow="fold", no_wrap=head in _WHOLE)
    for row in _cell_rows(session, record):
        table.add_row(*row)
    console().print(table)


def _cell_rows(session: Session, record: Record) -> Iterator[tuple[str, ...]]:
    from report.naming import cell_name
    from report.wire import cell_value

    for key, cell in record.cells.items():
        value = cell_value(key, cell.value)
        shown = "" if value is None else str(value)
        if cell.corrected is not None:
            after = cell_value(key, cell.corrected.value)
            shown = f"{shown or '∅'} → {'∅' if after is None else after}"
        yield (
            key,
            str(getattr(cell_name(key, record.tables), session.lang)),
            shown,
            clean(cell.raw),
            session.say(f"cell.{cell.status}"),
            cell.how or "",
            "" if cell.span is None else f"{cell.span.start}:{cell.span.end}",
        )
    for extra in record.extra_rows:
        label = clean(f"{extra.parent} / {extra.label}" if extra.parent else extra.label)
        words = [clean(value) for value in extra.values]
        yield (f"({extra.table})", label, " ".join(words), "", session.say("show.extra"), "", "")

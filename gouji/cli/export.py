"""`gouji export OUT.{csv,jsonl}`: tables for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gouji.cli.base import Session, lang_option, store_option
from gouji.cli.opened import open_for
from gouji.exports.tables import Table, columns, rows
from gouji.terminal import clean, echo
from report.errors import UsageError

if TYPE_CHECKING:
    from store import Store


@click.command()
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT.{csv,jsonl}")
@click.option("--table", type=click.Choice(["cells", "reports", "findings"]))
@store_option
@lang_option
@click.pass_obj
def export(session: Session, out: Path, table: Table | None, store: str | None) -> None:
    """See `gouji/messages/help.toml`."""
    from gouji.exports.writers import write_csv, write_jsonl

    ending = out.suffix.lower()
    if ending not in (".csv", ".jsonl"):
        raise UsageError(session.say("export.ending", path=clean(out)))
    if out.is_dir():
        raise UsageError(session.say("export.folder", path=clean(out)))
    with open_for(session, store) as opened:
        if ending == ".csv":
            chosen: Table = table or "cells"
            count = write_csv(out, columns(chosen), _rows(opened, chosen))
        elif table is None:
            count = write_jsonl(out, _records(opened))
        else:
            header = columns(table)
            lines = ({key: row.get(key) for key in header} for row in _rows(opened, table))
            count = write_jsonl(out, lines)
    echo(session.say("export.done", path=clean(out), count=count))


def _rows(store: Store, table: Table) -> Iterator[dict[str, Any]]:
    from gouji.tally import in_path_order

    for outcome, decisions in in_path_order(store.outcomes()):
        yield from rows(table, outcome, decisions)


def _records(store: Store) -> Iterator[dict[str, Any]]:
    from gouji.tally import in_path_order
    from report.wire import to_wire

    for outcome, decisions in in_path_order(store.outcomes()):
        yield to_wire(outcome, decisions)

"""`gouji export OUT.{csv,parquet,xlsx,jsonl}`: tables for other programs and for people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gouji.cli.base import Session, lang_option, store_option
from gouji.cli.opened import open_for
from gouji.cli.years import roster_of
from gouji.terminal import clean, echo
from report.errors import UsageError

if TYPE_CHECKING:
    from gouji.exports.catalogue import Name, Pair
    from review.near import Around
    from store import Store

_ENDINGS = (".csv", ".jsonl", ".parquet", ".xlsx")
_TABLES = ("cells", "reports", "findings", "rates", "trends", "rankings", "dictionary")


@click.command()
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT.{csv,parquet,xlsx,jsonl}")
@click.option("--table", type=click.Choice(_TABLES))
@store_option
@lang_option
@click.pass_obj
def export(session: Session, out: Path, table: Name | None, store: str | None) -> None:
    """See `gouji/messages/help.toml`."""
    ending = out.suffix.lower()
    if ending not in _ENDINGS:
        raise UsageError(session.say("export.ending", path=clean(out)))
    if out.is_dir():
        raise UsageError(session.say("export.folder", path=clean(out)))
    if ending == ".xlsx" and table is not None:
        raise UsageError(session.say("export.whole"))
    with open_for(session, store) as opened:
        if ending == ".xlsx":
            _workbook(session, out, opened)
            return
        count = _table(session, out, ending, opened, table)
    echo(session.say("export.done", path=clean(out), count=count))


def _table(session: Session, out: Path, ending: str, store: Store, table: Name | None) -> int:
    from gouji.exports.catalogue import fractions, header, table_rows
    from gouji.exports.writers import write_csv, write_jsonl

    if ending == ".jsonl":
        if table is None:
            return write_jsonl(out, _records(store))
        names = header(table)
        found = table_rows(table, _pairs(store), _around(session, store, table))
        lines = ({key: row.get(key) for key in names} for row in found)
        return write_jsonl(out, lines)
    chosen: Name = table or "cells"
    around = _around(session, store, chosen)
    if ending == ".csv":
        return write_csv(out, header(chosen), table_rows(chosen, _pairs(store), around))
    from gouji.exports.parquet import write_parquet

    rows = table_rows(chosen, _pairs(store), around, typed=True)
    return write_parquet(out, header(chosen, typed=True), rows, fractions(chosen))


def _workbook(session: Session, out: Path, store: Store) -> None:
    from gouji.exports.workbook import MOST_SHEETS, write_workbook

    reports = sum(store.summary().records.values())
    around = _around(session, store, "trends")
    forms = reports <= MOST_SHEETS
    written = write_workbook(out, _pairs(store), session.lang, around, forms=forms)
    echo(session.say("export.workbook", path=clean(out), reports=written.reports))
    if not written.forms:
        echo(session.say("export.no_forms", most=MOST_SHEETS))
    if written.left_out:
        echo(session.say("export.left_out", count=written.left_out))


def _around(session: Session, store: Store, table: Name) -> Around:
    """Return what each report stands beside, for the tables that ask for it."""
    from gouji.corpus.around import around
    from gouji.corpus.register import read_corpus

    if table not in ("trends", "rankings"):
        return {}
    return around(read_corpus(store, roster_of(session)))


def _pairs(store: Store) -> Iterator[Pair]:
    from gouji.tally import in_path_order

    return in_path_order(store.outcomes())


def _records(store: Store) -> Iterator[dict[str, Any]]:
    from report.wire import to_wire

    for outcome, decisions in _pairs(store):
        yield to_wire(outcome, decisions)

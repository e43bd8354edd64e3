"""`gouji years [ISSUER]`: reports held against last year's; what the pass after a run does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gouji.cli.base import Session, listing_options
from gouji.cli.opened import open_for
from gouji.terminal import clean, echo, emit
from report.errors import UsageError

if TYPE_CHECKING:
    from gouji.corpus.register import Corpus
    from gouji.corpus.settle import Settings
    from report.record import Record
    from report.roster import Roster
    from store import Store
    from verify.years import Comparison


def roster_of(session: Session, given: Path | None = None) -> Roster:
    """Return the roster named on the command line, else in gouji.toml, else an empty one."""
    from report.roster import Roster, read_roster

    path = given or session.loaded.roster()
    return Roster() if path is None else read_roster(path)


def settings_of(session: Session, roster: Roster) -> Settings:
    """Return what decides beside the reports when they are held against one another."""
    from gouji.corpus.settle import Settings

    config = session.loaded.config
    return Settings(
        roster=roster,
        past=config.corpus.repeated_past,
        other=config.corpus.repeated_other,
        select=config.check.select,
        ignore=config.check.ignore,
    )


@click.command()
@click.argument("issuer", required=False)
@click.option("--roster", type=click.Path(path_type=Path), metavar="CSV")
@listing_options
@click.pass_obj
def years(
    session: Session, issuer: str | None, roster: Path | None, store: str | None, as_json: bool
) -> None:
    """See `gouji/messages/corpus.toml`."""
    from gouji.corpus.register import read_corpus
    from gouji.corpus.settle import settle_corpus

    bodies = roster_of(session, roster)
    with open_for(session, store) as opened:
        done = settle_corpus(opened, settings_of(session, bodies))
        if issuer is None:
            if as_json:
                emit(
                    {
                        "reports": done.reports,
                        "with_previous": done.with_previous,
                        "changed": done.changed,
                    }
                )
                return
            echo(
                session.say(
                    "years.done",
                    reports=done.reports,
                    previous=done.with_previous,
                    changed=done.changed,
                )
            )
            return
        _tell_issuer(session, opened, read_corpus(opened, bodies), issuer, as_json=as_json)


def _tell_issuer(
    session: Session, store: Store, corpus: Corpus, issuer: str, *, as_json: bool
) -> None:
    from verify.years import compare_years

    key = corpus.register.key(issuer)
    on = sorted(year for body, year in corpus.versions if body == key)
    if key is None or not on:
        raise UsageError(session.say("years.unknown", issuer=clean(issuer)))
    records = _records(store, [corpus.versions[key, year].current.key for year in on])
    for year in on:
        record = records.get(corpus.versions[key, year].current.key)
        last = corpus.versions.get((key, year - 1))
        previous = None if last is None else records.get(last.current.key)
        if record is None or previous is None:
            if as_json:
                emit({"year": year, "previous": None, "comparisons": []})
            else:
                echo(session.say("years.alone", year=year, before=year - 1))
            continue
        compared = compare_years(record, previous)
        if as_json:
            emit(
                {
                    "year": year,
                    "previous": previous.id,
                    "comparisons": [_to_json(one) for one in compared],
                }
            )
            continue
        echo(session.say("years.head", year=year, before=year - 1))
        for one in compared:
            echo("  " + _line(session, record, one))


def _records(store: Store, keys: list[str]) -> dict[str, Record]:
    return {
        stored.key: stored.outcome.record
        for stored in store.outcomes_of(keys)
        if stored.outcome.record is not None
    }


def _to_json(one: Comparison) -> dict[str, Any]:
    from report.wire import cell_value

    return {
        "code": one.code,
        "state": one.state,
        "reason": one.reason or None,
        "cells": list(one.cells),
        "previous_cells": list(one.previous_cells),
        "found": cell_value(one.cells[0], one.found),
        "expected": cell_value(one.cells[0], one.expected),
    }


def _line(session: Session, record: Record, one: Comparison) -> str:
    from report.naming import cell_place
    from report.wire import cell_value

    place = getattr(cell_place(one.cells[0], record.tables), session.lang)
    if one.state == "undecided":
        reason = session.say(f"years.reason.{one.reason}")
        return f"{one.code} {place}  {session.say('years.undecided', reason=reason)}"
    return f"{one.code} {place}  " + session.say(
        f"years.{one.state}",
        found=str(cell_value(one.cells[0], one.found)),
        expected=str(cell_value(one.cells[0], one.expected)),
    )

"""`gouji roster check` and `gouji rollup`: who is missing or late, and what does not add up."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.cli.base import FINDINGS, Session, lang_option, listing_options
from gouji.cli.opened import open_for
from gouji.cli.years import roster_of, settings_of
from gouji.terminal import clean, echo, emit

if TYPE_CHECKING:
    from gouji.corpus.roster_check import Kept, RollUp

_file_argument = click.argument("file", type=click.Path(path_type=Path), metavar="ROSTER.csv")
_year_option = click.option(
    "--year", type=click.IntRange(2008, 2099), required=True, metavar="YEAR"
)


@click.group()
@lang_option
def roster() -> None:
    """See `gouji/messages/corpus.toml`."""


@roster.command()
@_file_argument
@_year_option
@listing_options
@click.pass_obj
def check(session: Session, file: Path, year: int, store: str | None, as_json: bool) -> None:
    """See `gouji/messages/corpus.toml`."""
    from gouji.corpus.register import read_corpus
    from gouji.corpus.roster_check import check_roster, not_expected

    bodies = roster_of(session, file)
    with open_for(session, store) as opened:
        corpus = read_corpus(opened, bodies)
        kept = list(check_roster(opened, corpus, bodies, year))
        strange = not_expected(corpus, bodies, year)
    for one in kept:
        if as_json:
            emit(one.to_json())
        elif one.standing in ("missing", "late"):
            echo(_line(session, one))
    for placed in strange:
        if as_json:
            emit(
                {
                    "body": None,
                    "standing": "not_in_roster",
                    "printed_name": placed.issuer,
                    "record": placed.record,
                    "path": placed.path,
                }
            )
        else:
            name = clean(placed.issuer or "?")
            echo(session.say("roster.strange", name=name, path=clean(placed.path)))
    count = Counter(one.standing for one in kept)
    if not as_json:
        echo(
            session.say(
                "roster.sum",
                year=year,
                bodies=len(kept),
                missing=count["missing"],
                late=count["late"],
                on_time=count["on_time"],
                undated=count["undated"],
            )
        )
    raise click.exceptions.Exit(FINDINGS if count["missing"] or count["late"] else 0)


def _line(session: Session, one: Kept) -> str:
    name = clean(one.expected.name)
    if one.standing == "missing":
        return session.say("roster.missing", name=name)
    source = session.say(f"roster.from.{one.source or 'roster'}")
    return session.say(
        "roster.late",
        name=name,
        published=str(one.published),
        deadline=str(one.deadline),
        source=source,
    )


@click.command()
@_file_argument
@_year_option
@listing_options
@click.pass_obj
def rollup(session: Session, file: Path, year: int, store: str | None, as_json: bool) -> None:
    """See `gouji/messages/corpus.toml`."""
    from gouji.corpus.register import read_corpus
    from gouji.corpus.roster_check import roll_ups
    from gouji.corpus.settle import settle_corpus

    bodies = roster_of(session, file)
    with open_for(session, store) as opened:
        settle_corpus(opened, settings_of(session, bodies))
        corpus = read_corpus(opened, bodies)
        found = list(roll_ups(opened, corpus, bodies, year))
    for one in found:
        if as_json:
            emit(one.to_json())
        else:
            _tell_roll_up(session, one)
    if not found and not as_json:
        echo(session.say("rollup.none"))
    exceeds = any(row.exceeds for one in found for row in one.rows)
    raise click.exceptions.Exit(FINDINGS if exceeds else 0)


def _tell_roll_up(session: Session, one: RollUp) -> None:
    from report.naming import cell_place

    name = clean(one.superior.name)
    echo(
        session.say("rollup.head", name=name, year=one.year, known=one.known, expected=one.expected)
    )
    if one.report is None:
        echo("  " + session.say("rollup.no_report"))
    for row in one.rows if one.known else ():
        own = "-" if row.own is None else str(row.own)
        place = getattr(cell_place(row.key, one.tables), session.lang)
        told = "exceeds" if row.exceeds else "open" if row.own is None else "within"
        echo(
            "  "
            + session.say(f"rollup.{told}", key=place, own=own, sum=str(row.sum), count=row.known)
        )

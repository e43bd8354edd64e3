"""`gouji review export|import`: decisions to a file and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.cli.base import SOME_FAILED, Session, lang_option, store_option
from gouji.cli.opened import open_for
from gouji.terminal import clean, echo
from report.errors import UsageError

if TYPE_CHECKING:
    from review import Entry

_ENDINGS = (".csv", ".jsonl")


def _check(session: Session, path: Path) -> None:
    if path.is_dir():
        raise UsageError(session.say("export.folder", path=clean(path)))
    if path.suffix.lower() not in _ENDINGS:
        raise UsageError(session.say("review.ending", path=clean(path)))


@click.command("export")
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT.{csv,jsonl}")
@store_option
@lang_option
@click.pass_obj
def export_(session: Session, out: Path, store: str | None) -> None:
    """See `gouji/messages/help.toml`."""
    from gouji.exports.decisions import write_decisions

    _check(session, out)
    with open_for(session, store) as opened:
        count = write_decisions(out, opened.decisions())
    echo(session.say("review.exported", path=clean(out), count=count))


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.{csv,jsonl}")
@click.option("--again", is_flag=True)
@store_option
@lang_option
@click.pass_obj
def import_(session: Session, file: Path, again: bool, store: str | None) -> None:
    """See `gouji/messages/help.toml`."""
    from gouji.exports.decisions import read_decisions
    from review import CONFLICTS, FATES, take_in

    _check(session, file)
    decisions = read_decisions(file)
    fates: Counter[str] = Counter()
    with open_for(session, store) as opened:
        for entry in take_in(opened, decisions, again=again):
            fates[entry.fate] += 1
            if entry.fate in CONFLICTS:
                for line in _conflict(session, entry):
                    echo(line)
    told = [session.say(f"review.fate.{fate}", count=fates[fate]) for fate in FATES if fates[fate]]
    echo(session.say("review.imported", count=len(decisions), parts=", ".join(told)))
    if any(fates[fate] for fate in CONFLICTS):
        raise click.exceptions.Exit(SOME_FAILED)


def _conflict(session: Session, entry: Entry) -> Iterator[str]:
    from gouji.cli.item import decided

    decision = entry.decision
    yield session.say(
        f"review.conflict.{entry.fate}",
        number=entry.number,
        id=clean(decision.finding),
        code=clean(decision.code),
    )
    yield f"    {session.say('review.file')}{decided(session, decision, None)}"
    if entry.here is not None:
        yield f"    {session.say('review.here')}{decided(session, entry.here, None)}"
    if entry.why is not None:
        yield f"    {clean(entry.why.text(session.lang))}"

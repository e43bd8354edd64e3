"""`gouji diff [RUN_A RUN_B]`: what changed between two runs of one store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from gouji.cli.base import FINDINGS, Session, listing_options
from gouji.cli.opened import open_for
from gouji.terminal import clean, echo, emit
from report.errors import UsageError

if TYPE_CHECKING:
    from gouji.changes import Change
    from store import Run, Store

_SHOWN = 50
_MOST_CELLS = 8


@click.command()
@click.argument("before", metavar="[RUN_A", type=click.IntRange(1), required=False)
@click.argument("after", metavar="RUN_B]", type=click.IntRange(1), required=False)
@click.option("--all", "all_", is_flag=True)
@listing_options
@click.pass_context
def diff(
    ctx: click.Context,
    before: int | None,
    after: int | None,
    all_: bool,
    store: str | None,
    as_json: bool,
) -> None:
    """See `gouji/messages/help.toml`."""
    from gouji.changes import to_json

    session: Session = ctx.obj
    count: Counter[str] = Counter()
    with open_for(session, store) as opened:
        runs = _runs(session, opened, before, after)
        overlap = opened.overlap(runs[0].id, runs[1].id)
        if not as_json:
            for line in _head(session, runs):
                echo(line)
        for one in _changes(opened, runs, count):
            _count(one, count)
            if as_json:
                emit(to_json(one))
            elif all_ or count["changed"] <= _SHOWN:
                for line in _told(session, one):
                    echo(line)
    if not as_json:
        sizes = {"before": overlap.before, "after": overlap.after}
        same = overlap.either - count["differ"]
        echo(session.say("diff.inputs", **sizes, same=same))
        for line in _end(session, count, all_=all_):
            echo(line)
    if count["changed"]:
        ctx.exit(FINDINGS)


def _runs(session: Session, store: Store, before: int | None, after: int | None) -> tuple[Run, Run]:
    runs = {run.id: run for run in store.runs()}
    if before is None or after is None:
        latest = sorted(runs)[-2:]
        if len(latest) < 2 or before is not None:
            raise UsageError(session.say("diff.no_runs"))
        before, after = latest
    store.overlap(before, after)
    return runs[before], runs[after]


def _changes(store: Store, runs: tuple[Run, Run], count: Counter[str]) -> Iterator[Change]:
    from gouji.changes import change

    for pair in store.differing(runs[0].id, runs[1].id):
        count["differ"] += 1
        one = change(pair.path, pair.before, pair.after)
        if not one.is_empty:
            yield one


def _count(one: Change, count: Counter[str]) -> None:
    count["changed"] += 1
    count["cells"] += len(one.cells)
    count.update(found.kind for found in one.findings)


def _head(session: Session, runs: tuple[Run, Run]) -> Iterator[str]:
    before, after = runs
    yield session.say(
        "diff.runs",
        before=before.id,
        when_before=f"{before.started:%Y-%m-%d %H:%M}",
        program_before=clean(before.manifest.program),
        after=after.id,
        when_after=f"{after.started:%Y-%m-%d %H:%M}",
        program_after=clean(after.manifest.program),
    )
    one = {**before.manifest.versions, **before.manifest.hashes}
    other = {**after.manifest.versions, **after.manifest.hashes}
    names = [name for name in dict.fromkeys((*one, *other)) if one.get(name) != other.get(name)]
    if names:
        yield session.say("diff.why", names=clean(", ".join(names)))


def _told(session: Session, one: Change) -> Iterator[str]:
    path = clean(one.path)
    if one.kind != "changed":
        yield session.say(f"diff.{one.kind}", path=path)
        return
    states = [session.say(f"status.{status}") for status in one.status if status]
    yield session.say("diff.changed", path=path, status=" → ".join(dict.fromkeys(states)))
    for name, (was, now) in (one.identity or {}).items():
        yield session.say("diff.cell", key=name, before=clean(was), after=clean(now))
    for cell in one.cells[:_MOST_CELLS]:
        sides = [_side(session, side) for side in (cell.before, cell.after)]
        yield session.say("diff.cell", key=cell.key, before=sides[0], after=sides[1])
    if len(one.cells) > _MOST_CELLS:
        yield session.say("diff.cells.more", count=len(one.cells) - _MOST_CELLS)
    for found in one.findings:
        code = found.finding.code
        if found.kind == "altered":
            what = "; ".join(f"{name}: {a} → {b}" for name, (a, b) in found.differs.items())
            yield session.say("diff.altered", code=code, what=clean(what))
        else:
            text = clean(getattr(found.finding.message, session.lang))
            yield session.say(f"diff.{found.kind}", code=code, text=text)


def _side(session: Session, side: object) -> str:
    if not isinstance(side, dict):
        return "∅"
    status = session.say(f"cell.{side['status']}")
    return status if side["value"] is None else f"{clean(side['value'])} ({status})"


def _end(session: Session, count: Counter[str], *, all_: bool) -> Iterator[str]:
    if not count["changed"]:
        yield session.say("diff.same")
        return
    if not all_ and count["changed"] > _SHOWN:
        yield session.say("diff.more", count=count["changed"] - _SHOWN)
    names = ("changed", "cells", "appeared", "vanished", "altered")
    yield session.say("diff.totals", **{name: count[name] for name in names})

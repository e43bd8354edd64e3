"""`gouji run PATH…`: reads and checks everything named, keeps it, and says what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from gouji.cli.base import (
    ENVIRONMENT,
    FINDINGS,
    SOME_FAILED,
    Session,
    json_option,
    lang_option,
    store_option,
)
from gouji.cli.opened import is_here, open_for, store_argument, store_files
from gouji.terminal import clean, console, echo, emit, is_terminal
from report.errors import UsageError

if TYPE_CHECKING:
    from gouji.batch import Batch, Watch
    from gouji.config import Reader
    from gouji.inputs import Inputs
    from gouji.pipeline import Options
    from gouji.reading import Readers
    from gouji.tally import Tally
    from store import Planned, Store


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH…")
@click.option("--samples", is_flag=True)
@click.option("--reader", type=click.Choice(["tables", "model", "both"]))
@store_option
@click.option("--no-store", is_flag=True)
@click.option("--show-prompts", is_flag=True)
@click.option("--dry-run", is_flag=True)
@click.option("--jobs", type=click.IntRange(1), metavar="N")
@click.option("--timeout", type=click.FloatRange(0, min_open=True), metavar="SECONDS")
@click.option("--memory", type=click.IntRange(256), metavar="MB")
@click.option("--retry-failed", is_flag=True)
@json_option
@lang_option
@click.pass_context
def run(
    ctx: click.Context,
    paths: tuple[str, ...],
    samples: bool,
    reader: str | None,
    store: str | None,
    no_store: bool,
    show_prompts: bool,
    dry_run: bool,
    jobs: int | None,
    timeout: float | None,
    memory: int | None,
    retry_failed: bool,
    as_json: bool,
) -> None:
    """See `gouji/messages/help.toml`."""
    from gouji.archives import expanded
    from gouji.batch import Batch
    from gouji.cli.prompts import show
    from gouji.cli.spent import tell_estimate
    from gouji.cli.summary import render
    from gouji.cli.years import roster_of, settings_of
    from gouji.corpus.settle import settle_corpus
    from gouji.inputs import Inputs
    from gouji.reading import options_of, readers_of
    from gouji.tally import Tally

    session: Session = ctx.obj
    config = session.loaded.config
    readers = readers_of(config, cast("Reader | None", reader))
    patterns = (*paths, *(sample_paths() if samples else ()))
    if not patterns:
        raise UsageError(session.say("error.no_path"))
    options = options_of(config, timeout=timeout, memory=memory, readers=readers)
    jobs = jobs or config.run.jobs
    tally = Tally()
    address = session.loaded.store(store)
    absolute = not no_store and not is_here(address)
    inputs = Inputs(patterns, skip=store_files(address), absolute=absolute)
    if show_prompts:
        masked = config.model.mask
        show(session, inputs, options, covered=masked)
        return
    if dry_run:
        tell_estimate(session, inputs, options, readers)
        return
    if no_store:
        _without_store(inputs, options, readers, jobs, tally, as_json=as_json)
    else:
        # A mistake in the roster is told before anything is read.
        settings = settings_of(session, roster_of(session))
        with open_for(session, store, create=True) as opened:
            with _watching(session, opened) as watch:
                batch = Batch(opened, options, jobs, retry_failed, watch, readers.source)
                with expanded(inputs, options) as found:
                    number = batch.run(found, _arguments())
            if is_terminal():
                echo(session.say("run.years"), err=True)
            settle_corpus(opened, settings)
            tally.spent = opened.spent(run=number)
            _told(batch, tally, as_json=as_json)
    for note in inputs.notes:
        echo(session.say(note.id, path=clean(note.path)), err=True)
    if not tally.states:
        raise UsageError(session.say("run.nothing"))
    out = console(err=as_json)
    for part in render(session, tally, None if no_store else store_argument(store)):
        out.print(part, soft_wrap=True)
    raise click.exceptions.Exit(exit_code(tally))


def exit_code(tally: Tally) -> int:
    """Return 3 when inputs failed, 4 when a model is still to read some, 1 for findings."""
    if tally.failed:
        return SOME_FAILED
    if tally.unread_by_model:
        return ENVIRONMENT
    return FINDINGS if tally.waiting else 0


def sample_paths() -> list[str]:
    """Return the packaged sample reports, relative to the current folder where they lie in it."""
    folder = Path(str(resources.files("eval.datasets") / "sample"))
    here = Path.cwd()
    labelled = {file.stem for file in folder.glob("*.json")}
    found = sorted(
        file
        for file in folder.iterdir()
        if file.suffix == ".zip" or (file.stem in labelled and file.suffix != ".json")
    )
    return [str(f.relative_to(here) if f.is_relative_to(here) else f) for f in found]


def _without_store(
    inputs: Inputs,
    options: Options,
    readers: Readers,
    jobs: int | None,
    tally: Tally,
    *,
    as_json: bool,
) -> None:
    from gouji.archives import expanded
    from gouji.reading import read_found
    from report.wire import to_wire

    with expanded(inputs, options) as found:
        for done in read_found(list(found), options, jobs, readers.source):
            tally.add(done.outcome, {})
            if as_json:
                emit(to_wire(done.outcome))


def _told(batch: Batch, tally: Tally, *, as_json: bool) -> None:
    """Count what a batch gave, and print it as JSON where that is wanted."""
    from report.wire import to_wire

    counted: set[str] = set()
    for path, stored in batch.outcomes():
        outcome = stored.outcome.at(path)
        if stored.key in counted:
            tally.add_copy(outcome)
        else:
            tally.add(outcome, stored.decisions)
        counted.add(stored.key)
        if as_json:
            emit(to_wire(outcome, stored.decisions))


def _arguments() -> tuple[str, ...]:
    import sys

    return tuple(clean(argument) for argument in sys.argv[1:])


@contextmanager
def _watching(session: Session, store: Store) -> Iterator[Watch]:
    """Yield what tells the person on stderr how far it is; a bar only on a terminal."""
    from gouji.batch import Watch

    def waiting(count: int) -> None:
        echo(session.say("run.waiting", count=count), err=True)

    def say_planned(planned: Planned) -> None:
        echo(
            session.say(
                "run.planned",
                inputs=planned.inputs,
                known=planned.known,
                store=clean(store.address),
            ),
            err=True,
        )

    if not is_terminal():
        yield Watch(planned=say_planned, waiting=waiting)
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TaskProgressColumn(show_speed=True),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console(err=True), transient=True) as bar:
        task = bar.add_task(session.say("run.progress"), total=None, rate="")

        def planned(what: Planned) -> None:
            say_planned(what)
            bar.update(task, total=what.inputs - what.known)

        def grown(count: int) -> None:
            bar.update(task, total=(bar.tasks[0].total or 0) + count)

        def stored(count: int) -> None:
            bar.advance(task, count)
            speed = bar.tasks[0].speed
            if speed:
                bar.update(task, rate=session.say("run.rate", rate=f"{speed:.1f}"))

        yield Watch(planned, grown, stored, waiting)

"""`gouji doctor`: whether everything a run needs is there and works."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from gouji.cli.base import ENVIRONMENT, Session, lang_option, store_option
from gouji.terminal import clean, echo
from report.errors import GoujiError

if TYPE_CHECKING:
    from extractor.model.client.probe import Tried
    from extractor.model.client.settings import Settings


@click.command()
@store_option
@lang_option
@click.pass_context
def doctor(ctx: click.Context, store: str | None) -> None:
    """See `gouji/messages/help.toml`."""
    session: Session = ctx.obj
    checks: list[tuple[str, Callable[[], str]]] = [
        ("doctor.python", lambda: f"{sys.version.split()[0]} {sys.executable}"),
        ("doctor.packages", _packages),
        ("doctor.data", lambda: _data(session)),
        ("doctor.config", lambda: _config(session)),
        ("doctor.output", lambda: _output(session)),
        ("doctor.worker", lambda: _worker(session)),
        ("doctor.store", lambda: _store(session, store)),
        ("doctor.model", lambda: _model(session)),
        ("doctor.ocr", lambda: session.say("doctor.absent")),
    ]
    broken = 0
    for name, check in checks:
        try:
            state, text = "doctor.ok", check()
        except GoujiError as error:
            state, text = "doctor.bad", str(error)
        except Exception as error:
            state, text = "doctor.bad", f"{type(error).__name__}: {error}"
        broken += state == "doctor.bad"
        echo(f"{session.say(state)} {session.say(name)}: {clean(text)}")
    if broken:
        echo(session.say("doctor.broken", count=broken))
        ctx.exit(ENVIRONMENT)


def _packages() -> str:
    from gouji.fingerprint import program_version, versions

    found = versions()
    listed = ", ".join(
        f"{name} {version}" for name, version in found.items() if name not in ("python", "platform")
    )
    return f"gouji {program_version()}; {listed}"


def _data(session: Session) -> str:
    from gouji.words import load_words
    from report.form import load_forms
    from report.messages import load_messages
    from report.rules import load_rules

    return session.say(
        "doctor.data.line",
        forms=", ".join(load_forms()),
        rules=len(load_rules()),
        words=len(load_messages()) + len(load_words()),
    )


def _config(session: Session) -> str:
    file = session.loaded.file
    return session.say("doctor.none") if file is None else str(file)


def _output(session: Session) -> str:
    encoding = sys.stdout.encoding or "ascii"
    words = session.say("status.review")
    try:
        words.encode(encoding)
    except UnicodeEncodeError:
        return session.say("doctor.output.narrow", encoding=encoding)
    return encoding


def _worker(session: Session) -> str:
    """Read a sample in a worker process, as a run does."""
    import time

    from gouji.cli.run import sample_paths
    from gouji.pipeline import Job, Options
    from gouji.pool import Pool, default_jobs
    from gouji.reading import settled
    from report.errors import InstallationError
    from report.finding import Message

    began = time.monotonic()
    path = sample_paths()[0]
    with Pool(1, Options()) as pool:
        done = [settled(result) for result in pool.run([Job(0, path, path)])]
    outcome = done[0].outcome
    if outcome.reason is not None:
        said = outcome.reason
        raise InstallationError(Message(said.zh or said.message, said.message))
    seconds = f"{time.monotonic() - began:.1f}"
    return session.say("doctor.worker.line", seconds=seconds, jobs=default_jobs())


def _store(session: Session, given: str | None) -> str:
    from gouji.cli.opened import open_for, store_file

    address = session.loaded.store(given)
    file = store_file(address)
    if file is not None and not file.exists():
        return session.say("doctor.store.new", store=str(file.absolute()))
    with open_for(session, given) as opened:
        summary = opened.summary()
        return session.say(
            "doctor.store.line",
            store=opened.address,
            records=sum(summary.records.values()),
            queue=summary.queue,
        )


def _model(session: Session) -> str:
    """Ask the configured model one small question in every mode its server may know."""
    from gouji.models import model_source
    from report.errors import ModelError

    source = model_source(session.loaded.config)
    if source is None or source.settings is None:
        return session.say("doctor.model.none")
    settings = source.settings
    tried = _tried(settings)
    modes = [
        session.say("doctor.model.works", mode=one.mode)
        if not one.problem
        else session.say("doctor.model.fails", mode=one.mode, problem=one.problem)
        for one in tried
    ]
    line = session.say(
        "doctor.model.line",
        model=settings.model,
        server=settings.base_url,
        profile=settings.profile.label,
        mode=settings.mode,
        modes="; ".join(modes),
    )
    if tried[0].problem:
        works = next((one.mode for one in tried if not one.problem), None)
        remedy = (
            session.say("doctor.model.change", mode=works)
            if works
            else session.say("doctor.model.hopeless")
        )
        raise ModelError(line, remedy)
    return line


def _tried(settings: Settings) -> list[Tried]:
    import asyncio

    from extractor.model.client.probe import try_modes

    async def collect() -> list[Tried]:
        return [one async for one in try_modes(settings)]

    return asyncio.run(collect())

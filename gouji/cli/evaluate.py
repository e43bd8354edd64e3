"""`gouji eval run|compare|mutate|generate`: what the reading is worth, measured against labels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from gouji.cli.base import FINDINGS, Session, json_option, lang_option
from gouji.terminal import clean, echo, emit
from report.errors import UsageError

if TYPE_CHECKING:
    from eval.mutation_scores import MutationResult
    from eval.recordings import Recorded
    from gouji.config import Reader

_FILE = click.Path(path_type=Path)


@click.group()
@lang_option
def evaluate() -> None:
    """See `gouji/messages/help.toml`."""


@evaluate.command()
@click.argument("datasets", nargs=-1, metavar="[DATASET…]")
@click.option("--gold", type=_FILE, metavar="FOLDER")
@click.option("--reports", type=_FILE, metavar="FOLDER")
@click.option("--out", type=_FILE, metavar="FILE")
@click.option("--gate", type=_FILE, metavar="FILE")
@click.option("--reader", type=click.Choice(["tables", "model", "both"]))
@click.option("--replay", type=_FILE, metavar="PATH")
@click.option("--pending", type=_FILE, metavar="FOLDER")
@click.option("--limit", type=click.IntRange(1), default=40, metavar="N")
@json_option
@lang_option
@click.pass_context
def run(
    ctx: click.Context,
    datasets: tuple[str, ...],
    gold: Path | None,
    reports: Path | None,
    out: Path | None,
    gate: Path | None,
    reader: str | None,
    replay: Path | None,
    pending: Path | None,
    limit: int,
    as_json: bool,
) -> None:
    """See `gouji/messages/help.toml`."""
    from eval import check_gate, load_gate, open_dataset, pair, render, save_result
    from eval import evaluate as measure
    from gouji.measured import measured

    session: Session = ctx.obj
    if (gold is None) != (reports is None):
        raise UsageError(session.say("eval.pair"))
    chosen = [open_dataset(name) for name in datasets]
    if gold is not None and reports is not None:
        chosen.append(pair(gold, reports))
    # Read before the long work, so that a mistake in it is told at once.
    bounds = None if gate is None else load_gate(gate)
    how = measured(session.loaded.config, cast("Reader | None", reader), replay)
    result = measure(how.read, chosen or [open_dataset("sample")])
    if how.recorded is not None:
        _tell_pending(session, how.recorded, pending)
    if out is not None:
        save_result(result, out)
    if as_json:
        emit(result.model_dump(mode="json"))
    else:
        echo(render(result, session.lang, limit))
    if out is not None:
        echo(session.say("eval.saved", path=clean(out)), err=True)
    if bounds is not None:
        verdict = check_gate(result, bounds)
        echo(verdict.render(session.lang), err=as_json)
        ctx.exit(0 if verdict.passed else FINDINGS)


def _tell_pending(session: Session, recorded: Recorded, folder: Path | None) -> None:
    """Say how many questions nobody has answered, and write them out where that is wanted."""
    from eval.recordings import write_questions

    if folder is not None:
        write_questions(recorded.pending.values(), folder)
        left, path = len(recorded.pending), clean(folder)
        echo(session.say("eval.pending.written", count=left, path=path), err=True)
    elif recorded.pending:
        echo(session.say("eval.pending", count=len(recorded.pending)), err=True)


@evaluate.command()
@click.argument("folder", type=_FILE)
@click.argument("recordings", type=_FILE)
@click.option("--by", default="independent reader", metavar="NAME")
@click.option("--drop-old", is_flag=True)
@lang_option
@click.pass_obj
def collect(session: Session, folder: Path, recordings: Path, by: str, drop_old: bool) -> None:
    """See `gouji/messages/help.toml`."""
    import datetime

    from eval.recordings import collect as take

    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    held = take(folder, recordings, by, today, keep_others=not drop_old)
    echo(session.say("eval.collected", count=held, path=clean(recordings)), err=True)


@evaluate.command()
@click.argument("before", type=_FILE)
@click.argument("after", type=_FILE)
@lang_option
@click.pass_obj
def compare(session: Session, before: Path, after: Path) -> None:
    """See `gouji/messages/help.toml`."""
    from eval import compare as hold
    from eval import load_result
    from eval.mutation_compare import compare_mutations
    from eval.mutation_scores import is_mutation, load_mutation

    kinds = {is_mutation(before), is_mutation(after)}
    if len(kinds) > 1:
        raise UsageError(session.say("eval.two_kinds", before=clean(before), after=clean(after)))
    if kinds == {True}:
        echo(compare_mutations(load_mutation(before), load_mutation(after)).render(session.lang))
    else:
        echo(hold(load_result(before), load_result(after)).render(session.lang))


@evaluate.command()
@click.option("--reports", type=click.IntRange(0), default=200, metavar="N")
@click.option("--errors", type=click.IntRange(0), default=200, metavar="N")
@click.option("--seed", type=int, default=1, metavar="N")
@click.option("--jobs", type=click.IntRange(1), default=1, metavar="N")
@click.option("--layout", "layouts", multiple=True, metavar="NAME")
@click.option("--out", type=_FILE, metavar="FILE")
@click.option("--gate", type=_FILE, metavar="FILE")
@click.option("--limit", type=click.IntRange(1), default=40, metavar="N")
@json_option
@lang_option
@click.pass_context
def mutate(
    ctx: click.Context,
    reports: int,
    errors: int,
    seed: int,
    jobs: int,
    layouts: tuple[str, ...],
    out: Path | None,
    gate: Path | None,
    limit: int,
    as_json: bool,
) -> None:
    """See `gouji/messages/help.toml`."""
    from eval.mutate import Plan
    from eval.mutate import mutate as measure
    from eval.mutation_gate import check_mutation_gate, load_mutation_gate
    from eval.mutation_render import render_mutation
    from eval.mutation_scores import save_mutation

    session: Session = ctx.obj
    bounds = None if gate is None else load_mutation_gate(gate)
    plan = Plan(reports, errors, seed, _layouts(session, layouts))

    def keep(partial: MutationResult) -> None:
        rate = partial.measures["cells.silent"]
        silent = "-" if rate is None else f"{100 * rate:.4f}"
        echo(
            session.say("eval.progress", done=partial.done, size=plan.size, silent=silent), err=True
        )
        if out is not None:
            save_mutation(partial, out)

    result = measure(plan, jobs, checkpoint=keep)
    if out is not None:
        save_mutation(result, out)
        echo(session.say("eval.saved", path=clean(out)), err=True)
    if as_json:
        emit(result.model_dump(mode="json"))
    else:
        echo(render_mutation(result, session.lang, limit))
    if bounds is not None:
        verdict = check_mutation_gate(result, bounds)
        echo(verdict.render(session.lang), err=as_json)
        ctx.exit(0 if verdict.passed else FINDINGS)


@evaluate.command()
@click.argument("folder", type=_FILE)
@click.option("--reports", type=click.IntRange(1), default=20, metavar="N")
@click.option("--seed", type=int, default=1, metavar="N")
@click.option("--layout", "layouts", multiple=True, metavar="NAME")
@lang_option
@click.pass_obj
def generate(
    session: Session, folder: Path, reports: int, seed: int, layouts: tuple[str, ...]
) -> None:
    """See `gouji/messages/help.toml`."""
    from eval.mutate import generate as write

    written = sum(1 for _ in write(folder, reports, seed, _layouts(session, layouts)))
    echo(session.say("eval.generated", count=written, path=clean(folder)), err=True)


def _layouts(session: Session, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Return the layouts asked for, or all that need no other program."""
    from eval.generate.layouts import LAYOUTS, TORN
    from eval.generate.office import OFFICE

    known = (*LAYOUTS, *TORN, *OFFICE)
    for name in asked:
        if name not in known:
            words = session.say("eval.layout", name=clean(name), known=", ".join(known))
            raise UsageError(words)
    return asked or tuple(LAYOUTS)

"""`gouji verify [STORE|FILE.parquet]`: all sums of a corpus at once, and a table of what fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gouji.cli.base import FINDINGS, SOME_FAILED, Session, json_option, lang_option
from gouji.terminal import clean, console, echo, emit
from report.errors import UsageError

if TYPE_CHECKING:
    from gouji.columnar import Null
    from gouji.exports.tables import Row
    from gouji.verifying import Part, Totals

_STATES = ("passed", "failed", "undecided")


@click.command()
@click.argument("corpus", metavar="[STORE|FILE.parquet]", required=False)
@click.option("--out", type=click.Path(path_type=Path), metavar="FAILURES.{csv,parquet}")
@click.option("--per-edit", is_flag=True)
@click.option("--null", type=click.Choice(["unread", "blank"]), default="unread")
@click.option("--jobs", type=click.IntRange(1), default=2, metavar="N")
@json_option
@lang_option
@click.pass_context
def verify(
    ctx: click.Context,
    corpus: str | None,
    out: Path | None,
    per_edit: bool,
    null: Null,
    jobs: int,
    as_json: bool,
) -> None:
    """See `gouji/messages/help.toml`."""
    from gouji.exports.tables import columns, rows
    from gouji.extras import need

    session: Session = ctx.obj
    if out is not None and (out.suffix.lower() not in (".csv", ".parquet") or out.is_dir()):
        raise UsageError(session.say("verify.ending", path=clean(out)))
    need("numpy", "corpus")
    from gouji.verifying import EDIT_COLUMNS, Totals, Wanted, failed_edits, failures

    totals = Totals()
    checks = session.loaded.config.check
    wanted = Wanted(checks.select, checks.ignore)
    with _parts(session, corpus, null) as parts:
        if per_edit:
            found = failed_edits(parts, totals, wanted, jobs)
        else:
            failing = failures(parts, totals, wanted, jobs)
            found = (row for one in failing for row in rows("findings", *one))
        if out is None:
            for _ in found:
                pass
        else:
            _write(out, EDIT_COLUMNS if per_edit else columns("findings"), found)
    if as_json:
        emit(to_json(totals))
    else:
        _tell(session, totals, out)
    if totals.failed:
        ctx.exit(SOME_FAILED)
    if totals.waiting:
        ctx.exit(FINDINGS)


@contextmanager
def _parts(session: Session, corpus: str | None, null: Null) -> Iterator[Iterator[Part]]:
    from gouji.cli.opened import open_for

    if corpus is not None and corpus.lower().endswith(".parquet"):
        from gouji.columnar import portions

        yield portions(Path(corpus), null)
        return
    from gouji.verifying import of_store

    with open_for(session, corpus) as store:
        yield of_store(store.outcomes())


def _write(out: Path, columns: tuple[str, ...], rows: Iterator[Row]) -> None:
    if out.suffix.lower() == ".csv":
        from gouji.exports.writers import write_csv

        write_csv(out, columns, rows)
    else:
        from gouji.exports.parquet import write_parquet

        write_parquet(out, columns, rows)


def to_json(totals: Totals) -> dict[str, Any]:
    """Return the summary as it is printed with `--json`."""
    codes = sorted({code for code, _ in totals.results})
    return {
        "records": totals.records,
        "checked": totals.checked,
        "unchecked": totals.unchecked,
        "without_tables": totals.formless,
        "failed_inputs": totals.failed,
        "one_by_one": totals.alone,
        "failing": totals.failing,
        "waiting": totals.waiting,
        "edits": {
            code: {state: totals.results[code, state] for state in _STATES} for code in codes
        },
        "findings": [
            {"severity": severity, "attribution": attribution, "count": count}
            for (severity, attribution), count in sorted(totals.findings.items())
        ],
    }


def _tell(session: Session, totals: Totals, out: Path | None) -> None:
    from rich.box import SIMPLE
    from rich.table import Table

    echo(
        session.say(
            "verify.records",
            records=totals.records,
            checked=totals.checked,
            unchecked=totals.unchecked,
            formless=totals.formless,
        )
    )
    if totals.results:
        table = Table(box=SIMPLE, show_edge=False, header_style="", padding=(0, 1))
        table.add_column(session.say("rules.code"))
        for state in _STATES:
            table.add_column(session.say(f"verify.{state}"), justify="right")
        for code in sorted({code for code, _ in totals.results}):
            table.add_row(code, *(str(totals.results[code, state]) for state in _STATES))
        console().print(table)
    if not totals.checked:
        echo(session.say("verify.nothing"))
    count = sum(totals.findings.values())
    echo(session.say("verify.findings", failing=totals.failing, count=count))
    if out is not None:
        echo(session.say("export.done", path=clean(out), count=count))
    elif count:
        echo(session.say("verify.next"))

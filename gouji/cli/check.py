"""`gouji check FILE`: a linter for one report; no store, nothing kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from gouji.cli.base import FINDINGS, SOME_FAILED, Session, json_option, lang_option
from gouji.lines import Lines
from gouji.terminal import clean, echo, emit

if TYPE_CHECKING:
    from gouji.config import Reader
    from gouji.pipeline import Done
    from report.finding import Finding, Outcome


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@json_option
@lang_option
@click.option("--reader", type=click.Choice(["tables", "model", "both"]))
@click.option("--select", multiple=True, metavar="CODE")
@click.option("--ignore", multiple=True, metavar="CODE")
@click.pass_obj
def check(
    session: Session,
    files: tuple[str, ...],
    as_json: bool,
    reader: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
) -> None:
    """See `gouji/messages/help.toml`."""
    from gouji.config import check_codes
    from gouji.reading import options_of, read_all, readers_of
    from report.wire import to_wire

    check_codes((*select, *ignore), "--select/--ignore")
    worst = 0
    config = session.loaded.config
    readers = readers_of(config, cast("Reader | None", reader))
    options = options_of(config, select, ignore, readers=readers)
    for done in read_all(files, options, source=readers.source):
        outcome = done.outcome
        if as_json:
            emit(to_wire(outcome))
        else:
            tell(session, done)
        if outcome.waiting:
            echo(session.say("check.model", why=clean(outcome.waiting)), err=True)
        worst = max(worst, exit_code(outcome))
    raise click.exceptions.Exit(worst)


def exit_code(outcome: Outcome) -> int:
    """Return what one outcome adds to the exit code: 3 failed, 1 findings, 0 fine."""
    if outcome.status == "failed":
        return SOME_FAILED
    return FINDINGS if any(finding.asks_a_person for finding in outcome.findings) else 0


def tell(session: Session, done: Done) -> None:
    """Print all findings of one file as a linter does."""
    from gouji.tally import Failure
    from report.finding import SEVERITIES

    outcome, path = done.outcome, clean(done.outcome.source.path)
    if outcome.reason is not None:
        text = Failure.of(outcome).text(session.lang)
        echo(session.say("check.failed", path=path, text=text))
        return
    lines = Lines(done.document)
    for finding in outcome.findings:
        _tell_finding(session, path, finding, lines)
    severities = [finding.severity for finding in outcome.findings]
    echo(
        session.say(
            "check.sum" if outcome.findings or outcome.checks.failed else "check.clean",
            path=path,
            passed=outcome.checks.passed,
            failed=outcome.checks.failed,
            undecided=outcome.checks.undecided,
            read=outcome.coverage.cells_read,
            expected=outcome.coverage.cells_expected,
            **{severity: severities.count(severity) for severity in SEVERITIES},
        )
        + (session.say("check.ignored", count=outcome.ignored) if outcome.ignored else "")
    )


def _tell_finding(session: Session, path: str, finding: Finding, lines: Lines) -> None:
    where = f"{path}:"
    if finding.evidence:
        line, column = lines.place(finding.evidence[0])
        where = f"{path}:{line}:{column}"
    kind = (
        f"{session.say('severity.' + finding.severity)}/{session.say('tag.' + finding.attribution)}"
    )
    message = clean(getattr(finding.message, session.lang))
    echo(f"{where} {finding.code} {kind} {message}")
    if finding.evidence:
        for quoted in lines.quote(finding.evidence[0]):
            echo(quoted)

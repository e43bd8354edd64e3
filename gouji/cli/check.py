"""`gouji check FILE`: a linter for one report; no store, nothing kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import click

from gouji.cli.base import FINDINGS, SOME_FAILED, Session, json_option, lang_option
from gouji.lines import Lines
from gouji.terminal import clean, echo, emit
from report.errors import UsageError

if TYPE_CHECKING:
    from gouji.config import Reader
    from gouji.pipeline import Done, Options
    from report.finding import Finding, Outcome
    from report.record import Record


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@json_option
@lang_option
@click.option("--reader", type=click.Choice(["tables", "model", "both"]))
@click.option("--select", multiple=True, metavar="CODE")
@click.option("--ignore", multiple=True, metavar="CODE")
@click.option("--previous", type=click.Path(), metavar="FILE")
@click.pass_obj
def check(
    session: Session,
    files: tuple[str, ...],
    as_json: bool,
    reader: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    previous: str | None,
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
    last = None if previous is None else _last_year(session, previous, options)
    for done in read_all(files, options, source=readers.source):
        if last is not None:
            done = replace(done, outcome=_against(session, done.outcome, last, options))
        outcome = done.outcome
        if as_json:
            emit(to_wire(outcome))
        else:
            tell(session, done)
        if outcome.waiting:
            echo(session.say("check.model", why=clean(outcome.why_waiting(session.lang))), err=True)
        worst = max(worst, exit_code(outcome))
    raise click.exceptions.Exit(worst)


def _last_year(session: Session, path: str, options: Options) -> list[Record]:
    """Return last year's report, or all reports of a file that holds several."""
    from gouji.reading import read_all
    from gouji.tally import Failure

    outcomes = [done.outcome for done in read_all([path], options)]
    records = [one.record for one in outcomes if one.record is not None and one.reason is None]
    if not records:
        why = Failure.of(outcomes[0]).words(session.lang)
        raise UsageError(session.say("check.previous.unread", path=clean(path), why=why))
    return records


def _against(
    session: Session, outcome: Outcome, last: Sequence[Record], options: Options
) -> Outcome:
    """Return an outcome held against the report on the year before it."""
    from report.issuer import same_issuer
    from verify import Context, apply_selection, verify
    from verify.years import are_consecutive

    record = outcome.record
    if record is None or outcome.status == "failed":
        return outcome
    previous = next((one for one in last if are_consecutive(record, one)), None)
    path = clean(outcome.source.path)
    if previous is None:
        given = ", ".join(str(one.year_number or "?") for one in last)
        year = record.year_number or "?"
        raise UsageError(session.say("check.previous.years", path=path, year=year, last=given))
    names = [one.issuer.value for one in (record, previous) if one.issuer is not None]
    if len(names) == 2 and not same_issuer(*names):
        # A body may have changed its name, so that this is no error.
        one, other = map(clean, names)
        echo(session.say("check.previous.issuer", path=path, one=one, other=other), err=True)
    told = replace(verify(record, Context(previous=previous)), waiting=outcome.waiting)
    told = replace(told, waiting_zh=outcome.waiting_zh)
    return apply_selection(told, options.select, options.ignore)


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
            checked=outcome.coverage.claims_checked,
            found=outcome.coverage.claims_found,
            **{severity: severities.count(severity) for severity in SEVERITIES},
        )
        + (session.say("check.ignored", count=outcome.ignored) if outcome.ignored else "")
    )
    _tell_open(session, outcome)


def _tell_open(session: Session, outcome: Outcome) -> None:
    """Print what could not be decided, one line a reason."""
    from verify import open_questions

    questions = open_questions(outcome)
    if questions:
        echo(session.say("check.undecided"))
    for question in questions:
        echo("  " + clean(getattr(question, session.lang)))


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

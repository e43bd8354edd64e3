"""What a run gave, said to a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gouji.cli.base import Session
from gouji.cli.spent import spent_line
from gouji.terminal import clean
from report.finding import ATTRIBUTIONS, SEVERITIES, STATUSES

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gouji.tally import Tally

_MOST_FAILED = 30


def render(session: Session, tally: Tally, store: str | None) -> Iterator[RenderableType]:
    """Yield the parts of the summary.

    Args:
        session: For the language.
        tally: What was counted.
        store: What the next commands need to find the store; None without a store.
    """
    from rich.table import Table
    from rich.text import Text

    total = sum(tally.states.values())
    if tally.failures:
        yield from _failures(session, tally)
    table = Table(title=None, box=None, show_header=False, padding=(0, 2, 0, 0))
    for name, line in _lines(session, tally, total, stored=store is not None):
        table.add_row(Text(session.say(name)), Text(line))
    yield table
    if tally.findings:
        yield _matrix(session, tally)
    if store is not None:
        yield Text(session.say("run.next"))
        yield Text(_next(session, tally, store))


def _lines(
    session: Session, tally: Tally, total: int, *, stored: bool
) -> Iterator[tuple[str, str]]:
    states = [
        f"{session.say('status.' + state)} {tally.states[state]}"
        for state in STATUSES
        if tally.states[state]
    ]
    yield (
        "run.reports",
        session.say("run.reports.line", total=total, parts=session.say("run.parts").join(states)),
    )
    cover, checks = tally.coverage, tally.checks
    cells = session.say("run.cells.line", read=cover.cells_read, expected=cover.cells_expected)
    yield "run.cells", cells
    yield (
        "run.checks",
        session.say(
            "run.checks.line",
            passed=checks.passed,
            failed=checks.failed,
            undecided=checks.undecided,
        ),
    )
    claims = session.say("run.claims.line", found=cover.claims_found, checked=cover.claims_checked)
    yield "run.claims", claims
    # Nothing checked is not a pass: silence is no praise for files nobody could read.
    if not tally.findings and total > tally.failed:
        yield "run.findings", session.say("run.findings.none")
    if tally.ignored:
        yield "run.findings", session.say("run.ignored", count=tally.ignored)
    if tally.why_unread is not None:
        why = clean(getattr(tally.why_unread, session.lang))
        yield "run.model", session.say("run.model.line", count=tally.unread_by_model, why=why)
    if tally.spent is not None and tally.spent.calls:
        yield "run.spent", spent_line(session, tally.spent)
    if stored:
        yield "run.queue", session.say("run.queue.line", count=tally.waiting)


def _matrix(session: Session, tally: Tally) -> RenderableType:
    from rich.box import SIMPLE
    from rich.table import Table

    title = session.say("run.findings")
    table = Table(box=SIMPLE, show_edge=False, padding=(0, 1), header_style="")
    table.add_column(title)
    for attribution in ATTRIBUTIONS:
        table.add_column(session.say(f"attribution.{attribution}"), justify="right")
    table.add_column(session.say("run.findings.total"), justify="right")
    for severity in SEVERITIES:
        counts = [tally.findings[severity, attribution] for attribution in ATTRIBUTIONS]
        if sum(counts):
            cells = [str(count) if count else "" for count in counts]
            table.add_row(session.say(f"severity.{severity}"), *cells, str(sum(counts)))
    if tally.decided:
        table.caption = session.say("run.findings.decided", count=tally.decided)
    return table


def _failures(session: Session, tally: Tally) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text(session.say("run.failed", count=len(tally.failures)))
    ordered = sorted(tally.failures, key=lambda failure: failure.path)
    for failure in ordered[:_MOST_FAILED]:
        told = f"{clean(failure.path)}: {failure.text(session.lang)}"
        yield Text(f"  {told}")
    if len(ordered) > _MOST_FAILED:
        yield Text("  " + session.say("run.failed.more", count=len(ordered) - _MOST_FAILED))
    yield Text()


def _next(session: Session, tally: Tally, store: str) -> str:
    """Return the commands with what they are for; a command is never cut or folded."""
    commands = []
    if tally.waiting:
        commands.append(("review", f"gouji review list{store}"))
    commands.append(("show", f"gouji show{store}"))
    commands.append(("export", f"gouji export table.csv{store}"))
    if tally.failures:
        commands.append(("retry", f"gouji run --retry-failed{store} …"))
    width = max(len(command) for _, command in commands)
    return "\n".join(
        f"  {command:{width}}  {session.say(f'run.next.{name}')}" for name, command in commands
    )

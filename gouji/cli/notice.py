"""`gouji notice ISSUER`: the list of findings for one body, to be sent to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.cli.base import FINDINGS, Session, lang_option, store_option
from gouji.cli.opened import open_for
from gouji.terminal import clean, echo
from report.errors import UsageError

if TYPE_CHECKING:
    from gouji.exports.notice_lines import Page
    from report.document import Document
    from review.notices import ReportNotice
    from store import Store

_ENDINGS = (".docx", ".html")


@click.command()
@click.argument("issuer", metavar="ISSUER")
@click.option("--year", type=click.IntRange(1900, 2200), metavar="Y")
@click.option("--out", type=click.Path(path_type=Path), multiple=True, metavar="FILE.{docx,html}")
@store_option
@lang_option
@click.pass_context
def notice(
    ctx: click.Context, issuer: str, year: int | None, out: tuple[Path, ...], store: str | None
) -> None:
    """See `gouji/messages/help.toml`."""
    from gouji.exports.notice_lines import page_of
    from review.notices import like, names_of
    from review.notices import notice as make

    session: Session = ctx.obj
    for path in out:
        if path.suffix.lower() not in _ENDINGS or path.is_dir():
            raise UsageError(session.say("notice.ending", path=clean(path)))
    with open_for(session, store) as opened:
        issuers = opened.issuers()
        names = names_of(issuer, issuers)
        if not names:
            near = "、".join(clean(name) for name in like(issuer, issuers)) or "—"
            raise UsageError(session.say("notice.unknown", issuer=clean(issuer), near=near))
        reports = list(_reports(opened, names, year))
    if not reports:
        raise UsageError(session.say("notice.no_year", issuer=clean(issuer), year=str(year)))
    made = make(names[0], names, reports)
    page = page_of(made, session.lang, datetime.now().astimezone().date())
    for path in out or _default(names[0], year):
        _write(path, page)
        echo(session.say("notice.done", path=clean(path)))
    echo(session.say("notice.counts", errors=made.errors, questions=made.questions))
    if made.errors:
        ctx.exit(FINDINGS)


def _reports(store: Store, names: tuple[str, ...], year: int | None) -> Iterator[ReportNotice]:
    from review.notices import report_notice

    for stored in store.reports_of(names, year):
        if stored.outcome.status != "failed":
            yield report_notice(stored, _document(store, stored.id))


def _document(store: Store, record: str) -> Document | None:
    try:
        return store.document(record)
    except UsageError:
        # A report without a kept text is told without quotes.
        return None


def _default(issuer: str, year: int | None) -> tuple[Path, ...]:
    """Return where the notice goes unless told: a Word file and a page, named for the body."""
    plain = "".join(c for c in issuer if c.isalnum())[:60] or "notice"
    name = plain if year is None else f"{plain}-{year}"
    return tuple(Path(f"{name}{ending}") for ending in _ENDINGS)


def _write(path: Path, page: Page) -> None:
    if path.suffix.lower() == ".docx":
        from gouji.exports.notice_docx import write_docx

        write_docx(path, page)
    else:
        from gouji.exports.notice_html import write_html

        write_html(path, page)

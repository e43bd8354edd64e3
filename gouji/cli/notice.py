"""`gouji notice ISSUER`: the list of findings for one body, to be sent to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.cli.base import FINDINGS, Session, lang_option, store_option
from gouji.cli.opened import open_for
from gouji.cli.years import roster_of
from gouji.terminal import clean, echo
from report.errors import InstallationError, UsageError

if TYPE_CHECKING:
    from gouji.corpus.register import Corpus
    from gouji.exports.notice_lines import Page
    from report.document import Document
    from review.near import Around
    from review.notices import ReportNotice
    from store import Placed, Store

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
    from review.notices import notice as make

    session: Session = ctx.obj
    for path in out:
        if path.suffix.lower() not in _ENDINGS or path.is_dir():
            raise UsageError(session.say("notice.ending", path=clean(path)))
    with open_for(session, store) as opened:
        asked = _asked(session, opened, issuer, year)
        reports = list(_reports(opened, asked))
    if not reports:
        raise UsageError(session.say("notice.no_year", issuer=clean(issuer), year=str(year)))
    made = make(asked.name, asked.names, reports, asked.versions)
    page = page_of(made, session.lang, datetime.now().astimezone().date())
    for path in out or _default(asked.name, year):
        try:
            _write(path, page)
        except InstallationError as error:
            if out:
                raise
            # Nobody named the Word file, and the page says the same.
            echo(session.say("notice.page_only", why=error.text(session.lang)), err=True)
            continue
        echo(session.say("notice.done", path=clean(path)))
    echo(session.say("notice.counts", errors=made.errors, questions=made.questions))
    if made.errors:
        ctx.exit(FINDINGS)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The body asked for and its reports that count.

    Attributes:
        names: The names that its reports print.
        versions: How many other versions of these reports there are.
    """

    name: str
    names: tuple[str, ...]
    current: tuple[Placed, ...]
    versions: int
    around: Around


def _asked(session: Session, store: Store, issuer: str, year: int | None) -> _Asked:
    """Return the body that a name surely means; names alike are only proposed.

    Raises:
        UsageError: No report is by that body, or the name may mean several.
    """
    from gouji.corpus.around import around, called, nearest
    from gouji.corpus.register import read_corpus

    roster = roster_of(session)
    corpus = read_corpus(store, roster)
    key, names = corpus.register.key(issuer), called(corpus)
    groups = [one for (body, _), one in sorted(corpus.versions.items()) if body == key]
    # Reports of the body whose year was not read, and of a name that tells no place.
    alone = [one for one in corpus.unplaced if one.issuer and _is_by(corpus, one, issuer, key)]
    if not groups and not alone:
        near = "、".join(clean(name) for name in nearest(issuer, names))
        said = "notice.unknown" if near else "notice.nobody"
        raise UsageError(session.say(said, issuer=clean(issuer), near=near))
    if key is None and len(alone) > 1:
        raise UsageError(session.say("notice.placeless", issuer=clean(issuer), count=len(alone)))
    chosen = [one for one in groups if year is None or one.year == year]
    left = [one for one in alone if year is None or one.year == str(year)]
    printed = {p.issuer for one in groups for p in (one.current, *one.others)}
    printed |= {one.issuer for one in alone}
    return _Asked(
        name=names.get(key or "", alone[0].issuer if alone else issuer),
        names=tuple(sorted(printed)),
        current=(*(one.current for one in chosen), *left),
        versions=sum(len(one.others) for one in chosen),
        around=around(corpus),
    )


def _is_by(corpus: Corpus, one: Placed, issuer: str, key: str | None) -> bool:
    theirs = corpus.register.key(one.issuer)
    return one.issuer == issuer if key is None else theirs == key


def _reports(store: Store, asked: _Asked) -> Iterator[ReportNotice]:
    from review.notices import report_notice

    for stored in store.outcomes_of([one.key for one in asked.current]):
        if stored.outcome.status != "failed":
            yield report_notice(stored, _document(store, stored.id), asked.around)


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

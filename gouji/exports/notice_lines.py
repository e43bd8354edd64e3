"""A notice as headings, facts and quotes: what its Word file and its page both say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gouji.words import say
from report.form import Source
from review.notices import Entry, Notice, Other, ReportNotice, Words

_MOST_OTHERS = 12


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of an entry: what it is about and what it says."""

    name: str
    text: str = ""
    quote: Words | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One finding: its heading and its facts."""

    heading: str
    tone: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One list under one heading, with a sentence on how it is meant."""

    heading: str
    lead: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A whole notice in one language; all of it is text to be shown as it is."""

    lang: str
    title: str
    leads: tuple[str, ...]
    reports: tuple[tuple[str, tuple[Part, ...], tuple[str, ...]], ...]
    foot: str


def page_of(notice: Notice, lang: str, today: date) -> Page:
    """Return the notice in words."""
    years = _mark("、", lang).join(dict.fromkeys(r.year for r in notice.reports if r.year))
    leads = [
        say(
            "notice.lead",
            lang,
            reports=len(notice.reports),
            errors=notice.errors,
            questions=notice.questions,
        )
    ]
    if len(notice.names) > 1:
        leads.append(say("notice.names", lang, names=_mark("；", lang).join(notice.names)))
    if notice.versions:
        leads.append(say("notice.versions", lang, count=notice.versions))
    return Page(
        lang=lang,
        title=say("notice.title", lang, issuer=notice.issuer, years=years),
        leads=tuple(leads),
        reports=tuple(_report(report, lang) for report in notice.reports),
        foot=say("notice.foot", lang, date=today.isoformat()),
    )


def _report(report: ReportNotice, lang: str) -> tuple[str, tuple[Part, ...], tuple[str, ...]]:
    heading = say("notice.report", lang, year=report.year or "—", path=_file_name(report.path))
    parts = []
    for list_, entries in (("errors", report.errors), ("questions", report.questions)):
        if entries:
            items = tuple(_item(one, number, list_, lang) for number, one in enumerate(entries, 1))
            lead = say(f"notice.{list_}.lead", lang)
            parts.append(Part(say(f"notice.{list_}", lang), lead, items))
    notes = [] if parts else [say("notice.nothing", lang)]
    for left_out in ("settled", "unsure", "undecided"):
        if count := getattr(report, left_out):
            notes.append(say(f"notice.{left_out}", lang, count=count))
    notes.append(say("notice.source", lang, record=report.record, sha=report.sha256))
    return heading, tuple(parts), tuple(notes)


def _item(entry: Entry, number: int, name: str, lang: str) -> Item:
    title = getattr(entry.rule.title, lang)
    heading = say("notice.item", lang, number=number, title=title, code=entry.rule.code)
    if entry.severity == "note":
        heading += say("notice.note", lang)
    return Item(heading, name, tuple(_facts(entry, lang, name)))


def _facts(entry: Entry, lang: str, list_: str) -> Iterator[Fact]:
    def name(id_: str) -> str:
        return say(f"notice.fact.{id_}", lang)

    if entry.places:
        yield Fact(
            name("place"), _mark("；", lang).join(getattr(place, lang) for place in entry.places)
        )
    yield Fact(name("what"), getattr(entry.message, lang))
    if entry.found:
        yield Fact(name(f"found.{list_}"), entry.found)
    if entry.expected:
        yield Fact(name("expected"), entry.expected)
    if entry.others:
        yield Fact(name("other"), _others(entry.others, lang))
    for quote in entry.quotes:
        yield Fact(name("quote"), say("notice.line", lang, line=quote.line), quote)
    yield Fact(name("why"), getattr(entry.rule.explanation.what, lang))
    yield Fact(
        name("source"), _mark("；", lang).join(_source(source, lang) for source in entry.sources)
    )
    yield Fact(name("do"), getattr(entry.rule.explanation.do, lang))
    if entry.decision is None:
        yield Fact(name("state"), say("notice.open", lang))
    else:
        when, who = entry.decision.when.date().isoformat(), entry.decision.who
        yield Fact(name("state"), say("notice.decided", lang, who=who, when=when))


def _others(others: tuple[Other, ...], lang: str) -> str:
    shown = [
        say(
            "notice.other",
            lang,
            issuer=one.issuer,
            year=one.year,
            path=_file_name(one.path) or "—",
            record=one.record,
        )
        for one in others[:_MOST_OTHERS]
    ]
    if len(others) > _MOST_OTHERS:
        shown.append(say("notice.others_more", lang, count=len(others)))
    return _mark("；", lang).join(shown)


def _mark(mark: str, lang: str) -> str:
    """Return what parts the items of a list in a language."""
    return mark if lang == "zh" else {"、": ", ", "；": "; "}[mark]


def _file_name(path: str) -> str:
    # The folders of whoever checks are nothing to the body.
    return re.split(r"[/\\]", path)[-1]


def _source(source: Source, lang: str) -> str:
    if source.circular:
        return f"{source.circular} {source.clause or ''}".strip()
    return say("notice.practice", lang, text=source.practice or "")

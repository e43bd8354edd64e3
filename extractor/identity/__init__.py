"""Who reports on which year, in what kind of document, under which headings."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.identity.issuer import find_issuer
from extractor.identity.kind import find_kind
from extractor.identity.paper import Paper, paper_of
from extractor.identity.period import find_period
from extractor.identity.sections import Heading, find_headings, section_facts
from extractor.identity.statements import find_circulars, find_fee_statement
from extractor.identity.title import Title, find_title
from extractor.identity.year import find_year
from report.document import Document, SourceFile
from report.identity_words import identity_words
from report.record import Facts, Kind, Reading, Stated

_HEAD_WITHOUT_HEADINGS = 1200


@dataclass(frozen=True, slots=True)
class Identity:
    """What a text is, beside its figures; every fact carries its words and their place."""

    kind: Kind
    issuer: Stated | None
    year: Stated | None
    facts: Facts


def read_identity(document: Document, reading: Reading) -> Identity:
    """Return the identity of a document whose tables have been read."""
    words = identity_words()
    paper = paper_of(document, reading)
    headings = find_headings(paper, words)
    head_end = _head_end(paper, headings)
    title = find_title(paper, head_end, words)
    period = find_period(paper, words)
    issuer, agencies = find_issuer(paper, title, head_end, words)
    facts = Facts(
        title=_title_fact(paper, title),
        sections=section_facts(paper, headings, words),
        circulars=find_circulars(paper, words),
        period=period.stated if period is not None else None,
        fee_statement=find_fee_statement(paper, headings, words),
        table_heads=dict(reading.heads),
        agencies=agencies,
    )
    year = find_year(paper, title, period, head_end, words)
    return Identity(find_kind(paper, reading, title, headings, words), issuer, year, facts)


def _head_end(paper: Paper, headings: dict[str, Heading]) -> int:
    """Return where the report's text begins: at its first heading or table."""
    starts = [heading.start for heading in headings.values()]
    starts += [table.start for table in paper.tables]
    return min([*starts, len(paper.text), *([] if starts else [_HEAD_WITHOUT_HEADINGS])])


def _title_fact(paper: Paper, title: Title | None) -> Stated | None:
    return paper.verbatim(title.start, title.end) if title is not None else None


def find_own_title(text: str) -> Stated | None:
    """Return the title with issuer and year that a stretch of text holds, if it has one."""
    source = SourceFile("", "", "text/plain", len(text))
    paper = paper_of(Document(source, text, ""), Reading("", "other", {}, {}))
    title = find_title(paper, len(paper.text), identity_words())
    if title is None or title.name is None or title.year is None:
        return None
    return paper.verbatim(title.start, title.end)

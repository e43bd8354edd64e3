"""Who reports on which year, in what kind of document, under which headings."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.identity.announced import find_announced
from extractor.identity.issuer import find_issuer
from extractor.identity.kind import find_kind, find_part_of_year
from extractor.identity.paper import Paper, paper_of
from extractor.identity.period import find_period
from extractor.identity.published import find_published
from extractor.identity.sections import Heading, find_headings, section_facts
from extractor.identity.statements import find_circulars, find_fee_statement
from extractor.identity.title import Title, find_cores, find_title, find_titles
from extractor.identity.year import digits_of, find_year
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
    body = title.end if title is not None else 0
    announced_issuer, announced_year = find_announced(paper, body, max(head_end, body), words)
    facts = Facts(
        title=_title_fact(paper, title),
        sections=section_facts(paper, headings, words),
        circulars=find_circulars(paper, words),
        period=period.stated if period is not None else None,
        fee_statement=find_fee_statement(paper, headings, words),
        table_heads=dict(reading.heads),
        agencies=agencies,
        announced_issuer=announced_issuer,
        announced_year=announced_year,
        published=find_published(paper, head_end, words),
        part_of_year=find_part_of_year(paper, title, words),
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


@dataclass(frozen=True, slots=True)
class OwnTitle:
    """A title that names an issuer and a year, both folded."""

    stated: Stated
    name: str
    year: str

    def is_like(self, other: OwnTitle) -> bool:
        """Return whether both name the same year, and names of which one ends the other."""
        short, long = sorted((self.name, other.name), key=len)
        return self.year == other.year and long.endswith(short)


def own_titles(text: str) -> tuple[OwnTitle, ...]:
    """Return every title with issuer and year of a text that has several, in its order."""
    source = SourceFile("", "", "text/plain", len(text))
    paper = paper_of(Document(source, text, ""), Reading("", "other", {}, {}))
    words = identity_words()
    if len([*find_cores(paper, len(paper.text), words)]) < 2:
        return ()
    found = []
    for title in find_titles(paper, len(paper.text), words):
        if title.name is not None and title.year is not None:
            name, year = paper.text[slice(*title.name)], paper.text[slice(*title.year)]
            stated = paper.verbatim(title.start, title.end)
            found.append(OwnTitle(stated, name, digits_of(year, words.year)))
    return tuple(found)

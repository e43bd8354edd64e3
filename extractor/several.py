"""The reports of one file: told apart by their titles, tables and section numbers.

Collected files bind reports of several bodies or years together. Their tables and figures
must not be mixed, so each report is read by itself, from a document of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from extractor.identity import OwnTitle, own_titles
from extractor.tables.again import repeats_the_first_row, tables_three, without_other_years
from extractor.tables.parted import observed_rows
from extractor.tables.rows import Row
from extractor.tables.whose_year import year_of
from report.document import Document, Span
from report.form import load_forms
from report.record import Stated
from report.shift import shifted

# Between the titles of a list of contents stands less text than this.
_SOME_TEXT = 60


@dataclass(frozen=True, slots=True)
class Part:
    """One report of a file.

    Attributes:
        document: The report alone, its offsets counted from its own start.
        start: Where it starts in the file's text.
        rows: Its observed rows, where they were needed to tell the reports apart.
    """

    document: Document
    start: int
    rows: Sequence[Row] | None = None


@dataclass(frozen=True, slots=True)
class _Table:
    """One table three: its figures, the label of its first row, and where it ends."""

    figures: tuple[str, ...]
    first: Stated
    end: int


@dataclass(slots=True)
class _Stretch:
    """The text from one title to the next, and what of a report stands in it."""

    start: int
    end: int
    tables: list[_Table] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)
    rows: Sequence[Row] | None = None

    @property
    def opens(self) -> bool:
        """Whether the section numbers begin here."""
        return _section_numbers()[0] in self.numbers

    @property
    def is_report(self) -> bool:
        """Whether this holds what only a report of its own has."""
        return bool(self.tables) or (self.opens and len(self.numbers) > 1)

    def take(self, other: _Stretch) -> None:
        """Join the stretch that follows."""
        self.end = other.end
        self.tables += other.tables
        self.numbers |= other.numbers
        self.rows = None


def reports_of(document: Document) -> tuple[Part, ...]:
    """Return the reports of a file in their order; most files hold one."""
    if _may_hold_several(document.text):
        stretches = _reports(document)
        if len(stretches) > 1:
            return tuple(Part(_cut(document, s.start, s.end), s.start, s.rows) for s in stretches)
    return (Part(document, 0),)


@dataclass(frozen=True, slots=True)
class Further:
    """A second table three in one report: its first row, and where the first table ends.

    The row is None where the table is told to be of another year.
    """

    row: Stated | None
    behind: int


def further_table(document: Document, rows: Sequence[Row]) -> Further | None:
    """Return a second table three with other figures in one report, if there is one.

    Its title is lost or was never there, so that nothing tells whose figures they are, unless
    the table itself is told to be of another year.
    """
    if not repeats_the_first_row(document.text):
        return None
    own = without_other_years(document.text, rows, year_of(document.text))
    tables = list(_tables_three(document, own.rows))
    others = [table for table in tables[1:] if table.figures != tables[0].figures]
    if others:
        return Further(others[0].first, tables[0].end)
    if tables and any(span.start >= tables[0].end for span in own.spans):
        return Further(None, tables[0].end)
    return None


def _may_hold_several(text: str) -> bool:
    """Return whether a telling row or the first section number stands here twice."""
    return repeats_the_first_row(text) or len(_opening().findall(text)) > 1


@cache
def _section_numbers() -> tuple[str, ...]:
    """Return the printed numbers of the form's sections, in order."""
    form = list(load_forms().values())[-1]
    overview, *rest = form.sections
    inner = [table.section for table in form.tables]
    return tuple(dict.fromkeys([overview.number, *inner, *(section.number for section in rest)]))


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(rf"(?m)^[\s#*|]*{_section_numbers()[0]}\s*[、．.]")


@cache
def _numbered() -> re.Pattern[str]:
    return re.compile(rf"(?m)^[\s#*|]*([{''.join(_section_numbers())}])\s*[、．.]")


def _reports(document: Document) -> list[_Stretch]:
    titles = _without_running(_without_contents(own_titles(document.text)))
    if len(titles) < 2:
        return []
    starts = [title.stated.span.start for title in titles]
    ends = [*starts[1:], len(document.text)]
    found = [_Stretch(0, starts[0])] if starts[0] else []
    for start, end in zip(starts, ends, strict=True):
        part = _cut(document, start, end)
        rows = observed_rows(part)
        numbers = set(_numbered().findall(_outside_tables(part)))
        found.append(_Stretch(start, end, list(_tables_three(part, rows)), numbers, rows))
    return _joined(found)


def _joined(stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """Return one stretch a report: what continues one is part of it."""
    reports: list[_Stretch] = []
    for stretch in stretches:
        if not reports or _begins_another(reports[-1], stretch):
            reports.append(stretch)
        else:
            reports[-1].take(stretch)
    # A cover or a list of contents in front belongs to no report.
    if len(reports) > 1 and not reports[0].is_report:
        reports.pop(0)
    return reports


def _begins_another(current: _Stretch, following: _Stretch) -> bool:
    if not following.is_report:
        return False
    if current.tables and following.tables:
        return True
    # The title may be repeated in other words inside one report; its numbers go on.
    return following.opens and (current.is_report or not current.numbers)


def _without_contents(titles: Sequence[OwnTitle]) -> list[OwnTitle]:
    """Return the titles that have text behind them."""
    following = [title.stated.span.start for title in titles[1:]]
    return [
        title
        for at, title in enumerate(titles)
        if at == len(following) or following[at] - title.stated.span.end > _SOME_TEXT
    ]


def _without_running(titles: Sequence[OwnTitle]) -> list[OwnTitle]:
    """Return each body's and year's first title, without lines that run through the file.

    A title that comes again behind another's stands at the head of every page.
    """
    runs: list[OwnTitle] = []
    for title in titles:
        if not runs or not runs[-1].is_like(title):
            runs.append(title)
    again = [t for at, t in enumerate(runs) if any(t.is_like(other) for other in runs[:at])]
    kept: list[OwnTitle] = []
    for title in runs:
        running = any(title.is_like(other) for other in again)
        if not running and (not kept or not kept[-1].is_like(title)):
            kept.append(title)
    return kept


def _tables_three(document: Document, rows: Sequence[Row]) -> Iterator[_Table]:
    """Yield the tables three of a stretch that have numbers in their first and last rows."""
    for table in tables_three(rows):
        first, last = rows[table.first], rows[table.last]
        figures = tuple(cell.plain for r in (first, last) for cell in r.area if cell.plain)
        yield _Table(figures, _label(document, first), last.span.end)


def _label(document: Document, row: Row) -> Stated:
    span = row.labels[-1].span
    raw = document.text[span.start : span.end]
    return Stated(" ".join(raw.split()), raw, span)


def _outside_tables(document: Document) -> str:
    """Return the text without the tables the file states; their rows are numbered too."""
    kept, at = [], 0
    for grid in document.grids:
        kept.append(document.text[at : max(at, grid.span.start)])
        at = max(at, grid.span.end)
    return "\n".join([*kept, document.text[at:]])


def _cut(document: Document, start: int, end: int) -> Document:
    """Return a stretch of a document as one of its own."""
    grids = [g for g in document.grids if start <= g.span.start and g.span.end <= end]
    pages = [
        replace(page, span=Span(max(page.span.start, start), min(page.span.end, end)))
        for page in document.pages
        if page.span.start < end and page.span.end > start
    ]
    return replace(
        document,
        text=document.text[start:end],
        grids=shifted(tuple(grids), -start),
        pages=shifted(tuple(pages), -start),
        hidden=shifted(tuple(s for s in document.hidden if start <= s.start < end), -start),
    )

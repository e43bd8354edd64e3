"""What kind of document this is, told before any figure of it is believed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.identity.paper import Paper
from extractor.identity.sections import Heading
from extractor.identity.title import Title
from report.identity_words import IdentityWords
from report.record import Kind, Reading, Stated

_HEAD_LINES = 8
_HEAD_LENGTH = 200
_SOME_HEADINGS = 3
# The empty form holds no more stray figures than this: page numbers, its own year.
_MOST_STRAY = 9


def find_kind(
    paper: Paper,
    reading: Reading,
    title: Title | None,
    headings: dict[str, Heading],
    words: IdentityWords,
) -> Kind:
    """Return the kind; a real report whose tables are all zero is a report."""
    kinds = words.kinds
    head = _head_lines(paper)
    titled = title is not None and title.name is not None and title.year is not None
    numbers = any(cell.value is not None or cell.candidates for cell in reading.cells.values())
    formlike = len(headings) >= _SOME_HEADINGS or bool(reading.tables)
    if formlike and not numbers and not titled:
        if _any(kinds.circular, head):
            return "circular"
        if not _has_figures(paper, kinds.figures) and (
            reading.tables or _any(kinds.blank_form, [paper.text[:2000]])
        ):
            return "blank_form"
    if _own(kinds.university_report, head, paper, title) and not reading.tables:
        return "university_report"
    if find_part_of_year(paper, title, words) is not None:
        return "other"
    if title is None and not numbers:
        other = _other_kind(words, head, paper)
        if other is not None:
            return other
    if not numbers and not formlike and _explained(words, head):
        return "interpretation"
    if numbers or title is not None or formlike:
        return "annual_report" if kinds.subject.search(paper.text) or numbers else "other"
    return "other"


def find_part_of_year(paper: Paper, title: Title | None, words: IdentityWords) -> Stated | None:
    """Return the words of a title, or before it on its line, for less than a whole year."""
    if title is None:
        return None
    start = _line_start(title, paper)
    for pattern in words.kinds.part_of_year:
        found = pattern.search(paper.text, start, title.end)
        if found is not None:
            return paper.stated(found[0], found.start(), found.end())
    return None


def _has_figures(paper: Paper, figures: re.Pattern[str]) -> bool:
    """Return whether the tables hold figures, though none could be placed."""
    spans = [paper.span(table.start, table.end) for table in paper.tables]
    spans = spans or [paper.span(0, len(paper.text))]
    found = sum(len(figures.findall(paper.source[s.start : s.end])) for s in spans)
    return found > _MOST_STRAY


def _line_start(title: Title, paper: Paper) -> int:
    """Return where the title's line starts, or the title where it has more than one."""
    line = paper.lines.around(title.core)
    start = title.start if line is None else min(line.start, title.start)
    return max(start, title.end - _HEAD_LENGTH)


def _head_lines(paper: Paper) -> list[str]:
    """Return the first lines, each cut where running text would begin."""
    return [line.text[:_HEAD_LENGTH] for line in paper.lines.first(_HEAD_LINES)]


def _any(patterns: Sequence[re.Pattern[str]], texts: Sequence[str]) -> bool:
    return any(pattern.search(text) for pattern in patterns for text in texts)


def _explained(words: IdentityWords, head: Sequence[str]) -> bool:
    """Return whether one of the first lines names a report and says it is explained."""
    return any(
        words.title.core.search(line) and _any(words.kinds.interpretation, [line])
        for line in head[:3]
    )


def _own(
    patterns: Sequence[re.Pattern[str]], head: Sequence[str], paper: Paper, title: Title | None
) -> bool:
    """Return whether the title says so, or the head where there is no title."""
    own = [paper.text[title.start : title.end]] if title is not None else head
    return _any(patterns, own)


def _other_kind(words: IdentityWords, head: Sequence[str], paper: Paper) -> Kind | None:
    kinds = words.kinds
    if _any(kinds.website_report, head):
        return "website_report"
    if _any(kinds.rule_of_law_report, head):
        return "rule_of_law_report"
    subject = kinds.subject.search("".join(head)) is not None
    if subject and _any(kinds.interpretation, head):
        return "interpretation"
    if subject and _any(kinds.circular, head) and not paper.tables:
        return "circular"
    return None

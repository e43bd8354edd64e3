"""Which of the form's headings the text has, under whatever numbering and spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from extractor.identity.paper import Paper
from report.form import load_forms
from report.identity_words import IdentityWords, SectionWords, identity_words
from report.record import Stated
from report.text import fold

_LONGEST_LINE = 46
_CUT = re.compile(r"[(:。，,]")
# How much less a heading in the middle of a line counts, and one that nothing parts there.
_INSIDE, _UNPARTED = 1, 3
_BEFORE_HEADING = frozenset("。;；)）!?.0123456789")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: the section or table it opens, and where its words stand."""

    section: str
    start: int
    end: int
    score: float


@cache
def _wordings() -> dict[str, str]:
    """Return all folded heading wordings and the section each belongs to."""
    words = identity_words().sections
    found: dict[str, str] = {}
    for form in load_forms().values():
        for section in form.sections:
            for text in (section.heading, *section.variants, *words.further(section.id)):
                found.setdefault(fold(text), section.id)
        for table in form.tables:
            for text in (table.heading, *table.heading_variants):
                found.setdefault(fold(text), table.id)
    return found


def find_headings(paper: Paper, words: IdentityWords) -> dict[str, Heading]:
    """Return the heading of each section found: the best match, the first of equals."""
    best: dict[str, Heading] = {}
    for headings in (_on_lines(paper, words.sections), _inside_lines(paper, words.sections, best)):
        for heading in headings:
            if _is_better(heading.score, best.get(heading.section)):
                best[heading.section] = heading
    return best


def _is_better(score: float, known: Heading | None) -> bool:
    return known is None or score > known.score + 2


def _on_lines(paper: Paper, words: SectionWords) -> Iterator[Heading]:
    wordings = _wordings()
    for text, begin in zip(paper.lines.texts, paper.lines.starts, strict=True):
        if not 4 <= len(text) <= _LONGEST_LINE or text.isdigit():
            continue
        numbered = words.numbering.match(text)
        offset = numbered.end() if numbered is not None else 0
        if offset == 0 and paper.in_table(begin):
            continue
        cut = _CUT.search(text, offset)
        bare = text[offset : cut.start()] if cut is not None else text[offset:]
        if len(bare) < 4 or (text[0] == "(" and bare not in wordings):
            continue
        found = _nearest(bare, words.similarity)
        if found is not None:
            section, likeness = found
            start = begin + offset
            yield Heading(section, start, start + len(bare), likeness - _lower_level(text))


@lru_cache(maxsize=4096)
def _nearest(text: str, similarity: float) -> tuple[str, float] | None:
    """Return the section whose wording is most like a folded line, and how like it is."""
    found = process.extractOne(
        text, _wordings().keys(), scorer=fuzz.ratio, processor=None, score_cutoff=similarity
    )
    return (_wordings()[found[0]], found[1]) if found is not None else None


def _lower_level(line: str) -> int:
    """Return how much less a heading counts whose numbering is that of a subsection."""
    return 10 if line[0] == "(" else 6 if line[0].isdigit() else 0


def _inside_lines(paper: Paper, words: SectionWords, best: dict[str, Heading]) -> Iterator[Heading]:
    """Yield headings that stand in the middle of a line of running text.

    No other heading is looked for of a section whose best one cannot be beaten here.
    """
    wanted: dict[str, list[tuple[str, str]]] = {}
    for wording, section in _wordings().items():
        if _is_better(100 - _INSIDE, best.get(section)):
            wanted.setdefault(wording[:1], []).append((wording, section))
    for number in words.inline_number.finditer(paper.text) if wanted else ():
        start = number.end()
        possible = wanted.get(paper.text[start : start + 1])
        if possible is None:
            continue
        before = number.start()
        parted = not before or paper.gap(before) or paper.text[before - 1] in _BEFORE_HEADING
        following = paper.text[start : start + 34]
        for wording, section in possible:
            if not parted and (len(wording) < 10 or not following.startswith(wording)):
                continue
            end = _prefix_match(following, wording, words.similarity)
            if end:
                score = fuzz.ratio(following[:end], wording)
                score -= _INSIDE if parted else _UNPARTED
                yield Heading(section, start, start + end, score)


def _prefix_match(text: str, wording: str, similarity: float) -> int:
    """Return the length of the text's beginning that is this heading, or 0.

    Both begin with the same character.
    """
    if text.startswith(wording):
        return len(wording)
    if len(wording) < 8:
        return 0
    scores = [
        (fuzz.ratio(text[:length], wording), -length)
        for length in range(len(wording) - 1, len(wording) + 3)
    ]
    score, length = max(scores)
    return -length if score >= similarity else 0


def section_facts(
    paper: Paper, headings: dict[str, Heading], words: IdentityWords
) -> dict[str, Stated]:
    """Return each section's heading, or the words that show its content without one."""
    facts = {id_: paper.verbatim(heading.start, heading.end) for id_, heading in headings.items()}
    for section, pattern in words.sections.content.items():
        if section in facts:
            continue
        for start, end in paper.prose():
            found = pattern.search(paper.text, start, end)
            if found is not None:
                facts[section] = paper.verbatim(found.start(), found.end())
                break
    return facts

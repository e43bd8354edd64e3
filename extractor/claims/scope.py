"""Whose figure it is, and of which time."""

from __future__ import annotations

import re

from extractor.claims.sentences import Figure, Sentence
from report.claim import Period
from report.prose import BREAK
from report.structure_words import load_structure

# Digits of a year: a quick look before the longer one.
_YEAR = re.compile(r"(?:19|20)\d\d")
_SCOPES = {
    "scope_self": "self",
    "scope_area": "area",
    "scope_office": "office",
    "scope_subordinate": "subordinate",
}


def find_scope(sentence: Sentence, figure: Figure, issuer: str) -> str:
    """Return whose figure it is: the nearest word before it that says so."""
    text = sentence.prose.text
    if _is_of_foreign_body(text[max(sentence.start, figure.seg - 1) : figure.start], issuer):
        return "subordinate"
    words = [
        w
        for w in sentence.marks(sentence.start, figure.start, *_SCOPES)
        if not enclosed(text[w.end : figure.start])
    ]
    return _SCOPES[words[-1].id] if words else "self"


def is_of_larger_area(sentence: Sentence, figure: Figure, issuer: str) -> bool:
    """Return whether a figure is told of an area that is not the issuer's: 全市 by a county."""
    words = sentence.marks(sentence.start, figure.start, *_SCOPES)
    if not words or words[-1].id != "scope_area":
        return False
    scope = load_structure().scope
    told = scope.area.match(sentence.prose.text, words[-1].start, words[-1].end)
    own = scope.levels.findall(issuer)
    return told is not None and bool(own) and told[1] != own[-1]


def enclosed(between: str) -> bool:
    """Return whether a bracket closes between a word and a figure: the word stood inside."""
    return between.count(")") > between.count("(")


def _is_of_foreign_body(clause: str, issuer: str) -> bool:
    scope = load_structure().scope
    bodies = scope.body.findall(clause) if scope.body_ends.search(clause) else []
    return bool(bodies) and _foreign_body(bodies[-1], issuer)


def _foreign_body(name: str, issuer: str) -> bool:
    scope = load_structure().scope
    own = scope.within_year.sub("", scope.own.split(name)[-1]).lstrip(scope.before_name)
    return bool(issuer) and len(own) > 1 and not _shortened(own, issuer)


def _shortened(name: str, full: str) -> bool:
    """Return whether a name leaves out characters of the full one: 卫健局 for 卫生健康局."""
    rest = iter(full)
    return all(character in rest for character in name)


def _within_part(sentence: Sentence, figure: Figure) -> bool:
    """Return whether the last time named before a figure is only a part of a year."""
    marks = sentence.marks(sentence.start, figure.start, "part_of_year")
    if not marks:
        return False
    return (
        load_structure().scope.within_year.search(sentence.prose.text, marks[-1].end, figure.start)
        is None
    )


def find_period(
    sentence: Sentence, figure: Figure, year: int | None, carried: bool = False
) -> Period:
    """Return which time a figure is of: the year reported on, a stock, or another time.

    What was carried over or forward names the other year by its nature.
    """
    text = sentence.prose.text
    cumulative = sentence.marks(figure.seg, figure.start, "cumulative")
    if any(not _since_this_year(text, w.start, year) for w in cumulative):
        return "cumulative"
    if sentence.is_marked(figure.limit, figure.start, "accumulated") and _is_a_stock(
        text[sentence.start : figure.start]
    ):
        return "cumulative"
    if _within_part(sentence, figure):
        return "other"
    if sentence.is_marked(figure.seg, figure.start, "other_period", "compared"):
        return "other"
    if sentence.is_marked(figure.limit, figure.start, "months"):
        return "other"
    start = max(sentence.start, figure.limit)
    return "other" if not carried and other_year(sentence, start, figure, year) else "year"


def _is_a_stock(before: str) -> bool:
    """Return whether what was accumulated is that of years, by the words before it."""
    scope = load_structure().scope
    return bool(scope.since.search(before)) or not scope.within_year.search(before)


def _since_this_year(text: str, at: int, year: int | None) -> bool:
    """Return whether the year right before 以来 is the one reported on."""
    told = load_structure().scope.since_year.search(text, max(0, at - 12), at)
    return told is not None and year is not None and int(told[1]) == year


def opened_year(sentence: Sentence, figure: Figure, year: int | None) -> int | None:
    """Return the other year under which a paragraph began, where no year is named since.

    2022年,我局认真落实条例。全年收到申请32件。 gives the 32 to 2022.
    """
    text, scope = sentence.prose.text, load_structure().scope
    start = text.rfind(BREAK, 0, sentence.start) + 1
    found = scope.opened_year.match(text, start, sentence.start)
    if found is None or year is None or int(found[1]) == year:
        return None
    if scope.named_year.search(text, found.end(), figure.start):
        return None
    since = scope.this_year.search(text, found.end(), figure.start)
    return int(found[1]) if since is None else None


def other_year(sentence: Sentence, start: int, figure: Figure, year: int | None) -> int | None:
    """Return the year last named before a figure, if it is not the one reported on.

    That to which requests were carried is no year of the figures behind it.
    """
    text = sentence.prose.text
    if year is None or not _YEAR.search(text, start, figure.start):
        return None
    years = list(load_structure().scope.year_of.finditer(text, start, figure.start))
    carried = [w for w in sentence.between(start, figure.start) if w.kind == "carry"]
    told = [
        int(found[1])
        for found in years
        if not any(w.start <= found.start() < w.end for w in carried)
    ]
    return told[-1] if told and told[-1] != year else None

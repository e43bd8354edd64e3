"""The year reported on, by the vote of the places that state it."""

from __future__ import annotations

import re
from collections import Counter

from extractor.identity.paper import Paper
from extractor.identity.period import Period
from extractor.identity.title import Title
from report.identity_words import IdentityWords, YearWords
from report.record import Stated

_TITLE, _PERIOD, _HEAD, _OPENING = 5, 4, 2, 2
_OPENING_LENGTH = 600
_FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")


def find_year(
    paper: Paper,
    title: Title | None,
    period: Period | None,
    head_end: int,
    words: IdentityWords,
) -> Stated | None:
    """Return the year; later parts of the text (plans, other documents) have no vote."""
    # A title that names a year no report can be of leaves none to guess from the prose.
    if (period is None or period.year is None) and _impossible_year(paper, title):
        return None
    votes: Counter[str] = Counter()
    places: dict[str, tuple[int, int]] = {}
    if title is not None and title.year is not None:
        # A year of the title counts as well where its 年 was lost; a range of two is none.
        printed = paper.text[slice(*title.year)]
        year = digits_of(printed, words.year)
        if _FOUR_DIGITS.fullmatch(year) and "-" not in printed:
            votes[year] += _TITLE
            places.setdefault(year, (title.year[0], title.year[0] + len(year)))
    if period is not None and period.year is not None:
        year, place = period.year
        votes[year] += _PERIOD
        places.setdefault(year, place)
    head_start = title.end if title is not None else 0
    _vote(paper, head_start, head_end, _HEAD, votes, places, words.year)
    _vote(paper, head_end, head_end + _OPENING_LENGTH, _OPENING, votes, places, words.year)
    if not votes:
        return None
    year = votes.most_common(1)[0][0]
    return paper.stated(year, *places[year])


def _impossible_year(paper: Paper, title: Title | None) -> bool:
    """Return whether the line of the title has four digits that were taken for no year."""
    if title is None or title.year is not None:
        return False
    line = paper.text.rfind("\n", 0, title.start) + 1
    return _FOUR_DIGITS.search(paper.text, line, title.end) is not None


def digits_of(year: str, words: YearWords) -> str:
    """Return a printed year with Chinese numerals turned to digits."""
    digits = year[:4]
    return digits if digits.isdigit() else "".join(words.numerals.get(c, c) for c in digits)


def _vote(
    paper: Paper,
    start: int,
    end: int,
    weight: int,
    votes: Counter[str],
    places: dict[str, tuple[int, int]],
    words: YearWords,
) -> None:
    """Give this place's votes to the year it names most often, the first of equals."""
    found: dict[str, list[tuple[int, int]]] = {}
    for pattern in words.stated:
        for match in pattern.finditer(paper.text, start, min(end, len(paper.text))):
            digits = digits_of(match["year"], words)
            if digits.isdigit() and len(digits) == 4:
                found.setdefault(digits, []).append(match.span("year"))
    if not found:
        return
    year = max(found, key=lambda digits: len(found[digits]))
    votes[year] += weight
    places.setdefault(year, found[year][0])

"""Which year a table or a row is of, where one is printed again beside the year's own.

Offices print last year's figures for comparison. Which copy is the report's is told by a year,
or by words for this or the last one, in the row's label or in the lines right above.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from extractor.tables.labels import plain
from extractor.tables.regions import is_heading
from extractor.tables.rows import Row
from extractor.tables.words import table_words
from report.signs import load_signs
from report.text import fold

_MARK = load_signs().years.mark
_YEAR = re.compile(rf"20[12]\d(?=\s*{_MARK})")
# A year by itself, or before its mark; one with a month behind it is a date.
_NAMED = re.compile(rf"(?<!\d)20[12]\d(?!\d|{_MARK}\d|[-./]\d)")
# The year reported on stands in the title and the first sentences.
_OPENING = 3000
# Heads over a table, with the spaces between them, take up no more text than this.
_ABOVE = 1500
# A line over a table is no longer than this; more is a sentence.
_LINE = 40
# What stands in brackets at the end of a label.
_ASIDE = re.compile(r"[（(]([^（）()]{2,8})[)）]\s*$")
_PIECES = re.compile(r"[|\t\n│┃]+")


def year_of(text: str) -> int | None:
    """Return the year that the opening of a report speaks of most."""
    years = _YEAR.findall(text[:_OPENING])
    return int(max(dict.fromkeys(years), key=years.count)) if years else None


def is_of_year(pieces: Iterable[str], year: int | None) -> bool | None:
    """Return whether the last telling one of some labels and lines names the year reported on.

    None where nothing tells.
    """
    found: bool | None = None
    for piece in pieces:
        told = _told(fold(piece), year)
        if told is not None:
            found = told
        elif _begins_a_section(piece):
            found = None  # What stands above it, the title too, is of no table below it.
    return found


def _begins_a_section(piece: str) -> bool:
    return load_signs().lines.stop in piece or is_heading(plain(piece))


def _told(piece: str, year: int | None) -> bool | None:
    words, said = table_words(), plain(piece)
    if (aside := _ASIDE.search(piece)) is not None and _is_word(plain(aside[1])):
        said = plain(aside[1])
    if said in words.of_this_year:
        return True
    if said in words.of_last_year or said.startswith(words.last_year_titles):
        return False
    if year is None or len(said) > _LINE or load_signs().lines.stop in piece:
        return None
    years = {int(found) for found in _NAMED.findall("".join(piece.split()))}
    return year in years if len(years) == 1 else None


def may_say_a_year(label: str) -> bool:
    """Return whether a label may say of which year its figures are; most do not."""
    if "20" in label:
        return True
    aside = _ASIDE.search(label)
    return _is_word(plain(label if aside is None else aside[1]))


def _is_word(said: str) -> bool:
    words = table_words()
    return said in words.of_this_year or said in words.of_last_year


def is_no_more_than_a_year(label: str) -> bool:
    """Return whether a label says of which year its figures are and nothing else."""
    said = plain(label)
    return _NAMED.sub("", said, count=1) in ("", _MARK) or _is_word(said)


def above(text: str, rows: Sequence[Row], at: int) -> list[str]:
    """Return the lines and labels between the figures before a row and its own."""
    start = next((rows[i].span.end for i in range(at - 1, -1, -1) if rows[i].numbers), 0)
    end = rows[at].area[0].span.start
    return _PIECES.split(text[max(start, end - _ABOVE) : end])


def the_year_s_own(told: Sequence[bool | None]) -> int | None:
    """Return which of several copies is of the year reported on, None where that is not told.

    One that says so, or the only one that does not say that it is of another year.
    """
    own = [at for at, is_own in enumerate(told) if is_own]
    if not own and False in told:
        own = [at for at, is_own in enumerate(told) if is_own is None]
    return own[0] if len(own) == 1 else None

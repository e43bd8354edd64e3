"""Whose report on which year the opening announces: 现公布某局2023年政府信息公开工作年度报告."""

from __future__ import annotations

import re
from functools import lru_cache

from extractor.identity.paper import Paper
from report.identity_words import IdentityWords
from report.record import Stated


def find_announced(
    paper: Paper, start: int, end: int, words: IdentityWords
) -> tuple[Stated | None, Stated | None]:
    """Return the issuer and the year that the text between two offsets announces.

    Only the first announcement counts; a later one may be of an earlier report.
    """
    found = _sentence(words).search(paper.text, start, end)
    if found is None:
        return None, None
    year = paper.verbatim(*found.span("year"))
    named = next((group for group in ("name", "name_after") if found[group]), None)
    if named is None or not words.names.sure_name.fullmatch(found[named]):
        return None, year
    return paper.verbatim(*found.span(named)), year


@lru_cache(maxsize=4)
def _sentence_of(announces: str, year: str, core: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:{announces})[《\"]?(?P<name>[^\W\d_]{{0,28}}?)(?P<year>20\d\d){year}"
        rf"(?P<name_after>[^\W\d_]{{0,28}}?)(?:{core})"
    )


def _sentence(words: IdentityWords) -> re.Pattern[str]:
    title = words.title
    return _sentence_of(title.announces.pattern, title.announced_year, title.core.pattern)

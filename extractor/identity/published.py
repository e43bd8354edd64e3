"""When a report was published, where the head of its page says so."""

from __future__ import annotations

from datetime import date

from extractor.identity.paper import Paper
from report.identity_words import IdentityWords
from report.record import Stated


def find_published(paper: Paper, head_end: int, words: IdentityWords) -> Stated | None:
    """Return the day of publication that stands before the report's text; None if none does.

    Two different days leave it open.
    """
    found: dict[str, Stated] = {}
    for match in words.published.stated.finditer(paper.text[:head_end]):
        try:
            day = date(int(match["y"]), int(match["m"]), int(match["d"])).isoformat()
        except ValueError:
            continue
        stated = paper.verbatim(match.start(), match.end())
        found.setdefault(day, Stated(day, stated.raw, stated.span))
    return next(iter(found.values())) if len(found) == 1 else None

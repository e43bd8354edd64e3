"""What the text says of the circular behind its form, and of the processing fee."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.identity.paper import Paper
from extractor.identity.sections import Heading
from report.identity_words import FeeWords, IdentityWords
from report.record import Stated

_SENTENCE = re.compile(r"[^。；;！!？?]+[。；;！!？?]?")
_TITLE_OF_A_DOCUMENT = re.compile(r"《[^》]*》|<[^>]*>")


def find_circulars(paper: Paper, words: IdentityWords) -> tuple[Stated, ...]:
    """Return the circulars cited as the basis of the report, in the form's spelling."""
    found = []
    for match in words.circulars.cited.finditer(paper.text):
        around = paper.text[max(0, match.start() - words.circulars.reach) : match.end() + 20]
        if words.circulars.basis.search(around) is None:
            continue
        value = f"{match['prefix']}〔{match['year']}〕{int(match['number'])}号"
        found.append(paper.stated(value, match.start(), match.end()))
    return tuple(found)


def find_fee_statement(
    paper: Paper, headings: dict[str, Heading], words: IdentityWords
) -> Stated | None:
    """Return the sentence that says whether the processing fee was taken.

    A sentence naming the fee itself wins over one that only speaks of charging.
    """
    last = headings.get("other_matters")
    unnamed: tuple[int, int] | None = None
    for begin, end in _sentences(paper):
        heads = [head.end for head in headings.values() if begin <= head.start and head.end < end]
        start = max([begin, *heads])
        text = _without_document_titles(paper.text[start:end])
        if words.fees.not_fee.search(text):
            continue
        if words.fees.fee.search(text) and words.fees.said.search(words.fees.fee.sub("", text)):
            return paper.verbatim(start, end)
        in_last = last is not None and start >= last.start
        if unnamed is None and _charging(text, in_last, words.fees):
            unnamed = start, end
    return paper.verbatim(*unnamed) if unnamed is not None else None


def _charging(text: str, in_last_section: bool, words: FeeWords) -> bool:
    if not (in_last_section or words.near.search(text)):
        return False
    return words.unnamed.search(text) is not None


def _sentences(paper: Paper) -> Iterator[tuple[int, int]]:
    for start, end in paper.prose():
        for found in _SENTENCE.finditer(paper.text, start, end):
            yield found.span()


def _without_document_titles(text: str) -> str:
    """Return a sentence without the titles it quotes: a decree studied is no fee taken."""
    return _TITLE_OF_A_DOCUMENT.sub("", text)

"""What the text says of the circular behind its form, and of the processing fee."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extractor.identity.paper import Paper
from extractor.identity.sections import Heading
from report.form import load_forms
from report.identity_words import CircularWords, FeeWords, IdentityWords
from report.record import Stated
from report.text import fold

_MARKS = "。；;！!？?"
_DOCUMENT_BEFORE = re.compile(r"《([^《》]*(?:《[^》]*》[^》]*)?)》\(?$")
_TITLE_OF_A_DOCUMENT = re.compile(r"《[^《》]*》|<[^<>]*>")


def find_circulars(paper: Paper, words: IdentityWords) -> tuple[Stated, ...]:
    """Return the circulars cited as the basis of the report, in the form's spelling."""
    found = []
    for match in words.circulars.cited.finditer(paper.text):
        if _is_basis(paper.text, match, words.circulars):
            number = int(match["number"])
            value = words.circulars.spelled.format(**match.groupdict() | {"number": number})
            found.append(paper.stated(value, match.start(), match.end()))
    return tuple(found)


def _is_basis(text: str, match: re.Match[str], words: CircularWords) -> bool:
    """Return whether a citation is of a circular on the annual report's form.

    The office that issues the forms issues other circulars too, and other offices'
    numbers count only where they are those of a form.
    """
    number = match["year"], int(match["number"])
    if not match["prefix"].startswith(words.office) and number not in _form_numbers(words):
        return False
    before = text[max(0, match.start() - words.reach) : match.start()]
    titled = _DOCUMENT_BEFORE.search(before)
    about = titled[1] if titled is not None else before + text[match.end() : match.end() + 20]
    return words.basis.search(about) is not None


def _form_numbers(words: CircularWords) -> set[tuple[str, int]]:
    numbers = (words.cited.search(fold(form.circular.number)) for form in load_forms().values())
    return {(found["year"], int(found["number"])) for found in numbers if found is not None}


def find_fee_statement(
    paper: Paper, headings: dict[str, Heading], words: IdentityWords
) -> Stated | None:
    """Return the sentence that says whether the processing fee was taken.

    A sentence naming the fee itself wins over one that only speaks of charging.
    """
    last = headings.get("other_matters")
    unnamed: tuple[int, int] | None = None
    for begin, end in _sentences(paper, words.fees.hints):
        heads = [head.end for head in headings.values() if begin <= head.start and head.end < end]
        start = max([begin, *heads])
        text = _without_document_titles(paper.text[start:end])
        if words.fees.not_fee.search(text):
            continue
        if words.fees.fee.search(text) and words.fees.said.search(words.fees.fee.sub("", text)):
            return paper.verbatim(start, end)
        near = last is not None and start >= last.start
        near = near or words.fees.fee.search(paper.text, start, end) is not None
        if unnamed is None and _charging(text, near, words.fees):
            unnamed = start, end
    return paper.verbatim(*unnamed) if unnamed is not None else None


def _charging(text: str, near: bool, words: FeeWords) -> bool:
    if not (near or words.near.search(text)):
        return False
    return words.unnamed.search(text) is not None


def _sentences(paper: Paper, hints: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences outside the tables that have one of the characters, and few others."""
    for start, end in paper.prose():
        for found in _sentence(hints).finditer(paper.text, start, end):
            if found[1]:
                yield found.span(1)


@cache
def _sentence(hints: str) -> re.Pattern[str]:
    """Return a pattern that goes over all sentences without the characters to one with them."""
    without = rf"[^{_MARKS}{hints}]*+[{_MARKS}]++"
    return re.compile(rf"(?:{without})*+([^{_MARKS}]+[{_MARKS}]?)?")


def _without_document_titles(text: str) -> str:
    """Return a sentence without the titles it quotes: a decree studied is no fee taken."""
    return _TITLE_OF_A_DOCUMENT.sub("", text) if "《" in text or "<" in text else text

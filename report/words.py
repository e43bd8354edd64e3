"""Finds the words of the lexicon in a sentence, the narrowest class first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from report.first_characters import first_characters
from report.lexicon_data import WordClass, load_words


class Word(NamedTuple):
    """A word of the lexicon and where it stands in the prose; `id` and `kind` are its class's."""

    cls: WordClass
    start: int
    end: int
    id: str
    kind: str


@dataclass(frozen=True)
class _Lexer:
    """One pattern per first character, and one for all others where any may begin a word."""

    by_first: dict[str, re.Pattern[str]]
    otherwise: re.Pattern[str] | None
    classes: dict[str, WordClass]


@cache
def _lexer() -> _Lexer:
    words = load_words()
    alternatives = [
        (id_, pattern, first_characters(pattern))
        for id_, word in words.items()
        for pattern in word.patterns
    ]
    wide = [(id_, pattern) for id_, pattern, chars in alternatives if chars is None]
    first = {c for _, _, chars in alternatives for c in chars or ()}
    by_first = {
        c: _compile([(i, p) for i, p, chars in alternatives if chars is None or c in chars])
        for c in first
    }
    return _Lexer(by_first, _compile(wide) if wide else None, words)


def _compile(alternatives: list[tuple[str, str]]) -> re.Pattern[str]:
    grouped: dict[str, list[str]] = {}
    for id_, pattern in alternatives:
        grouped.setdefault(id_, []).append(f"(?:{pattern})")
    return re.compile("|".join(f"(?P<{i}>{'|'.join(ps)})" for i, ps in grouped.items()), re.ASCII)


def words_in(text: str, start: int, end: int) -> Iterator[Word]:
    """Yield the words of `text[start:end]` from left to right, without overlap."""
    lexer = _lexer()
    by_first, otherwise, classes = lexer.by_first, lexer.otherwise, lexer.classes
    free = start
    for at, character in enumerate(text[start:end], start):
        pattern = by_first.get(character, otherwise)
        if pattern is None or at < free:
            continue
        found = pattern.match(text, at, end)
        if found is None or (stop := found.end()) == at or found.lastgroup is None:
            continue
        cls = classes[found.lastgroup]
        yield Word(cls, at, stop, cls.id, cls.kind)
        free = stop

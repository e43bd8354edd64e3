"""Finds the words of the lexicon in a sentence, the narrowest class first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

from report.lexicon_data import WordClass, load_words

_ANY = None


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the lexicon and where it stands in the prose."""

    cls: WordClass
    start: int
    end: int

    @property
    def id(self) -> str:
        """The id of its class."""
        return self.cls.id

    @property
    def kind(self) -> str:
        """The kind of its class."""
        return self.cls.kind


def _set_chars(items: list[Any]) -> set[str] | None:
    """Return the characters of a class, or None when it excludes or is too wide."""
    chars: set[str] = set()
    for operator, argument in items:
        if operator is _constants.LITERAL:
            chars.add(chr(argument))
        elif operator is _constants.RANGE and argument[1] - argument[0] < 64:
            chars |= {chr(code) for code in range(argument[0], argument[1] + 1)}
        elif operator is _constants.CATEGORY and argument is _constants.CATEGORY_DIGIT:
            chars |= set("0123456789")
        else:
            return _ANY
    return chars


def _first(sequence: Any) -> tuple[set[str] | None, bool]:
    """Return the characters a parsed pattern may begin with, and if it may be empty."""
    chars: set[str] = set()
    for operator, argument in sequence:
        some, empty = _first_of(operator, argument)
        if some is _ANY:
            return _ANY, False
        chars |= some
        if not empty:
            return chars, False
    return chars, True


def _first_of(operator: Any, argument: Any) -> tuple[set[str] | None, bool]:
    if operator is _constants.LITERAL:
        return {chr(argument)}, False
    if operator is _constants.IN:
        return _set_chars(argument), False
    if operator is _constants.SUBPATTERN:
        return _first(argument[-1])
    if operator is _constants.BRANCH:
        branches = [_first(branch) for branch in argument[1]]
        if any(chars is _ANY for chars, _ in branches):
            return _ANY, False
        return {c for chars, _ in branches for c in chars or ()}, any(e for _, e in branches)
    if operator in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
        chars, empty = _first(argument[2])
        return chars, empty or argument[0] == 0
    if operator in (_constants.ASSERT, _constants.ASSERT_NOT, _constants.AT):
        return set(), True
    return _ANY, False


@dataclass(frozen=True)
class _Lexer:
    """One pattern per first character, so that most places cost one look-up."""

    by_first: dict[str, re.Pattern[str]]
    otherwise: re.Pattern[str] | None
    classes: dict[str, WordClass]


@cache
def _lexer() -> _Lexer:
    words = load_words()
    alternatives: list[tuple[str, str, set[str] | None]] = []
    for id_, word in words.items():
        for pattern in word.patterns:
            chars, empty = _first(_parser.parse(pattern))
            alternatives.append((id_, pattern, _ANY if empty else chars))
    wide = [(id_, pattern) for id_, pattern, chars in alternatives if chars is _ANY]
    first = {c for _, _, chars in alternatives for c in chars or ()}
    by_first = {
        c: _compile([(i, p) for i, p, chars in alternatives if chars is _ANY or c in chars])
        for c in first
    }
    return _Lexer(by_first, _compile(wide) if wide else None, words)


def _compile(alternatives: list[tuple[str, str]]) -> re.Pattern[str]:
    grouped: dict[str, list[str]] = {}
    for id_, pattern in alternatives:
        grouped.setdefault(id_, []).append(f"(?:{pattern})")
    return re.compile("|".join(f"(?P<{i}>{'|'.join(ps)})" for i, ps in grouped.items()))


def words_in(text: str, start: int, end: int) -> Iterator[Word]:
    """Yield the words of `text[start:end]` from left to right, without overlap."""
    lexer = _lexer()
    by_first, otherwise, classes = lexer.by_first, lexer.otherwise, lexer.classes
    at = start
    while at < end:
        pattern = by_first.get(text[at], otherwise)
        found = pattern.match(text, at, end) if pattern is not None else None
        if found is None or found.end() == at or found.lastgroup is None:
            at += 1
            continue
        yield Word(classes[found.lastgroup], at, found.end())
        at = found.end()

"""Which characters a pattern can begin with, so that most places cost one look-up.

Python keeps its parser of patterns private. Where it is missing or has changed, nothing is
known of any pattern: the lexer then tries all of them everywhere, slower and just as right.
"""

from __future__ import annotations

from typing import Any

try:
    from re import _constants, _parser  # type: ignore[attr-defined]
except ImportError:
    _constants = _parser = None

_ANY = None


def first_characters(pattern: str) -> frozenset[str] | None:
    """Return the characters the pattern may begin with, or None when any may do."""
    try:
        chars, empty = _first(_parser.parse(pattern))
    except (AttributeError, TypeError, ValueError):
        return _ANY
    return _ANY if empty or chars is _ANY else frozenset(chars)


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

"""Slips of the hand in one number, made by issuers and readers alike."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

_DIGITS = "0123456789"


def digit_typo(source: Random, number: int) -> int | None:
    """Return the number with one digit mistyped."""
    text = str(number)
    at = source.randrange(len(text))
    wrong = source.choice([digit for digit in _DIGITS if digit != text[at]])
    return int(text[:at] + wrong + text[at + 1 :])


def transposition(source: Random, number: int) -> int | None:
    """Return the number with two neighbouring digits swapped."""
    text = str(number)
    places = [at for at in range(len(text) - 1) if text[at] != text[at + 1]]
    if not places:
        return None
    at = source.choice(places)
    return int(text[:at] + text[at + 1] + text[at] + text[at + 2 :])


def lost_digit(source: Random, number: int) -> int | None:
    """Return the number without one of its digits."""
    text = str(number)
    at = source.randrange(len(text))
    left = text[:at] + text[at + 1 :]
    return int(left) if left else None


def times_ten(source: Random, number: int) -> int | None:
    """Return ten times the number."""
    del source
    return number * 10


def sign(source: Random, number: int) -> int | None:
    """Return the number below zero."""
    del source
    return -number


NUMBERS: dict[str, Callable[[Random, int], int | None]] = {
    "digit_typo": digit_typo,
    "transposition": transposition,
    "lost_digit": lost_digit,
    "times_ten": times_ten,
    "sign": sign,
}

"""Text and names that a spreadsheet takes as they are, and never computes."""

from __future__ import annotations

import re
from typing import Any

_MOST_TEXT = 32_767
NAME_UNITS = 31
_WIDE_FROM = 0x2000
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ACTIVE = tuple("=+-@\t\r\n＝＋－＠")


def sheet_name(wanted: str, taken: set[str]) -> str:
    """Return a name that a spreadsheet allows and that no other sheet has, and take it."""
    plain = _FORBIDDEN.sub(" ", wanted).strip().strip("'").strip() or "-"
    if plain.casefold() == "history":
        plain += "_"
    name, number = _cut(plain, NAME_UNITS), 1
    while name.casefold() in taken:
        number += 1
        tail = f"~{number}"
        name = _cut(plain, NAME_UNITS - len(tail)) + tail
    taken.add(name.casefold())
    return name


def _cut(text: str, units: int) -> str:
    """Return the text cut to so many UTF-16 units, which is how spreadsheets count."""
    while len(text.encode("utf-16-le")) // 2 > units:
        text = text[:-1]
    return text.rstrip("' ")


def shown(value: Any) -> Any:
    """Return what can stand in a cell: figures that Excel would round come as text."""
    if isinstance(value, bool) or value is None:
        return None if value is None else str(value)
    if isinstance(value, int):
        return value if abs(value) < 10**15 else str(value)
    if isinstance(value, float):
        return value
    text = _UNPRINTABLE.sub("\ufffd", str(value))
    return text if len(text) <= _MOST_TEXT else text[: _MOST_TEXT - 1] + "…"


def lines_of(text: str, width: int) -> int:
    """Return how many lines a text takes in a column of so many characters; Chinese ones are wide.

    Rather one line too many than words that nobody can see.
    """
    return sum(
        max(1, -(-sum(2 if ord(c) >= _WIDE_FROM else 1 for c in line) // (width - 2)))
        for line in text.split("\n")
    )


def is_active(text: str) -> bool:
    """Return whether a text would become a formula when a person edits its cell."""
    return text.lstrip(" \u00a0\u3000").startswith(_ACTIVE)

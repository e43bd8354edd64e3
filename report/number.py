"""What number a cell holds, and in which unit: the primitives both readings share."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from report.record import Number, Unit
from report.signs import load_signs
from report.text import bare, fold

CellKind = Literal["count", "signed", "money"]

_MONEY, _CELLS = load_signs().money, load_signs().cells
# Words for a sum of money's unit and how many yuan one of them is.
MONEY_UNITS = _MONEY.units
# A bare figure no longer than this needs no folding and no unit.
_SHORT = 18
# Digits beyond this are a serial number or several cells run together, never a count.
_LONGEST_NUMBER = 24
_NUMBER = re.compile(
    rf"(?P<sign>[+\-]|{_CELLS.more}|{_CELLS.less})?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?P<unit>{_MONEY.unit}|[{_CELLS.measures}])?"
    rf"(?P<aside>\((?:{_CELLS.aside})[^()]*\))?"
)

_NUMERALS = load_signs().numerals
_IN_WORDS = re.compile(
    rf"(?=.*[{_NUMERALS.places}])(?P<words>[{_NUMERALS.all}]{{2,}})[{_CELLS.measures}]?"
)
_MINUS = "-" + _CELLS.less[0]


class CellNumber(NamedTuple):
    """The number in a cell; value None when the cell is blank or holds words."""

    value: Number | None
    unit: Unit | None = None


def canonical(value: Decimal) -> Decimal:
    """Return the same number without exponent or trailing zeros."""
    if value == value.to_integral_value():
        # Quantizing fails beyond the digits that decimals are rounded to.
        return Decimal(int(value))
    return value.normalize()


def parse_cell(raw: str, kind: CellKind = "count", header_factor: int | None = None) -> CellNumber:
    """Return the number that the text of one table cell holds.

    Blank, "/", "无", dashes and words hold no number; a converter's marks are no part of
    the text. A number with an aside ("22（其中修订16件）") is the number before the aside; a
    numeral in words of two or more characters ("三十三") is a number, one alone numbers
    rows. Beside the sign of a footnote ("32①") nobody knows which digits are the figure's.

    Args:
        raw: The cell's text as printed.
        kind: `count` and `signed` give int, `money` gives yuan as Decimal.
        header_factor: Yuan per unit when the column's head names a unit.
    """
    if kind != "money" and raw.isdecimal() and len(raw) <= _SHORT:
        return CellNumber(int(raw))
    if holds_note(raw):
        return CellNumber(None)
    folded = fold(bare(raw))
    found = _NUMBER.fullmatch(folded)
    if found is None:
        return CellNumber(_in_words(folded) if kind != "money" else None)
    if len(found["digits"]) > _LONGEST_NUMBER:
        return CellNumber(None)
    sign = -1 if (found["sign"] or "+")[0] in _MINUS else 1
    number = sign * Decimal(found["digits"].replace(",", ""))
    if kind == "money":
        return _money(number, found["unit"], header_factor)
    if found["unit"] in MONEY_UNITS:
        return CellNumber(None)
    whole = number == number.to_integral_value()
    return CellNumber(int(number) if whole else canonical(number))


def holds_note(raw: str) -> bool:
    """Return whether signs of notes stand in a cell: ① and ², which would fold to 1 and 2."""
    return any(c.isdigit() and not c.isdecimal() for c in raw)


def _in_words(folded: str) -> int | None:
    """Return the whole number that the words of a cell are, or None."""
    found = _IN_WORDS.fullmatch(folded)
    value = chinese_number(found["words"]) if found is not None else None
    return int(value) if value is not None and value == value.to_integral_value() else None


def is_number_in_words(folded: str) -> bool:
    """Return whether the folded text of a cell is a number written in words."""
    return _in_words(folded) is not None


@lru_cache(maxsize=256)
def chinese_number(numeral: str) -> Decimal | None:
    """Return the value of a Chinese numeral, or None when it is not well formed."""
    # The library takes its time to load, and for each numeral; reports have few different ones.
    import cn2an

    for short, plain in _NUMERALS.contracted.items():
        numeral = numeral.replace(short, plain)
    try:
        return Decimal(str(cn2an.cn2an(numeral, "normal")))
    except (ValueError, KeyError):
        return None


def is_overlong(raw: str) -> bool:
    """Return whether a cell holds a number of more digits than a count can have."""
    found = _NUMBER.fullmatch(fold(bare(raw)))
    return found is not None and len(found["digits"]) > _LONGEST_NUMBER


def _money(number: Decimal, unit: str | None, header_factor: int | None) -> CellNumber:
    if unit in MONEY_UNITS:
        factor = MONEY_UNITS[unit]
        return CellNumber(canonical(number * factor), Unit(factor, "cell"))
    if header_factor is not None:
        return CellNumber(canonical(number * header_factor), Unit(header_factor, "header"))
    return CellNumber(canonical(number), Unit(1, "none"))


_HEADER_UNIT = re.compile(_MONEY.unit)


def header_factor(head: str) -> int | None:
    """Return the yuan per unit that a column head names, or None."""
    found = _HEADER_UNIT.search(fold(head))
    return MONEY_UNITS[found[0]] if found else None

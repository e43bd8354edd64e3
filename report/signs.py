"""Signs in which numbers, money, dates and headings are written: `lexicon/signs.toml`."""

from __future__ import annotations

from functools import cache

from report.data_file import Data, parse_toml, read_lexicon

# One range of a character class: the Han characters that words are made of.
HAN = "\u4e00-\u9fa5"


class Numerals(Data):
    """Chinese numerals."""

    order: str
    all: str
    places: str
    joint: str
    one: str
    hundred: str
    contracted: dict[str, str]
    scales: dict[str, int]


class Money(Data):
    """Units of money."""

    yuan: str
    unit: str
    units: dict[str, int]
    printed_unit: str
    torn: str


class CellSigns(Data):
    """What stands around the number of a table cell."""

    measures: str
    more: str
    less: str
    aside: str
    none: str


class YearSigns(Data):
    """What makes four digits a year."""

    mark: str


class PageSigns(Data):
    """What stands around the number of a page."""

    before: str
    after: str
    of: str


class HeadingSigns(Data):
    """What makes a numeral a heading's."""

    item: str
    parts: str


class LineSigns(Data):
    """What tells how lines of prose belong together."""

    stop: str
    measures: str
    pictures: str


class Signs(Data):
    """All of them."""

    numerals: Numerals
    money: Money
    cells: CellSigns
    years: YearSigns
    pages: PageSigns
    headings: HeadingSigns
    lines: LineSigns


@cache
def load_signs() -> Signs:
    """Return the shipped signs."""
    return parse_toml(Signs, read_lexicon("signs.toml"), "signs.toml")

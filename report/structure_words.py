"""Small words of prose that join, open and close: `report/lexicon/structure.toml`."""

from __future__ import annotations

import re
from functools import cache

from report.data_file import Data, parse_toml, read_lexicon

Pattern = re.Pattern[str]


class Joints(Data):
    """What joins things that are named together."""

    between: frozenset[str]
    cut: Pattern
    link: Pattern
    respectively: tuple[str, ...]
    done: frozenset[str]


class Figures(Data):
    """What stands around a figure without naming what it counts."""

    filler: Pattern
    edges: str
    in_all: str
    wordless: Pattern


class Units(Data):
    """Measure words that tell what is counted."""

    count: str
    requests: frozenset[str]
    documents: frozenset[str]
    decisions: frozenset[str]
    money: str
    items: str
    gap: frozenset[str]
    percent: str
    times: str
    points: str
    thousandths: str
    ratios: frozenset[str]


class Lists(Data):
    """What opens a list, or takes a figure out of one."""

    etc: str
    remaining: tuple[str, ...]
    including: str
    part: tuple[str, ...]
    bare: Pattern
    aside: Pattern
    only_compared: Pattern
    of: frozenset[str]
    continued: Pattern


class Shares(Data):
    """What tells of which part, and of which whole, a share is."""

    each: Pattern
    link: Pattern
    no_subject: Pattern
    whole: Pattern


class StatementHints(Data):
    """What a statement without a figure cannot lack."""

    hint: Pattern
    denials: tuple[str, ...]
    of_disclosure: str
    goes_on: tuple[str, ...]
    entered: Pattern


class Scope(Data):
    """Whose figure it is, and of which time."""

    body_ends: Pattern
    body: Pattern
    named_year: Pattern
    year_of: Pattern
    opened_year: Pattern
    this_year: Pattern
    before_name: str
    own: Pattern
    area: Pattern
    levels: Pattern
    within_year: Pattern
    since: Pattern
    since_year: Pattern


class Structure(Data):
    """All of them."""

    joints: Joints
    figures: Figures
    units: Units
    lists: Lists
    shares: Shares
    statements: StatementHints
    scope: Scope


@cache
def load_structure() -> Structure:
    """Return the shipped words."""
    return parse_toml(Structure, read_lexicon("structure.toml"), "structure.toml")

"""The words of `lexicon/bodies.toml`: kinds and levels of bodies, short names, deadlines."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, get_args

from pydantic import Field

from report.data_file import Data, parse_toml, read_lexicon

FILE = "bodies.toml"
Pattern = re.Pattern[str]
Level = Literal["national", "province", "city", "county", "township"]
BodyKind = Literal["government", "government_office", "department", "institution"]
LEVELS: tuple[Level, ...] = get_args(Level)
KINDS: tuple[BodyKind, ...] = get_args(BodyKind)
Day = tuple[int, int]


class AreaWords(Data):
    """Kinds of area and where they stand."""

    province: tuple[str, ...]
    city: tuple[str, ...]
    county: tuple[str, ...]
    township: tuple[str, ...]
    piece: Pattern
    relative: Pattern
    municipalities: tuple[str, ...]
    zones: Pattern

    def levels(self, area: str) -> tuple[Level, ...]:
        """Return the levels an area's kind may stand at, by its longest ending."""
        found: dict[Level, int] = {}
        for level, endings in (
            ("province", self.province),
            ("city", self.city),
            ("county", self.county),
            ("township", self.township),
        ):
            fitting = [len(ending) for ending in endings if area.endswith(ending)]
            if fitting:
                found[level] = max(fitting)  # type: ignore[index]
        most = max(found.values(), default=0)
        return tuple(level for level in LEVELS if found.get(level) == most and most)


class KindRule(Data):
    """What follows the areas in names of one kind of body."""

    id: BodyKind
    rest: Pattern
    canonical: str = ""


class VerticalWords(Data):
    """Bodies that report to a body of the State Council."""

    names: Pattern
    lead: Pattern


class NationalWords(Data):
    """Bodies of the State Council."""

    names: Pattern


class SameWords(Data):
    """Long and short words, heads that change in reforms, words before other names."""

    same: tuple[tuple[str, str], ...]
    heads: tuple[str, ...]
    former: Pattern
    also: Pattern


class CommonAreas(Data):
    """Areas whose name many places share."""

    areas: tuple[str, ...]


class Deadlines(Data):
    """Days until which reports on the years from `since` on are to be published."""

    since: int
    outer: Day
    kinds: dict[BodyKind, Day] = Field(default_factory=dict)
    governments: dict[Level, Day] = Field(default_factory=dict)
    vertical: Day | None = None
    source: str


class Plausible(Data):
    """How far a figure may be from last year's."""

    times: int
    least: int
    money_times: int


class Rollup(Data):
    """Cells of which a superior has at least what the bodies below it have together."""

    cells: tuple[str, ...]


class BodyWords(Data):
    """All words of the file."""

    areas: AreaWords
    kinds: tuple[KindRule, ...]
    vertical: VerticalWords
    national: NationalWords
    words: SameWords
    common: CommonAreas
    deadlines: tuple[Deadlines, ...]
    rule_makers: dict[BodyKind, tuple[Level, ...]] = Field(default_factory=dict)
    rollup: Rollup
    plausible: Plausible


def parse_body_words(text: str, file: str = FILE) -> BodyWords:
    """Return the words a TOML text holds.

    Raises:
        DataFileError: A key is unknown or missing or a pattern is no pattern.
    """
    return parse_toml(BodyWords, text, file)


@cache
def body_words() -> BodyWords:
    """Return the shipped words."""
    return parse_body_words(read_lexicon(FILE))

"""Which sentences are everybody's: the words of `lexicon/boilerplate.toml`."""

from __future__ import annotations

import re
from functools import cache

from pydantic import Field

from report.data_file import Data, parse_toml, read_lexicon

FILE = "boilerplate.toml"


class Measure(Data):
    """How sentences are cut and compared."""

    shortest: int = Field(ge=4)
    alike: int = Field(ge=50, le=100)
    least: int = Field(ge=1)
    common_reports: int = Field(ge=2)
    common_percent: int = Field(ge=1, le=100)


class Boilerplate(Data):
    """All words of the file."""

    sentences: tuple[re.Pattern[str], ...]
    measure: Measure

    def covers(self, sentence: str) -> bool:
        """Return whether a folded sentence is one that every report has."""
        return any(pattern.search(sentence) for pattern in self.sentences)


def parse_boilerplate(text: str, file: str = FILE) -> Boilerplate:
    """Return the words a TOML text holds.

    Raises:
        DataFileError: A key is unknown or missing, or a pattern is no pattern.
    """
    return parse_toml(Boilerplate, text, file)


@cache
def boilerplate() -> Boilerplate:
    """Return the shipped words."""
    return parse_boilerplate(read_lexicon(FILE))

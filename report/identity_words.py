"""The words of `lexicon/identity.toml`: issuer, year, period, headings, fees."""

from __future__ import annotations

import re
from functools import cache, cached_property

from pydantic import field_validator

from report.data_file import Data, parse_toml, read_lexicon

FILE = "identity.toml"
Pattern = re.Pattern[str]


class TitleWords(Data):
    """How a report's own title is worded."""

    core: Pattern
    filler: Pattern
    followers: Pattern
    links: Pattern
    rejects: tuple[str, ...]
    menu: Pattern
    announces: Pattern
    year: Pattern
    any_year: Pattern
    announced_year: str
    behind_year: str


class NameWords(Data):
    """How names of authorities are built and abbreviated."""

    heads: tuple[str, ...]
    sure_heads: tuple[str, ...]
    offices: tuple[str, ...]
    offices_of: tuple[str, ...]
    areas: tuple[str, ...]
    governments: tuple[str, ...]
    bare_governments: tuple[str, ...]
    leads: Pattern
    stops: Pattern
    year: Pattern
    written: Pattern
    others: Pattern
    sources: Pattern
    fields: tuple[str, ...]
    contact: Pattern
    alias: Pattern
    short_forms: tuple[tuple[str, str], ...]

    @cached_property
    def head(self) -> Pattern:
        """Any head of a name, the longest first."""
        return _any(self.heads)

    @cached_property
    def area(self) -> Pattern:
        """Any kind of area, the longest first."""
        return _any(self.areas)

    @cached_property
    def places(self) -> Pattern:
        """A chain of areas, such as a city followed by its district."""
        # Possessive, so that no name however odd makes the match slow.
        return re.compile(rf"(?>\w{{1,8}}?{self.area.pattern}++)++")

    @cached_property
    def sure_name(self) -> Pattern:
        """A whole name that can be told without a title."""
        return re.compile(rf"[^\W\d_]{{2,28}}{_any(self.sure_heads).pattern}")


class YearWords(Data):
    """How a year is written."""

    stated: tuple[Pattern, ...]
    numerals: dict[str, str]


class PeriodWords(Data):
    """How the statistics period is stated."""

    keywords: Pattern
    reach: int
    range: Pattern
    damaged: Pattern
    torn: Pattern
    full_year: Pattern
    to_the_end: Pattern
    spelled: Pattern
    until: Pattern
    whole_year: Pattern
    named: Pattern


class PublishedWords(Data):
    """How the head of a page says when it was published."""

    stated: Pattern


class SectionWords(Data):
    """Headings beside those of the form, and words that show a section's content."""

    numbering: Pattern
    inline_number: Pattern
    similarity: float
    overview: tuple[str, ...]
    problems: tuple[str, ...]
    other_matters: tuple[str, ...]
    content: dict[str, Pattern]

    def further(self, section: str) -> tuple[str, ...]:
        """Return further wordings of a section's heading."""
        found: tuple[str, ...] = getattr(self, section, ())
        return found


class CircularWords(Data):
    """How the circular behind the form is cited."""

    cited: Pattern
    spelled: str
    office: str
    basis: Pattern
    reach: int


class FeeWords(Data):
    """How the fee for processing requests is spoken of."""

    hints: str
    fee: Pattern
    said: Pattern
    unnamed: Pattern
    near: Pattern
    not_fee: Pattern


class KindWords(Data):
    """Words that tell other kinds of document from a report."""

    website_report: tuple[Pattern, ...]
    interpretation: tuple[Pattern, ...]
    rule_of_law_report: tuple[Pattern, ...]
    university_report: tuple[Pattern, ...]
    circular: tuple[Pattern, ...]
    blank_form: tuple[Pattern, ...]
    part_of_year: tuple[Pattern, ...]
    subject: Pattern
    figures: Pattern


class IdentityWords(Data):
    """All words of the file."""

    title: TitleWords
    names: NameWords
    year: YearWords
    period: PeriodWords
    published: PublishedWords
    sections: SectionWords
    circulars: CircularWords
    fees: FeeWords
    kinds: KindWords

    @field_validator("sections")
    @classmethod
    def _similarity_is_a_percentage(cls, sections: SectionWords) -> SectionWords:
        if not 0 < sections.similarity <= 100:
            raise ValueError("similarity lies between 0 and 100")
        return sections


def _any(words: tuple[str, ...]) -> Pattern:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("(?:" + "|".join(map(re.escape, longest_first)) + ")")


def parse_identity_words(text: str, file: str = FILE) -> IdentityWords:
    """Return the words a TOML text holds.

    Raises:
        DataFileError: A key is unknown or missing or a pattern is no pattern; the
            message names the place.
    """
    return parse_toml(IdentityWords, text, file)


@cache
def identity_words() -> IdentityWords:
    """Return the shipped words."""
    return parse_identity_words(read_lexicon(FILE))

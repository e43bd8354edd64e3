"""Words the reading of tables needs, from `report/lexicon/tables.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache, cached_property
from importlib import resources

from pydantic import BaseModel, ConfigDict

# A longer cell with letters in it is a code, not a count.
_LONGEST_SLIP = 5


class TableWords(BaseModel):
    """Signs and words that stand in a number cell in place of a number."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    no_number: frozenset[str]
    no_number_signs: frozenset[str]
    zeros: frozenset[str]
    remark_heads: frozenset[str]
    letters_for_digits: dict[str, str]
    of_this_year: frozenset[str]
    of_last_year: frozenset[str]
    last_year_titles: tuple[str, ...]

    def is_placeholder(self, folded: str) -> bool:
        """Return whether a cell holds only a word or signs for "no number"."""
        return folded in self.no_number or self.no_number_signs.issuperset(folded)

    def is_zero(self, raw: str) -> bool:
        """Return whether a cell holds one sign for nought, as people write it."""
        return len(raw) == 1 and raw in self.zeros

    def as_digits(self, raw: str) -> str | None:
        """Return the figures, with their sign, that a short cell with look-alike letters means."""
        if not 0 < len(raw) <= _LONGEST_SLIP:
            return None
        sign = raw[0] if raw[0] in "+-" else ""
        figures = raw[len(sign) :]
        digits = "".join([self.letters_for_digits.get(c, c) for c in figures])
        if any(c.isdigit() for c in figures):
            digits = "".join(["0" if c in self.zeros else c for c in digits])
        return sign + digits if digits.isascii() and digits.isdigit() else None

    @cached_property
    def slip(self) -> re.Pattern[str]:
        """Look-alikes right behind a figure that begin no word; figures may follow them: 4〇75."""
        letters = re.escape("".join([*self.letters_for_digits, *sorted(self.zeros)]))
        return re.compile(rf"[{letters}]+(?:[0-9]+[{letters}]*)*(?![A-Za-z0-9\u3400-\u9fff])")


@cache
def table_words() -> TableWords:
    """Return the shipped words."""
    text = (resources.files("report") / "lexicon" / "tables.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return TableWords(
        no_number=frozenset(data["no_number"]),
        no_number_signs=frozenset(data["no_number_signs"]),
        zeros=frozenset(data["zeros"]),
        remark_heads=frozenset(data["remark_heads"]),
        letters_for_digits=data["letters_for_digits"],
        of_this_year=frozenset(data["of_this_year"]),
        of_last_year=frozenset(data["of_last_year"]),
        last_year_titles=tuple(data["last_year_titles"]),
    )

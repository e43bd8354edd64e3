"""Words the reading of tables needs, from `report/lexicon/tables.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
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
    letters_for_digits: dict[str, str]

    def is_placeholder(self, folded: str) -> bool:
        """Return whether a cell holds only a word or signs for "no number"."""
        return folded in self.no_number or all(c in self.no_number_signs for c in folded)

    def is_zero(self, raw: str) -> bool:
        """Return whether a cell holds one sign for nought, as people write it."""
        return len(raw) == 1 and raw in self.zeros

    def as_digits(self, raw: str) -> str | None:
        """Return the figures that a short cell of figures and look-alike letters means."""
        if not 0 < len(raw) <= _LONGEST_SLIP:
            return None
        digits = "".join([self.letters_for_digits.get(c, c) for c in raw])
        return digits if digits.isascii() and digits.isdigit() else None


@cache
def table_words() -> TableWords:
    """Return the shipped words."""
    text = (resources.files("report") / "lexicon" / "tables.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return TableWords(
        no_number=frozenset(data["no_number"]),
        no_number_signs=frozenset(data["no_number_signs"]),
        zeros=frozenset(data["zeros"]),
        letters_for_digits=data["letters_for_digits"],
    )

"""Words the reading of tables needs, from `report/lexicon/tables.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict


class TableWords(BaseModel):
    """Signs and words that stand in a number cell in place of a number."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    no_number: frozenset[str]
    no_number_signs: frozenset[str]

    def is_placeholder(self, folded: str) -> bool:
        """Return whether a cell holds only a word or signs for "no number"."""
        return folded in self.no_number or all(c in self.no_number_signs for c in folded)


@cache
def table_words() -> TableWords:
    """Return the shipped words."""
    text = (resources.files("report") / "lexicon" / "tables.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return TableWords(
        no_number=frozenset(data["no_number"]),
        no_number_signs=frozenset(data["no_number_signs"]),
    )

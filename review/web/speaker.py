"""Who gives the pages their words."""

from __future__ import annotations

from typing import Any, Protocol


class Speaker(Protocol):
    """Says things in the language of the call."""

    @property
    def lang(self) -> str:
        """`zh` or `en`."""

    def say(self, id_: str, /, **values: Any) -> str:
        """Return words by their id."""

    def clean(self, text: object) -> str:
        """Return text with what would reorder or hide it made visible."""

"""What a report stands beside: whose it is, where it stands, and whether it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Near:
    """One report among the others of a store.

    Attributes:
        body: Key of its body; a report of no known place has one of its own.
        name: How the body is called in lists over all reports.
        path: Where its file stands now.
        current: Whether it is the one that counts for its body and year.
    """

    body: str
    name: str
    path: str = ""
    current: bool = True


Around = Mapping[str, Near]
"""Record → what it stands beside."""

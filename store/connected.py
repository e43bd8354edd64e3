"""What every part of the store needs: to do something inside one transaction."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa

from store.engine import Mode

T = TypeVar("T")


class Connected(ABC):
    """Something with a database behind it."""

    @abstractmethod
    def _do(self, mode: Mode, what: Callable[[sa.Connection], T]) -> T:
        """Return what a function gives inside one transaction."""

"""Opens the model that the configuration names; nothing is imported before one is named."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.model.question import Model
    from gouji.config import Config


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A model that can be opened.

    Attributes:
        identity: All that decides what it answers: name, address, parameters. It is part
            of the key of stored results, and holds no key or password.
        in_flight: How many reports may wait for answers at once.
        open: Opens it inside the event loop that will use it.
    """

    identity: tuple[str, ...]
    in_flight: int
    open: Callable[[], AbstractAsyncContextManager[Model]]


def model_source(config: Config) -> ModelSource | None:  # noqa: ARG001
    """Return the model the configuration names, or None when it names none."""
    return None

"""Dataclasses that mypy keeps frozen, made in a fraction of the time of those Python freezes.

A frozen dataclass is made by one call for each field, since it refuses plain assignment to
itself as well. A report has some hundred cells, each seen by several stages: the classes that
are made for every cell or figure leave the refusal to mypy, which reads every line of this
program. They compare, hash, copy and pickle as frozen ones do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True)
def frozen(cls: type[_T]) -> type[_T]:
    """Return the class as a dataclass with slots, of which only mypy knows that it is frozen."""
    return dataclass(slots=True, unsafe_hash=True)(cls)

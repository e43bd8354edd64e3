"""How far a share counted over reports may be from the truth."""

from __future__ import annotations

from collections.abc import Callable
from math import comb


def exact_interval(part: int, whole: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact (Clopper-Pearson) interval of a share counted over reports.

    The reports are the units: cells of one report go right or wrong together, and an
    interval over cells would claim far more than was seen.

    Raises:
        ValueError: The part is not within the whole, or nothing was counted.
    """
    if not 0 <= part <= whole or whole == 0:
        raise ValueError(f"{part} of {whole} is no share")
    tail = (1 - level) / 2
    low = 0.0 if part == 0 else _solve(lambda p: _at_least(part, whole, p) < tail)
    high = 1.0 if part == whole else _solve(lambda p: 1 - _at_least(part + 1, whole, p) >= tail)
    return low, high


def _at_least(part: int, whole: int, p: float) -> float:
    """Return the chance of `part` or more out of `whole`."""
    return sum(comb(whole, k) * p**k * (1 - p) ** (whole - k) for k in range(part, whole + 1))


def _solve(below: Callable[[float], bool]) -> float:
    """Return where the condition stops to hold, by halving."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return (low + high) / 2

"""How plausible a repair is: how easily its figures turn into those that stand there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from report.naming import split_key
from report.record import Number, Record

# Digits that are taken for one another in print and in OCR.
_CONFUSABLE = frozenset(
    map(frozenset, ("06", "08", "17", "14", "27", "38", "49", "56", "68", "89"))
)

_OTHER_READING = 8
_PROSE = 6
_CONFUSED_DIGIT = 3
_MECHANICAL = 3
_TOTAL_LEFT_AT_ZERO = 4
_ONE_DIGIT = 2
_OFF_BY_ONE = 1


@dataclass(frozen=True, slots=True)
class Hints:
    """What the rest of the report says single cells should be."""

    prose: Mapping[str, frozenset[Number]]
    neighbours: Mapping[str, str]


def hints(record: Record) -> Hints:
    """Return what exact figures in prose make of each cell, and every cell's right neighbour.

    A figure that several cells make together says of each what it is beside the others.
    """
    prose: dict[str, set[Number]] = {}
    for claim in record.claims:
        if claim.value is not None and not claim.approx and claim.role not in ("change", "share"):
            for key, value in _told(record, claim.cells, claim.value):
                prose.setdefault(key, set()).add(value)
    held = {key: frozenset(values) for key, values in prose.items()}
    return Hints(held, _neighbours(tuple(record.cells)))


def _told(record: Record, keys: Sequence[str], value: Decimal) -> Iterator[tuple[str, Number]]:
    """Yield what each of some cells has to be for all of them to make a value."""
    if len(keys) == 1:
        yield keys[0], value
        return
    held = {key: record.cells[key] for key in keys if key in record.cells}
    if len(held) < len(keys) or any(cell.is_doubtful for cell in held.values()):
        return
    known = sum((Decimal(cell.effective or 0) for cell in held.values()), Decimal(0))
    for key, cell in held.items():
        yield key, value - (known - Decimal(cell.effective or 0))


@lru_cache(maxsize=64)
def _neighbours(keys: tuple[str, ...]) -> Mapping[str, str]:
    """Return every cell's right neighbour; records of one form share their keys."""
    return {last: key for last, key in pairwise(keys) if split_key(last)[:2] == split_key(key)[:2]}


def plausibility(record: Record, repair: Mapping[str, int], hints: Hints) -> float:
    """Return the mean plausibility of a repair's changes; more is likelier."""
    if _exchanged(record, repair):
        return _MECHANICAL + _ONE_DIGIT
    return sum(_score(record, key, after, hints) for key, after in repair.items()) / len(repair)


def _exchanged(record: Record, repair: Mapping[str, int]) -> bool:
    """Return whether two cells have each other's figures."""
    before = [record.cells[key].effective for key in repair]
    return len(before) == 2 and before == list(repair.values())[::-1]


def _score(record: Record, key: str, after: int, hints: Hints) -> int:
    cell = record.cells[key]
    before = cell.effective
    score = _OTHER_READING if other_reading(record, key, after) else 0
    stated = hints.prose.get(key, frozenset())
    if after in stated:
        score += _PROSE
    elif before in stated:
        score -= _PROSE
    if not before and after and _is_total(key):
        return score + _TOTAL_LEFT_AT_ZERO
    if value_split(record, key, after, hints):
        return score + _MECHANICAL
    return score + digits(str(before or 0), str(after))


def _is_total(key: str) -> bool:
    _, row, column = split_key(key)
    return column == "total" or row.endswith("_total")


def other_reading(record: Record, key: str, after: int) -> bool:
    """Return whether another reader read exactly this value."""
    cell = record.cells[key]
    return any(value == after for value in cell.readings.values()) and cell.effective != after


def value_split(record: Record, key: str, after: int, hints: Hints) -> bool:
    """Return whether the value is this cell's and its right neighbour's digits run together."""
    neighbour = hints.neighbours.get(key)
    if neighbour is None:
        return False
    left, right = record.cells[key].effective, record.cells[neighbour].effective
    return left is not None and right is not None and left > 0 and str(after) == f"{left}{right}"


def digits(before: str, after: str) -> int:
    """Return how easily one printed number becomes the other by a slip."""
    if len(before) == len(after):
        wrong = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
        if len(wrong) == 1:
            near = frozenset(wrong[0]) in _CONFUSABLE
            return _CONFUSED_DIGIT if near else _ONE_DIGIT
        swapped = len(wrong) == 2 and wrong[0] == wrong[1][::-1]
        return _MECHANICAL if swapped else _off_by_one(before, after)
    longer, shorter = sorted((before, after), key=len, reverse=True)
    if len(longer) == len(shorter) + 1 and shorter != "0":
        lost = any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
        if lost:
            return _MECHANICAL
    return _off_by_one(before, after)


def _off_by_one(before: str, after: str) -> int:
    return _OFF_BY_ONE if abs(float(before) - float(after)) == 1 else 0

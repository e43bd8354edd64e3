"""Columns that could change places in a table printed block by block, and no sum would tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from extractor.tables.bands import Laid

# So many rows with figures in several columns show how a table is printed.
PROVED = 3
# More stretches than this are swapped singly and all together only.
_MOST_SWAPPED = 6
_Moving = tuple[frozenset[int], tuple[int, ...]]


def swappable(
    way: Laid, told: frozenset[int], width: int, equations: Sequence[Mapping[int, int]]
) -> set[int]:
    """Return the cells whose column could be another without breaking a sum.

    `told` are the rows that lines and labels show to be printed whole. Where all stretches of
    a table print columns in one order, two of them at least, that order is the form's, if rows
    with several figures show how the stretches are printed.
    """
    units = _units(way, told, width)
    several = strong_rows(way.values, width) >= PROVED
    unsure: set[int] = set()
    for left, right in combinations(range(width - 1), 2):
        shifts = [_shifts(way, unit, left, right, width, equations) for unit in units]
        moving = [(unit, shift) for unit, shift in zip(units, shifts, strict=True) if shift]
        for some in _subsets(moving):
            if several and len(some) == len(moving) > 1:
                continue
            if not any(map(sum, zip(*(shift for _, shift in some), strict=True))):
                for unit, _ in some:
                    for row in unit:
                        if way.values[row * width + left] != way.values[row * width + right]:
                            unsure.update((row * width + left, row * width + right))
    return unsure


def _units(way: Laid, told: frozenset[int], width: int) -> list[frozenset[int]]:
    """Return the rows of every band, and those printed whole that nothing shows to be."""
    banded = [frozenset(range(band.first, band.stop)) for band in way.bands if band.column == 0]
    known = told.union(*banded)
    loose = frozenset(range(len(way.values) // width)) - known
    return [*banded, loose] if loose else banded


def _subsets(units: Sequence[_Moving]) -> Iterator[Sequence[_Moving]]:
    if len(units) > _MOST_SWAPPED:
        yield from ((unit,) for unit in units)
        yield units
        return
    for size in range(1, len(units) + 1):
        yield from combinations(units, size)


def _shifts(
    way: Laid,
    rows: frozenset[int],
    left: int,
    right: int,
    width: int,
    equations: Sequence[Mapping[int, int]],
) -> tuple[int, ...]:
    """Return by how much each sum of a column changes when two columns change places.

    Nothing where the two are alike in these rows.
    """
    moved = {row: way.values[row * width + left] - way.values[row * width + right] for row in rows}
    if not any(moved.values()):
        return ()
    return tuple(sum(signs.get(row, 0) * by for row, by in moved.items()) for signs in equations)


def strong_rows(values: Sequence[int], width: int) -> int:
    """Return how many rows have figures in several columns beside the total."""
    rows = (values[at : at + width - 1] for at in range(0, len(values), width))
    return sum(sum(value != 0 for value in row) > 1 for row in rows)

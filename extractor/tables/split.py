"""Digits run together, separated by the sums the form itself demands.

A number has no idle leading zero, and a blank printed between two digits is a border.
What then remains ambiguous is settled by the sums; what the sums leave open stays open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from extractor.tables.cells import Cell
from report.document import Span
from report.signs import load_signs

# Longest number a cell of the form is believed to hold, and longest string tried.
_LONGEST_NUMBER = 9
_LONGEST_STRING = 120
# Steps one string may cost; a step is about two microseconds.
STRING_BUDGET = 12_000
_MOST_SOLUTIONS = 400
_FIGURE = re.compile(
    r"(?P<sign>[+\-－−＋]?)(?P<digits>\d+)"
    rf"(?P<tail>(?:[.．]\d+)?\s*(?:{load_signs().money.torn})?)"
)


@dataclass(frozen=True, slots=True)
class Glue:
    """Digits that stand for several numbers.

    Attributes:
        digits: All digits in a row, ASCII.
        offsets: Where each stands in the text.
        borders: Places in `digits` where a number certainly begins.
        tail: Fraction and unit behind the last digit, "" when there is none.
        signs: Places in `digits` before which a sign is printed.
    """

    digits: str
    offsets: tuple[int, ...]
    borders: frozenset[int]
    tail: str
    signs: Mapping[int, str]
    span: Span


class Part(NamedTuple):
    """One number of a split: its place in the digits and its value."""

    start: int
    end: int
    value: int


Split = tuple[Part, ...]


class OverBudgetError(Exception):
    """Separating these digits would cost more than it may."""


@dataclass(slots=True)
class Budget:
    """Steps left."""

    left: int = STRING_BUDGET

    def spend(self) -> None:
        """Take one step.

        Raises:
            OverBudgetError: There is none left.
        """
        self.left -= 1
        if self.left < 0:
            raise OverBudgetError


def glue_of(cells: Sequence[Cell]) -> Glue | None:
    """Return the digits of a run of cells, or None when they cannot be one string."""
    digits: list[str] = []
    offsets: list[int] = []
    borders: set[int] = set()
    signs: dict[int, str] = {}
    tail = ""
    for cell in cells:
        found = _FIGURE.fullmatch(cell.raw) if cell.kind == "number" else None
        if found is None or tail or len(digits) > _LONGEST_STRING:
            return None
        at = len(digits)
        borders.add(at)
        if found["sign"]:
            signs[at] = found["sign"]
        start = cell.span.start + found.start("digits")
        for step, digit in enumerate(found["digits"]):
            digits.append(str(int(digit)))
            offsets.append(start + step)
        tail = found["tail"]
    if not digits or len(digits) > _LONGEST_STRING:
        return None
    span = Span(cells[0].span.start, cells[-1].span.end)
    return Glue("".join(digits), tuple(offsets), frozenset(borders), tail, signs, span)


def _ends(glue: Glue, start: int) -> Iterator[int]:
    """Yield where a number beginning at `start` may end, shortest first."""
    limit = min(len(glue.digits), start + _LONGEST_NUMBER)
    if glue.digits[start] == "0":
        limit = start + 1
    for end in range(start + 1, limit + 1):
        yield end
        if end in glue.borders:
            return


def parts_of(glue: Glue, count: int, start: int, budget: Budget) -> Iterator[Split]:
    """Yield every way to cut `count` numbers from the digits beginning at `start`."""
    if count == 0:
        yield ()
        return
    if len(glue.digits) - start < count:
        return
    for end in _ends(glue, start):
        budget.spend()
        part = Part(start, end, int(glue.digits[start:end]))
        for rest in parts_of(glue, count - 1, end, budget):
            yield (part, *rest)


def _within(glue: Glue, count: int, start: int, stop: int, budget: Budget) -> list[Split]:
    """Return every way to cut exactly the digits from `start` to `stop` into numbers."""
    budget.spend()
    if count == 0:
        return [()] if start == stop else []
    if not count <= stop - start <= count * _LONGEST_NUMBER:
        return []
    ways: list[Split] = []
    for end in _ends(glue, start):
        if end > stop - count + 1:
            break
        if count == 1 and end != stop:
            continue
        part = Part(start, end, int(glue.digits[start:end]))
        ways.extend((part, *rest) for rest in _within(glue, count - 1, end, stop, budget))
    return ways


def _sum(way: Split) -> int:
    return sum(part.value for part in way)


def _summing(glue: Glue, count: int, start: int, stop: int, budget: Budget) -> Iterator[Split]:
    """Yield the ways to cut a stretch so that the last number is the sum of the others.

    The parts are cut from both ends and meet in the middle, where their sums must
    complete each other; trying all parts one after the other takes a thousand times longer.
    """
    half = (count - 1) // 2
    lefts = {
        middle: ways
        for middle in range(start + half, stop - (count - 1 - half))
        if (ways := _within(glue, half, start, middle, budget))
    }
    for at in range(stop - 1, max(start + count - 2, stop - _LONGEST_NUMBER - 1), -1):
        if glue.digits[at] != "0" or at == stop - 1:
            total = Part(at, stop, int(glue.digits[at:stop]))
            for parts in _meeting(glue, lefts, count - 1 - half, total, budget):
                yield (*parts, total)
        if at in glue.borders:
            return


def _meeting(
    glue: Glue, lefts: Mapping[int, list[Split]], count: int, total: Part, budget: Budget
) -> Iterator[Split]:
    """Yield the left ways with the right ways that complete them to the total."""
    for middle, ways in lefts.items():
        if total.start - middle < count or min(map(_sum, ways)) > total.value:
            continue
        rights: dict[int, list[Split]] = {}
        for way in _within(glue, count, middle, total.start, budget):
            rights.setdefault(_sum(way), []).append(way)
        for left in ways:
            for right in rights.get(total.value - _sum(left), ()):
                yield (*left, *right)


def is_forced(glue: Glue, count: int) -> bool:
    """Return whether the digits can be cut into `count` numbers in one way only."""
    size = len(glue.digits)
    if size <= count:
        return size == count
    if len(glue.borders) == count:
        # As many numbers as printed pieces: each piece is one, if it can be.
        edges = [*sorted(glue.borders), size]
        return all(
            stop - start == 1 or (glue.digits[start] != "0" and stop - start <= _LONGEST_NUMBER)
            for start, stop in pairwise(edges)
        )
    ends = [tuple(_ends(glue, at)) for at in range(size)]
    ways = [0] * size + [1]
    for _ in range(count):
        ways = [min(2, sum([ways[end] for end in reached])) for reached in ends]
        ways.append(0)
    return ways[0] == 1


def splits(glue: Glue, count: int, summing: bool, budget: Budget) -> list[Split]:
    """Return the ways to cut the digits into `count` numbers.

    With `summing` the last number is the sum of the others.

    Raises:
        OverBudgetError: There are too many to look at.
    """
    size = len(glue.digits)
    if size == count:
        way = tuple(Part(at, at + 1, int(digit)) for at, digit in enumerate(glue.digits))
        return [way] if not summing or _sum(way[:-1]) == way[-1].value else []
    found: list[Split] = []
    if summing:
        ways = _summing(glue, count, 0, size, budget)
    else:
        ways = (way for way in parts_of(glue, count, 0, budget) if way[-1].end == size)
    for way in ways:
        found.append(way)
        if len(found) > _MOST_SOLUTIONS:
            raise OverBudgetError
    return found


def block_splits(glue: Glue, blocks: int, width: int, budget: Budget) -> list[Split]:
    """Return the ways to cut the digits into blocks whose last number is the sum.

    Raises:
        OverBudgetError: There are too many to look at.
    """
    found: list[Split] = []

    def extend(way: Split, left: int, at: int) -> None:
        if left == 0:
            if at == len(glue.digits):
                found.append(way)
                if len(found) > _MOST_SOLUTIONS:
                    raise OverBudgetError
            return
        if len(glue.digits) - at < left * width:
            return
        last = len(glue.digits) - (left - 1) * width
        for stop in range(at + width, last + 1) if left > 1 else (len(glue.digits),):
            for block in _summing(glue, width, at, stop, budget):
                extend((*way, *block), left - 1, stop)

    extend((), blocks, 0)
    return found


def part_span(glue: Glue, part: Part, last: bool) -> Span:
    """Return where a number of a split stands in the text."""
    start = glue.offsets[part.start]
    if part.start in glue.signs:
        start -= 1
    end = glue.span.end if last else glue.offsets[part.end - 1] + 1
    return Span(start, end)


@dataclass(frozen=True, slots=True)
class Equation:
    """Rows whose numbers, each taken with its sign, add up to zero in every column."""

    id: str
    signs: Mapping[int, int]


def settle(
    choices: Mapping[int, Sequence[tuple[int, ...]]],
    known: Mapping[int, Sequence[int | None]],
    equations: Sequence[Equation],
    width: int,
    budget: Budget,
) -> list[dict[int, int]]:
    """Return all combinations of choices under which the equations hold.

    A combination maps each row to the number of its choice. An equation counts in a
    column only when all its rows are chosen or known there.

    `choices` holds, by row, the ways its numbers may be read; `known` the numbers of
    settled rows, None where one is missing.

    Raises:
        OverBudgetError: There are too many combinations to look at.
    """
    search = _Search(choices, known, equations, width, budget)
    search.extend(0, {})
    return search.found


class _Search:
    """Chooses row by row; a choice stays only while every equation can still be met."""

    def __init__(
        self,
        choices: Mapping[int, Sequence[tuple[int, ...]]],
        known: Mapping[int, Sequence[int | None]],
        equations: Sequence[Equation],
        width: int,
        budget: Budget,
    ) -> None:
        self.found: list[dict[int, int]] = []
        self._choices = choices
        self._budget = budget
        self._order = sorted(choices, key=lambda row: len(choices[row]))
        tests = [
            (equation.signs, column)
            for equation in equations
            for column in range(width)
            if _is_complete(equation, column, choices, known)
        ]
        # For each test: the signed numbers each choice of each row brings, the running
        # sum, and how far the rows not chosen yet can still move it.
        self._brings = [
            [
                [signs.get(row, 0) * numbers[column] for numbers in choices[row]]
                for signs, column in tests
            ]
            for row in self._order
        ]
        self._sums = [
            sum(sign * (known[row][column] or 0) for row, sign in signs.items() if row in known)
            for signs, column in tests
        ]
        size = len(tests)
        self._reach = [([0] * size, [0] * size)]
        for brings in reversed(self._brings):
            low, high = self._reach[-1]
            self._reach.append(
                (
                    [low[t] + min(brings[t]) for t in range(size)],
                    [high[t] + max(brings[t]) for t in range(size)],
                )
            )
        self._reach.reverse()

    def extend(self, at: int, chosen: dict[int, int]) -> None:
        """Collect all ways to go on from the first `at` rows."""
        self._budget.spend()
        low, high = self._reach[at]
        if any(s + a > 0 or s + b < 0 for s, a, b in zip(self._sums, low, high, strict=True)):
            return
        if at == len(self._order):
            self.found.append(dict(chosen))
            if len(self.found) > _MOST_SOLUTIONS:
                raise OverBudgetError
            return
        row, sums = self._order[at], self._sums
        for choice in range(len(self._choices[row])):
            chosen[row] = choice
            brings = self._brings[at]
            self._sums = [s + brings[t][choice] for t, s in enumerate(sums)]
            self.extend(at + 1, chosen)
        self._sums = sums
        del chosen[row]


def _is_complete(
    equation: Equation,
    column: int,
    choices: Mapping[int, Sequence[tuple[int, ...]]],
    known: Mapping[int, Sequence[int | None]],
) -> bool:
    """Return whether every number of the equation is a choice or known."""
    open_rows = [row for row in equation.signs if row in choices]
    return bool(open_rows) and all(
        row in choices or (row in known and known[row][column] is not None)
        for row in equation.signs
    )

"""The order in which columns are printed, told by the words of their heads and by the sums.

Text without borders shows no column a head stands over, but shows which head comes before
which. Heads of two levels come in more orders than one, so what they say is taken only as
far as every arrangement of them bears it out; where the total stands the sums decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TypeVar

from extractor.tables.cells import Cell
from extractor.tables.labels import plain
from extractor.tables.rows import Row
from report.form import Column, TableForm
from report.number import parse_cell
from report.text import fold

_T = TypeVar("_T")

# Heads, the notes in them and the spaces between take up no more text than this.
_REACH = 1500
# So many rows whose sums hold with the total elsewhere show where it stands without heads.
_PROVED = 2
# In the middle of a row a sum may hold by chance sooner.
_PROVED_INSIDE = 3


@dataclass(frozen=True, slots=True)
class Order:
    """Which column of the form each printed column is.

    Attributes:
        places: Places of the form's columns, in printed order.
        by_sums: Whether nothing but the sums of the rows tells where the total stands.
    """

    places: tuple[int, ...]
    by_sums: bool = False

    @property
    def total_last(self) -> bool:
        """Whether the form's last column is printed last."""
        return self.places[-1] == len(self.places) - 1

    def arrange(self, columns: Sequence[_T]) -> tuple[_T, ...]:
        """Return what belongs to the form's columns in printed order."""
        return tuple(columns[place] for place in self.places)


@dataclass(frozen=True, slots=True)
class _Head:
    place: int
    start: int
    end: int


@cache
def _pattern(names: tuple[tuple[str, ...], ...]) -> tuple[re.Pattern[str], tuple[int, ...]]:
    """Return what finds heads, long ones first, and the place of each of its groups."""
    spelled = [(label, at) for at, labels in enumerate(names) for label in labels]
    spelled.sort(key=lambda entry: -len(entry[0]))
    parts = [r"\s*".join(map(re.escape, fold(label))) for label, _ in spelled]
    return re.compile("|".join(f"({part})" for part in parts)), tuple(at for _, at in spelled)


def text_above(text: str, rows: Sequence[Row], at: int) -> str:
    """Return what is printed between the figures above a row and its own, its lines kept."""
    first = next((cell.span.start for cell in rows[at].area if cell.stands), rows[at].span.end)
    above = next((row.span.end for row in reversed(rows[:at]) if row.numbers), 0)
    printed = text[max(0, first - _REACH, min(above, first)) : first]
    return unicodedata.normalize("NFKC", printed)


def heads_in(words: str, names: Iterable[Sequence[str]]) -> list[_Head]:
    """Return the heads that stand in some words, in printed order."""
    pattern, places = _pattern(tuple(tuple(labels) for labels in names))
    return [
        _Head(places[(found.lastindex or 1) - 1], found.start(), found.end())
        for found in pattern.finditer(words)
    ]


def _last_of_each(heads: Sequence[_Head], count: int) -> list[_Head] | None:
    """Return the last head of each column in printed order, None where one is lost."""
    last = {head.place: head for head in heads if head.place < count}
    return sorted(last.values(), key=lambda head: head.start) if len(last) == count else None


def _are_level(words: str, heads: Sequence[_Head]) -> bool:
    """Return whether all heads stand on one line, or each on a line of its own."""
    return len({"\n" in words[a.end : b.start] for a, b in pairwise(heads)}) == 1


def order_of_one_level(words: str, columns: Sequence[Column]) -> tuple[int, ...] | None:
    """Return the printed order of columns whose heads stand side by side, None without heads."""
    found = _last_of_each(heads_in(words, [column.labels for column in columns]), len(columns))
    return _printed(words, found) if found else None


def _printed(words: str, heads: Sequence[_Head]) -> tuple[int, ...]:
    """Return the order of heads, the form's where lines cut up their rank.

    Heads taken out of a page a little askew come line by line, not from left to right.
    """
    order = tuple(head.place for head in heads)
    return order if _are_level(words, heads) else tuple(sorted(order))


def order_of_applicants(
    words: str, form: TableForm, rows: Sequence[Sequence[Cell]]
) -> Order | None:
    """Return the printed order of table three's columns, None where it cannot be told.

    `rows` are what was read from its rows, as printed.
    """
    names = [column.labels for column in form.columns.values()]
    count = len(names)
    # A bracket over several columns may hold the name of one of them.
    brackets = [group.labels for group in form.groups]
    found = heads_in(words, [*names, *brackets])
    heads = _last_of_each(found, count)
    total = count - 1
    others = tuple(range(total))
    told: int | None = None
    level = False
    if heads is not None:
        level = _are_level(words, heads)
        printed = tuple(head.place for head in heads)
        without = [head for head in heads if head.place != total]
        # A person's head is printed across two levels and may come out behind the lower one.
        if without[0].place == 0:
            others = (0, *_printed(words, without[1:]))
        elif level:
            others = tuple(head.place for head in without)
        one_level = level and len(found) == count and printed != (0, total, *range(1, total))
        told = printed.index(total) if one_level else _told_place(printed, total)
    place, by_sums = _place_of_total(_figures(rows, count), told, level, count)
    if place is None:
        return None
    return Order((*others[:place], total, *others[place:]), by_sums)


def _told_place(printed: Sequence[int], total: int) -> int | None:
    """Return where the heads put the total, None where two levels may have put it there."""
    at = printed.index(total)
    return None if 0 < at < total and printed[at - 1] == 0 else at


def _figures(rows: Sequence[Sequence[Cell]], count: int) -> list[list[int]]:
    """Return the values of rows that are figures throughout, and not all nought."""
    found = []
    for cells in rows:
        values = [parse_cell(cell.raw).value if cell.kind == "number" else None for cell in cells]
        whole = [value for value in values if isinstance(value, int)]
        if len(whole) == count and any(whole):
            found.append(whole)
    return found


def _place_of_total(
    rows: Sequence[Sequence[int]], told: int | None, level: bool, count: int
) -> tuple[int | None, bool]:
    """Return where the total is printed, and whether only the sums say so."""
    last = count - 1
    if told is not None and told != last:
        here, there = _only(rows, told, last), _only(rows, last, told)
        if here > there or (level and here == there):
            return told, False
        return last, False
    for place in range(last):
        here, there = _only(rows, place, last), _only(rows, last, place)
        neither = sum(_holds(row, place) + _holds(row, last) == 0 for row in rows)
        needed = _PROVED_INSIDE if place else _PROVED
        if here >= needed and not there and 2 * neither <= here:
            return (None if place else place), True
    return last, False


def _only(rows: Sequence[Sequence[int]], place: int, other: int) -> int:
    return sum(_holds(row, place) and not _holds(row, other) for row in rows)


def _holds(row: Sequence[int], place: int) -> bool:
    """Return whether the figure at a place is the sum of all others."""
    return 2 * row[place] == sum(row)


def order_of_results(
    words: str, form: TableForm, blocks: Sequence[Sequence[Cell]]
) -> tuple[int, ...] | None:
    """Return the printed order of table four's results, the same in every block.

    None where the heads do not tell and the sums hold in no block as the form has it.
    `blocks` are what was read from each block, as printed.
    """
    names = [column.labels for column in form.columns.values()]
    count = len(names)
    natural = tuple(range(count))
    heads = heads_in(words, names)
    starts = range(len(heads) % count, len(heads), count)
    chunks = {_printed(words, heads[at : at + count]) for at in starts}
    told = chunks.pop() if len(chunks) == 1 else natural
    figures = _figures(blocks, count)
    last = count - 1
    if told != natural and sorted(told) == list(natural):
        place = told.index(last)
        return told if _only(figures, place, last) >= _only(figures, last, place) else natural
    turned = sum(_holds(row, 0) for row in figures)
    if turned >= _PROVED and turned == _only(figures, 0, last) == len(figures):
        return None
    return natural


def order_of_blocks(words: str, form: TableForm) -> tuple[int, ...] | None:
    """Return the printed order of table four's blocks, None where the heads leave two.

    The head of the first block, printed across two levels, may be taken out of a page
    below the bracket over the others, though it stands before it.
    """
    names = [row.labels for row in form.rows]
    brackets = [group.labels for group in form.groups]
    natural = tuple(range(len(names)))
    heads = heads_in(words, [*names, *brackets])
    found = _last_of_each(heads, len(names))
    if found is None:
        return natural
    order = tuple(head.place for head in found)
    if order != natural:
        return order
    before = [head for head in heads if head.start < found[0].start]
    if not before or before[-1].place < len(names):
        return natural
    between = words[before[-1].end : found[0].start]
    if plain(between):
        return natural
    return None if "\n" in between else (*order[1:], order[0])

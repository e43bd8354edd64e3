"""The order in which columns are printed, told by the words of their heads and by the sums.

Text without borders shows no column a head stands over, but shows which head comes before
which. Heads of two levels come in more orders than one, so what they say is taken only as
far as every arrangement of them bears it out; where the total stands the sums decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TypeVar

from extractor.tables.cells import Cell
from extractor.tables.labels import best_row_likeness, head_words, plain
from extractor.tables.rows import Row
from report.form import Column, TableForm, load_forms
from report.number import parse_cell
from report.text import fold

_T = TypeVar("_T")

# Heads, the notes in them and the spaces between take up no more text than this.
_REACH = 1500
# So many rows whose sums hold with the total elsewhere show where it stands without heads; in
# a single one two applicants with one request each look like a total and its part.
_PROVED = 2
# Figures up to this length are counts that need no parsing.
_SHORT = 18


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
        return tuple([columns[place] for place in self.places])


# ---- Heads and their order ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Head:
    place: int
    start: int
    end: int


Names = tuple[tuple[str, ...], ...]


@cache
def _pattern(names: Names) -> tuple[re.Pattern[str], tuple[int, ...]]:
    """Return what finds heads, long ones first, and the place of each of its groups."""
    spelled = [(label, at) for at, labels in enumerate(names) for label in labels]
    spelled.sort(key=lambda entry: -len(entry[0]))
    parts = [r"\s*".join(map(re.escape, fold(label))) for label, _ in spelled]
    return re.compile("|".join(f"({part})" for part in parts)), tuple(at for _, at in spelled)


def text_above(text: str, rows: Sequence[Row], at: int) -> str:
    """Return what is printed between the figures above a row and its own, its lines kept.

    The row's own labels are left out: （六）其他处理 and （七）总计 hold the names of columns.
    """
    first = next((cell.span.start for cell in rows[at].area if cell.stands), rows[at].span.end)
    for label in reversed(rows[at].labels):
        if not _is_row_label(label.plain):
            break
        first = label.span.start
    numbered = (rows[place] for place in range(at - 1, -1, -1) if rows[place].numbers)
    above = next((row.span.end for row in numbered), 0)
    printed = text[max(0, first - _REACH, min(above, first)) : first]
    return unicodedata.normalize("NFKC", printed)


def _is_row_label(text: str) -> bool:
    """Return whether a plain text is the label of a row or of a group of rows, and no head."""
    if text in _bare_heads():
        return False
    return text in _numbered_groups() or best_row_likeness(text) >= 1.0


@cache
def _bare_heads() -> frozenset[str]:
    tables = {table.id for form in load_forms().values() for table in form.tables}
    return frozenset[str]().union(*map(head_words, tables))


@cache
def _numbered_groups() -> frozenset[str]:
    groups = [g for form in load_forms().values() for table in form.tables for g in table.groups]
    return frozenset(plain(g.number + label) for g in groups if g.number for label in g.labels)


def heads_in(words: str, names: Iterable[Sequence[str]]) -> Sequence[_Head]:
    """Return the heads that stand in some words, in printed order."""
    return _heads_in(words, tuple(map(tuple, names)))


# Several rows are looked at below the same heads.
@lru_cache(maxsize=32)
def _heads_in(words: str, names: Names) -> tuple[_Head, ...]:
    pattern, places = _pattern(names)
    return tuple(
        _Head(places[(found.lastindex or 1) - 1], found.start(), found.end())
        for found in pattern.finditer(words)
    )


def _last_of_each(heads: Sequence[_Head], count: int) -> list[_Head] | None:
    """Return the last head of each column in printed order, None where one is lost."""
    last = {head.place: head for head in heads if head.place < count}
    return sorted(last.values(), key=lambda head: head.start) if len(last) == count else None


def _are_level(words: str, heads: Sequence[_Head]) -> bool:
    """Return whether all heads stand on one line, or each on a line of its own."""
    return len({"\n" in words[a.end : b.start] for a, b in pairwise(heads)}) == 1


def _places(heads: Iterable[_Head]) -> tuple[int, ...]:
    return tuple([head.place for head in heads])


def _is_alone(words: str, head: _Head) -> bool:
    """Return whether nothing else is printed on a head's line."""
    line_start = words.rfind("\n", 0, head.start) + 1
    line_end = words.find("\n", head.end)
    rest = words[head.end : line_end if line_end >= 0 else len(words)]
    return not plain(words[line_start : head.start] + rest)


def _told_order(words: str, heads: Sequence[_Head]) -> tuple[int, ...]:
    """Return the order of heads side by side, the form's where lines cut up their rank.

    Heads taken out of a page a little askew come line by line, not from left to right.
    """
    order = _places(heads)
    return order if _are_level(words, heads) else tuple(sorted(order))


# ---- Table two ---------------------------------------------------------------------------


def order_of_one_level(words: str, columns: Sequence[Column]) -> tuple[int, ...] | None:
    """Return the printed order of columns whose heads stand side by side, None without heads."""
    heads = _last_of_each(heads_in(words, [column.labels for column in columns]), len(columns))
    return _told_order(words, heads) if heads else None


# ---- Table three -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Told:
    """What the heads of table three tell.

    Attributes:
        others: The applicants' columns in printed order, without the total.
        total: Where the total is printed, None where the heads leave it open.
        perhaps: Where it may be printed but last, if the heads leave it open.
        level: Whether all heads stand side by side.
    """

    others: tuple[int, ...]
    total: int | None = None
    perhaps: int | None = None
    level: bool = False


def order_of_applicants(
    words: str, form: TableForm, rows: Iterable[Sequence[Cell]]
) -> Order | None:
    """Return the printed order of table three's columns, None where it cannot be told.

    `rows` are what was read from its rows, as printed.
    """
    last = len(form.columns) - 1
    told = _told_by_heads(words, form)
    figures = _figures(rows, last + 1)
    if told.total is not None and told.total != last:
        place = told.total if _bear_out(list(figures), told.total, last, told.level) else last
        return _with_total(told.others, place, by_sums=False)
    moved = _moved_total(figures, last, told.perhaps)
    if moved is None:
        return _with_total(told.others, last, by_sums=False)
    if moved in (0, told.perhaps):
        return _with_total(told.others, moved, by_sums=True)
    # Among the applicants sums hold by chance sooner: they show that the total is not last,
    # but without a word of the heads not where it is.
    return None


def _with_total(others: Sequence[int], place: int, *, by_sums: bool) -> Order:
    return Order((*others[:place], len(others), *others[place:]), by_sums)


def _told_by_heads(words: str, form: TableForm) -> _Told:
    names = [column.labels for column in form.columns.values()]
    # A bracket over several columns may hold the name of one of them.
    brackets = [group.labels for group in form.groups]
    found = heads_in(words, [*names, *brackets])
    heads = _last_of_each(found, len(names))
    total = len(names) - 1
    if heads is None:
        return _Told(tuple(range(total)))
    level = _are_level(words, heads)
    others = _told_applicants(words, [head for head in heads if head.place != total], level)
    at = _places(heads).index(total)
    if _may_be_last(_places(heads), at, one_level=level and len(found) == len(names)):
        return _Told(others, perhaps=at, level=level)
    return _Told(others, at, level=level)


def _told_applicants(words: str, heads: Sequence[_Head], level: bool) -> tuple[int, ...]:
    """Return the order of the applicants' columns.

    Natural persons are printed across two levels. Where their head comes first the heads
    behind it are those of the organisations; where it comes later the lower level may only
    have been taken out of the page before it, unless all heads are on one level.
    """
    if heads[0].place == 0:
        return (0, *_told_order(words, heads[1:]))
    return _places(heads) if level else tuple(range(len(heads)))


def _may_be_last(printed: Sequence[int], at: int, *, one_level: bool) -> bool:
    """Return whether a total whose head comes at a place before the last may be printed last.

    Persons and the total stand across both levels and come out one behind the other, before
    the organisations; on one level alone the total may stand right behind the persons.
    """
    behind_persons = 0 < at < len(printed) - 1 and printed[at - 1] == 0
    upper_level_first = at == 1 and sorted(printed[2:]) == list(printed[2:])
    return behind_persons and (upper_level_first or not one_level)


def _bear_out(rows: Sequence[Sequence[int]], told: int, last: int, level: bool) -> bool:
    """Return whether the sums bear out heads that put the total elsewhere than last.

    Where they say nothing, heads that stand side by side are trusted.
    """
    here, there = _only(rows, told, last), _only(rows, last, told)
    return here > there or (level and here == there)


def _moved_total(rows: Iterable[Sequence[int]], last: int, perhaps: int | None) -> int | None:
    """Return where else than last the sums put the total, None where they put it nowhere else.

    Of several places the one that the heads leave open is taken, else the first. In no row
    may the sums hold with the total last alone, and in few with it in neither place.
    """
    possible, failing = set(range(last)), list[Sequence[int]]()
    for row in rows:
        if _holds(row, last):
            possible = {place for place in possible if row[place] == row[last]}
            if not possible:
                return None  # As in nearly every table after a row or two.
        else:
            failing.append(row)
    for place in sorted(possible, key=lambda place: (place != perhaps, place)):
        here = sum(_holds(row, place) for row in failing)
        neither = len(failing) - here
        if here >= _PROVED and 2 * neither <= here:
            return place
    return None


def _figures(rows: Iterable[Sequence[Cell]], count: int) -> Iterator[list[int]]:
    """Yield the values of rows that are figures throughout, and not all nought."""
    for cells in rows:
        values = [_count(cell) for cell in cells]
        whole = [value for value in values if value is not None]
        if len(whole) == count and any(whole):
            yield whole


def _count(cell: Cell) -> int | None:
    if cell.kind != "number":
        return None
    if len(cell.raw) <= _SHORT and cell.raw.isdecimal():
        return int(cell.raw)
    value = parse_cell(cell.raw).value
    return value if isinstance(value, int) else None


def _only(rows: Sequence[Sequence[int]], place: int, other: int) -> int:
    return sum(_holds(row, place) and not _holds(row, other) for row in rows)


def _holds(row: Sequence[int], place: int) -> bool:
    """Return whether the figure at a place is the sum of all others."""
    return 2 * row[place] == sum(row)


# ---- Table four --------------------------------------------------------------------------


def order_of_results(
    words: str, form: TableForm, blocks: Sequence[Sequence[Cell]]
) -> tuple[int, ...] | None:
    """Return the printed order of table four's results, the same in every block.

    None where the heads do not tell and the sums hold in no block as the form has it.
    `blocks` are what was read from each block, as printed.
    """
    count = len(form.columns)
    last, natural = count - 1, tuple(range(count))
    told = _told_results(words, form)
    if told != natural:
        figures, place = list(_figures(blocks, count)), told.index(last)
        return told if _only(figures, place, last) >= _only(figures, last, place) else natural
    figures = list(_figures(blocks, count))
    turned = all(_holds(row, 0) and not _holds(row, last) for row in figures)
    return None if turned and len(figures) >= _PROVED else natural


def _told_results(words: str, form: TableForm) -> tuple[int, ...]:
    """Return the order that the heads of every block agree on, the form's where they do not."""
    count = len(form.columns)
    heads = heads_in(words, [column.labels for column in form.columns.values()])
    starts = range(len(heads) % count, len(heads), count)
    told = {_told_order(words, heads[at : at + count]) for at in starts}
    natural = tuple(range(count))
    order = told.pop() if len(told) == 1 else natural
    return order if sorted(order) == list(natural) else natural


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
    order = _places(found)
    if order != natural:
        # One head alone on its line and another beside others: the page lay a little askew.
        return order if len({_is_alone(words, head) for head in found}) == 1 else natural
    bracket = next((head for head in reversed(heads) if head.start < found[0].start), None)
    if bracket is None or bracket.place < len(names):
        return natural
    between = words[bracket.end : found[0].start]
    if plain(between):
        return natural
    return None if "\n" in between else (*order[1:], order[0])

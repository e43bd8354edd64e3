"""Which observed row is which row of the form: by text, number, order and neighbours.

First the rows whose labels are like labels of the form are chained: the heaviest
sequence that goes forward in the text and in the form. Then rows between two members
of the chain are taken by count alone: exactly as many as the form has there, or none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import pairwise
from typing import NamedTuple

from extractor.tables.labels import TAIL, candidates, closest, plain
from extractor.tables.rows import Row
from report.form import TableForm, table_form

# A label at least this like one of the form's is worth a place in the chain.
CHAIN = 0.58
# A label this like one of the form's is that label, wherever it stands.
SURE = 0.9
# A damaged label must keep this much to be taken by order.
TRACE = 0.4
# A damaged label may be any row's that it is nearly as like as its likest.
_MARGIN = 0.12
_GROUP = 0.7
_NEIGHBOURS, _OTHER_BLOCK, _SAME_GRID = 0.35, -0.9, 0.1
# An ordinal number where a label, or a piece of the group's label before it, begins.
_NUMBER = re.compile(r"(?:(?<!\w)|(?<=[\s）)]))(?:(\d{1,2})(?=[.．、\s]*\D)|[（(](\w)[）)]|(\w)、)")
# Rows added: （一+二）, （一）+（二）.
_SUM_OF_ROWS = re.compile(r"\w\W{0,2}[+＋]\W{0,2}\w")
# The chain is quadratic; a table has some forty rows, a hostile file any number.
_MOST_PAIRS = 900


class Pair(NamedTuple):
    """An observed row, a form row, and how well they fit."""

    row: int
    form_row: int
    likeness: float
    weight: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """Form row → observed row, and which of them were told by order alone."""

    rows: dict[int, int]
    by_order: frozenset[int]
    score: float


Fits = Callable[[Row, int], float]
# The form rows an observed row's labels are like, and how like.
Near = tuple[tuple[int, float], ...]


def pairs_of(rows: Sequence[Row], near: Sequence[Near], fits: Fits) -> list[Pair]:
    """Return the pairs worth chaining, in text order.

    `near` holds the form rows each row is like. `fits` says how well a row's numbers fit a
    form row, between 0 and 1.
    """
    pairs: list[Pair] = []
    for at, row in enumerate(rows):
        for form_row, likeness in near[at]:
            if likeness >= CHAIN:
                weight = likeness * fits(row, form_row)
                if weight > 0:
                    pairs.append(Pair(at, form_row, likeness, weight))
    if len(pairs) > _MOST_PAIRS:
        pairs.sort(key=lambda pair: -pair.weight)
        pairs = sorted(pairs[:_MOST_PAIRS], key=lambda pair: (pair.row, pair.form_row))
    return pairs


def near_rows(rows: Sequence[Row], form: TableForm) -> list[Near]:
    """Return for each observed row with cells the form rows its labels are like."""
    likely = _likely_in(form.edition, form.table.id, form.variant)
    return [
        likely(row.label_text, row.last_label, _own_number(row.labels[-1].printed))
        if row.labels and row.area
        else ()
        for row in rows
    ]


@lru_cache(maxsize=4096)
def _own_number(printed: str) -> str:
    """Return the ordinal number a printed label has of its own, plain; "" when it has none."""
    found = _NUMBER.findall(printed)
    return plain("".join(found[-1])) if found else ""


@cache
def _likely_in(edition: str, table: str, variant: str) -> Callable[[str, str, str], Near]:
    """Return what tells the rows of one form that labels are like, and remembers many labels."""
    return lru_cache(maxsize=4096)(partial(_likely, edition, table, variant))


def _likely(
    edition: str, table: str, variant: str, label_text: str, last_label: str, own: str
) -> Near:
    found = dict(candidates(edition, table, variant, label_text))
    for form_row, likeness in candidates(edition, table, variant, last_label):
        found[form_row] = max(likeness, found.get(form_row, 0.0))
    found = _without_other_numbers(found, edition, table, variant, last_label, own)
    # A label that is surely one row's is no other's, however alike the two are.
    best = max(found.values(), default=0.0)
    margin = 0.0 if best >= SURE else _MARGIN
    return tuple(sorted(pair for pair in found.items() if pair[1] >= best - margin))


def _without_other_numbers(
    found: dict[int, float], edition: str, table: str, variant: str, last_label: str, number: str
) -> dict[int, float]:
    """Drop form rows whose ordinal number is not the one the last label has.

    The words printed above a broken label are another row's; its own number is its own.
    """
    if not number:
        return found
    rows = table_form(edition, table, variant).rows
    own = dict(candidates(edition, table, variant, last_label))
    kept = {}
    for at, likeness in found.items():
        theirs = plain(rows[at].number)
        if theirs and theirs != number:
            likeness = own.get(at, 0.0)
        if likeness:
            kept[at] = likeness
    return kept


def chain(pairs: Sequence[Pair], rows: Sequence[Row]) -> tuple[list[Pair], float]:
    """Return the heaviest run of pairs that goes forward in rows and in form rows."""
    best: list[float] = []
    back: list[int] = []
    for at, pair in enumerate(pairs):
        top, link = pair.weight, -1
        # From the last one on: the runs before it are mostly lighter, and need no look.
        for earlier in range(at - 1, -1, -1):
            score = best[earlier] + pair.weight
            if score + _NEIGHBOURS < top:
                continue
            other = pairs[earlier]
            if other.row < pair.row and other.form_row < pair.form_row:
                score += _transition(other, pair, rows)
                # Of equal runs the first is taken.
                if score > top or (score == top and link >= 0):
                    top, link = score, earlier
        best.append(top)
        back.append(link)
    if not best:
        return [], 0.0
    at = max(range(len(best)), key=best.__getitem__)
    score = best[at]
    members: list[Pair] = []
    while at >= 0:
        members.append(pairs[at])
        at = back[at]
    return members[::-1], score


def _transition(before: Pair, after: Pair, rows: Sequence[Row]) -> float:
    bonus = 0.0
    if after.form_row == before.form_row + 1 and after.row == before.row + 1:
        bonus += _NEIGHBOURS
    if rows[before.row].block != rows[after.row].block:
        bonus += _OTHER_BLOCK
    return bonus


def align(
    rows: Sequence[Row],
    form: TableForm,
    fits: Fits,
    is_filler: Callable[[Row], bool],
    near: Sequence[Near] | None = None,
) -> Alignment:
    """Return which observed row is which form row.

    `is_filler` says whether a row may be taken by count when its label says nothing; `near`
    is what `near_rows` gives, where it is known already.
    """
    near = near_rows(rows, form) if near is None else near
    members, score = chain(pairs_of(rows, near, fits), rows)
    if not members:
        return Alignment({}, frozenset(), score)
    taken = {pair.form_row: pair.row for pair in members}
    by_order: dict[int, int] = {}
    for form_rows, between in _gaps(members, rows, len(form.rows)):
        by_order |= _fill(form_rows, between, rows, near, form, fits, is_filler)
    score += 0.5 * len(by_order)
    apart = _picked_up(taken | by_order, rows, near, form, fits)
    if len(apart) > len(members):
        # Most rows stand out of the form's order, so it tells nothing of the others.
        taken = {pair.form_row: pair.row for pair in members if pair.likeness >= SURE}
        by_order = {}
        apart = _picked_up(taken, rows, near, form, fits)
    # A row under its own label speaks for the form as much as one in its place.
    score += len(apart)
    taken |= by_order | apart
    return Alignment(dict(sorted(taken.items())), frozenset(by_order), score)


def _gaps(members: Sequence[Pair], rows: Sequence[Row], size: int) -> list[tuple[range, range]]:
    """Return (form rows missing, rows standing there) around the members of the chain."""
    first, last = members[0], members[-1]
    blocks = [row.block for row in rows]
    start = bisect_left(blocks, blocks[first.row])
    stop = bisect_left(blocks, blocks[last.row] + 1)
    gaps = [(range(first.form_row), range(start, first.row))]
    for before, after in pairwise(members):
        missing = range(before.form_row + 1, after.form_row)
        if missing:
            gaps.append((missing, range(before.row + 1, after.row)))
    gaps.append((range(last.form_row + 1, size), range(last.row + 1, stop)))
    return [gap for gap in gaps if gap[0]]


def _fill(
    form_rows: range,
    between: range,
    rows: Sequence[Row],
    near: Sequence[Near],
    form: TableForm,
    fits: Fits,
    is_filler: Callable[[Row], bool],
) -> dict[int, int]:
    # More rows than the form ever has there cannot be told apart by count.
    if len(between) > 4 * len(form_rows) + 40:
        return {}
    fillers = [at for at in between if is_filler(rows[at]) and rows[at].numbers]
    if len(fillers) != len(form_rows):
        return {}
    filled = dict(zip(form_rows, fillers, strict=True))
    if all(
        _named(near[at]) in (None, form_row) and _plausible(rows[at], form_row, form, fits)
        for form_row, at in filled.items()
    ):
        return filled
    return {}


def _plausible(row: Row, form_row: int, form: TableForm, fits: Fits) -> bool:
    if fits(row, form_row) < 1.0:
        return False
    if not row.labels:
        return True
    label = form.rows[form_row]
    if trace(row, label.number, label.labels) >= TRACE:
        return True
    # The first row of a group may keep the group's label when it lost its own.
    groups = [group for group in form.groups if group.id == label.group]
    return any(trace(row, "", (g.label, g.number + g.label)) >= _GROUP for g in groups)


def trace(row: Row, number: str, labels: Sequence[str]) -> float:
    """Return what a damaged label keeps of the right one; its ordinal number is much.

    In a narrow column a label goes on below its figures, and pieces of the group's label
    stand before it: the last number in it is what is left.
    """
    ordinal = plain(number)
    if ordinal and row.last_label.startswith(ordinal):
        return 1.0
    if ordinal and row.labels and _own_number(row.labels[-1].printed) == ordinal:
        return 1.0
    spellings = tuple(plain(label) for label in labels)
    # A label a word a line: its last line tells nothing, all its lines together do.
    whole = "".join([cell.plain for cell in (*row.before, *row.labels)])[-TAIL:]
    return max(closest(row.last_label, spellings), closest(whole, spellings))


def _named(near: Near) -> int | None:
    sure = [form_row for form_row, likeness in near if likeness >= SURE]
    return sure[0] if len(sure) == 1 else None


def named(row: Row, form: TableForm) -> int | None:
    """Return the form row whose label a row surely has, None where it is no or several rows'.

    Like words under a number that is not that row's, or with a sum of other rows instead of
    one, are a row that the form does not have.
    """
    form_row = _named(*near_rows([row], form))
    if form_row is None:
        return None
    printed, theirs = row.labels[-1].printed, form.rows[form_row]
    number, words = _own_number(printed), plain(theirs.label)
    if number == plain(theirs.number) or plain(theirs.number) + words in plain(printed):
        return form_row
    if _SUM_OF_ROWS.search(printed) is not None:
        return None
    other = number and theirs.number and plain(_NUMBER.sub("", printed)) != words
    return None if other else form_row


def _picked_up(
    taken: Mapping[int, int],
    rows: Sequence[Row],
    near: Sequence[Near],
    form: TableForm,
    fits: Fits,
) -> dict[int, int]:
    """Return form row → row for rows out of order, but under a label no other row has."""
    if len(taken) == len(form.rows):
        return {}
    used = set(taken.values())
    blocks = {rows[at].block for at in used}
    found: dict[int, list[int]] = {}
    for at, row in enumerate(rows):
        if not near[at] or at in used or row.block not in blocks:
            continue
        form_row = _named(near[at])
        if form_row is not None and form_row not in taken and fits(row, form_row) >= 1.0:
            found.setdefault(form_row, []).append(at)
    return {form_row: places[0] for form_row, places in found.items() if len(places) == 1}

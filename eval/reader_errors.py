"""Errors that readers make, put into a reading of a report that was read rightly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from random import Random

from eval.generate.report import Values
from eval.generate.slips import NUMBERS
from report.document import Span
from report.record import CellReading, Reading

Cells = dict[str, CellReading]


@dataclass(frozen=True)
class Misreading:
    """A reading with an error.

    Attributes:
        kind: Name of the error's class.
        wrong: Cells whose value is not what stands there.
        by: What shows it at the least: `evidence` when value and quote do not fit
            together, or nothing but sums when another cell's own text was taken.
    """

    kind: str
    reading: Reading
    wrong: tuple[str, ...]
    by: str


def _counts(cells: Mapping[str, CellReading], *, nonzero: bool = False) -> list[str]:
    return [
        key
        for key, cell in cells.items()
        if isinstance(cell.value, int)
        and (cell.value or not nonzero)
        and not key.endswith("items_change")
    ]


def _misread(kind: str) -> Callable[[Random, Cells], Cells | None]:
    """Return the error that gives a cell a number its own text does not hold."""

    def change(source: Random, cells: Cells) -> Cells | None:
        keys = _counts(cells, nonzero=kind != "digit_typo")
        if kind in ("transposition", "lost_digit"):
            keys = [key for key in keys if int(cells[key].value or 0) > 9]
        if not keys:
            return None
        key = source.choice(keys)
        before = cells[key].value
        wrong = NUMBERS[kind](source, abs(int(before or 0)))
        return None if wrong is None else {key: replace(cells[key], value=wrong)}

    return change


def neighbour(source: Random, cells: Cells) -> Cells | None:
    """Take the next cell's number, with its place, for a cell of the same row."""
    return _taken(source, cells, lambda key: key.rpartition(".")[0])


def row_below(source: Random, cells: Cells) -> Cells | None:
    """Take another row's number, with its place, for a cell of the same column."""
    return _taken(source, cells, lambda key: (key.partition(".")[0], key.rpartition(".")[2]))


def _taken(source: Random, cells: Cells, line: Callable[[str], object]) -> Cells | None:
    keys = _counts(cells)
    key = source.choice(keys)
    others = [k for k in keys if line(k) == line(key) and cells[k].value != cells[key].value]
    return {key: cells[source.choice(others)]} if others else None


def shifted(source: Random, cells: Cells) -> Cells | None:
    """Read a row one column off, with the places of the cells really read."""
    rows = {key.rpartition(".")[0] for key in _counts(cells, nonzero=True) if "requests" in key}
    if not rows:
        return None
    row = source.choice(sorted(rows))
    keys = [key for key in cells if key.rpartition(".")[0] == row]
    return {key: cells[after] for key, after in pairwise(keys)}


def swapped_rows(source: Random, cells: Cells) -> Cells | None:
    """Read two rows of table three under each other's labels."""
    rows = sorted({key.rpartition(".")[0] for key in cells if key.startswith("requests.")})
    if len(rows) < 2:
        return None
    one, two = source.sample(rows, 2)
    changed: Cells = {}
    for key in cells:
        row, _, column = key.rpartition(".")
        other = {one: two, two: one}.get(row)
        if other is not None and f"{other}.{column}" in cells:
            changed[key] = cells[f"{other}.{column}"]
    return changed


def zero_filled(source: Random, cells: Cells) -> Cells | None:
    """Fill a whole table with zeros without reading it."""
    table = source.choice(("requests", "disputes"))
    return {
        key: replace(cell, value=0, raw="0") for key, cell in cells.items() if key.startswith(table)
    }


def invented(source: Random, cells: Cells) -> Cells | None:
    """Give a cell a number that stands nowhere, with an invented quote."""
    key = source.choice(_counts(cells))
    number = int(cells[key].value or 0) + source.randint(1, 40)
    start = cells[key].span.start
    return {key: replace(cells[key], value=number, raw=str(number), span=Span(start, start))}


def blanked(source: Random, cells: Cells) -> Cells | None:
    """Take a number for a blank."""
    keys = _counts(cells, nonzero=True)
    if not keys:
        return None
    key = source.choice(keys)
    return {key: replace(cells[key], value=None)}


def last_year(source: Random, cells: Cells, last: Values) -> Cells | None:
    """Give a cell last year's number, as if it stood where this year's does."""
    keys = [k for k in _counts(cells) if k in last and last[k] != cells[k].value]
    if not keys:
        return None
    key = source.choice(keys)
    number = last[key]
    return {key: replace(cells[key], value=number, raw=str(number))}


def total_zero(source: Random, cells: Cells) -> Cells | None:
    """Read a total as nought that is none."""
    keys = [key for key in _counts(cells, nonzero=True) if key.endswith(".total")]
    if not keys:
        return None
    key = source.choice(keys)
    return {key: replace(cells[key], value=0)}


def unit_slip(source: Random, cells: Cells) -> Cells | None:
    """Take a sum of money for ten thousand times less or more."""
    keys = [key for key, cell in cells.items() if key.endswith(".amount") and cell.value]
    if not keys:
        return None
    key = source.choice(keys)
    value = Decimal(cells[key].value or 0)
    return {key: replace(cells[key], value=source.choice((value * 10_000, value / 10_000)))}


def paired(source: Random, cells: Cells) -> Cells | None:
    """Read one too many in one cell and one too few in another of its row."""
    keys = [key for key in _counts(cells, nonzero=True) if not key.endswith(".total")]
    if not keys:
        return None
    less = source.choice(keys)
    row = less.rpartition(".")[0]
    others = [k for k in _counts(cells) if k.rpartition(".")[0] == row]
    others = [k for k in others if k not in (less, f"{row}.total")]
    if not others:
        return None
    more = source.choice(others)
    return {
        less: replace(cells[less], value=int(cells[less].value or 0) - 1),
        more: replace(cells[more], value=int(cells[more].value or 0) + 1),
    }


def tidied(source: Random, cells: Cells) -> Cells | None:
    """Quote a cell with blanks around it; nothing is wrong with that."""
    key = source.choice(_counts(cells))
    return {key: replace(cells[key], raw=f" {cells[key].raw}")}


CHANGES: dict[str, Callable[[Random, Cells], Cells | None]] = {
    **{kind: _misread(kind) for kind in NUMBERS},
    "neighbour": neighbour,
    "row_below": row_below,
    "shifted": shifted,
    "swapped_rows": swapped_rows,
    "zero_filled": zero_filled,
    "invented": invented,
    "blanked": blanked,
    "total_zero": total_zero,
    "unit_slip": unit_slip,
    "paired": paired,
    "tidied": tidied,
}
KINDS = (*CHANGES, "last_year", "unread")
_BY_PLACE = frozenset({"neighbour", "row_below", "shifted", "swapped_rows"})


def make_misreading(
    source: Random, reading: Reading, kind: str, last: Values | None = None
) -> Misreading | None:
    """Return the reading with one error of that class, or None where it cannot happen.

    `last` is what the report on the year before says.
    """
    cells = dict(reading.cells)
    if not _counts(cells):
        return None
    if kind == "unread":
        gone = source.choice(_counts(cells))
        del cells[gone]
        return Misreading(kind, replace(reading, cells=cells), (gone,), "evidence")
    if kind == "last_year":
        changed = last_year(source, cells, last or {})
    else:
        changed = CHANGES[kind](source, cells)
    if changed is None:
        return None
    wrong = tuple(key for key, cell in changed.items() if cell.value != cells[key].value)
    if not wrong and kind != "tidied":
        return None
    by = "place" if kind in _BY_PLACE else "evidence"
    return Misreading(kind, replace(reading, cells={**cells, **changed}), wrong, by)

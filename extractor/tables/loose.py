"""Loose figures of a text: in the order they are printed, with what stands between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractor.tables.cells import Cell
from extractor.tables.labels import plain
from extractor.tables.regions import is_of_a_table
from extractor.tables.stream import Event, Item, Line
from report.document import Span
from report.number import parse_cell

# A run of lines with a figure each longer than this is more than one row or column.
_LONGEST_RUN = 25
# Stands for a figure that is no count, so that no sum holds with it.
_NO_COUNT = -(10**12)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the stream, and what stands before it."""

    cell: Cell
    value: int
    same_line: bool  # The figure before stands on the same line.
    next_line: bool  # The figure before stands on the line above, nothing between.
    label: str  # A label on the same line right before it, plain.
    behind_words: bool  # A label or prose stands before it.


def loose_figures(text: str, items: Iterable[Item], taken: frozenset[Span]) -> list[Figure]:
    """Return the loose figures of a text that are not taken."""
    found = []
    before: Cell | None = None
    words = True
    for item in items:
        if not isinstance(item, Cell) or not item.stands:
            words = words or item == "prose" or isinstance(item, Line)
            continue
        cell = item
        between = text[before.span.end : cell.span.start] if before is not None else "\n\n"
        if cell.kind in ("number", "mark") and cell.span not in taken:
            value = parse_cell(cell.raw).value if cell.kind == "number" else 0
            value = value if isinstance(value, int) else _NO_COUNT
            figure_before = before is not None and before.kind in ("number", "mark")
            same = "\n" not in between
            below = between.strip(" \t") == "\n"
            label = before.plain if before is not None and not figure_before and same else ""
            same, below = same and figure_before, below and figure_before
            found.append(Figure(cell, value, same, below, label, words))
        words = cell.kind == "label"
        before = cell
    return found


def parts_of_table(items: Sequence[Cell | Event], figures: frozenset[Span]) -> list[Span]:
    """Return the parts of the text that hold a table's figures and its labels."""
    at = [i for i, item in enumerate(items) if isinstance(item, Cell) and item.span in figures]
    first = at[0]
    while first and _is_of_the_table(items[first - 1]):
        first -= 1
    parts: list[Span] = []
    goes_on = False
    for item in items[first : at[-1] + 1]:
        if item == "gap":
            continue
        if not isinstance(item, Cell) or not _is_of_the_table(item):
            goes_on = False
            continue
        start = parts.pop().start if goes_on else item.span.start
        parts.append(Span(start, item.span.end))
        goes_on = True
    return parts


def _is_of_the_table(item: Cell | Event) -> bool:
    if not isinstance(item, Cell):
        return item == "gap"
    # Heads side by side, and a group's label before a row's, stand on one line.
    return item.kind != "label" or all(is_of_a_table(plain(word)) for word in item.raw.split())


def linked(figures: Sequence[Figure]) -> Iterator[int]:
    """Yield the figures whose next stands on the line below, in one row or one column."""
    alone = [
        not figure.same_line and not (at + 1 < len(figures) and figures[at + 1].same_line)
        for at, figure in enumerate(figures)
    ]
    run: list[int] = []
    for at in range(1, len(figures) + 1):
        if at < len(figures) and figures[at].next_line and alone[at] and alone[at - 1]:
            run.append(at - 1)
            continue
        if len(run) < _LONGEST_RUN:
            yield from run
        run = []

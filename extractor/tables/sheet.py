"""What one table gave, and how its cells are written down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.tables.cells import Cell
from extractor.tables.split import Glue, Split, part_span
from extractor.tables.words import table_words
from report.document import Span
from report.form import Column
from report.number import parse_cell
from report.record import CellReading, ExtraRow, How, Number
from report.text import fold

_MOST_CANDIDATES = 12
_SHORT = 18
# Figures with words right behind them: something else ran into the cell.
_FIGURE_FIRST = re.compile(r"\d{1,12}(?=[^\W\d_])")
# In a cell as short as this the words around figures are none that somebody wrote there.
_RAN_INTO = 10
_FIGURES = re.compile(r"\d{1,12}")
_DAMAGED = re.compile(r"[+\-]?\d[\d,.]*\w{0,2}[^\w\s]{1,2}\w{0,2}")
_BROKEN = re.compile(r"\d\s+\d")
_SPACED = re.compile(r"\d[^\S\n]+\d")


@dataclass(slots=True)
class Sheet:
    """The reading of one table, as it grows."""

    edition: str
    variant: str
    cells: dict[str, CellReading] = field(default_factory=dict)
    extra_rows: list[ExtraRow] = field(default_factory=list)
    used_edits: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    # Where the table is printed in several parts of the text, with prose between them.
    parts: list[Span] = field(default_factory=list)

    def region(self) -> Span | None:
        """Return the part of the text the table covers."""
        if not self.spans:
            return None
        return Span(min(s.start for s in self.spans), max(s.end for s in self.spans))


def doubtful(cells: Sequence[Cell], label: str = "") -> set[int]:
    """Return which of a row's cells hold figures that may be another or more than one number.

    A blank cell behind a `label` that ends in a figure may hold that one; no label of the form
    does. A blank between figures may part two numbers. A line break is how a narrow column
    breaks one long number, unless it breaks most of the row's cells or leaves an idle
    zero: then two printed rows stand in one.
    """
    worded = [at for at, cell in enumerate(cells) if not cell.raw.isdecimal()]
    damaged = {at for at in worded if _is_damaged(cells[at])}
    if label[-1:].isdecimal() and not cells[0].stands:
        damaged.add(0)
    broken = [at for at in worded if _BROKEN.search(cells[at].raw)]
    if not broken:
        return damaged
    folded = [fold(cells[at].raw) for at in broken]
    idle = any(text[0] == "0" and text.isdigit() for text in folded)
    spaced = any(_SPACED.search(cells[at].raw) for at in broken)
    standing = sum(cell.stands for cell in cells)
    if idle or spaced or (len(broken) > 1 and 2 * len(broken) > standing):
        return damaged | set(broken)
    return damaged


def _is_damaged(cell: Cell) -> bool:
    """Return whether a figure is followed by signs that stand for characters that were lost."""
    return cell.kind == "label" and _DAMAGED.fullmatch(cell.raw) is not None


def read_cell(
    cell: Cell, column: Column, how: How, label: str, factor: int | None = None
) -> CellReading:
    """Return what a cell with borders of its own holds."""
    if column.kind == "count" and cell.raw.isdecimal() and len(cell.raw) <= _SHORT:
        # Nine of ten cells are a bare figure, which needs no folding.
        return CellReading(int(cell.raw), cell.raw, cell.span, how, cell.place, None, label)
    number = parse_cell(cell.raw, column.kind, factor)
    value = number.value
    if value is None and cell.kind == "number":
        if column.kind != "money":
            value, how = _look_alike(cell.raw, how)
        elif table_words().is_zero(cell.raw):
            value = 0
    maybe = _begun(cell.raw) if value is None and cell.kind == "label" else ()
    return CellReading(value, cell.raw, cell.span, how, cell.place, number.unit, label, maybe)


def _begun(raw: str) -> tuple[Number, ...]:
    """Return the figures that words ran into: the cell is no blank, nor surely one of them."""
    if (first := _FIGURE_FIRST.match(raw)) is not None:
        return (int(first[0]),)
    if len(raw) > _RAN_INTO:
        return ()
    return tuple(dict.fromkeys(map(int, _FIGURES.findall(raw))))


def _look_alike(raw: str, how: How) -> tuple[Number | None, How]:
    """Return the number that signs and letters printed for figures mean."""
    words = table_words()
    if words.is_zero(raw):
        return 0, how
    digits = words.as_digits(raw)
    return (int(digits), "ocr") if digits is not None else (None, how)


def blank_cell(at: int, label: str) -> CellReading:
    """Return a cell in which nothing is printed."""
    return CellReading(None, "", Span(at, at), "cell", label=label)


def read_part(
    text: str, glue: Glue, way: Split, index: int, column: Column, label: str, factor: int | None
) -> CellReading:
    """Return one number of a settled split."""
    span = part_span(glue, way[index], index == len(way) - 1)
    raw = text[span.start : span.end]
    number = parse_cell(raw, column.kind, factor)
    return CellReading(number.value, raw, span, "split", None, number.unit, label)


def open_part(
    text: str,
    glue: Glue,
    ways: Sequence[Split],
    index: int,
    column: Column,
    label: str,
    factor: int | None,
) -> CellReading:
    """Return a number that several splits read differently: no value, all candidates."""
    # Many ways cut this number alike; each cut is read once.
    cuts = {way[index]: way for way in ways}
    read = (read_part(text, glue, way, index, column, label, factor).value for way in cuts.values())
    values = {value for value in read if value is not None}
    candidates = tuple(sorted(values))[:_MOST_CANDIDATES]
    raw = text[glue.span.start : glue.span.end]
    return CellReading(None, raw, glue.span, "split", label=label, candidates=candidates)


def read_ways(
    text: str,
    glue: Glue,
    ways: Sequence[Split],
    columns: Sequence[tuple[str, Column]],
    label: str,
    factors: Sequence[int | None] | None = None,
) -> dict[str, CellReading]:
    """Return the cells of a run of digits: a value where all ways agree."""
    cells: dict[str, CellReading] = {}
    for index, (key, column) in enumerate(columns):
        factor = factors[index] if factors else None
        if len({way[index] for way in ways}) == 1:
            cells[key] = read_part(text, glue, ways[0], index, column, label, factor)
        else:
            cells[key] = open_part(text, glue, ways, index, column, label, factor)
    return cells

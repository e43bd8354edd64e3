"""What HTML, Word and Excel readers have in common: lines and tables, in reading order.

A reader turns its file into a flow; `settle` decides which tables are data and which only
place things on the page; `assemble` writes the text and notes where each cell went.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby

from report.document import Place

# A cell with more text than this is a piece of the report's prose, not a label or a figure.
PROSE = 300
# A cell that carries a nested table and this much text beside it only places both.
BESIDE_NESTED = 40


@dataclass(slots=True)
class Line:
    """One paragraph or other block of text, without line breaks."""

    text: str
    hidden: bool = False


@dataclass(slots=True)
class FlowCell:
    """One cell as its file states it; `place` is filled where the reader knows better."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    flow: list[Line | Table] = field(default_factory=list)
    place: Place | None = None


@dataclass(slots=True)
class Table:
    """One table; `number` counts all tables of the file in the order they begin.

    `hidden` tables and lines stand in a part of the page that is not shown.
    """

    number: int
    cells: list[FlowCell] = field(default_factory=list)
    hidden: bool = False


Flow = list[Line | Table]


def own_text(cell: FlowCell) -> str:
    """Return the text of the cell on one line, nested tables left out."""
    return join_lines(node.text for node in cell.flow if isinstance(node, Line))


def join_lines(lines: Iterator[str]) -> str:
    """Return lines of one cell as one line.

    Chinese runs on without a blank. Anything else keeps one, so that two numbers that stand
    under one another never become a third.
    """
    joined = ""
    for line in lines:
        glue = "" if not joined or (_runs_on(joined[-1]) and _runs_on(line[:1])) else " "
        joined += glue + line
    return joined


def _runs_on(character: str) -> bool:
    return "\u2e80" <= character <= "\u9fff" or character in "（）、，。：；“”《》〔〕"


def settle(flow: Flow) -> Flow:
    """Return the flow with layout tables dissolved and nested data tables unrolled."""
    settled: Flow = []
    for node in flow:
        if isinstance(node, Line):
            settled.append(node)
        else:
            settled.extend(_settle_table(node))
    return settled


def _settle_table(table: Table) -> Iterator[Line | Table]:
    """Yield the table's rows as grids, and as plain flow the rows that hold prose."""
    if not table.cells:
        return
    alone = max(cell.column + cell.column_span for cell in table.cells) == 1
    weights = {id(cell): len(own_text(cell)) for cell in table.cells}
    total = sum(weights.values())
    bands = _bands(table.cells)
    judged = [
        (alone or any(_is_layout(cell, weights[id(cell)], total) for cell in band), band)
        for band in bands
    ]
    for layout, run in groupby(judged, key=lambda pair: pair[0]):
        cells = [cell for _, band in run for cell in band]
        if layout:
            for cell in cells:
                yield from settle(cell.flow)
        else:
            hidden = table.hidden or any(map(_holds_hidden, cells))
            for node in _as_grid(table.number, cells):
                node.hidden = hidden
                yield node


def _is_layout(cell: FlowCell, own: int, total: int) -> bool:
    nested = sum(_weight(node) for node in cell.flow if isinstance(node, Table))
    if not nested:
        return own > PROSE
    return own > BESIDE_NESTED or nested >= total - own


def _holds_hidden(cell: FlowCell) -> bool:
    return any(node.hidden for node in cell.flow)


def _weight(table: Table) -> int:
    return sum(
        len(own_text(cell)) + sum(_weight(node) for node in cell.flow if isinstance(node, Table))
        for cell in table.cells
    )


def _bands(cells: list[FlowCell]) -> Iterator[list[FlowCell]]:
    """Yield the cells in groups of rows that no merged cell crosses."""
    band: list[FlowCell] = []
    end = 0
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        if band and cell.row >= end:
            yield band
            band = []
        band.append(cell)
        end = max(end, cell.row + cell.row_span)
    if band:
        yield band


# Whole for the rows and columns of the table itself, fractions only for what is nested.
_Edge = Fraction | int
_Edges = tuple[_Edge, _Edge, _Edge, _Edge]


@dataclass(slots=True)
class _Piece:
    """A cell with its edges as fractions, so that nested rows and columns fit between."""

    top: _Edge
    bottom: _Edge
    left: _Edge
    right: _Edge
    text: str
    place: Place


def _as_grid(number: int, cells: list[FlowCell]) -> Iterator[Line | Table]:
    pieces: list[_Piece] = []
    for cell in cells:
        pieces.extend(_pieces(number, cell, _edges(cell)))
    if sum(bool(piece.text) for piece in pieces) < 2:
        # One text alone is a heading or a frame around it.
        yield from (Line(piece.text) for piece in pieces if piece.text)
        return
    rows = {edge: i for i, edge in enumerate(sorted({e for p in pieces for e in _rows(p)}))}
    columns = {e: i for i, e in enumerate(sorted({e for p in pieces for e in (p.left, p.right)}))}
    yield Table(
        number,
        [
            FlowCell(
                rows[piece.top],
                columns[piece.left],
                rows[piece.bottom] - rows[piece.top],
                columns[piece.right] - columns[piece.left],
                [Line(piece.text)],
                piece.place,
            )
            for piece in pieces
        ],
    )


def _rows(piece: _Piece) -> tuple[_Edge, _Edge]:
    return piece.top, piece.bottom


def _edges(cell: FlowCell) -> _Edges:
    return cell.row, cell.row + cell.row_span, cell.column, cell.column + cell.column_span


def _pieces(number: int, cell: FlowCell, edges: _Edges) -> Iterator[_Piece]:
    """Yield the cell, or in its place the cells of the tables nested in it."""
    nested = [node for node in cell.flow if isinstance(node, Table) and node.cells]
    if not nested:
        place = cell.place or Place(table=number, row=cell.row, column=cell.column)
        yield _Piece(*edges, own_text(cell), place)
        return
    top, bottom, left, right = edges
    # Text beside nested tables and the tables share the cell's height from top to bottom.
    parts: list[Table | Line] = [Line(own_text(cell))] if own_text(cell) else []
    parts += nested
    step = Fraction(bottom - top) / len(parts)
    for i, part in enumerate(parts):
        inner = (top + i * step, top + (i + 1) * step, left, right)
        if isinstance(part, Line):
            yield _Piece(*inner, part.text, Place(table=number, row=cell.row, column=cell.column))
        else:
            yield from _nested(part, inner)


def _nested(table: Table, edges: _Edges) -> Iterator[_Piece]:
    top, bottom, left, right = edges
    rows = max(cell.row + cell.row_span for cell in table.cells)
    columns = max(cell.column + cell.column_span for cell in table.cells)
    height, width = Fraction(bottom - top) / rows, Fraction(right - left) / columns
    for cell in table.cells:
        inner_top, inner_bottom, inner_left, inner_right = _edges(cell)
        yield from _pieces(
            table.number,
            cell,
            (
                top + inner_top * height,
                top + inner_bottom * height,
                left + inner_left * width,
                left + inner_right * width,
            ),
        )

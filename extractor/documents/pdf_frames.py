"""Ruled cells that only place text on a page: what stands in them is prose, not a table.

A web page printed to PDF keeps the lines of the table that lays it out, with the report in
one of its cells and the tables of the report among its rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.documents.flow import BESIDE_NESTED, PROSE
from extractor.documents.pdf_glyphs import Glyph
from extractor.documents.pdf_lattice import Lattice, LatticeCell
from extractor.documents.pdf_turn import Box
from report.signs import load_signs

Glyphs = dict[int, list[Glyph]]
Ruled = tuple[Lattice, Glyphs]
Framed = tuple[Box, list[Glyph]]

_STOP = load_signs().lines.stop
# With a full stop so many characters are sentences; the form's longest labels have none.
_SENTENCES = 40
# A cell of a layout holds a page; what stands in a narrower one is a note beside figures.
_WIDE = 0.5
# Less than this in a ruled box is a mark to tick or an ornament.
_NESTED = 12


def lift_prose(ruled: list[Ruled]) -> tuple[list[Ruled], list[Framed]]:
    """Return what is left of the tables, and the cells that hold prose or other tables."""
    tables: list[Ruled] = []
    frames: list[Framed] = []
    for at, (lattice, glyphs) in enumerate(ruled):
        others = [table for number, table in enumerate(ruled) if number != at]
        lifted = {
            index
            for index, cell in enumerate(lattice.cells)
            if _is_prose(lattice, cell, glyphs.get(index, []))
            or _is_around(cell, index, glyphs, others)
        }
        if not lifted:
            tables.append((lattice, glyphs))
            continue
        rows, gone = _cut(lattice, glyphs, lifted)
        frames += [(lattice.cells[i].box, glyphs[i]) for i in sorted(gone) if i in glyphs]
        frames += [(lattice.cells[i].box, []) for i in lifted if i not in glyphs]
        for part, held in _parts(lattice, glyphs, rows, gone):
            if len(held) > 1:
                tables.append((part, held))
            else:
                # One text alone is a heading or a frame around it.
                frames += [(part.cells[i].box, text) for i, text in held.items()]
    return _from_top(tables), frames


def merge_nested(ruled: list[Ruled]) -> list[Ruled]:
    """Return the tables with those that stand inside a cell of figures made part of it."""
    kept: list[Ruled] = []
    # The innermost first: what it holds may be handed on once more.
    ordered = sorted(ruled, key=lambda table: table[0].area)
    for at, (lattice, glyphs) in enumerate(ordered):
        around = range(at + 1, len(ordered))
        homes = ((i, home) for i in around for home in _homes(lattice, ordered[i][0]))
        i, home = next(homes, (at, -1))
        table, texts = ordered[i]
        if home < 0 or _is_around(table.cells[home], home, texts, ordered[:i]):
            kept.append((lattice, glyphs))
        else:
            texts.setdefault(home, []).extend(g for text in glyphs.values() for g in text)
            glyphs.clear()
    return _from_top(kept)


def _from_top(ruled: list[Ruled]) -> list[Ruled]:
    return sorted(ruled, key=lambda table: (table[0].ys[0], table[0].xs[0]))


def _is_prose(lattice: Lattice, cell: LatticeCell, text: list[Glyph]) -> bool:
    if len(text) > PROSE:
        return True
    if len(text) < _SENTENCES or not any(glyph.char == _STOP for glyph in text):
        return False
    return cell.box[2] - cell.box[0] >= _WIDE * (lattice.xs[-1] - lattice.xs[0])


def _is_around(cell: LatticeCell, index: int, glyphs: Glyphs, others: list[Ruled]) -> bool:
    """Tell whether a cell holds tables that outweigh the table it belongs to."""
    nested = sum(_count(held) for table, held in others if _holds(cell.box, table.box))
    if nested < _NESTED:
        return False
    own = len(glyphs.get(index, []))
    return own > BESIDE_NESTED or nested >= _count(glyphs) - own


def _homes(lattice: Lattice, other: Lattice) -> Iterator[int]:
    """Yield the cell of another table that a table stands in."""
    return (i for i, cell in enumerate(other.cells) if _holds(cell.box, lattice.box))


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and inner[2] <= outer[2]
        and inner[3] <= outer[3]
    )


def _count(glyphs: Glyphs) -> int:
    return sum(map(len, glyphs.values()))


def _cut(lattice: Lattice, glyphs: Glyphs, lifted: set[int]) -> tuple[set[int], set[int]]:
    """Return the rows that are no rows of a table, and all cells that reach into them.

    Where figures stand beside the prose only its own cell is taken away.
    """
    rows: set[int] = set()
    gone = set(lifted)
    for index in lifted:
        own = _rows(lattice.cells[index])
        beside = [i for i, cell in enumerate(lattice.cells) if own & _rows(cell)]
        if not any(_is_figure(glyphs.get(i, [])) for i in beside):
            rows |= own
    gone |= {i for i, cell in enumerate(lattice.cells) if rows & _rows(cell)}
    return rows, gone


def _rows(cell: LatticeCell) -> set[int]:
    return set(range(cell.row, cell.row + cell.row_span))


def _is_figure(text: list[Glyph]) -> bool:
    return bool(text) and all(glyph.char.isdecimal() for glyph in text)


def _parts(
    lattice: Lattice, glyphs: Glyphs, rows: set[int], gone: set[int]
) -> Iterator[tuple[Lattice, Glyphs]]:
    """Yield the table between the rows that were cut out, its rows counted anew."""
    height = len(lattice.ys) - 1
    start = 0
    for row in range(height + 1):
        if row < height and row not in rows:
            continue
        kept = [
            i for i, cell in enumerate(lattice.cells) if i not in gone and start <= cell.row < row
        ]
        if kept:
            cells = [_moved(lattice.cells[i], start) for i in kept]
            part = Lattice(lattice.xs, lattice.ys[start : row + 1], cells)
            yield part, {at: glyphs[i] for at, i in enumerate(kept) if i in glyphs}
        start = row + 1


def _moved(cell: LatticeCell, start: int) -> LatticeCell:
    return LatticeCell(cell.row - start, cell.column, cell.row_span, cell.column_span, cell.box)

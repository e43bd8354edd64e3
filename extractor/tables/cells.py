"""One printed cell: what stands in it, where, and whether it can be a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from extractor.tables.labels import plain
from extractor.tables.words import table_words
from report.document import GridCell, Place, Span
from report.number import holds_note, is_number_in_words
from report.signs import load_signs
from report.text import bare, fold

_MONEY, _SIGNS = load_signs().money, load_signs().cells
_FIGURE = re.compile(
    rf"(?:[+\-]|{_SIGNS.more}|{_SIGNS.less})?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?"
    rf"(?:{_MONEY.unit}|[{_SIGNS.measures}])?(?:\((?:{_SIGNS.aside})[^()]*\))?"
)
# Makes a named tuple without its own constructor, which is a call more for every cell.
_new = tuple.__new__
# A cell with more than this is no number cell, and matching it would cost time.
_LONGEST = 60


# What a cell is taken for. A mark stands for "no number": a dash, a stroke, a word.
Kind = Literal["label", "number", "mark", "empty"]


@dataclass(slots=True)
class Cell:
    """One cell of the stream.

    Attributes:
        column: Zero-based place in its row, -1 where the layout tells none.
        run: Number cells that follow one another inside one printed cell or line share
            it; -1 for a cell with a border of its own.
        width: Columns a merged cell covers.
        padding: An empty cell that may only fill its row up to the table's width.
        words: All words of a label of which `raw` is only the first printed line.
    """

    raw: str
    span: Span
    kind: Kind
    column: int = -1
    run: int = -1
    place: Place | None = None
    width: int = 1
    padding: bool = False
    words: str = ""

    @property
    def printed(self) -> str:
        """All words printed in the cell."""
        return self.words or self.raw

    @property
    def plain(self) -> str:
        """The text as labels are compared."""
        return plain(self.words or self.raw)

    @property
    def stands(self) -> bool:
        """Whether anything at all is printed in the cell."""
        return self.kind != "empty"


def kind_of(text: str) -> Kind:
    """Return what a cell with this text, trimmed of blanks, is."""
    if text.isdecimal():
        return "number" if len(text) <= _LONGEST else "label"
    if not text:
        return "empty"
    return "label" if len(text) > _LONGEST else _kind_of_words(text)


@lru_cache(maxsize=4096)
def _kind_of_words(text: str) -> Kind:
    """Return what a short cell is; most labels are the form's and come again and again."""
    folded = fold(bare(text))
    if not folded:
        return "empty"
    if table_words().is_placeholder(folded):
        return "mark"
    number = _FIGURE.fullmatch(folded) or is_number_in_words(folded)
    return "number" if number and not holds_note(text) else "label"


def make_cell(text: str, start: int, end: int, column: int = -1) -> Cell:
    """Return the cell of `text[start:end]`, its span trimmed of blanks."""
    return cell_at(text[start:end], start, column)


def cell_at(printed: str, start: int, column: int = -1) -> Cell:
    """Return the cell of a piece of text that begins at `start`."""
    raw = printed.strip()
    if not raw:
        return Cell("", _new(Span, (start, start)), "empty", column)
    size = len(raw)
    if size < len(printed):
        start += len(printed) - len(printed.lstrip())
    # Most cells are a bare figure, for which a call more is felt.
    kind: Kind = "number" if raw.isdecimal() and size <= _LONGEST else kind_of(raw)
    return Cell(raw, _new(Span, (start, start + size)), kind, column)


def grid_cell(cell: GridCell, text: str) -> Cell:
    """Return the stream's cell for a cell of a grid."""
    made = make_cell(text, cell.span.start, cell.span.end, cell.column)
    made.place = cell.place
    made.width = cell.column_span
    return made

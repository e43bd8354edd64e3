"""What a file holds once it is text: the text, and where every piece of it stood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """Half-open offsets, in code points, into `Document.text`."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Return whether two spans share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece of text stands in the original file, beside its span.

    Attributes:
        page: One-based page of a PDF.
        box: Left, top, right, bottom in points from the page's upper left corner.
        table: Zero-based number of the table in an HTML, Word or Excel file.
        row: Zero-based row in that table.
        column: Zero-based column in that table.
    """

    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of a table whose ruling the file itself states.

    `row` and `column` are zero-based positions in the unrolled grid; a merged cell
    appears once, at its upper left corner, with its row and column spans.
    """

    text: str
    span: Span
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """One table of a file that states its cells (HTML, Word, Excel, PDF, Markdown)."""

    cells: tuple[GridCell, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a PDF: its one-based number, size in points, and its text."""

    number: int
    width: float
    height: float
    span: Span


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file as it came; its bytes are never altered."""

    path: str
    sha256: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file; every span anywhere in a record points into `text`.

    Attributes:
        grids: Tables the file itself states, in reading order; empty for plain text,
            whose cells are found in the text.
        hidden: Parts of the text that the page does not show until something is pressed,
            and that it shows nowhere else.
        reader: Name and version of the reader that made the text.
    """

    source: SourceFile
    text: str
    reader: str
    pages: tuple[Page, ...] = ()
    grids: tuple[Grid, ...] = ()
    hidden: tuple[Span, ...] = ()

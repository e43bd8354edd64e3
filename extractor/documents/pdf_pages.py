"""What stands on a page of a PDF, and what stands on every page only because it is one."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from extractor.documents.pdf_glyphs import Glyph
from extractor.documents.pdf_lattice import Lattice
from extractor.documents.pdf_lines import TextLine
from extractor.documents.pdf_turn import Box
from report.signs import load_signs

_SIGNS = load_signs().pages
_PAGE_NUMBER = re.compile(
    rf"[-—–─·\s]*(?:{_SIGNS.before}\s*)?(\d{{1,4}})(?:\s*{_SIGNS.after})?"
    rf"(?:[\s,，/{_SIGNS.of}]+\d{{1,4}}\s*{_SIGNS.after}?)?[-—–─·\s]*"
)
_DIGITS = re.compile(r"\d+")
# The share of the page's height in which headers and footers stand.
_EDGE = 0.12
_FEWEST = 3
_LONG_LINE = 12

_Key = tuple[tuple[float, float], ...]


@dataclass(slots=True)
class PageContent:
    """What stands on one page: tables with their characters, and the lines between.

    Attributes:
        width: Its width as it is read, which may be its height as it is shown.
        turn: By how many degrees it is shown turned from how it is read.
        frames: Cells of a layout; the lines in each are read together.
        recognised: Whether its text is an invisible layer over a scan.
    """

    number: int
    width: float
    height: float
    turn: int = 0
    lattices: list[Lattice] = field(default_factory=list)
    in_cells: list[dict[int, list[Glyph]]] = field(default_factory=list)
    lines: list[TextLine] = field(default_factory=list)
    frames: list[Box] = field(default_factory=list)
    recognised: bool = False

    @property
    def size_shown(self) -> tuple[float, float]:
        """Its width and height as it is shown."""
        return (self.height, self.width) if self.turn % 180 else (self.width, self.height)

    def frames_around(self, x: float, y: float) -> tuple[Box, ...]:
        """Return the frames a point stands in, the outermost first."""
        found = [box for box in self.frames if box[0] <= x <= box[2] and box[1] <= y <= box[3]]
        return tuple(sorted(found, key=lambda box: (box[0] - box[2]) * (box[3] - box[1])))

    def frames_of(self, line: TextLine) -> tuple[Box, ...]:
        """Return the frames a line stands in, the outermost first."""
        return self.frames_around((line.x0 + line.x1) / 2, (line.y0 + line.y1) / 2)

    def edge_line(self, *, last: bool) -> TextLine | None:
        """Return the first or last line if it stands at the edge of the page."""
        if not self.lines:
            return None
        line = self.lines[-1 if last else 0]
        at_edge = line.y0 > (1 - _EDGE) * self.height if last else line.y1 < _EDGE * self.height
        return line if at_edge else None

    def drop_edge_line(self, *, last: bool) -> None:
        """Take the first or last line away."""
        self.lines.pop(-1 if last else 0)


def drop_furniture(pages: list[PageContent]) -> None:
    """Take page numbers and repeated headers and footers away from all pages.

    They would cut sentences and tables that go on over the page, and their numbers count
    nothing in the report.
    """
    for last in (True, False):
        while _drop_page_numbers(pages, last=last) or _drop_repeated(pages, last=last):
            pass


def _drop_page_numbers(pages: list[PageContent], *, last: bool) -> bool:
    """Take lines away that count the pages; tell whether there were any."""
    offsets = [_offset(page, last=last) for page in pages]
    counted = Counter(offset for offset in offsets if offset is not None)
    if not counted:
        return False
    offset, times = counted.most_common(1)[0]
    if times < 2 and len(pages) > 1:
        return False
    for page, found in zip(pages, offsets, strict=True):
        if found == offset:
            page.drop_edge_line(last=last)
    return True


def _offset(page: PageContent, *, last: bool) -> int | None:
    """Return how far the number on the page's edge is from the page's own."""
    line = page.edge_line(last=last)
    found = _PAGE_NUMBER.fullmatch(line.text.strip()) if line else None
    return int(found.group(1)) - page.number if found else None


def _drop_repeated(pages: list[PageContent], *, last: bool) -> bool:
    """Take a line away that most pages have at the same edge, whatever it counts."""
    shapes = [
        _DIGITS.sub("#", line.text) if (line := page.edge_line(last=last)) else None
        for page in pages
    ]
    counted = Counter(shape for shape in shapes if shape is not None)
    if not counted:
        return False
    shape, times = counted.most_common(1)[0]
    if times < max(_FEWEST, len(pages) // 2 + 1):
        return False
    for page, found in zip(pages, shapes, strict=True):
        if found == shape:
            page.drop_edge_line(last=last)
    return True


def margins_of(page: PageContent) -> dict[tuple[Box, ...], tuple[float, float]]:
    """Return where unindented lines of each frame begin and where full lines end."""
    framed: dict[tuple[Box, ...], list[TextLine]] = {}
    for line in page.lines:
        framed.setdefault(page.frames_of(line), []).append(line)
    return {frames: _margins_of(lines, page.width) for frames, lines in framed.items()}


def _margins_of(lines: list[TextLine], width: float) -> tuple[float, float]:
    long = [line for line in lines if line.count >= _LONG_LINE]
    if not long:
        # Too little text to tell: only a line over most of the page counts as full.
        return min(line.x0 for line in lines), 0.85 * width
    return min(line.x0 for line in long), max(line.x1 for line in long)


def place_of(line: TextLine, page: PageContent) -> _Key:
    """Return where a line comes in reading order: within its frame, behind what is above."""
    own = ((line.y0 + line.y1) / 2, line.x0)
    return (*((box[1], box[0]) for box in page.frames_of(line)), own)


def in_reading_order(page: PageContent) -> list[TextLine | int]:
    """Return the page's lines and the numbers of its tables from top to bottom."""
    placed: list[tuple[_Key, TextLine | int]] = [
        (place_of(line, page), line) for line in page.lines
    ]
    for index, lattice in enumerate(page.lattices):
        if page.in_cells[index]:
            x0, y0, x1, y1 = lattice.box
            around = page.frames_around((x0 + x1) / 2, (y0 + y1) / 2)
            placed.append(((*((box[1], box[0]) for box in around), (y0, x0)), index))
    placed.sort(key=lambda item: item[0])
    return [item for _, item in placed]

"""The characters of a PDF page, each with its box, as they are seen."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractor.documents.limits import Budget
from extractor.documents.pdf_turn import Box, Transform, page_transform, reading_rotation

_CHECK_EVERY = 2_000
# Bold is sometimes printed by setting a character twice, a hair apart.
_OVERPRINT = 0.12
_TILE = 6.0
# Line boxes higher than this are looked at twice.
_SUSPECT = 30.0


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character and its box in points from the page's upper left corner."""

    char: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def x(self) -> float:
        """Its middle from left to right."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """Its middle from top to bottom."""
        return (self.y0 + self.y1) / 2

    @property
    def height(self) -> float:
        """The height of its line box: about the size of its font."""
        return self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class PageGlyphs:
    """The characters of one page.

    Attributes:
        unmapped: How many more have no Unicode to them.
        rotation: How far the page must be turned, in degrees, to read them.
    """

    glyphs: list[Glyph]
    unmapped: int
    rotation: int


def read_glyphs(page: pdfium.PdfPage, budget: Budget) -> PageGlyphs:
    """Return the characters that really stand on the page, in the file's own order.

    Blanks are left out: where they belong shows in the distances. Characters the library
    generates (line ends, blanks) are none of the page's.
    """
    text_page = page.get_textpage()
    try:
        count = text_page.count_chars()
        budget.spend_characters(count)
        rotation = reading_rotation(page, text_page.raw, count)
        transform = page_transform(page, rotation)
        glyphs, unmapped = _collect(text_page.raw, count, transform, budget)
        return PageGlyphs(glyphs, unmapped, rotation)
    finally:
        text_page.close()


def _collect(
    handle: raw.FPDF_TEXTPAGE, count: int, transform: Transform, budget: Budget
) -> tuple[list[Glyph], int]:
    glyphs: list[Glyph] = []
    seen = _Seen()
    unmapped = 0
    for index in range(count):
        if index % _CHECK_EVERY == 0:
            budget.check_time()
        code = raw.FPDFText_GetUnicode(handle, index)
        if code in (9, 10, 13, 32, 0xA0, 0x3000) or raw.FPDFText_IsGenerated(handle, index) == 1:
            continue
        if _is_unmapped(code) or raw.FPDFText_HasUnicodeMapError(handle, index) == 1:
            unmapped += 1
            continue
        glyph = Glyph(chr(code), *transform(*_box(handle, index)))
        if not seen.repeats(glyph):
            glyphs.append(glyph)
    return glyphs, unmapped


def _is_unmapped(code: int) -> bool:
    return code < 0x20 or code in (0xFFFD, 0xFFFE, 0xFFFF) or 0xE000 <= code <= 0xF8FF


def _box(handle: raw.FPDF_TEXTPAGE, index: int) -> Box:
    """Return the line box of a character, or the box of its ink if that cannot be trusted."""
    rect = raw.FS_RECTF()
    found = raw.FPDFText_GetLooseCharBox(handle, index, rect)
    height = rect.top - rect.bottom
    if found and 1 < height <= _SUSPECT:
        return rect.left, rect.bottom, rect.right, rect.top
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(handle, index, left, right, bottom, top)
    ink = (left.value, bottom.value, right.value, top.value)
    if found and height > _SUSPECT and height <= 1.6 * _font_size(handle, index):
        return rect.left, rect.bottom, rect.right, rect.top
    return ink


def _font_size(handle: raw.FPDF_TEXTPAGE, index: int) -> float:
    """Return the size of the character as printed.

    For vertical writing the library forgets the scale of the text in line boxes; a box far
    larger than the print gives that away.
    """
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(handle, index, matrix)
    return float(raw.FPDFText_GetFontSize(handle, index)) * math.hypot(matrix.c, matrix.d)


class _Seen:
    """Remembers characters by place, to leave out what is printed twice."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, int, int], list[tuple[float, float]]] = {}

    def repeats(self, glyph: Glyph) -> bool:
        """Tell whether the same character already stands at the same place; remember it."""
        near = max(0.8, _OVERPRINT * glyph.height)
        column, row = int(glyph.x // _TILE), int(glyph.y // _TILE)
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                for x, y in self._places.get((glyph.char, column + dx, row + dy), ()):
                    if abs(x - glyph.x) <= near and abs(y - glyph.y) <= near:
                        return True
        self._places.setdefault((glyph.char, column, row), []).append((glyph.x, glyph.y))
        return False

"""Which way up a page of a PDF is read, and where on the page as shown its places are.

A page may be shown lying on its side: scanned so, turned for a wide table, or turned by a
program that only sets the mark for it. What its characters say tells how to read it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable

import pypdfium2 as pdfium
import pypdfium2.raw as raw

Box = tuple[float, float, float, float]
# Left, bottom, right, top as PDF counts → left, top, right, bottom as seen from above.
Transform = Callable[[float, float, float, float], Box]

# So many characters are asked for their direction, spread over the page.
_ASKED = 48
# Fewer characters than this are a stamp or a page number.
_FEWEST = 8
_BLANKS = frozenset((9, 10, 13, 32, 0xA0, 0x3000))


def page_transform(page: pdfium.PdfPage, rotation: int) -> Transform:
    """Return how boxes of the page's content turn into boxes of the page so turned."""
    left, bottom, right, top = page.get_bbox()

    def upright(x0: float, y0: float, x1: float, y1: float) -> Box:
        return x0 - left, top - y1, x1 - left, top - y0

    def quarter(x0: float, y0: float, x1: float, y1: float) -> Box:
        return y0 - bottom, x0 - left, y1 - bottom, x1 - left

    def half(x0: float, y0: float, x1: float, y1: float) -> Box:
        return right - x1, y0 - bottom, right - x0, y1 - bottom

    def three_quarters(x0: float, y0: float, x1: float, y1: float) -> Box:
        return top - y1, right - x1, top - y0, right - x0

    return {90: quarter, 180: half, 270: three_quarters}.get(rotation, upright)


def reading_rotation(page: pdfium.PdfPage, handle: raw.FPDF_TEXTPAGE, count: int) -> int:
    """Return the rotation in degrees under which most of the page's characters stand upright."""
    turns: Counter[int] = Counter()
    for index in range(0, count, max(1, count // _ASKED)):
        if raw.FPDFText_GetUnicode(handle, index) in _BLANKS:
            continue
        angle = raw.FPDFText_GetCharAngle(handle, index)
        if angle >= 0:
            turns[-round(math.degrees(angle) / 90) * 90 % 360] += 1
    shown = int(page.get_rotation())
    asked = turns.total()
    if asked < _FEWEST:
        return shown
    rotation, times = turns.most_common(1)[0]
    return rotation if 2 * times > asked else shown


def as_shown(box: Box, turn: int, width: float, height: float) -> Box:
    """Return where a box of the page as read lies on the page as shown.

    Args:
        box: Left, top, right and bottom on the page as read.
        turn: By how many degrees the page is shown turned from how it is read.
        width: The width of the page as read.
        height: Its height.
    """
    x0, y0, x1, y1 = box
    if turn == 90:
        return height - y1, x0, height - y0, x1
    if turn == 180:
        return width - x1, height - y1, width - x0, height - y0
    if turn == 270:
        return y0, width - x1, y1, width - x0
    return box

"""Writes extractor/documents/boxes.ttf: one box for every character there is.

Run it with the test extra installed (fontTools comes with fpdf2); the result is committed.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._c_m_a_p import cmap_format_13

TARGET = Path(__file__).resolve().parents[1] / "extractor" / "documents" / "boxes.ttf"
_LAST = 0x2FFFF
_HALF = range(0x21, 0x7F)
_SURROGATES = range(0xD800, 0xE000)
# The same file every time: seconds since 1904, here the first day of 2026.
_DATE = 3_850_070_400


def _box(width: int) -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((50, -100))
    for corner in ((50, 850), (width - 50, 850), (width - 50, -100)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def main() -> None:
    """Write the font."""
    box, half = _box(1000), _box(500)
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "box", "half"])
    builder.setupGlyf({".notdef": box, "box": box, "half": half})
    widths = {".notdef": (1000, 50), "box": (1000, 50), "half": (500, 50)}
    builder.setupHorizontalMetrics(widths)
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupCharacterMap({0x4E00: "box"})
    builder.setupNameTable({"familyName": "Gouji Boxes", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].created = builder.font["head"].modified = _DATE
    builder.font.recalcTimestamp = False
    # Format 13 is many characters to one glyph, which keeps the font below a kilobyte.
    table = cmap_format_13(13)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.format, table.reserved, table.length, table.nGroups = 13, 0, 0, 0
    all_ = (code for code in range(0x21, _LAST) if code not in _SURROGATES)
    table.cmap = {code: "half" if code in _HALF else "box" for code in all_}
    builder.font["cmap"].tables = [table]
    builder.font.save(TARGET)


if __name__ == "__main__":
    main()

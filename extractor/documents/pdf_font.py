"""A font of boxes for Chinese, Japanese and Korean text whose own font is not in the file.

Without any such font the PDF library drops every character that is set by itself, as
one-digit labels and spaced words are. It would ask the machine for one, so that the same
file gave other text elsewhere; only where characters stand matters here, not their shapes.
"""

from __future__ import annotations

import ctypes
from functools import cache
from importlib import resources
from typing import Any

import pypdfium2.raw as raw

_FONT = "boxes.ttf"
_HANDLE = 1
# Windows' numbers of the character sets: Japanese, Korean, simplified, traditional.
_CHARSETS = frozenset({128, 129, 130, 134, 136})


@cache
def use_font_of_boxes() -> Any:
    """Let the library take the font of boxes instead of the machine's fonts.

    The result must live as long as the library; it does, as results are kept.
    """
    font = resources.files(__package__).joinpath(_FONT).read_bytes()
    made = dict(raw.FPDF_SYSFONTINFO._fields_)

    def map_font(
        _this: Any, _weight: int, _italic: int, charset: int, _pitch: int, _face: Any, _exact: Any
    ) -> int | None:
        return _HANDLE if charset in _CHARSETS else None

    def font_data(_this: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
        if table:
            return 0
        if buffer and size >= len(font):
            ctypes.memmove(buffer, font, len(font))
        return len(font)

    info = raw.FPDF_SYSFONTINFO()
    info.version = 1
    info.MapFont = made["MapFont"](map_font)
    info.GetFontData = made["GetFontData"](font_data)
    raw.FPDF_SetSystemFontInfo(info)
    return info

"""How cells of a workbook look."""

from __future__ import annotations

from typing import Any

from report.signs import load_signs

# State of a figure → colour behind it; `question` is a figure of a finding not yet certain.
COLOURS = {
    "inconsistent": "#F8CBAD",
    "question": "#FFF2CC",
    "disputed": "#FFE699",
    "unread": "#D9D9D9",
    "corrected": "#C6E0B4",
    "blank": "#FFFFFF",
    "read": "#FFFFFF",
}
_FONT = {"font_name": "Noto Sans CJK SC", "font_size": 9}


class Styles:
    """The formats of one workbook, made once."""

    def __init__(self, book: Any) -> None:
        def make(**more: Any) -> Any:
            return book.add_format({**_FONT, "valign": "vcenter", **more})

        boxed = {"border": 1, "text_wrap": True}
        self.title = make(bold=True, font_size=13, align="center", text_wrap=True)
        self.caption = make(align="center", font_color="#595959", text_wrap=True)
        self.heading = make(bold=True, font_size=11)
        self.header = make(bold=True, bg_color="#DDEBF7", border=1, text_wrap=True)
        # A text right of a figure would run into it.
        self.text = make(indent=1, valign="top")
        self.quoted = make(indent=1, valign="top", quote_prefix=True)
        self.wrapped = make(indent=1, valign="top", text_wrap=True)
        self.wrapped_quoted = make(indent=1, valign="top", text_wrap=True, quote_prefix=True)
        self.number = make(num_format="General", valign="top")
        self.fraction = make(num_format="0.00", valign="top")
        self.head = make(bold=True, align="center", bg_color="#F2F2F2", **boxed)
        self.label = make(align="left", **boxed)
        self.note = make(text_wrap=True, valign="top")
        self.note_quoted = make(text_wrap=True, valign="top", quote_prefix=True)
        self.figures = {
            state: make(align="center", bg_color=colour, **boxed)
            for state, colour in COLOURS.items()
        }
        # Figures are kept in yuan while the official head may say 万元: the unit stands by.
        money = f'0.######" {load_signs().money.yuan}"'
        self.money = {
            state: make(align="center", bg_color=colour, num_format=money, **boxed)
            for state, colour in COLOURS.items()
        }

"""A small PDF writer: characters at positions, lines, pages; no font file is needed.

The font is one of the predefined Chinese ones, which every PDF reader maps to Unicode.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_SIZE = (595, 842)


@dataclass
class Sheet:
    """One page; positions count from its upper left corner, in points."""

    rotate: int = 0
    pieces: list[str] = field(default_factory=list)

    def write(self, x: float, y: float, text: str, size: float = 12, font: str = "F1") -> None:
        """Write text with its upper left corner at the position."""
        code = text.encode("utf-16-be").hex()
        self.pieces.append(f"BT /{font} {size} Tf 1 0 0 1 {x} {842 - y - size} Tm <{code}> Tj ET")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Stroke a line."""
        self.pieces.append(f"0.7 w {x0} {842 - y0} m {x1} {842 - y1} l S")

    def bar(self, x: float, y: float, width: float, height: float) -> None:
        """Fill a box: a thin one is how some programs draw lines."""
        self.pieces.append(f"{x} {842 - y - height} {width} {height} re f")

    def picture(self, x: float, y: float, width: float, height: float) -> None:
        """Place a picture of one grey dot, as large as wanted."""
        self.pieces.append(
            f"q {width} 0 0 {height} {x} {842 - y - height} cm"
            " BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"
        )

    def table(
        self,
        x: float,
        y: float,
        rows: list[list[str]],
        widths: list[float],
        height: float = 24,
        outer: bool = True,
    ) -> None:
        """Draw a ruled table; without `outer` its left and right edges are open."""
        xs = [x]
        for width in widths:
            xs.append(xs[-1] + width)
        bottom = y + height * len(rows)
        for at in xs if outer else xs[1:-1]:
            self.line(at, y, at, bottom)
        for number in range(len(rows) + 1):
            self.line(xs[0], y + number * height, xs[-1], y + number * height)
        for number, row in enumerate(rows):
            for left, text in zip(xs, row, strict=False):
                if text:
                    self.write(left + 3, y + number * height + 6, text, 10)


def pdf(*sheets: Sheet, mapped: bool = True) -> bytes:
    """Return the file; with `mapped` off its characters have no way to Unicode."""
    encoding = "/UniGB-UTF16-H" if mapped else "/Identity-H"
    ordering = "GB1" if mapped else "Identity"
    supplement = "4" if mapped else "0"
    font = (
        f"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding{encoding}"
        "/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
        f"/CIDSystemInfo<</Registry(Adobe)/Ordering({ordering})/Supplement {supplement}>>"
        "/DW 1000/W[1 95 500]/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6"
        "/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120/StemV 80"
        "/CapHeight 700>>>>]>>"
    )
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(sheets)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(sheets)}>>",
        font,
    ]
    for number, sheet in enumerate(sheets):
        stream = "\n".join(sheet.pieces)
        rotate = f"/Rotate {sheet.rotate}" if sheet.rotate else ""
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {_SIZE[0]} {_SIZE[1]}]{rotate}"
            f"/Resources<</Font<</F1 3 0 R>>>>/Contents {5 + 2 * number} 0 R>>"
        )
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
    out = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    return out

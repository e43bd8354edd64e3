"""Numbers of a workbook as their format shows them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from extractor.documents.limits import Budget
from extractor.documents.package import Package, local, parse_xml

_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy-mm-dd",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
}
_DATE_IDS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_LITERALS = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')
_PICTURE = re.compile(r"[#0?][#0?,]*(?:\.([#0?]+))?")
_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_SIGNIFICANT = 15
_MOST_DECIMALS = 10


@dataclass(slots=True)
class Formats:
    """The number formats of a workbook by style."""

    codes: dict[int, str] = field(default_factory=dict)
    styles: list[int] = field(default_factory=list)

    def show(self, value: str, style: str) -> str:
        """Return the number as the cell shows it; what cannot be told stays as stored."""
        try:
            number = Decimal(value)
        except InvalidOperation:
            return value
        if not number.is_finite() or abs(number) > Decimal(10) ** 20:
            return value
        index = int(style) if style.isdecimal() and len(style) < 7 else -1
        form = self.styles[index] if 0 <= index < len(self.styles) else 0
        code = self.codes.get(form) or _BUILT_IN.get(form, "")
        if form in _DATE_IDS or _is_date(code):
            return _date(number) or _plain(number)
        return _pictured(number, code)


def _is_date(code: str) -> bool:
    bare = _LITERALS.sub("", code).lower()
    return "y" in bare or ("m" in bare and "d" in bare)


def _date(number: Decimal) -> str | None:
    if not 1 <= number < 2_958_466:
        return None
    return (_EPOCH + timedelta(days=int(number))).strftime("%Y-%m-%d")


def _plain(number: Decimal) -> str:
    """Return the number with the fifteen digits a workbook really knows, no exponent."""
    rounded = number
    if len(number.as_tuple().digits) > _SIGNIFICANT:
        rounded = Decimal(f"{number:.{_SIGNIFICANT - 1}e}")
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _pictured(number: Decimal, code: str) -> str:
    section, signed = _section(code, number)
    literal = _LITERALS.sub(lambda found: found.group(1) or found.group(2) or "", section)
    bare = _LITERALS.sub("", section)
    picture = _PICTURE.search(bare)
    if picture is None or "e" in bare.lower().replace("general", ""):
        return _plain(number)
    shown = abs(number) if signed else number
    percent = "%" in bare
    decimals = min(len(picture.group(1) or ""), _MOST_DECIMALS)
    if percent:
        shown *= 100
    text = str(shown.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))
    if "," in picture.group(0):
        text = f"{Decimal(text):,}"
    before, after = _around(literal, picture.group(0))
    return f"{before}{text}{after}"


def _section(code: str, number: Decimal) -> tuple[str, bool]:
    """Return the part of the format for the number, and whether it writes the sign itself."""
    sections = code.split(";")
    if number < 0 and len(sections) > 1 and re.search(r"[-(]", sections[1]):
        return sections[1], True
    return sections[0], False


def _around(literal: str, picture: str) -> tuple[str, str]:
    before, found, after = literal.partition(picture)
    return (before.strip(), after.strip()) if found else ("", "")


class _Styles:
    """Reads which format each style has."""

    def __init__(self, formats: Formats) -> None:
        self._formats = formats
        self._in_cell_styles = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "numFmt":
            number = attributes.get("numFmtId", "")
            if number.isdecimal():
                self._formats.codes[int(number)] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cell_styles = True
        elif name == "xf" and self._in_cell_styles:
            number = attributes.get("numFmtId", "0")
            self._formats.styles.append(int(number) if number.isdecimal() else 0)

    def end(self, tag: str) -> None:
        if local(tag) == "cellXfs":
            self._in_cell_styles = False

    def data(self, data: str) -> None:
        """Nothing is said in text here."""


def read_formats(package: Package, name: str, budget: Budget) -> Formats:
    """Return the workbook's formats; without any, numbers show as stored."""
    formats = Formats()
    if name in package:
        parse_xml(package.read(name), name, _Styles(formats), budget)
    return formats

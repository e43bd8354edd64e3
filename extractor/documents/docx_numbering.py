"""Numbers that Word counts by itself: they are on the page, but not in the text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import cn2an

from extractor.documents.limits import Budget
from extractor.documents.package import Package, local, parse_xml

_LARGEST = 999


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has counted."""

    abstract: dict[str, dict[int, _Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def next_label(self, style: str, number: tuple[str, int] | None) -> str:
        """Return the label of the next paragraph, "" for one that is not counted."""
        listed = number or self.styles.get(style)
        if listed is None:
            return ""
        abstract = self.lists.get(listed[0], "")
        levels = self.abstract.get(abstract, {})
        level = levels.get(listed[1])
        if level is None:
            return ""
        counts = self._counts.setdefault(abstract, {})
        counts[listed[1]] = counts.get(listed[1], level.start - 1) + 1
        for deeper in [key for key in counts if key > listed[1]]:
            del counts[deeper]
        return _label(level.text, levels, counts)


def _label(text: str, levels: dict[int, _Level], counts: dict[int, int]) -> str:
    for key, level in levels.items():
        mark = f"%{key + 1}"
        if mark in text:
            if level.form in ("bullet", "none"):
                return ""
            text = text.replace(mark, _write(counts.get(key, level.start), level.form))
    return text


def _write(count: int, form: str) -> str:
    if not 0 < count <= _LARGEST:
        return str(count)
    writer = _FORMS.get(form)
    return writer(count) if writer else str(count)


def _chinese(count: int) -> str:
    written = str(cn2an.an2cn(count, "low"))
    # Ten to nineteen are written without the leading one when they count.
    return written[1:] if 10 <= count < 20 and len(written) > 1 else written


def _circled(count: int) -> str:
    return chr(0x2460 + count - 1) if count <= 20 else str(count)


def _letter(count: int) -> str:
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)


_FORMS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "ideographDigital": _chinese,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "lowerLetter": _letter,
    "upperLetter": lambda count: _letter(count).upper(),
}


class _Definitions:
    """Reads `numbering.xml`, and what `styles.xml` says of lists."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._levels: dict[int, _Level] | None = None
        self._level: _Level | None = None
        self._list = ""
        self._style = ""
        self._style_level = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        values = {local(key): value for key, value in attributes.items()}
        handler = getattr(self, f"_on_{name}", None)
        if handler is not None:
            handler(values)

    def end(self, tag: str) -> None:
        name = local(tag)
        if name in ("abstractNum", "lvl"):
            self._level = None
            if name == "abstractNum":
                self._levels = None
        elif name in ("num", "style"):
            self._list = self._style = ""
            self._style_level = 0

    def data(self, data: str) -> None:
        """Nothing is said in text here."""

    def _on_abstractNum(self, values: dict[str, str]) -> None:  # noqa: N802
        self._levels = self._numbering.abstract.setdefault(values.get("abstractNumId", ""), {})

    def _on_lvl(self, values: dict[str, str]) -> None:
        if self._levels is not None and values.get("ilvl", "").isdecimal():
            self._level = self._levels.setdefault(int(values["ilvl"]), _Level())

    def _on_start(self, values: dict[str, str]) -> None:
        value = values.get("val", "")
        if self._level is not None and value.isdecimal() and len(value) < 6:
            self._level.start = int(value)

    def _on_numFmt(self, values: dict[str, str]) -> None:  # noqa: N802
        if self._level is not None:
            self._level.form = values.get("val", "decimal")

    def _on_lvlText(self, values: dict[str, str]) -> None:  # noqa: N802
        if self._level is not None:
            self._level.text = values.get("val", "")

    def _on_num(self, values: dict[str, str]) -> None:
        self._list = values.get("numId", "")

    def _on_abstractNumId(self, values: dict[str, str]) -> None:  # noqa: N802
        if self._list:
            self._numbering.lists[self._list] = values.get("val", "")

    def _on_style(self, values: dict[str, str]) -> None:
        self._style = values.get("styleId", "")

    def _on_ilvl(self, values: dict[str, str]) -> None:
        if self._style and values.get("val", "").isdecimal():
            self._style_level = int(values["val"])

    def _on_numId(self, values: dict[str, str]) -> None:  # noqa: N802
        if self._style:
            self._numbering.styles[self._style] = (values.get("val", ""), self._style_level)


def read_numbering(package: Package, main: str, budget: Budget) -> Numbering:
    """Return the document's lists; without any, no paragraph gets a label."""
    numbering = Numbering()
    folder = main.rpartition("/")[0]
    for part in ("numbering.xml", "styles.xml"):
        name = f"{folder}/{part}".lstrip("/")
        if name in package:
            parse_xml(package.read(name), name, _Definitions(numbering), budget)
    return numbering

"""The prose of a document: tables cut out, blanks and widths folded, lines joined."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from report.document import Span
from report.signs import HAN, load_signs
from report.text import PRONUNCIATION, alike, ranges

BREAK = "\n"
_NOTHING = "\x00"
# One character for one, so that positions stay: full width to half width, odd blanks to
# blanks, look-alike quotes and dashes to one of them.
_WIDTHS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BLANKS = dict.fromkeys([0x3000, 0xA0, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD, 9, 13], 32)
_BLANKS |= dict.fromkeys(range(0x2000, 0x200B), 32)
_ALIKE = {ord(a): ord(b) for a, b in zip("—–−‐－「」『』﹣", "-----“”“”-", strict=True)}
_FLAT = _WIDTHS | _BLANKS | _ALIKE

_SIGNS = load_signs()
_PAGES, _HEADINGS, _ORDER = _SIGNS.pages, _SIGNS.headings, _SIGNS.numerals.order
_PAGE_NUMBER = re.compile(
    rf"\n *(?:- *\d{{1,3}} *-|{_PAGES.before} *\d{{1,3}} *{_PAGES.after}[^\n]{{0,12}}"
    r"|\d{1,3} */ *\d{1,3}) *(?=\n|$)"
)
_MARKER = re.compile(rf"\[(?:{_SIGNS.lines.pictures})[^\]\n]{{0,60}}\]")
# A full stop typed as a dot, and not one in a number, a heading or an address.
_DOT = re.compile(rf"\.(?<=[{HAN}”].)(?=\s|$|[{HAN}])")
_GAP = re.compile(r"[ \n][ \n]*")  # A class comes first: such places are found at once.
_HEADING = re.compile(
    rf"\(?[{_ORDER}]{{1,3}}[、)]|\(?\d{{1,2}}[.、)](?!\d)|[{_ORDER}]{{1,2}}{_HEADINGS.item}"
    rf"|#|{_PAGES.before}[{_ORDER}]+[{_HEADINGS.parts}]|\|"
)
_WHOLE_HEADING = re.compile(rf" *(?:\(?[{_ORDER}]{{1,3}}[、)]|\(?\d{{1,2}}[.、)])[^,。;\n]{{2,36}}")
_MEASURES = _SIGNS.lines.measures
_ENDS = "。!?;:|”》"
# Lines between bars, one after the other; converters take running text for such tables.
_BARRED = re.compile(r"(?:^ *\|[^\n]*\| *(?:\n|\Z))+", re.MULTILINE)
_RULE = re.compile(r"^ *\|[ |:-]+\| *$", re.MULTILINE)
# No cell begins like this; only the rest of a sentence does.
_CUT = re.compile(rf"\| *[,。;:、)》”]|\d[ |]*\|[ |]*(?:[{_MEASURES}]|{_SIGNS.years.mark})")
# Lines of cells, in their own columns, with a bare number in each; one such line may be a
# sentence that was taken apart.
_NUMBER_CELL = r"\t *\d[\d,.]* *(?=\t|\n|\Z)"
_PIECE = rf"\t *[,，;；:：、)）》”]|\d *\t *[{_MEASURES}{_SIGNS.years.mark}]|[,，、] *(?:\n|\Z)"
_TABBED = re.compile(
    rf"(?:^(?=[^\n]*{_NUMBER_CELL})(?![^\n]*(?:{_PIECE}))[^\n。；;]*(?:\n|\Z)){{2,}}", re.MULTILINE
)
_STOPS = "。!?;:|\n" + _NOTHING
_SHORT_LINE = 18
_LOOK = 200
_FEW = 50


@cache
def _flat() -> dict[int, int]:
    """Return what characters of prose are read as where it is not as they are."""
    return _FLAT | alike()


@cache
def _changing() -> re.Pattern[str]:
    return re.compile(f"[{ranges(''.join(map(chr, sorted(_flat()))))}]")


@dataclass(frozen=True, slots=True)
class Prose:
    """Folded prose and the way back to the document.

    Attributes:
        text: Half-width, without blanks; `BREAK` where a paragraph, a heading or a
            table ends, a blank only between two digits.
        starts: Where each run of unbroken characters starts in `text` …
        origins: … and in the document.
    """

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]

    def origin(self, at: int) -> int:
        """Return the offset in the document of a character of `text`."""
        run = bisect_right(self.starts, at) - 1
        return self.origins[run] + at - self.starts[run]

    def back(self, start: int, end: int) -> Span:
        """Return the span of the document that folded to `text[start:end]`."""
        first = self.origin(start)
        return Span(first, first if end <= start else self.origin(end - 1) + 1)


def _outside(length: int, regions: Sequence[Span]) -> list[Span]:
    """Return the parts of a text outside the regions, in order."""
    parts, at = [], 0
    for region in sorted(regions):
        if region.start > at:
            parts.append(Span(at, region.start))
        at = max(at, region.end)
    if at < length:
        parts.append(Span(at, length))
    return parts


def _rows(text: str) -> list[Span]:
    """Return where rows of figures stand one below the other, whatever table they are of."""
    return [Span(*found.span()) for found in _TABBED.finditer(text)]


def _fold(text: str, parts: Sequence[Span]) -> str:
    """Return the text with its prose folded, its tables blotted out."""
    pieces, at = [], 0
    for part in parts:
        pieces += [_filler(part.start - at), _flattened(text[part.start : part.end])]
        at = part.end
    return "".join((*pieces, _filler(len(text) - at)))


def _flattened(text: str) -> str:
    """Return prose with each character for what it is read as.

    A text has few that change, comma and brackets most of all: to replace one after the
    other is quicker than to look every character up. None is read as another that changes.
    """
    flat, changing = _flat(), set(_changing().findall(text))
    if len(changing) > _FEW:
        return text.translate(flat)
    for character in changing:
        text = text.replace(character, chr(flat[ord(character)]))
    return text


def _filler(length: int) -> str:
    """Return what stands for a table: a break at both ends, and nothing to look at between."""
    return BREAK + _NOTHING * (length - 2) + BREAK if length > 1 else BREAK * length


def _joint(flat: str, start: int, end: int, line_start: int) -> str:
    """Return what stands for a run of blanks: nothing, a blank, or a break."""
    before = flat[start - 1] if start else BREAK
    after = flat[end] if end < len(flat) else BREAK
    if "\n" not in flat[start:end]:
        return " " if before.isdigit() and after.isdigit() else ""
    if before in ",、(“" or (before.isdigit() and after in _MEASURES):
        return ""
    if before in _ENDS or _HEADING.match(flat, end):
        return BREAK
    if start - line_start < _SHORT_LINE or _WHOLE_HEADING.fullmatch(flat, line_start, start):
        return BREAK
    return ""


def _running(barred: re.Match[str]) -> str:
    """Return lines between bars without them where they are pieces of running text."""
    block, text = barred[0], barred.string
    before = text[max(0, barred.start() - _LOOK) : barred.start()].rstrip(" \n")
    last = before[before.rfind("\n") + 1 :].strip(" ")
    goes_on = len(last) >= _SHORT_LINE and last[-1] not in _STOPS
    if not goes_on and _CUT.search(_RULE.sub("", block)) is None:
        return block
    block = _RULE.sub(lambda found: " " * len(found[0]), block)
    return block.replace("|", " ")


def read_prose(text: str, regions: Sequence[Span]) -> Prose:
    """Return the text outside the regions and outside other rows of figures, folded."""
    if "\t" in text:
        regions = [*regions, *_rows(text)]
    parts = _outside(len(text), regions)
    flat = _MARKER.sub(lambda found: " " * len(found[0]), _fold(text, parts))
    flat = PRONUNCIATION.sub(lambda found: " " * len(found[0]), flat)
    if "|" in flat:
        flat = _BARRED.sub(_running, flat)
    flat = _DOT.sub("。", flat)
    flat = _PAGE_NUMBER.sub(lambda found: "\n" + " " * (len(found[0]) - 1), flat)
    runs = [run for part in parts for run in _runs(flat, part) if run[0]]
    if not runs:
        return Prose("", (0,), (0,))
    pieces, origins = zip(*runs, strict=True)
    starts = tuple(accumulate(map(len, pieces[:-1]), initial=0))
    return Prose("".join(pieces), starts, origins)


def _runs(flat: str, part: Span) -> Iterator[tuple[str, int]]:
    """Yield the runs of unbroken characters of a part, and what joins them, with their offsets."""
    at = line = part.start
    for gap in _GAP.finditer(flat, part.start, part.end):
        start, end = gap.span()
        yield flat[at:start], at
        yield _joint(flat, start, end, line), start
        at = end
        if "\n" in gap[0]:
            line = at
    yield flat[at : part.end], at
    yield BREAK, max(part.end - 1, 0)

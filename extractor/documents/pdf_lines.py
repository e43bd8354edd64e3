"""Characters with boxes become lines, cells' texts and paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from extractor.documents.pdf_glyphs import Glyph
from report.signs import load_signs

# Distances between characters, in heights of the line.
_BLANK = 0.45
_COLUMN = 2.0
# Numbers stand far apart only in a table, ruled or not; justified prose stretches less.
_NUMBERS_APART = 0.8
_NUMBER_APART = 1.3
_CJK_BLANK = 1.2
_SAME_LINE = 0.5
# Digits so much further apart than most on their line are of two numbers.
_APART = 1.5
_STEPS = 3
# So much of a digit's width is free between two numbers.
_FREE = 0.4
# So much of a character's height lies over the one before where two texts do.
_OVERLAP = 0.25
_STOP = load_signs().lines.stop
_ORDER = load_signs().numerals.order
_NEW_ITEM = re.compile(rf"[{_ORDER}]{{1,3}}[、.．]|[（(][{_ORDER}]{{1,3}}[)）]|\d{{1,2}}[.．、]\D")


@dataclass(frozen=True, slots=True)
class Field:
    """A piece of a line that stands apart from the next.

    `tail` is where the digits at the end of a piece begin that begins with words.
    """

    text: str
    x0: float
    x1: float
    tail: float | None = None


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of characters, from left to right; `fields` are its pieces wide apart."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    count: int
    fields: tuple[Field, ...] = ()
    glyphs: tuple[Glyph, ...] = ()


def group_lines(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Return the characters line by line, each line from left to right."""
    lines: list[tuple[float, float, list[Glyph]]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.y, glyph.x)):
        if lines:
            top, bottom, line = lines[-1]
            shared = min(bottom, glyph.y1) - max(top, glyph.y0)
            if shared > _SAME_LINE * min(bottom - top, glyph.height):
                line.append(glyph)
                continue
        lines.append((glyph.y0, glyph.y1, [glyph]))
    ordered = [sorted(line, key=lambda glyph: glyph.x0) for _, _, line in lines]
    if not any(map(_overlap, ordered)):
        return ordered
    # Spreadsheets print a long label on under the figures beside it.
    order = {id(glyph): at for at, glyph in enumerate(glyphs)}
    return [_apart(line, order) if _overlap(line) else line for line in ordered]


def _overlap(line: list[Glyph]) -> bool:
    return any(_over(before, glyph) for before, glyph in pairwise(line))


def _over(before: Glyph, glyph: Glyph) -> bool:
    """Return whether a character begins well inside the one before it."""
    return glyph.x0 - before.x1 < -_OVERLAP * min(before.height, glyph.height)


def _apart(line: list[Glyph], order: dict[int, int]) -> list[Glyph]:
    """Return a line in which texts lie over one another with each text by itself."""
    texts: list[list[Glyph]] = []
    last = -2
    for glyph in sorted(line, key=lambda glyph: order[id(glyph)]):
        at = order[id(glyph)]
        follows = at == last + 1 and glyph.x0 > texts[-1][-1].x0
        if follows and -_OVERLAP < (glyph.x0 - texts[-1][-1].x1) / (glyph.height or 1.0) < _BLANK:
            texts[-1].append(glyph)
        else:
            texts.append([glyph])
        last = at
    texts.sort(key=lambda text: text[0].x0)
    return [glyph for text in texts for glyph in text]


def line_of(glyphs: list[Glyph]) -> TextLine:
    """Return the line with blanks where the distances show them, a tab for a wide one."""
    size = sorted(glyph.height for glyph in glyphs)[len(glyphs) // 2]
    pieces = [glyphs[0].char]
    fields: list[Field] = []
    start, first = 0, 0
    apart = _APART * _pitch(glyphs)
    for at, (before, glyph) in enumerate(pairwise(glyphs), 1):
        gap = _gap(before, glyph, size)
        if not gap and glyph.x - before.x > apart and _are_two(before, glyph):
            gap = " "
        if gap == "\t":
            fields.append(_field("".join(pieces[start:]), glyphs[first:at]))
            start, first = len(pieces) + 1, at
        pieces += (gap, glyph.char)
    fields.append(_field("".join(pieces[start:]), glyphs[first:]))
    return TextLine(
        "".join(pieces),
        min(glyph.x0 for glyph in glyphs),
        min(glyph.y0 for glyph in glyphs),
        max(glyph.x1 for glyph in glyphs),
        max(glyph.y1 for glyph in glyphs),
        size,
        len(glyphs),
        tuple(fields),
        tuple(glyphs),
    )


def _are_two(before: Glyph, glyph: Glyph) -> bool:
    """Return whether a gap is left between digits; those of full width stand apart without."""
    digits = before.char.isdigit() and glyph.char.isdigit()
    wide = max(before.x1 - before.x0, glyph.x1 - glyph.x0)
    return digits and glyph.x0 - before.x1 > _FREE * wide


def _pitch(glyphs: list[Glyph]) -> float:
    """Return how far apart the middles of two digits of one number stand on a line.

    Figures of columns that nearly touch stand further apart than their own digits.
    """
    steps = sorted(
        glyph.x - before.x
        for before, glyph in pairwise(glyphs)
        if before.char.isdigit() and glyph.char.isdigit()
    )
    return steps[(len(steps) - 1) // 2] if len(steps) >= _STEPS else inf


def _field(text: str, glyphs: list[Glyph]) -> Field:
    tail = None
    if text[-1].isdigit() and not text.isdecimal():
        at = len(glyphs) - 1
        while at and glyphs[at - 1].char.isdigit():
            at -= 1
        tail = glyphs[at].x0 if at and _is_wide(glyphs[at - 1].char) else None
    return Field(text, glyphs[0].x0, glyphs[-1].x1, tail)


def _gap(before: Glyph, glyph: Glyph, size: float) -> str:
    distance = (glyph.x0 - before.x1) / size if size else 0.0
    numbers = before.char.isdigit() + glyph.char.isdigit()
    if _over(before, glyph):
        return "\t"
    if distance > (_COLUMN, _NUMBER_APART, _NUMBERS_APART)[numbers]:
        return "\t"
    wide = _is_wide(before.char) or _is_wide(glyph.char)
    return " " if distance > (_CJK_BLANK if wide else _BLANK) else ""


def _is_wide(char: str) -> bool:
    return char >= "\u2e80"


def cell_text(glyphs: list[Glyph], right: float) -> str:
    """Return the text of a cell whose right edge is given.

    A number that fills its line goes on in the next; one that does not is followed by
    another number, and a blank keeps the two apart.
    """
    joined = ""
    last: TextLine | None = None
    for line in map(line_of, group_lines(glyphs)):
        text = line.text.replace("\t", " ")
        full = last is not None and right - last.x1 < 0.9 * last.size
        joined += (glue(joined[-1:], text[:1], full=full) if last else "") + text
        last = line
    return joined.strip()


def glue(before: str, after: str, *, full: bool) -> str:
    """Return what joins two lines of one text: nothing between Chinese, else a blank."""
    if not before or not after or _is_wide(before) or _is_wide(after):
        return ""
    if full and (before.isdigit() or before in ".,") and (after.isdigit() or after in ".,"):
        return ""
    return " "


def continues(before: TextLine, line: TextLine, left: float, right: float) -> bool:
    """Tell whether the line carries the paragraph of the line before it on.

    Args:
        before: The line above, or the last one of the page before.
        line: The line in question.
        left: Where unindented lines of the page begin.
        right: Where full lines end on the page of the line before.
    """
    if before.x1 < right - _left_free(before, line) or line.x0 > left + 0.9 * line.size:
        return False
    if abs(before.size - line.size) > 0.12 * before.size:
        return False
    if "\t" in before.text:
        # A row of a table without lines, though it fills the page.
        return False
    return not _NEW_ITEM.match(line.text) and "\t" not in line.text


def _left_free(before: TextLine, line: TextLine) -> float:
    """Return how much of a line may be left free where its paragraph goes on.

    No program breaks a number: one that begins the next line found no room in this one.
    """
    free = 1.6 * before.size
    if before.text.endswith(_STOP) or not line.text[0].isdigit():
        return free
    digits = next((at for at, g in enumerate(line.glyphs) if not g.char.isdigit()), 0)
    number = line.glyphs[digits].x1 - line.x0 if digits else 0.0
    return max(free, number + 0.6 * before.size)

"""What of a report is sent: its prose without tables, or one table, with few blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from report.document import Span
from report.signs import load_signs

# One question holds at most so many characters of prose; a usual report is one question.
PIECE = 6000
_BLANKS = re.compile(r"[ \u3000\xa0\u2002-\u200b\ufeff\r]+")
_NEEDLESS = re.compile(r"(?<![A-Za-z0-9.,%]) | (?![A-Za-z0-9.+\-])")
_LINES = re.compile(r"\s*\n\s*")
_EMPTY = re.compile(r"\n{2,}")
_UNIT = re.compile(r"[^\n。]*[\n。]?")
_SECTION = re.compile(rf"[{load_signs().numerals.order}]{{1,2}}、")


def outside(text: str, spans: Sequence[Span]) -> str:
    """Return a text without some of its parts; a line ends where one was."""
    pieces, at = [], 0
    for span in sorted(spans):
        if span.start > at:
            pieces.append(text[at : span.start])
        at = max(at, span.end)
    pieces.append(text[at:])
    return "\n".join(pieces)


def brief_prose(text: str) -> str:
    """Return prose with no blank that is not needed to tell numbers apart."""
    flat = _NEEDLESS.sub("", _BLANKS.sub(" ", text.replace("\t", " ")))
    return _LINES.sub("\n", flat).strip()


def brief_table(text: str) -> str:
    """Return a table's text with its tabs and lines, which tell cells apart."""
    flat = _BLANKS.sub(" ", text)
    return _EMPTY.sub("\n", flat.replace("\n ", "\n").replace(" \n", "\n")).strip("\n ")


def pieces(prose: str, most: int = PIECE) -> Iterator[str]:
    """Yield prose in parts of at most so many characters, cut where a section begins.

    A section longer than that is cut behind a sentence; a sentence longer than that, as
    no report has it, within.
    """
    held: list[str] = []
    length = 0
    for unit in _units(prose, most):
        begins = _SECTION.match(unit) is not None and 2 * length > most
        if held and (length + len(unit) > most or (begins and len(prose) > most)):
            yield "".join(held).strip()
            held, length = [], 0
        held.append(unit)
        length += len(unit)
    if last := "".join(held).strip():
        yield last


def _units(prose: str, most: int) -> Iterator[str]:
    for found in _UNIT.finditer(prose):
        sentence = found[0]
        for at in range(0, len(sentence), most):
            yield sentence[at : at + most]

"""Text without width and blanks, with the way back to where it stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import compress

from report.data_file import Data, parse_toml, read_lexicon
from report.document import Span

# Characters NFKC leaves alone but that people type for one another.
_SAME = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "—": "-", "–": "-", "－": "-", "﹣": "-", "−": "-"}
)
# The reading of a character in brackets behind it, as mirrors of sites print it: 務(wù).
# It is looked for by its bracket, since most characters could stand before one.
PRONUNCIATION = re.compile(
    "[(（](?<=[\u4e00-\u9fff].)[a-z]{0,5}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ][a-z]{0,4}[)）]"
)
# Marks that converters leave in the text of a cell; they are no part of what is printed.
_MARKS = re.compile(r"\[[A-Za-z]+:[^\]\n]{0,80}\]")
# Nothing is printed where these stand: marks of width, of direction, and soft hyphens.
INVISIBLE = frozenset(
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


class _Traditional(Data):
    """Characters in pairs, the traditional one first."""

    pairs: str


@cache
def simplified() -> dict[int, int]:
    """Return code point → code point of the simplified character it is compared as."""
    file = "traditional.toml"
    pairs = parse_toml(_Traditional, read_lexicon(file), file).pairs.split()
    return {ord(pair[0]): ord(pair[1]) for pair in pairs}


class _Folds(dict[str, str]):
    """What each character folds to; a plain lookup once a character has been seen."""

    def __missing__(self, character: str) -> str:
        folded = ""
        if not character.isspace() and character not in INVISIBLE:
            folded = unicodedata.normalize("NFKC", character).translate(_SAME)
            folded = folded.translate(simplified())
            folded = "".join(c for c in folded if not c.isspace())
        self[character] = folded
        return folded


_FOLDS = _Folds()


def fold(text: str) -> str:
    """Return the text as labels are compared: NFKC, no blanks, plain quotes."""
    if "(" in text or "（" in text:
        text = PRONUNCIATION.sub("", text)
    return "".join(map(_FOLDS.__getitem__, text))


def bare(raw: str) -> str:
    """Return a cell's text without a converter's marks."""
    return _MARKS.sub("", raw) if "[" in raw else raw


@dataclass(frozen=True, slots=True)
class Projection:
    """A folded text and, for each of its characters, where it came from.

    `origin[i]` is the offset in the original of the character that gave `text[i]`.
    """

    text: str
    origin: tuple[int, ...]
    length: int

    def back(self, start: int, end: int) -> Span:
        """Return the span of the original that folded to `text[start:end]`."""
        if start >= end:
            at = self.origin[start] if start < len(self.origin) else self.length
            return Span(at, at)
        return Span(self.origin[start], self.origin[end - 1] + 1)


@lru_cache(maxsize=8)
def project(text: str, offset: int = 0) -> Projection:
    """Return the folded text with its offset map; offsets are shifted by `offset`.

    The last few texts are kept, since every reader of a document projects the same one.
    """
    pieces = list(map(_FOLDS.__getitem__, text))
    for reading in PRONUNCIATION.finditer(text):
        pieces[reading.start() : reading.end()] = [""] * len(reading[0])
    folded = "".join(pieces)
    origin = tuple(compress(range(offset, offset + len(text)), pieces))
    if len(origin) < len(folded):  # Some character folded to several.
        origin = tuple([at for at, piece in enumerate(pieces, offset) for _ in piece])
    return Projection(folded, origin, offset + len(text))


def find_quote(quote: str, projection: Projection) -> Iterator[Span]:
    """Yield every place where the quote stands, whatever its width and blanks."""
    needle = fold(quote)
    at = projection.text.find(needle) if needle else -1
    while at >= 0:
        yield projection.back(at, at + len(needle))
        at = projection.text.find(needle, at + 1)

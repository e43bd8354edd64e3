"""Text without width and blanks, with the way back to where it stood."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate, compress, pairwise

from report.data_file import Data, parse_toml, read_lexicon
from report.document import Span

# Characters NFKC leaves alone but that people type for one another.
_SAME = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "—": "-", "–": "-", "－": "-", "﹣": "-", "−": "-"}
)
_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
# The reading of a character in brackets behind it, as mirrors of sites print it: 務(wù).
# It is looked for by its bracket, since most characters could stand before one.
PRONUNCIATION = re.compile(f"[(（](?<=[\u4e00-\u9fff].)[a-z]{{0,5}}[{_TONES}][a-z]{{0,4}}[)）]")
# Marks that converters leave in the text of a cell; they are no part of what is printed.
_MARKS = re.compile(r"\[[A-Za-z]+:[^\]\n]{0,80}\]")
# Radicals, and characters that other standards tell apart from those printed just so.
_PRINTED_ALIKE = (*range(0x2E80, 0x2FD6), *range(0xF900, 0xFB00))
# Nothing is printed where these stand: marks of width, of direction, and soft hyphens.
INVISIBLE = frozenset(
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
# What reports are full of and what folds to another character or to none.
_OFTEN = " \t\u3000\xa0，（）：；“”"
_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
# What stands in a folded text for what folds to nothing, and for what ends a line.
_NOTHING, _BREAK = "\0", "\n"
# So many characters of a source have their way back worked out together.
_BLOCK = 128
# In a text of more different characters than this it is faster to look up each.
_MOST_AT_ONCE = 60


class _Characters(Data):
    """Characters in pairs: traditional and simplified, a radical and the character it is."""

    pairs: str
    radicals: str


@cache
def _characters() -> _Characters:
    file = "traditional.toml"
    return parse_toml(_Characters, read_lexicon(file), file)


def _by_code(pairs: str) -> dict[int, int]:
    return {ord(pair[0]): ord(pair[1]) for pair in pairs.split()}


@cache
def simplified() -> dict[int, int]:
    """Return code point → code point of the simplified character it is compared as."""
    return _by_code(_characters().pairs)


@cache
def ordinary() -> dict[int, int]:
    """Return code point → code point of the character whose glyph it prints.

    PDFs that browsers print hold radicals where the characters stood, since a font draws
    both alike: ⼈⺠政府 is 人民政府. Unicode knows most of them, the data file the others.
    """
    alike = {code: unicodedata.normalize("NFKC", chr(code)) for code in _PRINTED_ALIKE}
    known = {code: ord(other) for code, other in alike.items() if other != chr(code)}
    return known | _by_code(_characters().radicals)


@cache
def alike() -> dict[int, int]:
    """Return code point → code point of the simplified character a text is read with."""
    plain = simplified()
    return plain | {code: plain.get(other, other) for code, other in ordinary().items()}


class _Folds(dict[str, str]):
    """What each character folds to; a plain lookup once a character has been seen."""

    def __missing__(self, character: str) -> str:
        folded = ""
        if not character.isspace() and character not in INVISIBLE:
            folded = unicodedata.normalize("NFKC", character).translate(_SAME)
            folded = folded.translate(ordinary()).translate(simplified())
            folded = "".join(c for c in folded if not c.isspace())
        self[character] = folded
        return folded


_FOLDS = _Folds()


def fold(text: str) -> str:
    """Return the text as labels are compared: NFKC, no blanks, plain quotes."""
    if text.isascii() and text.isprintable():
        return text.replace(" ", "")
    if "(" in text or "（" in text:
        text = PRONUNCIATION.sub("", text)
    return "".join(map(_FOLDS.__getitem__, text))


def bare(raw: str) -> str:
    """Return a cell's text without a converter's marks."""
    return _MARKS.sub("", raw) if "[" in raw else raw


@cache
def _unusual() -> re.Pattern[str]:
    """Return what a character matches that may fold to another, line ends left aside."""
    kept = "".join(chr(c) for c in range(0x4E00, 0xA000) if c not in simplified())
    return re.compile(f"[^{_NOTHING}{_BREAK}!-~。、《》{ranges(kept)}]")


def ranges(characters: str) -> str:
    """Return ordered characters as ranges of a pattern, which are compiled many times faster."""
    runs: list[list[int]] = []
    for code in map(ord, characters):
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in runs)


def _fold_in_place(text: str) -> str | None:
    """Return the text with each character folded where it stands; None where that cannot be.

    What folds to nothing becomes `_NOTHING`, and what ends a line `_BREAK`. Characters that
    fold to another are replaced in the whole text at once, which is many times faster than
    to look up every character of it.
    """
    flat = text
    for character in _OFTEN:
        flat = flat.replace(character, _FOLDS[character] or _NOTHING)
    others = set(_unusual().findall(flat))
    if len(others) > _MOST_AT_ONCE or any(len(_FOLDS[other]) > 1 for other in others):
        return None
    if not others.isdisjoint(_TONES):
        flat = PRONUNCIATION.sub(lambda found: _NOTHING * len(found[0]), flat)
    for other in others:
        flat = flat.replace(other, _BREAK if other in _BREAKS else _FOLDS[other] or _NOTHING)
    return flat


def _pieces(text: str) -> list[str]:
    """Return what each character of a text folds to, and `_BREAK` for what ends a line."""
    pieces = [_BREAK if c in _BREAKS else _FOLDS[c] for c in text]
    for reading in PRONUNCIATION.finditer(text):
        pieces[reading.start() : reading.end()] = [""] * len(reading[0])
    return pieces


class Projection:
    """A folded text and, for each of its characters, where it came from.

    The way back is worked out by blocks, and for a block when it is first asked for: most of
    a report is cells of tables, which nobody asks about here.

    Attributes:
        text: The folded text.
        lined: The same with the ends of its lines.
    """

    __slots__ = ("_begins", "_kept", "_origins", "_source", "_starts", "lined", "text")

    def __init__(self, source: str) -> None:
        self._source = source
        flat = None if _NOTHING in source else _fold_in_place(source)
        # A byte for each character of the source, which is zero where that folds to nothing.
        self._kept = b""
        # Where each block begins in the source and starts in the folded text; where all end.
        self._begins = [0, len(source)]
        self._origins: dict[int, Sequence[int]] = {}
        if flat is None:
            pieces = _pieces(source)
            self.lined = "".join(pieces)
            self._origins[0] = [at for at, p in enumerate(pieces) if p != _BREAK for _ in p]
            counts = [len(self._origins[0])]
        else:
            self.lined = flat.replace(_NOTHING, "")
            self._kept = flat.replace(_BREAK, _NOTHING).encode("latin-1", "replace")
            self._begins = [*range(0, len(source), _BLOCK), len(source)]
            count = self._kept.count
            counts = [end - start - count(0, start, end) for start, end in pairwise(self._begins)]
        self._starts = [*accumulate(counts, initial=0)]
        self.text = self.lined.replace(_BREAK, "")

    def origin(self, at: int) -> int:
        """Return the offset in the source of a character; behind the last, the source's end."""
        if at >= len(self.text):
            return len(self._source)
        # Of the blocks that start here the last is the one that is not empty.
        block = bisect_right(self._starts, at) - 1
        return self._origins_of(block)[at - self._starts[block]]

    def back(self, start: int, end: int) -> Span:
        """Return the span of the source that folded to `text[start:end]`."""
        first = self.origin(start)
        return Span(first, first if start >= end else self.origin(end - 1) + 1)

    def between(self, at: int) -> str:
        """Return what of the source stands between a character and the one before it."""
        return self._source[self.origin(at - 1) + 1 : self.origin(at)]

    def forward(self, offset: int) -> int:
        """Return the first character that came from this offset of the source or behind it."""
        if offset >= len(self._source):
            return len(self.text)
        block = max(bisect_right(self._begins, offset) - 1, 0)
        return self._starts[block] + bisect_left(self._origins_of(block), offset)

    def unbroken_from(self, at: int) -> int:
        """Return a character, from `at` to the left, with nothing between it and `at`."""
        if not self._kept:
            return at
        last = self.origin(at)
        return at + 1 + self._kept.rfind(0, 0, last) - last

    def unbroken_to(self, at: int) -> int:
        """Return the character behind the last with nothing between it and `at`."""
        if not self._kept:
            return at + 1
        first = self.origin(at)
        end = self._kept.find(0, first)
        return at + end - first if end >= 0 else len(self.text)

    def _origins_of(self, block: int) -> Sequence[int]:
        """Return where each folded character of a block came from."""
        known = self._origins.get(block)
        if known is None:
            begin, end = self._begins[block : block + 2]
            known = tuple(compress(range(begin, end), self._kept[begin:end]))
            self._origins[block] = known
        return known


@lru_cache(maxsize=8)
def project(text: str) -> Projection:
    """Return the folded text with the way back.

    The last few texts are kept, since every reader of a document projects the same one.
    """
    return Projection(text)


def find_quote(quote: str, projection: Projection) -> Iterator[Span]:
    """Yield every place where the quote stands, whatever its width and blanks."""
    needle = fold(quote)
    at = projection.text.find(needle) if needle else -1
    while at >= 0:
        yield projection.back(at, at + len(needle))
        at = projection.text.find(needle, at + 1)

"""Bytes become text: the encoding is proven by the bytes, never taken on trust.

UTF-8 and UTF-16 prove themselves. GB18030 and Big5 overlap, so of those that decode
without loss the one wins whose characters are everyday Chinese; everyday means the first
level of the national character sets, which were ordered by how often a character is used.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache

from report.errors import InputError
from report.messages import unreadable

# Enough text to tell encodings apart, so that a huge file costs no more than a small one.
_SAMPLE = 60_000
# Real Chinese prose has more than nine in ten of its characters in the first level;
# the same bytes under the wrong encoding have about one in two.
_PLAUSIBLE = 0.80
_LOST_SHARE = 0.005
_LOST_FEW = 3
_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Every way a line ends, as one "\n"; the offsets of a Document count after this.
_NEWLINES = ("\r\n", *"\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
# What colours text in a terminal, clears it or names its window, and what moves its cursor.
_COLOURS = re.compile("\x1b\\[[0-?]*[mJKhlsu]|\x1b\\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\\\)")
_MOVES = re.compile("\x1b\\[[0-?]*[ -/]*[@-~]")
# Punctuation, circled numbers and the lines some people draw their tables with.
_SIGNS = (("\u2000", "\u206f"), ("\u2100", "\u214f"), ("\u2460", "\u25ff"))
_CONTROLS = "".join(map(chr, [*range(7), 8, *range(14, 28), 31]))


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a file and the encoding it proved to be in."""

    text: str
    encoding: str


def decode(data: bytes, declared: str | None = None, *, lenient: bool = False) -> Decoded:
    """Return the text of the bytes, without a byte order mark, newlines as they are.

    Args:
        data: The whole file.
        declared: What the file says of itself (a meta tag, say); tried beside the others.
        lenient: Let lost characters pass as U+FFFD; a page often has some in what it does
            not show. The caller looks at the text it takes with `refuse_lost`.

    Raises:
        InputError: `not_text` for binary data, `encoding` when bytes or characters are lost.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(_strict(data[len(mark) :], encoding), encoding)
    utf16 = _utf16_without_mark(data)
    if utf16 is not None:
        return utf16
    if b"\0" in data:
        raise unreadable("not_text", "binary.bytes")
    try:
        return _checked(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        try:
            return _legacy(data, declared, error)
        except InputError:
            survivor = _least_lost(data) if lenient else None
            if survivor is None:
                raise
            return survivor


def refuse_lost(text: str) -> None:
    """Raise `encoding` if more than a few characters of the text were lost for good."""
    lost = text.count("\ufffd")
    if lost > _LOST_FEW and lost > _LOST_SHARE * len(text):
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        raise unreadable("encoding", "encoding.lost", count=f"{lost:,}", line=line)


def normalise_newlines(text: str) -> str:
    r"""Return the text with every line end as `\n` and Word's cell mark as a tab.

    Of what a terminal obeys, colours leave nothing, and what moves the cursor a blank.
    """
    text = _unpainted(text)
    for newline in _NEWLINES:
        text = text.replace(newline, "\n")
    return text.replace("\x07", "\t")


def _unpainted(text: str) -> str:
    return _MOVES.sub(" ", _COLOURS.sub("", text)) if "\x1b" in text else text


def plausibility(text: str) -> float:
    """Return which share of the characters beyond ASCII is everyday Chinese."""
    beyond = [c for c in text if c > "\x7f"]
    if not beyond:
        return 0.0
    return sum(map(_is_everyday, beyond)) / len(beyond)


@lru_cache(maxsize=30_000)
def _is_everyday(character: str) -> bool:
    if "\u3000" <= character <= "\u303f" or "\uff00" <= character <= "\uffef":
        return True
    if character in "\u00b7\u00a0\u00d7" or any(a <= character <= z for a, z in _SIGNS):
        return True
    if not "\u4e00" <= character <= "\u9fff":
        return False
    return _in_level_one(character, "gb2312", 0xB0, 0xD7) or _in_level_one(
        character, "big5", 0xA4, 0xC6
    )


def _in_level_one(character: str, encoding: str, first: int, last: int) -> bool:
    try:
        lead = character.encode(encoding)[0]
    except UnicodeEncodeError:
        return False
    return first <= lead <= last


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise unreadable(
            "encoding",
            "encoding.misfit",
            encoding=encoding.upper(),
            byte=f"{error.start:,}",
            bytes=f"{len(data):,}",
        ) from error


def _utf16_without_mark(data: bytes) -> Decoded | None:
    """Return the text if the bytes are UTF-16 that lost its mark.

    Line ends alone put zero bytes into UTF-16, and no other text file has any; which half of
    a pair comes first shows in what the characters then are.
    """
    if len(data) % 2 or b"\0" not in data[:_SAMPLE]:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        found = _sound(data, encoding)
        if found is not None and _control_share(found.text) == 0 and _mostly_text(found.text):
            return _checked(found.text, encoding)
    return None


def _mostly_text(text: str) -> bool:
    sample = text[:_SAMPLE]
    return sample.isascii() or plausibility(sample) >= _PLAUSIBLE


def _legacy(data: bytes, declared: str | None, utf8_error: UnicodeDecodeError) -> Decoded:
    candidates = [_sound(data, encoding) for encoding in ("gb18030", "big5hkscs", "cp950")]
    if declared:
        candidates.append(_sound(data, declared))
    scored = sorted(
        ((plausibility(c.text[:_SAMPLE]), c) for c in candidates if c is not None),
        key=lambda pair: -pair[0],
    )
    if scored and scored[0][0] >= _PLAUSIBLE:
        return _checked(scored[0][1].text, scored[0][1].encoding)
    _refuse_binary(data)
    nearly = _least_lost(data)
    if nearly is not None:
        lost = nearly.text.index("\ufffd") if "\ufffd" in nearly.text else len(nearly.text)
        raise unreadable(
            "encoding",
            "encoding.line",
            line=nearly.text.count(chr(10), 0, lost) + 1,
            encoding=nearly.encoding.upper(),
        ) from utf8_error
    return _guessed(data)


def _sound(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding), encoding)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _guessed(data: bytes) -> Decoded:
    """Ask a statistical detector as the last resort, and believe only Chinese."""
    from charset_normalizer import from_bytes  # It takes long to import and is seldom needed.

    best = from_bytes(data[:_SAMPLE]).best()
    decoded = _sound(data, best.encoding) if best is not None else None
    if decoded is None or plausibility(decoded.text[:_SAMPLE]) < _PLAUSIBLE:
        raise unreadable("encoding", "encoding.none")
    return _checked(decoded.text, decoded.encoding)


def _least_lost(data: bytes) -> Decoded | None:
    """Return the text under the encoding that fits all but a few bytes of it, if one does."""
    for encoding in ("utf-8", "gb18030", "big5hkscs"):
        text = data.decode(encoding, errors="replace")
        beyond = sum(c > "\x7f" for c in text)
        lost = text.count("\ufffd")
        if lost <= max(_LOST_FEW, 0.01 * beyond) and plausibility(text) >= _PLAUSIBLE:
            return Decoded(text, encoding)
    return None


def _checked(text: str, encoding: str) -> Decoded:
    if _control_share(text) > 0.002:
        raise unreadable("not_text", "binary.characters")
    return Decoded(text.removeprefix("\ufeff"), encoding)


def _control_share(text: str) -> float:
    sample = _unpainted(text[:_SAMPLE])
    return sum(map(sample.count, _CONTROLS)) / max(1, len(sample))


def _refuse_binary(data: bytes) -> None:
    sample = data[:_SAMPLE]
    controls = sum(byte < 0x20 and byte not in b"\t\n\r\v\f\x07\x1b" for byte in sample)
    if controls > 0.005 * len(sample):
        raise unreadable("not_text", "binary.bytes")

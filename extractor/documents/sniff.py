"""What a file is, told by its bytes; its name is only a hint for messages."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Literal

from report.errors import FailureCode, InputError
from report.messages import unreadable

Kind = Literal["text", "html", "mhtml", "pdf", "zip"]

_HEAD = 4096
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|table)\b",
    re.IGNORECASE | re.DOTALL,
)
# Pieces of pages come without any head; so many block tags do not occur in prose.
_HTML_TAGS = re.compile(
    rb"</?(?:html|head|body|div|table|tbody|tr|td|th|p)\b[^<>]{0,300}>", re.IGNORECASE
)
_HTML_ENOUGH = 8
_MHTML = re.compile(rb"(?:^|\n)mime-version:.*?content-type:\s*multipart/related", re.I | re.S)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class _Foreign:
    magic: bytes
    code: FailureCode
    words: str
    kind: str = ""


_FOREIGN: tuple[_Foreign, ...] = (
    _Foreign(b"{\\rtf", "unsupported", "other.rtf"),
    _Foreign(b"\x89PNG\r\n", "needs_ocr", "ocr.picture", "PNG"),
    _Foreign(b"\xff\xd8\xff", "needs_ocr", "ocr.picture", "JPEG"),
    _Foreign(b"GIF8", "needs_ocr", "ocr.picture", "GIF"),
    _Foreign(b"II*\0", "needs_ocr", "ocr.picture", "TIFF"),
    _Foreign(b"MM\0*", "needs_ocr", "ocr.picture", "TIFF"),
    _Foreign(b"Rar!\x1a\x07", "unsupported", "other.packed", "RAR"),
    _Foreign(b"7z\xbc\xaf'\x1c", "unsupported", "other.packed", "7z"),
    _Foreign(b"\x1f\x8b", "unsupported", "other.packed", "gzip"),
    _Foreign(b"BZh", "unsupported", "other.packed", "bzip2"),
    _Foreign(b"\xfd7zXZ\0", "unsupported", "other.packed", "xz"),
    _Foreign(b"HWP Document File", "unsupported", "other.hangul"),
)


def sniff(data: bytes) -> Kind:
    """Return the kind of file the bytes are.

    Raises:
        InputError: `empty`; or `password`, `needs_ocr` or `unsupported` for kinds that are
            recognised but not read.
    """
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise unreadable("empty", "empty", bytes=f"{len(data):,}")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return "zip"
    _refuse_foreign(data)
    return _text_kind(data)


def _refuse_foreign(data: bytes) -> None:
    if data.startswith(_OLE):
        raise _ole(data)
    for foreign in _FOREIGN:
        if data.startswith(foreign.magic):
            raise unreadable(foreign.code, foreign.words, kind=foreign.kind)


def _ole(data: bytes) -> InputError:
    if _ENCRYPTED_PART in data:
        return unreadable("password", "password.office")
    if "Workbook".encode("utf-16-le") in data:
        return unreadable("unsupported", "other.xls")
    return unreadable("unsupported", "other.doc")


def _is_json(data: bytes) -> bool:
    """Return whether the bytes are JSON, or lines of JSON of which the first is looked at."""
    try:
        text = data.decode(json.detect_encoding(data)).lstrip("\ufeff \t\r\n")
        value, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return False
    behind = text[end:].lstrip(" \t\r")
    return isinstance(value, (dict, list)) and (not behind or behind[0] == "\n")


def _text_kind(data: bytes) -> Kind:
    # In UTF-16 the tags show once the zero bytes are out of the way.
    head = data[:_HEAD].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    if b'progid="Word.Document"' in head:
        raise unreadable("unsupported", "other.word_xml")
    if b'progid="Excel.Sheet"' in head:
        raise unreadable("unsupported", "other.excel_xml")
    named = b"mime-version:" in head.lower()
    if named and _MHTML.search(head) and not head.lstrip().startswith(b"<"):
        return "mhtml"
    if _HTML_START.match(head):
        return "html"
    if head.lstrip()[:1] in (b"{", b"[") and _is_json(data):
        raise unreadable("unsupported", "other.json")
    tags = len(_HTML_TAGS.findall(data[:200_000].replace(b"\0", b"")))
    # An HTML table inside Markdown is read as HTML, too: its cells are stated there.
    return "html" if tags >= _HTML_ENOUGH else "text"

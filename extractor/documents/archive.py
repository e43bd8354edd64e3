"""ZIP files: office documents are read as such, others hold submissions to be read one by one."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor.documents.docx import read_docx
from extractor.documents.limits import DEFAULT_LIMITS, Budget, Limits
from extractor.documents.package import Package
from extractor.documents.source import load
from extractor.documents.xlsx import read_xlsx
from report.document import Document
from report.errors import InputError
from report.messages import unreadable

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# What packing programs and systems leave behind; nobody submitted it.
_DEBRIS = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini", "~$")
_CONTENT_TYPES = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside an archive, or the reason why it cannot be had.

    Attributes:
        name: Its name in the archive; a file in an inner archive is `inner.zip!/name`.
    """

    name: str
    data: bytes = b""
    failure: InputError | None = None


def is_archive(data: bytes) -> bool:
    """Tell whether the bytes are a ZIP of files, not an office document."""
    if not data.startswith(_ZIP):
        return False
    try:
        package = Package(data, Budget(DEFAULT_LIMITS))
    except InputError:
        return False
    return _office_kind(package) is None


def iter_members(path: Path, limits: Limits = DEFAULT_LIMITS) -> Iterator[Member]:
    """Yield the files inside an archive, inner archives unpacked; nothing is written to disk.

    A file that is locked, damaged or too large is yielded with its failure; the others go on.

    Raises:
        InputError: If the archive itself cannot be read.
    """
    yield from members_of(load(path, limits), limits)


def members_of(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Iterator[Member]:
    """Yield the files inside the archive in the bytes, as `iter_members` does."""
    yield from _walk(data, "", 1, Budget(limits), [0])


def _walk(
    data: bytes, prefix: str, depth: int, budget: Budget, count: list[int]
) -> Iterator[Member]:
    package = Package(data, budget)
    for info in package.infos.values():
        if info.is_dir() or _is_debris(info.filename):
            continue
        count[0] += 1
        if count[0] > budget.limits.members:
            raise unreadable("too_large", "large.archives", most=f"{budget.limits.members:,}")
        name = prefix + _safe_name(info)
        try:
            yield from _member(package, info, name, depth, budget, count)
        except InputError as failure:
            yield Member(name, failure=failure)


def _member(
    package: Package,
    info: zipfile.ZipInfo,
    name: str,
    depth: int,
    budget: Budget,
    count: list[int],
) -> Iterator[Member]:
    if info.file_size > budget.limits.size:
        raise unreadable(
            "too_large",
            "large.member",
            name=name,
            size=f"{info.file_size / 1e6:,.1f}",
            most=f"{budget.limits.size / 1e6:g}",
        )
    data = package.read(info.filename)
    if not is_archive(data):
        yield Member(name, data)
    elif depth >= budget.limits.archives:
        raise unreadable(
            "unsupported", "other.deep_archive", name=name, depth=depth, most=budget.limits.archives
        )
    else:
        yield from _walk(data, f"{name}!/", depth + 1, budget, count)


def _is_debris(name: str) -> bool:
    base = posixpath.basename(name)
    return name.startswith(_DEBRIS[0]) or base.startswith(_DEBRIS[1:])


def _safe_name(info: zipfile.ZipInfo) -> str:
    """Return the name as people wrote it, without any way out of the archive.

    Without the Unicode flag the name was decoded as a DOS code page; in truth it is GB18030.
    """
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            raw = name.encode("cp437")
            name = _decoded(raw)
        except UnicodeEncodeError:
            name = info.filename
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    cleaned = "/".join("".join(c if c.isprintable() else "_" for c in part) for part in parts)
    return cleaned or "_"


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437")


def _office_kind(package: Package) -> str | None:
    names = package.infos
    if _CONTENT_TYPES in names:
        for kind in ("word", "xl", "ppt", "visio"):
            if any(name.startswith(f"{kind}/") for name in names):
                return kind
    if "OFD.xml" in names:
        return "ofd"
    return "opendocument" if "mimetype" in names else None


def read_zip(data: bytes, name: str, budget: Budget) -> Document:
    """Return the document if the ZIP is a Word or Excel file.

    Raises:
        InputError: `unsupported` for other office files and for archives of files, whose
            members are to be read one by one.
    """
    package = Package(data, budget)
    kind = _office_kind(package)
    if kind == "word":
        return read_docx(package, data, name, budget)
    if kind == "xl":
        return read_xlsx(package, data, name, budget)
    if kind is None:
        raise unreadable("unsupported", "other.archive", files=f"{len(package.infos):,}")
    raise unreadable("unsupported", f"other.{kind}")

"""ZIP containers and the XML in them, opened so that a hostile file costs little."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any, Protocol

from lxml import etree

from extractor.documents.limits import MEGABYTE, Budget
from report.errors import InputError
from report.messages import cause, unreadable

_CHUNK = 1 << 20
# Small parts may pack as well as they like: their size is no threat.
_RATIO_FROM = 2 * MEGABYTE
_OFFICE_RELATIONSHIP = "/officeDocument"


class XmlTarget(Protocol):
    """What receives the elements of an XML part, one by one."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the start of an element; names carry their namespace in braces."""

    def end(self, tag: str) -> None:
        """Take the end of an element."""

    def data(self, data: str) -> None:
        """Take text."""


class Package:
    """A ZIP file whose parts are read one by one, within the budget."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self._budget = budget
        self._unpacked = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise damaged(error) from error
        infos = self._zip.infolist()
        if len(infos) > budget.limits.members:
            raise unreadable(
                "too_large",
                "large.archive",
                files=f"{len(infos):,}",
                most=f"{budget.limits.members:,}",
            )
        self.infos = {info.filename: info for info in infos}

    def __contains__(self, name: str) -> bool:
        return name in self.infos

    def read(self, name: str) -> bytes:
        """Return one part.

        Raises:
            InputError: `password`, `damaged`, or `too_large` for what unpacks to too much.
        """
        info = self.infos.get(name)
        if info is None:
            raise unreadable("damaged", "damaged.no_part", name=name)
        if info.flag_bits & 0x1:
            raise unreadable("password", "password.member", name=name)
        self._refuse_bomb(info)
        try:
            with self._zip.open(info) as part:
                data = part.read(info.file_size + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise damaged(error, name) from error
        return data

    def _refuse_bomb(self, info: zipfile.ZipInfo) -> None:
        limits = self._budget.limits
        self._budget.check_time()
        self._unpacked += info.file_size
        ratio = info.file_size / max(1, info.compress_size)
        if self._unpacked > limits.unpacked or (
            info.file_size > _RATIO_FROM and ratio > limits.ratio
        ):
            raise unreadable(
                "too_large",
                "large.bomb",
                name=info.filename,
                size=f"{info.file_size / 1e6:,.0f}",
                ratio=f"{ratio:,.0f}",
                most=f"{limits.unpacked / 1e6:g}",
            )

    def main_part(self, fallback: str) -> str:
        """Return the name of the part an office file begins with."""
        if "_rels/.rels" in self:
            for target in relationships(self, "_rels/.rels", "", self._budget).values():
                if target.kind.endswith(_OFFICE_RELATIONSHIP) and target.path in self:
                    return target.path
        return fallback


class Relationship:
    """A reference from one part to another: what kind of, and the part's name."""

    def __init__(self, kind: str, path: str) -> None:
        self.kind = kind
        self.path = path


def relationships(
    package: Package, name: str, folder: str, budget: Budget
) -> dict[str, Relationship]:
    """Return the relationships of a part by their id, targets as names in the package."""
    found: dict[str, Relationship] = {}

    class Reader:
        def start(self, tag: str, attributes: dict[str, str]) -> None:
            if local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                found[attributes.get("Id", "")] = Relationship(attributes.get("Type", ""), path)

        def end(self, tag: str) -> None:
            pass

        def data(self, data: str) -> None:
            pass

    if name in package:
        parse_xml(package.read(name), name, Reader(), budget)
    return found


def local(tag: str) -> str:
    """Return an element's or attribute's name without its namespace."""
    return tag.rpartition("}")[2]


class _Guard:
    """Passes the elements on; stops at a document type, which no office file has."""

    def __init__(self, target: XmlTarget, budget: Budget) -> None:
        self._budget = budget
        self._count = 0
        self._start = target.start
        self.end = target.end
        self.data = target.data

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count % 2_000 == 0:
            self._budget.check_time()
        self._start(tag, attributes)

    def doctype(self, name: str, *_: str | None) -> None:
        """Refuse what only serves to expand or fetch entities."""
        raise unreadable("damaged", "damaged.doctype", name=name)

    def close(self) -> None:
        """Nothing is left to do."""


def parse_xml(data: bytes, name: str, target: XmlTarget, budget: Budget) -> None:
    """Feed one XML part to the target; no entity is expanded and nothing is fetched.

    Raises:
        InputError: `damaged` if the part is not well-formed or nests too deep.
    """
    guard: Any = _Guard(target, budget)
    parser = etree.XMLParser(
        target=guard,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
        parser.close()
    except etree.LxmlError as error:
        raise damaged(error, name) from error


def damaged(error: Exception, part: str = "") -> InputError:
    """Return the failure for a container, or a part of it, that is not what it says it is."""
    what = cause(str(error))
    if part:
        return unreadable("damaged", "damaged.part", name=part[:200], said=what)
    return unreadable("damaged", "damaged.package", said=what)

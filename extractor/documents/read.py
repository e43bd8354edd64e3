"""File → Document, whatever the file turns out to be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from extractor.documents.archive import read_zip
from extractor.documents.html import read_html, read_mhtml
from extractor.documents.limits import DEFAULT_LIMITS, Budget, Limits
from extractor.documents.pdf import read_pdf
from extractor.documents.plain import read_plain
from extractor.documents.sniff import Kind, sniff
from extractor.documents.source import load
from report.document import Document
from report.errors import InputError
from report.messages import unreadable

Reader = Callable[[bytes, str, Budget], Document]


def read_document(path: Path, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Return the text of a file, and its tables where the file states them.

    Raises:
        InputError: With the reason code, what was found and what to do; nothing else.
    """
    return read_bytes(load(path, limits), str(path), limits)


def read_bytes(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Return the document in the bytes, as `read_document` does for a file.

    Args:
        data: The whole file.
        name: Path or name it goes by; kept in `Document.source`, hardly used otherwise.
        limits: Bounds of size, time and nesting.
    """
    if len(data) > limits.size:
        raise unreadable(
            "too_large", "large.file", size=f"{len(data) / 1e6:,.1f}", most=f"{limits.size / 1e6:g}"
        )
    kind = sniff(data)
    try:
        return _READERS[kind](data, name, Budget(limits))
    except InputError:
        raise
    except MemoryError as error:
        raise unreadable("too_large", "large.memory") from error
    except Exception as error:
        # The net under the readers: a batch never dies of one file.
        raise unreadable(
            "damaged", "damaged.reader", kind=kind, said=f"{type(error).__name__}: {error}"
        ) from error


_READERS: dict[Kind, Reader] = {
    "text": read_plain,
    "html": read_html,
    "mhtml": read_mhtml,
    "pdf": read_pdf,
    "zip": read_zip,
}

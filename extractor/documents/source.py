"""Bytes of a file, read once, with everything that can stand in the way named."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

from extractor.documents.limits import Limits
from report.document import SourceFile
from report.messages import refused, unreadable


def load(path: Path, limits: Limits) -> bytes:
    """Return the bytes of the file.

    Raises:
        InputError: `no_permission` when it cannot be opened, `unsupported` when it is no
            ordinary file, `too_large` beyond the size limit.
    """
    try:
        found = path.stat()
        _require_file(path, found.st_mode)
        _require_size(found.st_size, limits)
        with path.open("rb") as file:
            # Room for what is read is made before: not for the largest file, but for this one.
            data = file.read(found.st_size + 1)
            if len(data) > found.st_size:  # It has grown, or is one the system makes up.
                data += file.read(limits.size + 1 - len(data))
    except PermissionError as error:
        raise unreadable("no_permission", "file_closed", name=path.name) from error
    except FileNotFoundError as error:
        raise unreadable("no_permission", "nothing_there", path=path.name) from error
    except (OSError, ValueError) as error:
        said = refused(error)
        raise unreadable("no_permission", "file_unread", name=path.name, said=said) from error
    _require_size(len(data), limits)
    return data


def describe(data: bytes, name: str, media_type: str) -> SourceFile:
    """Return the identity of the bytes as they came."""
    return SourceFile(name, hashlib.sha256(data).hexdigest(), media_type, len(data))


def _require_file(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise unreadable("unsupported", "is_folder", name=path.name)
    if not stat.S_ISREG(mode):
        raise unreadable("unsupported", "is_device", name=path.name)


def _require_size(size: int, limits: Limits) -> None:
    if size > limits.size:
        raise unreadable(
            "too_large",
            "large.file_or_more",
            size=f"{size / 1e6:,.1f}",
            most=f"{limits.size / 1e6:g}",
        )

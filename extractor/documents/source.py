"""Bytes of a file, read once, with everything that can stand in the way named."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

from extractor.documents.limits import Limits
from report.document import SourceFile
from report.errors import InputError, nothing_there


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
            data = file.read(limits.size + 1)
    except PermissionError as error:
        raise InputError(
            "no_permission",
            f"{path.name} may not be opened by this user.",
            "Give the user who runs Gouji the right to read it.",
        ) from error
    except FileNotFoundError as error:
        raise nothing_there(f"{path.name} does not exist.") from error
    except (OSError, ValueError) as error:
        raise InputError(
            "no_permission",
            f"{path.name} cannot be read: {getattr(error, 'strerror', None) or error}.",
            "Check the path and the disk, then run it again.",
        ) from error
    _require_size(len(data), limits)
    return data


def describe(data: bytes, name: str, media_type: str) -> SourceFile:
    """Return the identity of the bytes as they came."""
    return SourceFile(name, hashlib.sha256(data).hexdigest(), media_type, len(data))


def _require_file(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise InputError(
            "unsupported",
            f"{path.name} is a folder, not a file.",
            "Name the files in it, or give the folder to `gouji run`.",
        )
    if not stat.S_ISREG(mode):
        raise InputError(
            "unsupported",
            f"{path.name} is a device, pipe or socket, not a file.",
            "Save its content to a file first.",
        )


def _require_size(size: int, limits: Limits) -> None:
    if size > limits.size:
        raise InputError(
            "too_large",
            f"The file has {size / 1e6:,.1f} MB or more; up to {limits.size / 1e6:g} MB are read.",
            "A report is far smaller; hand in the report alone or split the file.",
        )

"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from report.errors import OutputError, UsageError
from report.messages import refused, render

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_BROKEN = frozenset({errno.EIO, errno.EROFS, errno.ENODEV, errno.ESTALE})


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a draft that takes the path's place when all went well; else nothing changes.

    Raises:
        UsageError: The place cannot be written.
        OutputError: The disk is full or failed; nothing half-written is left.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        if error.errno in _NO_ROOM | _BROKEN:
            raise _no_room(path, error) from None
        said = refused(error)
        raise UsageError(render("file.unwritable", path=str(path), said=said)) from None
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        umask = os.umask(0)
        os.umask(umask)
        draft.chmod(0o666 & ~umask)
        draft.replace(path)
    except BaseException as error:
        with suppress(OSError):
            draft.unlink()
        cause = _of_the_disk(error)
        if cause is not None:
            raise _no_room(path, cause) from error
        raise


def _of_the_disk(error: BaseException | None) -> OSError | None:
    """Return what the disk said, also where a library wrapped it in an error of its own."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in _NO_ROOM | _BROKEN:
            return error
        error = error.__cause__ or error.__context__
    return None


def _no_room(path: Path, error: OSError) -> OutputError:
    said = refused(error)
    return OutputError(render("file.no_room", path=str(path), said=said))

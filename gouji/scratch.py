"""A temporary folder that is made when it is needed and outlives no run for long.

A run that is killed cannot clean up after itself, so the next one does: a folder whose
lock nobody holds belongs to nobody.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

_PREFIX = "gouji-"
_LOCK = "lock"


class Scratch:
    """Gives new empty folders; all are gone when the context is left."""

    def __init__(self, root: Path | None = None) -> None:
        self._root = root or Path(tempfile.gettempdir())
        self._folder: Path | None = None
        self._lock: IO[bytes] | None = None
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()

    def new(self) -> Path:
        """Return a new empty folder."""
        if self._folder is None:
            sweep(self._root)
            self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._root))
            self._lock = _locked(self._folder)
        self._count += 1
        folder = self._folder / str(self._count)
        folder.mkdir()
        return folder


def _locked(folder: Path) -> IO[bytes] | None:
    if sys.platform == "win32":
        return None
    import fcntl

    draft = folder / "draft"
    file = draft.open("wb")
    fcntl.flock(file, fcntl.LOCK_EX)
    # Only a lock that is held ever bears the name that a sweep looks for.
    draft.rename(folder / _LOCK)
    return file


def sweep(root: Path) -> None:
    """Remove the folders that killed runs of this user left behind."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        for folder in root.glob(f"{_PREFIX}*"):
            if _is_abandoned(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_abandoned(folder: Path) -> bool:
    import fcntl

    try:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            return False
        with (folder / _LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True

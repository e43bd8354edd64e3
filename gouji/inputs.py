"""Which files a command line means: files, folders, globs, and ZIP archives of them."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from report.errors import InputError
from report.messages import refused, unreadable

_SKIPPED_NAMES = frozenset({"thumbs.db", "desktop.ini", "__macosx", "gouji.toml"})
_LOCK_STARTS = ("~$", ".~")
_MAGIC = "*?["


@dataclass(frozen=True, slots=True)
class Found:
    """One input, or a place where none could be had.

    Attributes:
        path: Where it is; "" for a problem that belongs to no readable path.
        shown: What it is called in every output and in the store.
        problem: Why it cannot be read; it is counted and listed as a failed input.
        report: Which report of the file is meant where it holds several; 0 for the file.
    """

    path: str
    shown: str
    problem: InputError | None = None
    report: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """Something passed over that the person should know of; not a failure."""

    id: str
    path: str


class Inputs:
    """Walks everything the command line names, once.

    Iterating yields `Found` in a stable order: arguments as given, folders by name.
    `notes` fills on the way.
    """

    def __init__(
        self, patterns: Iterable[str], *, skip: Iterable[Path] = (), absolute: bool = False
    ) -> None:
        """Take the arguments.

        Args:
            patterns: Paths or globs.
            skip: Files that are no inputs even when a folder holds them (the store's).
            absolute: Show absolute paths instead of paths as given.
        """
        self._patterns = list(patterns)
        self._skip = {path.resolve() for path in skip}
        self._absolute = absolute
        self._seen: set[Path] = set()
        self.notes: list[Note] = []

    def __iter__(self) -> Iterator[Found]:
        for pattern in self._patterns:
            if os.path.lexists(pattern) or not any(sign in pattern for sign in _MAGIC):
                yield from self._named(pattern)
                continue
            matches = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207
            if not matches:
                problem = unreadable("no_permission", "nothing_matches", pattern=pattern)
                yield self._lost(pattern, problem)
            for match in matches:
                yield from self._named(match)

    def _named(self, path: str) -> Iterator[Found]:
        if Path(path).is_dir():
            yield from self._named_folder(path)
        elif os.path.lexists(path):
            yield from self._file(path)
        else:
            yield self._lost(path, unreadable("no_permission", "nothing_there", path=path))

    def _named_folder(self, path: str) -> Iterator[Found]:
        notes, empty = len(self.notes), True
        for found in self._folder(path, (_identity(path),)):
            empty = False
            yield found
        # What was passed over for a reason of its own has its own note.
        if empty and len(self.notes) == notes:
            self.notes.append(Note("run.note.empty", self._shown(path)))

    def _shown(self, path: str) -> str:
        shown = os.path.normpath(path)
        return str(Path(shown).absolute()) if self._absolute else shown

    def _lost(self, path: str, problem: InputError) -> Found:
        return Found("", self._shown(path), problem)

    def _file(self, path: str) -> Iterator[Found]:
        whole = _resolved(path)
        if whole in self._skip:
            return
        if whole in self._seen:
            self.notes.append(Note("run.note.twice", self._shown(path)))
            return
        self._seen.add(whole)
        yield Found(path, self._shown(path))

    def _folder(self, path: str, above: tuple[tuple[int, int], ...]) -> Iterator[Found]:
        try:
            entries = sorted(os.scandir(path), key=_place)
        except OSError as error:
            said = refused(error)
            problem = unreadable("no_permission", "folder_closed", path=path, said=said)
            yield self._lost(path, problem)
            return
        for entry in entries:
            if _is_skipped(entry.name):
                continue
            if _is_folder(entry):
                yield from self._subfolder(entry.path, above)
            elif _is_file(entry):
                yield from self._file(entry.path)

    def _subfolder(self, path: str, above: tuple[tuple[int, int], ...]) -> Iterator[Found]:
        here = _identity(path)
        if here in above:
            self.notes.append(Note("run.note.loop", self._shown(path)))
            return
        yield from self._folder(path, (*above, here))


def _resolved(path: str) -> Path:
    try:
        return Path(path).resolve()
    except (OSError, RuntimeError):
        return Path(path).absolute()


def _identity(path: str) -> tuple[int, int]:
    try:
        found = Path(path).stat()
    except OSError:
        return (-1, hash(path))
    return (found.st_dev, found.st_ino)


def _place(entry: os.DirEntry[str]) -> str:
    # With its separator a folder comes where its files come in the order of whole paths.
    return f"{entry.name}/" if _is_folder(entry) else entry.name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Return whether an entry is a folder; a link that leads nowhere or round is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_skipped(name: str) -> bool:
    return name.startswith((".", *_LOCK_STARTS)) or name.lower() in _SKIPPED_NAMES


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Return whether to take an entry of a folder; a broken link is taken, to be named."""
    try:
        return stat.S_ISREG(entry.stat().st_mode)
    except OSError:
        return True

"""ZIP archives of submissions: their files become inputs of their own.

A worker process unpacks them into a temporary folder under names made here, so that
neither a bomb nor a name in the archive reaches the batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gouji.inputs import Found
from gouji.pipeline import Done, Job, Options, Unpacked
from gouji.pool import Pool
from gouji.scratch import Scratch
from report.errors import Bilingual, FailureCode, InputError

_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_OFFICE = (".docx", ".xlsx", ".docm", ".xlsm", ".wps", ".et")


def looks_like_archive(path: str) -> bool:
    """Return whether a file may be a ZIP that is no office document."""
    if path.lower().endswith(_OFFICE):
        return False
    try:
        # A pipe or device is never opened: it may block for ever.
        if not Path(path).is_file():
            return False
        with Path(path).open("rb") as file:
            return file.read(4) in _MAGIC
    except (OSError, ValueError):
        return False


@contextmanager
def expanded(inputs: Iterable[Found], options: Options) -> Iterator[Iterator[Found]]:
    """Yield the inputs with every archive replaced by the files in it.

    The files exist as long as the context does.
    """
    with Scratch() as scratch:
        yield _expand(inputs, options, scratch)


def _expand(inputs: Iterable[Found], options: Options, scratch: Scratch) -> Iterator[Found]:
    with Pool(1, options) as pool:
        for found in inputs:
            if found.problem is not None or not looks_like_archive(found.path):
                yield found
                continue
            job = Job(0, found.path, found.shown, unpack_to=str(scratch.new()))
            for result in pool.run([job]):
                if isinstance(result, Done):
                    yield from _members(found, result.members)
                else:
                    yield _failed(found.shown, result.code, result.words)


def _members(found: Found, members: tuple[Unpacked, ...] | None) -> Iterator[Found]:
    if members is None:
        # An office document under another name; it is read as what it is.
        yield found
        return
    for member in members:
        shown = f"{found.shown}!/{member.name}" if member.name else found.shown
        if member.code is None or member.words is None:
            yield Found(member.path, shown)
        else:
            yield _failed(shown, member.code, member.words)


def _failed(shown: str, code: FailureCode, words: Bilingual) -> Found:
    return Found("", shown, InputError(code, words))

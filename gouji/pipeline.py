"""One file from path to outcome: read, extract, verify. Nothing that happens escapes."""

from __future__ import annotations

import hashlib
import traceback
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from report.document import Document, SourceFile
from report.errors import FailureCode, InputError
from report.finding import Outcome, failed_outcome

if TYPE_CHECKING:
    from extractor.documents import Limits

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Options:
    """What decides an outcome beside the file and the program.

    Attributes:
        select: Codes to keep, empty for all; `ignore` codes to leave out.
        seconds: Time one file may take.
        memory: Megabytes a worker process may use.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    seconds: float = 60.0
    memory: int = 2048


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read: where it is, what it is called, and its number in the batch.

    With `unpack_to` it is an archive whose files are put there instead of being read.
    """

    number: int
    path: str
    shown: str
    unpack_to: str = ""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """One file out of an archive: where it was put, or why it could not be had.

    The name is empty for what concerns the archive as a whole.
    """

    name: str
    path: str = ""
    code: FailureCode | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a job; the document is None when nothing could be read.

    `members` are the files of an archive; None when the file is no archive of files.
    """

    job: Job
    document: Document | None
    outcome: Outcome
    members: tuple[Unpacked, ...] | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """A job whose process ended or was ended; it may be tried again."""

    job: Job
    code: FailureCode
    message: str


def process(job: Job, options: Options) -> Done:
    """Return what one file gave; every exception becomes a named failure."""
    document: Document | None = None
    try:
        if job.unpack_to:
            return _unpack(job, options)
        document = _read(job, options)
        return Done(job, document, _judge(document, options))
    except InputError as error:
        outcome = failed_outcome(source_of(job.path, job.shown), error.code, str(error))
    except MemoryError:
        document = None
        message = f"Reading {job.shown} took more than {options.memory} MB of memory. {_LARGE}"
        outcome = failed_outcome(source_of(job.path, job.shown), "too_large", message)
    except RecursionError:
        message = f"{job.shown} nests its parts deeper than can be read. {_RESAVE}"
        outcome = failed_outcome(source_of(job.path, job.shown), "damaged", message)
    except Exception as error:
        # Whatever a file does to us, the batch goes on; the fault is ours and says so.
        outcome = failed_outcome(source_of(job.path, job.shown), "damaged", _our_fault(job, error))
    return Done(job, document, outcome)


_LARGE = "Hand in the report alone, or allow more with --memory."
_RESAVE = "Save it anew from its source and hand that in."


def _read(job: Job, options: Options) -> Document:
    from extractor.documents import read_document

    document = read_document(Path(job.path), _limits(options))
    return replace(document, source=replace(document.source, path=job.shown))


def _limits(options: Options) -> Limits:
    from extractor.documents import DEFAULT_LIMITS

    return replace(DEFAULT_LIMITS, seconds=options.seconds)


def _is_archive(path: Path, options: Options) -> bool:
    from extractor.documents import is_archive

    size = path.stat().st_size
    # What is too large is refused by the reading itself, with its reason.
    return size > _limits(options).size or is_archive(path.read_bytes())


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) < 8 else ""


def _unpack(job: Job, options: Options) -> Done:
    from extractor.documents import iter_members

    path, members = Path(job.path), list[Unpacked]()
    nothing = Done(job, None, Outcome(SourceFile(job.shown, "", "", 0), "failed"))
    if not _is_archive(path, options):
        return nothing
    try:
        for number, member in enumerate(iter_members(path, _limits(options))):
            if member.failure is not None:
                code, message = member.failure.code, str(member.failure)
                members.append(Unpacked(member.name, "", code, message))
                continue
            file = Path(job.unpack_to) / f"{number}{_suffix(member.name)}"
            file.write_bytes(member.data)
            members.append(Unpacked(member.name, str(file)))
    except InputError as error:
        members.append(Unpacked("", "", error.code, str(error)))
    if not members:
        members.append(Unpacked("", "", "empty", "The archive holds no file. Pack it again."))
    return replace(nothing, members=tuple(members))


def _judge(document: Document, options: Options) -> Outcome:
    from extractor import extract
    from verify import apply_selection, verify

    return apply_selection(verify(extract(document)), options.select, options.ignore)


def _our_fault(job: Job, error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).name}:{last.lineno}"
    return (
        f"Gouji failed on {job.shown} ({type(error).__name__} at {where}). This is a fault of the "
        "program, not of the file. Report it with the file; the other files are not affected."
    )


def source_of(path: str, shown: str) -> SourceFile:
    """Return the identity of a file as far as its bytes can be read."""
    digest, size = hashlib.sha256(), 0
    try:
        # A pipe or device is never opened: it may block for ever.
        if not path or not Path(path).is_file():
            return SourceFile(shown, "", "", 0)
        with Path(path).open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except (OSError, ValueError):
        return SourceFile(shown, "", "", 0)
    return SourceFile(shown, digest.hexdigest(), "", size)

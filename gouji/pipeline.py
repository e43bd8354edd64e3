"""One file from path to outcome: read, extract, verify. Nothing that happens escapes."""

from __future__ import annotations

import hashlib
import traceback
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from report.document import Document, SourceFile
from report.errors import Bilingual, FailureCode, InputError
from report.finding import Message, Outcome, failed_outcome, in_whole
from report.messages import render

if TYPE_CHECKING:
    from extractor import Parts, Reader
    from extractor.documents import Limits
    from extractor.several import Part

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Options:
    """What decides an outcome beside the file and the program.

    Attributes:
        select: Codes to keep, empty for all; `ignore` codes to leave out.
        reader: Which readings are made; any but `tables` asks a model.
        model: All that decides what the model answers; empty without one.
        seconds: Time one file may take.
        memory: Megabytes a worker process may use.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    reader: Reader = "tables"
    model: tuple[str, ...] = ()
    seconds: float = 60.0
    memory: int = 2048


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read: where it is, what it is called, and its number in the batch.

    With `unpack_to` it is an archive whose files are put there instead of being read.
    With `report` only that report of a file with several is wanted, counted from 1.
    """

    number: int
    path: str
    shown: str
    unpack_to: str = ""
    report: int = 0


@dataclass(frozen=True, slots=True)
class Unpacked:
    """One file out of an archive: where it was put, or why it could not be had.

    The name is empty for what concerns the archive as a whole.
    """

    name: str
    path: str = ""
    code: FailureCode | None = None
    words: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Half:
    """What the deterministic reading found in a report that a model is to read, too.

    Attributes:
        start: Where the report starts in the file's text.
        path: What the report is called.
    """

    parts: Parts
    start: int
    path: str


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a job; the document is None when nothing could be read.

    `members` are the files of an archive; None when the file is no archive of files.
    `further` is what the second and later reports of the file gave. `halves` are the
    reports a model is still to read, by their place among all; none where none is asked.
    """

    job: Job
    document: Document | None
    outcome: Outcome
    members: tuple[Unpacked, ...] | None = None
    further: tuple[tuple[Document, Outcome], ...] = ()
    halves: tuple[Half | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """A job whose process ended or was ended; it may be tried again."""

    job: Job
    code: FailureCode
    words: Bilingual


def process(job: Job, options: Options) -> Done:
    """Return what one file gave; every exception becomes a named failure."""
    try:
        if job.unpack_to:
            return _unpack(job, options)
        document = _read(job, options)
        reports = _reports(job, document, options)
        first, *further = [(one.document, one.outcome) for one in reports]
        halves = tuple(one.half for one in reports)
        return Done(job, *first, further=tuple(further), halves=halves if any(halves) else ())
    except Exception as error:
        return Done(job, None, _failure(job, error, options))


@dataclass(frozen=True, slots=True)
class _Read:
    document: Document
    outcome: Outcome
    half: Half | None


def _reports(job: Job, document: Document, options: Options) -> list[_Read]:
    """Return what each report of a file gave; all spans point into the file's text."""
    from extractor import reports_of

    parts = reports_of(document)
    if len(parts) == 1 and job.report <= 1:
        outcome, found = _outcome(job, parts[0], options)
        return [_Read(document, outcome, _half(found, 0, document.source.path))]
    wanted = [job.report - 1] if job.report else range(len(parts))
    return [_report(job, document, number, parts[number], options) for number in wanted]


def _report(job: Job, document: Document, number: int, part: Part, options: Options) -> _Read:
    source = document.source
    if number and not job.report:
        source = replace(source, path=report_path(source.path, number + 1))
    alone = replace(part, document=replace(part.document, source=source))
    outcome, found = _outcome(job, alone, options)
    whole = in_whole(outcome, part.start, document.text).at(source.path)
    half = _half(found, part.start, source.path)
    return _Read(replace(document, source=source), whole, half)


def _half(parts: Parts | None, start: int, path: str) -> Half | None:
    return None if parts is None else Half(parts, start, path)


def report_path(path: str, number: int) -> str:
    """Return how the second and later reports of a file are called."""
    return f"{path}#{number}"


def _outcome(job: Job, part: Part, options: Options) -> tuple[Outcome, Parts | None]:
    """Return what one report gave; a fault in it does not reach the file's others."""
    try:
        return _judge(part, options)
    except MemoryError:
        # Nothing of the file is kept then.
        raise
    except Exception as error:
        return _failure(job, error, options), None


def _failure(job: Job, error: Exception, options: Options) -> Outcome:
    """Return the named failure that an exception means."""
    source = source_of(job.path, job.shown)
    if isinstance(error, InputError):
        return failed_outcome(source, error.code, error.said)
    if isinstance(error, MemoryError):
        words = render("input.large.memory_allowed", path=job.shown, most=options.memory)
        return failed_outcome(source, "too_large", words)
    if isinstance(error, RecursionError):
        words = render("input.damaged.deep_parts", path=job.shown)
        return failed_outcome(source, "damaged", words)
    # Whatever a file does to us, the batch goes on; the fault is ours and says so.
    return failed_outcome(source, "damaged", _our_fault(job, error))


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
                failure = member.failure
                members.append(Unpacked(member.name, "", failure.code, failure.said))
                continue
            file = Path(job.unpack_to) / f"{number}{_suffix(member.name)}"
            file.write_bytes(member.data)
            members.append(Unpacked(member.name, str(file)))
    except InputError as error:
        members.append(Unpacked("", "", error.code, error.said))
    if not members:
        members.append(Unpacked("", "", "empty", render("input.other.empty_archive")))
    return replace(nothing, members=tuple(members))


def _judge(part: Part, options: Options) -> tuple[Outcome, Parts | None]:
    """Return the outcome, and what was found where a model is to read the report, too.

    A model is asked about reports only; of anything else the kind is all that is said.
    """
    from extractor import read_parts
    from verify import apply_selection, verify

    parts = read_parts(part.document, part.rows)
    outcome = apply_selection(verify(parts.record), options.select, options.ignore)
    wanted = options.reader != "tables" and outcome.status != "failed"
    return outcome, parts if wanted else None


def _our_fault(job: Job, error: Exception) -> Message:
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).name}:{last.lineno}"
    kind = type(error).__name__
    return render("input.damaged.ours", path=job.shown, kind=kind, where=where)


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

"""The program under measurement, called as any user of its parts may call it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from extractor.claims import find_claims
from extractor.documents import read_document
from extractor.identity import Identity, read_identity
from extractor.reconcile import reconcile
from extractor.tables import read_tables
from report.claim import Claim
from report.document import Document
from report.record import Reading
from report.wire import to_wire
from verify import Context, verify

Json = Mapping[str, Any]


class Read(NamedTuple):
    """Everything read from one file before it is reconciled."""

    document: Document
    reading: Reading
    identity: Identity
    claims: tuple[Claim, ...]


class Program(NamedTuple):
    """What is measured: reading a file, and judging readings of it.

    Attributes:
        read: Path → what was read.
        judge: What was read, the readings to judge it by, and last year's report, if
            any → record JSON.
    """

    read: Callable[[Path], Read]
    judge: Callable[[Read, Sequence[Reading], Read | None], Json]


def read_file(path: Path) -> Read:
    """Return what the deterministic reading finds."""
    document = read_document(path)
    reading = read_tables(document)
    identity = read_identity(document, reading)
    return Read(document, reading, identity, find_claims(document, reading, identity))


def judge(read: Read, readings: Sequence[Reading], previous: Read | None = None) -> Json:
    """Return the record JSON of readings of one document."""
    record = reconcile(read.document, readings, read.identity, read.claims)
    context = Context()
    if previous is not None:
        last = reconcile(previous.document, [previous.reading], previous.identity, previous.claims)
        context = Context(previous=last)
    return to_wire(verify(record, context))


PROGRAM = Program(read_file, judge)

"""Opens the store a command works on, with decisions laid over its outcomes."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.cli.base import Session
from gouji.terminal import clean
from report.errors import StoreError

if TYPE_CHECKING:
    from report.finding import Outcome
    from report.record import Record
    from store import Store


def open_for(session: Session, given: str | None, *, create: bool = False) -> Store:
    """Return the store, with settling as configured.

    Raises:
        StoreError: It does not exist and is not to be made, or cannot be opened.
    """
    from review import settler
    from store import open_store
    from verify import Context, apply_selection, verify

    address = session.loaded.store(given)
    file = store_file(address)
    if not create and file is not None and not file.exists():
        raise StoreError(session.say("error.no_store", store=address))
    checks = session.loaded.config.check

    def judge(record: Record, context: Context) -> Outcome:
        return apply_selection(verify(record, context), checks.select, checks.ignore)

    return open_store(address, settle=settler(judge))


def store_argument(given: str | None) -> str:
    """Return what a command shown to a person needs to find the same store."""
    return "" if given is None else f" --store {shlex.quote(clean(given))}"


def store_file(address: str) -> Path | None:
    """Return the file of a store in SQLite, None for a server."""
    if address.startswith("sqlite:///"):
        return Path(address.removeprefix("sqlite:///"))
    return None if "://" in address else Path(address).expanduser()


def store_files(address: str) -> list[Path]:
    """Return the files that are the store's and so no input."""
    file = store_file(address)
    ends = ("", "-wal", "-shm", "-journal")
    return [] if file is None else [Path(f"{file}{end}") for end in ends]


def is_here(address: str) -> bool:
    """Return whether the store lies in the current folder.

    Paths in it are then kept as given; in any other store they are absolute, so that
    the same relative path of two folders never means one input.
    """
    file = store_file(address)
    return file is not None and file.absolute().parent == Path.cwd()

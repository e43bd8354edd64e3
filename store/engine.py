"""Engines: one way of opening a transaction that both databases honour."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError

from report.errors import InstallationError, StoreError, UsageError

Mode = Literal["read", "write", "durable"]
BUSY_SECONDS = 30
_MODE = "gouji_mode"


def parse_url(url: str) -> sa.URL:
    """Return the database URL that a plain path or a URL names.

    Raises:
        UsageError: It is neither a path nor a URL of a database Gouji can use.
    """
    if "://" not in url:
        return sa.URL.create("sqlite", database=str(Path(url).expanduser()))
    try:
        parsed = sa.make_url(url)
    except (ArgumentError, ValueError):
        # The text may hold a password, so it is not repeated here.
        raise UsageError("The store's address cannot be understood.", _ADDRESS) from None
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise UsageError(f"A store cannot live in {backend!r}.", _ADDRESS)
    if not parsed.database or parsed.database == ":memory:":
        raise UsageError("A store needs a file.", _ADDRESS)
    return parsed


_ADDRESS = "Give a file path, sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME."


def make_engine(url: sa.URL, *, foreign_keys: bool = True) -> sa.Engine:
    """Return an engine whose transactions start as `begin` asks.

    Args:
        url: From `parse_url`.
        foreign_keys: False only for migrations, which rebuild tables in SQLite.

    Raises:
        InstallationError: PostgreSQL's driver is not installed.
        StoreError: The folder of the file cannot be made.
    """
    if url.get_backend_name() != "sqlite":
        if find_spec("psycopg") is None:
            raise InstallationError(
                "A store in PostgreSQL needs the package psycopg.",
                "Install gouji with its extra: pip install '.[postgres]'.",
            )
        return sa.create_engine(url, pool_pre_ping=True)
    folder = Path(url.database or "").absolute().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The store's folder {folder} cannot be made: {error.strerror}.",
            "Give another place with --store.",
        ) from None
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS})

    @sa.event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        _use_wal(connection)

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        mode = connection.get_execution_options().get(_MODE, "write")
        if mode == "read":
            connection.exec_driver_sql("BEGIN")
            return
        # A decision must survive a power cut; a reading can be made again.
        level = "FULL" if mode == "durable" else "NORMAL"
        connection.exec_driver_sql(f"PRAGMA synchronous = {level}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging; SQLite does not wait by itself while others do the same."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


@contextmanager
def begin(engine: sa.Engine, mode: Mode) -> Iterator[sa.Connection]:
    """Yield a connection inside one transaction; it is committed unless an error leaves.

    Raises:
        StoreError: The database refused, with what to do.
    """
    try:
        with engine.connect().execution_options(**{_MODE: mode}) as connection, connection.begin():
            yield connection
    except DBAPIError as error:
        raise refusal(engine.url, error) from error


def refusal(url: sa.URL, error: DBAPIError) -> StoreError:
    """Return the error to show for what the database said, without its password."""
    where = url.database if url.get_backend_name() == "sqlite" else url.render_as_string()
    said = " ".join(str(error.orig).split())
    for sign, remedy in _REMEDIES.items():
        if sign in said:
            return StoreError(f"The store {where}: {said}.", remedy)
    return StoreError(f"The store {where}: {said}.", "Run `gouji doctor`.")


_REMEDIES = {
    "not a database": "This file is something else; give another place with --store.",
    "unable to open": "Check that the folder and the file can be read and written.",
    "readonly": "Check that the folder and the file can be written.",
    "read-only": "Check that the folder and the file can be written.",
    "locked": "Another program holds the store for long; wait for it, then start again.",
    "disk is full": "Make room, then start again; what was stored is safe.",
    "malformed": "The file is damaged; restore it from a copy.",
    "connection failed": "Check that the server runs and that address and password are right.",
}


def insert_new(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows; a row whose primary key is there already is left as it is."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as pg_insert

        connection.execute(pg_insert(table).on_conflict_do_nothing(), rows)
    else:
        from sqlalchemy.dialects.sqlite import insert as lite_insert

        connection.execute(lite_insert(table).on_conflict_do_nothing(), rows)

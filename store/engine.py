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
from report.finding import Message
from report.messages import has_message, refused, render

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
        raise UsageError(render("store.address")) from None
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise UsageError(render("store.backend", backend=backend))
    if not parsed.database or parsed.database == ":memory:":
        raise UsageError(render("store.needs_file"))
    return parsed


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
            raise InstallationError(render("package.missing", package="psycopg", extra="postgres"))
        return sa.create_engine(url, pool_pre_ping=True)
    folder = Path(url.database or "").absolute().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        said = refused(error)
        raise StoreError(render("store.no_folder", folder=str(folder), said=said)) from None
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
    if url.get_backend_name() == "sqlite" and where and Path(where).is_dir():
        return StoreError(render("store.is_folder", store=where))
    sign = next((sign for sign in _SIGNS if sign in said), "other")
    remedy = render(f"store.remedy.{sign}")
    # What a database says beyond the usual, as of a server's address, is told in its words.
    known = f"store.said.{sign}"
    told = Message(render(known).zh if has_message(known) else said, said)
    return StoreError(render("store.refused", where=str(where), said=told, remedy=remedy))


# What databases say, and `store.remedy` has an answer to.
_SIGNS = (
    "not a database",
    "unable to open",
    "readonly",
    "read-only",
    "locked",
    "disk is full",
    "malformed",
    "connection failed",
)


def shrink(engine: sa.Engine) -> None:
    """Give back to the system what deleted rows took; PostgreSQL does so by itself in time.

    Raises:
        StoreError: The database refused, with what to do.
    """
    if engine.dialect.name != "sqlite":
        return
    # VACUUM stands outside any transaction, which SQLAlchemy's connections always are in.
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM")
    except sqlite3.OperationalError as error:
        raise refusal(engine.url, DBAPIError("VACUUM", None, error)) from error
    finally:
        raw.close()


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

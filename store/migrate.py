"""Bring a store to the schema this program knows; refuse one that is newer."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

import store.migrations
from report.errors import StoreError
from report.messages import render
from store.engine import make_engine, refusal

VERSION_TABLE = "gouji_version"
# One number for every Gouji that migrates the same PostgreSQL database.
_ADVISORY_LOCK = 0x676F756A69


def version_of(connection: sa.Connection) -> str | None:
    """Return the schema's revision, or None for a database without a store."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    table = sa.table(VERSION_TABLE, sa.column("version_num", sa.String))
    return connection.execute(sa.select(table.c.version_num)).scalar()


def migrate(url: sa.URL) -> None:
    """Bring the store to the newest schema, one process at a time.

    Raises:
        StoreError: The store is newer than this program, or is not a store, or the
            database refused.
    """
    engine = make_engine(url, foreign_keys=False)
    try:
        # SQLite's write lock is taken by the transaction itself.
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
            _upgrade(connection)
    except DBAPIError as error:
        raise refusal(url, error) from error
    finally:
        engine.dispose()


def _upgrade(connection: sa.Connection) -> None:
    version = version_of(connection)
    if version == store.migrations.HEAD:
        return
    if version is None and connection.dialect.name == "sqlite":
        _refuse_foreign(connection)
    # Alembic takes a third of a second to import, and is seldom needed.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(store.migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise StoreError(render("store.newer", version=version, known=store.migrations.HEAD))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise StoreError(render("store.broken_reference", table=str(broken[0])))


def _refuse_foreign(connection: sa.Connection) -> None:
    tables = sa.inspect(connection).get_table_names()
    if tables:
        raise StoreError(render("store.foreign", table=tables[0]))

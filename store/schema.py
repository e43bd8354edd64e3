"""The store's tables, portable between SQLite and PostgreSQL."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Utc(sa.types.TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets the zone, this puts it back."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the moment in UTC, without its zone where the database has none."""
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the moment with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


AnyRow = sa.Row[*tuple[Any, ...]]


def pack(json: bytes) -> bytes:
    """Return JSON text compressed, as records, documents and findings are kept.

    Not a JSON column: JSONB would lose the order of cells and refuse the character
    NUL, and both databases would keep some 100 KB a report instead of 6.
    """
    return zlib.compress(json, 3)


def unpack(packed: bytes) -> bytes:
    """Return the JSON text of what `pack` compressed."""
    return zlib.decompress(packed)


JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
# PostgreSQL would order paths by the server's locale; the order must be one everywhere.
PATH = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.String(64)
ID = sa.String(64)

RUNS = sa.Table(
    "runs",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("started", Utc, nullable=False),
    sa.Column("finished", Utc),
    sa.Column("manifest", JSON, nullable=False),
    sa.Column("counts", JSON),
    sqlite_autoincrement=True,
)

# One row for each thing to be read once: bytes, reader, form and rules in one key.
WORK = sa.Table(
    "work",
    METADATA,
    sa.Column("key", KEY, primary_key=True),
    sa.Column("source", JSON, nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("crashes", sa.Integer, nullable=False, default=0),
    sa.Column("lost", sa.Integer, nullable=False, default=0),
    sa.Column("owner", sa.Text),
    sa.Column("token", sa.String(32)),
    sa.Column("leased_until", Utc),
    sa.CheckConstraint("state IN ('queued', 'claimed', 'done', 'failed')", name="state"),
    sa.Index(None, "state", "lost", "seq"),
)

RUN_INPUTS = sa.Table(
    "run_inputs",
    METADATA,
    sa.Column("run", sa.ForeignKey("runs.id"), primary_key=True),
    sa.Column("path", PATH, primary_key=True),
    sa.Column("work", sa.ForeignKey("work.key"), nullable=False),
    sa.Index(None, "work", "run"),
)

# What stands at each path: `planned` by the last run, `current` once that was read.
INPUTS = sa.Table(
    "inputs",
    METADATA,
    sa.Column("path", PATH, primary_key=True),
    sa.Column("planned", sa.ForeignKey("work.key"), nullable=False, index=True),
    sa.Column("current", sa.ForeignKey("work.key"), index=True),
)

DOCUMENTS = sa.Table(
    "documents",
    METADATA,
    sa.Column("id", KEY, primary_key=True),
    sa.Column("reader", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

# `reading` is the outcome as read and verified; `settled` the one after decisions.
OUTCOMES = sa.Table(
    "outcomes",
    METADATA,
    sa.Column("work", sa.ForeignKey("work.key"), primary_key=True),
    sa.Column("record", ID, nullable=False, index=True),
    sa.Column("document", sa.ForeignKey("documents.id"), index=True),
    sa.Column("run", sa.ForeignKey("runs.id")),
    sa.Column("stored", Utc, nullable=False),
    sa.Column("status", sa.String(8), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("issuer", sa.Text, nullable=False),
    sa.Column("year", sa.Text, nullable=False),
    sa.Column("edition", sa.Text, nullable=False),
    sa.Column("reading", sa.LargeBinary, nullable=False),
    sa.Column("settled", sa.LargeBinary),
    # What other reports are held against; changes when a cell's value does.
    sa.Column("stamp", sa.String(16)),
    sa.Index(None, "issuer", "year"),
)

# What an outcome was last held against beside itself; absent when it stood alone.
CONTEXTS = sa.Table(
    "contexts",
    METADATA,
    sa.Column("work", sa.ForeignKey("outcomes.work"), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

# The reports in a context, to find all that depend on one. No foreign key: a report
# that is read again goes and comes back while others still name it.
NEIGHBOURS = sa.Table(
    "neighbours",
    METADATA,
    sa.Column("work", sa.ForeignKey("outcomes.work"), primary_key=True),
    sa.Column("role", sa.String(8), primary_key=True),
    sa.Column("other", KEY, primary_key=True),
    sa.CheckConstraint("role IN ('previous', 'child')", name="role"),
    sa.Index(None, "other"),
)

# The sentences of a report as numbers, to find those that other reports have, too.
SENTENCES = sa.Table(
    "sentences",
    METADATA,
    sa.Column("work", sa.ForeignKey("outcomes.work"), primary_key=True),
    sa.Column("version", sa.String(16), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

# What people said of names and of versions; the last word on a subject holds.
STATEMENTS = sa.Table(
    "statements",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("body", JSON, nullable=False),
    sa.CheckConstraint("kind IN ('names', 'version')", name="kind"),
    sqlite_autoincrement=True,
)

DECISIONS = sa.Table(
    "decisions",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("finding", ID, nullable=False, index=True),
    sa.Column("record", ID, nullable=False, index=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("body", JSON, nullable=False),
    sqlite_autoincrement=True,
)

# `open` and `decided` are in the outcome as it stands; `vanished` was mended away.
FINDINGS = sa.Table(
    "findings",
    METADATA,
    sa.Column("work", sa.ForeignKey("outcomes.work"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("finding", ID, nullable=False, index=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("severity", sa.String(8), nullable=False),
    sa.Column("attribution", sa.String(16), nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("decision", sa.ForeignKey("decisions.id")),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.CheckConstraint("state IN ('open', 'decided', 'vanished')", name="state"),
    sa.Index(None, "state", "severity"),
)

# A model's answers as they came, found again by what was asked; one row is one call paid for.
ANSWERS = sa.Table(
    "answers",
    METADATA,
    sa.Column("key", KEY, primary_key=True),
    sa.Column("document", KEY, nullable=False, index=True),
    sa.Column("run", sa.ForeignKey("runs.id"), index=True),
    sa.Column("stored", Utc, nullable=False),
    sa.Column("prompt", sa.Text, nullable=False),
    sa.Column("prompt_sha256", KEY, nullable=False),
    sa.Column("model", sa.Text, nullable=False),
    sa.Column("parameters", JSON, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("prompt_tokens", sa.Integer, nullable=False),
    sa.Column("completion_tokens", sa.Integer, nullable=False),
    sa.Column("metered", sa.Boolean, nullable=False),
)

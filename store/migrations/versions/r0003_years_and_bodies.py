"""Years and bodies: what a report was held against, its sentences, what people said of names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None

# A migration describes the schema of its own day: it imports nothing from the store.
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KEY = sa.String(64)
UTC = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("outcomes", sa.Column("stamp", sa.String(16)))
    op.create_table(
        "contexts",
        sa.Column("work", KEY, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["work"], ["outcomes.work"], name="fk_contexts_work"),
        sa.PrimaryKeyConstraint("work", name="pk_contexts"),
    )
    op.create_table(
        "neighbours",
        sa.Column("work", KEY, nullable=False),
        sa.Column("role", sa.String(8), nullable=False),
        sa.Column("other", KEY, nullable=False),
        sa.CheckConstraint("role IN ('previous', 'child')", name=op.f("ck_neighbours_role")),
        sa.ForeignKeyConstraint(["work"], ["outcomes.work"], name="fk_neighbours_work"),
        sa.PrimaryKeyConstraint("work", "role", "other", name="pk_neighbours"),
    )
    op.create_index("ix_neighbours_other", "neighbours", ["other"])
    op.create_table(
        "sentences",
        sa.Column("work", KEY, nullable=False),
        sa.Column("version", sa.String(16), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["work"], ["outcomes.work"], name="fk_sentences_work"),
        sa.PrimaryKeyConstraint("work", name="pk_sentences"),
    )
    _create_statements()


def _create_statements() -> None:
    op.create_table(
        "statements",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.CheckConstraint("kind IN ('names', 'version')", name=op.f("ck_statements_kind")),
        sa.PrimaryKeyConstraint("id", name="pk_statements"),
        sqlite_autoincrement=True,
    )
    # As with decisions, the database itself refuses to change what people said.
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER statements_no_change BEFORE UPDATE OR DELETE OR TRUNCATE "
            "ON statements FOR EACH STATEMENT EXECUTE FUNCTION decisions_append_only()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER statements_no_{verb.lower()} BEFORE {verb} ON statements "
            "BEGIN SELECT RAISE(ABORT, 'statements are append-only'); END"
        )

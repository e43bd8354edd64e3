"""Answers of models, kept as they came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KEY = sa.String(64)


def upgrade() -> None:
    op.create_table(
        "answers",
        sa.Column("key", KEY, nullable=False),
        sa.Column("document", KEY, nullable=False),
        sa.Column("run", sa.Integer),
        sa.Column("stored", sa.DateTime(timezone=True), nullable=False),
        sa.Column("prompt", sa.Text, nullable=False),
        sa.Column("prompt_sha256", KEY, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("parameters", JSON, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("prompt_tokens", sa.Integer, nullable=False),
        sa.Column("completion_tokens", sa.Integer, nullable=False),
        sa.Column("metered", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_answers_run"),
        sa.PrimaryKeyConstraint("key", name="pk_answers"),
    )
    op.create_index("ix_answers_document", "answers", ["document"])
    op.create_index("ix_answers_run", "answers", ["run"])

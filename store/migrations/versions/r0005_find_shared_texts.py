"""An index over documents, so that reports which share a text are found without a search."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_outcomes_document", "outcomes", ["document"])

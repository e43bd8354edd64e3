"""The first store: runs, work, inputs, documents, outcomes, findings, decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# A migration describes the schema of its own day: it imports nothing from the store.
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
PATH = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.String(64)
ID = sa.String(64)
UTC = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_queue()
    _create_results()
    _create_decisions()
    _create_findings()


def _create_queue() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("started", UTC, nullable=False),
        sa.Column("finished", UTC),
        sa.Column("manifest", JSON, nullable=False),
        sa.Column("counts", JSON),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "work",
        sa.Column("key", KEY, nullable=False),
        sa.Column("source", JSON, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("crashes", sa.Integer, nullable=False),
        sa.Column("lost", sa.Integer, nullable=False),
        sa.Column("owner", sa.Text),
        sa.Column("token", sa.String(32)),
        sa.Column("leased_until", UTC),
        sa.CheckConstraint(
            "state IN ('queued', 'claimed', 'done', 'failed')", name=op.f("ck_work_state")
        ),
        sa.PrimaryKeyConstraint("key", name="pk_work"),
    )
    op.create_index("ix_work_state_lost_seq", "work", ["state", "lost", "seq"])
    op.create_table(
        "run_inputs",
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("path", PATH, nullable=False),
        sa.Column("work", KEY, nullable=False),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_run_inputs_run"),
        sa.ForeignKeyConstraint(["work"], ["work.key"], name="fk_run_inputs_work"),
        sa.PrimaryKeyConstraint("run", "path", name="pk_run_inputs"),
    )
    op.create_index("ix_run_inputs_work_run", "run_inputs", ["work", "run"])
    op.create_table(
        "inputs",
        sa.Column("path", PATH, nullable=False),
        sa.Column("planned", KEY, nullable=False),
        sa.Column("current", KEY),
        sa.ForeignKeyConstraint(["planned"], ["work.key"], name="fk_inputs_planned"),
        sa.ForeignKeyConstraint(["current"], ["work.key"], name="fk_inputs_current"),
        sa.PrimaryKeyConstraint("path", name="pk_inputs"),
    )
    op.create_index("ix_inputs_planned", "inputs", ["planned"])
    op.create_index("ix_inputs_current", "inputs", ["current"])


def _create_results() -> None:
    op.create_table(
        "documents",
        sa.Column("id", KEY, nullable=False),
        sa.Column("reader", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
    )
    op.create_table(
        "outcomes",
        sa.Column("work", KEY, nullable=False),
        sa.Column("record", ID, nullable=False),
        sa.Column("document", KEY),
        sa.Column("run", sa.Integer),
        sa.Column("stored", UTC, nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("year", sa.Text, nullable=False),
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("reading", sa.LargeBinary, nullable=False),
        sa.Column("settled", sa.LargeBinary),
        sa.ForeignKeyConstraint(["work"], ["work.key"], name="fk_outcomes_work"),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name="fk_outcomes_document"),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_outcomes_run"),
        sa.PrimaryKeyConstraint("work", name="pk_outcomes"),
    )
    op.create_index("ix_outcomes_record", "outcomes", ["record"])
    op.create_index("ix_outcomes_issuer_year", "outcomes", ["issuer", "year"])


def _create_decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("finding", ID, nullable=False),
        sa.Column("record", ID, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_decisions_finding", "decisions", ["finding"])
    op.create_index("ix_decisions_record", "decisions", ["record"])
    # The history of decisions is evidence: the database itself refuses to change it.
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION decisions_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'decisions are append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER decisions_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON decisions "
            "FOR EACH STATEMENT EXECUTE FUNCTION decisions_append_only()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER decisions_no_{verb.lower()} BEFORE {verb} ON decisions "
            "BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END"
        )


def _create_findings() -> None:
    op.create_table(
        "findings",
        sa.Column("work", KEY, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("finding", ID, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("severity", sa.String(8), nullable=False),
        sa.Column("attribution", sa.String(16), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("decision", sa.Integer),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'decided', 'vanished')", name=op.f("ck_findings_state")
        ),
        sa.ForeignKeyConstraint(["work"], ["outcomes.work"], name="fk_findings_work"),
        sa.ForeignKeyConstraint(["decision"], ["decisions.id"], name="fk_findings_decision"),
        sa.PrimaryKeyConstraint("work", "position", name="pk_findings"),
    )
    op.create_index("ix_findings_finding", "findings", ["finding"])
    op.create_index("ix_findings_state_severity", "findings", ["state", "severity"])

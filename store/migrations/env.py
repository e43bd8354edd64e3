"""What Alembic runs: the migrations, inside the transaction that `store.migrate` opened."""

from __future__ import annotations

from alembic import context

from store.migrate import VERSION_TABLE
from store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()

"""A model's answers: kept before they are used, found again, and what they cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa

from store.engine import insert_new
from store.model import ModelAnswer, Spent
from store.schema import ANSWERS, pack, unpack

# SQLite takes no more than so many parameters in one statement in its older builds.
_AT_ONCE = 500


def keep(connection: sa.Connection, run: int | None, answers: Sequence[ModelAnswer]) -> None:
    """Enter answers; what is kept under a key already stays, for it may have been used."""
    now = datetime.now(UTC)
    rows = [
        {
            "key": answer.key,
            "document": answer.document,
            "run": run,
            "stored": now,
            "prompt": answer.prompt,
            "prompt_sha256": answer.prompt_sha256,
            # PostgreSQL refuses NUL in text; a server may name its model anything.
            "model": answer.model.replace("\x00", ""),
            "parameters": answer.parameters,
            "body": pack(answer.body),
            "prompt_tokens": answer.prompt_tokens,
            "completion_tokens": answer.completion_tokens,
            "metered": answer.metered,
        }
        for answer in answers
    ]
    # In one order, so that two processes keeping the same answers wait, and do not deadlock.
    insert_new(connection, ANSWERS, sorted(rows, key=lambda row: str(row["key"])))


def find(connection: sa.Connection, keys: Sequence[str]) -> dict[str, bytes]:
    """Return the bodies kept under keys; a key with none is left out."""
    found: dict[str, bytes] = {}
    for start in range(0, len(keys), _AT_ONCE):
        query = sa.select(ANSWERS.c.key, ANSWERS.c.body)
        query = query.where(ANSWERS.c.key.in_(keys[start : start + _AT_ONCE]))
        found |= {key: unpack(packed) for key, packed in connection.execute(query)}
    return found


def spent(connection: sa.Connection, *, document: str | None, run: int | None) -> Spent:
    """Return what was spent on one document, in one run, or in all."""
    query = sa.select(
        sa.func.count(),
        sa.func.coalesce(sa.func.sum(ANSWERS.c.prompt_tokens), 0),
        sa.func.coalesce(sa.func.sum(ANSWERS.c.completion_tokens), 0),
        sa.func.count().filter(~ANSWERS.c.metered),
    )
    if document is not None:
        query = query.where(ANSWERS.c.document == document)
    if run is not None:
        query = query.where(ANSWERS.c.run == run)
    row = connection.execute(query).one()
    return Spent(*(int(value) for value in row))


def trim(connection: sa.Connection, before: datetime) -> tuple[int, int]:
    """Delete answers kept before a moment; return how many, and how many bytes they took."""
    old = ANSWERS.c.stored < before
    size = sa.func.coalesce(sa.func.sum(sa.func.length(ANSWERS.c.body)), 0)
    count, taken = connection.execute(sa.select(sa.func.count(), size).where(old)).one()
    connection.execute(sa.delete(ANSWERS).where(old))
    return int(count), int(taken)

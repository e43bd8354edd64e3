"""The queue of work: plan, claim, finish, and take over what a dead process held."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from report.document import SourceFile
from report.errors import Bilingual, FailureCode
from report.finding import Outcome, failed_outcome
from report.messages import render
from store.engine import insert_new
from store.model import Input, Settle, Task
from store.owner import is_dead
from store.results import WAITING, Prepared, prepare, write_outcome
from store.schema import INPUTS, OUTCOMES, RUN_INPUTS, WORK, AnyRow

MAX_ATTEMPTS = 3
"""How often reading one input may fail while the program itself lives."""

MAX_LOST = 24
"""How often the whole program may die while holding one input.

Much higher than MAX_ATTEMPTS: a program is killed for many reasons, and an input only
happened to be in its hands; what was lost is tried last, so others are not kept waiting.
An input that breaks its worker process counts as an attempt, not as this.
"""

LEASE = timedelta(minutes=5)
_FREE = {"owner": None, "token": None, "leased_until": None}


def printable(path: str) -> str:
    """Return a path that every encoding can write; bytes that are no text are escaped."""
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "backslashreplace")
    return raw.decode("utf-8", "backslashreplace").replace("\x00", "\\x00")


def plan_batch(
    connection: sa.Connection, run: int, first: int, inputs: Sequence[Input], *, retry: bool
) -> int:
    """Enter inputs of a run; return how many of their keys were read before.

    `first` is the position of the first input in its run; `retry` reads those again
    that ended as a failure. What waits for a reading is read again in any case.
    """
    # Sorted, so that two runs planning at once wait for each other in one order.
    keys = sorted({entry.key for entry in inputs})
    again = OUTCOMES.c.reason == WAITING
    if retry:
        again = sa.or_(again, OUTCOMES.c.status == "failed")
    ended = sa.select(OUTCOMES.c.work).where(OUTCOMES.c.work.in_(keys), again)
    connection.execute(
        sa.update(WORK)
        .where(WORK.c.key.in_(ended), WORK.c.state.in_(["done", "failed"]))
        .values(state="queued", crashes=0, lost=0, **_FREE)
    )
    rows: dict[str, dict[str, Any]] = {}
    for position, entry in enumerate(inputs, first):
        source = asdict(replace(entry.source, path=printable(entry.path)))
        rows.setdefault(
            entry.key,
            {
                "key": entry.key,
                "source": source,
                "state": "queued",
                "seq": (run << 32) + position,
                "attempts": 0,
                "crashes": 0,
                "lost": 0,
            },
        )
    insert_new(connection, WORK, [rows[key] for key in keys])
    paths = {printable(entry.path): entry.key for entry in inputs}
    insert_new(
        connection,
        RUN_INPUTS,
        [{"run": run, "path": path, "work": key} for path, key in sorted(paths.items())],
    )
    insert_new(
        connection,
        INPUTS,
        [{"path": path, "planned": key} for path, key in sorted(paths.items())],
    )
    read = sa.exists().where(OUTCOMES.c.work == sa.bindparam("key_"))
    connection.execute(
        sa.update(INPUTS)
        .where(INPUTS.c.path == sa.bindparam("path_"))
        .values(
            planned=sa.bindparam("key_"),
            current=sa.case((read, sa.bindparam("key_")), else_=INPUTS.c.current),
        ),
        [{"path_": path, "key_": key} for path, key in sorted(paths.items())],
    )
    known = sa.select(WORK.c.key).where(WORK.c.key.in_(keys), WORK.c.state.in_(["done", "failed"]))
    done = set(connection.execute(known).scalars())
    return sum(entry.key in done for entry in inputs)


def planned(connection: sa.Connection, keys: Sequence[str]) -> set[str]:
    """Return those of the keys that name work, done or not."""
    return set(connection.execute(sa.select(WORK.c.key).where(WORK.c.key.in_(keys))).scalars())


def forget(connection: sa.Connection, paths: Sequence[str]) -> None:
    """Let nothing stand at these paths any more; what was read there stays in the books."""
    connection.execute(sa.delete(INPUTS).where(INPUTS.c.path.in_(paths)))


def standing(connection: sa.Connection, paths: Sequence[str]) -> set[str]:
    """Return those of the paths at which something stands or is planned."""
    query = sa.select(INPUTS.c.path).where(INPUTS.c.path.in_(paths))
    return set(connection.execute(query).scalars())


def claim(
    connection: sa.Connection, run: int, owner: str, token: str, limit: int
) -> tuple[Task, ...]:
    """Take up to `limit` queued inputs of a run, in one statement on either database."""
    mine = sa.exists().where(RUN_INPUTS.c.run == run, RUN_INPUTS.c.work == WORK.c.key)
    # SQLite ignores FOR UPDATE; there the transaction already holds the only write lock.
    free = (
        sa.select(WORK.c.key)
        .where(WORK.c.state == "queued", mine)
        .order_by(WORK.c.lost, WORK.c.seq)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("free")
    )
    taken = connection.execute(
        sa.update(WORK)
        .where(WORK.c.key.in_(sa.select(free.c.key)))
        .values(
            state="claimed",
            owner=owner,
            token=token,
            leased_until=datetime.now(UTC) + LEASE,
            attempts=WORK.c.attempts + 1,
        )
        .returning(WORK.c.key, WORK.c.source, WORK.c.seq, WORK.c.lost, WORK.c.attempts)
    ).all()
    if not taken:
        return ()
    first = (
        sa.select(RUN_INPUTS.c.work, sa.func.min(RUN_INPUTS.c.path))
        .where(RUN_INPUTS.c.run == run, RUN_INPUTS.c.work.in_([row.key for row in taken]))
        .group_by(RUN_INPUTS.c.work)
    )
    paths = dict(connection.execute(first).all())
    return tuple(
        Task(
            path=paths[row.key],
            key=row.key,
            source=SourceFile(**{**row.source, "path": paths[row.key]}),
            run=run,
            token=token,
            attempt=row.attempts,
        )
        for row in sorted(taken, key=lambda row: (row.lost, row.seq))
    )


def _held(task: Task) -> sa.ColumnElement[bool]:
    return sa.and_(WORK.c.key == task.key, WORK.c.token == task.token, WORK.c.state == "claimed")


def finish(connection: sa.Connection, task: Task, prepared: Prepared, settle: Settle) -> bool:
    """Store a result and close its work together; False when the claim was taken over."""
    closed = connection.execute(sa.update(WORK).where(_held(task)).values(state="done", **_FREE))
    if closed.rowcount != 1:
        return False
    write_outcome(connection, task.key, task.run, prepared, settle)
    return True


def release(connection: sa.Connection, task: Task) -> None:
    """Give an input back unread; this is no attempt."""
    connection.execute(
        sa.update(WORK)
        .where(_held(task))
        .values(state="queued", attempts=WORK.c.attempts - 1, **_FREE)
    )


def release_all(connection: sa.Connection, owner: str) -> None:
    """Give back everything one owner holds."""
    connection.execute(
        sa.update(WORK)
        .where(WORK.c.owner == owner, WORK.c.state == "claimed")
        .values(state="queued", attempts=WORK.c.attempts - 1, **_FREE)
    )


def fail(
    connection: sa.Connection, task: Task, code: FailureCode, words: Bilingual, settle: Settle
) -> bool:
    """Count a failed attempt; return True when it was the last and the input is given up."""
    crashes = connection.execute(
        sa.update(WORK)
        .where(_held(task))
        .values(state="queued", crashes=WORK.c.crashes + 1, **_FREE)
        .returning(WORK.c.crashes)
    ).scalar()
    if crashes is None or crashes < MAX_ATTEMPTS:
        return False
    _give_up(connection, task.key, task.run, failed_outcome(task.source, code, words), settle)
    return True


def _give_up(
    connection: sa.Connection, key: str, run: int | None, outcome: Outcome, settle: Settle
) -> None:
    connection.execute(sa.update(WORK).where(WORK.c.key == key).values(state="failed", **_FREE))
    write_outcome(connection, key, run, prepare(None, outcome), settle)


def heartbeat(connection: sa.Connection, owner: str) -> None:
    """Renew the lease on everything one owner holds."""
    connection.execute(
        sa.update(WORK)
        .where(WORK.c.owner == owner, WORK.c.state == "claimed")
        .values(leased_until=datetime.now(UTC) + LEASE)
    )


def lost(connection: sa.Connection, owner: str, *, lock: bool) -> Collection[AnyRow]:
    """Return the claims of others whose process is dead or whose lease ran out."""
    query = sa.select(WORK.c.key, WORK.c.owner, WORK.c.source, WORK.c.lost, WORK.c.leased_until)
    query = query.where(WORK.c.state == "claimed", WORK.c.owner != owner).order_by(WORK.c.key)
    if lock:
        query = query.with_for_update(skip_locked=True)
    now = datetime.now(UTC)
    rows = connection.execute(query).all()
    dead = {name: is_dead(name) for name in {row.owner for row in rows}}
    return [row for row in rows if dead[row.owner] or row.leased_until < now]


def take_over(connection: sa.Connection, owner: str, settle: Settle) -> None:
    """Queue again what lost owners held; give up what was lost too often."""
    for row in lost(connection, owner, lock=True):
        if row.lost + 1 < MAX_LOST:
            connection.execute(
                sa.update(WORK)
                .where(WORK.c.key == row.key)
                .values(state="queued", lost=row.lost + 1, **_FREE)
            )
            continue
        words = render("input.damaged.program", times=MAX_LOST)
        outcome = failed_outcome(SourceFile(**row.source), "damaged", words)
        _give_up(connection, row.key, None, outcome, settle)


def states(connection: sa.Connection, run: int) -> dict[str, int]:
    """Return how many pieces of a run's work are in each state."""
    mine = sa.exists().where(RUN_INPUTS.c.run == run, RUN_INPUTS.c.work == WORK.c.key)
    query = sa.select(WORK.c.state, sa.func.count()).where(mine).group_by(WORK.c.state)
    return dict(connection.execute(query).all())

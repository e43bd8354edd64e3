"""Reading the store: outcomes in path order, findings in queue order, sums."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from report.decision import Decision
from report.errors import UsageError
from report.finding import Outcome
from report.messages import render
from store.findings import begins, is_current
from store.model import Stored, Summary
from store.results import load_decision, load_outcome
from store.schema import DECISIONS, FINDINGS, INPUTS, OUTCOMES, RUN_INPUTS, AnyRow

_COLUMNS = (
    OUTCOMES.c.work,
    OUTCOMES.c.record,
    OUTCOMES.c.stored,
    sa.func.coalesce(OUTCOMES.c.settled, OUTCOMES.c.reading).label("body"),
)


def page(
    connection: sa.Connection, run: int | None, after: str | None, limit: int
) -> tuple[list[Stored], str | None]:
    """Return outcomes whose first path follows `after`, and that path of the last.

    Without a run it is what stands at every path now.
    """
    if run is None:
        shown, other = INPUTS, INPUTS.alias()
        work, same = INPUTS.c.current, other.c.current == INPUTS.c.current
    else:
        shown, other = RUN_INPUTS, RUN_INPUTS.alias()
        work = RUN_INPUTS.c.work
        same = sa.and_(other.c.run == run, other.c.work == RUN_INPUTS.c.work)
    # The same bytes under two paths are one record, shown at the first path.
    earlier = sa.exists().where(same, other.c.path < shown.c.path)
    query = (
        sa.select(shown.c.path.label("first"), *_COLUMNS)
        .join(OUTCOMES, OUTCOMES.c.work == work)
        .where(~earlier)
        .order_by(shown.c.path)
        .limit(limit)
    )
    if run is not None:
        query = query.where(RUN_INPUTS.c.run == run)
    if after is not None:
        query = query.where(shown.c.path > after)
    rows = connection.execute(query).all()
    if not rows:
        return [], None
    return _stored(connection, rows, run), rows[-1].first


def _stored(connection: sa.Connection, rows: Sequence[AnyRow], run: int | None) -> list[Stored]:
    works = [row.work for row in rows]
    now = _paths(connection, works, None)
    shown = now if run is None else _paths(connection, works, run)
    decisions = _decisions(connection, works)
    return [
        Stored(
            id=row.record,
            key=row.work,
            outcome=_at(load_outcome(row.body), shown.get(row.work, ())),
            paths=shown.get(row.work, ()),
            decisions=decisions.get(row.work, {}),
            stored=row.stored,
            current=row.work in now,
        )
        for row in rows
    ]


def _at(outcome: Outcome, paths: tuple[str, ...]) -> Outcome:
    """Return the outcome with the path its bytes stand at now; files get moved."""
    return outcome.at(paths[0]) if paths else outcome


def _paths(
    connection: sa.Connection, works: list[str], run: int | None
) -> dict[str, tuple[str, ...]]:
    if run is None:
        query = sa.select(INPUTS.c.current, INPUTS.c.path).where(INPUTS.c.current.in_(works))
        query = query.order_by(INPUTS.c.path)
    else:
        query = sa.select(RUN_INPUTS.c.work, RUN_INPUTS.c.path).order_by(RUN_INPUTS.c.path)
        query = query.where(RUN_INPUTS.c.run == run, RUN_INPUTS.c.work.in_(works))
    found: dict[str, tuple[str, ...]] = {}
    for work, path in connection.execute(query):
        found[work] = (*found.get(work, ()), path)
    return found


def _decisions(connection: sa.Connection, works: list[str]) -> dict[str, dict[str, Decision]]:
    query = (
        sa.select(FINDINGS.c.work, DECISIONS)
        .join(DECISIONS, DECISIONS.c.id == FINDINGS.c.decision)
        .where(FINDINGS.c.work.in_(works))
    )
    found: dict[str, dict[str, Decision]] = {}
    for row in connection.execute(query):
        found.setdefault(row.work, {})[row.finding] = load_decision(row)
    return found


def by_record(connection: sa.Connection, record: str) -> Stored:
    """Return the outcome that an id, or the beginning of one, names.

    Raises:
        UsageError: No record or several records begin so.
    """
    wanted = record.strip().lower()
    if not wanted or not set(wanted) <= set("0123456789abcdef"):
        raise UsageError(render("store.no_id", record=record))
    rows = connection.execute(
        sa.select(*_COLUMNS, is_current().label("now"))
        .where(begins(OUTCOMES.c.record, wanted))
        .order_by(OUTCOMES.c.record, OUTCOMES.c.stored.desc(), OUTCOMES.c.work)
        .limit(50)
    ).all()
    ids = sorted({row.record for row in rows})
    if wanted in ids:
        ids = [wanted]
    if not ids:
        raise UsageError(render("store.no_record", record=record))
    if len(ids) > 1:
        raise UsageError(render("refused.several_ids", id=record, ids=", ".join(ids[:5])))
    found = [row for row in rows if row.record == ids[0]]
    best = next((row for row in found if row.now), found[0])
    return _stored(connection, [best], None)[0]


def by_keys(connection: sa.Connection, works: Sequence[str]) -> list[Stored]:
    """Return the outcomes of given works, in their order."""
    rows = connection.execute(sa.select(*_COLUMNS).where(OUTCOMES.c.work.in_(works))).all()
    return sorted(_stored(connection, rows, None), key=lambda stored: works.index(stored.key))


def summary(connection: sa.Connection) -> Summary:
    """Return how things stand over all current inputs."""
    records = sa.select(OUTCOMES.c.status, sa.func.count()).where(is_current())
    reasons = sa.select(OUTCOMES.c.reason, sa.func.count()).where(
        is_current(), OUTCOMES.c.status == "failed"
    )
    kinds = (FINDINGS.c.state, FINDINGS.c.severity, FINDINGS.c.attribution)
    found = (
        sa.select(*kinds, sa.func.count())
        .join(OUTCOMES, OUTCOMES.c.work == FINDINGS.c.work)
        .where(is_current())
        .group_by(*kinds)
    )
    return Summary(
        records=dict(connection.execute(records.group_by(OUTCOMES.c.status)).all()),
        failures=dict(connection.execute(reasons.group_by(OUTCOMES.c.reason)).all()),
        findings={(a, b, c): count for a, b, c, count in connection.execute(found)},
    )

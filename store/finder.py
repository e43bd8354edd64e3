"""What the store offers to whoever looks for one body's reports or holds two runs together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa

from report.errors import UsageError
from report.finding import Outcome
from store import queries
from store.engine import Mode
from store.model import Stored
from store.results import load_outcome
from store.schema import KEY, OUTCOMES, RUN_INPUTS, RUNS

T = TypeVar("T")

_PORTION = 200


@dataclass(frozen=True, slots=True)
class Pair:
    """One path in two runs: the outcome as read and checked in each, None where it has none."""

    path: str
    before: Outcome | None
    after: Outcome | None


@dataclass(frozen=True, slots=True)
class Overlap:
    """How two runs' inputs relate.

    Attributes:
        before: Inputs of the first run; `after` of the second.
        same: Paths whose outcomes are the same in both, byte for byte.
    """

    before: int
    after: int
    same: int


class Finder:
    """The part of a store that finds reports by issuer and outcomes by run."""

    def _do(self, mode: Mode, what: Callable[[sa.Connection], T]) -> T:
        raise NotImplementedError

    def issuers(self) -> dict[str, int]:
        """Return the issuer's name as printed → how many current reports bear it."""
        return self._do("read", _issuers)

    def reports_of(self, issuers: Sequence[str], year: int | None = None) -> list[Stored]:
        """Return the current reports that bear one of these names, by year and path."""
        keys = self._do("read", lambda c: _keys_of(c, issuers, year))
        return self._do("read", lambda c: queries.by_keys(c, keys))

    def overlap(self, before: int, after: int) -> Overlap:
        """Return how the inputs of two runs relate.

        Raises:
            UsageError: The store has no such run.
        """
        return self._do("read", lambda c: _overlap(c, before, after))

    def differing(self, before: int, after: int) -> Iterator[Pair]:
        """Yield the paths of two runs whose outcomes are not the same, in path order.

        The outcomes are those of reading and checking alone: what people decided since is
        the same for both.
        """
        at = ""
        while True:
            some = self._do(
                "read",
                lambda c, at=at: _differing(c, before, after, at),  # type: ignore[misc]
            )
            yield from some
            if len(some) < _PORTION:
                return
            at = some[-1].path


def _issuers(connection: sa.Connection) -> dict[str, int]:
    query = sa.select(OUTCOMES.c.issuer, sa.func.count()).where(queries.is_current())
    query = query.where(OUTCOMES.c.issuer != "").group_by(OUTCOMES.c.issuer)
    return dict(connection.execute(query).all())


def _keys_of(connection: sa.Connection, issuers: Sequence[str], year: int | None) -> list[str]:
    query = sa.select(OUTCOMES.c.work).where(OUTCOMES.c.issuer.in_(issuers), queries.is_current())
    if year is not None:
        query = query.where(OUTCOMES.c.year == str(year))
    query = query.order_by(OUTCOMES.c.year, OUTCOMES.c.record)
    return list(connection.execute(query).scalars())


def _paths(before: int, after: int) -> sa.Subquery:
    """Return path, work in the first run and work in the second, of every path of both."""
    one, other = RUN_INPUTS.alias(), RUN_INPUTS.alias()
    kept = (
        sa.select(one.c.path, one.c.work.label("before"), other.c.work.label("after"))
        .outerjoin(other, sa.and_(other.c.path == one.c.path, other.c.run == after))
        .where(one.c.run == before)
    )
    came = (
        sa.select(
            other.c.path, sa.cast(sa.null(), KEY).label("before"), other.c.work.label("after")
        )
        .where(other.c.run == after)
        .where(~sa.exists().where(one.c.path == other.c.path, one.c.run == before))
    )
    return sa.union_all(kept, came).subquery()


def _joined(before: int, after: int) -> tuple[sa.Select[tuple[str, bytes, bytes]], sa.Subquery]:
    paths = _paths(before, after)
    one, other = OUTCOMES.alias(), OUTCOMES.alias()
    query = (
        sa.select(paths.c.path, one.c.reading.label("was"), other.c.reading.label("now"))
        .select_from(paths)
        .outerjoin(one, one.c.work == paths.c.before)
        .outerjoin(other, other.c.work == paths.c.after)
        # The same key is the same outcome; other keys may have given the same bytes.
        .where(paths.c.before.is_distinct_from(paths.c.after))
        .where(one.c.reading.is_distinct_from(other.c.reading))
    )
    return query, paths


def _overlap(connection: sa.Connection, before: int, after: int) -> Overlap:
    known = set(connection.execute(sa.select(RUNS.c.id)).scalars())
    for run in (before, after):
        if run not in known:
            shown = ", ".join(map(str, sorted(known)[-10:])) or "none"
            raise UsageError(f"The store has no run {run}.", f"It has the runs {shown}.")
    count = sa.select(sa.func.count()).select_from(RUN_INPUTS)
    sizes = [
        connection.execute(count.where(RUN_INPUTS.c.run == run)).scalar_one()
        for run in (before, after)
    ]
    query, paths = _joined(before, after)
    differ = connection.execute(
        sa.select(sa.func.count()).select_from(query.subquery())
    ).scalar_one()
    every = connection.execute(sa.select(sa.func.count()).select_from(paths)).scalar_one()
    return Overlap(sizes[0], sizes[1], every - differ)


def _differing(connection: sa.Connection, before: int, after: int, at: str) -> list[Pair]:
    query, paths = _joined(before, after)
    query = query.where(paths.c.path > at).order_by(paths.c.path).limit(_PORTION)
    return [
        Pair(
            row.path,
            None if row.was is None else load_outcome(row.was),
            None if row.now is None else load_outcome(row.now),
        )
        for row in connection.execute(query)
    ]

"""What the store offers to whoever looks for one body's reports or holds two runs together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import sqlalchemy as sa

from report.errors import UsageError
from report.finding import Outcome
from report.messages import render
from store import queries
from store.connected import Connected
from store.findings import is_current
from store.model import Stored
from store.results import load_outcome
from store.schema import OUTCOMES, RUN_INPUTS, RUNS

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
        either: Paths of one or the other.
    """

    before: int
    after: int
    either: int


class Finder(Connected):
    """The part of a store that finds reports by issuer and outcomes by run."""

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
        todo = iter(self._do("read", lambda c: _otherwise(c, before, after)))
        while some := list(islice(todo, _PORTION)):
            yield from self._do("read", lambda c, some=some: _pairs(c, some))  # type: ignore[misc]


def _issuers(connection: sa.Connection) -> dict[str, int]:
    query = sa.select(OUTCOMES.c.issuer, sa.func.count()).where(is_current())
    query = query.where(OUTCOMES.c.issuer != "").group_by(OUTCOMES.c.issuer)
    return dict(connection.execute(query).all())


def _keys_of(connection: sa.Connection, issuers: Sequence[str], year: int | None) -> list[str]:
    query = sa.select(OUTCOMES.c.work).where(OUTCOMES.c.issuer.in_(issuers), is_current())
    if year is not None:
        query = query.where(OUTCOMES.c.year == str(year))
    query = query.order_by(OUTCOMES.c.year, OUTCOMES.c.record)
    return list(connection.execute(query).scalars())


_Keys = tuple[str, str | None, str | None]


def _otherwise(connection: sa.Connection, before: int, after: int) -> list[_Keys]:
    """Return path and the work in each run, of the paths at which the runs did not share it."""
    one, other = RUN_INPUTS.alias(), RUN_INPUTS.alias()
    kept = (
        sa.select(one.c.path, one.c.work, other.c.work)
        .outerjoin(other, sa.and_(other.c.path == one.c.path, other.c.run == after))
        .where(one.c.run == before, one.c.work.is_distinct_from(other.c.work))
    )
    came = sa.select(other.c.path, other.c.work).where(
        other.c.run == after,
        ~sa.exists().where(one.c.path == other.c.path, one.c.run == before),
    )
    found: list[_Keys] = [(path, was, now) for path, was, now in connection.execute(kept)]
    found += [(path, None, now) for path, now in connection.execute(came)]
    return sorted(found)


def _pairs(connection: sa.Connection, some: Sequence[_Keys]) -> list[Pair]:
    """Return those of the paths whose outcomes are not the same, byte for byte."""
    works = {work for _, was, now in some for work in (was, now) if work is not None}
    query = sa.select(OUTCOMES.c.work, OUTCOMES.c.reading).where(OUTCOMES.c.work.in_(works))
    readings = dict(connection.execute(query).all())
    return [
        Pair(path, *(None if body is None else load_outcome(body) for body in (old, new)))
        for path, was, now in some
        if (old := readings.get(was or "")) != (new := readings.get(now or ""))
    ]


def _overlap(connection: sa.Connection, before: int, after: int) -> Overlap:
    known = sorted(connection.execute(sa.select(RUNS.c.id)).scalars())
    for run in (before, after):
        if run not in known:
            shown = ", ".join(map(str, known[-10:]))
            raise UsageError(render("run.unknown", run=run, known=shown or "—"))
    count = sa.select(sa.func.count()).select_from(RUN_INPUTS)
    sizes = [
        connection.execute(count.where(RUN_INPUTS.c.run == run)).scalar_one()
        for run in (before, after)
    ]
    paths = sa.select(sa.func.count(sa.distinct(RUN_INPUTS.c.path)))
    either = connection.execute(paths.where(RUN_INPUTS.c.run.in_((before, after)))).scalar_one()
    return Overlap(sizes[0], sizes[1], either)

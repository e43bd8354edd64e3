"""Findings out of the tables: which are wanted, their order, and a page of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from report.finding import SEVERITIES, Attribution, Severity
from store.model import FindingPlace, FindingState, StoredFinding
from store.results import load_decision, load_finding
from store.schema import DECISIONS, FINDINGS, INPUTS, OUTCOMES, AnyRow

QUEUE_ORDER: tuple[Attribution, ...] = ("reading", "unknown", "source", "definition")
"""How the queue has attributions: a misreading first, since mending it may settle the rest."""

_HEX = re.compile(r"[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which findings are asked for; attributions come in the order given.

    Attributes:
        record: Id of the record or its beginning; `finding` the same of the finding.
        codes: Codes or their beginnings; any where there are none.
        issuer: Part of the issuer's name.
        current: Only findings of bytes that stand at some path now.
    """

    states: Sequence[FindingState] = ("open",)
    severities: Sequence[Severity] = SEVERITIES
    attributions: Sequence[Attribution] = QUEUE_ORDER
    record: str | None = None
    finding: str | None = None
    codes: Sequence[str] = ()
    issuer: str = ""
    current: bool = True


def begins(column: sa.Column[str], start: str) -> sa.ColumnElement[bool]:
    """Return the condition that an id begins so, in a form that an index serves."""
    exact = column.startswith(start, autoescape=True)
    if not _HEX.fullmatch(start):
        return exact
    # Whatever begins with hexadecimal digits stands before the same digits and a g, in
    # any collation; LIKE alone would look at every row.
    return sa.and_(column >= start, column < f"{start}g", exact)


def is_current() -> sa.ColumnElement[bool]:
    """Return the condition that an outcome's bytes stand at some path now."""
    return sa.exists().where(INPUTS.c.current == OUTCOMES.c.work)


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [
        FINDINGS.c.state.in_(wanted.states),
        FINDINGS.c.severity.in_(wanted.severities),
        FINDINGS.c.attribution.in_(wanted.attributions),
    ]
    if wanted.record is not None:
        found.append(begins(OUTCOMES.c.record, wanted.record))
    if wanted.finding is not None:
        found.append(begins(FINDINGS.c.finding, wanted.finding))
    if wanted.codes:
        codes = (FINDINGS.c.code.startswith(code, autoescape=True) for code in wanted.codes)
        found.append(sa.or_(*codes))
    if wanted.issuer:
        found.append(OUTCOMES.c.issuer.contains(wanted.issuer, autoescape=True))
    if wanted.current:
        found.append(is_current())
    return found


def in_order(
    connection: sa.Connection, wanted: Wanted, offset: int = 0, limit: int | None = None
) -> list[FindingPlace]:
    """Return where the findings are, by severity, attribution, issuer, year and code.

    Bodies are left for `at`: a hundred thousand of them would be hundreds of megabytes.
    """
    query = (
        sa.select(
            FINDINGS.c.work,
            FINDINGS.c.position,
            FINDINGS.c.finding,
            OUTCOMES.c.record,
        )
        .join(OUTCOMES, OUTCOMES.c.work == FINDINGS.c.work)
        .where(*_conditions(wanted))
        .order_by(
            _rank(FINDINGS.c.severity, SEVERITIES),
            _rank(FINDINGS.c.attribution, wanted.attributions),
            OUTCOMES.c.issuer,
            OUTCOMES.c.year,
            FINDINGS.c.code,
            OUTCOMES.c.record,
            FINDINGS.c.work,
            FINDINGS.c.position,
        )
        .offset(offset or None)
        .limit(limit)
    )
    return [FindingPlace(*row) for row in connection.execute(query)]


def at(connection: sa.Connection, places: Sequence[FindingPlace]) -> list[StoredFinding]:
    """Return findings in the order of their places; those gone meanwhile are absent."""
    first = (
        sa.select(sa.func.min(INPUTS.c.path))
        .where(INPUTS.c.current == OUTCOMES.c.work)
        .scalar_subquery()
    )
    wanted = {(one.work, one.position): number for number, one in enumerate(places)}
    query = (
        sa.select(
            FINDINGS.c.body.label("finding_body"),
            FINDINGS.c.state,
            FINDINGS.c.work,
            FINDINGS.c.position,
            OUTCOMES.c.record.label("of"),
            OUTCOMES.c.issuer,
            OUTCOMES.c.year,
            first.label("path"),
            DECISIONS,
        )
        .join(OUTCOMES, OUTCOMES.c.work == FINDINGS.c.work)
        .outerjoin(DECISIONS, DECISIONS.c.id == FINDINGS.c.decision)
        .where(FINDINGS.c.work.in_(sorted({one.work for one in places})))
    )
    found = {
        number: _finding(row)
        for row in connection.execute(query)
        if (number := wanted.get((row.work, row.position))) is not None
    }
    return [found[number] for number in sorted(found)]


def count(connection: sa.Connection, wanted: Wanted) -> int:
    """Return how many findings there are, without loading any."""
    query = (
        sa.select(sa.func.count())
        .select_from(FINDINGS)
        .join(OUTCOMES, OUTCOMES.c.work == FINDINGS.c.work)
        .where(*_conditions(wanted))
    )
    return int(connection.execute(query).scalar_one())


def shared(connection: sa.Connection, findings: Sequence[str]) -> set[str]:
    """Return those of the ids that stand in more than one piece of work now."""
    query = (
        sa.select(FINDINGS.c.finding)
        .join(OUTCOMES, OUTCOMES.c.work == FINDINGS.c.work)
        .where(FINDINGS.c.finding.in_(findings), is_current())
        .group_by(FINDINGS.c.finding)
        .having(sa.func.count(sa.distinct(FINDINGS.c.work)) > 1)
    )
    return set(connection.execute(query).scalars())


def _rank(column: sa.Column[str], order: Sequence[str]) -> sa.ColumnElement[int]:
    whens = {value: place for place, value in enumerate(order)}
    return sa.case(whens, value=column, else_=len(order))


def _finding(row: AnyRow) -> StoredFinding:
    return StoredFinding(
        finding=load_finding(row.finding_body),
        state=row.state,
        record=row.of,
        key=row.work,
        issuer=row.issuer,
        year=row.year,
        path=row.path or "",
        current=row.path is not None,
        decision=None if row.id is None else load_decision(row),
    )

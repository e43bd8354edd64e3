"""What a report is held against beside itself, kept with it and found again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from report.record import Record
from store.model import Placed, Settle, Statement, Surroundings
from store.results import load_outcome, lookup_in, stamp_of, write_settled
from store.schema import (
    CONTEXTS,
    DOCUMENTS,
    INPUTS,
    NEIGHBOURS,
    OUTCOMES,
    SENTENCES,
    STATEMENTS,
    pack,
    unpack,
)
from verify.context import ALONE, Context

_MANY = 500


@cache
def _adapter() -> TypeAdapter[Surroundings]:
    return TypeAdapter(Surroundings)


def placed(connection: sa.Connection) -> list[Placed]:
    """Return all current reports, in path order."""
    path = sa.func.min(INPUTS.c.path).label("path")
    columns = (
        OUTCOMES.c.work,
        OUTCOMES.c.record,
        OUTCOMES.c.issuer,
        OUTCOMES.c.year,
        OUTCOMES.c.edition,
        OUTCOMES.c.status,
        OUTCOMES.c.stamp,
        CONTEXTS.c.fingerprint,
    )
    query = (
        sa.select(*columns, path)
        .join(INPUTS, INPUTS.c.current == OUTCOMES.c.work)
        .outerjoin(CONTEXTS, CONTEXTS.c.work == OUTCOMES.c.work)
        .where(OUTCOMES.c.kind == "annual_report", OUTCOMES.c.status != "failed")
        .group_by(*columns)
        .order_by(path, OUTCOMES.c.work)
    )
    return [
        Placed(
            key=row.work,
            record=row.record,
            issuer=row.issuer,
            year=row.year,
            edition=row.edition,
            status=row.status,
            path=row.path,
            stamp=row.stamp or "",
            fingerprint=row.fingerprint or "",
        )
        for row in connection.execute(query)
    ]


def stamp_all(connection: sa.Connection, works: Sequence[str]) -> None:
    """Give outcomes of an older store the stamp they lack."""
    query = sa.select(
        OUTCOMES.c.work, sa.func.coalesce(OUTCOMES.c.settled, OUTCOMES.c.reading).label("body")
    ).where(OUTCOMES.c.work.in_(works), OUTCOMES.c.stamp.is_(None))
    for row in connection.execute(query).all():
        stamp = stamp_of(load_outcome(row.body))
        connection.execute(
            sa.update(OUTCOMES).where(OUTCOMES.c.work == row.work).values(stamp=stamp)
        )


def context_in(connection: sa.Connection, work: str) -> Context:
    """Return what an outcome was last held against, as it stands now."""
    query = sa.select(CONTEXTS.c.body).where(CONTEXTS.c.work == work)
    body = connection.execute(query).scalar()
    if body is None:
        return ALONE
    return _filled(connection, [_adapter().validate_json(unpack(body))])[0]


def _filled(
    connection: sa.Connection,
    many: Sequence[Surroundings],
    loaded: Mapping[str, Record | None] | None = None,
) -> list[Context]:
    """Return contexts with the records as they stand now, corrections and all."""
    keys = {key for one in many for key in (one.previous, *one.children) if key is not None}
    known = {key: record for key, record in (loaded or {}).items() if record is not None}
    records = {**known, **_records(connection, sorted(keys - known.keys()))}
    return [
        Context(
            previous=records.get(one.previous or ""),
            children=tuple(records[key] for key in one.children if key in records),
            body=one.body,
            published=one.published,
            copies=one.copies,
        )
        for one in many
    ]


def _records(connection: sa.Connection, keys: Sequence[str]) -> dict[str, Record]:
    records: dict[str, Record] = {}
    rest = iter(keys)
    while some := list(islice(rest, _MANY)):
        query = sa.select(
            OUTCOMES.c.work, sa.func.coalesce(OUTCOMES.c.settled, OUTCOMES.c.reading).label("body")
        ).where(OUTCOMES.c.work.in_(some))
        for row in connection.execute(query):
            record = load_outcome(row.body).record
            if record is not None:
                records[row.work] = record
    return records


def surround(
    connection: sa.Connection,
    todo: Sequence[tuple[str, str, Surroundings]],
    settle: Settle,
) -> int:
    """Hold outcomes against new surroundings and return how many were written.

    Args:
        connection: Inside a writing transaction.
        todo: Key of the work, fingerprint and surroundings, for each outcome.
        settle: Lays decisions over each outcome in its context.
    """
    wanted = {work: (fingerprint, around) for work, fingerprint, around in todo}
    rows = connection.execute(
        sa.select(OUTCOMES.c.work, OUTCOMES.c.reading, OUTCOMES.c.settled, CONTEXTS.c.fingerprint)
        .outerjoin(CONTEXTS, CONTEXTS.c.work == OUTCOMES.c.work)
        .where(OUTCOMES.c.work.in_(sorted(wanted)))
        .order_by(OUTCOMES.c.work)
        .with_for_update(of=OUTCOMES)
    ).all()
    # Another process may have done the same meanwhile.
    rows = [row for row in rows if row.fingerprint != wanted[row.work][0]]
    readings = {row.work: load_outcome(row.reading) for row in rows}
    # Last year's report is often settled with this year's, and need not be loaded twice.
    loaded = {row.work: readings[row.work].record for row in rows if row.settled is None}
    contexts = _filled(connection, [wanted[row.work][1] for row in rows], loaded)
    for row, context in zip(rows, contexts, strict=True):
        _write_context(connection, row.work, *wanted[row.work])
        reading = readings[row.work]
        settled = settle(reading, lookup_in(connection), context)
        write_settled(connection, row.work, reading, settled)
    return len(rows)


def _write_context(
    connection: sa.Connection, work: str, fingerprint: str, around: Surroundings
) -> None:
    for table in (CONTEXTS, NEIGHBOURS):
        connection.execute(sa.delete(table).where(table.c.work == work))
    body = pack(_adapter().dump_json(around))
    connection.execute(sa.insert(CONTEXTS).values(work=work, fingerprint=fingerprint, body=body))
    others = [("previous", around.previous)] if around.previous is not None else []
    others += [("child", child) for child in around.children]
    if others:
        rows = [{"work": work, "role": role, "other": other} for role, other in others]
        connection.execute(sa.insert(NEIGHBOURS), rows)


def dependants(connection: sa.Connection, works: Sequence[str]) -> list[str]:
    """Return the outcomes that were held against one of these, without these."""
    query = sa.select(NEIGHBOURS.c.work).where(NEIGHBOURS.c.other.in_(works)).distinct()
    return sorted(set(connection.execute(query).scalars()) - set(works))


def settle_again(connection: sa.Connection, works: Sequence[str], settle: Settle) -> None:
    """Lay decisions over outcomes anew, each in the context it has, as that stands now."""
    rows = connection.execute(
        sa.select(OUTCOMES.c.work, OUTCOMES.c.reading)
        .where(OUTCOMES.c.work.in_(works))
        .order_by(OUTCOMES.c.work)
        .with_for_update()
    ).all()
    for row in rows:
        reading = load_outcome(row.reading)
        settled = settle(reading, lookup_in(connection), context_in(connection, row.work))
        write_settled(connection, row.work, reading, settled)


# Sentences


def without_sentences(connection: sa.Connection, version: str, limit: int) -> list[str]:
    """Return keys of current reports whose sentences are not known in this version."""
    known = sa.exists().where(SENTENCES.c.work == OUTCOMES.c.work, SENTENCES.c.version == version)
    query = (
        sa.select(OUTCOMES.c.work)
        .where(
            OUTCOMES.c.kind == "annual_report",
            OUTCOMES.c.document.is_not(None),
            sa.exists().where(INPUTS.c.current == OUTCOMES.c.work),
            ~known,
        )
        .order_by(OUTCOMES.c.work)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def texts(connection: sa.Connection, works: Sequence[str]) -> list[tuple[str, bytes, Record, bool]]:
    """Return key, document JSON and record of outcomes, and whether others share the text."""
    other = OUTCOMES.alias()
    shared = sa.exists().where(
        other.c.document == OUTCOMES.c.document, other.c.record != OUTCOMES.c.record
    )
    query = (
        sa.select(OUTCOMES.c.work, OUTCOMES.c.reading, DOCUMENTS.c.body, shared.label("shared"))
        .join(DOCUMENTS, DOCUMENTS.c.id == OUTCOMES.c.document)
        .where(OUTCOMES.c.work.in_(works))
        .order_by(OUTCOMES.c.work)
    )
    found = []
    for row in connection.execute(query):
        record = load_outcome(row.reading).record
        if record is not None:
            found.append((row.work, unpack(row.body), record, bool(row.shared)))
    return found


def keep_sentences(
    connection: sa.Connection, version: str, bodies: Iterable[tuple[str, bytes]]
) -> None:
    """Keep the sentences of outcomes in place of those of an older version."""
    for work, body in bodies:
        connection.execute(sa.delete(SENTENCES).where(SENTENCES.c.work == work))
        known = sa.exists().where(OUTCOMES.c.work == work)
        if connection.execute(sa.select(known)).scalar():
            row = {"work": work, "version": version, "body": pack(body)}
            connection.execute(sa.insert(SENTENCES).values(row))


def sentences_after(
    connection: sa.Connection, version: str, after: str, limit: int
) -> list[tuple[str, bytes]]:
    """Return key and sentences of outcomes whose keys follow one, in their order."""
    query = (
        sa.select(SENTENCES.c.work, SENTENCES.c.body)
        .where(SENTENCES.c.version == version, SENTENCES.c.work > after)
        .order_by(SENTENCES.c.work)
        .limit(limit)
    )
    return [(row.work, unpack(row.body)) for row in connection.execute(query)]


# What people said


def add_statement(
    connection: sa.Connection, kind: str, who: str, reason: str, body: dict[str, str]
) -> Statement:
    """Append what a person said and return it with its number."""
    row: dict[str, Any] = {"kind": kind, "who": who, "reason": reason, "body": body}
    row["at"] = datetime.now(UTC)
    query = sa.insert(STATEMENTS).values(row).returning(STATEMENTS.c.id)
    number = int(connection.execute(query).scalar_one())
    return next(one for one in statements(connection) if one.id == number)


def statements(connection: sa.Connection) -> list[Statement]:
    """Return all that people said, oldest first."""
    query = sa.select(STATEMENTS).order_by(STATEMENTS.c.id)
    return [
        Statement(row.id, row.kind, row.who, row.at, row.reason, dict(row.body))
        for row in connection.execute(query)
    ]

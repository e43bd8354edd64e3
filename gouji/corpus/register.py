"""The bodies behind a store's reports, and which report counts for a body and a year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from report.register import Link, Register
from report.roster import Expected, Roster
from report.wire import cell_value
from store import Placed, Statement, Store, Stored


@dataclass(frozen=True, slots=True)
class Versions:
    """All reports of one body on one year.

    Attributes:
        body: Key of the body.
        year: The year reported on.
        current: The one that counts.
        others: Those kept beside it, in path order.
        chosen: Whether a person chose it.
        published: The first day on which one of several was published, where pages say
            so: who revises a report in summer has still reported in time.
    """

    body: str
    year: int
    current: Placed
    others: tuple[Placed, ...] = ()
    chosen: bool = False
    published: date | None = None


@dataclass
class Corpus:
    """The reports of a store by body and year.

    Attributes:
        register: Who is who.
        versions: (body, year) → the reports there.
        unplaced: Reports whose name or year does not say where they belong.
    """

    register: Register
    versions: dict[tuple[str, int], Versions] = field(default_factory=dict)
    unplaced: list[Placed] = field(default_factory=list)

    def of(self, expected: Expected, year: int) -> Versions | None:
        """Return the reports of a body of the roster on a year."""
        key = self.register.key(expected.name)
        return None if key is None else self.versions.get((key, year))


def links_of(statements: Iterable[Statement]) -> list[Link]:
    """Return what people said of names."""
    return [
        Link(
            said.body["one"],
            said.body["other"],
            "same" if said.body["verdict"] == "same" else "different",
        )
        for said in statements
        if said.kind == "names"
    ]


def read_corpus(store: Store, roster: Roster | None = None) -> Corpus:
    """Return the reports of a store by body and year.

    Of several reports of one body on one year the one counts that a person chose; else
    the one published last, where the pages say so; else the one of which most cells were
    read; else the first in path order. The rule does not ask which came first, so that
    the same files always give the same.
    """
    statements = store.statements()
    placed = store.placed()
    register = Register(
        (one.issuer for one in placed if one.issuer), roster or Roster(), links_of(statements)
    )
    corpus = Corpus(register)
    groups: dict[tuple[str, int], list[Placed]] = {}
    for one in placed:
        body = register.key(one.issuer) if one.issuer else None
        if body is None or not one.year.isdecimal():
            corpus.unplaced.append(one)
        else:
            groups.setdefault((body, int(one.year)), []).append(one)
    chosen = [said.body["record"] for said in statements if said.kind == "version"]
    for (body, year), group in groups.items():
        corpus.versions[body, year] = _versions(store, body, year, group, chosen)
    return corpus


def _versions(
    store: Store, body: str, year: int, group: Sequence[Placed], chosen: Sequence[str]
) -> Versions:
    if len(group) == 1:
        return Versions(body, year, group[0])
    by_record = {one.record: one for one in group}
    said = [by_record[record] for record in chosen if record in by_record]
    read = {stored.key: _worth(stored) for stored in store.outcomes_of([g.key for g in group])}
    # `max` keeps the first of equals, and the group is in path order.
    current = said[-1] if said else max(group, key=lambda one: read.get(one.key, ("", 0)))
    others = tuple(one for one in group if one is not current)
    days = [day for day, _ in read.values() if day]
    first = date.fromisoformat(min(days)) if days else None
    return Versions(body, year, current, others, chosen=bool(said), published=first)


def _worth(stored: Stored) -> tuple[str, int]:
    record = stored.outcome.record
    published = None if record is None else record.facts.published
    return "" if published is None else published.value, stored.outcome.coverage.cells_read


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell in which two versions of a report differ."""

    key: str
    current: int | float | str | None
    other: int | float | str | None


def differences(current: Stored, other: Stored) -> list[Difference]:
    """Return the cells in which two versions differ, in form order."""
    one, two = current.outcome.record, other.outcome.record
    if one is None or two is None:
        return []
    keys = dict.fromkeys((*one.cells, *two.cells))
    found = []
    for key in keys:
        values = [
            None if (cell := record.cells.get(key)) is None else cell.effective
            for record in (one, two)
        ]
        if values[0] != values[1]:
            found.append(Difference(key, cell_value(key, values[0]), cell_value(key, values[1])))
    return found

"""Who of a roster has reported on a year, and what superiors have against those below them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from gouji.corpus.register import Corpus
from gouji.corpus.settle import superiors
from report.body import deadline
from report.record import Record
from report.roster import Expected, Roster
from report.wire import cell_value
from store import Placed, Store, Stored
from verify.bodies import Rolled, roll_up

Standing = Literal["missing", "late", "on_time", "undated"]


@dataclass(frozen=True, slots=True)
class Kept:
    """One body of a roster and its report on a year.

    Attributes:
        standing: `missing` no report in the store; `late` published after the deadline;
            `on_time`; `undated` reported, but no day of publication is known or none is set.
        published: The day the roster or the page gives.
        source: Where that day is from: `roster`, `page` or "".
        other_names: Names its report prints that are not the official one.
    """

    expected: Expected
    standing: Standing
    deadline: date | None = None
    published: date | None = None
    source: str = ""
    report: Placed | None = None
    versions: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the line of `gouji roster check --json`."""
        report = self.report
        return {
            "body": self.expected.name,
            "standing": self.standing,
            "level": self.expected.body.level,
            "kind": self.expected.body.kind,
            "parent": self.expected.parent or None,
            "deadline": None if self.deadline is None else self.deadline.isoformat(),
            "published": None if self.published is None else self.published.isoformat(),
            "published_from": self.source or None,
            "record": None if report is None else report.record,
            "printed_name": None if report is None else report.issuer,
            "path": None if report is None else report.path,
            "versions": self.versions,
        }


def check_roster(store: Store, corpus: Corpus, roster: Roster, year: int) -> Iterator[Kept]:
    """Yield every body of a roster with its report on a year, in the order of the roster."""
    current = {
        expected.name: versions
        for expected in roster.bodies
        if (versions := corpus.of(expected, year)) is not None
    }
    pages = _pages(store, [versions.current.key for versions in current.values()])
    for expected in roster.bodies:
        last = deadline(expected.body, year)
        versions = current.get(expected.name)
        if versions is None:
            yield Kept(expected, "missing", last, expected.published.get(year))
            continue
        day, source = expected.published.get(year), "roster"
        if day is None:
            day, source = versions.published or pages.get(versions.current.key), "page"
        standing: Standing = "undated"
        if day is not None and last is not None:
            standing = "late" if day > last else "on_time"
        count = 1 + len(versions.others)
        origin = "" if day is None else source
        yield Kept(expected, standing, last, day, origin, versions.current, count)


def _pages(store: Store, keys: list[str]) -> dict[str, date]:
    found: dict[str, date] = {}
    for stored in _in_portions(store, keys):
        record = stored.outcome.record
        if record is not None and record.facts.published is not None:
            found[stored.key] = date.fromisoformat(record.facts.published.value)
    return found


def _in_portions(store: Store, keys: list[str]) -> Iterator[Stored]:
    for at in range(0, len(keys), 200):
        yield from store.outcomes_of(keys[at : at + 200])


def not_expected(corpus: Corpus, roster: Roster, year: int) -> list[Placed]:
    """Return the reports on a year, and those of no known place, that no body of a roster made."""
    known = {corpus.register.key(expected.name) for expected in roster.bodies}
    strange = [
        versions.current
        for (body, of), versions in corpus.versions.items()
        if of == year and body not in known
    ]
    strange += [one for one in corpus.unplaced if one.year in ("", str(year))]
    return sorted(strange, key=lambda one: one.path)


@dataclass(frozen=True, slots=True)
class RollUp:
    """A superior's report on a year against those of the bodies right below it.

    Attributes:
        expected: How many bodies the roster puts below it; `known` how many of them have
            a report in the store.
        report: The superior's own report; without one there is nothing to hold against.
        missing: Names of the bodies below without a report.
        tables: The tables of its own report, which say how its rows are called.
    """

    superior: Expected
    year: int
    expected: int
    known: int
    rows: tuple[Rolled, ...]
    report: Placed | None
    missing: tuple[str, ...]
    tables: Mapping[str, tuple[str, str]]

    def to_json(self) -> dict[str, Any]:
        """Return the line of `gouji rollup --json`."""
        return {
            "body": self.superior.name,
            "year": self.year,
            "record": None if self.report is None else self.report.record,
            "bodies_below": self.expected,
            "known": self.known,
            "missing": list(self.missing),
            "rows": [
                {
                    "key": row.key,
                    "own": cell_value(row.key, row.own),
                    "sum_below": cell_value(row.key, row.sum),
                    "bodies_counted": row.known,
                    "exceeds": row.exceeds,
                }
                for row in self.rows
            ],
        }


def roll_ups(store: Store, corpus: Corpus, roster: Roster, year: int) -> Iterator[RollUp]:
    """Yield every superior of a roster whose report sums up its area."""
    for superior in superiors(roster):
        below = [one for one in roster.children(superior.name) if not one.body.vertical]
        found = {one.name: corpus.of(one, year) for one in below}
        own = corpus.of(superior, year)
        keys = [versions.current.key for versions in found.values() if versions is not None]
        records = _records(store, [*keys, *([own.current.key] if own is not None else [])])
        record = None if own is None else records.get(own.current.key)
        children = [records[key] for key in keys if key in records]
        yield RollUp(
            superior=superior,
            year=year,
            expected=len(below),
            known=len(children),
            rows=() if record is None else tuple(roll_up(record, children)),
            report=None if own is None else own.current,
            missing=tuple(name for name, versions in found.items() if versions is None),
            tables={} if record is None else record.tables,
        )


def _records(store: Store, keys: list[str]) -> Mapping[str, Record]:
    return {
        stored.key: stored.outcome.record
        for stored in _in_portions(store, keys)
        if stored.outcome.record is not None
    }

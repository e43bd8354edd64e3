"""Rates of one report, their course over years, and ranks among bodies, as rows of tables.

Definitions stand in `rates.toml`. Every figure says how far it can be relied on: the least
reliable figure that it is made of decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import Any

from gouji.exports.tables import Row, form_keys, who
from report.data_file import Data, parse_toml
from report.decision import Decision
from report.errors import DataFileError
from report.finding import Outcome
from report.record import Number, Record
from report.rules import Words
from review import figure_states
from review.near import Around

_FILE = "rates.toml"
_PLACES = Decimal("0.01")
# The least reliable first; a report that has no such row is `absent`.
_RELIABILITY = ("absent", "unread", "blank", "disputed", "inconsistent", "corrected", "read")
_NO_FIGURE = frozenset(("absent", "unread", "blank", "disputed"))

RATES = ("record", "path", "issuer", "year", "edition", "status")
TRENDS = (
    "issuer",
    "year",
    "previous_year",
    "measure_id",
    "label_zh",
    "label_en",
    "value",
    "figure_state",
    "previous",
    "previous_state",
    "change",
    "change_percent",
    "comparable",
    "record",
    "previous_record",
)
RANKINGS = (
    "year",
    "measure_id",
    "label_zh",
    "label_en",
    "rank",
    "of",
    "issuer",
    "value",
    "figure_state",
    "record",
    "path",
)


class Rate(Data):
    """One rate: 100 × the sum of some cells ÷ the sum of others."""

    id: str
    label: Words
    formula: Words
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]


class Measure(Data):
    """One figure of the tables that trends and ranks are made of."""

    id: str
    label: Words
    key: str


class Definitions(Data):
    """All that `rates.toml` defines."""

    rates: tuple[Rate, ...]
    measures: tuple[Measure, ...]


@cache
def definitions() -> Definitions:
    """Return the shipped definitions.

    Raises:
        DataFileError: A pattern names no cell of any form.
    """
    text = (resources.files("gouji") / "exports" / _FILE).read_text(encoding="utf-8")
    found = parse_toml(Definitions, text, _FILE)
    for rate in found.rates:
        for pattern in (*rate.numerator, *rate.denominator):
            if not any(fnmatchcase(key, pattern) for key in form_keys()):
                raise DataFileError(_FILE, rate.id, f"no cell is called {pattern!r}")
    for measure in found.measures:
        if measure.key not in form_keys():
            raise DataFileError(_FILE, measure.id, f"no cell is called {measure.key!r}")
    return found


@dataclass(frozen=True, slots=True)
class Figure:
    """A number made of cells, None where it cannot be given, and how reliable it is."""

    value: Number | None
    state: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What trends and ranks need of one report."""

    record: str
    path: str
    issuer: str
    year: int
    edition: str
    figures: Mapping[str, Figure]


def rates_columns() -> tuple[str, ...]:
    """Return the header of the table of rates."""
    rates = (name for rate in definitions().rates for name in (rate.id, f"{rate.id}_state"))
    return (*RATES, *rates)


def rates_row(outcome: Outcome, decisions: Mapping[str, Decision]) -> Row:
    """Return the rates of one report; empty where they cannot be given."""
    row: Row = {key: value for key, value in who(outcome).items() if key in RATES}
    for id_, figure in _rates(outcome, decisions).items():
        row |= {id_: None if figure.value is None else float(figure.value)}
        row |= {f"{id_}_state": figure.state}
    return row


def figures_of(outcome: Outcome, decisions: Mapping[str, Decision]) -> Figures | None:
    """Return what trends and ranks need; None for what has no issuer, year or tables."""
    record = outcome.record
    if record is None or record.issuer is None or record.year_number is None:
        return None
    if outcome.status == "failed" or not record.cells:
        return None
    states = figure_states(outcome, decisions)
    figures = {
        measure.id: _figure(record, states, (measure.key,)) for measure in definitions().measures
    }
    figures |= _rates(outcome, decisions)
    return Figures(
        record.id,
        outcome.source.path,
        record.issuer.value,
        record.year_number,
        record.edition,
        figures,
    )


def _rates(outcome: Outcome, decisions: Mapping[str, Decision]) -> dict[str, Figure]:
    record, states = outcome.record, figure_states(outcome, decisions)
    if record is None or outcome.status == "failed":
        return {rate.id: Figure(None, "absent") for rate in definitions().rates}
    return {rate.id: _rate(record, states, rate) for rate in definitions().rates}


def _rate(record: Record, states: Mapping[str, str], rate: Rate) -> Figure:
    part = _figure(record, states, rate.numerator)
    whole = _figure(record, states, rate.denominator)
    state = min(part.state, whole.state, key=_RELIABILITY.index)
    if part.value is None or whole.value is None:
        return Figure(None, state)
    if whole.value == 0:
        return Figure(None, "zero_denominator")
    exact = Decimal(100) * Decimal(part.value) / Decimal(whole.value)
    return Figure(exact.quantize(_PLACES, ROUND_HALF_UP), state)


def _figure(record: Record, states: Mapping[str, str], patterns: Sequence[str]) -> Figure:
    """Return the sum of all cells the patterns name; no figure if one of them has none."""
    total: Number = 0
    worst = "read"
    for pattern in patterns:
        keys = _matching(pattern, tuple(record.tables.items()))
        if not keys:
            return Figure(None, "absent")
        for key in keys:
            worst = min(worst, states.get(key, "unread"), key=_RELIABILITY.index)
            cell = record.cells.get(key)
            value = None if cell is None else cell.effective
            if value is None:
                worst = min(worst, "blank", key=_RELIABILITY.index)
            else:
                total += value
    return Figure(None if worst in _NO_FIGURE else total, worst)


@cache
def _matching(pattern: str, tables: tuple[tuple[str, tuple[str, str]], ...]) -> tuple[str, ...]:
    from report.edits import keys_for

    if "*" not in pattern:
        return tuple(key for key in keys_for(dict(tables)) if key == pattern)
    return tuple(key for key in keys_for(dict(tables)) if fnmatchcase(key, pattern))


def _labels() -> dict[str, Words]:
    found = definitions()
    measures = {one.id: one.label for one in found.measures}
    return measures | {one.id: one.label for one in found.rates}


@dataclass(frozen=True)
class Series:
    """The reports of a corpus by body and year.

    Attributes:
        by_year: (body, year) → the report that counts there, under the body's name.
        left_out: Reports beside which another one counts for their body and year.
    """

    by_year: Mapping[tuple[str, int], Figures]
    left_out: int

    @classmethod
    def of(cls, reports: Iterable[Figures | None], around: Around) -> Series:
        """Return the series of the reports that count and have figures."""
        found: dict[tuple[str, int], Figures] = {}
        beside: set[str] = set()
        for report in reports:
            near = None if report is None else around.get(report.record)
            if report is None or near is None:
                continue
            if near.current:
                found[near.body, report.year] = replace(report, issuer=near.name)
            else:
                beside.add(report.record)
        return cls(found, len(beside))


def trend_rows(series: Series) -> Iterator[Row]:
    """Yield each figure beside that of the year before, for bodies that have both."""
    ordered = sorted(series.by_year.items(), key=lambda one: (one[1].issuer, *one[0]))
    for (body, year), now in ordered:
        before = series.by_year.get((body, year - 1))
        if before is None:
            continue
        for id_, label in _labels().items():
            this, last = now.figures[id_], before.figures[id_]
            row: Row = {
                "issuer": now.issuer,
                "year": year,
                "previous_year": year - 1,
                "measure_id": id_,
                "label_zh": label.zh,
                "label_en": label.en,
                "value": _plain(this.value),
                "figure_state": this.state,
                "previous": _plain(last.value),
                "previous_state": last.state,
                "comparable": "yes" if now.edition == before.edition else "other_edition",
                "record": now.record,
                "previous_record": before.record,
            }
            yield row | _change(this.value, last.value)


def _change(now: Number | None, before: Number | None) -> Row:
    if now is None or before is None:
        return {"change": None, "change_percent": None}
    by = Decimal(now) - Decimal(before)
    percent = None if before == 0 else (100 * by / Decimal(before)).quantize(_PLACES, ROUND_HALF_UP)
    return {"change": float(by), "change_percent": None if percent is None else float(percent)}


def ranking_rows(series: Series) -> Iterator[Row]:
    """Yield the bodies of each year by each figure, the greatest first.

    Equal figures share a rank; a body without the figure has none and is not counted.
    """
    years: dict[int, list[Figures]] = defaultdict(list)
    for (_, year), report in series.by_year.items():
        years[year].append(report)
    for year in sorted(years):
        for id_, label in _labels().items():
            ranked = [
                (value, report)
                for report in years[year]
                if (value := report.figures[id_].value) is not None
            ]
            ranked.sort(key=lambda pair: (-pair[0], pair[1].issuer, pair[1].path))
            place = 0
            for at, (value, report) in enumerate(ranked):
                if at == 0 or value != ranked[at - 1][0]:
                    place = at + 1
                yield {
                    "year": year,
                    "measure_id": id_,
                    "label_zh": label.zh,
                    "label_en": label.en,
                    "rank": place,
                    "of": len(ranked),
                    "issuer": report.issuer,
                    "value": _plain(value),
                    "figure_state": report.figures[id_].state,
                    "record": report.record,
                    "path": report.path,
                }


def _plain(value: Number | None) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value

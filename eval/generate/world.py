"""Invented issuers and their consistent figures, year after year.

Every sum of the form holds; what one year carries forward, the next carries over.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from random import Random
from typing import Any

from report.form import load_forms, table_form
from report.record import Number

Values = dict[str, Number]
Tables = dict[str, tuple[str, str]]

FIRST_YEAR, LAST_YEAR = 2019, 2025
_SAMPLE = 400


@dataclass(frozen=True)
class Issuer:
    """An invented body; `area` is the name of its area, `rules` whether it may make rules."""

    name: str
    area: str
    level: str
    requests: int
    none: float
    rules: bool

    @property
    def is_government(self) -> bool:
        """Whether it sums up its area rather than reporting on itself."""
        return self.level in ("province", "city", "county")


@dataclass(frozen=True)
class Truth:
    """What one report would say if nobody made a mistake.

    Attributes:
        previous: Last year's values, None when there is no report on that year.
    """

    issuer: Issuer
    year: int
    edition: str
    tables: Tables
    values: Values
    previous: Truth | None = None


@cache
def names() -> dict[str, Any]:
    """Return the data of names and weights."""
    text = (resources.files("eval.generate") / "names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def make_issuer(source: Random) -> Issuer:
    """Return an invented issuer of any level."""
    data = names()
    levels = data["levels"]
    level = source.choices(levels, [entry["weight"] for entry in levels])[0]
    place = source.choice(data["syllables_first"]) + source.choice(data["syllables_second"])
    area = place + source.choice(level["areas"])
    # Sizes of bodies of one level differ by an order of magnitude.
    scale = max(1, round(level["requests"] * source.lognormvariate(0, 0.9)))
    return Issuer(
        name=area + source.choice(level["bodies"]),
        area=area,
        level=level["id"],
        requests=scale,
        none=level["none"],
        rules=level.get("rules", False),
    )


def make_truth(source: Random) -> Truth:
    """Return the last of one to three consecutive years of one issuer."""
    issuer = make_issuer(source)
    year = source.randint(FIRST_YEAR, LAST_YEAR)
    one_row = source.random() < 0.15
    truth: Truth | None = None
    for each in range(max(FIRST_YEAR, year - source.randint(0, 2)), year + 1):
        truth = next_year(source, issuer, each, truth, one_row=one_row)
    assert truth is not None
    return truth


def next_year(
    source: Random, issuer: Issuer, year: int, previous: Truth | None, *, one_row: bool
) -> Truth:
    """Return an issuer's figures of one year, consistent in themselves and with the last."""
    form = next(form for form in load_forms().values() if form.fits_year(year))
    variants = {table.id: table.variants[0].id for table in form.tables}
    if one_row and form.edition == "2021":
        variants["requests"] = "one_other_row"
    tables = {table.id: (form.edition, variants[table.id]) for table in form.tables}
    values: Values = {}
    values |= _disclosure(source, issuer, tables["disclosure"], previous)
    values |= _requests(source, issuer, tables["requests"], previous)
    values |= _disputes(source, issuer, tables["disputes"])
    return Truth(issuer, year, form.edition, tables, values, previous)


def shared_out(source: Random, number: int, weights: Mapping[str, float]) -> dict[str, int]:
    """Return a number shared out at random by weights; the parts make the number."""
    drawn = min(number, _SAMPLE)
    counts = dict.fromkeys(weights, 0)
    for id_ in source.choices(list(weights), list(weights.values()), k=drawn):
        counts[id_] += 1
    if drawn < number:
        counts = {id_: count * number // drawn for id_, count in counts.items()}
        most = max(counts, key=lambda id_: counts[id_])
        counts[most] += number - sum(counts.values())
    return counts


def _requests(
    source: Random, issuer: Issuer, table: tuple[str, str], previous: Truth | None
) -> Values:
    form = table_form(table[0], "requests", table[1])
    applicants = names()["applicants"]
    outcomes = {row.id: names()["outcomes"][row.id] for row in form.rows if row.role == "outcome"}
    few = source.random() < issuer.none
    received = 0 if few else max(1, round(issuer.requests * source.lognormvariate(0, 0.4)))
    new = shared_out(source, received, applicants)
    over = _carried_over(source, received, applicants, previous)
    rows: dict[str, dict[str, int]] = {"received": new, "carried_over": over}
    rows |= {row.id: dict.fromkeys(applicants, 0) for row in form.rows if row.id not in rows}
    for column in applicants:
        todo = new[column] + over[column]
        forward = min(todo, _part(source, todo, 0.06))
        for row, count in shared_out(source, todo - forward, outcomes).items():
            rows[row][column] = count
        rows["outcomes_total"][column] = todo - forward
        rows["carried_forward"][column] = forward
    return {
        form.key(row, column): count
        for row, numbers in rows.items()
        for column, count in (*numbers.items(), ("total", sum(numbers.values())))
    }


def _carried_over(
    source: Random, received: int, applicants: Mapping[str, float], previous: Truth | None
) -> dict[str, int]:
    if previous is None:
        return shared_out(source, _part(source, received, 0.05), applicants)
    last = previous.values
    return {column: int(last[f"requests.carried_forward.{column}"]) for column in applicants}


def _part(source: Random, whole: int, share: float) -> int:
    """Return about that share of a number; 0 more often than not when it is small."""
    return (
        sum(source.random() < share for _ in range(whole))
        if whole < 60
        else round(whole * share * source.uniform(0.3, 1.6))
    )


def _disputes(source: Random, issuer: Issuer, table: tuple[str, str]) -> Values:
    form = table_form(table[0], "disputes", table[1])
    values: Values = {}
    for row in form.rows:
        busy = source.random() < min(0.7, issuer.requests / 150)
        cases = round(issuer.requests * source.uniform(0.005, 0.08)) + 1 if busy else 0
        parts = shared_out(source, cases, names()["disputes"])
        for column, count in (*parts.items(), ("total", cases)):
            values[form.key(row, column)] = count
    return values


def _disclosure(
    source: Random, issuer: Issuer, table: tuple[str, str], previous: Truth | None
) -> Values:
    last = previous.values if previous is not None and previous.edition == table[0] else {}
    make = _disclosure_2019 if table[0] == "2019" else _disclosure_2021
    return make(source, issuer, last)


def _size(source: Random, issuer: Issuer, share: float) -> int:
    """Return a count that grows with the body, often 0 for small ones."""
    if source.random() < (0.15 if issuer.is_government else 0.5):
        return 0
    return int(issuer.requests * share * source.lognormvariate(0, 0.8))


def _disclosure_2021(source: Random, issuer: Issuer, last: Mapping[str, Number]) -> Values:
    values: Values = {}
    for row, share in (("rules", 0.002 if issuer.rules else 0.0), ("normative_documents", 0.05)):
        issued = _size(source, issuer, share)
        stock = int(last.get(f"disclosure.{row}.in_force", _size(source, issuer, share * 8)))
        repealed = min(stock, _size(source, issuer, share / 2))
        counts = {"issued": issued, "repealed": repealed, "in_force": stock + issued - repealed}
        values |= {f"disclosure.{row}.{column}": count for column, count in counts.items()}
    for row, share in (("licensing", 60.0), ("penalties", 12.0), ("coercion", 1.0)):
        values[f"disclosure.{row}.decisions"] = _size(source, issuer, share)
    values["disclosure.fees.amount"] = _money(source, _size(source, issuer, 3.0))
    return values


def _disclosure_2019(source: Random, issuer: Issuer, last: Mapping[str, Number]) -> Values:
    values: Values = {}
    for row, share in (("rules", 0.002 if issuer.rules else 0.0), ("normative_documents", 0.05)):
        made = _size(source, issuer, share)
        older = int(last.get(f"disclosure.{row}.total_disclosed", _size(source, issuer, share * 8)))
        counts = {"made": made, "newly_disclosed": made, "total_disclosed": older + made}
        values |= {f"disclosure.{row}.{column}": count for column, count in counts.items()}
    shares = {"licensing": 1.5, "other_services": 0.8, "penalties": 6, "coercion": 0.5, "fees": 0.1}
    for row, share in shares.items():
        place = f"disclosure.{row}"
        before = last.get(f"{place}.items_last_year")
        change = int(last.get(f"{place}.items_change", 0))
        items = _size(source, issuer, share) if before is None else int(before) + change
        values[f"{place}.items_last_year"] = items
        values[f"{place}.items_change"] = source.choice((0, 0, 1, 2, -1, 5, -3, 14, -22))
        values[f"{place}.items_change"] = max(-items, int(values[f"{place}.items_change"]))
        if row != "fees":
            values[f"{place}.decisions"] = _size(source, issuer, share * 8)
    projects = _size(source, issuer, 0.8)
    values["disclosure.procurement.projects"] = projects
    values["disclosure.procurement.amount"] = _money(source, projects * 20)
    return values


def _money(source: Random, ten_thousands: int) -> Decimal:
    """Return about so many 万元 in yuan; sums are printed with up to six decimals of 万元."""
    if not ten_thousands:
        return Decimal(0)
    cents = ten_thousands * 1_000_000 + source.choice((0, source.randrange(1_000_000)))
    unit = source.choice((1, 100, 10_000))
    return Decimal(cents // unit * unit) / 100

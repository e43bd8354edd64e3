"""An invented district over several years: who reports, what was planted, and nothing else.

Every report agrees with itself, with last year's and with its superior's, but for the
planted cases; each of those is listed with the code that must be raised on it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from random import Random
from typing import Any

from eval.generate.prose import Prose, growth_words
from eval.generate.report import Report, Style, make_report
from eval.generate.world import Issuer, Truth, Values, next_year

FIRST, LAST = 2020, 2023
_SENTENCES = 9
# So many points a wrong growth is off.
_WRONG = 7


@dataclass(frozen=True)
class Planted:
    """One case that must be found: where it is and the code or standing that tells it."""

    kind: str
    code: str
    issuer: str
    year: int


@dataclass(frozen=True)
class City:
    """All reports of an invented district.

    Attributes:
        files: File name → text.
        roster: The roster as CSV.
        planted: What must be found, and nothing else of these codes.
        reports: File name → the report as it was drawn, to be printed in another way.
    """

    files: Mapping[str, str]
    roster: str
    planted: tuple[Planted, ...] = ()
    reports: Mapping[str, Report] = field(default_factory=dict)


@cache
def _data() -> dict[str, Any]:
    text = (resources.files("eval.generate") / "city.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@dataclass
class _Maker:
    """Draws one district; `planted` False leaves every case out."""

    source: Random
    with_cases: bool
    files: dict[str, str] = field(default_factory=dict)
    planted: list[Planted] = field(default_factory=list)
    words: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)

    def make(self) -> City:
        data = _data()
        short = {long: (other, year) for long, other, year in data["respelled"]}
        names = [*data["departments"], *short]
        truths = {name: self._years(data["area"] + name, "department") for name in names}
        own = self._years(data["area"] + data["government"], "county")
        for year in range(FIRST, LAST + 1):
            children = [truths[name][year] for name in names]
            for at, name in enumerate(names):
                printed = name
                if name in short and year >= short[name][1]:
                    printed = short[name][0]
                truth = truths[name][year]
                issuer = replace(truth.issuer, name=data["area"] + printed)
                self._department(at, replace(truth, issuer=issuer))
            self._government(_summed(own[year], children))
        lines = ["name,aliases,level,parent,kind"]
        top = data["area"] + data["government"]
        lines.append(f"{top},,county,,government")
        lines += [f"{data['area']}{name},,,{top},department" for name in names]
        return City(self.files, "\n".join(lines) + "\n", tuple(self.planted), self.reports)

    def _years(self, name: str, level: str) -> dict[int, Truth]:
        area = _data()["area"]
        issuer = Issuer(name, area, level, 40, 0.0, rules=False)
        truth: Truth | None = None
        years = {}
        for year in range(FIRST, LAST + 1):
            truth = next_year(self.source, issuer, year, truth, one_row=False)
            years[year] = truth
        return years

    def _department(self, at: int, truth: Truth) -> None:
        """Write one department's report, with the case that is planted on it."""
        last_year = self.with_cases and truth.year == LAST
        published = f"{truth.year + 1}-01-{10 + at:02}"
        growth = growth_words(truth)
        if last_year and at == 0:
            truth = _other_carried(truth)
            growth = ""
            self._plant("carried", "YRS01", truth)
        elif last_year and at == 1:
            truth = _other_stock(truth)
            self._plant("stock", "YRS02", truth)
        elif last_year and at == 2:
            growth = growth_words(truth, _WRONG)
            self._plant("growth", "CLM06", truth)
        elif last_year and at == 3:
            self._plant("missing", "missing", truth)
            return
        elif last_year and at == 4:
            published = f"{truth.year + 1}-03-05"
            self._plant("late", "FRM07", truth)
        elif last_year and at == 6:
            # Word for word what the department before it wrote, under its own name.
            source = _data()["copied_from"]
            other = next(name for name, year in self.words if source in name and year == LAST)
            self.words[truth.issuer.name, truth.year] = self.words[other, LAST]
            self._plant("copied", "FRM08", truth)
            # Nobody can tell who wrote it first, so that both are told.
            self.planted.append(Planted("copied", "FRM08", other, LAST))
        elif last_year and at == 7:
            before = self.words[truth.issuer.name, LAST - 1]
            self.words[truth.issuer.name, truth.year] = before
            self._plant("repeated", "FRM08", truth)
        self._write(truth, published, growth)

    def _government(self, truth: Truth) -> None:
        if self.with_cases and truth.year == LAST:
            truth = _less_than_below(truth)
            self._plant("rollup", "BOD01", truth)
        self._write(truth, f"{truth.year + 1}-01-31", "")

    def _plant(self, kind: str, code: str, truth: Truth) -> None:
        self.planted.append(Planted(kind, code, truth.issuer.name, truth.year))

    def _write(self, truth: Truth, published: str, growth: str) -> None:
        report = make_report(self.source, truth, "L2")
        report = replace(report, style=Style(), prose=_with(report.prose, growth))
        own = self.words.setdefault((truth.issuer.name, truth.year), self._own_words())
        title = _data()["title"].format(name=truth.issuer.name, year=truth.year)
        frame = {**report.frame, "title": title, "problems": "".join(own)}
        report = replace(report, frame=frame)
        name = f"{truth.year}/{truth.issuer.name}.txt"
        self.files[name] = page_of(report, published)
        self.reports[name] = report

    def _own_words(self) -> list[str]:
        data = _data()
        parts = ("openings", "actors", "objects", "closings")
        drawn = [self.source.sample(data[part], _SENTENCES) for part in parts]
        return ["，".join(words) + "。" for words in zip(*drawn, strict=True)]


def make_city(source: Random, *, planted: bool = True) -> City:
    """Return a district over four years; without planted cases nothing in it is wrong."""
    return _Maker(source, planted).make()


def _with(prose: Prose, growth: str) -> Prose:
    return replace(prose, pieces=(*prose.pieces, growth)) if growth else prose


def page_of(report: Report, published: str) -> str:
    """Return the report below the head of a page that gives its day of publication."""
    title, rest = report.text().split("\n", 1)
    return f"{title}\n{_data()['published'].format(published)}\n{rest}"


def _summed(own: Truth, children: list[Truth]) -> Truth:
    """Return the government's figures with those of all departments in them."""
    values: Values = {
        key: value + sum((child.values[key] for child in children), 0)
        for key, value in own.values.items()
    }
    return replace(own, values=values)


def _other_carried(truth: Truth) -> Truth:
    """Carry one request more over than last year's report carried forward."""
    values = dict(truth.values)
    columns = ("natural_person", "business")
    column = next(c for c in columns if values[f"requests.received.{c}"])
    for place in (column, "total"):
        values[f"requests.received.{place}"] -= 1
        values[f"requests.carried_over.{place}"] += 1
    return replace(truth, values=values)


def _other_stock(truth: Truth) -> Truth:
    key = "disclosure.normative_documents.in_force"
    return replace(truth, values={**truth.values, key: truth.values[key] + 5})


def _less_than_below(truth: Truth) -> Truth:
    """Leave most decisions of the bodies below out of the sum."""
    key = "disclosure.licensing.decisions"
    return replace(truth, values={**truth.values, key: truth.values[key] // 50})

"""One report before it is printed: figures, words and style; its text and its label."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from eval.generate.layouts import LAYOUTS, RUN_ON, TORN, WITH_BLANKS, Matrix, matrix_of
from eval.generate.prose import Prose, Said, fact_cells, fill, grammar, make_prose
from eval.generate.world import Truth
from eval.labels import Label, LabelCell, LabelClaim, LabelFinding
from report.claim import Verdict
from report.form import table_form
from report.record import Number, Unit
from report.signs import load_signs

_YUAN = load_signs().money.yuan
Values = Mapping[str, Number | None]


@dataclass(frozen=True)
class Style:
    """How one report writes its cells.

    Attributes:
        zero: What stands for zero, and `zero_total` for a total of zero.
        money: Unit printed behind a sum of money; empty leaves it to the head.
        no_rules: What a body that makes no rules puts into that row.
    """

    zero: str = "0"
    zero_total: str = "0"
    money: str = ""
    no_rules: str = ""


Bend = Callable[[str, Matrix], Matrix]


@dataclass(frozen=True)
class Report:
    """A report about to be printed.

    Attributes:
        truth: What is so.
        values: What will be printed, the issuer's errors included; None for nothing.
        frame: Title, preamble, section texts and headings, each as it will be printed.
        findings: What a careful auditor must raise on it.
        raws: Cells that are printed otherwise than their value.
        lost: Cells that the file has lost.
        bend: What becomes of a table's matrix before it is printed.
    """

    truth: Truth
    values: Values
    prose: Prose
    frame: Mapping[str, str]
    style: Style
    layout: str
    findings: tuple[LabelFinding, ...] = ()
    raws: Mapping[str, str] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()
    bend: Bend | None = None

    def printed(self) -> dict[str, str]:
        """Return the text of every cell."""
        return {key: self._raw(key) for key in self.values}

    def _raw(self, key: str) -> str:
        if key in self.raws:
            return self.raws[key]
        value = self.values[key]
        if value is None:
            return ""
        if key.endswith(".amount"):
            return self._money(key, Decimal(value))
        if not value and key.startswith("disclosure.rules.") and self.style.no_rules:
            return self.style.no_rules
        if not value:
            return self.style.zero_total if key.endswith(".total") else self.style.zero
        return str(value)

    def _money(self, key: str, value: Decimal) -> str:
        if not value:
            return "0"
        large = grammar()["cells"]["money"]
        unit = self.style.money or ("" if key == "disclosure.fees.amount" else large)
        return f"{plain(value if unit == _YUAN else value / 10_000)}{unit}"

    def unit(self, key: str) -> Unit | None:
        """Return the unit of a sum of money and where it stands."""
        raw = self._raw(key)
        if not key.endswith(".amount") or not any(map(str.isdigit, raw)):
            return None
        if raw.endswith(_YUAN):
            return Unit(10_000 if raw.endswith(grammar()["cells"]["money"]) else 1, "cell")
        return Unit(10_000, "header") if key == "disclosure.fees.amount" else Unit(1, "none")

    def text(self) -> str:
        """Return the whole report as text (or a web page for the layout `html`)."""
        if self.layout == "html":
            return _page(self)
        parts = [self.frame["title"], self.frame["preamble"]]
        parts += [self.frame.get("head.overview", ""), self.prose.text]
        body = "\n".join(part for part in parts if part) + "\n"
        for table in self.truth.tables:
            body += self._table(table)
        tail = ["head.problems", "problems", "head.other_matters", "other_matters", "signature"]
        return body + "\n".join(text for name in tail if (text := self.frame.get(name))) + "\n"

    def _table(self, table: str) -> str:
        heading = self.frame.get(f"head.{table}", "")
        if not heading:
            return ""
        body = (LAYOUTS | TORN)[self.layout](self.matrix(table))
        return heading + ("" if self.layout in RUN_ON else "\n") + body + "\n"

    def matrix(self, table: str) -> Matrix:
        """Return the table's cells as they will be printed."""
        edition, variant = self.truth.tables[table]
        matrix = matrix_of(table_form(edition, table, variant), self.printed())
        return matrix if self.bend is None else self.bend(table, matrix)

    def label(self, name: str) -> Label:
        """Return what a reader must find; written from the figures, never from the text."""
        cells = {key: self._label_cell(key) for key in self.values if self._has(key)}
        return Label(
            file=name,
            issuer=self.truth.issuer.name,
            year=self.truth.year,
            edition=self.truth.edition,
            cells=cells,
            claims=self._label_claims(),
            findings=(*self.findings, *self._unchecked()),
        )

    def _unchecked(self) -> tuple[LabelFinding, ...]:
        """Return that a table three of nothing but blanks can vouch for nothing."""
        shown = [raw for key, raw in self.printed().items() if key.startswith("requests.")]
        if any(any(map(str.isdigit, raw)) for raw in shown):
            return ()
        return (LabelFinding(code="RDG03", attribution="unknown", why="nothing to check"),)

    def _label_claims(self) -> tuple[LabelClaim, ...]:
        claims = [claim for said in self.prose.claims for claim in label_claims(said, self.values)]
        words = self.frame.get("other_matters", "")
        claims.append(
            LabelClaim(quote=words, value=Decimal(0), verdict="not_comparable", minor=True)
        )
        return tuple(claims)

    def _has(self, key: str) -> bool:
        return f"head.{key.split('.')[0]}" in self.frame

    def _has_neighbours(self, key: str) -> bool:
        """Return whether other numbers stand in the cell's row, to be run together with."""
        row = key.rpartition(".")[0]
        return sum(other.startswith(f"{row}.") for other in self.values) > 1

    def _label_cell(self, key: str) -> LabelCell:
        if key in self.lost:
            return LabelCell(value=None, lost_in_reading=True)
        raw, unit = self._raw(key), self.unit(key)
        number = key in self.raws or any(map(str.isdigit, raw))
        value = self.values[key] if number else None
        return LabelCell(
            value=None if value is None else Decimal(value),
            raw=raw,
            unit=None if unit is None or unit.source == "none" else unit.source,
            not_in_file=self.layout == "L8" and self._has_neighbours(key),
        )


def plain(value: Decimal) -> str:
    """Return a decimal without exponent or trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def said_sum(cells: tuple[str, ...], values: Values) -> Decimal:
    """Return the sum of cells, blanks as zero."""
    return sum((Decimal(values[key] or 0) for key in cells), Decimal(0))


def label_claims(said: Said, values: Values) -> tuple[LabelClaim, ...]:
    """Return the labels of one claim, judged against what is printed in the tables."""
    several = grammar()["none_of"].get(said.fact, ()) if said.kind == "none" else ()
    if several:
        cells = fact_cells(tuple(values))
        parts = [replace(said, fact=fact, cells=cells[fact]) for fact in several]
        return tuple(claim for part in parts for claim in label_claims(part, values))
    return (_label_claim(said, values),)


def _label_claim(said: Said, values: Values) -> LabelClaim:
    return LabelClaim(
        quote=said.quote,
        metric=said.fact,
        value=said.value,
        approx=said.approx,
        cells=() if said.kind == "share" else said.cells,
        verdict=_verdict(said, values),
        implied=said.kind in ("none", "all"),
        stated_none=said.kind == "none",
        numerator=said.cells if said.kind == "share" else (),
        denominator=said.whole,
        minor=said.kind == "bait" or (said.kind, said.fact) == ("all", "handled"),
    )


def _verdict(said: Said, values: Values) -> Verdict:
    if said.kind == "bait":
        return "not_comparable"
    if said.kind == "share":
        whole = said_sum(said.whole, values)
        right = whole and rounded_share(said_sum(said.cells, values), whole, said.value)
        return "agrees" if right else "conflicts"
    return "agrees" if said.value == said_sum(said.cells, values) else "conflicts"


def rounded_share(part: Decimal, whole: Decimal, stated: Decimal) -> bool:
    """Return whether a percentage is right, half-up, at its own number of decimals."""
    half = Decimal(1).scaleb(int(stated.as_tuple().exponent)) / 2
    return stated - half <= part * 100 / whole <= stated + half


def make_report(source: Random, truth: Truth, layout: str) -> Report:
    """Return a report in which everything agrees."""
    return Report(
        truth=truth,
        values=dict(truth.values),
        prose=make_prose(source, truth),
        frame=make_frame(source, truth),
        style=_style(source, truth, layout),
        layout=layout,
    )


def _style(source: Random, truth: Truth, layout: str) -> Style:
    blanks = layout in WITH_BLANKS and source.random() < 0.08
    slash = layout != "L8" and not truth.issuer.rules and source.random() < 0.1
    words = grammar()["cells"]
    money = source.choices(words["units"], (8, 1, 1))[0]
    total = "" if blanks and source.random() < 0.5 else "0"
    no_rules = source.choice(words["no_number"]) if slash else ""
    return Style("" if blanks else "0", total, money, no_rules)


def make_frame(source: Random, truth: Truth) -> dict[str, str]:
    """Return title, preamble, headings and section texts of a report."""
    data = grammar()["frame"]
    free = truth.edition == "2019" and source.random() < 0.3
    preamble = source.choice(data["plain_preambles"] if free else data["preambles"])
    preamble = preamble.replace("{circular}", data["circulars"][truth.edition])
    preamble = preamble.replace("{period}", source.choice(data["periods"]))
    silent = truth.edition == "2019" and source.random() < 0.5
    frame = {
        "title": source.choice(data["titles"]),
        "preamble": preamble,
        "problems": source.choice(data["problems"]),
        "other_matters": source.choice(data["plain_others" if silent else "others"]),
        "signature": "{issuer}" if source.random() < 0.4 else "",
    }
    for section, words in data["headings"].items():
        usual = len(words) == 1 or source.random() < 0.6
        frame[f"head.{section}"] = words[0] if usual else source.choice(words)
    return {name: fill(words, truth) for name, words in frame.items() if words}


def without(report: Report, *names: str) -> Report:
    """Return the report without parts of its frame."""
    return replace(report, frame={k: v for k, v in report.frame.items() if k not in names})


def _page(report: Report) -> str:
    blocks = [f"<h1>{report.frame['title'].replace(chr(10), '<br>')}</h1>"]
    blocks += [f"<p>{report.frame['preamble']}</p>"]
    blocks += [f"<h2>{report.frame.get('head.overview', '')}</h2><p>{report.prose.text}</p>"]
    for table in report.truth.tables:
        if heading := report.frame.get(f"head.{table}"):
            blocks.append(f"<h2>{heading}</h2>\n{LAYOUTS['html'](report.matrix(table))}")
    for name in ("head.problems", "problems", "head.other_matters", "other_matters", "signature"):
        if words := report.frame.get(name):
            blocks.append(f"<p>{words}</p>")
    body = "\n".join(blocks)
    title = report.frame["title"].replace("\n", "")
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8">'
        f"<title>{title}</title></head>\n<body>\n{body}\n</body></html>\n"
    )

"""Reads the pages of examples in this folder and makes the records they describe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from extractor import extract
from extractor.documents import read_bytes
from report.document import Span
from report.finding import Outcome
from report.form import table_form
from report.naming import column_names, row_names, split_key
from report.number import MONEY_UNITS, parse_cell
from report.record import Record, RecordCell
from report.record import Stated as Stated_
from tests.claims.reading import ISSUER, read
from tests.records import make_cell, make_record
from tests.strategies import FORMS
from verify import Context, verify
from verify.context import Copy
from verify.repeated import copy_of, sentences_of

FOLDER = Path(__file__).parent
FORM_NAMES = {"2019": "2019", "2021": "2021", "one row for 其他处理": "2021, one row"}
YEARS = {"2019": 2020, "2021": 2023}
OTHER = "云溪县教育局"
PARTS = {
    "This year:": "tables",
    "Last year:": "last_year",
    "Below:": "below",
    "Another body:": "other_prose",
}
_PAGE = re.compile(r"[A-Z]{3}\d{2}\.md")
_RESULT = re.compile(r"^Result: `(?P<about>[^`]+)` (?P<state>\w+)(?:, (?P<whose>\w+))?$")
_SHOWN = re.compile(
    r"^Shown by: (?P<what>\w+)(?: `(?P<id>[^`]+)`| “(?P<words>[^”]+)”)?(?: (?P<said>\w+))?$"
)
_HEADER_UNIT = re.compile(r"^(.+)\[(.*元)\]$")


@dataclass(frozen=True)
class Stated:
    """What an example says must come out: an edit or a code, its state, whose mistake."""

    about: str
    state: str
    whose: str | None = None


@dataclass(frozen=True)
class Shown:
    """Something else that must be so, and shows that a rule was not merely silent."""

    what: str
    about: str
    said: str | None


@dataclass
class Example:
    """One section of a page: a record told by cells and prose, or a changed report."""

    code: str
    title: str
    form: str = "2021"
    issuer: str = ISSUER
    year: int | None = None
    prose: str = ""
    report: str = ""
    changes: list[tuple[str, str]] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    last_year: list[list[list[str]]] = field(default_factory=list)
    below: list[list[list[str]]] = field(default_factory=list)
    other_prose: str = ""
    results: list[Stated] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)

    def outcome(self) -> Outcome:
        """Return what verification says of the example."""
        record = self.record()
        children = tuple(self._record([table], self._year, "") for table in self.below)
        context = Context(self.previous(), children, copies=self._copies(record))
        return verify(record, context)

    def _copies(self, record: Record) -> tuple[Copy, ...]:
        """Return what the prose has in common with another body's."""
        if not self.other_prose:
            return ()
        # The cells of a made record stand at places of no text.
        plain = replace(record, cells={k: replace(c, span=None) for k, c in record.cells.items()})
        them = replace(plain, issuer=Stated_(OTHER, OTHER, Span(0, 0)))
        own, other = sentences_of(self.prose, plain), sentences_of(self.other_prose, them)
        copy = copy_of(own, other, them, own_past=False, least_share=60)
        return () if copy is None else (copy,)

    def record(self) -> Record:
        """Return the record that the example describes."""
        if self.report:
            return self._read_report()
        return self._record(self.tables, self._year, self.prose)

    def previous(self) -> Record | None:
        """Return last year's record, None if the example has none."""
        return self._record(self.last_year, self._year - 1, "") if self.last_year else None

    @property
    def _year(self) -> int:
        return self.year if self.year is not None else YEARS[FORMS[self.form]["requests"][0]]

    def _read_report(self) -> Record:
        first, *others = self.report.split(", then ")
        text = (FOLDER / first).read_text(encoding="utf-8")
        for old, new in self.changes:
            assert text.count(old) == 1, f"{self.report} has {old!r} {text.count(old)} times"
            text = text.replace(old, new)
        for other in others:
            text += "\n\n" + (FOLDER / other).read_text(encoding="utf-8")
        return extract(read_bytes(text.encode(), self.report))

    def _record(self, tables: list[list[list[str]]], year: int, prose: str) -> Record:
        forms = FORMS[self.form]
        edition = forms["requests"][0]
        claims = read(prose, self.issuer, year) if prose else ()
        record = make_record(year, edition, claims=claims, issuer=self.issuer, tables=forms)
        changed = {key: cell for rows in tables for key, cell in _cells(rows, record, self.form)}
        return replace(record, cells=record.cells | changed)


def _cells(rows: list[list[str]], record: Record, form: str) -> Iterator[tuple[str, RecordCell]]:
    head, *body = rows
    table = _table_of(form, frozenset(row[0] for row in body), frozenset(head[1:]))
    rows_of, columns_of = _names(form, table)
    for name, *texts in body:
        for column, text in zip(head[1:], texts, strict=True):
            key = f"{table}.{rows_of[name]}.{columns_of[column]}"
            yield key, _cell(text, record.cells[key], key, form)


@cache
def _names(form: str, table: str) -> tuple[dict[str, str], dict[str, str]]:
    edition, variant = FORMS[form][table]
    of = table_form(edition, table, variant)
    rows = {name: id_ for id_, name in row_names(of).items()}
    return rows, {name: id_ for id_, name in column_names(of).items()}


@cache
def _table_of(form: str, rows: frozenset[str], columns: frozenset[str]) -> str:
    for table in FORMS[form]:
        known_rows, known_columns = _names(form, table)
        if rows <= known_rows.keys() and columns <= known_columns.keys():
            return table
    raise AssertionError(f"no table of form {form} has rows {set(rows)}, columns {set(columns)}")


def _cell(text: str, zero: RecordCell, key: str, form: str) -> RecordCell:
    """Return the cell that a few signs stand for; README.md explains them."""
    at = zero.span.start if zero.span is not None else 0
    if text in ("", "?"):
        return make_cell("unread" if text else None, at=at)
    for sign, status in (("≠", "disputed"), ("＝", "agreed")):
        if sign in text:
            one, other = (int(part) for part in text.split(sign))
            readings = {"tables": one, "model": other}
            value = one if status == "agreed" else None
            made = make_cell(one, at=at)
            return replace(made, value=value, status=status, readings=readings)  # type: ignore[arg-type]
    if "/" in text:
        candidates = tuple(int(part) for part in text.split("/"))
        return replace(make_cell(candidates[0], "split", at), value=None, candidates=candidates)
    if "←" in text:
        value, raw = (part.strip() for part in text.split("←"))
        return replace(make_cell(int(value), at=at), raw=raw, span=Span(at, at + len(raw)))
    return _number(text, key, form, at)


def _number(text: str, key: str, form: str, at: int) -> RecordCell:
    table, _, column = split_key(key)
    edition, variant = FORMS[form][table]
    kind = table_form(edition, table, variant).columns[column].kind
    unit = _HEADER_UNIT.match(text)
    factor = MONEY_UNITS[unit[2]] if unit else None
    raw = (unit[1] if unit else text).strip()
    read = parse_cell(raw, kind, factor)
    assert read.value is not None, f"{text!r} is no number"
    made = make_cell(read.value, at=at)
    return replace(made, raw=raw, span=Span(at, at + len(raw)), unit=read.unit)


def examples(path: Path) -> list[Example]:
    """Return the examples of one page in order."""
    sections = path.read_text(encoding="utf-8").split("\n## ")[1:]
    return [_example(path.stem, section) for section in sections]


def _example(code: str, section: str) -> Example:
    title, *lines = section.splitlines()
    example = Example(code, title)
    into, above, part = example.tables, "", "tables"
    for line in lines:
        if line.startswith("|"):
            if not above.startswith("|"):
                into.append([])
            if not set(line) <= set("|-"):
                into[-1].append([cell.strip() for cell in line.strip("|").split("|")])
        elif line in PARTS:
            part = PARTS[line]
            into = getattr(example, part) if part != "other_prose" else example.tables
        elif line.startswith("> ") and part == "other_prose":
            example.other_prose += line.removeprefix("> ") + "\n"
        elif line:
            _line(example, line)
        above = line
    return example


def _line(example: Example, line: str) -> None:
    name, _, rest = line.partition(": ")
    if line.startswith("> "):
        example.prose += line.removeprefix("> ") + "\n"
    elif name == "Form":
        example.form = FORM_NAMES[rest]
    elif name == "Issuer":
        example.issuer = rest
    elif name == "Year":
        example.year = int(rest)
    elif name == "Report":
        example.report = rest
    elif name == "Instead of":
        example.changes.append((rest.replace("⏎", "\n"), ""))
    elif name == "It says":
        example.changes[-1] = (example.changes[-1][0], rest.replace("⏎", "\n"))
    elif name == "Result":
        found = _RESULT.match(line)
        assert found, line
        example.results.append(Stated(found["about"], found["state"], found["whose"]))
    elif name == "Shown by":
        shown = _SHOWN.match(line)
        assert shown, line
        about = shown["id"] or shown["words"] or ""
        example.shown.append(Shown(shown["what"], about, shown["said"]))


def pages() -> list[Path]:
    """Return the pages of all codes, in code order."""
    return sorted(path for path in FOLDER.glob("*.md") if _PAGE.fullmatch(path.name))

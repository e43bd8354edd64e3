"""A workbook for people: each report as the official form, and the tables over all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from gouji.exports.atomic import replacing
from gouji.exports.catalogue import NAMES, Name, Pair, fractions, header, table_rows
from gouji.exports.finding_lines import finding_line
from gouji.exports.form_sheet import FormSheet
from gouji.exports.rates import Figures, Series, definitions, figures_of, ranking_rows, trend_rows
from gouji.exports.sheet_text import NAME_UNITS, is_active, lines_of, sheet_name, shown
from gouji.exports.styles import Styles
from gouji.exports.tables import Row, form_keys
from gouji.extras import need
from gouji.tally import Failure
from gouji.words import has, say
from report.finding import Outcome
from review.near import Around

MOST_SHEETS = 500
"""More sheets than this nobody finds anything in, and Excel takes minutes to open them."""

_MOST_ROWS = 1_048_576
_WIDTH = 12
_LINE = 12.5
_HIGHEST = 400
_FIRST_WORDS = re.compile("[，：；（]")
_WORDS = {
    "status": "status",
    "kind": "kind",
    "severity": "severity",
    "attribution": "attribution",
    "decision": "action",
}
# What names a file or a record for programs comes after what a person looks for.
_LAST = (
    "span_start",
    "span_end",
    "record",
    "path",
    "previous_record",
    "source_sha256",
    "finding",
)
_NARROW = ("year", "edition", "status", "code", "severity")
_BY_REPORT: tuple[Name, ...] = ("reports", "rates")
_WIDE: Mapping[str, int] = {
    "path": 36,
    "issuer": 26,
    "message_zh": 52,
    "message_en": 60,
    "quote": 26,
    "repairs": 38,
    "other_reports": 26,
    "cells": 34,
    "message": 40,
    "meaning_zh": 60,
    "meaning_en": 60,
    "source": 44,
    "name": 44,
    "label_zh": 16,
    "label_en": 22,
    "period": 24,
    "kind": 20,
    "record": 18,
    "decision_reason": 24,
}
# Sentences and lists run over several lines rather than under the next column.
_WRAPPED = frozenset(
    (
        "message_zh",
        "message_en",
        "message",
        "quote",
        "repairs",
        "other_reports",
        "cells",
        "meaning_zh",
        "meaning_en",
        "source",
        "decision_reason",
    )
)


@dataclass(frozen=True, slots=True)
class Written:
    """What a workbook holds.

    Attributes:
        forms: Whether each report has a sheet of its own.
        left_out: Reports beside which another one counts, in no trend or ranking.
    """

    reports: int
    forms: bool
    left_out: int


def write_workbook(
    path: Path,
    pairs: Iterable[Pair],
    lang: str,
    around: Around | None = None,
    *,
    forms: bool = True,
) -> Written:
    """Write a workbook and return what it holds.

    Args:
        path: Where to; it appears whole or not at all.
        pairs: Outcomes with the decisions on them; read once, and kept nowhere.
        lang: Language of headers, comments and explanations.
        around: What each report stands beside; without it there is no trend or ranking.
        forms: A sheet for each report; without them rows are written as they come and
            memory does not grow with the corpus.

    Raises:
        InstallationError: XlsxWriter is not installed.
        OutputError: The disk is full.
    """
    xlsxwriter = need("xlsxwriter", "office")
    # The archive is put together in memory, where no disk can fill up half-way; rows that
    # are written as they come wait in a folder that goes away whatever happens.
    whole = BytesIO()
    with replacing(path) as draft, _folder_beside(path) as folder:
        options = {
            "constant_memory": not forms,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": folder,
        }
        book = xlsxwriter.Workbook(whole, options)
        written = _Book(book, lang, around or {}, forms=forms).write(pairs)
        book.close()
        draft.write_bytes(whole.getbuffer())
    return written


@contextmanager
def _folder_beside(path: Path) -> Iterator[str]:
    """Yield a folder that is gone afterwards, on the disk the file goes to."""
    with TemporaryDirectory(
        dir=path.parent, prefix=f".{path.name}.", ignore_cleanup_errors=True
    ) as folder:
        yield folder


def column_title(name: str, lang: str) -> str:
    """Return a column's head: in Chinese the first words of its meaning, else its id."""
    if lang == "en":
        return name
    rates = {rate.id: rate.label.zh for rate in definitions().rates}
    base = name.removesuffix("_state")
    if base in rates:
        return rates[base] + ("" if base == name else say("sheet.state", lang))
    return _FIRST_WORDS.split(say(f"column.{name}", lang))[0] if has(f"column.{name}") else name


def _in_words(name: str, value: Any, lang: str) -> Any:
    """Return a code in words where a person meets it."""
    family = _WORDS.get(name, "state" if name.endswith("_state") else "")
    words = f"{family}.{value}"
    return say(words, lang) if family and has(words) else value


@dataclass
class _List:
    """A table on a sheet of its own, on further sheets where it is longer than one."""

    book: _Book
    name: Name
    columns: tuple[str, ...]
    sheet: Any = None
    row: int = 0
    numbers: frozenset[str] = frozenset()

    def begin(self) -> None:
        """Open a sheet with the header."""
        book, styles = self.book, self.book.styles
        self.sheet = book.add_sheet(say(f"sheet.{self.name}", book.lang))
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_landscape()
        self.sheet.set_paper(8)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)
        # Heads wrap to three lines at most.
        self.sheet.set_row(0, 44)
        for at, name in enumerate(self.columns):
            width = 8 if name in _NARROW else _WIDTH
            self.sheet.set_column(at, at, _WIDE.get(name, width))
            self.sheet.write_string(0, at, column_title(name, book.lang), styles.header)
        self.row = 1

    def add(self, row: Row) -> None:
        """Write one row; text is only ever text."""
        if self.sheet is None or self.row >= _MOST_ROWS:
            self.begin()
        styles = self.book.styles
        values = {
            name: shown(_in_words(name, row.get(name), self.book.lang)) for name in self.columns
        }
        lines = max(
            (
                lines_of(value, _WIDE.get(name, _WIDTH))
                for name, value in values.items()
                if name in _WRAPPED and isinstance(value, str)
            ),
            default=1,
        )
        if lines > 1:
            # Not every program fits rows to their text when it opens a file.
            self.sheet.set_row(self.row, min(_LINE * lines + 2, _HIGHEST))
        for at, (name, value) in enumerate(values.items()):
            if value is None:
                continue
            if isinstance(value, str):
                style = self._style(name, value)
                self.sheet.write_string(self.row, at, value, style)
            else:
                style = styles.fraction if name in self.numbers else styles.number
                self.sheet.write_number(self.row, at, value, style)
        self.row += 1

    def _style(self, name: str, value: str) -> Any:
        styles = self.book.styles
        if name in _WRAPPED:
            return styles.wrapped_quoted if is_active(value) else styles.wrapped
        return styles.quoted if is_active(value) else styles.text

    def end(self) -> None:
        """Add the filter arrows; what is for programs is not printed."""
        if self.sheet is None:
            self.begin()
        people = [name for name in self.columns if name not in _LAST]
        self.sheet.print_area(0, 0, max(1, self.row - 1), len(people) - 1)
        self.sheet.autofilter(0, 0, max(1, self.row - 1), len(self.columns) - 1)


@dataclass
class _Book:
    """One workbook being written."""

    book: Any
    lang: str
    around: Around
    forms: bool
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.styles = Styles(self.book)

    def add_sheet(self, wanted: str) -> Any:
        """Return a new sheet under a name as near to the wanted one as may be."""
        return self.book.add_worksheet(sheet_name(wanted, self.taken))

    def write(self, pairs: Iterable[Pair]) -> Written:
        """Write all sheets in one pass over the reports."""
        lists: dict[Name, _List] = {name: self._list(name) for name in NAMES if name != "cells"}
        for one in lists.values():
            one.begin()
        reports = 0
        figures: list[Figures | None] = []
        for outcome, decisions in pairs:
            reports += 1
            self._lines(outcome, decisions, lists)
            figures.append(figures_of(outcome, decisions))
            if self.forms:
                self._form(outcome, decisions)
        series = Series.of(figures, self.around)
        over_all: dict[Name, Iterable[Row]] = {
            "trends": trend_rows(series),
            "rankings": ranking_rows(series),
            "dictionary": table_rows("dictionary", []),
        }
        for name, rows in over_all.items():
            for row in rows:
                lists[name].add(row)
        for one in lists.values():
            one.end()
        return Written(reports, self.forms, series.left_out)

    def _lines(
        self, outcome: Outcome, decisions: Mapping[str, Any], lists: Mapping[Name, _List]
    ) -> None:
        """Add what one report gives to the lists."""
        for name in _BY_REPORT:
            for row in table_rows(name, [(outcome, decisions)]):
                if name == "reports" and outcome.reason is not None:
                    row["message"] = Failure.of(outcome).text(self.lang)
                lists[name].add(row)
        for finding in outcome.findings:
            lists["findings"].add(finding_line(outcome, finding, decisions, self.lang))

    def _list(self, name: Name) -> _List:
        columns = header(name)
        if name == "reports":
            # The figures stand on the sheets of the reports; the overview names what counts.
            cells = {*form_keys()} if self.forms else set()
            cells |= {"cell_states", "source_sha256"}
            columns = tuple(column for column in columns if column not in cells)
        other = {"zh": "_en", "en": "_zh"}[self.lang]
        columns = tuple(column for column in columns if not column.endswith(other))
        columns = tuple(sorted(columns, key=lambda name: name in _LAST))
        return _List(self, name, columns, numbers=fractions(name))

    def _form(self, outcome: Outcome, decisions: Mapping[str, Any]) -> None:
        record = outcome.record
        if record is None or not record.tables or outcome.status == "failed":
            return
        issuer = outcome.source.path if record.issuer is None else record.issuer.value
        year = "" if record.year is None else record.year.value
        # The end of a name tells bodies apart, its beginning is the same for all of a city.
        room = NAME_UNITS - len(year) - 1
        sheet = self.add_sheet(f"{issuer[-room:]} {year}")
        FormSheet(sheet, self.styles, self.lang).write(outcome, decisions)

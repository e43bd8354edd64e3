"""Which questions a report needs: its prose, and the rows that are not settled yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractor.model.layout import FoundTable, find_table, find_tables
from extractor.model.material import PIECE, brief_prose, brief_table, outside, pieces
from extractor.model.question import Question
from extractor.model.questions import prose_question, rows_question
from extractor.model.shapes import Prose, Rows
from report.document import Span
from report.form import TableForm, load_forms, table_form
from report.text import fold, project

Wanted = Mapping[str, Sequence[str]]
"""Table id → ids of the rows to ask for; a table that is not named is settled."""

_SECTION = re.compile(r"(?<!第)[一二三四五六七八九十]{1,2}、")
_AROUND = 60


@dataclass(frozen=True, slots=True)
class TableQuestion:
    """The question for rows of one table, and where the table stands.

    Attributes:
        found: Where the labels stand; None when they could not be found, and then no
            answer can be borne out.
    """

    form: TableForm
    rows: tuple[str, ...]
    found: FoundTable | None
    question: Question[Rows]


@dataclass(frozen=True, slots=True)
class Plan:
    """All questions about one report.

    Attributes:
        tables: Every table that was found by its labels, asked for or not.
    """

    prose: tuple[Question[Prose], ...]
    rows: tuple[TableQuestion, ...]
    tables: Mapping[str, FoundTable]

    @property
    def questions(self) -> tuple[Question[Prose] | Question[Rows], ...]:
        """The questions in the order they are asked in."""
        return (*self.prose, *(one.question for one in self.rows))


def plan(
    text: str,
    document: str,
    *,
    settled: Sequence[Span] = (),
    forms: Mapping[str, TableForm] | None = None,
    wanted: Wanted | None = None,
) -> Plan:
    """Return the questions about a report.

    Args:
        text: The document's text.
        document: Its sha256.
        settled: Parts that are tables and need not be read; they are not sent.
        forms: Table id → the form a table is to be read by, where that is known.
        wanted: What to ask for of the tables; None asks for all that stand in the text.
    """
    tables = {**find_tables(text), **_of_forms(text, forms or {})}
    if wanted is None and tables:
        forms = {**_headed(text, tables), **(forms or {})}
    spans = [found.span for found in tables.values()]
    # A table that was found is cut where it was found, whoever else knows of it.
    left_out = [*spans, *(one for one in settled if not any(map(one.overlaps, spans)))]
    prose = brief_prose(outside(text, left_out))
    return Plan(
        tuple(prose_question(piece, document) for piece in pieces(prose)),
        tuple(_table_questions(text, document, tables, forms or {}, wanted)),
        tables,
    )


def _of_forms(text: str, forms: Mapping[str, TableForm]) -> dict[str, FoundTable]:
    """Return the tables that stand in a text as the forms they are known to follow have them."""
    found = {table: find_table(text, form) for table, form in forms.items()}
    return {table: one for table, one in found.items() if one is not None}


def _headed(text: str, tables: Mapping[str, FoundTable]) -> dict[str, TableForm]:
    """Return the forms of tables whose heading stands there, but whose labels do not."""
    edition = next(iter(tables.values())).form.edition
    folded = fold(text)
    return {
        table.id: table_form(edition, table.id, table.variants[0].id)
        for table in load_forms()[edition].tables
        if table.id not in tables
        and any(fold(heading) in folded for heading in (table.heading, *table.heading_variants))
    }


def _table_questions(
    text: str,
    document: str,
    tables: Mapping[str, FoundTable],
    forms: Mapping[str, TableForm],
    wanted: Wanted | None,
) -> Iterator[TableQuestion]:
    for table, form in {**{t: f.form for t, f in tables.items()}, **forms}.items():
        rows = tuple(row.id for row in form.rows)
        if wanted is not None:
            rows = tuple(row for row in rows if row in wanted.get(table, ()))
        if not rows:
            continue
        found = tables.get(table)
        where = found.span if found is not None else section_of(text, form)
        shown = brief_table(text[where.start : where.end])[:PIECE]
        yield TableQuestion(form, rows, found, rows_question(shown, form, rows, document))


def section_of(text: str, form: TableForm) -> Span:
    """Return the section under a table's heading; without one, the whole text."""
    projection = project(text)
    folded = projection.text
    for heading in (form.table.heading, *form.table.heading_variants):
        at = folded.rfind(fold(heading))
        if at >= 0:
            after = _SECTION.search(folded, at + len(heading) + _AROUND)
            end = after.start() if after is not None else len(folded)
            return projection.back(at, end)
    return Span(0, len(text))

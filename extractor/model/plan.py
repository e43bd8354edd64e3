"""Which questions a report needs: its prose, and the rows that are not settled yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractor.model.cells import can_be_held
from extractor.model.layout import FoundTable, find_table, find_tables
from extractor.model.material import PIECE, brief_prose, brief_table, outside, pieces
from extractor.model.question import Question
from extractor.model.questions import prose_question, rows_question
from extractor.model.shapes import Prose, Rows
from report.document import Span
from report.form import TableForm
from report.naming import split_key

Wanted = Mapping[str, Sequence[str]]
"""Table id → ids of the rows to ask for; a table that is not named is settled."""


@dataclass(frozen=True, slots=True)
class TableQuestion:
    """The question for rows of one table, and where the table stands.

    Attributes:
        found: Where its labels stand.
    """

    form: TableForm
    rows: tuple[str, ...]
    found: FoundTable
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
    spans = [found.span for found in tables.values()]
    # A table that was found is cut where it was found, whoever else knows of it.
    left_out = [*spans, *(one for one in settled if not any(map(one.overlaps, spans)))]
    prose = brief_prose(outside(text, left_out))
    return Plan(
        tuple(prose_question(piece, document) for piece in pieces(prose)),
        tuple(_table_questions(text, document, tables, wanted)),
        tables,
    )


def _of_forms(text: str, forms: Mapping[str, TableForm]) -> dict[str, FoundTable]:
    """Return the tables that stand in a text as the forms they are known to follow have them."""
    found = {table: find_table(text, form) for table, form in forms.items()}
    return {table: one for table, one in found.items() if one is not None}


def _table_questions(
    text: str, document: str, tables: Mapping[str, FoundTable], wanted: Wanted | None
) -> Iterator[TableQuestion]:
    """Yield the questions for rows whose lines are known.

    Where no line is known no answer could be borne out, so nothing is asked; nor for
    single rows of whose line the cells cannot be told apart.
    """
    for table, found in tables.items():
        form = found.form
        lines = found.lines
        if wanted is not None:
            lines = tuple(line for line in lines if can_be_held(text, line))
        here = {split_key(key)[1] for line in lines for key in line.keys}
        rows = tuple(row.id for row in form.rows if row.id in here)
        if wanted is not None:
            rows = tuple(row for row in rows if row in wanted.get(table, ()))
        if rows:
            shown = brief_table(text[found.span.start : found.span.end])[:PIECE]
            yield TableQuestion(form, rows, found, rows_question(shown, form, rows, document))

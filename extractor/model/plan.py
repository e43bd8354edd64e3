"""Which questions a report needs: its prose, and the rows that are not settled yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor.model.layout import FoundTable, find_tables
from extractor.model.material import PIECE, brief_prose, brief_table, outside, pieces
from extractor.model.question import Question
from extractor.model.questions import prose_question, rows_question
from extractor.model.shapes import Prose, Rows
from report.document import Span
from report.form import TableForm, table_form
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
    tables = dict(find_tables(text))
    for table, form in (forms or {}).items():
        if table in tables and tables[table].form.keys != form.keys:
            tables.pop(table)
        elif table in tables:
            tables[table] = FoundTable(form, tables[table].span, tables[table].lines)
    left_out = [*settled, *(found.span for found in tables.values())]
    prose = brief_prose(outside(text, left_out))
    return Plan(
        tuple(prose_question(piece, document) for piece in pieces(prose) if _holds_words(piece)),
        tuple(_table_questions(text, document, tables, forms or {}, wanted)),
        tables,
    )

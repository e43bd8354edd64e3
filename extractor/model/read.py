"""Asks a model about one report and keeps what the report bears out."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from extractor.model.answers import read_answers
from extractor.model.cells import READER, Rows, ground_rows
from extractor.model.ground import source_of
from extractor.model.plan import Plan, TableQuestion, Wanted, plan
from extractor.model.question import Answer, Model, Question, Shape, Usage, text_key
from extractor.model.shapes import Prose
from extractor.model.shapes import Rows as RowsAnswer
from report.claim import Claim
from report.document import Document, Span
from report.edits import keys_for
from report.form import TableForm
from report.record import CellReading, Reading, Stated, Unfounded
from report.text import find_quote, fold, project

_SHOWN = 80
_YEAR = re.compile(r"(?:19|20)\d\d")
_NO_FORM = "other"
_PROSE = "prose"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a model may be told of a report beside its text, and what it is asked for.

    Nothing of it says what the other reading found; it says what need not be read.

    Attributes:
        settled: Parts of the text that are tables and are settled.
        forms: Table id → the form its rows are named by.
        wanted: Table id → rows to ask for; None asks for all that stand in the text.
        year: The year reported on, as the text states it.
        shown: The text to send instead, of the same length: with telephone numbers
            covered, say. What comes back is held against the document's own text.
    """

    settled: tuple[Span, ...] = ()
    forms: Mapping[str, TableForm] = field(default_factory=dict)
    wanted: Wanted | None = None
    year: int | None = None
    shown: str | None = None


EVERYTHING = Asked()


@dataclass(frozen=True, slots=True)
class ModelReading:
    """What a model's answers gave.

    Attributes:
        reading: Cells of the tables.
        claims: Figures in prose, in text order, for the keys of the reading's own tables
            and those of `keys`.
        issuer: Who reports, as the answers say and the text bears out; so is `year`.
        usage: What the answers cost.
    """

    reading: Reading
    claims: tuple[Claim, ...]
    issuer: Stated | None = None
    year: Stated | None = None
    usage: Usage = field(default_factory=Usage)


async def read_by_model(
    document: Document, model: Model, asked: Asked = EVERYTHING, keys: tuple[str, ...] = ()
) -> ModelReading:
    """Return what a model reads in a document, each value with its evidence.

    Args:
        document: The document.
        model: Whoever answers.
        asked: What to ask for.
        keys: Cell keys that figures in prose may be held against; those of the tables
            that are read here when empty.

    Raises:
        ModelError: A question got no answer; what others gave is kept by the model.
    """
    questions = plan_for(document, asked)
    prose, rows = await _ask_all(model, questions)
    text = document.text
    found = [_ground(text, one, answer) for one, answer in zip(questions.rows, rows, strict=True)]
    tables = _tables(questions)
    answered = [answer.value for answer in prose if answer.value is not None]
    year = _year(answered, text)
    spans = [*asked.settled, *(table.span for table in questions.tables.values())]
    read = read_answers(
        [answer.claims for answer in answered],
        source_of(text, spans),
        keys or keys_for(tables),
        asked.year or (int(year.value) if year is not None else None),
    )
    reading = Reading(
        reader=READER,
        edition=_edition(tables),
        tables=tables,
        cells=_merged(found),
        regions=tuple(sorted(table.span for table in questions.tables.values())),
        used_edits=tuple(dict.fromkeys(edit for rows in found for edit in rows.used_edits)),
        unfounded=(
            *(one for rows in found for one in rows.unfounded),
            *(_unusable(_PROSE, answer) for answer in prose if answer.value is None),
            *read.unfounded,
        ),
    )
    usage = sum([*(answer.usage for answer in prose), *(answer.usage for answer in rows)], Usage())
    return ModelReading(reading, read.claims, _issuer(answered, text), year, usage)


def _tables(questions: Plan) -> dict[str, tuple[str, str]]:
    """Return the tables that were found or asked for, in the form's order."""
    forms = {id_: found.form for id_, found in questions.tables.items()}
    forms |= {one.form.table.id: one.form for one in questions.rows}
    return {id_: (form.edition, form.variant) for id_, form in forms.items()}


def plan_for(document: Document, asked: Asked = EVERYTHING) -> Plan:
    """Return the questions about a document."""
    sha256 = text_key(document.text)
    shown = document.text if asked.shown is None else asked.shown
    return plan(shown, sha256, settled=asked.settled, forms=asked.forms, wanted=asked.wanted)


async def _ask_all(
    model: Model, questions: Plan
) -> tuple[list[Answer[Prose]], list[Answer[RowsAnswer]]]:
    """Return all answers in order; every question is asked before a failure is told."""
    prose, rows = await asyncio.gather(
        _each(model, questions.prose), _each(model, [one.question for one in questions.rows])
    )
    for answer in (*prose, *rows):
        if isinstance(answer, BaseException):
            raise answer
    return (
        [answer for answer in prose if not isinstance(answer, BaseException)],
        [answer for answer in rows if not isinstance(answer, BaseException)],
    )


async def _each(
    model: Model, questions: Sequence[Question[Shape]]
) -> list[Answer[Shape] | BaseException]:
    asked = (_ask(model, question) for question in questions)
    return list(await asyncio.gather(*asked, return_exceptions=True))


async def _ask(model: Model, question: Question[Shape]) -> Answer[Shape]:
    """Return the answer; one that ended for want of room is asked for with twice as much."""
    answer = await model.ask(question)
    if not answer.truncated:
        return answer
    again = await model.ask(replace(question, max_tokens=2 * question.max_tokens))
    return replace(again, usage=answer.usage + again.usage)


def _ground(text: str, asked: TableQuestion, answer: Answer[RowsAnswer]) -> Rows:
    if answer.value is None:
        return Rows({}, (_unusable(asked.form.table.id, answer),))
    return ground_rows(text, asked.form, asked.found, asked.rows, answer.value.rows)


def _unusable(what: str, answer: Answer[Shape]) -> Unfounded:
    return Unfounded(READER, "answer", what, None, answer.problem[:_SHOWN], "answer")


def _merged(found: Sequence[Rows]) -> dict[str, CellReading]:
    return {key: cell for rows in found for key, cell in rows.cells.items()}


def _edition(tables: Mapping[str, tuple[str, str]]) -> str:
    for table in ("requests", *tables):
        if table in tables:
            return tables[table][0]
    return _NO_FORM


def _issuer(answers: Sequence[Prose], text: str) -> Stated | None:
    """Return the issuer named first, where it stands in the text."""
    for answer in answers:
        name = answer.issuer.strip()
        span = next(find_quote(name, project(text)), None) if len(name) > 2 else None
        if span is not None:
            raw = text[span.start : span.end]
            return Stated(fold(raw), raw, span)
    return None


def _year(answers: Sequence[Prose], text: str) -> Stated | None:
    """Return the year told first, where it stands in the text."""
    for answer in answers:
        year = str(answer.year or "")
        if not _YEAR.fullmatch(year):
            continue
        found = re.search(rf"(?<!\d){year}(?!\d)", text)
        if found is not None:
            return Stated(year, found[0], Span(*found.span()))
    return None

"""The questions: what is asked of a model about one report, and with which words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.model.names import metric_names
from extractor.model.question import Question, Shape
from extractor.model.shapes import Prose, Repair, Rows
from prompts import Rendered, load_prompt
from report.form import TableForm
from report.naming import row_names

_INSTRUCTION = re.compile(r"（.*）$")
_FIGURES = re.compile(r"\d+")
_TOKENS_A_CLAIM = 48
_TOKENS_A_NUMBER = 4
_ROOM = 160
_MOST = 6000


@dataclass(frozen=True, slots=True)
class Field:
    """A cell to be asked for once more, named by row and column."""

    row: str
    column: str


def prose_question(text: str, document: str) -> Question[Prose]:
    """Return the question for issuer, year and every figure of some prose.

    Args:
        text: The prose as it is sent.
        document: sha256 of the document's text.
    """
    prompt = load_prompt("claims").render({"metrics": metric_names()})
    room = _ROOM + _TOKENS_A_CLAIM * (4 + len(_FIGURES.findall(text)))
    return _question(prompt, text, Prose, min(room, _MOST), document)


def rows_question(text: str, form: TableForm, rows: Sequence[str], document: str) -> Question[Rows]:
    """Return the question for some rows of one table.

    Args:
        text: The table as it is sent.
        form: The table's form.
        rows: Ids of the rows asked for; they are numbered as in the form.
        document: sha256 of the document's text.
    """
    names, numbers = row_names(form), row_numbers(form)
    shared = all(not row.columns for row in form.rows)
    heads = {id_: _head(column.label) for id_, column in form.columns.items()}
    prompt = load_prompt("rows")
    words = prompt.words
    columns = words["columns"].format(words["between"].join(heads.values())) if shared else ""
    lines = []
    for row in form.rows:
        if row.id in rows:
            named = words["between"].join(heads[id_] for id_ in row.columns)
            own = "" if shared else words["own_columns"].format(named)
            lines.append(f"{numbers[row.id]} {names[row.id]}{own}")
    asked = prompt.render({"table": "\n".join([*filter(None, [columns]), *lines])})
    room = _ROOM + _TOKENS_A_NUMBER * len(lines) * (1 + len(heads))
    return _question(asked, text, Rows, min(room, _MOST), document)


def _head(label: str) -> str:
    return _INSTRUCTION.sub("", label)


def row_numbers(form: TableForm) -> dict[str, int]:
    """Return row id → the number a row has in questions and answers."""
    return {row.id: number for number, row in enumerate(form.rows, 1)}


def repair_question(text: str, fields: Iterable[Field], document: str) -> Question[Repair]:
    """Return the question for single cells, with no more of the report than their lines.

    Args:
        text: The lines the cells stand in.
        fields: The cells, in the order of the answer.
        document: sha256 of the document's text.
    """
    lines = [f"{number} {f.row}—{f.column}" for number, f in enumerate(fields, 1)]
    prompt = load_prompt("repair").render({"fields": "\n".join(lines)})
    room = _ROOM + 2 * _TOKENS_A_NUMBER * len(lines)
    return _question(prompt, text, Repair, min(room, _MOST), document)


def _question(
    prompt: Rendered, text: str, shape: type[Shape], room: int, document: str
) -> Question[Shape]:
    return Question(
        prompt=prompt.name,
        prompt_sha256=prompt.sha256,
        system=prompt.system,
        user=prompt.user(text),
        shape=shape,
        max_tokens=room,
        document=document,
    )

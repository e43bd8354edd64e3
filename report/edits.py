"""The forms' linear rules, compiled once: which cells, with which sign, must balance.

The splitter and the verifier both need them. An edit holds when the sum of its cells,
each taken with its sign, is zero (`=`), at least zero (`>=`) or at most zero (`<=`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Literal

from report.finding import Severity
from report.form import EditRule, Source, TableForm, load_forms, table_form

Relation = Literal["=", ">=", "<="]


@dataclass(frozen=True, slots=True)
class Edit:
    """One compiled rule.

    Attributes:
        id: `CODE.place`, such as `REQ02.total`; the same in every edition.
        terms: Cell key → +1 (left side) or -1 (right side).
        place: What the rule was compiled for: a row id, a column id, or the cells.
    """

    id: str
    code: str
    table: str
    for_each: str
    place: str
    terms: Mapping[str, int]
    relation: Relation
    severity: Severity
    source: Source

    @property
    def left(self) -> tuple[str, ...]:
        """Keys of the parts."""
        return tuple(key for key, sign in self.terms.items() if sign > 0)

    @property
    def right(self) -> tuple[str, ...]:
        """Keys of what the parts are held against."""
        return tuple(key for key, sign in self.terms.items() if sign < 0)


def _relation(rule: EditRule) -> tuple[Relation, tuple[str, ...]]:
    if rule.equals is not None:
        return "=", rule.equals
    if rule.at_least is not None:
        return ">=", rule.at_least
    return "<=", rule.at_most or ()


def _expand(operand: str, entries: Iterator[tuple[str, str]]) -> tuple[str, ...]:
    """Return the ids an operand stands for; an id absent from a variant is none."""
    if operand.startswith("@"):
        return tuple(id_ for id_, role in entries if role == operand[1:])
    return tuple(id_ for id_, _ in entries if id_ == operand)


def _terms(rule: EditRule, form: TableForm, place: str) -> dict[str, int]:
    _, right = _relation(rule)
    terms: dict[str, int] = {}
    for sign, operands in ((1, rule.left), (-1, right)):
        for operand in operands:
            if rule.for_each == "once":
                terms[f"{form.table.id}.{operand}"] = sign
            elif rule.for_each == "column":
                for row in _expand(operand, iter([(r.id, r.role) for r in form.rows])):
                    terms[form.key(row, place)] = sign
            else:
                for column in _expand(operand, iter([(c.id, c.role) for c in form.table.columns])):
                    terms[form.key(place, column)] = sign
    return terms


def _places(rule: EditRule, form: TableForm) -> tuple[str, ...]:
    if rule.for_each == "row":
        return tuple(row.id for row in form.rows)
    if rule.for_each == "column":
        return tuple(form.columns)
    return ("+".join(rule.left),)


@cache
def edits_of(edition: str, table: str, variant: str) -> tuple[Edit, ...]:
    """Return the compiled edits of one table, in the form file's order."""
    form = table_form(edition, table, variant)
    compiled = []
    for rule in load_forms()[edition].edits:
        if rule.table != table:
            continue
        for place in _places(rule, form):
            compiled.append(
                Edit(
                    id=f"{rule.code}.{place}",
                    code=rule.code,
                    table=table,
                    for_each=rule.for_each,
                    place=place,
                    terms=_terms(rule, form, place),
                    relation=_relation(rule)[0],
                    severity=rule.severity,
                    source=rule.source,
                )
            )
    return tuple(compiled)


def edits_for(tables: Mapping[str, tuple[str, str]]) -> tuple[Edit, ...]:
    """Return the edits of a report's tables (table id → edition and variant)."""
    return tuple(
        edit
        for table, (edition, variant) in tables.items()
        for edit in edits_of(edition, table, variant)
    )


def keys_for(tables: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    """Return all cell keys of a report's tables, in printed order."""
    forms = (table_form(edition, table, variant) for table, (edition, variant) in tables.items())
    return tuple(chain.from_iterable(form.keys for form in forms))

"""Random consistent tables: every sum of the form holds."""

from __future__ import annotations

import random
from collections.abc import Mapping

from hypothesis import strategies as st

from report.edits import edits_of
from report.form import TableForm


def _count(source: random.Random) -> int:
    """Return a number as reports hold them: mostly 0, small ones, now and then a large one."""
    kind = source.random()
    if kind < 0.5:
        return 0
    return source.randint(0, 9) if kind < 0.85 else source.randint(10, 4000)


def _requests(form: TableForm, source: random.Random) -> dict[str, int]:
    columns = list(form.columns)
    table = {
        row.id: [_count(source) for _ in columns[:-1]] for row in form.rows if row.role == "outcome"
    }
    total = [sum(row[k] for row in table.values()) for k in range(len(columns) - 1)]
    forward = [_count(source) for _ in total]
    over = [source.randint(0, t + f) for t, f in zip(total, forward, strict=True)]
    table["outcomes_total"] = total
    table["carried_forward"] = forward
    table["carried_over"] = over
    table["received"] = [t + f - o for t, f, o in zip(total, forward, over, strict=True)]
    return {
        form.key(row, column): value
        for row, numbers in table.items()
        for column, value in zip(columns, [*numbers, sum(numbers)], strict=True)
    }


def _disputes(form: TableForm, source: random.Random) -> dict[str, int]:
    values: dict[str, int] = {}
    for row in form.rows:
        parts = [_count(source) for _ in form.columns][:-1]
        for column, value in zip(form.columns, [*parts, sum(parts)], strict=True):
            values[form.key(row, column)] = value
    return values


def table_of(forms: Mapping[str, TableForm], seed: int) -> dict[str, int]:
    """Return a number for every cell of the three tables; all equations hold."""
    source = random.Random(seed)
    values = {key: _count(source) for key in forms["disclosure"].keys}
    values.update(_requests(forms["requests"], source))
    values.update(_disputes(forms["disputes"], source))
    for form in forms.values():
        for edit in edits_of(form.edition, form.table.id, form.variant):
            if edit.relation == "=":
                assert sum(sign * values[key] for key, sign in edit.terms.items()) == 0
    return values


def tables(forms: Mapping[str, TableForm]) -> st.SearchStrategy[dict[str, int]]:
    """Return a strategy for whole reports; drawing every cell alone would take seconds."""
    return st.integers(0, 2**32).map(lambda seed: table_of(forms, seed))

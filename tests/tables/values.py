"""Random consistent tables: every sum of the form holds."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from report.edits import edits_of
from report.form import TableForm

COUNTS = st.one_of(st.just(0), st.just(0), st.integers(0, 9), st.integers(10, 4000))


def _requests(form: TableForm, draw: st.DrawFn) -> dict[str, int]:
    columns = list(form.columns)
    table: dict[str, list[int]] = {}
    for row in form.rows:
        if row.role == "outcome":
            table[row.id] = [draw(COUNTS) for _ in columns[:-1]]
    total = [sum(row[k] for row in table.values()) for k in range(len(columns) - 1)]
    forward = [draw(COUNTS) for _ in total]
    over = [draw(st.integers(0, t + f)) for t, f in zip(total, forward, strict=True)]
    table["outcomes_total"] = total
    table["carried_forward"] = forward
    table["carried_over"] = over
    table["received"] = [t + f - o for t, f, o in zip(total, forward, over, strict=True)]
    return {
        form.key(row, column): value
        for row, numbers in table.items()
        for column, value in zip(columns, [*numbers, sum(numbers)], strict=True)
    }


def _disputes(form: TableForm, draw: st.DrawFn) -> dict[str, int]:
    values: dict[str, int] = {}
    for row in form.rows:
        parts = [draw(COUNTS) for _ in form.columns][:-1]
        for column, value in zip(form.columns, [*parts, sum(parts)], strict=True):
            values[form.key(row, column)] = value
    return values


@st.composite
def tables(draw: st.DrawFn, forms: Mapping[str, TableForm]) -> dict[str, int]:
    """Return a number for every cell of the three tables; all equations hold."""
    values = {key: draw(COUNTS) for key in forms["disclosure"].keys}
    values.update(_requests(forms["requests"], draw))
    values.update(_disputes(forms["disputes"], draw))
    for form in forms.values():
        for edit in edits_of(form.edition, form.table.id, form.variant):
            if edit.relation == "=":
                assert sum(sign * values[key] for key, sign in edit.terms.items()) == 0
    return values

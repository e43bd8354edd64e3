"""The printed form: every figure has its place, and no two boxes lie on one another."""

from __future__ import annotations

import pytest

from gouji.exports.layout import WIDTH, boxes
from report.form import TableForm, table_forms

FORMS = [form for table in ("disclosure", "requests", "disputes") for form in table_forms(table)]


def named(form: TableForm) -> str:
    return f"{form.edition}-{form.table.id}-{form.variant}"


@pytest.mark.parametrize("form", FORMS, ids=named)
def test_every_figure_stands_once_and_in_order(form: TableForm) -> None:
    figures = [box.key for box in boxes(form) if box.kind == "figure"]
    assert figures == list(form.keys)


@pytest.mark.parametrize("form", FORMS, ids=named)
def test_the_boxes_tile_the_table_without_gap_or_overlap(form: TableForm) -> None:
    taken: dict[tuple[int, int], str] = {}
    for box in boxes(form):
        for row in range(box.top, box.bottom + 1):
            for column in range(box.left, box.right + 1):
                assert (row, column) not in taken, (box, taken[row, column])
                taken[row, column] = box.text or box.key
    rows = 1 + max(row for row, _ in taken)
    assert set(taken) == {(row, column) for row in range(rows) for column in range(WIDTH)}


@pytest.mark.parametrize("form", FORMS, ids=named)
def test_all_official_labels_are_printed(form: TableForm) -> None:
    printed = "\n".join(box.text for box in boxes(form))
    for row in form.rows:
        assert row.label in printed
    for column in form.columns.values():
        assert column.label in printed
    for group in form.groups:
        assert group.label in printed

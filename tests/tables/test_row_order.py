"""Rows of table three printed in another order than the form's are read by their labels."""

from __future__ import annotations

import random

import pytest
import table_layouts as layouts
from hypothesis import given, settings
from hypothesis import strategies as st
from table_cases import matrix_of, printed, read, values_of
from table_layouts import Matrix, document, forms_of, report

from extractor import extract
from verify import verify

FORMS = [("2019", ""), ("2021", ""), ("2021", "one_other_row")]
HEADS = 3
RENDERS = [*layouts.BORDERED, layouts.one_cell_a_line, layouts.row_lines]
Form = tuple[str, str]
Labels = tuple[tuple[str, str], ...]


def reordered(form: Form, order: list[int], render: layouts.Render, labels: Labels = ()) -> str:
    """Return a report whose table three has its rows in another order, some labels replaced."""
    edition, variant = form
    values = printed(edition, variant)
    whole = matrix_of("requests", edition, values, variant)
    rows: Matrix = [list(whole[HEADS + place]) for place in order]
    for row in rows:
        own = max(at for at, cell in enumerate(row[:HEADS]) if cell)
        row[own] = dict(labels).get(f"{row[own]}", row[own])
    sound = report(forms_of(edition, variant), values, render)
    assert render(whole) in sound
    return sound.replace(render(whole), render([*whole[:HEADS], *rows]))


def size(form: Form) -> int:
    return len(forms_of(*form)["requests"].rows)


def labels_of(form: Form) -> list[str]:
    """Return the labels that stand next to the figures, as printed."""
    rows = matrix_of("requests", form[0], printed(*form), form[1])[HEADS:]
    return [[cell for cell in row[:HEADS] if cell][-1] for row in rows]


@pytest.mark.parametrize("render", RENDERS)
@pytest.mark.parametrize("form", FORMS)
def test_rows_in_reversed_order_are_read_by_their_labels(
    form: Form, render: layouts.Render
) -> None:
    text = reordered(form, list(range(size(form)))[::-1], render)
    assert values_of(read(text)) == printed(*form)


@settings(deadline=None)
@given(st.sampled_from(FORMS), st.sampled_from(RENDERS), st.randoms(use_true_random=False))
def test_rows_in_any_order_are_read_by_their_labels(
    form: Form, render: layouts.Render, source: random.Random
) -> None:
    order = list(range(size(form)))
    source.shuffle(order)
    found = values_of(read(reordered(form, order, render)))
    assert found == printed(*form)


@pytest.mark.parametrize("form", FORMS)
def test_digits_run_together_in_rows_of_another_order_are_never_read_wrongly(form: Form) -> None:
    text = reordered(form, list(range(size(form)))[::-1], layouts.glued)
    found, values = values_of(read(text)), printed(*form)
    assert sum(key.startswith("requests.") for key in found) > 100
    assert found == {key: values[key] for key in found}


def test_nobody_is_blamed_for_the_order_of_rows() -> None:
    text = reordered(("2021", ""), list(range(size(("2021", ""))))[::-1], layouts.markdown)
    outcome = verify(extract(document(text)))
    assert {r.state for r in outcome.results if r.code.startswith("REQ")} == {"passed"}
    assert not [f for f in outcome.findings if f.code.startswith(("REQ", "RDG"))]


@pytest.mark.parametrize("render", [layouts.markdown, layouts.row_lines])
def test_a_row_whose_label_is_lost_stays_unread_where_order_tells_nothing(
    render: layouts.Render,
) -> None:
    form = ("2021", "")
    lost = (("2.重复申请", "□□□"),)
    text = reordered(form, list(range(size(form)))[::-1], render, lost)
    row = "requests.not_processed.repeat."
    wanted = {key: raw for key, raw in printed(*form).items() if not key.startswith(row)}
    assert values_of(read(text)) == wanted


@pytest.mark.parametrize("form", FORMS)
def test_a_damaged_label_in_reversed_rows_never_takes_another_row_s_figures(form: Form) -> None:
    values = printed(*form)
    order = list(range(size(form)))[::-1]
    for label in labels_of(form):
        half = len(label) // 2
        for kept in (label[:half], label[half:], label[0] + "□" + label[2:]):
            text = reordered(form, order, layouts.tab_separated, ((label, kept),))
            found = values_of(read(text))
            assert found == {key: values.get(key) for key in found}, (label, kept)


def test_a_row_under_another_row_s_label_is_not_taken_by_its_place() -> None:
    form = ("2021", "")
    slip = (("2.重复申请", "2.没有现成信息需要另行制作"),)
    text = reordered(form, list(range(size(form))), layouts.markdown, slip)
    row = "requests.not_processed.repeat."
    assert not [key for key in values_of(read(text)) if key.startswith(row)]

"""A hostile file costs no more than a bounded time, and never an error."""

from __future__ import annotations

import pytest
import table_layouts as layouts
from hypothesis import given, settings
from hypothesis import strategies as st
from table_layouts import document, forms_of, report
from table_values import table_of

from extractor.tables import read_tables

LABELS = [row.label for form in forms_of("2021").values() for row in form.rows]

HOSTILE = {
    "digits without end": "0123456789" * 500_000,
    "lines of digits": "7\n" * 200_000,
    "tabs": "\t0" * 100_000,
    "a table of 1e5 cells": "\n".join("\t".join("0" for _ in range(10)) for _ in range(10_000)),
    "labels without end": "\n".join(LABELS * 400),
    "rows without end": "\n".join(f"{label}\t0\t0\t0\t0\t0\t0\t0" for label in LABELS * 150),
    "one label, many numbers": "一、本年新收政府信息公开申请数量" + " 1" * 50_000,
    "brackets": "（" * 100_000,
    "bars": "|" * 200_000,
    "glued digits": "规章" + "".join(f"{label}{'1234567890' * 12}" for label in LABELS * 3),
    "glued zeros": "".join(f"{label}{'0' * 80}" for label in LABELS * 20),
    "bookmarks": "[bookmark: " * 50_000,
    "a long line of numbers between labels": "".join(LABELS) + " 1" * 500_000 + "".join(LABELS),
    "many short lines": "行政许可 1\n" * 300_000,
    "fifty megabytes of digits": "0123456789" * 5_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.timeout(120)  # A hang guard; bench/ measures.
def test_hostile_text_comes_to_an_end(name: str) -> None:
    reading = read_tables(document(HOSTILE[name]))
    assert all(cell.raw == "" or cell.value is None or cell.raw for cell in reading.cells.values())


@pytest.mark.timeout(120)  # A hang guard: without its budget the search would take days.
def test_glued_tables_of_large_numbers_stay_within_their_budget() -> None:
    values = {key: str(10**8 + 7 * at) for at, key in enumerate(table_of(forms_of("2021"), 1))}
    values.update({k: "0" for k in values if ".received." in k or ".repeat." in k})
    reading = read_tables(document(report(forms_of("2021"), values, layouts.glued)))
    counts = {key: cell.value for key, cell in reading.cells.items() if "amount" not in key}
    wrong = {k: v for k, v in counts.items() if v is not None and v != int(values[k])}
    assert counts
    assert wrong == {}


PIECES = st.sampled_from(
    [*LABELS[:12], "0", "12", " ", "\t", "|", "\n", "\n\n", "||", "/", "第二十条第（一）项",
     "结果维持", "总计", "-3", "1.", "万元", "5,542.36", "[image: a]", "。", "---", "００", "規"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=120))
def test_any_heap_of_labels_and_numbers_is_read_without_an_error(pieces: list[str]) -> None:
    text = "".join(pieces)
    reading = read_tables(document(text))
    for cell in reading.cells.values():
        assert text[cell.span.start : cell.span.end] == cell.raw
    for before, after in zip(reading.regions, reading.regions[1:], strict=False):
        assert before.end <= after.start


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_report_with_lines_torn_out_gives_no_number_that_is_not_its_own(
    data: st.DataObject,
) -> None:
    forms = forms_of("2021")
    values = {key: str(number) for key, number in table_of(forms, 5).items()}
    render = data.draw(st.sampled_from([layouts.tab_separated, layouts.markdown]))
    lines = report(forms, values, render).splitlines()
    torn = data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=6))
    text = "\n".join(line for at, line in enumerate(lines) if at not in torn)
    for key, cell in read_tables(document(text)).cells.items():
        assert cell.value is None or cell.raw == values[key]

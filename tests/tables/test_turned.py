"""Table three on its side: read as if it stood upright, where its names and sums say so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from eval.generate.damage import make_file
from eval.generate.layouts import Cover, Matrix
from eval.generate.office import OFFICE
from eval.generate.report import Report, make_report
from eval.generate.world import make_truth
from extractor.documents import read_bytes
from extractor.tables import read_tables
from report.record import Reading

Bend = Callable[[Matrix], Matrix]
LAYOUTS = ("L3_tabs", "L3_bars", "L5", "html", "docx", "xlsx")
ASIDE = {Cover.LEFT: Cover.UP, Cover.UP: Cover.LEFT}


def on_its_side(matrix: Matrix) -> Matrix:
    columns = [list(column) for column in zip(*matrix, strict=True)]
    return [[ASIDE[c] if isinstance(c, Cover) else c for c in column] for column in columns]


def printed(layout: str, number: int, bend: Bend, nought: str = "0") -> tuple[Report, Reading]:
    source = Random(f"{layout}/{number}")
    report = make_report(source, make_truth(source), layout)
    report = replace(
        report,
        style=replace(report.style, zero=nought, zero_total=nought),
        bend=lambda table, matrix: bend(matrix) if table == "requests" else matrix,
    )
    suffix = layout if layout in OFFICE else "txt"
    return report, read_tables(read_bytes(make_file(Random(0), report).data, f"r.{suffix}"))


def requests(reading: Reading) -> dict[str, object]:
    return {
        key: cell.value or 0 for key, cell in reading.cells.items() if key.startswith("requests.")
    }


def right(report: Report) -> dict[str, object]:
    return {k: value or 0 for k, value in report.values.items() if k.startswith("requests.")}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("nought", ["0", "", "—"])
def test_a_table_on_its_side_is_read(layout: str, nought: str) -> None:
    for number in range(1 if layout in OFFICE else 3):
        report, reading = printed(layout, number, on_its_side, nought)
        assert requests(reading) == right(report)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_other_tables_are_read_as_ever(layout: str) -> None:
    report, reading = printed(layout, 0, on_its_side)
    _, plain = printed(layout, 0, lambda matrix: matrix)
    for key, cell in plain.cells.items():
        if not key.startswith("requests."):
            assert (reading.cells[key].value, reading.cells[key].how) == (cell.value, cell.how)
    assert set(reading.cells) == set(report.values)


def without_the_last_name(matrix: Matrix) -> Matrix:
    turned = on_its_side(matrix)
    return [*turned[:-1], ["", "", "", *turned[-1][3:]]]


def with_an_applicant_missing(matrix: Matrix) -> Matrix:
    turned = on_its_side(matrix)
    return [*turned[:5], *turned[6:]]


def with_figures_of_another_row(matrix: Matrix) -> Matrix:
    turned = on_its_side(matrix)
    return [*turned[:-1], [*turned[-1][:3], *reversed(turned[-1][3:])]]


def without_heads(matrix: Matrix) -> Matrix:
    return on_its_side(matrix)[3:]


@pytest.mark.parametrize("layout", ["L5", "html", "L3_tabs"])
@pytest.mark.parametrize(
    "bend",
    [
        without_the_last_name,
        with_an_applicant_missing,
        with_figures_of_another_row,
        without_heads,
    ],
)
def test_a_table_on_its_side_that_nothing_proves_is_left_unread(layout: str, bend: Bend) -> None:
    drawn = (printed(layout, number, bend) for number in range(50))
    reading = next(
        reading for report, reading in drawn if sum(map(bool, right(report).values())) > 60
    )
    assert requests(reading) == {}


def test_applicants_in_another_order_are_known_by_their_names() -> None:
    def bend(matrix: Matrix) -> Matrix:
        turned = on_its_side(matrix)
        return [*turned[:3], turned[-1], *turned[3:-1]]

    report, reading = printed("L5", 4, bend)
    assert requests(reading) == right(report)

"""A column printed twice: the copy is left out where the sums show it, else nothing is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from eval.generate.damage import make_file
from eval.generate.layouts import LAYOUTS, Matrix
from eval.generate.report import Report, make_report
from eval.generate.world import make_truth
from extractor.documents import read_bytes
from extractor.tables import read_tables
from report.record import CellReading, Reading

LABELS, HEADS = 3, 3
# Column copied, and the place among the printed columns where the copy stands.
COPIES = {"total behind itself": (6, 7), "total in front": (6, 0), "second beside itself": (1, 2)}
COPIES |= {"second at the end": (1, 7), "persons at the end": (0, 7), "empty one": (2, 3)}
Bend = Callable[[Matrix], Matrix]


def doubled(column: int, place: int, heads: bool = True) -> Bend:
    def bend(matrix: Matrix) -> Matrix:
        bent: Matrix = []
        for at, row in enumerate(matrix):
            cells = list(row)
            if at >= HEADS or heads:
                cell = "" if at == 0 else row[LABELS + column]
                cells.insert(LABELS + place, cell)
            bent.append(cells)
        return bent

    return bend


def printed(layout: str, number: int, bend: Bend | None, nought: str = "0") -> tuple[Report, bytes]:
    source = Random(f"{layout}/{number}")
    report = make_report(source, make_truth(source), layout)
    report = replace(report, style=replace(report.style, zero=nought, zero_total=nought))
    if bend is not None:
        report = replace(
            report, bend=lambda table, matrix: bend(matrix) if table == "requests" else matrix
        )
    return report, make_file(Random(0), report).data


def shows_sums(report: Report) -> bool:
    """Return whether several rows have sums that could be wrong."""
    totals = [value for key, value in report.values.items() if key.startswith("requests.")]
    return sum(bool(value) for value in totals[6::7]) > 4


def read(data: bytes) -> Reading:
    return read_tables(read_bytes(data, "r.txt"))


def requests(cells: dict[str, CellReading]) -> dict[str, CellReading]:
    return {key: cell for key, cell in cells.items() if key.startswith("requests.")}


def misread(report: Report, reading: Reading) -> list[str]:
    return [
        key
        for key, cell in reading.cells.items()
        if cell.value is not None and cell.value != report.values[key]
    ]


@pytest.mark.parametrize("layout", sorted(set(LAYOUTS) - {"L8"}))
@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
def test_a_copy_of_a_column_is_left_out(layout: str, copy: tuple[int, int]) -> None:
    for number in range(4):
        report, data = printed(layout, number, doubled(*copy))
        found = read(data)
        assert misread(report, found) == []
        if shows_sums(report):
            _, plain = printed(layout, number, None)
            assert requests(found.cells).keys() == requests(read(plain).cells).keys()


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
@pytest.mark.parametrize("heads", [True, False])
@pytest.mark.parametrize("nought", ["0", "", "—"])
def test_no_figure_is_read_one_column_off(
    layout: str, copy: tuple[int, int], heads: bool, nought: str
) -> None:
    for number in range(3):
        report, data = printed(layout, number, doubled(*copy, heads=heads), nought)
        if shows_sums(report) or nought:
            assert misread(report, read(data)) == []


def rich(layout: str) -> int:
    """Return the number of a report with figures in the columns that are copied here."""
    columns = ("natural_person", "business", "research")
    for number in range(200):
        report, _ = printed(layout, number, None)
        values = [report.values[f"requests.outcomes_total.{column}"] for column in columns]
        if len(set(values)) == len(values) and all(values) and shows_sums(report):
            return number
    raise AssertionError("no such report")


@pytest.mark.parametrize("layout", ["rows", "L4"])
def test_the_sums_that_told_the_copy_vouch_for_nothing(layout: str) -> None:
    _, named = printed(layout, rich(layout), doubled(1, 7))
    assert "REQ03.received" not in read(named).used_edits
    _, unnamed = printed(layout, rich(layout), doubled(1, 7, heads=False))
    assert "REQ03.received" in read(unnamed).used_edits


@pytest.mark.parametrize("layout", ["rows", "L4", "L5", "html"])
def test_a_copy_that_leaves_two_readings_is_read_in_neither(layout: str) -> None:
    # 商业企业, 科研机构, 商业企业: either of the two may be the copy.
    _, data = printed(layout, rich(layout), doubled(1, 3, heads=False))
    assert requests(read(data).cells) == {}


def test_a_column_with_figures_of_its_own_is_no_copy() -> None:
    def bend(matrix: Matrix) -> Matrix:
        return [
            [*row[:4], row[4] if at < HEADS else str(at), *row[4:]] for at, row in enumerate(matrix)
        ]

    _, data = printed("rows", 0, bend)
    assert requests(read(data).cells) == {}


def test_digits_run_together_in_rows_that_cannot_be_cut_are_not_cut_at_all() -> None:
    for number in range(12):
        _, data = printed("L8", number, doubled(6, 7))
        assert requests(read(data).cells) == {}

"""Table three in pieces: joined where heads and sums prove it, else nothing of it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest

from eval.generate.damage import make_file
from eval.generate.layouts import LAYOUTS, RUN_ON, Cover, Matrix, html
from eval.generate.office import OFFICE
from eval.generate.report import Report, make_report
from eval.generate.world import make_truth
from extractor import extract
from extractor.documents import read_bytes
from extractor.tables import read_tables
from report.record import CellReading
from verify import Context, verify

LABELS, HEADS = 3, 3
Bend = Callable[[Matrix], Matrix]
EVERY = sorted({*LAYOUTS, *OFFICE} - RUN_ON)


def cut_at(*places: int, again: bool = True) -> Bend:
    """Return what parts a table before these columns; labels stand again, or only once."""

    def bend(matrix: Matrix) -> Matrix:
        edges = [LABELS, *(LABELS + place for place in places), len(matrix[0])]
        pieces: Matrix = []
        for n, (start, end) in enumerate(pairwise(edges)):
            for row in matrix:
                labels = list(row[:LABELS]) if again or not n else []
                pieces.append([*labels, *uncovered(row, start)[: end - start]])
        return pieces

    return bend


def uncovered(row: list[Cover | str], at: int) -> list[Cover | str]:
    rest = list(row[at:])
    if rest[0] is Cover.LEFT:
        rest[0] = next(cell for cell in reversed(row[:at]) if cell is not Cover.LEFT)
    return rest


def printed(layout: str, number: int, bend: Bend, nought: str = "0") -> tuple[Report, bytes]:
    source = Random(f"{layout}/{number}")
    report = make_report(source, make_truth(source), layout)
    report = replace(
        report,
        style=replace(report.style, zero=nought, zero_total=nought),
        bend=lambda table, matrix: bend(matrix) if table == "requests" else matrix,
    )
    return report, make_file(Random(0), report).data


def requests(data: bytes, layout: str) -> dict[str, CellReading]:
    suffix = layout if layout in OFFICE else "txt"
    cells = read_tables(read_bytes(data, f"r.{suffix}")).cells
    return {key: cell for key, cell in cells.items() if key.startswith("requests.")}


def values(cells: dict[str, CellReading]) -> dict[str, object]:
    return {key: cell.value or 0 for key, cell in cells.items()}


def right(report: Report) -> dict[str, object]:
    return {k: value or 0 for k, value in report.values.items() if k.startswith("requests.")}


@pytest.mark.parametrize("layout", sorted(set(EVERY) - {"rows"}))
@pytest.mark.parametrize("places", [(2,), (4,), (2, 5)])
def test_pieces_with_their_labels_are_one_table(layout: str, places: tuple[int, ...]) -> None:
    report, data = printed(layout, len(places), cut_at(*places))
    assert values(requests(data, layout)) == right(report)


@pytest.mark.parametrize("layout", sorted(set(EVERY) - {"rows"}))
def test_a_second_piece_without_labels_is_told_by_its_count_of_rows(layout: str) -> None:
    report, data = printed(layout, 0, cut_at(3, again=False))
    assert values(requests(data, layout)) == right(report)


@pytest.mark.parametrize("layout", EVERY)
@pytest.mark.parametrize("again", [True, False])
@pytest.mark.parametrize("nought", ["0", "", "—"])
def test_no_figure_is_read_in_another_place_than_its_own(
    layout: str, again: bool, nought: str
) -> None:
    for number in (2,) if layout in OFFICE else range(4):
        report, data = printed(layout, number, cut_at(2 + number, again=again), nought)
        wanted = right(report)
        for key, value in values(requests(data, layout)).items():
            assert value == wanted[key]


@pytest.mark.parametrize("layout", ["html", "docx", "xlsx"])
def test_blank_cells_of_pieces_stand_under_their_heads(layout: str) -> None:
    report, data = printed(layout, 1, cut_at(4), nought="")
    cells = requests(data, layout)
    assert values(cells) == right(report)
    assert all(cell.value is None for cell in cells.values() if not cell.raw)


def without_heads(matrix: Matrix) -> Matrix:
    parted = cut_at(3)(matrix)
    half = len(parted) // 2
    return [*parted[HEADS:half], *parted[half + HEADS :]]


def with_the_same_heads(matrix: Matrix) -> Matrix:
    parted = cut_at(3)(matrix)
    half = len(parted) // 2
    return [*parted[:half], *parted[:HEADS], *parted[half + HEADS :]]


def with_columns_moved(matrix: Matrix) -> Matrix:
    parted = cut_at(3)(matrix)
    half = len(parted) // 2
    tail = [[*row[:LABELS], *reversed(row[LABELS:])] for row in parted[half + HEADS :]]
    return [*parted[: half + HEADS], *tail]


@pytest.mark.parametrize("layout", ["html", "L5", "L4", "docx"])
@pytest.mark.parametrize("bend", [without_heads, with_the_same_heads, with_columns_moved])
def test_pieces_that_nothing_proves_to_be_one_table_are_left_unread(
    layout: str, bend: Bend
) -> None:
    drawn = (printed(layout, number, bend) for number in range(50))
    report, data = next(pair for pair in drawn if sum(map(bool, right(pair[0]).values())) > 20)
    read = {key: cell.value for key, cell in requests(data, layout).items()}
    # Without borders the figures alone prove totals, and rows that are nought throughout.
    assert read.items() <= (right(report).items() if layout == "L4" else {}.items())


def test_a_row_that_one_piece_lacks_is_left_unread_and_the_others_are_read() -> None:
    def bend(matrix: Matrix) -> Matrix:
        parted = cut_at(3)(matrix)
        return parted[:-2] + parted[-1:]

    report, data = printed("html", 2, bend)
    read = {key.split(".")[1] for key in requests(data, "html")}
    assert {key.split(".")[1] for key in right(report)} - read == {"outcomes_total"}


def test_pieces_in_tables_of_their_own_with_words_between_are_one_table() -> None:
    source = Random(8)
    report = make_report(source, make_truth(source), "html")
    whole = html(report.matrix("requests"))
    parted = cut_at(3)(report.matrix("requests"))
    half = len(parted) // 2
    page = report.text()
    assert whole in page
    page = page.replace(whole, f"{html(parted[:half])}<p>续表</p>{html(parted[half:])}")
    record = extract(read_bytes(page.encode(), "r.html"))
    assert {key: cell.value for key, cell in record.cells.items()} == dict(report.values)
    assert record.facts.further_report is None
    assert [claim.quote for claim in record.claims if "总计" in claim.quote] == []
    assert not [one for one in verify(record, Context()).findings if one.attribution == "source"]


@pytest.mark.parametrize("layout", ["html", "xlsx"])
def test_each_cell_keeps_its_own_place(layout: str) -> None:
    _, data = printed(layout, 0, cut_at(3))
    cells = requests(data, layout)
    first, second = cells["requests.received.business"], cells["requests.received.total"]
    assert first.place is not None
    assert second.place is not None
    assert (first.place.row or 0) < (second.place.row or 0)
    assert first.span.end < second.span.start

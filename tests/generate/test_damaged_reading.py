"""What damage does to a table is asked about, and never read as other figures."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from random import Random

import pytest

from eval.generate.damage import TABLE_DAMAGE, make_file
from eval.generate.layouts import LAYOUTS, RUN_ON, TORN
from eval.generate.report import Report, make_report
from eval.generate.world import make_truth
from extractor.documents import read_bytes
from extractor.tables import read_tables
from extractor.tables.runs import cut
from report.record import CellReading

TEXTS = sorted(set(LAYOUTS) - {"html"})


def damaged(kind: str, layout: str, count: int) -> Iterator[tuple[Report, dict[str, CellReading]]]:
    """Yield reports with one kind of damage, and the cells read from their files."""
    for number in range(count):
        source = Random(f"{kind}/{layout}/{number}")
        file = make_file(source, make_report(source, make_truth(source), layout), (kind,))
        yield file.report, read_tables(read_bytes(file.data, f"r{file.suffix}")).cells


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_any_two_kinds_of_damage_go_together(layout: str) -> None:
    for number, kinds in enumerate(permutations(TABLE_DAMAGE, 2)):
        source = Random(f"{layout}/{number}")
        report = make_report(source, make_truth(source), layout)
        file = make_file(source, report, kinds)
        assert file.data
        assert set(file.damage) <= set(kinds)


@pytest.mark.parametrize("layout", sorted(set(LAYOUTS) - RUN_ON))
def test_a_table_parted_between_columns_is_never_read_some_columns_off(layout: str) -> None:
    for report, cells in damaged("split_columns", layout, 12):
        read = {key: cell.value for key, cell in cells.items() if cell.value is not None}
        assert all(report.values[key] == value for key, value in read.items())


@pytest.mark.parametrize("layout", TEXTS)
def test_a_report_in_traditional_characters_is_read_like_any_other(layout: str) -> None:
    for report, cells in damaged("traditional", layout, 3):
        plain = read_tables(read_bytes(make_file(Random(0), report).data, "r.txt")).cells
        assert {key: cell.value for key, cell in cells.items()} == {
            key: cell.value for key, cell in plain.items()
        }


def test_words_for_no_number_are_known_in_traditional_characters() -> None:
    text = "规章 無 無 無"
    kinds = [cell.kind for cell in cut(text, 0, len(text), 0)]
    assert kinds == ["label", "mark", "mark", "mark"]


def test_a_letter_between_the_figures_of_a_number_does_not_end_it() -> None:
    text = "行政强制 4〇75 行政许可 12"
    assert [cell.raw for cell in cut(text, 0, len(text), 0)] == [
        "行政强制",
        "4〇75",
        "行政许可",
        "12",
    ]


@pytest.mark.parametrize("layout", sorted(TORN))
def test_figures_apart_from_their_labels_are_read_right_or_not_at_all(layout: str) -> None:
    whole = 0
    for number in range(24):
        source = Random(f"torn/{layout}/{number}")
        report = make_report(source, make_truth(source), layout)
        cells = read_tables(read_bytes(make_file(source, report, ()).data, "r.txt")).cells
        printed = {k: raw for k, raw in report.printed().items() if k.startswith("requests.")}
        read = {k: cell.raw for k, cell in cells.items() if k in printed}
        assert read.items() <= printed.items()
        whole += read == printed
    assert whole >= 12

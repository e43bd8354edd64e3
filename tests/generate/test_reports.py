"""Generated reports hold what their labels say, in every layout."""

from __future__ import annotations

from random import Random

import pytest
from lxml import html as web

from eval.generate.consequences import visible
from eval.generate.layouts import LAYOUTS, Cover
from eval.generate.prose import chinese, fact_cells, grammar, make_prose
from eval.generate.report import Report, label_claims, make_report, plain
from eval.generate.world import make_truth

every_layout = pytest.mark.parametrize("layout", sorted(LAYOUTS))


def reports(layout: str, count: int = 25) -> list[Report]:
    sources = [Random(f"reports/{number}") for number in range(count)]
    return [make_report(source, make_truth(source), layout) for source in sources]


@every_layout
def test_every_cell_and_every_claim_stands_in_the_text(layout: str) -> None:
    for report in reports(layout):
        text = report.text()
        assert all(raw in text for raw in report.printed().values())
        assert all(said.quote in text for said in report.prose.claims)


@every_layout
def test_the_same_seed_gives_the_same_bytes(layout: str) -> None:
    first, second = reports(layout, 5), reports(layout, 5)
    assert [r.text().encode() for r in first] == [r.text().encode() for r in second]
    assert [r.label("x") for r in first] == [r.label("x") for r in second]


def test_nothing_contradicts_in_a_report_without_errors() -> None:
    for report in reports("L1", 200):
        assert visible(report).codes == ()
        label = report.label("x")
        assert {claim.verdict for claim in label.claims} <= {"agrees", "not_comparable"}


def test_a_blank_is_labelled_as_a_blank_and_not_as_zero() -> None:
    blank = next(r for r in reports("L1", 200) if r.style.zero == "")
    cells = blank.label("x").cells
    assert any(cell.value is None and cell.raw == "" for cell in cells.values())
    zeros = [cell for cell in cells.values() if cell.value == 0]
    assert all("0" in cell.raw for cell in zeros)


def test_matrices_are_rectangles_whose_covers_touch_what_covers_them() -> None:
    for report in reports("L1", 30):
        for table in report.truth.tables:
            matrix = report.matrix(table)
            assert len({len(row) for row in matrix}) == 1
            for at, row in enumerate(matrix):
                assert row[0] is not Cover.LEFT
                if at == 0:
                    assert Cover.UP not in row


def test_a_web_page_unrolls_to_the_same_cells() -> None:
    for report in reports("html", 10):
        page = web.fromstring(report.text())
        for table, node in zip(report.truth.tables, page.iter("table"), strict=True):
            matrix = report.matrix(table)
            width = len(matrix[0])
            taken = [0] * width
            for row in node.iter("tr"):
                left = [max(0, rows - 1) for rows in taken]
                place = 0
                for cell in row.iter("td"):
                    while place < width and left[place]:
                        place += 1
                    for at in range(place, place + int(cell.get("colspan", 1))):
                        left[at] = int(cell.get("rowspan", 1))
                    place += int(cell.get("colspan", 1))
                assert all(left), "a place of the row is left without a cell"
                taken = left


def test_money_is_labelled_in_yuan_with_where_its_unit_stood() -> None:
    seen = set()
    for report in reports("L1", 200):
        for key, cell in report.label("x").cells.items():
            if key.endswith(".amount") and cell.value:
                seen.add((key, cell.unit))
                digits = cell.raw.rstrip("万元")
                factor = 1 if cell.raw.endswith("元") and "万" not in cell.raw else 10_000
                assert plain(cell.value / factor) == digits
    assert {unit for key, unit in seen if "fees" in key} == {"header", "cell"}
    assert {unit for key, unit in seen if "procurement" in key} == {"cell"}


def test_every_fact_names_cells_of_some_edition() -> None:
    named: set[str] = set()
    for report in reports("L1", 40):
        cells = fact_cells(tuple(report.values))
        named |= {fact for fact, keys in cells.items() if keys}
    assert named == set(grammar()["facts"])


def test_every_sentence_of_the_grammar_is_said_by_some_report() -> None:
    words = " ".join(
        make_prose(source, make_truth(source)).text
        for source in map(Random, range(1500))
    )  # fmt: skip
    for entry in grammar()["sentences"]:
        for text in entry["texts"]:
            tail = text.replace(">>", "]").split("]")[-1].strip("，。")
            assert tail in words


def test_a_statement_of_none_is_labelled_for_each_thing_it_denies() -> None:
    report = next(
        r for r in reports("L1", 100) if any(s.fact == "disputes" for s in r.prose.claims)
    )
    said = next(s for s in report.prose.claims if s.fact == "disputes")
    labels = label_claims(said, report.values)
    assert [label.metric for label in labels] == ["reconsideration", "litigation"]
    assert all(label.implied and label.value == 0 for label in labels)


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "零"), (2, "两"), (10, "十"), (11, "十一"), (20, "二十"), (22, "二十二"), (99, "九十九")],
)
def test_numbers_are_written_in_chinese(number: int, words: str) -> None:
    assert chinese(number) == words

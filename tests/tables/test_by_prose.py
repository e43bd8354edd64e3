"""Figures in prose settle glued digits only when they leave exactly one way."""

from __future__ import annotations

import pytest
from table_layouts import PREAMBLE, document, forms_of, glued, report
from table_values import table_of

from extractor import extract
from report.record import Record

ROW = "disclosure.normative_documents."
NUMBERS = {"issued": "88", "repealed": "55", "in_force": "698"}
ISSUED = "本年度制发行政规范性文件88件"
IN_FORCE = "现行有效行政规范性文件698件"


def record(*said: str) -> Record:
    values = {key: str(number) for key, number in table_of(forms_of("2021"), 3).items()}
    values |= {ROW + column: raw for column, raw in NUMBERS.items()}
    text = report(forms_of("2021"), values, glued)
    prose = "一、总体情况\n" + "".join(f"{sentence}。\n" for sentence in said)
    return extract(document(text.replace(PREAMBLE, PREAMBLE + prose)))


def test_two_of_three_numbers_in_prose_settle_the_third() -> None:
    made = record(ISSUED, IN_FORCE)
    cells = {column: made.cells[ROW + column] for column in NUMBERS}
    assert {column: cell.raw for column, cell in cells.items()} == NUMBERS
    assert {column: cell.value for column, cell in cells.items()} == {
        "issued": 88,
        "repealed": 55,
        "in_force": 698,
    }
    assert {cell.how for cell in cells.values()} == {"split"}
    used = {edit for edit in made.used_edits if edit.startswith("claim.")}
    assert {f"claim.{claim.id}" for claim in made.claims if claim.cells} == used


@pytest.mark.parametrize(
    "said",
    [
        (),
        (ISSUED,),
        (IN_FORCE,),
        (ISSUED, "现行有效行政规范性文件699件"),
        (ISSUED, IN_FORCE, "现行有效行政规范性文件98件"),
        (ISSUED, "现行有效行政规范性文件约698件"),
        (ISSUED, "历年累计制发行政规范性文件698件"),
    ],
)
def test_too_few_other_or_vague_figures_settle_nothing(said: tuple[str, ...]) -> None:
    made = record(*said)
    cells = [made.cells[ROW + column] for column in NUMBERS]
    assert [(cell.value, cell.status) for cell in cells] == [(None, "unread")] * 3
    assert all(cell.candidates for cell in cells)

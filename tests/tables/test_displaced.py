"""Texts in which figures stand before their labels, all of them or some."""

from __future__ import annotations

import pytest
import table_layouts as layouts
from hypothesis import example, given, settings
from hypothesis import strategies as st
from table_layouts import Matrix, document, forms_of, report
from table_values import table_of

from extractor import extract
from extractor.tables import read_tables
from report.record import CellReading
from verify import verify

FORMS = [("2019", ""), ("2021", ""), ("2021", "one_other_row")]
Form = tuple[str, str]


def figures_first(first: int = 0, stop: int = 99) -> layouts.Render:
    """Return what writes a cell a line, the figures of some of a table's rows above its labels."""

    def render(matrix: Matrix) -> str:
        lines: list[str] = []
        at = 0
        for row in matrix:
            cells = [cell for cell in row if cell]
            figures = [cell for cell in cells if cell.isdecimal()]
            labels = [cell for cell in cells if not cell.isdecimal()]
            turned = first <= at < stop
            at += bool(figures and labels)
            lines += [*figures, *labels] if turned else cells
        return "".join(line + "\n" for line in lines)

    return render


def values_of(form: Form, seed: int) -> dict[str, str]:
    return {key: str(number) for key, number in table_of(forms_of(*form), seed).items()}


def cells_of(text: str) -> dict[str, CellReading]:
    """Return the cells of the tables whose rows have labels."""
    cells = read_tables(document(text)).cells
    return {key: cell for key, cell in cells.items() if not key.startswith("disputes.")}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(6))
def test_figures_above_their_labels_are_read_for_no_other_label(form: Form, seed: int) -> None:
    values = values_of(form, seed)
    cells = cells_of(report(forms_of(*form), values, figures_first()))
    assert {key: cell.raw for key, cell in cells.items()} == {key: values[key] for key in cells}
    assert not [key for key in cells if key.startswith("disclosure.")]


@settings(deadline=None)
@example(("2019", ""), 235, 0, 21)
@given(
    st.sampled_from(FORMS),
    st.integers(0, 400),
    st.integers(0, 25),
    st.integers(1, 26),
)
def test_a_stretch_of_figures_above_their_labels_moves_no_figure_to_another_row(
    form: Form, seed: int, first: int, length: int
) -> None:
    values = values_of(form, seed)
    text = report(forms_of(*form), values, figures_first(first, first + length))
    for key, cell in cells_of(text).items():
        assert cell.raw == values[key]


@pytest.mark.parametrize("form", FORMS)
def test_figures_behind_their_labels_are_all_read(form: Form) -> None:
    values = values_of(form, 3)
    cells = cells_of(report(forms_of(*form), values, figures_first(99)))
    shown = {key: raw for key, raw in values.items() if not key.startswith("disputes.")}
    assert {key: cell.raw for key, cell in cells.items()} == shown


def test_signs_for_no_number_above_their_labels_are_figures_as_well() -> None:
    form = ("2021", "")
    values = values_of(form, 3)
    values |= {key: "/" for key in values if key.startswith("disclosure.rules.")}

    def render(matrix: Matrix) -> str:
        text = figures_first()(matrix)
        return text.replace("规章\n/\n/\n/\n", "/\n/\n/\n规章\n")

    assert not [k for k in cells_of(report(forms_of(*form), values, render)) if "disclosure" in k]


def test_nobody_is_blamed_for_figures_above_their_labels() -> None:
    def accused(form: Form, render: layouts.Render) -> set[str]:
        text = report(forms_of(*form), values_of(form, 5), render)
        findings = verify(extract(document(text))).findings
        return {finding.code for finding in findings if finding.severity == "fatal"}

    for form in FORMS:
        assert accused(form, figures_first()) == accused(form, figures_first(99))


def test_a_table_whose_first_label_alone_is_lost_is_read_as_before() -> None:
    form = ("2021", "")
    values = values_of(form, 3)
    text = report(forms_of(*form), values, figures_first(99))
    cells = cells_of(text.replace("\n规章\n", "\n"))
    own = [key for key in values if key.startswith("disclosure.normative_documents.")]
    assert [cells[key].raw for key in own] == [values[key] for key in own]


def test_a_change_with_a_sign_behind_the_decisions_leaves_the_row_unread() -> None:
    values = values_of(("2019", ""), 3)
    row = "disclosure.licensing."
    values |= {f"{row}items_last_year": "48", f"{row}items_change": "+15"}
    values |= {f"{row}decisions": "8665"}
    text = report(forms_of("2019"), values, layouts.one_cell_a_line)
    assert f"{row}decisions" in cells_of(text)
    moved = text.replace("+15\n\n8665", "8665\n\n+15")
    assert not [key for key in cells_of(moved) if key.startswith(row)]


# As pdftotext -layout prints a row whose figures stand a little lower than its label.
HALF_A_LABEL = """\
一、本年新收政府信息公开申请数量                     1206 172 3 7 55 29 1472
二、上年结转政府信息公开申请数量                     87    33 2 2 2  2  128
             1.申请人无正当理由逾期不补正、行政机关不再处理
             其政府信息公开申请
       （六）其他 2.申请人逾期未按收费通知要求缴纳费用、行政机关
                                      34   5  0 0 2  0  41
       处理    不再处理其政府信息公开申请            0    0  0 0 0  0  0
             3.其他                     15   3  1 1 1  1  22
       （七）总计                          1240 201 3 8 52 27 1531
"""


def test_figures_beside_half_a_label_are_not_those_of_the_whole_one() -> None:
    cells = cells_of(HALF_A_LABEL)
    assert cells["requests.received.total"].value == 1472
    assert cells["requests.other.other.total"].value == 22
    assert not [key for key in cells if ".fee_unpaid." in key]

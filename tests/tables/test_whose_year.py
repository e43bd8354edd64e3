"""Last year's figures beside this year's: what says of which year they are decides."""

from __future__ import annotations

import pytest
import table_layouts as layouts
from table_cases import matrix_of, printed, read, values_of
from table_layouts import Matrix, document, forms_of, report

from extractor import extract
from report.finding import Outcome
from verify import verify

TITLE = "云溪县档案局2024年政府信息公开工作年度报告\n"
RENDERS = [layouts.markdown, layouts.tab_separated, layouts.bar_separated]
rendered = pytest.mark.parametrize("render", RENDERS, ids=lambda render: render.__name__)


def outcome_of(text: str) -> Outcome:
    return verify(extract(document(TITLE + text)))


def table_of(table: str, render: layouts.Render, factor: int = 1) -> str:
    return render(figures(table, factor))


def figures(table: str, factor: int = 1) -> Matrix:
    values = {
        key: str(int(value) * factor) if value.isdecimal() else value
        for key, value in printed("2021").items()
    }
    return matrix_of(table, "2021", values)


def with_tables(table: str, render: layouts.Render, instead: str) -> str:
    text = report(forms_of("2021"), printed("2021"), render)
    own = table_of(table, render)
    assert own in text
    return text.replace(own, instead)


def new_in(found: Outcome) -> set[tuple[str, str]]:
    """Return code and attribution of what is found beside what a plain report has."""
    plain = outcome_of(report(forms_of("2021"), printed("2021"), layouts.markdown))
    usual = {finding.code for finding in plain.findings}
    return {(f.code, f.attribution) for f in found.findings if f.code not in usual}


@rendered
@pytest.mark.parametrize("lines", [("2023年：", "2024年："), ("上年数", "本年数")], ids=str)
def test_a_table_of_disputes_of_last_year_above_this_year_s_is_left_out(
    render: layouts.Render, lines: tuple[str, str]
) -> None:
    last, this = table_of("disputes", render, 3), table_of("disputes", render)
    text = with_tables("disputes", render, f"{lines[0]}\n\n{last}\n\n{lines[1]}\n\n{this}")
    assert values_of(read(TITLE + text)) == printed("2021")
    assert new_in(outcome_of(text)) == {("FRM11", "unknown")}


@pytest.mark.parametrize("labels", [("2023年", "2024年"), ("上年数", "本年数")], ids=str)
def test_a_row_of_disputes_labelled_last_year_is_left_out(labels: tuple[str, str]) -> None:
    *heads, this = figures("disputes")
    last = figures("disputes", 3)[-1]
    rows = [["项目", *heads[0]], *([None, *head] for head in heads[1:])]
    rows += [[labels[0], *last], [labels[1], *this]]
    text = with_tables("disputes", layouts.markdown, layouts.markdown(rows))
    assert values_of(read(TITLE + text)) == printed("2021")
    assert new_in(outcome_of(text)) == {("FRM11", "unknown")}


@rendered
def test_two_tables_of_disputes_that_nothing_tells_apart_are_open(render: layouts.Render) -> None:
    last, this = table_of("disputes", render, 3), table_of("disputes", render)
    found = outcome_of(with_tables("disputes", render, f"{last}\n\n另表：\n\n{this}"))
    assert found.record is not None
    expected = printed("2021")
    for key, cell in found.record.cells.items():
        if key.startswith("disputes.") and expected.get(key, "0") != "0":
            assert cell.value is None
            assert cell.candidates == (int(expected[key]), 3 * int(expected[key]))
    assert new_in(found) == {("FRM11", "unknown")}


@rendered
@pytest.mark.parametrize("last_first", [True, False], ids=["last first", "last behind"])
@pytest.mark.parametrize("table", ["requests", "disclosure"])
def test_a_table_under_a_line_with_last_year_s_number_is_left_out(
    table: str, last_first: bool, render: layouts.Render
) -> None:
    tables = [
        f"2023年数据\n\n{table_of(table, render, 3)}",
        f"2024年数据\n\n{table_of(table, render)}",
    ]
    text = with_tables(table, render, "\n\n".join(tables if last_first else tables[::-1]))
    assert values_of(read(TITLE + text)) == printed("2021")
    assert new_in(outcome_of(text)) == {("FRM11", "unknown")}


@rendered
def test_a_year_in_a_table_s_own_first_row_tells_whose_it_is(render: layouts.Render) -> None:
    width = len(figures("requests")[0])
    tables = [
        render([[f"{year}年", *([None] * (width - 1))], *figures("requests", factor)])
        for year, factor in ((2023, 3), (2024, 1))
    ]
    text = with_tables("requests", render, "\n\n".join(tables))
    assert values_of(read(TITLE + text)) == printed("2021")
    assert new_in(outcome_of(text)) == {("FRM11", "unknown")}


def test_a_table_of_last_year_before_the_title_is_left_out() -> None:
    last = table_of("requests", layouts.markdown, 3)
    text = report(forms_of("2021"), printed("2021"), layouts.markdown)
    whole = (
        f"2023年度数据（供对比）\n\n{last}\n\n{TITLE}本报告数据从2024年1月1日至12月31日。\n{text}"
    )
    assert values_of(read(whole)) == printed("2021")


def test_figures_against_a_table_that_nothing_tells_is_the_year_s_accuse_nobody() -> None:
    last, this = (table_of("requests", layouts.markdown, factor) for factor in (3, 1))
    total = printed("2021")["requests.received.total"]
    text = with_tables("requests", layouts.markdown, f"{last}\n\n另表：\n\n{this}")
    found = outcome_of(f"一、总体情况\n2024年共收到政府信息公开申请{total}件。\n{text}")
    told = {(f.code, f.attribution) for f in found.findings}
    assert ("FRM09", "reading") in told
    assert not [f for f in found.findings if f.code.startswith("CLM") and f.attribution == "source"]


@rendered
def test_two_tables_of_what_was_disclosed_that_nothing_tells_apart_are_open(
    render: layouts.Render,
) -> None:
    last, this = table_of("disclosure", render, 3), table_of("disclosure", render)
    found = outcome_of(with_tables("disclosure", render, f"{last}\n\n另表：\n\n{this}"))
    assert found.record is not None
    expected = printed("2021")
    for key, cell in found.record.cells.items():
        if key.startswith("disclosure.") and expected.get(key, "0").strip("0"):
            assert cell.value is None
    assert ("FRM11", "unknown") in new_in(found)


@pytest.mark.parametrize("last_first", [True, False], ids=["last first", "last behind"])
@pytest.mark.parametrize("apart", [True, False], ids=["a cell of its own", "in the label"])
def test_rows_with_a_year_in_their_labels_are_those_of_the_year(
    last_first: bool, apart: bool
) -> None:
    heads = 3
    rows = [list(row) for row in figures("requests")[:heads]]
    for this, last in zip(figures("requests")[heads:], figures("requests", 3)[heads:], strict=True):
        pair = [(2023, last), (2024, this)]
        for place, (year, row) in enumerate(pair if last_first else pair[::-1]):
            cells = list(row)
            labels = [at for at in range(heads) if cells[at]]
            if apart and len(labels) == 1 and labels[0] < heads - 1:
                cells[0] = cells[0] if not place else None
                cells[heads - 1] = f"（{year}年）"
            else:
                cells[labels[-1]] = f"{cells[labels[-1]]}（{year}年）"
            rows.append(cells)
    text = with_tables("requests", layouts.markdown, layouts.markdown(rows))
    assert values_of(read(TITLE + text)) == printed("2021")
    assert new_in(outcome_of(text)) == {("FRM11", "unknown")}


def test_a_row_that_says_nothing_is_the_year_s_beside_one_that_says_last_year() -> None:
    heads = 3
    rows = [list(row) for row in figures("requests")[:heads]]
    for this, last in zip(figures("requests")[heads:], figures("requests", 3)[heads:], strict=True):
        cells, own = list(last), list(this)
        labels = [at for at in range(heads) if cells[at]]
        if len(labels) == 1 and labels[0] < heads - 1:
            cells[heads - 1], own[labels[0]] = "（上年）", None
        else:
            cells[labels[-1]] = f"{cells[labels[-1]]}（上年）"
        rows += [cells, own]
    text = with_tables("requests", layouts.markdown, layouts.markdown(rows))
    assert values_of(read(TITLE + text)) == printed("2021")
    assert new_in(outcome_of(text)) == {("FRM11", "unknown")}

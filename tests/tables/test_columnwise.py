"""Table three printed block by block, as programs take it out of PDF pages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_layouts import MATRICES, Matrix, Values, document, forms_of, one_cell_a_line, report
from table_values import table_of

from extractor import extract
from extractor.documents import read_bytes
from extractor.tables import read_tables
from report.finding import Finding
from report.record import CellReading
from verify import verify

EDITIONS = ["2019", "2021"]
COLUMNS = 7
HEADS = 3
PAGE = 14


def torn(
    text_of_bands: Sequence[Sequence[int]], widths: Sequence[int] = (1,) * COLUMNS, by: str = "\n"
):
    """Return a layout: table three in bands of so many rows, the figures of a band in blocks.

    Each page of bands has its labels first. Blocks are as wide as `widths` says; `by` stands
    between the figures of one row of a block.
    """

    def render(matrix: Matrix) -> str:
        if len(matrix[0]) != HEADS + COLUMNS:
            return one_cell_a_line(matrix)
        heads, rows = matrix[:HEADS], matrix[HEADS:]
        parts = [cell for row in heads for cell in row if cell]
        for page in text_of_bands:
            first = rows[: sum(page)]
            parts += [cell for row in first for cell in row[:HEADS] if cell]
            for height in page:
                band, rows = rows[:height], rows[height:]
                parts.append(_blocks([row[HEADS:] for row in band], widths, by))
        assert not rows
        return "\n".join(parts) + "\n\n"

    return render


def _blocks(band: Matrix, widths: Sequence[int], by: str) -> str:
    if len(band) == 1:
        return "\n" + "\n\n".join(str(cell) for cell in band[0]) + "\n"
    blocks, at = [], 0
    for width in widths:
        blocks.append("\n".join(by.join(map(str, row[at : at + width])) for row in band))
        at += width
    return "\n" + "\n\n".join(blocks) + "\n"


def height_of(edition: str) -> int:
    return len(forms_of(edition)["requests"].rows)


def pages(edition: str) -> list[list[int]]:
    """Return two pages, each one band."""
    return [[PAGE], [height_of(edition) - PAGE]]


def printed(edition: str, seed: int) -> dict[str, str]:
    return {key: str(number) for key, number in table_of(forms_of(edition), seed).items()}


def requests_of(text: str) -> dict[str, CellReading]:
    cells = read_tables(document(text)).cells
    return {key: cell for key, cell in cells.items() if key.startswith("requests.")}


def raws(cells: dict[str, CellReading]) -> dict[str, str]:
    return {key: cell.raw for key, cell in cells.items()}


def own(values: Values) -> dict[str, str]:
    return {key: raw for key, raw in values.items() if key.startswith("requests.")}


def sparse(edition: str, **cells: int) -> dict[str, str]:
    """Return a table of noughts but for some persons' requests, all sums right."""
    values = dict.fromkeys(printed(edition, 1), "0")
    for row, number in cells.items():
        for column in ("natural_person", "total"):
            values[f"requests.{row.replace('__', '.')}.{column}"] = str(number)
    return values


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("seed", range(8))
def test_two_pages_printed_column_by_column_are_read_whole(edition: str, seed: int) -> None:
    values = printed(edition, seed)
    text = report(forms_of(edition), values, torn(pages(edition)))
    assert raws(requests_of(text)) == own(values)


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_last_two_columns_may_stand_side_by_side(edition: str) -> None:
    values = printed(edition, 3)
    text = report(forms_of(edition), values, torn(pages(edition), (1, 1, 1, 1, 1, 2), " "))
    assert raws(requests_of(text)) == own(values)


@pytest.mark.parametrize("edition", EDITIONS)
def test_rows_printed_whole_stand_beside_rows_printed_by_columns(edition: str) -> None:
    values = printed(edition, 4)
    rest = height_of(edition) - PAGE
    bands = [[1] * 4 + [PAGE - 4], [rest - 3, 1, 2]]
    text = report(forms_of(edition), values, torn(bands))
    assert raws(requests_of(text)) == own(values)


def test_every_cell_has_the_place_it_was_read_from() -> None:
    text = report(forms_of("2021"), printed("2021", 5), torn(pages("2021")))
    cells = requests_of(text)
    assert len(cells) == len(forms_of("2021")["requests"].keys)
    assert all(document(text).text[slice(*cell.span)] == cell.raw for cell in cells.values())
    assert len({cell.span for cell in cells.values()}) == len(cells)


def test_one_page_says_nothing_of_the_order_of_columns_alike_in_every_sum() -> None:
    values = printed("2021", 6)
    text = report(forms_of("2021"), values, torn([[height_of("2021")]]))
    cells = requests_of(text)
    assert raws(cells).items() <= own(values).items()
    totals = {key for key in own(values) if key.endswith(".total")}
    assert totals <= cells.keys()
    assert "requests.received.natural_person" not in cells


def test_columns_that_are_alike_are_read_in_any_order() -> None:
    values = sparse("2021")
    text = report(forms_of("2021"), values, torn(pages("2021")))
    assert raws(requests_of(text)) == own(values)


def test_figures_that_can_be_laid_in_two_ways_are_read_where_both_agree() -> None:
    text = report(
        forms_of("2021"), sparse("2021", received=1, granted=1, outcomes_total=1), torn([[25]])
    )
    cells = requests_of(text)
    assert cells
    assert cells["requests.received.total"].raw == "1"
    assert "requests.received.natural_person" not in cells


def test_a_lost_figure_leaves_the_table_unread() -> None:
    text = report(forms_of("2021"), printed("2021", 7), torn(pages("2021")))
    at = requests_of(text)["requests.granted.business"].span
    assert not requests_of(text[: at.start] + text[at.end + 1 :])


def test_columns_printed_in_another_order_on_one_page_are_not_read() -> None:
    values = printed("2021", 8)

    def turned(matrix: Matrix) -> str:
        if len(matrix[0]) == HEADS + COLUMNS:
            matrix = [
                [*row[:HEADS], row[4], row[3], *row[5:]] if at < HEADS + PAGE else row
                for at, row in enumerate(matrix)
            ]
        return torn(pages("2021"))(matrix)

    assert not requests_of(report(forms_of("2021"), values, turned))


def findings(text: str) -> list[Finding]:
    return list(verify(extract(read_bytes(text.encode(), "a.txt"))).findings)


def told(found: Sequence[Finding]) -> set[tuple[object, ...]]:
    """Return what findings on table three say."""
    return {
        (f.code, f.attribution, f.cells, f.expected, f.found, f.suspects)
        for f in found
        if f.code in ("REQ01", "REQ02", "REQ03")
    }


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(EDITIONS), st.data())
def test_a_changed_figure_gives_the_findings_of_the_ordinary_layout_or_is_unread(
    seed: int, edition: str, data: st.DataObject
) -> None:
    values = printed(edition, seed)
    forms = forms_of(edition)
    key = data.draw(st.sampled_from(forms["requests"].keys))
    values[key] = str(int(values[key]) + data.draw(st.integers(1, 9)))
    text = report(forms, values, torn(pages(edition)))
    cells = requests_of(text)
    assert raws(cells).items() <= own(values).items()
    if len(cells) == len(own(values)):
        ordinary = report(forms, values, one_cell_a_line)
        assert told(findings(text)) == told(findings(ordinary)) != set()
    else:
        assert not told(findings(text))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(EDITIONS), st.data())
def test_any_bands_are_read_right_or_not_at_all(
    seed: int, edition: str, data: st.DataObject
) -> None:
    values = printed(edition, seed)
    left, bands = height_of(edition), []
    while left:
        bands.append(data.draw(st.integers(1, left)))
        left -= bands[-1]
    widths, columns = [], COLUMNS
    while columns:
        widths.append(data.draw(st.integers(1, columns)))
        columns -= widths[-1]
    text = report(
        forms_of(edition), values, torn([bands], widths, data.draw(st.sampled_from("\n ")))
    )
    cells = requests_of(text)
    assert raws(cells).items() <= own(values).items()


def test_an_error_of_the_issuer_is_told_where_figures_stand_in_columns() -> None:
    values = printed("2021", 9)
    key = "requests.granted.business"
    right = values[key]
    values[key] = str(int(right) + 3)
    found = findings(report(forms_of("2021"), values, torn(pages("2021"))))
    (finding,) = [f for f in found if f.code in ("REQ01", "REQ02", "REQ03")]
    assert finding.attribution == "source"
    assert set(finding.codes) == {"REQ02", "REQ03"}
    assert key in finding.suspects


def test_labels_between_the_figures_are_no_prose() -> None:
    values = printed("2021", 2)
    assert values["requests.unavailable.must_be_created.total"] != "0"
    found = findings(report(forms_of("2021"), values, torn(pages("2021"))))
    assert not [f for f in found if f.code.startswith("CLM")]


def test_a_page_of_many_figures_is_not_searched() -> None:
    text = report(forms_of("2021"), printed("2021", 1), torn(pages("2021")))
    assert not requests_of(text + "\n".join("7" for _ in range(400)))


def test_heads_torn_over_lines_leave_the_blocks_of_table_four_in_the_order_of_the_form() -> None:
    values = printed("2021", 10)
    forms = forms_of("2021")
    heads = [column.label for column in forms["disputes"].columns.values()]
    first, second, third = (row.label for row in forms["disputes"].rows)
    line = " ".join(heads)

    def askew(matrix: Matrix) -> str:
        if matrix != MATRICES["disputes"](forms["disputes"], values):
            return one_cell_a_line(matrix)
        figures = "\n".join(cell for cell in matrix[-1] if cell)
        bracket = forms["disputes"].groups[0].label
        return f"{first}\n{bracket}\n{third}\n{line} {second}\n{line} {line}\n{figures}\n"

    cells = read_tables(document(report(forms, values, askew))).cells
    assert {k: c.raw for k, c in cells.items() if k.startswith("disputes.")} == {
        k: raw for k, raw in values.items() if k.startswith("disputes.")
    }


def test_a_head_between_a_label_and_its_figure_makes_no_row_below_it() -> None:
    form = forms_of("2021")["disclosure"]
    (row,) = [row for row in form.rows if row.id == "licensing"]
    (column,) = form.columns_of(row)
    text = report(forms_of("2021"), printed("2021", 1), one_cell_a_line)
    swapped = text.replace(f"{column.label}\n\n{row.label}", f"{row.label}\n\n{column.label}", 1)
    assert swapped != text
    cell = read_tables(document(swapped)).cells.get(form.key(row, column))
    assert cell is None or cell.value is not None


def moved(edition: str, page: int, order: Sequence[int], values: Values) -> str:
    """Return a report of two pages on one of which the columns are printed in another order."""

    def render(matrix: Matrix) -> str:
        if len(matrix[0]) == HEADS + COLUMNS:
            matrix = [
                [*row[:HEADS], *(row[HEADS + at] for at in order)]
                if (HEADS <= at < HEADS + PAGE) == (page == 0) and at >= HEADS
                else row
                for at, row in enumerate(matrix)
            ]
        return torn(pages(edition))(matrix)

    return report(forms_of(edition), values, render)


@pytest.mark.parametrize("page", [0, 1])
@pytest.mark.parametrize("place", range(1, COLUMNS))
def test_a_column_printed_late_is_never_read_as_another(page: int, place: int) -> None:
    values = sparse("2021", received=1, unavailable__not_held=1, outcomes_total=1)
    order = [*range(1, place + 1), 0, *range(place + 1, COLUMNS)]
    cells = requests_of(moved("2021", page, order, values))
    assert raws(cells).items() <= own(values).items()


def test_a_total_printed_before_another_column_is_told_by_the_sums() -> None:
    values = printed("2021", 12)
    text = moved("2021", 0, [0, 1, 2, 3, 4, 6, 5], values)
    assert raws(requests_of(text)) == own(values)


def test_a_column_head_below_the_rows_is_no_row_of_totals() -> None:
    forms, values = forms_of("2021"), printed("2021", 13)
    total = list(forms["requests"].columns.values())[-1].label

    def render(matrix: Matrix) -> str:
        if len(matrix[0]) != HEADS + COLUMNS:
            return one_cell_a_line(matrix)
        rows, loose = matrix[HEADS:], []
        lines = []
        for at, row in enumerate(rows):
            if at % 3:
                lines += [cell for cell in row if cell]
            else:
                lines += [cell for cell in row[:HEADS] if cell]
                loose += [cell for cell in row[HEADS:] if cell]
        return "\n\n".join([*lines, *loose[COLUMNS:], total, *loose[:COLUMNS]]) + "\n\n"

    cells = requests_of(report(forms, values, render))
    assert raws(cells).items() <= own(values).items()


def test_a_block_of_table_four_that_does_not_add_up_is_not_read_alone() -> None:
    forms, values = forms_of("2021"), printed("2021", 10)
    heads = [column.label for column in forms["disputes"].columns.values()]
    second = forms["disputes"].rows[1].label

    def render(matrix: Matrix) -> str:
        if matrix != MATRICES["disputes"](forms["disputes"], values):
            return one_cell_a_line(matrix)
        # The first figure of the block stands among those of the block before.
        return f"{second}\n" + "\n".join(heads) + "\n27\n25\n33\n208\n77\n"

    cells = read_tables(document(report(forms, values, render))).cells
    assert not [key for key in cells if key.startswith("disputes.")]


TWO_ROWS_LOST = """\
一、本年新收政府信息公开申请数量 3 1 0 0 1 0 5
二、上年结转政府信息公?申请数量 0 0 0 0 0 0 0
三、?年度办理结果 （一）予?公开 2 1 0 0 0 0 3
（三）不予公开 1.属于国?秘密 0 0 0 0 0 0 0
2.其他法律行政法规禁止公开 0 0 0 0 0 0 0
3.危及“三安全一稳?” 0 0 0 0 0 0 0
5.属于三类内部事务?息 1 0 0 0 0 0 1
6.属于四类过程?信息 0 0 0 0 0 0 0
7.属于行政执?案卷 0 0 0 0 0 0 0
8.属于行政查询事项 0 0 0 0 0 0 0
（四）无法提供 1.本机关不掌握?关政府信息 0 0 0 0 0 0 0
2.没有现成信息需要另行制作 0 0 0 0 1 0 1
3.补正后申请内容仍不明确 0 0 0 0 0 0 0
（五）不予?理 1.信访举报投?类申请 0 0 0 0 0 0 0
2.重复申请 0 0 0 0 0 0 0
3.要求提供公开出版物 0 0 0 0 0 0 0
4.无正当理由大?反复申请 0 0 0 0 0 0 0
5.要求行政机关确认或重新出具已获取信息 0 0 0 0 0 0 0
（六）其他处理 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 0 0 0 0 0 0 0
2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 0 0 0 0 0 0 0
3.其他 0 0 0 0 0 0 0
（七）总? 3 1 0 0 1 0 5
四、结转下年度继续办理 0 0 0 0 0 0 0
"""


def test_a_table_that_lost_two_rows_is_not_laid_as_one_that_has_two_rows_less() -> None:
    cells = read_tables(document(TWO_ROWS_LOST)).cells
    assert cells["requests.refused.internal_affairs.total"].value == 1
    assert cells["requests.unavailable.must_be_created.total"].value == 1
    assert not [key for key in cells if ".third_party." in key]

"""Whatever the layout, a number is read as it stands or not at all."""

from __future__ import annotations

import pytest
import table_layouts as layouts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from table_layouts import ALL, BORDERED, UNBORDERED, Render, document, forms_of, glued, report
from table_values import tables

from extractor import extract
from extractor.tables import read_tables
from report.record import CellReading, Reading

EDITIONS = [("2019", "standard"), ("2021", "three_other_rows"), ("2021", "one_other_row")]
SLOW = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))


def value(cell: CellReading) -> int | None:
    """Return the printed number: money is read in yuan, the form's head says 万元."""
    if cell.value is None:
        return None
    factor = cell.unit.factor if cell.unit is not None else 1
    return int(cell.value / factor)


def wrong(reading: Reading, printed: dict[str, str]) -> list[tuple[str, str, int | None]]:
    """Return the cells that were read as another number than is printed."""
    return [
        (key, printed[key], value(cell))
        for key, cell in reading.cells.items()
        if cell.value is not None and str(value(cell)) != printed[key]
    ]


@pytest.mark.parametrize("render", [*BORDERED, *UNBORDERED], ids=lambda r: r.__name__)
@pytest.mark.parametrize(("edition", "variant"), EDITIONS)
@SLOW
@given(data=st.data())
def test_a_full_table_is_read_whole_in_every_layout(
    render: Render, edition: str, variant: str, data: st.DataObject
) -> None:
    forms = forms_of(edition, variant)
    numbers = data.draw(tables(forms))
    reading = read_tables(document(report(forms, {k: str(v) for k, v in numbers.items()}, render)))
    assert {key: value(cell) for key, cell in reading.cells.items()} == numbers
    assert reading.tables["requests"] == (edition, variant)
    assert reading.edition == edition
    assert reading.used_edits == ()


@pytest.mark.parametrize(("edition", "variant"), EDITIONS)
@SLOW
@given(data=st.data())
def test_glued_cells_are_separated_rightly_or_left_open(
    edition: str, variant: str, data: st.DataObject
) -> None:
    forms = forms_of(edition, variant)
    numbers = data.draw(tables(forms))
    printed = {key: str(number) for key, number in numbers.items()}
    reading = read_tables(document(report(forms, printed, glued)))
    assert wrong(reading, printed) == []
    assert set(reading.cells) <= set(numbers)
    for key, cell in reading.cells.items():
        assert not cell.candidates or cell.value is None
        # A sum of money is offered in yuan, and only whole numbers are printed here.
        assert (
            not cell.candidates
            or len(cell.candidates) == 12
            or (key.endswith(".amount") or numbers[key] in cell.candidates)
        )


@pytest.mark.parametrize("render", ALL, ids=lambda r: r.__name__)
@SLOW
@given(data=st.data())
def test_every_span_holds_what_was_read(render: Render, data: st.DataObject) -> None:
    forms = forms_of("2021")
    printed = {key: str(number) for key, number in data.draw(tables(forms)).items()}
    source = document(report(forms, printed, render))
    reading = read_tables(source)
    for cell in reading.cells.values():
        assert source.text[cell.span.start : cell.span.end] == cell.raw
    spans = [cell.span for cell in reading.cells.values() if cell.value is not None]
    assert len(set(spans)) == len(spans)


@pytest.mark.parametrize("render", BORDERED, ids=lambda r: r.__name__)
@SLOW
@given(data=st.data())
def test_blank_cells_keep_the_places_of_the_others(render: Render, data: st.DataObject) -> None:
    forms = forms_of("2019")
    numbers = data.draw(tables(forms))
    blank = data.draw(st.sets(st.sampled_from(sorted(numbers)), max_size=60))
    printed = {key: "" if key in blank else str(number) for key, number in numbers.items()}
    reading = read_tables(document(report(forms, printed, render)))
    assert wrong(reading, printed) == []


@pytest.mark.parametrize(
    "render", [*BORDERED, layouts.one_cell_a_line_with_bars], ids=lambda r: r.__name__
)
@SLOW
@given(data=st.data())
def test_organisations_left_blank_are_blank_and_totals_stay_totals(
    render: Render, data: st.DataObject
) -> None:
    forms = forms_of("2021")
    numbers = data.draw(tables(forms))
    kept = ("natural_person", "total")
    printed = {
        key: "" if key.startswith("requests.") and not key.endswith(kept) else str(number)
        for key, number in numbers.items()
    }
    reading = read_tables(document(report(forms, printed, render)))
    assert wrong(reading, printed) == []
    assert set(reading.cells) == set(numbers)
    assert all(
        (cell.value is None and cell.raw == "") == (printed[key] == "")
        for key, cell in reading.cells.items()
    )


@pytest.mark.parametrize("render", [*BORDERED, *UNBORDERED], ids=lambda r: r.__name__)
@SLOW
@given(data=st.data())
def test_one_lost_cell_shifts_no_other(render: Render, data: st.DataObject) -> None:
    forms = forms_of("2021")
    printed = {key: str(number) for key, number in data.draw(tables(forms)).items()}
    table = data.draw(st.sampled_from(sorted(forms)))
    matrix = layouts.MATRICES[table](forms[table], printed)
    places = [
        (r, c) for r, row in enumerate(matrix) for c, t in enumerate(row) if t and t.isdigit()
    ]
    row, column = data.draw(st.sampled_from(places))
    del matrix[row][column]
    text = report(forms, printed, render)
    whole = render(layouts.MATRICES[table](forms[table], printed))
    assert whole in text
    reading = read_tables(document(text.replace(whole, render(matrix))))
    assert wrong(reading, printed) == []


@pytest.mark.parametrize("render", [*BORDERED, *UNBORDERED], ids=lambda r: r.__name__)
@SLOW
@given(data=st.data())
def test_a_number_cut_in_two_is_not_glued_and_shifts_nothing(
    render: Render, data: st.DataObject
) -> None:
    forms = forms_of("2019")
    printed = {key: str(number) for key, number in data.draw(tables(forms)).items()}
    table = data.draw(st.sampled_from(sorted(forms)))
    matrix = layouts.MATRICES[table](forms[table], printed)
    long = [
        (r, c, t)
        for r, row in enumerate(matrix)
        for c, t in enumerate(row)
        if t and t.isdigit() and len(t) > 1
    ]
    if not long:
        return
    row, column, text = data.draw(st.sampled_from(long))
    matrix[row][column : column + 1] = [text[0], text[1:]]
    whole = render(layouts.MATRICES[table](forms[table], printed))
    reading = read_tables(document(report(forms, printed, render).replace(whole, render(matrix))))
    assert wrong(reading, printed) == []


TORN_BY_TABS = (
    "行政复议\t行政诉讼\n未经复议直接起诉\t复议后起诉\n"
    "结果维 结果纠 其他结 尚未审\n"
    "总计\t结果维 结果纠 其他结 尚未审\t结果维 结果纠 其他结 尚未审\n"
    "持\t正\t果\t结\t总计\t总计\n持\t正\t果\t结\t持\t正\t果\t结\n"
)
TORN_BY_SPACES = (
    "行政复议                          行政诉讼\n"
    "                              未经复议直接起诉                      复议后起诉\n"
    "结果维    结果纠   其他结   尚未审\n"
    "                         总计   结果维 结果纠 其他结    尚未审            "
    "结果维 结果纠       其他结       尚未审\n"
    "持      正     果     结                               总计                   总计\n"
    "                              持    正   果     结              "
    "持   正         果         结\n"
)


@pytest.mark.parametrize(
    ("heads", "between"), [(TORN_BY_TABS, "\t"), (TORN_BY_SPACES, "    ")], ids=["tabs", "spaces"]
)
def test_heads_torn_over_lines_still_head_the_row_of_fifteen(heads: str, between: str) -> None:
    form = layouts.forms_of("2021")["disputes"]
    values = {key: str(at) for at, key in enumerate(form.keys)}
    text = layouts.PREAMBLE + "四、政府信息公开行政复议、行政诉讼情况\n" + heads
    read = extract(document(text + between.join(values.values()) + "\n" + layouts.CLOSING))
    assert {key: cell.raw for key, cell in read.cells.items() if key in values} == values
    without = text.replace("维", "").replace("持", "")
    read = extract(document(without + between.join(values.values()) + "\n" + layouts.CLOSING))
    assert not [key for key in values if key in read.cells and read.cells[key].value is not None]


def test_a_figure_that_words_ran_into_is_neither_blank_nor_a_number() -> None:
    text = layouts.PREAMBLE + (
        "二、主动公开政府信息情况\n第二十条第（一）项\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n"
        "规章\t0\t0\t0\n行政规范性文件\t3\t1\t12第二十条第（五）项\n信息内容\t本年处理决定数量\n行政许可\t9\n"
    )
    cell = extract(document(text)).cells["disclosure.normative_documents.in_force"]
    assert (cell.status, cell.value, cell.candidates) == ("unread", None, (12,))

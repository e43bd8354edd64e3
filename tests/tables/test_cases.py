"""What published reports do to their tables, one case at a time."""

from __future__ import annotations

from decimal import Decimal

import pytest
import table_layouts as layouts
from table_cases import matrix_of, printed, read, values_of
from table_layouts import Matrix, document, forms_of, report, tab_separated

from extractor.tables import read_tables
from report.document import Document


def at(matrix: Matrix, label: str) -> int:
    """Return the row that carries a label."""
    return next(i for i, row in enumerate(matrix) if any(c and label in c for c in row[:3]))


def test_sub_rows_are_kept_apart_and_their_parent_is_blank() -> None:
    values = printed("2019")
    matrix = matrix_of("disclosure", "2019", values)
    row = at(matrix, "其他对外管理服务事项")
    sound = report(forms_of("2019"), values, tab_separated)
    sub_rows: Matrix = [
        ["其他对外管理服务事项", "行政检查", "25", "+3", "31526"],
        [None, "行政确认", "5", "0", "628"],
    ]
    broken = tab_separated([*matrix[:row], *sub_rows, *matrix[row + 1 :]])
    reading = read(sound.replace(tab_separated(matrix), broken))
    parent = [cell for key, cell in reading.cells.items() if ".other_services." in key]
    assert [(cell.value, cell.raw) for cell in parent] == [(None, "")] * 3
    assert [(r.parent, r.label, r.values) for r in reading.extra_rows] == [
        ("其他对外管理服务事项", "行政检查", ("25", "+3", "31526")),
        ("其他对外管理服务事项", "行政确认", ("5", "0", "628")),
    ]
    assert (
        reading.cells["disclosure.penalties.items_last_year"].raw
        == values["disclosure.penalties.items_last_year"]
    )


def test_a_row_the_form_does_not_have_is_an_extra_row() -> None:
    values = printed("2019")
    matrix = matrix_of("disclosure", "2019", values)
    row = at(matrix, "规范性文件") + 1
    matrix.insert(row, ["其他主动公开文件", "16", "16", "16"])
    sound = report(forms_of("2019"), values, tab_separated)
    whole = tab_separated(matrix_of("disclosure", "2019", values))
    reading = read(sound.replace(whole, tab_separated(matrix)))
    assert [(r.label, r.values) for r in reading.extra_rows] == [
        ("其他主动公开文件", ("16", "16", "16"))
    ]
    assert values_of(reading) == values


def test_heads_of_one_edition_over_a_body_of_the_other_are_noted() -> None:
    values = printed("2021")
    sound = report(forms_of("2021"), values, layouts.one_cell_a_line)
    old = ["本年新制作数量", "本年新公开数量", "对外公开总数量"]
    for new, label in zip(["本年制发件数", "本年废止件数", "现行有效件数"], old, strict=True):
        sound = sound.replace(new, label)
    reading = read(sound)
    head, body, span = reading.heads["disclosure"]
    assert (head, body) == ("2019", "2021")
    assert sound[span.start : span.end] == "本年新制作数量"
    assert reading.tables["disclosure"] == ("2021", "standard")
    assert set(reading.cells) == set(values)


def test_one_row_of_other_outcomes_follows_the_edition_of_table_two() -> None:
    for edition, variant in (("2019", "standard"), ("2021", "one_other_row")):
        text = report(forms_of(edition, variant), printed(edition, variant), tab_separated)
        assert read(text).tables["requests"] == (edition, variant)


def test_without_table_two_the_year_decides_between_forms_with_the_same_rows() -> None:
    forms = {"requests": forms_of("2019")["requests"]}
    text = report(forms, printed("2019"), tab_separated)
    assert read(text).tables == {"requests": ("2021", "one_other_row")}
    assert read(text.replace("2022年", "2020年")).tables == {"requests": ("2019", "standard")}


def test_a_converters_mark_stays_in_raw_and_out_of_the_value() -> None:
    values = printed("2021")
    values["disclosure.rules.issued"] = "[bookmark: _GoBack]0"
    cell = read(report(forms_of("2021"), values, layouts.one_cell_a_line_with_tabs)).cells[
        "disclosure.rules.issued"
    ]
    assert (cell.value, cell.raw) == (0, "[bookmark: _GoBack]0")


@pytest.mark.parametrize(
    ("raw", "value", "source"),
    [
        ("503.59万元", Decimal(5035900), "cell"),
        ("5,542.3607", Decimal("5542.3607"), "none"),
        ("75394432.52元", Decimal("75394432.52"), "cell"),
    ],
)
def test_money_is_in_yuan_and_says_where_its_unit_stood(
    raw: str, value: Decimal, source: str
) -> None:
    values = printed("2019")
    values["disclosure.procurement.amount"] = raw
    text = report(forms_of("2019"), values, tab_separated)
    cell = read(text).cells["disclosure.procurement.amount"]
    assert cell.unit is not None
    assert (cell.value, cell.raw, cell.unit.source) == (value, raw, source)
    headed = text.replace("采购总金额", "采购总金额（万元，保留四位小数）")
    unit = read(headed).cells["disclosure.procurement.amount"].unit
    assert unit is not None
    assert unit.source == ("cell" if source == "cell" else "header")


@pytest.mark.parametrize(("raw", "value"), [("+15", 15), ("-166", -166), ("减44", -44)])
@pytest.mark.parametrize(
    "render",
    [tab_separated, layouts.one_cell_a_line],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_signs_of_change_are_read(render: layouts.Render, raw: str, value: int) -> None:
    values = printed("2019")
    values["disclosure.licensing.items_change"] = raw
    reading = read(report(forms_of("2019"), values, render))
    assert reading.cells["disclosure.licensing.items_change"].value == value
    assert set(reading.cells) == set(values)


@pytest.mark.parametrize("raw", ["/", "无", "—", "——", "本单位未制作规章"])
def test_a_cell_that_holds_no_number_is_blank_and_keeps_its_words(raw: str) -> None:
    values = printed("2021")
    values.update({f"disclosure.rules.{c}": raw for c in ("issued", "repealed", "in_force")})
    reading = read(report(forms_of("2021"), values, layouts.one_cell_a_line_with_tabs))
    if raw in ("/", "无", "—", "——"):
        cell = reading.cells["disclosure.rules.repealed"]
        assert (cell.value, cell.raw) == (None, raw)
    assert all(c.value is None for k, c in reading.cells.items() if ".rules." in k)
    assert values_of(reading).keys() == {key for key in values if ".rules." not in key}


def test_a_figure_with_an_aside_is_the_figure_before_it() -> None:
    values = printed("2021")
    values["disclosure.normative_documents.issued"] = "22（其中修订16件）"
    reading = read(report(forms_of("2021"), values, tab_separated))
    assert reading.cells["disclosure.normative_documents.issued"].value == 22


def test_one_zero_over_all_columns_is_no_row_of_zeros() -> None:
    values = printed("2021")
    matrix = matrix_of("requests", "2021", values)
    row = at(matrix, "重复申请")
    sound = report(forms_of("2021"), values, layouts.one_cell_a_line_with_bars)
    whole = layouts.one_cell_a_line_with_bars(matrix)
    matrix[row] = [None, None, matrix[row][2], "0", *[None] * 6]
    reading = read(sound.replace(whole, layouts.one_cell_a_line_with_bars(matrix)))
    cells = [c for k, c in reading.cells.items() if ".repeat." in k]
    assert [cell.value for cell in cells] == [0, None, None, None, None, None, None]


def test_a_page_break_repeats_heads_cuts_a_label_and_shifts_columns() -> None:
    values = printed("2019")
    matrix = matrix_of("requests", "2019", values)
    cut = at(matrix, "属于行政查询事项")
    numbers = matrix[cut][3:]
    above: Matrix = [*matrix[:cut], ["8.属于行政查询", "", *numbers]]
    below: Matrix = [
        *matrix[:3],
        [None, "事项", *[None] * 8],
        *[row[1:] for row in matrix[cut + 1 :]],
    ]
    sound = report(forms_of("2019"), values, tab_separated)
    text = sound.replace(
        tab_separated(matrix), tab_separated(above) + "\n- 3 -\n" + tab_separated(below)
    )
    assert values_of(read(text)) == values


def test_labels_set_one_character_a_line_do_not_hide_the_rows() -> None:
    values = printed("2021")
    text = report(forms_of("2021"), values, layouts.one_cell_a_line)
    vertical = text.replace("三、本年度办理结果\n", "三\n、\n本\n年\n度\n办\n理\n结\n果\n").replace(
        "（三）不予公开\n", "（三）不\n予\n公\n开\n"
    )
    assert vertical != text
    assert values_of(read(vertical)) == values


def without_labels(values: dict[str, str], lost: int = 0) -> str:
    """A report in which three rows have no label, and `lost` of them are gone."""
    matrix = matrix_of("requests", "2021", values)
    sound = report(forms_of("2021"), values, layouts.markdown)
    whole = layouts.markdown(matrix)
    first = at(matrix, "本机关不掌握相关政府信息")
    for row in matrix[first : first + 3]:
        row[2] = None
    del matrix[first + 1 : first + 1 + lost]
    return sound.replace(whole, layouts.markdown(matrix))


def test_rows_without_labels_are_placed_by_their_number_between_labelled_ones() -> None:
    values = printed("2021")
    reading = read(without_labels(values))
    assert values_of(reading) == values
    how = {c.how for k, c in reading.cells.items() if ".still_unclear." in k}
    assert how == {"position"}


def test_too_few_rows_without_labels_stay_unread() -> None:
    values = printed("2021")
    reading = read(without_labels(values, lost=1))
    assert not any(".unavailable." in key for key in reading.cells)
    rest = {key: raw for key, raw in values.items() if ".unavailable." not in key}
    assert values_of(reading) == rest


def test_labels_that_lost_their_rows_do_not_take_the_next_one() -> None:
    values = printed("2021")
    matrix = matrix_of("requests", "2021", values)
    sound = report(forms_of("2021"), values, layouts.markdown)
    whole = layouts.markdown(matrix)
    first = at(matrix, "本机关不掌握相关政府信息")
    loose = [row[2] for row in matrix[first : first + 3]]
    for row in matrix[first : first + 3]:
        row[2] = None
    lines = layouts.markdown(matrix).splitlines()
    # Converters print the labels of three rows in a heap behind the first of them.
    heap = [*lines[: first + 2], "", f"{loose[2]}", f"{loose[0]}", "1", "", *lines[first + 2 :]]
    assert values_of(read(sound.replace(whole, "\n".join(heap) + "\n"))) == values


def test_figures_in_prose_never_win_over_the_table() -> None:
    values = printed("2021")
    prose = (
        "全年调整权责清单，其中：行政许可17项；行政强制7项；行政处罚159项。\n"
        "本年新收政府信息公开申请数量99件，予以公开98件。\n行政许可 55\n"
        "\n一、总体情况\n工作平稳。\n"
    )
    text = report(forms_of("2021"), values, layouts.one_cell_a_line_with_tabs)
    reading = read(text.replace(layouts.PREAMBLE, layouts.PREAMBLE + prose))
    assert values_of(reading) == values
    assert all(region.start > len(layouts.PREAMBLE) + len(prose) for region in reading.regions)


def test_an_empty_form_holds_no_number() -> None:
    for edition in ("2019", "2021"):
        values = dict.fromkeys(printed(edition), "")
        for render in layouts.ALL:
            reading = read(report(forms_of(edition), values, render))
            assert all(cell.value is None for cell in reading.cells.values()), render


def test_a_number_that_occurs_everywhere_is_found_where_it_stands() -> None:
    for render in layouts.ALL:
        values = dict.fromkeys(printed("2021"), "0")
        text = "0件，0条，0次。\n" * 30 + report(forms_of("2021"), values, render)
        reading = read(text)
        assert set(reading.cells) == set(values)
        starts = [cell.span.start for cell in reading.cells.values()]
        assert starts == sorted(starts)
        assert len(set(starts)) == len(values)
        assert min(starts) >= text.index("第二十条")


def test_a_website_around_the_report_is_no_table() -> None:
    values = printed("2021")
    menu = "首页\n政务公开\n[字体: 大 中 小] 打印\n点击率\n128\n索引号\t014-2024\t分类\t年报\n"
    text = menu + report(forms_of("2021"), values, layouts.tab_separated) + menu
    assert values_of(read(text)) == values


def test_a_report_before_the_forms_has_no_tables() -> None:
    text = (
        "云溪县档案局2014年政府信息公开工作年度报告\n一、概述\n全年主动公开信息 425 条，"
        "受理申请 3 件。\n指标名称\t计量单位\t2014年度\t历年累计\n主动公开文件数\t条\t206\t1210\n"
    )
    reading = read(text)
    assert (reading.edition, reading.tables, reading.cells) == ("other", {}, {})


def test_a_split_that_only_columns_settle_names_the_edits_it_needed() -> None:
    forms = forms_of("2021")
    values = dict.fromkeys(printed("2021"), "0")
    requests = {
        "received": (29, 0, 0, 2, 0, 1, 32),
        "granted": (27, 0, 0, 2, 0, 1, 30),
        "refused.enforcement_file": (2, 0, 0, 0, 0, 0, 2),
        "outcomes_total": (29, 0, 0, 2, 0, 1, 32),
    }
    columns = list(forms["requests"].columns)
    for row, numbers in requests.items():
        for column, number in zip(columns, numbers, strict=True):
            values[f"requests.{row}.{column}"] = str(number)
    reading = read(report(forms, values, layouts.glued))
    granted = [reading.cells[f"requests.granted.{column}"] for column in columns]
    assert [cell.value for cell in granted] == [27, 0, 0, 2, 0, 1, 30]
    assert {cell.how for cell in granted} == {"split"}
    assert {"REQ03.granted", "REQ02.business"} <= set(reading.used_edits)
    assert "REQ03.carried_over" not in reading.used_edits


def test_table_two_has_no_sum_so_its_glued_digits_stay_open() -> None:
    values = dict.fromkeys(printed("2021"), "0")
    for column, number in (("issued", "88"), ("repealed", "55"), ("in_force", "698")):
        values[f"disclosure.normative_documents.{column}"] = number
    reading = read(report(forms_of("2021"), values, layouts.glued))
    cell = reading.cells["disclosure.normative_documents.issued"]
    assert cell.value is None
    assert {8, 88, 885} <= set(cell.candidates)
    assert cell.raw == "8855698"
    assert reading.cells["disclosure.rules.issued"].value == 0


def test_digits_are_not_separated_where_blank_cells_were_lost() -> None:
    values = printed("2021")
    kept = ("natural_person", "total")
    for key in values:
        if key.startswith("requests.") and not key.endswith(kept):
            values[key] = ""
    for render in (layouts.glued, layouts.one_line, layouts.row_lines):
        reading = read(report(forms_of("2021"), values, render))
        assert not any(key.startswith("requests.") for key in reading.cells)


def test_two_reports_in_one_file_are_never_mixed() -> None:
    first = printed("2021")
    second = {key: str(int(value) + 1) for key, value in first.items()}
    for render in (tab_separated, layouts.one_cell_a_line, layouts.markdown):
        text = report(forms_of("2021"), first, render) + report(forms_of("2021"), second, render)
        assert values_of(read(text)) == first


@pytest.mark.parametrize("render", [layouts.tab_separated, layouts.markdown])
def test_letters_and_signs_typed_for_figures_are_figures(render: layouts.Render) -> None:
    values = printed("2021")
    slips = {"disclosure.rules.issued": "〇", "requests.granted.business": "O"}
    slips["requests.granted.total"] = "1l"
    cells = read(report(forms_of("2021"), {**values, **slips}, render)).cells
    made = {key: (cells[key].value, cells[key].raw, cells[key].how) for key in slips}
    assert made == {
        "disclosure.rules.issued": (0, "〇", "cell"),
        "requests.granted.business": (0, "O", "ocr"),
        "requests.granted.total": (11, "1l", "ocr"),
    }


def test_bare_numbers_behind_a_label_with_bars_leave_its_cells_unread() -> None:
    values = printed("2021") | {"disclosure.licensing.decisions": "244"}
    sound = report(forms_of("2021"), values, layouts.one_cell_a_line_with_bars)
    assert "行政许可 |\n244 |" in sound
    cells = read(sound.replace("行政许可 |\n244 |", "|行政许可|\n|\n|2|44|")).cells
    assert "disclosure.licensing.decisions" not in cells


@pytest.mark.parametrize("render", [layouts.tab_separated, layouts.markdown])
def test_where_a_column_is_lost_blanks_before_the_numbers_are_no_cells(
    render: layouts.Render,
) -> None:
    values = printed("2021")
    matrix = matrix_of("requests", "2021", values)
    lost = [row[:3] + row[4:] for row in matrix]
    sound = report(forms_of("2021"), values, render)
    reading = read(sound.replace(render(matrix), render(lost)))
    assert [key for key in reading.cells if key.startswith("requests.")] == []


def test_one_row_of_five_below_the_names_of_all_blocks_is_not_given_to_one() -> None:
    heads = "结果维持\n结果纠正\n其他结果\n尚未审结\n总计\n"
    text = (
        "四、政府信息公开行政复议、行政诉讼情况\n行政复议\n行政诉讼\n未经复议直接起诉\n"
        f"{heads}1\n0\n0\n1\n2\n复议后起诉\n{heads}"
    )
    assert read(text).cells == {}


def test_text_recognised_from_a_scan_is_never_certain() -> None:
    text = report(forms_of("2021"), printed("2021"), tab_separated)
    made = document(text)
    scan = Document(made.source, text, "pdf 1 over ocr")
    assert {cell.how for cell in read_tables(scan).cells.values()} == {"ocr"}


def test_a_piece_of_a_cut_label_on_the_next_page_is_no_blank_row() -> None:
    values = printed("2021")
    sound = report(forms_of("2021"), values, layouts.bar_separated)
    row = next(line for line in sound.splitlines() if "2.重复申请" in line)
    cut = f"{row.replace('2.重复申请', '2.重')}\n复申请{' | ' * 10}"
    cells = read(sound.replace(row, cut)).cells
    found = {key: cell for key, cell in cells.items() if ".repeat." in key}
    assert {key: cell.raw for key, cell in found.items()} in (
        {},
        {key: raw for key, raw in values.items() if ".repeat." in key},
    )


@pytest.mark.parametrize("render", [layouts.tab_separated, layouts.bar_separated])
def test_blanks_for_noughts_are_told_apart_by_the_rows_around(render: layouts.Render) -> None:
    values = printed("2021")
    blanked = {
        key: "" if raw == "0" or key.startswith("disputes.") else raw for key, raw in values.items()
    }
    blanked |= {key: values[key] for key in values if key.endswith(".total")}
    blanked |= {key: "" for key in values if key.startswith("disputes.")}
    cells = read(report(forms_of("2021"), blanked, render)).cells
    assert {key: cell.raw for key, cell in cells.items()} == blanked


def test_a_sign_for_no_number_makes_a_line_a_row() -> None:
    values = printed("2021")
    values |= {key: "无" for key in values if ".rules." in key}
    cells = read(report(forms_of("2021"), values, layouts.row_lines)).cells
    assert {cells[key].raw for key in values if ".rules." in key} == {"无"}


NOTED = {
    "规范性文件": "规范性文件（指以本机关名义印发、有文号的文件）",
    "规章": "规章（仅由设区的市填报）",
    "行政处罚": "行政处罚（件）",
    "本年增/减": "本年增/减（减少用负数表示，如-3）",
    "上一年项目数量": "上一年项目数量（上一年末的事项数）",
}


@pytest.mark.parametrize("render", [layouts.bar_separated, layouts.one_cell_a_line_with_bars])
def test_a_note_on_how_to_fill_in_a_label_leaves_the_label(render: layouts.Render) -> None:
    def noted(matrix: Matrix) -> str:
        return render([[NOTED.get(c, c) if c else c for c in row] for row in matrix])

    values = printed("2019")
    cells = read(report(forms_of("2019"), values, noted)).cells
    assert {key: cell.raw for key, cell in cells.items()} == values


def test_heads_printed_upright_still_head_the_fifteen_numbers() -> None:
    values = printed("2021")
    text = report(forms_of("2021"), values, layouts.row_lines)
    head = next(line for line in text.split("\n") if line.startswith("结果维持"))
    upright = "未经复议直接起诉 复议后起诉\n结 结 其 尚\n果 果 他 未\n总计 维 纠 结 审\n持 正 果 结"
    cells = read(text.replace(head, upright)).cells
    found = {key: cell.raw for key, cell in cells.items() if key.startswith("disputes.")}
    assert found == {key: raw for key, raw in values.items() if key.startswith("disputes.")}


def test_a_table_in_traditional_characters_is_the_same_table() -> None:
    values = printed("2021")
    text = report(forms_of("2021"), values, layouts.one_cell_a_line_with_bars)
    mirrored = text.translate(str.maketrans("规务书总结维审诉数处许额", "規務書總結維審訴數處許額"))
    mirrored = mirrored.replace("規", "規(guī)").replace("務", "務(wù)")
    assert mirrored != text
    cells = read(mirrored).cells
    assert {key: cell.raw for key, cell in cells.items()} == values

"""What stayed undecided is said with its reason, whatever the reason is."""

from __future__ import annotations

import ast
import inspect
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.messages import load_messages
from tests.claims.reading import record_of
from tests.records import make_record, with_cell
from tests.strategies import consistent_records
from verify import open_questions, prose_cells, prose_shares, verify

CELL = "requests.granted.natural_person"
TOTAL = "requests.granted.total"


def told(record) -> list[str]:
    return [message.en for message in open_questions(verify(record))]


def test_a_report_in_which_all_is_decided_has_none():
    assert told(make_record()) == []


def test_each_reason_names_its_table_its_sums_and_its_cells():
    whole = make_record(cells={TOTAL: 5})
    ways = {
        "blank": {"value": None, "raw": "", "status": "blank"},
        "not read": {"value": None, "raw": "", "span": None, "status": "unread"},
        "more than one way": {"value": None, "candidates": (4, 6), "status": "single"},
        "two readings disagree": {"value": None, "status": "disputed", "raw": "5"},
        "not in its evidence": {"value": 5, "raw": "51"},
        "too long to be a count": {"value": None, "raw": "7" * 26, "status": "blank"},
    }
    for words, cell in ways.items():
        record = with_cell(whole, CELL, **cell)
        (line, *_) = [line for line in told(record) if "granted" in line or "予以公开" in line]
        assert line.startswith("table 3: ")
        assert words in line
        assert "row “（一）予以公开” column “自然人”" in line


def test_sums_that_served_to_read_are_said_to_prove_nothing():
    record = replace(make_record(), used_edits=("REQ03.granted", "REQ03.refused.other_law"))
    assert told(record) == [
        "table 3: 2 served to tell which figure stands where and prove nothing more: "
        "total of row “（一）予以公开”, total of row “（三）不予公开2.其他法律行政法规禁止公开”."
    ]


def test_figures_that_wait_for_last_year_are_quoted():
    record = record_of("全年收到政府信息公开申请45件，同比增长12.5%。")
    assert told(record) == ["comparisons that need last year's report: “同比增长12.5%”."]


def test_figures_that_were_not_checked_are_quoted_once_under_their_reason():
    record = record_of("主动公开信息120条。培训2次，培训2次。累计收到政府信息公开申请300件。")
    assert told(record) == [
        "figures of things the form has no cell for: “主动公开信息120条”, “培训2次”.",
        "cumulative figures, which are not of the year: “累计收到政府信息公开申请300件”.",
    ]


def test_a_figure_that_a_finding_speaks_of_is_not_told_again():
    record = record_of("全年作出行政许可决定910件。")
    assert [finding.code for finding in verify(record).findings if finding.claims] == ["CLM08"]
    assert told(record) == []


def test_parts_behind_a_complete_list_are_said_to_be_unclear():
    record = record_of("主动公开信息120条，其中网站80条，微信40条，微博10条。")
    line = told(record)[-1]
    assert line.startswith("figures behind parts that make the whole already; ")
    assert "“微博10条”" in line
    assert "微信" not in line


def reasons_in(source: str) -> set[str]:
    """The reasons for which a module of verify leaves a figure unchecked."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "CheckedClaim":
            words = [one.value for one in node.args if isinstance(one, ast.Constant)]
            if len(words) == 2 and words[0] in ("undecided", "not_comparable"):
                found.add(words[1])
        if isinstance(node, ast.FunctionDef) and ast.unparse(node.returns or node.args) == "str":
            returned = (one.value for one in ast.walk(node) if isinstance(one, ast.Return))
            found |= {one.value for one in returned if isinstance(one, ast.Constant)}
    return found - {""}


@pytest.mark.parametrize("module", [prose_cells, prose_shares])
def test_every_reason_to_leave_a_figure_unchecked_has_words_for_people(module):
    reasons = reasons_in(inspect.getsource(module))
    assert len(reasons) > 4
    missing = [one for one in reasons if f"open.figure.{one}" not in load_messages()]
    assert missing == []


@settings(max_examples=60, deadline=None)
@given(consistent_records(), st.data())
def test_no_undecided_check_goes_unsaid(record, data):
    keys = data.draw(st.sets(st.sampled_from(sorted(record.cells)), max_size=12))
    for key in keys:
        blank = data.draw(st.booleans())
        cell = {"value": None, "raw": "", "status": "blank" if blank else "unread"}
        record = with_cell(record, key, **cell)
    outcome = verify(record)
    lines = [message.en for message in open_questions(outcome)]
    counted = sum(int(line.split(": ")[1].split()[0]) for line in lines)
    assert counted >= outcome.checks.undecided
    assert bool(lines) == bool(outcome.checks.undecided)


def test_every_edit_has_a_name_of_its_own():
    messages = load_messages()
    for code in ("REQ01", "REQ02", "REQ03", "DSP01", "DIS01", "DIS02"):
        assert f"{code}.sum" in messages


def test_a_figure_of_a_sentence_cut_into_cells_is_told_without_the_borders():
    text = (
        "本报告由青岚县人民政府办公室根据条例规定编制并向社会公布，全县全年主动公开政\n"
        "| 府信息 | 55 条，主动公开工作动态信息 |\n| --- | --- |\n| 共计 | 17 条。 |\n"
    )
    (line,) = [
        line for line in (m.en for m in open_questions(verify(record_of(text)))) if "17" in line
    ]
    assert "主动公开工作动态信息共计17条" in line
    assert "|" not in line

"""One wrong figure is one finding, and a second wrong one keeps its own."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from report.finding import Finding
from report.record import Number
from tests.claims.reading import CELLS, record_of
from verify import verify

UPHELD = "涉政府信息公开的行政复议、行政诉讼案件9件，结果维持6件。"
NONE = "未发生因政府信息公开引起的行政复议、行政诉讼。"
WITHOUT_DISPUTES = {key: value for key, value in CELLS.items() if not key.startswith("disputes")}


def told(text: str, cells: Mapping[str, Number | str | None]) -> list[Finding]:
    """Return what asks for a person because of figures, in the tables or in the text."""
    found = verify(record_of(text, cells)).findings
    return [f for f in found if f.code.startswith(("CLM", "REQ", "DSP")) and f.severity != "note"]


def planted(key: str, value: int, cells: Mapping[str, Number | str | None]) -> dict[str, object]:
    return {**cells, key: value}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("disputes.reconsideration.upheld", 13),
        ("disputes.direct_suit.upheld", 12),
        ("disputes.suit_after_reconsideration.upheld", 7),
    ],
)
def test_a_cell_of_table_four_explains_the_text_that_tells_it_right(key: str, value: int) -> None:
    (finding,) = told(UPHELD, planted(key, value, CELLS))
    assert (finding.code, finding.codes) == ("DSP01", ("DSP01", "CLM01"))
    assert finding.suspects[0] == key
    assert finding.repairs[0][0].after == CELLS[key]
    assert "结果维持6件" in finding.message.zh
    assert finding.claims


def test_a_cell_of_table_four_explains_the_statement_that_there_was_none() -> None:
    key = "disputes.direct_suit.total"
    (finding,) = told(NONE, planted(key, 3, WITHOUT_DISPUTES))
    assert finding.codes == ("DSP01", "CLM07")
    assert (finding.suspects[0], finding.repairs[0][0].after) == (key, 0)


def test_a_text_that_no_repair_of_the_table_bears_out_keeps_its_finding() -> None:
    cells = planted("disputes.reconsideration.pending", 8, CELLS)
    wrong = told(UPHELD.replace("6件", "5件"), cells)
    assert sorted(finding.code for finding in wrong) == ["CLM01", "DSP01"]
    assert all(len(finding.codes) == 1 for finding in wrong)


def test_two_mistakes_in_the_table_and_the_text_are_two_findings() -> None:
    cells = planted("disputes.reconsideration.upheld", 13, CELLS)
    text = UPHELD + "\n收到政府信息公开申请54件。"
    found = told(text, cells)
    assert sorted(finding.codes for finding in found) == [("CLM01",), ("DSP01", "CLM01")]


def test_a_share_that_fits_the_table_shows_the_count_before_it_to_be_wrong() -> None:
    text = "办结政府信息公开申请46件，其中予以公开20件，占43.48%；部分公开{}件，占{}%。"
    (finding,) = told(text.format(7, "8.70"), CELLS)
    assert finding.codes == ("CLM01", "CLM03")
    assert (finding.expected, finding.found) == (4, 7)
    assert "占8.70%" in finding.message.zh
    assert len(finding.claims) == 2


def test_a_share_that_fits_neither_count_keeps_its_finding() -> None:
    text = "办结政府信息公开申请46件，其中予以公开20件，占43.48%；部分公开{}件，占{}%。"
    assert [f.codes for f in told(text.format(7, "9.70"), CELLS)] == [("CLM01",), ("CLM03",)]
    assert [f.codes for f in told(text.format(4, "9.70"), CELLS)] == [("CLM03",)]


def test_a_share_shows_which_part_of_a_list_is_wrong() -> None:
    text = "公开信息100条，其中网站50条，占50%；微信{}条，占{}%；其他10条，占10%。"
    (finding,) = told(text.format(46, "40"), CELLS)
    assert finding.codes == ("CLM02", "CLM03")
    assert "微信46条" in finding.message.zh
    assert "40" in finding.message.en
    apart = told(text.format(46, "41"), CELLS)
    assert sorted(f.codes for f in apart) == [("CLM02",), ("CLM03",)]


def test_a_wrong_whole_of_a_list_leaves_its_shares_alone() -> None:
    text = "公开信息{}条，其中网站50条，占50%；微信40条，占40%；其他10条，占10%。"
    assert told(text.format(100), CELLS) == []
    (finding,) = told(text.format(120), CELLS)
    assert finding.codes == ("CLM02",)


@pytest.mark.parametrize("change", [1, 3, 10])
@pytest.mark.parametrize("key", [key for key in CELLS if key.startswith("disputes.")])
def test_whatever_cell_of_table_four_is_wrong_is_told_of_once(key: str, change: int) -> None:
    text = UPHELD + "\n收到行政复议6件，行政诉讼3件，尚未审结2件。"
    assert told(text, CELLS) == []
    value = CELLS[key]
    assert isinstance(value, int)
    (finding,) = told(text, planted(key, value + change, CELLS))
    assert finding.code == "DSP01"

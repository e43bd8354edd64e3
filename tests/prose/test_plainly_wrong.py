"""Plain wrong sentences beside those that say less: they are still found."""

import pytest

from tests.claims.reading import CELLS
from tests.prose.test_prose_findings import only


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("全年政府信息公开行政复议8件、行政诉讼3件。", 6),
        ("上年结转申请3件；新增政府信息公开行政复议8件，维持3件。", 6),
        ("政府信息公开申请不予受理2件；政府信息公开行政复议8件。", 6),
        ("发生行政诉讼5件，均因政府信息公开引起。", 3),
        ("因政府信息公开被申请行政复议8件，作为复议机关审理行政复议案件30件。", 6),
    ],
)
def test_disputes_over_disclosure_are_held_against_the_form(text: str, wanted: int) -> None:
    finding = only(text)
    assert (finding.code, finding.severity, finding.expected) == ("CLM01", "fatal", wanted)


@pytest.mark.parametrize(
    "text",
    [
        "政府信息公开行政复议6件，复议均维持。",
        "政府信息公开行政复议6件、行政诉讼3件，均维持。",
    ],
)
def test_a_wrong_statement_of_what_all_disputes_came_to(text: str) -> None:
    finding = only(text)
    assert (finding.code, finding.severity) == ("CLM07", "fatal")


@pytest.mark.parametrize(
    "text",
    [
        "办理政府信息公开申请46件，其中补正后申请内容仍不明确7件。",
        "办理政府信息公开申请46件，其中申请内容不明确7件，逾期不补正0件。",
    ],
)
def test_requests_still_unclear_are_held_against_their_row(text: str) -> None:
    finding = only(text, cells=CELLS | {"requests.unavailable.still_unclear.total": 0})
    assert (finding.code, finding.expected, finding.found) == ("CLM01", 0, 7)


@pytest.mark.parametrize(
    "text",
    [
        "收到政府信息公开申请45件，上年结转3件，办理46件，其中予以公开9件。",
        "上年结转政府信息公开申请3件，予以公开9件，部分公开4件。",
        "收到政府信息公开申请45件，其中申请人撤回4件，予以公开9件。",
    ],
)
def test_outcomes_of_more_than_those_carried_over_are_held_against_their_rows(text: str) -> None:
    finding = only(text)
    assert (finding.code, finding.expected, finding.found) == ("CLM01", 20, 9)


def test_requests_of_both_years_said_to_be_done_though_some_are_left() -> None:
    finding = only("新收政府信息公开申请45件，上年结转3件，均已办结。")
    assert (finding.code, finding.severity) == ("CLM07", "fatal")

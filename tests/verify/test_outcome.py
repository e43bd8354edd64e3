"""Status, counts, order and selection; findings on reading, money and years."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.document import Span
from report.finding import outcome_adapter
from report.record import Correction, Facts, Record, Stated, Unit, record_adapter
from tests.records import make_record, with_cell
from tests.strategies import consistent_records
from verify import Context, apply_selection, verify


def said(text: str) -> Stated:
    return Stated(text, text, Span(0, len(text)))


def complete(record: Record) -> Record:
    """The record with every obligation met, so that only figures can be at fault."""
    heads = ("overview", "disclosure", "requests", "disputes", "problems", "other_matters")
    year = record.year_number
    facts = Facts(
        sections={id_: said(id_) for id_ in heads},
        period=said(f"{year}-01-01/{year}-12-31"),
        fee_statement=said("未收取"),
    )
    return replace(record, facts=facts)


def codes(record: Record, context: Context | None = None) -> list[str]:
    return [finding.code for finding in verify(record, context or Context()).findings]


@settings(max_examples=40, deadline=None)
@given(consistent_records())
def test_a_consistent_and_complete_report_is_accepted_without_a_finding(record):
    outcome = verify(complete(record))
    assert outcome.findings == ()
    assert outcome.status == "accepted"
    assert outcome.checks.failed == outcome.checks.undecided == 0
    assert outcome.coverage.cells_read == outcome.coverage.cells_expected == len(record.cells)


@settings(max_examples=20, deadline=None)
@given(consistent_records())
def test_the_same_record_gives_the_same_outcome_and_survives_storing(record):
    broken = with_cell(record, "requests.granted.total", value=999, raw="999")
    outcome = verify(broken)
    restored = record_adapter().validate_json(record_adapter().dump_json(broken))
    assert verify(restored) == outcome
    adapter = outcome_adapter()
    assert adapter.validate_json(adapter.dump_json(outcome)).findings == outcome.findings


@pytest.mark.parametrize(
    "kind",
    [
        "blank_form",
        "circular",
        "website_report",
        "interpretation",
        "rule_of_law_report",
        "university_report",
        "other",
    ],
)
def test_what_is_no_report_fails_with_what_it_is_and_what_to_do(kind):
    outcome = verify(replace(make_record(), kind=kind))
    assert outcome.status == "failed"
    assert outcome.reason.code == "not_a_report"
    assert len(outcome.reason.message) > 30
    assert (outcome.findings, outcome.results) == ((), ())


def test_a_half_year_report_is_called_by_its_own_words_in_both_languages():
    facts = Facts(part_of_year=Stated("上半年", "上 半年", Span(9, 13)))
    outcome = verify(replace(make_record(), kind="other", facts=facts))
    assert outcome.status == "failed"
    assert "“上半年”" in outcome.reason.message
    assert "less than a year" in outcome.reason.message
    assert "不足一年" in outcome.reason.zh


def test_a_report_of_which_no_sum_could_be_checked_is_never_accepted():
    record = complete(make_record())
    blank = {k: replace(c, value=None, raw="", status="blank") for k, c in record.cells.items()}
    outcome = verify(replace(record, cells=blank))
    assert outcome.status == "review"
    assert outcome.checks.passed == 0
    assert [finding.code for finding in outcome.findings] == ["RDG03"]
    ignored = apply_selection(outcome, (), ["RDG"])
    assert ignored.status == "review"


@pytest.mark.parametrize("year", [2019, 2020, 2023, None])
def test_a_free_form_report_of_a_later_year_is_never_accepted(year):
    record = replace(make_record(year, "2019", tables={}), edition="other")
    outcome = verify(record)
    assert outcome.status == "review"
    assert outcome.findings


def test_a_free_form_report_before_2019_may_be_accepted():
    record = replace(make_record(2013, "2019", tables={}), edition="other")
    outcome = verify(record)
    assert (outcome.status, outcome.findings) == ("accepted", ())


def unread_message(belongs) -> str:
    """What is told in English of a report of which some cells were not read."""
    record = complete(make_record())
    lost = {key: "unread" for key in record.cells if belongs(key)}
    (finding,) = [one for one in verify(complete(make_record(cells=lost))).findings if one.cells]
    assert (finding.code, set(finding.cells)) == ("RDG03", set(lost))
    return finding.message.en


def test_a_table_of_which_nothing_was_read_is_not_told_cell_by_cell():
    told = unread_message(lambda key: key.startswith("requests."))
    assert "the whole table, 175 cells" in told
    assert "row" not in told


def test_whole_columns_and_rows_are_told_by_their_names():
    lost = (".business", ".research")
    told = unread_message(lambda key: key.startswith("requests.") and key.endswith(lost))
    assert (
        "the whole of columns “法人或其他组织·商业企业”, “法人或其他组织·科研机构”, 50 cells"
        in told
    )
    told = unread_message(lambda key: key.startswith("requests.granted."))
    assert "the whole of rows “（一）予以公开”, 7 cells" in told


def test_scattered_cells_are_told_one_by_one():
    scattered = ("granted.total", "received.business", "other.other.total", "granted.research")
    wanted = {f"requests.{key}" for key in (*scattered, "carried_over.total")}
    told = unread_message(lambda key: key in wanted)
    assert "whole" not in told
    assert "5 in all" in told


def test_unread_cells_of_a_table_are_one_finding_that_blames_the_reading():
    lost = {f"requests.granted.{column}": "unread" for column in ("natural_person", "total")}
    record = complete(make_record(cells=lost))
    (finding,) = verify(record).findings
    assert (finding.code, finding.attribution, finding.cells) == ("RDG03", "reading", tuple(lost))
    assert verify(record).coverage.cells_read == len(record.cells) - 2
    for table in ("disputes.direct_suit.total", "requests.other.other.total"):
        record = with_cell(record, table, value=None, raw="", span=None, status="unread")
    assert codes(record) == ["RDG03", "RDG03"]


def test_a_number_too_long_to_be_a_count_is_not_called_blank():
    long, cells = "8" * 26, {"requests.received.natural_person": 1, "requests.received.total": 1}
    record = complete(make_record(cells=cells | {"requests.granted.natural_person": None}))
    for status in ("blank", "unread"):
        key = "requests.carried_forward.natural_person"
        cell = {"value": None, "raw": long, "status": status}
        (finding,) = [f for f in verify(with_cell(record, key, **cell)).findings if key in f.cells]
        assert finding.code == "RDG03"
        assert "too long to be a count" in finding.message.en
        assert long in finding.message.en
        assert "Blank" not in finding.message.en
        assert f"“{long}”" in finding.message.zh


def test_a_lone_blank_that_cannot_be_zero_is_asked_for_and_not_charged_to_the_issuer():
    cells = {"requests.carried_forward.natural_person": 1, "requests.received.natural_person": 1}
    cells |= {"requests.received.total": 1, "requests.carried_forward.total": None}
    (finding,) = verify(complete(make_record(cells=cells))).findings
    assert finding.code == "RDG03"
    assert finding.cells == ("requests.carried_forward.total",)
    assert finding.attribution == "reading"
    assert "应为1" in finding.message.zh


def test_a_blank_among_other_blanks_may_be_the_issuers_doing():
    cells = {"requests.carried_forward.natural_person": 1, "requests.received.natural_person": 1}
    cells |= {"requests.received.total": 1, "requests.carried_forward.total": None}
    cells |= {"requests.granted.business": None}
    (finding,) = verify(complete(make_record(cells=cells))).findings
    assert (finding.code, finding.attribution) == ("RDG03", "unknown")
    assert finding.cells == ("requests.carried_forward.total",)


def test_a_blank_that_may_be_zero_is_no_finding():
    assert codes(complete(make_record(cells={"requests.granted.business": None}))) == []


def test_a_row_left_blank_in_part_that_lacks_requests_is_asked_for():
    cells = dict.fromkeys((f"requests.granted.{c}" for c in ("business", "research")), None)
    cells |= {"requests.granted.natural_person": 3, "requests.granted.total": 5}
    cells |= {"requests.outcomes_total.natural_person": 3, "requests.outcomes_total.total": 5}
    cells |= {"requests.outcomes_total.business": 2, "requests.received.total": 5}
    cells |= {"requests.received.natural_person": 3, "requests.received.business": 2}
    (finding,) = verify(complete(make_record(cells=cells))).findings
    assert finding.code == "RDG03"
    assert finding.cells == ("requests.granted.business", "requests.granted.research")
    assert "应为2" in finding.message.zh


def test_a_row_of_which_only_the_total_is_given_is_no_finding():
    blank = {k: None for k in make_record().cells if k.startswith("requests.received.")}
    cells = blank | {"requests.received.total": 5, "requests.carried_forward.total": 5}
    cells |= {k.replace("received", "carried_forward"): None for k in blank if k[-5:] != "total"}
    assert codes(complete(make_record(cells=cells))) == []


def test_a_blank_that_a_person_has_seen_is_not_asked_for_again():
    cells = {"requests.carried_forward.natural_person": 1, "requests.received.natural_person": 1}
    cells |= {"requests.received.total": 1, "requests.carried_forward.total": None}
    record = complete(make_record(cells=cells))
    seen = with_cell(record, "requests.carried_forward.total", corrected=Correction(None, 1))
    assert codes(seen) == []


@pytest.mark.parametrize(
    ("disputes", "expected"),
    [({}, ["RDG03"]), ({"disputes.direct_suit.total": 3}, ["DSP01", "RDG03"])],
)
def test_a_report_of_which_only_table_four_could_be_checked_is_not_accepted(disputes, expected):
    record = complete(make_record(cells=disputes))
    blank = {
        key: replace(cell, value=None, raw="", status="blank")
        for key, cell in record.cells.items()
        if key.startswith("requests.")
    }
    outcome = verify(replace(record, cells=record.cells | blank))
    assert outcome.checks.passed > 0
    assert outcome.status == "review"
    assert [finding.code for finding in outcome.findings] == expected


def test_a_table_three_that_was_not_read_is_said_once():
    record = complete(make_record())
    unread = {
        key: replace(cell, value=None, raw="", span=None, status="unread")
        for key, cell in record.cells.items()
        if key.startswith("requests.")
    }
    assert codes(replace(record, cells=record.cells | unread)) == ["RDG03"]


def test_organisations_left_blank_throughout_are_no_finding():
    record = complete(make_record(cells={}))
    blanks = {
        key: replace(cell, value=None, raw="", status="blank")
        for key, cell in record.cells.items()
        if key.startswith("requests.") and not key.endswith(("natural_person", ".total"))
    }
    record = replace(record, cells=record.cells | blanks)
    outcome = verify(record)
    assert (outcome.status, outcome.findings) == ("accepted", ())
    assert outcome.checks.undecided == 10


def test_readings_that_disagree_are_one_finding_a_row_naming_both_values():
    record = complete(make_record())
    for column in ("natural_person", "total"):
        record = with_cell(
            record,
            f"requests.granted.{column}",
            status="disputed",
            value=None,
            candidates=(5, 6),
            readings={"tables": 5, "model": 6},
        )
    (finding,) = verify(record).findings
    assert (finding.code, finding.attribution) == ("RDG01", "reading")
    assert "5或6" in finding.message.zh
    assert "5 or 6" in finding.message.en
    settled = with_cell(record, "requests.granted.total", corrected=Correction(0, 1))
    settled = with_cell(settled, "requests.granted.natural_person", corrected=Correction(0, 2))
    assert codes(settled) == []


def test_a_sum_that_fails_on_a_corrected_figure_is_not_laid_to_the_report():
    record = complete(make_record(cells={"requests.granted.total": 17}))
    (printed,) = [f for f in verify(record).findings if f.code == "REQ03"]
    assert printed.attribution == "source"
    typed = with_cell(record, "requests.granted.total", corrected=Correction(12, 1))
    (finding,) = [f for f in verify(typed).findings if f.code == "REQ03"]
    assert finding.attribution == "unknown"


def test_digits_with_two_ways_to_split_are_one_finding_a_table():
    record = complete(make_record())
    for row, at in (("rules", 0), ("normative_documents", 50)):
        for column, candidates in (("issued", (8, 88)), ("repealed", (5, 55))):
            record = with_cell(
                record,
                f"disclosure.{row}.{column}",
                value=None,
                raw=f"88555{at}",
                span=Span(at, at + 6),
                candidates=candidates,
                how="split",
                status="unread",
            )
    (finding,) = verify(record).findings
    assert (finding.code, len(finding.cells)) == ("RDG04", 4)
    assert "“规章”为885550、“行政规范性文件”为8855550" in finding.message.zh
    assert finding.operands["disclosure.normative_documents.issued"] == "8|88"


@pytest.mark.parametrize(
    ("value", "raw", "unit", "expected"),
    [
        (Decimal("15646978.85"), "15,646,978.85", Unit(1, "none"), ["DIS03"]),
        (Decimal(0), "0", Unit(1, "none"), []),
        (Decimal(5030000), "503", Unit(10000, "header"), []),
        (Decimal(5030000), "503万元", Unit(10000, "cell"), []),
        (None, "/", None, []),
    ],
)
def test_money_needs_a_unit_unless_it_is_zero(value, raw, unit, expected):
    record = complete(make_record(2020, "2019"))
    record = with_cell(record, "disclosure.procurement.amount", value=value, raw=raw, unit=unit)
    assert codes(record) == expected


class TestLastYear:
    def report(self, year: int, over: int | None, forward: int | None) -> Record:
        cells = {}
        for row, value in (("carried_over", over), ("carried_forward", forward)):
            for column in ("natural_person", "total"):
                cells[f"requests.{row}.{column}"] = value
        for column in ("natural_person", "total"):
            handled = (over or 0) - (forward or 0)
            cells[f"requests.received.{column}"] = max(0, -handled)
            cells[f"requests.outcomes_total.{column}"] = max(0, handled)
            cells[f"requests.granted.{column}"] = max(0, handled)
        return complete(make_record(year, cells=cells))

    def test_requests_carried_over_are_those_carried_forward(self):
        context = Context(previous=self.report(2022, 0, 3))
        assert codes(self.report(2023, 3, 0), context) == []

    def test_a_difference_is_one_finding_over_all_columns(self):
        context = Context(previous=self.report(2022, 0, 3))
        (finding,) = verify(self.report(2023, 1, 0), context).findings
        assert (finding.code, finding.severity) == ("YRS01", "query")
        assert (finding.expected, finding.found) == (3, 1)
        assert finding.cells == (
            "requests.carried_over.natural_person",
            "requests.carried_over.total",
        )

    def test_a_blank_in_either_report_is_not_compared(self):
        context = Context(previous=self.report(2022, 0, None))
        assert "YRS01" not in codes(self.report(2023, 1, 0), context)

    def test_another_year_than_the_last_is_not_compared(self):
        context = Context(previous=self.report(2021, 0, 3))
        assert codes(self.report(2023, 1, 0), context) == []


class TestSelection:
    RECORD = complete(
        make_record(cells={"requests.granted.total": 2, "disputes.direct_suit.total": 3})
    )

    def test_all_is_kept_by_default(self):
        outcome = verify(self.RECORD)
        assert apply_selection(outcome, (), ()) == outcome

    def test_an_ignored_finding_is_counted_and_decides_nothing(self):
        outcome = apply_selection(verify(self.RECORD), (), ["REQ", "DSP01"])
        assert (outcome.findings, outcome.ignored) == ((), 2)
        assert outcome.status == "accepted"
        assert outcome.checks.failed == 3

    def test_only_selected_families_are_kept(self):
        outcome = apply_selection(verify(self.RECORD), ["DSP"], ())
        assert [finding.code for finding in outcome.findings] == ["DSP01"]
        assert outcome.status == "review"

    def test_ignore_wins_over_select(self):
        outcome = apply_selection(verify(self.RECORD), ["DSP", "REQ"], ["DSP"])
        assert [finding.code[:3] for finding in outcome.findings] == ["REQ"]


def test_findings_come_by_severity_then_by_place():
    cells = {"requests.granted.total": 2, "disputes.direct_suit.total": 3}
    cells |= {"disclosure.rules.issued": 8, "requests.received.business": 4}
    found = verify(complete(make_record(cells=cells, issuer="云河自治州人民政府"))).findings
    assert [finding.severity for finding in found] == ["fatal"] * 3 + ["query"]
    assert [finding.cells[0].split(".")[0] for finding in found] == [
        "requests",
        "requests",
        "disputes",
        "disclosure",
    ]


places = st.integers(0, 160)


@settings(max_examples=80, deadline=None)
@given(
    consistent_records(),
    st.lists(st.tuples(places, st.integers(0, 9), st.integers(10, 99)), max_size=6),
    st.lists(st.tuples(places, st.integers(0, 99)), max_size=3),
)
def test_open_cells_of_any_kind_never_break_verification(record, open_, wrong):
    keys = sorted(key for key in record.cells if key.startswith("requests."))
    for at, one, other in open_:
        record = with_cell(record, keys[at], value=None, candidates=(one, other), status="unread")
    for at, value in wrong:
        record = with_cell(record, keys[at], value=value, candidates=(), status="single")
    assert verify(record).status in ("accepted", "review")

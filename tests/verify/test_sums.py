"""One root cause is one finding, with all its smallest repairs and a plain sentence."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.claim import Claim, Role
from report.document import Span
from report.record import Record, RecordCell
from tests.corpus.strategies import any_records
from tests.records import make_record, with_cell
from tests.strategies import consistent_records
from verify import keys_to_reread, verify
from verify.confront import confront
from verify.sums import sum_findings


def sums(record: Record):
    """The findings on sums of table three and four."""
    return [f for f in verify(record).findings if f.code[:3] in ("REQ", "DSP")]


def balanced(**outcomes: int) -> dict[str, int]:
    """Cells of a table three in which natural persons have these outcomes."""
    cells = {}
    whole = sum(outcomes.values())
    rows = outcomes | {"received": whole, "outcomes_total": whole}
    for row, value in rows.items():
        for column in ("natural_person", "total"):
            cells[f"requests.{row.replace('__', '.')}.{column}"] = value
    return cells


def test_a_total_left_at_zero_is_one_finding_with_one_repair():
    record = make_record(cells=balanced(granted=2) | {"requests.granted.total": 0})
    (finding,) = sums(record)
    assert finding.code == "REQ03"
    assert finding.codes == ("REQ03", "REQ02")
    assert (finding.expected, finding.found) == (2, 0)
    assert [[(c.cell, c.before, c.after) for c in repair] for repair in finding.repairs] == [
        [("requests.granted.total", 0, 2)]
    ]
    assert finding.suspects == ("requests.granted.total",)
    assert finding.attribution == "source"


def test_a_row_too_high_in_two_columns_is_one_finding_with_every_row_as_a_repair():
    cells = balanced(granted=5, refused__third_party=3, unavailable__not_held=4)
    for column in ("natural_person", "total"):
        cells[f"requests.outcomes_total.{column}"] -= 1
        cells[f"requests.received.{column}"] -= 1
    (finding,) = sums(make_record(cells=cells))
    assert finding.codes == ("REQ02",)
    assert len(finding.repairs) == 3
    assert {len(repair) for repair in finding.repairs} == {2}
    assert "requests.granted.natural_person" in finding.cells
    assert "requests.refused.third_party.total" in finding.cells


def test_a_wrong_row_of_receipts_breaks_the_balance_and_nothing_else():
    cells = balanced(granted=5)
    for column in ("natural_person", "total"):
        cells[f"requests.received.{column}"] += 1
    (finding,) = sums(make_record(cells=cells))
    assert finding.codes == ("REQ01",)
    assert finding.expected == 6
    assert finding.found == 5


def test_two_unrelated_mistakes_are_two_findings():
    cells = balanced(granted=5, other__other=2)
    cells["requests.granted.total"] = 4
    cells["requests.received.business"] = 7
    findings = sums(make_record(cells=cells))
    assert [finding.suspects for finding in findings] == [
        ("requests.received.business",),
        ("requests.granted.total",),
    ]
    assert len({finding.id for finding in findings}) == 2


def test_a_pair_of_figures_in_the_wrong_column_is_one_finding():
    cells = balanced(granted=5)
    cells["requests.granted.natural_person"] = 4
    cells["requests.granted.business"] = 1
    (finding,) = sums(make_record(cells=cells))
    assert set(finding.codes) == {"REQ02"}
    (repair, *_) = finding.repairs
    assert {change.cell for change in repair} == {
        "requests.granted.natural_person",
        "requests.granted.business",
    }


def test_a_mistake_in_table_four_is_said_to_be_ambiguous():
    cells = {
        f"disputes.reconsideration.{c}": 4 for c in ("upheld", "overturned", "other", "pending")
    }
    (finding,) = sums(make_record(cells=cells | {"disputes.reconsideration.total": 15}))
    assert len(finding.repairs) == 5
    assert all(len(repair) == 1 for repair in finding.repairs)
    assert "任何一格" in finding.message.zh
    assert "cannot tell" in finding.message.en


def test_blocks_of_table_four_have_findings_of_their_own():
    cells = {"disputes.reconsideration.upheld": 6, "disputes.direct_suit.upheld": 2}
    findings = sums(make_record(cells=cells))
    assert [finding.code for finding in findings] == ["DSP01", "DSP01"]
    assert [finding.found for finding in findings] == [0, 0]


def test_the_total_left_at_zero_is_likelier_than_a_figure_too_many():
    (finding,) = sums(make_record(cells={"disputes.reconsideration.upheld": 6}))
    assert finding.suspects[0] == "disputes.reconsideration.total"


def test_a_row_one_column_off_is_one_finding_that_says_so_and_accuses_nobody():
    columns = ("natural_person", "business", "research", "public_benefit", "legal_service")
    columns = (*columns, "other_organisation", "total")
    right = (4, 3, 1, 0, 0, 2, 10)
    rows = ("received", "outcomes_total", "granted")
    cells = {f"requests.{r}.{c}": v for r in rows for c, v in zip(columns, right, strict=True)}
    moved = {"left": (0, *right[:-1]), "right": (*right[1:], 0)}
    for direction, figures in moved.items():
        off = {f"requests.granted.{c}": v for c, v in zip(columns, figures, strict=True)}
        (finding,) = sums(make_record(cells=cells | off))
        mended = {change.cell: change.after for change in finding.repairs[0]}
        assert {**off, **mended} == {k: v for k, v in cells.items() if ".granted." in k}
        assert f"to the {direction}" in finding.message.en
        assert finding.attribution == "unknown"


def test_a_row_of_one_applicant_one_column_off_is_said_to_be_so_too():
    cells = balanced(granted=5, other__other=1) | {
        "requests.granted.natural_person": 0,
        "requests.granted.business": 5,
        "requests.granted.total": 0,
    }
    (finding,) = sums(make_record(cells=cells))
    assert "左移一栏" in finding.message.zh
    assert len(finding.repairs[0]) == 3


def test_a_cell_that_was_not_read_is_no_mistake_to_mend():
    cells = balanced(granted=5) | {"requests.outcomes_total.natural_person": 8}
    cells |= {"requests.granted.natural_person": "unread"}
    (finding,) = sums(make_record(cells=cells))
    assert finding.codes == ("REQ03", "REQ01")
    assert finding.suspects == ("requests.outcomes_total.natural_person",)


def test_figures_of_two_rows_exchanged_are_one_finding_that_puts_them_back():
    cells = balanced(granted=7, other__other=2)
    cells["requests.granted.natural_person"] = 2
    cells["requests.other.other.natural_person"] = 7
    (finding,) = sums(make_record(cells=cells))
    assert [(c.cell, c.after) for c in finding.repairs[0]] == [
        ("requests.granted.natural_person", 7),
        ("requests.other.other.natural_person", 2),
    ]


def test_damage_without_a_small_repair_is_one_finding_that_admits_it():
    rows = ("granted", "refused.third_party", "unavailable.not_held", "not_processed.repeat")
    cells = {
        f"requests.{row}.{column}": 10**number
        for number, row in enumerate(rows, start=1)
        for column in ("natural_person", "business")
    }
    (finding,) = sums(make_record(cells=cells))
    assert finding.repairs == ()
    assert "未能定位" in finding.message.zh
    assert "could not be located" in finding.message.en


def test_damage_that_no_move_mends_is_not_called_a_shifted_row():
    rows = ("granted", "refused.third_party", "unavailable.not_held", "not_processed.repeat")
    cells = {
        f"requests.{row}.{column}": 10**number
        for number, row in enumerate(rows, start=1)
        for column in ("business", "research")
    }
    (finding,) = sums(make_record(cells=cells))
    assert finding.repairs == ()
    assert "错了一栏" not in finding.message.zh


def test_changes_and_suspects_come_in_printed_order():
    cells = balanced(granted=5)
    cells["requests.granted.natural_person"] = 8
    cells["requests.outcomes_total.natural_person"] = 9
    (finding,) = sums(make_record(cells=cells))
    assert finding.suspects == (
        "requests.granted.natural_person",
        "requests.outcomes_total.natural_person",
    )


def test_a_figure_another_reader_read_is_the_likeliest_repair_and_we_misread():
    key = "disputes.reconsideration.other"
    cells = {"disputes.reconsideration.upheld": 6, "disputes.reconsideration.total": 9}
    record = with_cell(make_record(cells=cells), key, readings={"tables": 0, "model": 3})
    (finding,) = sums(record)
    assert finding.suspects[0] == key
    assert finding.attribution == "reading"


def claimed(value: int, role: Role = "total") -> Claim:
    return Claim(
        id="c1",
        metric="reconsideration",
        value=Decimal(value),
        unit="件",
        approx=False,
        qualifier="exact",
        scope="self",
        period="year",
        role=role,
        quote=f"{value}件",
        span=Span(0, 2),
        figure_span=Span(0, 1),
        cells=("disputes.reconsideration.total",),
    )


def test_prose_that_states_the_repaired_figure_makes_it_the_likeliest():
    cells = {"disputes.reconsideration.upheld": 9, "disputes.reconsideration.total": 6}
    record = make_record(cells=cells, claims=[claimed(9)])
    assert sums(record)[0].suspects[0] == "disputes.reconsideration.total"


def test_a_figure_the_prose_confirms_is_the_least_likely_to_be_wrong():
    record = make_record(cells={"disputes.reconsideration.upheld": 6})
    assert sums(record)[0].suspects[0] == "disputes.reconsideration.total"
    confirmed = replace(record, claims=(claimed(0, "none"),))
    assert sums(confirmed)[0].suspects[0] == "disputes.reconsideration.upheld"


class TestWhoseMistake:
    BROKEN = balanced(granted=2) | {"requests.granted.total": 0}

    def test_figures_read_at_their_labels_are_the_reports_own(self):
        assert sums(make_record(cells=self.BROKEN))[0].attribution == "source"

    def test_figures_read_by_position_throughout_are_the_reports_own(self):
        record = make_record(cells=self.BROKEN)
        for key in record.cells:
            record = with_cell(record, key, how="position")
        assert sums(record)[0].attribution == "source"

    def test_the_one_cell_read_by_position_that_mends_all_leaves_it_open(self):
        record = with_cell(make_record(cells=self.BROKEN), "requests.granted.total", how="position")
        assert sums(record)[0].attribution == "unknown"

    @pytest.mark.parametrize("how", ["split", "ocr", "model"])
    def test_the_one_unsure_cell_that_mends_all_was_misread(self, how):
        record = with_cell(make_record(cells=self.BROKEN), "requests.granted.total", how=how)
        outcome = verify(record)
        finding = next(f for f in outcome.findings if f.code == "REQ03")
        assert finding.attribution == "reading"
        assert keys_to_reread(outcome) == ("requests.granted.total",)

    def test_one_unsure_operand_elsewhere_forbids_an_accusation(self):
        record = with_cell(
            make_record(cells=self.BROKEN), "requests.other.other.total", how="split"
        )
        assert sums(record)[0].attribution == "unknown"

    def test_two_agreeing_readings_are_evidence_enough(self):
        key = "requests.granted.total"
        record = with_cell(
            make_record(cells=self.BROKEN),
            key,
            how="split",
            status="agreed",
            readings={"tables": 0, "model": 0},
        )
        assert sums(record)[0].attribution == "source"

    def test_a_value_that_looks_cut_in_two_forbids_an_accusation(self):
        cells = balanced(granted=20) | {
            "requests.granted.natural_person": 2,
            "requests.granted.business": 0,
        }
        finding = sums(make_record(cells=cells))[0]
        assert finding.repairs[0][0].after == 20
        assert finding.attribution == "unknown"

    def test_a_table_split_throughout_accuses_nobody(self):
        record = make_record(cells=self.BROKEN)
        for key in record.cells:
            record = with_cell(record, key, how="split")
        assert sums(record)[0].attribution == "unknown"


@settings(max_examples=60, deadline=None)
@given(consistent_records(), st.data())
def test_every_wrong_cell_of_table_three_is_one_finding_with_the_right_repair(record, data):
    keys = [key for key in record.cells if key.startswith("requests.")]
    key = data.draw(st.sampled_from(keys))
    right = record.cells[key].value
    wrong = data.draw(st.integers(0, 999).filter(lambda value: value != right))
    outcome = verify(with_cell(record, key, value=wrong, raw=str(wrong)))
    (finding,) = [f for f in outcome.findings if f.code.startswith("REQ")]
    assert [(c.cell, c.before, c.after) for c in finding.repairs[0]] == [(key, wrong, right)]
    assert len(finding.repairs) == 1
    assert outcome.status == "review"


@settings(max_examples=40, deadline=None)
@given(consistent_records(), st.data())
def test_a_finding_keeps_its_id_when_its_values_change(record, data):
    key = data.draw(st.sampled_from([key for key in record.cells if key.startswith("requests.")]))
    first, second = (
        sums(with_cell(record, key, value=int(record.cells[key].value) + more)) for more in (5, 70)
    )
    assert [finding.id for finding in first] == [finding.id for finding in second]
    assert first[0].operands[key] != second[0].operands[key]


@settings(max_examples=80, deadline=None)
@given(consistent_records(), st.data())
def test_nobody_is_accused_unless_every_operand_was_read_where_it_stands(record, data):
    keys = [key for key in record.cells if not key.startswith("disclosure.")]
    for key in data.draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True)):
        record = with_cell(record, key, value=record.cells[key].value + 1)
    unsure = data.draw(st.lists(st.sampled_from(keys), max_size=60, unique=True))
    for key in unsure:
        record = with_cell(record, key, how=data.draw(st.sampled_from(["split", "ocr", "model"])))
    for finding in sums(record):
        if finding.attribution == "source":
            assert not set(finding.cells) & set(unsure)
            assert not set(finding.suspects) & set(unsure)


def test_repairs_are_beside_the_values_never_in_their_place():
    record = make_record(cells=balanced(granted=2) | {"requests.granted.total": 0})
    outcome = verify(record)
    assert outcome.record == record
    assert isinstance(outcome.record.cells["requests.granted.total"], RecordCell)
    assert outcome.record.cells["requests.granted.total"].value == 0


def test_items_below_zero_are_named_with_what_they_come_to():
    cells = {"disclosure.penalties.items_last_year": 20, "disclosure.penalties.items_change": -35}
    (finding,) = [f for f in verify(make_record(2020, "2019", cells)).findings if f.code == "DIS01"]
    assert finding.found == -15
    assert "-15" in finding.message.zh


def test_a_count_below_zero_is_asked_about_though_no_sum_holds_it():
    cells = {"disclosure.penalties.decisions": -12}
    (finding,) = [f for f in verify(make_record(2022, "2021", cells)).findings if f.code == "DIS01"]
    assert (finding.severity, finding.attribution, finding.found) == ("fatal", "source", -12)
    assert finding.cells == ("disclosure.penalties.decisions",)


def test_a_count_below_zero_that_breaks_a_sum_is_its_cause_and_told_once():
    record = make_record(cells=balanced(granted=2) | {"requests.granted.business": -1})
    (finding,) = [f for f in verify(record).findings if "requests.granted.business" in f.cells]
    assert finding.codes[0] == finding.code == "DIS01"
    assert "REQ03" in finding.codes
    assert "a count cannot be below zero" in finding.message.en
    assert "-1" in finding.message.zh


def test_a_count_below_zero_in_a_sum_that_is_right_is_asked_about():
    cells = balanced(granted=2)
    cells |= {"requests.granted.business": -1, "requests.partially_granted.business": 1}
    cells |= {"requests.granted.total": 1, "requests.partially_granted.total": 1}
    found = [f for f in verify(make_record(cells=cells)).findings if f.code == "DIS01"]
    assert [finding.cells for finding in found] == [("requests.granted.business",)]


def test_a_change_may_lie_below_zero():
    cells = {"disclosure.fees.items_last_year": 9, "disclosure.fees.items_change": -4}
    found = verify(make_record(2020, "2019", cells)).findings
    assert [finding.code for finding in found if finding.code.startswith("DIS")] == []


def test_a_part_above_its_whole_names_both():
    cells = {"disclosure.rules.issued": 8, "disclosure.rules.in_force": 5}
    (finding,) = [f for f in verify(make_record(2022, "2021", cells)).findings if f.code == "DIS02"]
    assert (finding.severity, finding.found, finding.expected) == ("query", 8, 5)
    assert "“现行有效件数”" in finding.message.en
    assert finding.attribution == "source"


def test_a_part_above_its_whole_is_not_laid_to_a_report_whose_heads_are_lost():
    cells = {"disclosure.rules.issued": 8, "disclosure.rules.in_force": 5}
    record = make_record(2022, "2021", cells, how={"disclosure.rules.issued": "position"})
    (finding,) = [f for f in verify(record).findings if f.code == "DIS02"]
    assert finding.attribution == "unknown"


@given(any_records())
@settings(max_examples=60, deadline=None)
def test_whatever_cells_hold_every_failed_sum_is_told_of(record: Record) -> None:
    """Fractions, huge figures and cells with several readings break no explanation."""
    results = confront(record)
    failed = {result.code for result in results if result.state == "failed"}
    told = {code for finding in sum_findings(record, results) for code in finding.codes}
    assert told == failed

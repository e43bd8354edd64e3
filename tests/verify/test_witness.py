"""A figure without evidence of its own is asked about, and never the report's mistake."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.document import Span
from report.finding import Change, Finding
from report.form import table_form
from report.record import Correction, How, Number, Record, RecordCell, Unit
from report.rules import load_rules
from tests.records import make_record, with_cell
from tests.strategies import consistent_records
from verify import Context, keys_to_reread, verify
from verify.witness import founded, witness

GRANTED = "requests.granted.natural_person"
FORM = table_form("2021", "requests", "three_other_rows")
LABELS = {row.id: row.label for row in FORM.rows}


def cell(value: Number | None, raw: str, how: How = "cell", unit: Unit | None = None) -> RecordCell:
    return RecordCell(value, raw, Span(0, len(raw)), "single", how, unit=unit)


def unfounded(record: Record) -> list[Finding]:
    return [finding for finding in verify(record).findings if finding.code == "RDG02"]


def labelled(record: Record, places: dict[str, str] | None = None) -> Record:
    """The record with every row of table three read at its label.

    `places` maps a row to the one whose label and figures were taken for it.
    """
    cells = dict(record.cells)
    for key in FORM.keys:
        row, column = key.removeprefix("requests.").rsplit(".", 1)
        source = (places or {}).get(row, row)
        taken = record.cells[FORM.key(source, column)]
        cells[key] = replace(taken, label=LABELS[source])
    return replace(record, cells=cells)


@pytest.mark.parametrize(
    "one",
    [
        cell(15, "15"),
        cell(15, " １５ "),
        cell(1234, "1,234件"),
        cell(0, "[bookmark: _GoBack]0"),
        cell(None, "/"),
        cell(None, "详见第3条"),
        cell(-3, "减少3"),
        cell(Decimal(5030000), "503", unit=Unit(10000, "header")),
        cell(Decimal(5030000), "503万元", unit=Unit(10000, "cell")),
        cell(12, "1\n2", how="split"),
        cell(15, "其中自然人15件", how="model"),
        cell(Decimal(30000), "共收取3万元", how="model", unit=Unit(10000, "cell")),
        cell(10, "1O", how="ocr"),
        cell(0, "O", how="ocr"),
    ],
)
def test_a_figure_that_stands_in_its_text_is_founded(one):
    assert founded(one)


@pytest.mark.parametrize(
    "one",
    [
        cell(158, "13"),
        cell(41, ""),
        cell(0, ""),
        cell(0, "/"),
        cell(5, "15"),
        cell(None, "15"),
        cell(5, "其中自然人15件", how="model"),
        cell(15, "其中自然人5件", how="model"),
        cell(70, "1O", how="ocr"),
        cell(1000, "1O", how="ocr"),
        cell(9, "15", how="split"),
        cell(Decimal(503), "503", unit=Unit(10000, "header")),
    ],
)
def test_a_figure_that_does_not_stand_in_its_text_is_not(one):
    assert not founded(one)


def test_a_figure_that_its_text_does_not_hold_is_asked_about_with_what_stands_there():
    record = with_cell(make_record(), GRANTED, value=158, raw="13")
    (finding,) = unfounded(record)
    assert (finding.severity, finding.attribution) == ("query", "reading")
    assert finding.cells == finding.suspects == (GRANTED,)
    assert finding.repairs == ((Change(GRANTED, 158, 13),),)
    assert finding.operands == {GRANTED: "158"}
    assert "158" in finding.message.zh
    assert "“13”" in finding.message.en
    assert verify(record).record == record
    assert verify(record).status == "review"
    assert keys_to_reread(verify(record)) == (GRANTED,)


def test_a_blank_where_a_figure_stands_is_asked_about():
    (finding,) = unfounded(with_cell(make_record(), GRANTED, value=None, raw="13", status="blank"))
    assert finding.repairs == ((Change(GRANTED, None, 13),),)


def test_an_invented_figure_is_asked_about_without_a_repair():
    (finding,) = unfounded(with_cell(make_record(), GRANTED, value=7, raw=""))
    assert finding.repairs == ()


def test_all_unfounded_figures_of_a_table_are_one_question():
    record = make_record()
    for key in FORM.keys:
        record = with_cell(record, key, raw="5")
    (finding,) = unfounded(record)
    assert finding.cells == FORM.keys
    assert {f.attribution for f in verify(record).findings if f.code[:3] == "RDG"} == {"reading"}


def test_a_sum_with_an_unfounded_figure_is_undecided_and_says_why():
    record = with_cell(make_record(), GRANTED, value=158, raw="13")
    reasons = {r.edit: r.reason for r in verify(record).results if r.state == "undecided"}
    assert reasons["REQ02.natural_person"] == f"not in its evidence: {GRANTED}"
    assert verify(record).checks.failed == 0


@settings(max_examples=60, deadline=None)
@given(consistent_records(), st.data())
def test_a_figure_unlike_its_text_is_always_asked_about_and_nobody_accused(record, data):
    keys = [key for key in record.cells if not key.startswith("disclosure.")]
    wrong = data.draw(st.lists(st.sampled_from(keys), min_size=1, max_size=4, unique=True))
    for key in wrong:
        value = int(record.cells[key].value or 0) + data.draw(st.integers(1, 99))
        record = with_cell(record, key, value=value, raw=record.cells[key].raw)
    findings = verify(record).findings
    assert {key for f in findings if f.code == "RDG02" for key in f.cells} == set(wrong)
    assert all(f.code[:3] in ("RDG", "FRM") for f in findings)


def test_a_figure_a_person_has_put_right_is_not_asked_about_again():
    record = with_cell(make_record(), GRANTED, value=158, raw="0", corrected=Correction(0, 1))
    assert not unfounded(record)
    assert verify(record).checks.undecided == 0


def test_last_years_figures_need_evidence_too():
    last = make_record(2020, "2021")
    last = with_cell(last, "requests.carried_forward.total", value=5, raw="0")
    codes = [f.code for f in verify(make_record(2021), Context(previous=last)).findings]
    assert "YRS01" not in codes


def test_two_cells_read_at_one_place_are_both_asked_about():
    record = make_record(cells={"requests.received.business": 4})
    taken = record.cells["requests.received.business"]
    record = replace(record, cells=record.cells | {"requests.received.research": taken})
    (finding,) = unfounded(record)
    assert finding.cells == ("requests.received.business", "requests.received.research")
    assert all(f.attribution != "source" for f in verify(record).findings if f.code[:3] == "REQ")


def test_a_row_read_one_column_off_is_nobody_elses_mistake():
    cells = dict.fromkeys(("received", "granted", "outcomes_total"), 0)
    counts = (3, 1, 4, 1, 5, 9, 23)
    record = make_record(
        cells={
            FORM.key(row, column): count
            for row in cells
            for column, count in zip(FORM.columns, counts, strict=True)
        }
    )
    moved = {
        FORM.key("granted", a): record.cells[FORM.key("granted", b)]
        for a, b in pairwise(list(FORM.columns))
    }
    findings = verify(replace(record, cells=record.cells | moved)).findings
    whose = {f.code: f.attribution for f in findings if not f.code.startswith("FRM")}
    assert whose["RDG02"] == "reading"
    assert whose["REQ02"] != "source"


def test_blanks_at_one_place_are_no_figures_read_twice():
    record = make_record(cells=dict.fromkeys(FORM.keys))
    blank = record.cells[FORM.keys[0]]
    record = replace(record, cells=record.cells | dict.fromkeys(FORM.keys, blank))
    assert not unfounded(record)


def test_two_rows_read_at_each_others_labels_are_asked_about():
    right = make_record(cells={"requests.granted.total": 7, "requests.other.other.total": 2})
    assert not unfounded(labelled(right))
    record = labelled(right, {"granted": "other.other", "other.other": "granted"})
    (finding,) = unfounded(record)
    assert {key.rpartition(".")[0] for key in finding.cells} == {
        "requests.granted",
        "requests.other.other",
    }


def test_one_row_with_anothers_label_only_keeps_the_report_from_being_accused():
    record = labelled(make_record(cells={"requests.granted.total": 7}))
    for column in FORM.columns:
        key = FORM.key("granted", column)
        record = with_cell(record, key, label=LABELS["partially_granted"])
    assert not unfounded(record)
    (finding,) = [f for f in verify(record).findings if f.code == "REQ03"]
    assert finding.attribution != "source"


def test_rows_out_of_order_without_labels_are_not_accused():
    right = make_record(cells={"requests.granted.total": 7})
    assert [f.attribution for f in verify(right).findings if f.code == "REQ03"] == ["source"]
    cells = dict(right.cells)
    for column in FORM.columns:
        one, two = FORM.key("granted", column), FORM.key("partially_granted", column)
        cells[one] = replace(cells[one], span=right.cells[two].span)
        cells[two] = replace(cells[two], span=right.cells[one].span)
    record = replace(right, cells=cells)
    assert not unfounded(record)
    (finding,) = [f for f in verify(record).findings if f.code == "REQ03"]
    assert finding.attribution != "source"


def test_rows_out_of_order_at_their_own_labels_are_evidence():
    right = labelled(make_record(cells={"requests.granted.total": 7}))
    cells = dict(right.cells)
    for column in FORM.columns:
        key = FORM.key("granted", column)
        start = 5000 + cells[key].span.start
        cells[key] = replace(cells[key], span=Span(start, start + 1))
    (finding,) = [f for f in verify(replace(right, cells=cells)).findings if f.code == "REQ03"]
    assert finding.attribution == "source"


@settings(max_examples=20, deadline=None)
@given(consistent_records())
def test_a_record_without_doubts_is_its_own_evidence(record):
    assert witness(record).record is record


def test_the_code_is_raised_and_so_not_reserved():
    assert not load_rules()["RDG02"].reserved

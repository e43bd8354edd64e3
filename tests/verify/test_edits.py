"""Every edit on any record that is right, and right but for one cell; examples: tests/rules."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from report.edits import edits_for
from report.record import Correction
from tests.records import make_record
from tests.strategies import consistent_records
from verify.confront import confront


@settings(max_examples=60, deadline=None)
@given(consistent_records())
def test_a_consistent_record_passes_every_edit(record):
    assert {result.state for result in confront(record)} == {"passed"}


@settings(max_examples=120, deadline=None)
@given(consistent_records(), st.data())
def test_one_changed_cell_fails_exactly_the_sums_that_contain_it(record, data):
    sums = [edit for edit in edits_for(record.tables) if edit.relation == "="]
    key = data.draw(st.sampled_from(sorted({key for edit in sums for key in edit.terms})))
    cell = record.cells[key]
    changed = cell.value + data.draw(st.integers(1, 99))
    altered = replace(record, cells=record.cells | {key: replace(cell, value=changed)})
    failed = {result.edit for result in confront(altered) if result.state == "failed"}
    assert failed == {edit.id for edit in sums if key in edit.terms}


@settings(max_examples=60, deadline=None)
@given(consistent_records(), st.data())
def test_cells_that_were_not_read_never_make_a_sum_fail_or_pass(record, data):
    lost = data.draw(st.sets(st.sampled_from(sorted(record.cells)), min_size=1, max_size=20))
    unread = replace(record.cells[min(lost)], value=None, raw="", span=None, status="unread")
    holed = replace(record, cells=record.cells | dict.fromkeys(lost, unread))
    edits = {edit.id: edit for edit in edits_for(record.tables)}
    for result in confront(holed):
        missing = lost & set(edits[result.edit].terms)
        if edits[result.edit].relation == "=":
            assert result.state == ("undecided" if missing else "passed")
        else:
            assert result.state != "failed"
        if result.state == "undecided":
            assert all(key in result.reason for key in missing)


@settings(max_examples=60, deadline=None)
@given(consistent_records(), st.data())
def test_blanks_in_the_place_of_zeros_never_make_a_sum_fail(record, data):
    zeros = sorted(key for key, cell in record.cells.items() if cell.value == 0)
    blanked = data.draw(st.sets(st.sampled_from(zeros), max_size=60)) if zeros else set()
    cells = {
        key: replace(cell, value=None, raw="", status="blank") if key in blanked else cell
        for key, cell in record.cells.items()
    }
    results = confront(replace(record, cells=cells))
    assert all(result.state != "failed" for result in results)


def test_a_sum_used_to_separate_digits_is_no_evidence_for_itself():
    record = replace(make_record(), used_edits=("REQ03.granted",))
    result = next(r for r in confront(record) if r.edit == "REQ03.granted")
    assert (result.state, result.reason) == ("undecided", "used to read")


def test_a_correction_is_what_the_checks_see():
    record = make_record(cells={"requests.granted.total": 2})
    cell = replace(record.cells["requests.granted.total"], corrected=Correction(0, 1))
    mended = replace(record, cells=record.cells | {"requests.granted.total": cell})
    assert all(result.state == "passed" for result in confront(mended))


def test_an_ambiguous_cell_decides_only_what_all_its_candidates_say():
    record = make_record(cells={"requests.granted.natural_person": 5})
    total = record.cells["requests.granted.total"]
    for candidates, state in (((5, 50), "undecided"), ((6, 7), "failed")):
        cell = replace(total, value=None, candidates=candidates)
        open_ = replace(record, cells=record.cells | {"requests.granted.total": cell})
        result = next(r for r in confront(open_) if r.edit == "REQ03.granted")
        assert result.state == state


def test_a_disputed_cell_takes_part_in_no_check():
    record = make_record(cells={"requests.granted.natural_person": 5})
    total = record.cells["requests.granted.total"]
    cell = replace(total, value=None, candidates=(7,), status="disputed", readings={"tables": 7})
    open_ = replace(record, cells=record.cells | {"requests.granted.total": cell})
    result = next(r for r in confront(open_) if r.edit == "REQ03.granted")
    assert (result.state, result.reason) == ("undecided", "disputed: requests.granted.total")

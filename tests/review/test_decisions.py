"""Decisions: taken, kept, re-opened, and what becomes of the record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from report.decision import ACTIONS, Decision
from report.document import SourceFile
from report.errors import UsageError
from report.record import Correction
from review import Filter, Request, Taken, decide, find, queue, settler, show
from review.settle import corrected
from store import Draft, Input, Store, Wanted, open_store, work_key
from tests.records import make_record
from tests.review.fakes import read_report, verify
from tests.store.builders import MANIFEST
from verify import verify as real_verify

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
WRONG = {"received.natural_person": 10, "received.business": 2, "received.total": 13}
TOTAL = "requests.received.total"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "store.db"), settle=settler(verify)) as opened:
        yield opened


def take(store: Store, finding: str, action: str, **more: object) -> Taken:
    known = {key: more.pop(key) for key in ("record", "again") if key in more}
    request = Request(action=action, who="王", **more)  # type: ignore[arg-type]
    return decide(store, finding, request, now=NOW, **known)  # type: ignore[arg-type]


def only(store: Store) -> str:
    (item,) = queue(store)
    return item.finding.id


def test_the_queue_is_fatal_first_then_by_attribution_and_issuer(store: Store) -> None:
    read_report(store, "a.txt", {"received.total": "unread"})
    read_report(store, "b.txt", {**WRONG, "other.other.total": "unread"})
    assert [item.finding.code for item in queue(store)] == ["REQ03", "RDG03", "RDG03"]
    assert [item.finding.code for item in queue(store, Filter(severities=["query"]), limit=1)] == [
        "RDG03"
    ]
    assert [item.path for item in queue(store, Filter(attributions=["source"]))] == ["b.txt"]


def test_accepting_a_repair_lays_it_over_and_the_record_is_accepted(store: Store) -> None:
    id_ = read_report(store, "a.txt", WRONG)
    taken = take(store, only(store)[:5], "accept_repair", repair=1)
    decision = taken.decision
    assert (decision.who, decision.when, decision.action) == ("王", NOW, "accept_repair")
    assert (decision.before, decision.after) == ({TOTAL: 13}, {TOTAL: 12})
    (stored,) = taken.records
    assert taken.left == ()
    assert stored.outcome.status == "accepted"
    cell = store.record(id_).outcome.record.cells[TOTAL]
    assert (cell.value, cell.raw, cell.effective) == (13, "13", 12)
    assert cell.corrected == Correction(12, decision.id)
    assert stored.outcome.checks.failed == 0
    assert queue(store) == []


def test_a_finding_that_a_correction_mended_stays_in_the_history(store: Store) -> None:
    read_report(store, "a.txt", WRONG)
    finding = only(store)
    decision = take(store, finding, "correct_cell", cell=TOTAL, value="12").decision
    (item,) = find(store, finding)
    assert (item.state, item.decision, item.history) == ("vanished", decision, (decision,))
    assert item.finding.operands[TOTAL] == "13"


@pytest.mark.parametrize(
    "action", ["report_inconsistent", "misread", "counts_otherwise", "unreadable", "dismiss"]
)
def test_a_judgement_changes_no_value_and_closes_the_item(store: Store, action: str) -> None:
    read_report(store, "a.txt", WRONG)
    (stored,) = take(store, only(store), action, reason="looked at the page").records
    assert stored.outcome.status == "accepted"
    assert stored.outcome.record.cells[TOTAL].corrected is None
    assert [found.code for found in stored.outcome.findings] == ["REQ03"]
    (decision,) = stored.decisions.values()
    assert (decision.action, decision.reason) == (action, "looked at the page")


def test_a_record_waits_until_the_last_of_its_items_is_decided(store: Store) -> None:
    read_report(store, "a.txt", {**WRONG, "carried_over.business": 1})
    first, second = (item.finding.id for item in queue(store))
    taken = take(store, first, "report_inconsistent")
    assert [item.finding.id for item in taken.left] == [second]
    assert taken.records[0].outcome.status == "review"
    assert take(store, second, "report_inconsistent").records[0].outcome.status == "accepted"


def test_each_unread_cell_keeps_the_record_in_review_until_it_is_decided(store: Store) -> None:
    cells = {"other.other.total": "unread", "other.other.business": "unread"}
    id_ = read_report(store, "a.txt", cells)
    finding = only(store)
    taken = take(store, finding, "correct_cell", cell="requests.other.other.total", value="blank")
    (left,) = taken.left
    assert (left.finding.id, left.reopened, left.history) == (finding, True, (taken.decision,))
    assert store.record(id_).outcome.status == "review"
    assert take(store, finding, "unreadable").records[0].outcome.status == "accepted"
    corrected_cell = store.record(id_).outcome.record.cells["requests.other.other.total"]
    assert corrected_cell.corrected == Correction(None, taken.decision.id)


def test_a_report_in_which_no_sum_could_be_checked_is_never_accepted(store: Store) -> None:
    unread = {f"{row}.total": "unread" for row in ("received", "carried_over")}
    read_report(store, "a.txt", unread)
    (stored,) = take(store, only(store), "unreadable").records
    assert stored.outcome.checks.passed == 0
    assert stored.outcome.status == "review"


def test_a_decision_survives_a_new_reading_with_the_same_values(store: Store) -> None:
    read_report(store, "a.txt", WRONG)
    decision = take(store, only(store), "accept_repair", repair=1).decision
    id_ = read_report(store, "a.txt", WRONG, reader="2")
    assert queue(store) == []
    outcome = store.record(id_).outcome
    assert outcome.status == "accepted"
    assert outcome.record.cells[TOTAL].corrected == Correction(12, decision.id)


def test_a_changed_operand_opens_the_item_again_and_shows_the_old_decision(store: Store) -> None:
    read_report(store, "a.txt", WRONG)
    finding = only(store)
    decision = take(store, finding, "accept_repair", repair=1).decision
    read_report(store, "a.txt", {**WRONG, "received.total": 14})
    (item,) = queue(store)
    assert (item.finding.id, item.state, item.decision) == (finding, "open", None)
    assert item.reopened
    assert item.history == (decision,)
    read_report(store, "a.txt", WRONG)
    assert queue(store) == []


def test_a_second_download_of_the_same_report_is_decided_with_the_first(store: Store) -> None:
    read_report(store, "a.txt", WRONG)
    read_report(store, "b.html", WRONG)
    assert len(queue(store)) == 2
    taken = take(store, queue(store)[0].finding.id, "report_inconsistent")
    assert [stored.outcome.status for stored in taken.records] == ["accepted", "accepted"]
    assert queue(store) == []
    read_report(store, "c.docx", WRONG)
    assert queue(store) == []


def test_versions_of_a_report_with_other_values_are_decided_one_by_one(store: Store) -> None:
    first = read_report(store, "a.txt", WRONG)
    second = read_report(store, "b.txt", {**WRONG, "received.total": 14})
    finding = queue(store)[0].finding.id
    with pytest.raises(UsageError, match="--record"):
        take(store, finding, "report_inconsistent")
    take(store, finding, "report_inconsistent", record=first)
    (item,) = queue(store)
    assert item.record == second
    assert take(store, finding, "dismiss", reason="a draft").records[0].id in (first, second)
    assert queue(store) == []


def test_decisions_made_after_a_correction_hold_on_what_it_left(store: Store) -> None:
    values = {"carried_over.natural_person": 5, "carried_over.total": "unread"}
    read_report(store, "a.txt", values)
    first = only(store)
    wrong = {"cell": "requests.carried_over.total", "value": "6"}
    (new,) = take(store, first, "correct_cell", **wrong).left
    take(store, new.finding.id, "report_inconsistent")
    id_ = read_report(store, "a.txt", values, reader="2")
    assert [found.id for found in store.record(id_).outcome.findings] == [new.finding.id]
    states = {
        one.finding.id: one.state for one in store.findings(Wanted(states=["decided", "vanished"]))
    }
    assert states == {first: "vanished", new.finding.id: "decided"}


def test_a_correction_says_what_it_mends_and_what_no_longer_adds_up(store: Store) -> None:
    read_report(store, "a.txt", {"carried_over.natural_person": 5, "carried_over.total": "unread"})
    first = only(store)
    wrong = {"cell": "requests.carried_over.total", "value": "6"}
    taken = take(store, first, "correct_cell", **wrong)
    assert [finding.id for finding in taken.mended] == [first]
    assert [item.finding.code for item in taken.raised] == ["REQ03"]
    taken = take(store, taken.raised[0].finding.id, "report_inconsistent")
    assert (taken.mended, taken.raised) == ((), ())


def test_a_decision_can_be_taken_again_and_the_last_one_holds(store: Store) -> None:
    id_ = read_report(store, "a.txt", WRONG)
    finding = only(store)
    take(store, finding, "accept_repair", repair=1)
    with pytest.raises(UsageError, match="decided by 王"):
        take(store, finding, "report_inconsistent")
    take(store, finding, "report_inconsistent", again=True)
    assert store.record(id_).outcome.record.cells[TOTAL].corrected is None
    last = take(store, finding, "accept_repair", repair=2, again=True).decision
    cells = store.record(id_).outcome.record.cells
    assert cells[TOTAL].corrected is None
    assert cells["requests.received.natural_person"].corrected == Correction(11, last.id)
    again = take(store, finding, "correct_cell", cell=TOTAL, value="12", again=True).decision
    assert again.before == {TOTAL: 13}
    assert store.record(id_).outcome.record.cells[TOTAL].effective == 12
    assert len(store.decisions(finding)) == 4


def test_a_correction_of_a_cell_that_reads_otherwise_now_is_not_applied(store: Store) -> None:
    cell = "requests.received.research"
    read_report(store, "a.txt", WRONG)
    store.decide(
        only(store),
        lambda items: Draft(
            items[0][0].finding, items[0][0].record, "王", NOW, "misread", {cell: 0}, {cell: 3}
        ),
    )
    id_ = read_report(store, "a.txt", {**WRONG, "received.research": 7})
    assert store.record(id_).outcome.record.cells[cell].corrected is None
    assert len(queue(store)) == 1


def test_money_is_corrected_as_printed(store: Store) -> None:
    cell = "disclosure.fees.amount"
    id_ = read_report(store, "a.txt", {cell: "unread"})
    take(store, only(store), "correct_cell", cell=cell, value="503.59万元")
    assert store.record(id_).outcome.record.cells[cell].effective == 5035900


@pytest.mark.parametrize(
    ("action", "more", "says"),
    [
        ("shrug", {}, "dismiss"),
        ("dismiss", {}, "--reason"),
        ("dismiss", {"reason": "  "}, "--reason"),
        ("accept_repair", {}, "--repair"),
        ("accept_repair", {"repair": 0}, "repairs 1 to 2"),
        ("accept_repair", {"repair": 3}, "repairs 1 to 2"),
        ("report_inconsistent", {"repair": 1}, "accept_repair"),
        ("report_inconsistent", {"cell": TOTAL, "value": "1"}, "correct_cell"),
        ("correct_cell", {}, "--cell and --value"),
        ("correct_cell", {"cell": TOTAL}, "--value"),
        ("misread", {"value": "3"}, "--cell"),
        ("correct_cell", {"cell": "requests.nothing.total", "value": "1"}, "no cell"),
        ("correct_cell", {"cell": TOTAL, "value": "many"}, "no number"),
        ("correct_cell", {"cell": TOTAL, "value": "13"}, "already"),
        ("correct_cell", {"cell": TOTAL, "value": "-3"}, "negative"),
        ("correct_cell", {"cell": TOTAL, "value": "1.5"}, "decimals"),
        ("misread", {"cell": "requests.granted.total", "value": "1"}, "does not concern"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused_with_what_to_do(
    store: Store, action: str, more: dict[str, object], says: str
) -> None:
    read_report(store, "a.txt", WRONG)
    with pytest.raises(UsageError, match=says):
        take(store, only(store), action, **more)
    assert store.decisions() == []
    assert len(queue(store)) == 1


def test_a_decision_needs_a_person_and_a_finding(store: Store) -> None:
    read_report(store, "a.txt", WRONG)
    with pytest.raises(UsageError, match="name of the person"):
        decide(store, only(store), Request("unreadable", " "))
    for unknown in ("ffffffffffff", "", "%"):
        with pytest.raises(UsageError, match="no finding"):
            take(store, unknown, "unreadable")


def test_showing_an_item_gives_its_record_and_what_its_evidence_points_into(store: Store) -> None:
    id_ = read_report(store, "a.txt", WRONG)
    shown = show(store, only(store))
    assert (shown.stored.id, shown.item.path) == (id_, "a.txt")
    assert shown.document is not None
    assert shown.document.text[slice(*shown.item.finding.evidence[0])] == "1"


def test_a_finding_of_a_file_without_text_is_still_shown(store: Store) -> None:
    source = SourceFile("a.txt", "ab" * 32, "text/plain", 1)
    record = replace(make_record(cells={"requests.received.total": 3}), source=source)
    run = store.start_run(MANIFEST)
    store.plan(run, [Input("a.txt", work_key("a"), source)])
    store.finish(store.claim(run)[0], None, real_verify(record))
    assert show(store, queue(store)[0].finding.id).document is None


def test_with_the_real_checks_a_record_is_accepted_after_its_last_decision(tmp_path: Path) -> None:
    block = "disputes.reconsideration"
    source = SourceFile("a.txt", "ab" * 32, "text/plain", 1)
    record = make_record(cells={f"{block}.upheld": 1, f"{block}.total": 3})
    record = replace(record, id=source.sha256[:16], source=source)
    with open_store(str(tmp_path / "real.db"), settle=settler()) as store:
        run = store.start_run(MANIFEST)
        store.plan(run, [Input("a.txt", work_key("a"), source)])
        store.finish(store.claim(run)[0], None, real_verify(record))
        (wrong,) = (item for item in queue(store) if item.finding.code == "DSP01")
        cell = {"cell": f"{block}.total", "value": "1"}
        taken = take(store, wrong.finding.id, "correct_cell", **cell)
        assert "DSP01" not in [found.code for found in taken.records[0].outcome.findings]
        while waiting := queue(store):
            taken = take(store, waiting[0].finding.id, "dismiss", reason="a made-up record")
        assert taken.records[0].outcome.status == "accepted"


def values() -> st.SearchStrategy[dict[str, int]]:
    keys = [f"{row}.{column}" for row in ("received", "carried_over") for column in COLUMNS]
    return st.fixed_dictionaries({key: st.integers(0, 3) for key in keys})


COLUMNS = ("natural_person", "business", "total")


@given(
    values(),
    st.lists(st.tuples(st.integers(0, 1), st.sampled_from(ACTIONS), st.integers(1, 2)), max_size=4),
)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_reading_again_after_any_decisions_gives_the_same_outcome(
    tmp_path_factory: pytest.TempPathFactory,
    values: dict[str, int],
    choices: list[tuple[int, str, int]],
) -> None:
    url = str(tmp_path_factory.mktemp("again") / "store.db")
    with open_store(url, settle=settler(verify)) as store:
        id_ = read_report(store, "a.txt", dict(values))
        for place, action, number in choices:
            waiting = queue(store)
            if not waiting:
                break
            item = waiting[place % len(waiting)]
            more: dict[str, object] = {"reason": "because"}
            if action == "accept_repair":
                more["repair"] = number
            if action == "correct_cell":
                key = item.finding.cells[0]
                more |= {"cell": key, "value": str(int(item.finding.operands[key] or 0) + number)}
            take(store, item.finding.id, action, **more)
        before = store.record(id_)
        read = store.record(id_).outcome.record
        read_report(store, "a.txt", dict(values), reader="2")
        after = store.record(id_)
        assert after.outcome == before.outcome
        assert after.decisions == before.decisions
        assert {key: cell.value for key, cell in read.cells.items()} == {
            key: cell.value for key, cell in after.outcome.record.cells.items()
        }
        assert (after.outcome.status == "accepted") == (not queue(store))


def test_laying_a_correction_over_leaves_the_reading_itself() -> None:
    record = make_record(cells={TOTAL: 13})
    decision = Decision(7, "f", "r", "REQ03", "王", NOW, "correct_cell", {TOTAL: 13}, {TOTAL: 12})
    over = corrected(record, decision)
    assert (over.cells[TOTAL].value, over.cells[TOTAL].corrected) == (13, Correction(12, 7))
    assert record.cells[TOTAL].corrected is None

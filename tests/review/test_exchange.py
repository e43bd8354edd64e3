"""Decisions move from store to store: each once, and never against what was decided here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gouji.exports.decisions import read_decisions, write_decisions
from report.decision import ACTIONS, Decision
from review import Request, decide, find, queue, settler, take_in
from store import Store, open_store
from tests.review.fakes import read_report, verify

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
WRONG = {"received.natural_person": 10, "received.business": 2, "received.total": 13}
TOTAL = "requests.received.total"
Stores = Callable[[], Store]


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    with ExitStack() as stack:
        numbers = iter(range(9))

        def make() -> Store:
            path = tmp_path / f"{next(numbers)}.db"
            return stack.enter_context(open_store(str(path), settle=settler(verify)))

        yield make


def take(store: Store, action: str, who: str = "王", **more: object) -> Decision:
    again = bool(more.pop("again", False))
    finding = str(more.pop("finding", "")) or only(store)
    request = Request(action=action, who=who, **more)  # type: ignore[arg-type]
    return decide(store, finding, request, now=NOW, again=again).decision


def only(store: Store) -> str:
    (item,) = queue(store)
    return item.finding.id


def fates(store: Store, decisions: list[Decision], *, again: bool = False) -> list[str]:
    return [entry.fate for entry in take_in(store, decisions, again=again)]


def facts(store: Store) -> list[tuple[str, str, datetime, str, dict[str, object]]]:
    return [(d.finding, d.who, d.when, d.action, dict(d.after)) for d in store.decisions()]


def test_a_decision_arrives_with_its_author_its_time_and_its_correction(stores: Stores) -> None:
    one, other = stores(), stores()
    for store in (one, other):
        id_ = read_report(store, "a.txt", WRONG)
    take(one, "accept_repair", repair=1, reason="台账")
    assert fates(other, one.decisions()) == ["taken"]
    assert facts(other) == facts(one)
    assert other.record(id_).outcome.status == "accepted"
    assert other.record(id_).outcome.record.cells[TOTAL].effective == 12


def test_taking_in_the_same_decisions_twice_changes_nothing(stores: Stores) -> None:
    one, other = stores(), stores()
    for store in (one, other):
        read_report(store, "a.txt", WRONG)
    take(one, "accept_repair", repair=1)
    fates(other, one.decisions())
    before = other.decisions()
    assert fates(other, one.decisions()) == ["known"]
    assert fates(one, one.decisions()) == ["known"]
    assert other.decisions() == before


def test_a_decision_that_was_changed_arrives_as_it_stands_at_last(stores: Stores) -> None:
    one, other = stores(), stores()
    for store in (one, other):
        id_ = read_report(store, "a.txt", WRONG)
    finding = only(one)
    take(one, "accept_repair", repair=1)
    take(one, "report_inconsistent", finding=finding, again=True)
    assert fates(other, one.decisions()) == ["taken", "taken"]
    assert other.record(id_).decisions[finding].action == "report_inconsistent"
    assert fates(other, one.decisions()) == ["known", "known"]


def test_what_was_decided_otherwise_here_stays_until_it_is_asked_for(stores: Stores) -> None:
    one, other = stores(), stores()
    for store in (one, other):
        id_ = read_report(store, "a.txt", WRONG)
    finding = only(one)
    take(one, "accept_repair", repair=1)
    mine = take(other, "report_inconsistent", who="李")
    (entry,) = take_in(other, one.decisions())
    assert (entry.fate, entry.here) == ("decided", mine)
    assert other.decisions() == [mine]
    assert fates(other, one.decisions(), again=True) == ["taken"]
    assert other.record(id_).outcome.record.cells[TOTAL].effective == 12
    assert [d.who for d in find(other, finding)[0].history] == ["李", "王"]


def test_two_people_who_decide_alike_do_not_conflict(stores: Stores) -> None:
    one, other = stores(), stores()
    for store in (one, other):
        read_report(store, "a.txt", WRONG)
    take(one, "accept_repair", repair=1)
    take(other, "accept_repair", who="李", repair=1)
    assert fates(other, one.decisions()) == ["alike"]
    assert len(other.decisions()) == 1


def test_a_decision_on_other_values_or_an_unknown_report_is_left_out(stores: Stores) -> None:
    one, other, empty = stores(), stores(), stores()
    read_report(one, "a.txt", WRONG)
    read_report(other, "a.txt", {**WRONG, "received.total": 14})
    take(one, "report_inconsistent")
    assert fates(other, one.decisions()) == ["other_values"]
    assert fates(empty, one.decisions()) == ["no_finding"]
    assert (other.decisions(), empty.decisions()) == ([], [])
    assert len(queue(other)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"who": " "},
        {"action": "dismiss", "after": {}, "before": {}},
        {"after": {TOTAL: -1}},
        {"after": {"requests.granted.total": 3}, "before": {"requests.granted.total": 0}},
        {"after": {"no.such.cell": 3}, "before": {"no.such.cell": 0}},
    ],
)
def test_a_file_brings_no_decision_that_could_not_be_taken_here(
    stores: Stores, change: dict[str, object]
) -> None:
    one, other = stores(), stores()
    for store in (one, other):
        read_report(store, "a.txt", WRONG)
    made = replace(take(one, "accept_repair", repair=1), **change)  # type: ignore[arg-type]
    assert fates(other, [made]) == ["refused"]
    assert other.decisions() == []


def test_a_correction_of_a_value_that_nobody_read_here_is_left_out(stores: Stores) -> None:
    one, other = stores(), stores()
    for store in (one, other):
        read_report(store, "a.txt", WRONG)
    made = replace(take(one, "accept_repair", repair=1), before={TOTAL: 99})
    assert fates(other, [made]) == ["other_values"]


words = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20
).filter(lambda text: text == text.strip())
decisions = st.builds(
    Decision,
    id=st.just(0),
    finding=st.text("0123456789abcdef", min_size=12, max_size=12),
    record=st.text("0123456789abcdef", min_size=16, max_size=16),
    code=st.just("REQ03"),
    who=words,
    when=st.datetimes(timezones=st.just(UTC)),
    action=st.sampled_from(ACTIONS),
    before=st.dictionaries(st.sampled_from([TOTAL]), st.none() | st.integers(-9, 10**9)),
    after=st.dictionaries(st.sampled_from([TOTAL]), st.none() | st.decimals(0, 10**9, places=2)),
    reason=words,
    operands=st.dictionaries(st.sampled_from([TOTAL, "claim:c1"]), st.none() | words),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(decisions, max_size=4), st.sampled_from([".jsonl", ".csv"]))
def test_a_file_holds_decisions_without_loss(
    tmp_path: Path, made: list[Decision], ending: str
) -> None:
    path = tmp_path / f"decisions{ending}"
    assert write_decisions(path, made) == len(made)
    assert read_decisions(path) == made

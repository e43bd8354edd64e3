"""The queue of work: each input exactly once, whatever happens to who reads it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

import store.work
from report.finding import Message, Outcome, Reason
from store import MAX_ATTEMPTS, Settled, Store, Task, open_store
from store.model import Lookup
from store.owner import is_dead, new_owner
from store.results import settle_plainly
from tests.store.builders import MANIFEST, finish, make_finding, make_inputs, make_outcome, read_all

LATE = Message("读取超过 60 秒。", "Reading took longer than 60 s.")


@pytest.fixture
def dead(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Owners that count as dead; put one in to crash its process."""
    owners: set[str] = set()
    monkeypatch.setattr(store.work, "is_dead", owners.__contains__)
    return owners


def test_an_input_whose_reading_breaks_down_is_tried_three_times_then_named(url: str) -> None:
    with open_store(url) as opened:
        run = opened.start_run(MANIFEST)
        opened.plan(run, make_inputs(1))
        for attempt in range(1, MAX_ATTEMPTS + 1):
            (task,) = opened.claim(run)
            assert task.attempt == attempt
            given_up = opened.fail(task, "timeout", LATE)
            assert given_up == (attempt == MAX_ATTEMPTS)
        assert opened.claim(run) == ()
        assert opened.pending(run) == 0
        (stored,) = opened.outcomes(run)
        assert stored.outcome.reason == Reason("timeout", LATE.en, LATE.zh)
        assert opened.plan(opened.start_run(MANIFEST), make_inputs(1)).known == 1


def test_what_was_released_is_read_again_and_counts_as_no_attempt(url: str) -> None:
    with open_store(url) as opened:
        run = opened.start_run(MANIFEST)
        opened.plan(run, make_inputs(1))
        for _ in range(MAX_ATTEMPTS + 2):
            (task,) = opened.claim(run)
            opened.release(task)
        assert opened.claim(run)[0].attempt == 1


def test_closing_a_store_gives_back_what_it_held(url: str) -> None:
    with open_store(url) as opened:
        run = opened.start_run(MANIFEST)
        opened.plan(run, make_inputs(2))
        assert len(opened.claim(run, 2)) == 2
    with open_store(url) as opened:
        assert len(opened.claim(run, 2)) == 2


def test_a_claim_taken_over_can_no_longer_be_finished_by_who_held_it(
    url: str, dead: set[str]
) -> None:
    with open_store(url) as slow, open_store(url) as quick:
        run = slow.start_run(MANIFEST)
        slow.plan(run, make_inputs(1))
        (old,) = slow.claim(run)
        assert quick.claim(run) == ()
        dead.add(slow._owner)
        (new,) = quick.claim(run)
        assert not finish(slow, old, make_finding())
        assert not slow.fail(old, "timeout", LATE)
        slow.release(old)
        assert quick.claim(run) == ()
        assert finish(quick, new)
        assert not finish(slow, old, make_finding())
        assert quick.findings() == []
        assert [stored.outcome.status for stored in quick.outcomes(run)] == ["accepted"]


def test_a_claim_on_another_machine_is_taken_over_when_its_lease_runs_out(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(url) as there, open_store(url) as here:
        there._owner = there._owner.replace("|", "-elsewhere|", 1)
        run = there.start_run(MANIFEST)
        there.plan(run, make_inputs(2))
        monkeypatch.setattr(store.work, "LEASE", timedelta(seconds=-1))
        late = there.claim(run)
        assert here.claim(run, 5)[0].key != late[0].key
        monkeypatch.undo()
        assert [task.key for task in here.claim(run)] == [late[0].key]


def test_an_input_that_ends_every_program_is_given_up_last_and_named(
    url: str, dead: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    deaths = 4
    monkeypatch.setattr(store.work, "MAX_LOST", deaths)
    inputs = make_inputs(2)
    with open_store(url) as survivor:
        run = survivor.start_run(MANIFEST)
        survivor.plan(run, inputs)
        first: list[str] = []
        for _ in range(2 * deaths):
            doomed = open_store(url)
            first += [task.path for task in doomed.claim(run)]
            dead.add(doomed._owner)
            doomed._engine.dispose()
        assert first == [entry.path for entry in inputs] * deaths
        assert survivor.claim(run) == ()
        assert survivor.pending(run) == 0
        reasons = [stored.outcome.reason for stored in survivor.outcomes(run)]
        assert [reason and reason.code for reason in reasons] == ["damaged", "damaged"]


def test_what_was_lost_waits_behind_what_was_not(url: str, dead: set[str]) -> None:
    inputs = make_inputs(3)
    with open_store(url) as survivor:
        doomed = open_store(url)
        run = doomed.start_run(MANIFEST)
        doomed.plan(run, inputs)
        assert [task.path for task in doomed.claim(run)] == [inputs[0].path]
        dead.add(doomed._owner)
        doomed._engine.dispose()
        run = survivor.start_run(MANIFEST)
        survivor.plan(run, inputs)
        paths = [survivor.claim(run)[0].path for _ in inputs]
        assert paths == [inputs[1].path, inputs[2].path, inputs[0].path]


def test_a_run_takes_only_its_own_inputs(url: str) -> None:
    with open_store(url) as opened:
        wide, narrow = opened.start_run(MANIFEST), opened.start_run(MANIFEST)
        opened.plan(wide, make_inputs(5))
        opened.plan(narrow, make_inputs(2))
        assert len(opened.claim(narrow, 9)) == 2
        assert len(opened.claim(wide, 9)) == 3


def test_one_portion_is_stored_whole_or_not_at_all(url: str) -> None:
    def burst(outcome: Outcome, lookup: Lookup) -> Settled:
        calls.append(outcome)
        if len(calls) == 2:
            raise ZeroDivisionError
        return settle_plainly(outcome, lookup)

    calls: list[Outcome] = []
    with open_store(url, settle=burst) as opened:
        run = opened.start_run(MANIFEST)
        opened.plan(run, make_inputs(2))
        tasks = opened.claim(run, 2)
        with pytest.raises(ZeroDivisionError):
            opened.finish_many([(task, None, make_outcome(task.source)) for task in tasks])
        assert len(calls) == 2
        assert list(opened.outcomes(run)) == []
        assert opened.pending(run) == 2


def test_this_process_lives_and_one_with_its_number_and_another_start_does_not() -> None:
    here, pid, started, name = new_owner().split("|")
    assert not is_dead("|".join([here, pid, started, name]))
    assert is_dead("|".join([here, pid, f"{started}1", name]))
    assert is_dead("|".join([here, "4999999", "1", name]))
    assert not is_dead("|".join([f"{here}2", "4999999", "1", name]))


ITEMS = 6


class Interleavings(RuleBasedStateMachine):
    """Two programs claim, finish, fail, release and die in any order on one store."""

    template: Path
    folder: Path
    number = 0

    def __init__(self) -> None:
        super().__init__()
        Interleavings.number += 1
        self.url = str(self.folder / f"{Interleavings.number}.db")
        shutil.copy(self.template, self.url)
        self.dead: set[str] = set()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(store.work, "is_dead", self.dead.__contains__)
        self.programs: list[Store] = []
        self.held: dict[str, tuple[Store, Task]] = {}
        self.stale: list[tuple[Store, Task]] = []
        self.finished: list[str] = []
        self.given_up: set[str] = set()

    @initialize()
    def start(self) -> None:
        self.programs = [open_store(self.url) for _ in range(2)]
        self.run = self.programs[0].start_run(MANIFEST)
        self.programs[0].plan(self.run, make_inputs(ITEMS))

    @rule(who=st.integers(0, 1), limit=st.integers(1, 3))
    def claim(self, who: int, limit: int) -> None:
        for task in self.programs[who].claim(self.run, limit):
            assert task.key not in self.held
            assert task.key not in self.finished
            self.held[task.key] = (self.programs[who], task)

    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        if self.held:
            program, task = self.held.pop(data.draw(st.sampled_from(sorted(self.held))))
            assert finish(program, task)
            self.finished.append(task.key)

    @rule(data=st.data())
    def finish_late(self, data: st.DataObject) -> None:
        if self.stale:
            program, task = data.draw(st.sampled_from(self.stale))
            # Until somebody takes the claim over, the dead program's last words count.
            if finish(program, task):
                self.finished.append(task.key)

    @rule(data=st.data())
    def fail(self, data: st.DataObject) -> None:
        if self.held:
            program, task = self.held.pop(data.draw(st.sampled_from(sorted(self.held))))
            if program.fail(task, "timeout", LATE):
                self.given_up.add(task.key)

    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        if self.held:
            program, task = self.held.pop(data.draw(st.sampled_from(sorted(self.held))))
            program.release(task)

    @rule(who=st.integers(0, 1))
    def crash(self, who: int) -> None:
        program = self.programs[who]
        self.dead.add(program._owner)
        for key, (holder, task) in list(self.held.items()):
            if holder is program:
                self.stale.append((holder, task))
                del self.held[key]
        self.programs[who] = open_store(self.url)

    @invariant()
    def nothing_is_finished_twice(self) -> None:
        assert len(self.finished) == len(set(self.finished))

    def teardown(self) -> None:
        try:
            if self.programs:
                self._end()
        finally:
            self.patch.undo()
            for program, _ in self.stale:
                program._engine.dispose()
            for program in self.programs:
                program._engine.dispose()

    def _end(self) -> None:
        for program, task in self.held.values():
            program.release(task)
        last = self.programs[0]
        while tasks := last.claim(self.run, 2):
            for task in tasks:
                assert finish(last, task)
                self.finished.append(task.key)
        assert last.pending(self.run) == 0
        found = {stored.key: stored.outcome.status for stored in last.outcomes(self.run)}
        assert sorted(found) == sorted(entry.key for entry in make_inputs(ITEMS))
        done = {key for key, status in found.items() if status == "accepted"}
        assert done == set(self.finished)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[type[Interleavings]]:
    Interleavings.folder = tmp_path_factory.mktemp("interleavings")
    Interleavings.template = Interleavings.folder / "template.db"
    open_store(str(Interleavings.template)).close()
    yield Interleavings
    shutil.rmtree(Interleavings.folder)


def test_any_interleaving_gives_each_input_exactly_once(machine: type[Interleavings]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_two_runs_in_turn_leave_what_one_leaves(url: str) -> None:
    with open_store(url) as opened:
        read_all(opened, make_inputs(4), make_finding())
        before = [stored.outcome for stored in opened.outcomes()]
        read_all(opened, make_inputs(4), make_finding())
        assert [stored.outcome for stored in opened.outcomes()] == before
        assert len(opened.findings()) == 4

"""Several processes on one store, and processes that are killed."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from store import Store, open_store
from tests.store.builders import MANIFEST, make_finding, make_inputs, read_all
from tests.store.worker import open_only, work_through

COUNT = 60
KILLS = 20


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Processes that start in milliseconds, as the store's modules are loaded already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.store.worker", "alembic.command"])
    return context


def logged(log: Path, word: str) -> list[str]:
    """Return the keys of all lines that begin with a word; the last line may be cut."""
    lines = log.read_text().splitlines() if log.exists() else []
    return [line.split()[1] for line in lines if line.startswith(f"{word} ")]


def wait_for(log: Path, word: str, count: int) -> None:
    until = time.monotonic() + 30
    while len(logged(log, word)) < count:
        assert time.monotonic() < until, f"fewer than {count} inputs were {word}"
        time.sleep(0.002)


def contents(store: Store) -> list[object]:
    """Return all that a user sees of a store, without moments of time."""
    rows: list[object] = [
        (stored.id, stored.key, stored.paths, stored.outcome) for stored in store.outcomes()
    ]
    return [*rows, *store.findings(), store.summary()]


def undisturbed(folder: Path) -> list[object]:
    with open_store(str(folder / "undisturbed.db")) as store:
        read_all(store, make_inputs(COUNT), make_finding())
        return contents(store)


def test_processes_that_open_a_new_store_at_once_all_get_it(
    url: str, processes: ForkServerContext
) -> None:
    started = [processes.Process(target=open_only, args=(url,)) for _ in range(5)]
    for process in started:
        process.start()
    for process in started:
        process.join(30)
    assert [process.exitcode for process in started] == [0] * 5


def test_processes_share_the_work_and_nothing_is_done_twice(
    url: str, processes: ForkServerContext, tmp_path: Path
) -> None:
    logs = [tmp_path / f"{number}.log" for number in range(3)]
    started = [
        processes.Process(target=work_through, args=(url, COUNT, str(log), 0.001)) for log in logs
    ]
    for process in started:
        process.start()
    for process in started:
        process.join(60)
    assert [process.exitcode for process in started] == [0] * 3
    done = Counter(key for log in logs for key in logged(log, "done"))
    assert sorted(done) == sorted(entry.key for entry in make_inputs(COUNT))
    assert set(done.values()) == {1}
    with open_store(url) as store:
        assert contents(store) == undisturbed(tmp_path)
        for run in store.runs():
            assert len(list(store.outcomes(run.id))) == COUNT


def test_a_run_killed_at_any_moment_ends_as_if_undisturbed(
    url: str, processes: ForkServerContext, tmp_path: Path
) -> None:
    dice = random.Random(f"kill {url[:4]}")
    log = tmp_path / "work.log"
    killed = 0
    for number in range(KILLS):
        process = processes.Process(target=work_through, args=(url, COUNT, str(log), 0.004, 1))
        process.start()
        # Most moments lie in the work itself, however slow the machine is.
        word = ("", "claimed", "done")[number % 3]
        if word:
            wait_for(log, word, len(logged(log, word)) + dice.randint(1, 2))
        time.sleep(dice.uniform(0.0, 0.02 if word else 0.1))
        if process.is_alive():
            os.kill(process.pid, signal.SIGKILL)
        process.join(30)
        killed += process.exitcode == -signal.SIGKILL
    assert killed >= KILLS // 2
    assert 0 < len(logged(log, "done")) < COUNT
    with open_store(url) as store:
        read_all(store, make_inputs(COUNT), make_finding())
        assert contents(store) == undisturbed(tmp_path)
    assert set(Counter(logged(log, "done")).values()) == {1}


def test_what_a_dead_process_held_is_taken_over_at_once(
    url: str, processes: ForkServerContext, tmp_path: Path
) -> None:
    log = tmp_path / "work.log"
    process = processes.Process(target=work_through, args=(url, 3, str(log), 60.0, 3), daemon=True)
    process.start()
    wait_for(log, "claimed", 3)
    with open_store(url) as store:
        run = store.start_run(MANIFEST)
        store.plan(run, make_inputs(3))
        assert (store.claim(run, 3), store.pending(run)) == ((), 3)
        os.kill(process.pid, signal.SIGKILL)
        process.join(30)
        assert len(store.claim(run, 3)) == 3

"""A run killed at any moment and started again ends as if nothing had happened."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.program import Ended, ended, gouji, start, write_reports

_COUNT = 60


def state(folder: Path, store: Path) -> tuple[Ended, Ended]:
    """Return what the store says after a run over everything."""
    records = gouji("run", str(folder), "--store", str(store), "--json", cwd=folder.parent)
    queue = gouji("review", "list", "--json", "--all", "--store", str(store), cwd=folder.parent)
    return records, queue


@dataclass(frozen=True)
class Calm:
    """A folder of reports, and what a run over it gives when nobody disturbs it."""

    folder: Path
    records: Ended
    queue: Ended
    seconds: float


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Calm:
    root = tmp_path_factory.mktemp("calm")
    folder = root / "reports"
    write_reports(folder, _COUNT)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "noise.txt").write_bytes(bytes(range(256)) * 40)
    began = time.monotonic()
    records, queue = state(folder, root / "calm.db")
    # Some files hold two reports, told as `FILE#2`.
    files = {line["source"]["path"].partition("#")[0] for line in records.lines}
    assert len(files) == _COUNT + 2
    assert queue.lines
    return Calm(folder, records, queue, time.monotonic() - began)


def check(calm: Calm, tmp_path: Path, moments: int, seed: int) -> None:
    chance = random.Random(seed)
    stores = [tmp_path / f"killed{number}.db" for number in range(max(1, moments // 5))]
    for number in range(moments):
        store = stores[number % len(stores)]
        with start("run", str(calm.folder), "--store", str(store), cwd=tmp_path) as process:
            time.sleep(chance.uniform(0.05, calm.seconds))
            process.kill()
    for store in stores:
        records, queue = state(calm.folder, store)
        assert records.out == calm.records.out
        assert records.code == calm.records.code
        assert queue.out == calm.queue.out


def test_three_kills_lose_and_double_nothing(calm: Calm, tmp_path: Path) -> None:
    check(calm, tmp_path, 3, seed=1)


@pytest.mark.slow
def test_twenty_kills_lose_and_double_nothing(calm: Calm, tmp_path: Path) -> None:
    check(calm, tmp_path, 20, seed=2)


def test_two_runs_at_once_on_one_store_corrupt_nothing(calm: Calm, tmp_path: Path) -> None:
    store = tmp_path / "both.db"
    arguments = ("run", str(calm.folder), "--store", str(store), "--json")
    both = [start(*arguments, cwd=tmp_path) for _ in range(2)]
    # Both are listened to at once, or a full pipe would hold one of them up.
    with ThreadPoolExecutor(2) as threads:
        ends = list(threads.map(ended, both))
    for end in ends:
        assert end.out == calm.records.out, end.err
        assert end.code == calm.records.code
    assert state(calm.folder, store)[1].out == calm.queue.out

"""A run killed at any moment and started again ends as if nothing had happened."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.cli.program import Ended, gouji, start, write_reports

_COUNT = 60


def state(folder: Path, store: Path) -> tuple[Ended, Ended]:
    """Return what the store says after a run over everything."""
    records = gouji("run", str(folder), "--store", str(store), "--json", cwd=folder.parent)
    queue = gouji("review", "list", "--json", "--all", "--store", str(store), cwd=folder.parent)
    return records, queue


def check(tmp_path: Path, moments: int, seed: int) -> None:
    folder = tmp_path / "reports"
    write_reports(folder, _COUNT)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "noise.txt").write_bytes(bytes(range(256)) * 40)
    began = time.monotonic()
    calm = state(folder, tmp_path / "calm.db")
    seconds = time.monotonic() - began
    assert len(calm[0].lines) == _COUNT + 2
    assert calm[1].lines
    chance = random.Random(seed)
    stores = [tmp_path / f"killed{number}.db" for number in range(max(1, moments // 5))]
    for number in range(moments):
        process = start(
            "run", str(folder), "--store", str(stores[number % len(stores)]), cwd=tmp_path
        )
        with process:
            time.sleep(chance.uniform(0.05, seconds))
            process.kill()
    for store in stores:
        again = state(folder, store)
        assert again[0].out == calm[0].out
        assert again[0].code == calm[0].code
        assert again[1].out == calm[1].out


def test_three_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    check(tmp_path, 3, seed=1)


@pytest.mark.slow
def test_twenty_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    check(tmp_path, 20, seed=2)


def test_two_runs_at_once_on_one_store_corrupt_nothing(tmp_path: Path) -> None:
    folder, store = tmp_path / "reports", tmp_path / "both.db"
    write_reports(folder, _COUNT)
    calm = state(folder, tmp_path / "calm.db")
    arguments = ("run", str(folder), "--store", str(store), "--json")
    first, second = (start(*arguments, cwd=tmp_path) for _ in range(2))
    outs = [process.communicate(timeout=120) for process in (first, second)]
    assert [first.returncode, second.returncode] == [calm[0].code] * 2, outs[0][1] + outs[1][1]
    assert outs[0][0] == outs[1][0] == calm[0].out
    assert state(folder, store)[1].out == calm[1].out

"""Worker processes: limits, crashes, order, and nothing left behind."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gouji.pipeline import Broken, Done, Job, Options
from gouji.pool import Pool, Result, is_small, run_inline
from report.errors import InstallationError

HERE = Path(__file__).resolve().parent
QUICK = Options(seconds=0.5)


@pytest.fixture(autouse=True)
def _hostile_module_can_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(HERE))


def jobs(*paths: str) -> list[Job]:
    return [Job(number, path, path) for number, path in enumerate(paths)]


def run(
    work: list[Job], *, count: int = 2, ordered: bool = False, options: Options = QUICK
) -> list[Result]:
    with Pool(count, options, "hostile:process") as pool:
        return list(pool.run(work, ordered=ordered))


def test_a_file_that_hangs_times_out_and_the_others_are_read() -> None:
    results = run(jobs("a", "hang", "b", "hang-deaf", "c"), options=Options(seconds=0.2))
    codes = {result.job.path: getattr(result, "code", "done") for result in results}
    assert codes == {
        "a": "done",
        "b": "done",
        "c": "done",
        "hang": "timeout",
        "hang-deaf": "timeout",
    }


def test_a_process_that_dies_costs_only_the_file_it_read() -> None:
    results = run(jobs("a", "die", "b", "exit", "c", "d"))
    broken = {result.job.path: result for result in results if isinstance(result, Broken)}
    assert set(broken) == {"die", "exit"}
    assert broken["die"].code == "damaged"
    assert "signal 9" in broken["die"].words.en
    assert "exit code 3" in broken["exit"].words.en
    assert sum(isinstance(result, Done) for result in results) == 4


def test_what_a_library_prints_does_not_come_between_the_answers() -> None:
    results = run(jobs("print", "a", "print"))
    assert all(isinstance(result, Done) for result in results)


def test_large_answers_come_whole() -> None:
    (result,) = run(jobs("large"))
    assert isinstance(result, Done)
    assert len(result.outcome.source.path) == 3_000_000


def test_results_come_in_the_order_of_the_files_when_asked() -> None:
    work = jobs("sleep 0.2", "a", "die", "b", "sleep 0.1", "c")
    results = run(work, ordered=True)
    assert [result.job.number for result in results] == list(range(6))


def test_only_few_files_are_taken_ahead_of_the_results() -> None:
    taken = 0

    def endless() -> Iterator[Job]:
        nonlocal taken
        while True:
            taken += 1
            yield Job(taken - 1, "a", "a")

    with Pool(2, QUICK, "hostile:process") as pool:
        results = pool.run(endless(), ordered=True)
        for _ in range(100):
            next(results)
        assert taken <= 100 + 16


def test_leaving_the_pool_early_ends_its_processes() -> None:
    with Pool(1, Options(), "hostile:process") as pool:
        first = next(pool.run(jobs("a", "hang", "hang")))
    assert isinstance(first, Done)
    pid = first.outcome.source.size
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_worker_that_cannot_start_is_an_error_of_the_installation() -> None:
    with Pool(1, QUICK, "no_such_module:process") as pool, pytest.raises(InstallationError):
        list(pool.run(jobs("a")))


def test_a_worker_has_no_more_memory_than_allowed(tmp_path: Path) -> None:
    file = tmp_path / "big.txt"
    file.write_bytes("年度报告 ".encode() * 3_000_000)
    with Pool(1, Options(memory=300)) as pool:
        (result,) = pool.run([Job(0, str(file), "big.txt")])
    assert isinstance(result, Done)
    assert result.outcome.reason is not None
    assert result.outcome.reason.code == "too_large"


def test_a_file_read_in_this_process_has_its_time_too() -> None:
    def endless(_: Job, __: Options) -> Done:
        while True:
            time.sleep(0.01)

    (result,) = run_inline(jobs("x.txt"), Options(seconds=0.1), endless)
    assert isinstance(result, Broken)
    assert result.code == "timeout"


def test_only_few_small_text_files_are_read_in_this_process(tmp_path: Path) -> None:
    small, large = tmp_path / "a.txt", tmp_path / "b.txt"
    small.write_text("a", encoding="utf-8")
    large.write_text("a" * 300_000, encoding="utf-8")
    assert is_small([str(small)])
    assert not is_small([str(large)])
    assert not is_small([str(tmp_path / "a.pdf")])
    assert not is_small([str(small)] * 100)

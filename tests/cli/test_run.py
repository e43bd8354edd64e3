"""gouji run: what it reads, keeps, prints and returns."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from gouji.cli.run import sample_paths
from gouji.tally import Tally, in_path_order
from report.document import SourceFile
from report.finding import Outcome
from store import Stored
from tests.cli.conftest import Invoke
from tests.cli.program import gouji, lines_of, sample, write_reports


def test_the_samples_run_and_the_summary_says_what_to_do_next(invoke: Invoke) -> None:
    result = invoke("run", "--samples")
    assert result.exit_code == 3
    assert "review queue" in result.stdout
    assert "gouji review list" in result.stdout
    # An archive counts as the files in it.
    assert f"{len(sample_paths()) - 1 + 3} files" in result.stderr


def test_the_summary_is_in_chinese_where_the_locale_is(
    invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    result = invoke("run", str(sample("ningpu")))
    assert "待审队列" in result.stdout
    assert "接下来" in result.stdout


def test_without_a_path_it_says_what_to_give(invoke: Invoke) -> None:
    result = invoke("run")
    assert result.exit_code == 2
    assert "--samples" in result.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("more", [(), ("--no-store",), ("--no-store", "--json")])
def test_a_run_that_finds_nothing_to_read_is_a_mistake_of_the_command_line(
    invoke: Invoke, tmp_path: Path, lang: str, more: tuple[str, ...]
) -> None:
    (tmp_path / "leer").mkdir()
    result = invoke("run", "leer", "--lang", lang, *more)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "leer" in result.stderr


def test_exit_codes_follow_the_worst_input(invoke: Invoke, tmp_path: Path) -> None:
    assert invoke("run", str(sample("yanzhou"))).exit_code == 0
    assert invoke("run", str(sample("yanzhou")), str(sample("ningpu"))).exit_code == 1
    (tmp_path / "empty.txt").write_bytes(b"")
    assert invoke("run", str(sample("ningpu")), "empty.txt").exit_code == 3


def test_json_is_one_line_a_report_and_nothing_else_also_on_a_second_run(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    files = write_reports(folder, 5)
    (folder / "empty.txt").write_bytes(b"")
    first = gouji("run", "in", "--json", cwd=tmp_path)
    second = gouji("run", "in", "--json", cwd=tmp_path)
    assert [line["source"]["path"] for line in first.lines] == [
        *(f"in/{file.name}" for file in files),
        "in/empty.txt",
    ]
    assert second.out == first.out
    assert second.code == first.code == 3
    assert "6 of them read before" in second.err


def test_the_same_bytes_under_two_names_are_two_lines_of_one_record(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c/d.txt"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(sample("ningpu"), tmp_path / "in" / name)
    lines = gouji("run", "in", "--json", cwd=tmp_path).lines
    assert [line["source"]["path"] for line in lines] == ["in/a.txt", "in/b.txt", "in/c/d.txt"]
    assert len({line["id"] for line in lines}) == 1


def test_output_keeps_the_order_of_the_inputs(tmp_path: Path) -> None:
    write_reports(tmp_path / "in" / "b", 2)
    write_reports(tmp_path / "in" / "a", 1)
    (tmp_path / "in" / "a.txt").write_bytes(b"")
    expected = ["in/b/001.txt", "in/a.txt", "in/a/000.txt", "in/b/000.txt"]
    for mode in ((), (), ("--no-store",)):
        ended = gouji("run", "in/b/001.txt", "in", "--json", *mode, cwd=tmp_path)
        assert [line["source"]["path"] for line in ended.lines] == expected
        assert "read once" in ended.err


def test_with_and_without_a_store_the_records_are_the_same(tmp_path: Path) -> None:
    write_reports(tmp_path / "in", 6)
    kept = gouji("run", "in", "--json", cwd=tmp_path)
    free = gouji("run", "in", "--json", "--no-store", cwd=tmp_path)
    assert free.out == kept.out
    assert free.code == kept.code


def test_in_this_process_and_in_workers_the_records_are_the_same(tmp_path: Path) -> None:
    write_reports(tmp_path / "in", 6)
    inline = gouji("run", "in", "--json", "--no-store", cwd=tmp_path).lines
    # One large file among them makes the batch use worker processes.
    (tmp_path / "in" / "z.txt").write_text("甲" * 300_000, encoding="utf-8")
    worked = gouji("run", "in", "--json", "--no-store", "--jobs", "2", cwd=tmp_path).lines
    assert worked[:-1] == inline


def test_a_reading_without_a_model_is_not_pretended(invoke: Invoke, tmp_path: Path) -> None:
    for reader in ("model", "both"):
        result = invoke("run", str(sample("ningpu")), "--reader", reader)
        assert result.exit_code == 4
        assert "needs a model" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_is_none_is_an_error_of_the_environment(
    invoke: Invoke, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("no database " * 200, encoding="utf-8")
    result = invoke("run", str(sample("ningpu")), "--store", "notes.txt")
    assert result.exit_code == 4
    assert "--store" in result.stderr
    assert invoke("run", str(sample("ningpu")), "--store", "mysql://x/y").exit_code == 2


def test_commands_that_only_read_make_no_store(invoke: Invoke, tmp_path: Path) -> None:
    for command in (("show",), ("review", "list"), ("export", "x.csv")):
        result = invoke(*command)
        assert result.exit_code == 4
        assert "gouji run" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_paths_are_kept_as_given_beside_their_store_and_absolute_elsewhere(
    invoke: Invoke, tmp_path: Path
) -> None:
    shutil.copy(sample("ningpu"), tmp_path / "a.txt")
    (here,) = lines_of(invoke("run", "./a.txt", "--json"))
    (there,) = lines_of(invoke("run", "a.txt", "--json", "--store", "sub/s.db"))
    assert here["source"]["path"] == "a.txt"
    assert there["source"]["path"] == str(tmp_path / "a.txt")


def test_a_failed_input_is_read_again_on_demand(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    first = invoke("run", "empty.txt", "--json")
    again = invoke("run", "empty.txt", "--json", "--retry-failed")
    assert again.stdout == first.stdout
    assert "0 of them read before" in again.stderr


def test_a_file_changed_since_is_read_anew(invoke: Invoke, tmp_path: Path) -> None:
    shutil.copy(sample("ningpu"), tmp_path / "a.txt")
    assert invoke("run", "a.txt").exit_code == 1
    shutil.copy(sample("yanzhou"), tmp_path / "a.txt")
    assert invoke("run", "a.txt").exit_code == 0


def test_what_reading_throws_becomes_a_failure_that_takes_the_blame(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    shutil.copy(sample("ningpu"), tmp_path / "a.txt")
    shutil.copy(sample("yanzhou"), tmp_path / "b.txt")
    monkeypatch.setattr("extractor.read_parts", broken)
    result = invoke("run", "a.txt", "b.txt", "--json", "--no-store")
    assert result.exit_code == 3
    for line, name in zip(lines_of(result), ("a.txt", "b.txt"), strict=True):
        assert line["reason"]["code"] == "damaged"
        assert name in line["reason"]["message"]
        assert "fault of the program" in line["reason"]["message"]


def test_an_interrupted_run_has_its_own_exit_code(
    invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("extractor.read_parts", stopped)
    result = invoke("run", str(sample("ningpu")))
    assert result.exit_code == 130
    assert "again" in result.stderr


def stored(*paths: str) -> Stored:
    from datetime import UTC, datetime

    outcome = Outcome(SourceFile(paths[0], "", "", 0), "accepted")
    return Stored("id", paths[0], outcome, paths, {}, datetime.now(UTC))


def test_copies_take_their_place_in_path_order() -> None:
    outcomes = in_path_order([stored("a", "c", "e"), stored("b", "d"), stored("f")])
    assert [outcome.source.path for outcome, _ in outcomes] == list("abcdef")


def test_the_second_report_of_a_file_comes_before_its_tenth() -> None:
    names = ["a", "a#10", "a#2", "a#3", "a#x", "b", "b#2"]
    outcomes = in_path_order(stored(name) for name in names)
    told = [outcome.source.path for outcome, _ in outcomes]
    assert told == ["a", "a#2", "a#3", "a#10", "a#x", "b", "b#2"]


def test_a_tally_counts_inputs_and_not_records() -> None:
    tally = Tally()
    tally.add(Outcome(SourceFile("a", "", "", 0), "failed"), {})
    tally.add_copy(Outcome(SourceFile("b", "", "", 0), "failed"))
    assert tally.failed == 2
    assert [failure.path for failure in tally.failures] == ["a", "b"]


def test_every_line_is_its_own_json(tmp_path: Path) -> None:
    ended = gouji("run", "--samples", "--json", cwd=tmp_path)
    # An archive gives a line for each file in it, a file with two reports two.
    assert len(ended.out.splitlines()) == len(sample_paths()) - 1 + 3 + 1
    for line in ended.out.splitlines():
        assert json.loads(line)["schema"] == 1

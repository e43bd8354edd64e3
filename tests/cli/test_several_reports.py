"""A file with several reports gives one record for each, everywhere records go."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from gouji import batch as batches
from gouji.batch import Batch
from gouji.inputs import Inputs
from gouji.pipeline import Done, Job, Options, process
from review import settler
from store import open_store
from tests.cli.conftest import Invoke
from tests.cli.program import gouji, lines_of, sample

NAMES = ("chengling_minzheng", "guancen", "songcen")
ISSUERS = ["澄陵区民政局", "关岑县城市管理局", "松岑市自然资源局"]


def bound(*names: str) -> str:
    return "\n".join(sample(name).read_text(encoding="utf-8") for name in names)


@pytest.fixture
def three(tmp_path: Path) -> Path:
    file = tmp_path / "in" / "all.txt"
    file.parent.mkdir()
    file.write_text(bound(*NAMES), encoding="utf-8")
    return file


def paths(lines: Iterable[dict[str, dict[str, str]]]) -> list[str]:
    return [line["source"]["path"] for line in lines]


@pytest.mark.usefixtures("three")
def test_each_report_is_a_record_with_an_id_of_its_own_and_spans_into_the_file(
    invoke: Invoke,
) -> None:
    result = invoke("run", "in", "--json")
    lines = lines_of(result)
    assert paths(lines) == ["in/all.txt", "in/all.txt#2", "in/all.txt#3"]
    assert [line["issuer"]["value"] for line in lines] == ISSUERS
    assert len({line["id"] for line in lines}) == 3
    for line in lines:
        text = invoke("show", line["id"], "--text").stdout
        read = [cell for cell in line["cells"].values() if cell["span"]]
        assert len(read) > 150
        assert all(text[slice(*cell["span"])] == cell["raw"] for cell in read)
    exported = invoke("export", "out.csv")
    assert exported.exit_code == 0
    assert "in/all.txt#3," in Path("out.csv").read_text(encoding="utf-8")
    assert "关岑县城市管理局" in invoke("review", "list").stdout


def test_a_second_run_and_one_without_a_store_print_the_same(three: Path) -> None:
    cwd = three.parents[1]
    first = gouji("run", "in", "--json", cwd=cwd)
    second = gouji("run", "in", "--json", cwd=cwd)
    free = gouji("run", "in", "--json", "--no-store", cwd=cwd)
    assert len(first.lines) == 3
    assert second.out == first.out
    assert free.out == first.out


def test_check_tells_of_every_report_of_a_file(three: Path, invoke: Invoke) -> None:
    told = invoke("check", str(three))
    assert told.exit_code == 1
    sums = [line for line in told.stdout.splitlines() if "checks" in line]
    assert [line.split(":")[0] for line in sums] == [
        str(three),
        f"{three}#2",
        f"{three}#3",
    ]


def test_a_copy_of_the_file_has_its_reports_too_though_nothing_is_read_again(
    three: Path, invoke: Invoke
) -> None:
    before = lines_of(invoke("run", "in", "--json"))
    shutil.copy(three, three.with_name("copy.txt"))
    after = lines_of(invoke("run", "in", "--json"))
    assert paths(after)[3:] == ["in/copy.txt", "in/copy.txt#2", "in/copy.txt#3"]
    assert [line["id"] for line in after] == [line["id"] for line in before] * 2


def test_reports_that_a_file_held_once_are_shown_no_more(three: Path, invoke: Invoke) -> None:
    invoke("run", "in")
    three.write_text(bound(*NAMES[:2]), encoding="utf-8")
    assert paths(lines_of(invoke("run", "in", "--json"))) == ["in/all.txt", "in/all.txt#2"]
    assert "松岑市" not in invoke("show").stdout
    assert "松岑市" not in invoke("review", "list").stdout
    three.write_text(bound(*NAMES), encoding="utf-8")
    assert len(lines_of(invoke("run", "in", "--json"))) == 3
    assert "松岑市" in invoke("show").stdout


def test_a_file_that_is_really_called_so_keeps_its_name(three: Path, invoke: Invoke) -> None:
    shutil.copy(sample("yanzhou"), three.with_name("all.txt#2"))
    for _ in range(2):
        lines = lines_of(invoke("run", "in", "--json"))
        by_path = {line["source"]["path"]: line["issuer"]["value"] for line in lines}
        assert len(lines) == len(by_path) == 4
        assert by_path["in/all.txt#2"].startswith("砚洲")
        assert by_path["in/all.txt#2#"] == ISSUERS[1]


def test_a_file_that_is_really_called_so_keeps_its_name_though_another_run_reads_it(
    three: Path, invoke: Invoke
) -> None:
    named = three.parent / "all.txt#2"
    named.write_text(sample("guancen").read_text(encoding="utf-8"), encoding="utf-8")
    assert three.is_file()
    assert paths(lines_of(invoke("run", "in/all.txt", "--json"))) == [
        "in/all.txt",
        "in/all.txt#2#",
        "in/all.txt#3",
    ]
    assert paths(lines_of(invoke("run", "in/all.txt#2", "--json"))) == ["in/all.txt#2"]
    assert len(lines_of(invoke("show", "--json"))) == 4


def test_a_member_of_an_archive_may_hold_several_reports(three: Path, invoke: Invoke) -> None:
    with zipfile.ZipFile("all.zip", "w") as archive:
        archive.write(three, "dir/all.txt")
    lines = lines_of(invoke("run", "all.zip", "--json"))
    assert paths(lines) == [f"all.zip!/dir/all.txt{tail}" for tail in ("", "#2", "#3")]


class _KilledError(BaseException):
    pass


@pytest.mark.parametrize("written", [1, 2])
def test_a_run_that_dies_between_the_reports_of_a_file_loses_and_doubles_none(
    three: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    address = str(tmp_path / "store.db")
    monkeypatch.setattr(batches, "_WRITE", 1)

    def run() -> list[str]:
        with open_store(address, settle=settler()) as store:
            batch = Batch(store, Options())
            batch.run(Inputs([str(three)]), ())
            return [path.rpartition("/")[2] for path, _ in batch.outcomes()]

    with monkeypatch.context() as patched, open_store(address, settle=settler()) as store:
        finish, calls = store.finish_many, iter(range(written))

        def dying(done: object) -> int:
            if next(calls, None) is None:
                raise _KilledError
            return finish(done)  # type: ignore[arg-type]

        patched.setattr(store, "finish_many", dying)
        with pytest.raises(_KilledError):
            Batch(store, Options()).run(Inputs([str(three)]), ())
    assert run() == ["all.txt", "all.txt#2", "all.txt#3"]
    read: list[Job] = []

    def counting(jobs: Iterable[Job], options: Options) -> Iterator[Done]:
        for job in jobs:
            read.append(job)
            yield process(job, options)

    monkeypatch.setattr(batches, "run_inline", counting)
    assert run() == ["all.txt", "all.txt#2", "all.txt#3"]
    assert read == []

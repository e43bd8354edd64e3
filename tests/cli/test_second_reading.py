"""A model beside the workers: many reports in flight, none lost, none read twice."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from extractor.model.question import Answer, Model, Question, Shape, Usage
from extractor.model.shapes import Prose
from gouji.batch import Batch
from gouji.config import Config
from gouji.fingerprint import key_of
from gouji.inputs import Inputs
from gouji.models import ModelSource
from gouji.pipeline import Options
from gouji.reading import read_all, readers_of
from report.errors import InstallationError, ModelError
from review import settler
from store import Store, open_store
from tests.cli.conftest import Invoke
from tests.cli.program import lines_of, sample, sample_paths, write_reports

BOTH = Options(reader="both", model=("fake",))


class Counting:
    """A model without a claim to make; it knows how many asked it at once.

    Attributes:
        most: The most questions that waited at one time.
        fails: Whether it gives no answer.
    """

    def __init__(self, *, fails: bool = False) -> None:
        self.asked = self.now = self.most = 0
        self.fails = fails

    async def ask(self, question: Question[Shape]) -> Answer[Shape]:
        """Return an empty answer a moment later."""
        self.asked += 1
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.01)
        self.now -= 1
        if self.fails:
            raise ModelError("The server is away.", "Run again later.")
        return Answer(question.shape.model_validate({}), "{}")


@dataclass(frozen=True, slots=True)
class Source(ModelSource):
    """A source of a fake, which keeps no answers."""

    def keeping(self, store: Store, run: int | None) -> ModelSource:  # noqa: ARG002
        """Return the same."""
        return self


def source(model: Model, in_flight: int = 4) -> Source:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Model]:
        yield model

    return Source(("fake",), in_flight, opened)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "gouji.db"), settle=settler()) as opened:
        yield opened


def run(store: Store, folder: Path, model: Model, options: Options = BOTH, jobs: int = 1) -> Batch:
    batch = Batch(store, options, jobs, source=source(model))
    batch.run(list(Inputs([str(folder)])), ())
    return batch


def waiting(batch: Batch) -> list[bool]:
    return [bool(stored.outcome.waiting) for _, stored in batch.outcomes()]


def test_every_report_is_read_by_both_and_only_so_many_at_once(
    store: Store, tmp_path: Path
) -> None:
    class Meeting(Counting):
        """Answers nobody before two have asked, so that they must be in flight together."""

        came = 0

        async def ask(self, question: Question[Shape]) -> Answer[Shape]:
            self.came += 1
            while self.came < 2:
                await asyncio.sleep(0.005)
            return await super().ask(question)

    write_reports(tmp_path / "in", 12)
    model = Meeting()
    batch = run(store, tmp_path / "in", model)
    assert len(waiting(batch)) >= 12
    assert not any(waiting(batch))
    assert model.asked >= 8
    assert 1 < model.most <= 4


def test_reports_read_by_workers_pass_on_to_the_model(store: Store, tmp_path: Path) -> None:
    write_reports(tmp_path / "in", 45)
    model = Counting()
    batch = run(store, tmp_path / "in", model, jobs=2)
    assert len(waiting(batch)) >= 45
    assert not any(waiting(batch))


def test_what_was_read_by_the_model_is_not_asked_again(store: Store, tmp_path: Path) -> None:
    write_reports(tmp_path / "in", 3)
    run(store, tmp_path / "in", Counting())
    again = Counting()
    run(store, tmp_path / "in", again)
    assert again.asked == 0


def test_reports_without_an_answer_stand_as_read_and_are_asked_when_it_is_back(
    store: Store, tmp_path: Path
) -> None:
    write_reports(tmp_path / "in", 3)
    tables = Batch(store, Options())
    tables.run(list(Inputs([str(tmp_path / "in")])), ())
    plain = [stored.outcome.status for _, stored in tables.outcomes()]
    gone = run(store, tmp_path / "in", Counting(fails=True))
    assert [bool(stored.outcome.record) for _, stored in gone.outcomes()] == [True] * 3
    assert [stored.outcome.status for _, stored in gone.outcomes()] == plain
    assert any(waiting(gone))
    back = run(store, tmp_path / "in", Counting())
    assert waiting(back) == [False] * 3
    assert back.keys == gone.keys


def test_a_model_that_keeps_books_closes_them_on_every_report(tmp_path: Path) -> None:
    class Bookkeeper(Counting):
        def __init__(self) -> None:
            super().__init__()
            self.open: set[str] = set()
            self.closed: set[str] = set()

        async def ask(self, question: Question[Shape]) -> Answer[Shape]:
            self.open.add(question.document)
            if self.asked == 2:
                raise ModelError("The server is away.", "Run again later.")
            return await super().ask(question)

        def close_report(self, document: str) -> Usage:
            self.closed.add(document)
            return Usage()

    files = [str(path) for path in write_reports(tmp_path / "in", 6)]
    model = Bookkeeper()
    assert len(list(read_all(files, BOTH, source=source(model)))) == 6
    assert len(model.open) > 3
    assert model.open <= model.closed


def test_each_reader_and_model_has_results_of_its_own() -> None:
    keys = {
        key_of("ab", Options(reader=reader, model=model))
        for reader in ("tables", "model", "both")
        for model in (("one",), ("two",))
    }
    # The deterministic reading is the same whatever model stands by.
    assert len(keys) == 5


def test_a_file_that_is_no_report_is_not_sent(store: Store, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    shutil.copy(sample("website_report"), tmp_path / "in" / "a.txt")
    shutil.copy(sample("blank_form"), tmp_path / "in" / "b.txt")
    model = Counting()
    run(store, tmp_path / "in", model)
    assert model.asked == 0


def test_a_model_that_does_not_open_ends_the_run_with_its_reason(
    store: Store, tmp_path: Path
) -> None:
    write_reports(tmp_path / "in", 2)

    @asynccontextmanager
    async def broken() -> AsyncIterator[Model]:
        raise InstallationError("The package openai is missing.", "Install gouji[model].")
        yield

    batch = Batch(store, BOTH, source=Source(("fake",), 4, broken))
    with pytest.raises(InstallationError, match="openai is missing"):
        batch.run(list(Inputs([str(tmp_path / "in")])), ())


def test_without_a_store_results_come_in_the_order_of_the_files(tmp_path: Path) -> None:
    class Slower(Counting):
        async def ask(self, question: Question[Shape]) -> Answer[Shape]:
            if self.asked == 0:
                await asyncio.sleep(0.2)
            return await super().ask(question)

    files = [str(path) for path in write_reports(tmp_path / "in", 4)]
    done = list(read_all(files, BOTH, source=source(Slower())))
    assert [one.outcome.source.path for one in done] == files


def test_several_reports_of_one_file_are_each_read_by_the_model(tmp_path: Path) -> None:
    names = ("chengling_minzheng", "guancen", "songcen")
    file = tmp_path / "all.txt"
    file.write_text("\n".join(sample(n).read_text(encoding="utf-8") for n in names), "utf-8")
    asked: list[str] = []

    class Noting(Counting):
        async def ask(self, question: Question[Shape]) -> Answer[Shape]:
            if question.shape is Prose:
                asked.append(question.user)
            return await super().ask(question)

    done = list(read_all([str(file)], BOTH, source=source(Noting())))
    assert [one.outcome.source.path for one in done] == [str(file), f"{file}#2", f"{file}#3"]
    assert len(asked) == 3
    text = file.read_text(encoding="utf-8")
    for one in done:
        for checked in one.outcome.claims:
            span = checked.claim.span
            assert text[span.start : span.end] == checked.claim.quote


# ---- the command line --------------------------------------------------------------------------
@pytest.mark.parametrize("reader", ["model", "both"])
@pytest.mark.parametrize("command", [("run", "--no-store"), ("check",)])
def test_a_reading_by_a_model_nobody_named_is_not_pretended(
    invoke: Invoke, reader: str, command: tuple[str, ...]
) -> None:
    result = invoke(*command, str(sample("ningpu")), "--reader", reader)
    assert result.exit_code == 4
    assert "gouji.toml" in result.stderr


def test_without_a_model_the_deterministic_reading_is_the_default() -> None:
    assert readers_of(Config(), None).reader == "tables"


def test_prompts_are_shown_and_nothing_is_sent(invoke: Invoke) -> None:
    result = invoke("run", "--show-prompts", str(sample("yunting_shuili")))
    assert result.exit_code == 0
    assert "claims@1 system" in result.stdout
    assert "全年新收到政府信息公开申请23件" in result.stdout
    assert "属于国家秘密" not in result.stdout
    assert not Path("gouji.db").exists()


def test_a_replayed_reading_without_an_answer_is_scored_as_nothing(
    invoke: Invoke, tmp_path: Path
) -> None:
    (tmp_path / "none").mkdir()
    (tmp_path / "set").mkdir()
    for path in sample_paths():
        if Path(path).stem == "ningpu_zhujian_2022":
            shutil.copy(path, tmp_path / "set")
            shutil.copy(Path(path).with_suffix(".json"), tmp_path / "set")
    pending = tmp_path / "pending"
    arguments = ["eval", "run", str(tmp_path / "set"), "--replay", str(tmp_path / "none")]
    result = invoke(*arguments, "--pending", str(pending), "--json")
    assert [path.name for path in pending.glob("*/*")] == ["request.txt"]
    (scored,) = lines_of(result)[0]["reports"]
    assert "no recorded answer" in scored["error"]

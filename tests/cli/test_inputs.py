"""What a command line names: files, folders, globs, links."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gouji.inputs import Inputs


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def touch(*names: str) -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")


def shown(inputs: Inputs) -> list[str]:
    return [found.shown for found in inputs]


def test_folders_are_walked_by_name_and_arguments_keep_their_order(here: Path) -> None:
    assert here.is_dir()
    touch("b/2.txt", "b/1.txt", "b/a/3.txt", "a.txt")
    assert shown(Inputs(["b", "a.txt"])) == ["b/1.txt", "b/2.txt", "b/a/3.txt", "a.txt"]


def test_hidden_and_lock_files_of_a_folder_are_passed_over_but_not_when_named(here: Path) -> None:
    assert here.is_dir()
    touch("in/.hidden", "in/~$a.docx", "in/.~lock.a#", "in/Thumbs.db", "in/.git/x", "in/a.txt")
    assert shown(Inputs(["in"])) == ["in/a.txt"]
    assert shown(Inputs(["in/.hidden"])) == ["in/.hidden"]


def test_a_glob_is_expanded_here_too_since_not_every_shell_does_it(here: Path) -> None:
    assert here.is_dir()
    touch("in/a.txt", "in/x/b.txt", "in/c.md")
    assert shown(Inputs(["in/**/*.txt"])) == ["in/a.txt", "in/x/b.txt"]


def test_a_file_whose_name_looks_like_a_glob_is_that_file(here: Path) -> None:
    assert here.is_dir()
    touch("[2023].txt", "2.txt")
    assert shown(Inputs(["[2023].txt"])) == ["[2023].txt"]


def test_what_is_not_there_is_an_input_with_a_problem(here: Path) -> None:
    assert here.is_dir()
    problems = [found.problem for found in Inputs(["nowhere", "*.none"])]
    assert [problem and problem.code for problem in problems] == ["no_permission"] * 2


def test_a_path_given_twice_is_read_once_and_said(here: Path) -> None:
    assert here.is_dir()
    touch("in/a.txt")
    inputs = Inputs(["in", "./in/a.txt", "in/../in/a.txt"])
    assert shown(inputs) == ["in/a.txt"]
    assert [note.id for note in inputs.notes] == ["run.note.twice"] * 2


def test_a_link_back_to_a_folder_above_ends_there_and_is_said(here: Path) -> None:
    touch("in/a.txt", "in/deep/b.txt")
    (here / "in/deep/up").symlink_to(here / "in")
    inputs = Inputs(["in"])
    assert shown(inputs) == ["in/a.txt", "in/deep/b.txt"]
    assert [(note.id, note.path) for note in inputs.notes] == [("run.note.loop", "in/deep/up")]


def test_a_link_to_itself_is_named_and_its_neighbours_are_read(here: Path) -> None:
    touch("in/a.txt")
    (here / "in/round").symlink_to("round")
    assert shown(Inputs(["in"])) == ["in/a.txt", "in/round"]


def test_a_link_to_another_folder_is_followed(here: Path) -> None:
    touch("else/a.txt", "in/b.txt")
    (here / "in/more").symlink_to(here / "else")
    assert shown(Inputs(["in"])) == ["in/b.txt", "in/more/a.txt"]


def test_the_files_of_the_store_are_no_inputs(here: Path) -> None:
    assert here.is_dir()
    touch("gouji.db", "gouji.db-wal", "gouji.toml", "a.txt")
    assert shown(Inputs(["."], skip=[Path("gouji.db"), Path("gouji.db-wal")])) == ["a.txt"]


def test_paths_are_absolute_on_demand(here: Path) -> None:
    touch("a.txt")
    assert shown(Inputs(["a.txt"], absolute=True)) == [str(here / "a.txt")]


def test_a_name_that_is_no_text_is_still_an_input(here: Path) -> None:
    name = os.fsdecode(b"\xb1\xa8\xb8\xe6.txt")
    (here / name).write_text("x", encoding="utf-8")
    assert shown(Inputs(["."])) == [name]


def test_a_folder_that_cannot_be_opened_is_one_problem(here: Path) -> None:
    touch("in/a.txt")
    (here / "in/gone").symlink_to("/proc/self/nothing")
    found = {one.shown: one.problem for one in Inputs(["in"])}
    # A broken link is taken; reading it says what is wrong.
    assert set(found) == {"in/a.txt", "in/gone"}


def test_a_named_folder_without_anything_to_read_is_told(here: Path) -> None:
    (here / "leer" / "in").mkdir(parents=True)
    touch("leer/.hidden", "a.txt")
    inputs = Inputs(["leer", "a.txt"])
    assert shown(inputs) == ["a.txt"]
    assert [(note.id, note.path) for note in inputs.notes] == [("run.note.empty", "leer")]


def test_a_folder_named_twice_is_not_called_empty(here: Path) -> None:
    assert here.is_dir()
    touch("in/a.txt")
    inputs = Inputs(["in", "in"])
    assert shown(inputs) == ["in/a.txt"]
    assert [note.id for note in inputs.notes] == ["run.note.twice"]


def test_a_folder_that_holds_nothing_but_the_store_is_empty(here: Path) -> None:
    touch("in/s.db")
    inputs = Inputs(["in"], skip=[here / "in" / "s.db"])
    assert shown(inputs) == []
    assert [note.id for note in inputs.notes] == ["run.note.empty"]

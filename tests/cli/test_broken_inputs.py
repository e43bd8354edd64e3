"""Each broken input gets its line, its reason and what to do; the batch goes on."""

from __future__ import annotations

import ctypes
import os
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gouji.words import say
from report.wire_schema import json_schema
from tests.cli.conftest import Invoke
from tests.cli.program import Ended, gouji, sample

_DROP, _OVERRIDE, _SEARCH = 24, 1, 2

EXPECTED = {
    "a_good.txt": None,
    "binary.txt": "not_text",
    "blank.txt": "empty",
    "broken_link.txt": "no_permission",
    "empty.txt": "empty",
    "form.txt": "not_a_report",
    "huge.txt": "too_large",
    "locked.txt": "no_permission",
    "other_kind.txt": "not_a_report",
    "picture.png": "needs_ocr",
    "truncated.docx": "damaged",
    "wrong_encoding.txt": "encoding",
    "z_good.txt": None,
}


def fill(folder: Path) -> None:
    for name in ("a_good.txt", "z_good.txt"):
        shutil.copy(sample("yanzhou"), folder / name)
    shutil.copy(sample("blank_form"), folder / "form.txt")
    shutil.copy(sample("website_report"), folder / "other_kind.txt")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "blank.txt").write_bytes(b" \n\t\n" * 50)
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 200)
    (folder / "wrong_encoding.txt").write_bytes(b"\xff\xfa\xc3\x28\x81" * 900)
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 500)
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(50_000_001)
    with zipfile.ZipFile(folder / "truncated.docx", "w") as archive:
        archive.writestr("word/document.xml", "x" * 5000)
    whole = (folder / "truncated.docx").read_bytes()
    (folder / "truncated.docx").write_bytes(whole[: len(whole) // 2])
    (folder / "broken_link.txt").symlink_to(folder / "nowhere")
    (folder / "locked.txt").write_text("x", encoding="utf-8")
    (folder / "locked.txt").chmod(0)
    # These are no inputs and get no line.
    (folder / ".hidden.txt").write_text("x", encoding="utf-8")
    (folder / "~$report.docx").write_bytes(b"lock")
    (folder / "empty_folder").mkdir()
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to(folder)


def _obey_permissions() -> None:
    """Give up root's right to read what it may not; called in the child before it starts."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    for right in (_OVERRIDE, _SEARCH):
        if prctl(_DROP, right, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("broken")
    (root / "in").mkdir()
    fill(root / "in")
    return root


@pytest.fixture(scope="module")
def user() -> dict[str, Any]:
    return {"preexec_fn": _obey_permissions} if os.geteuid() == 0 else {}


@pytest.fixture(scope="module")
def ran(place: Path, user: dict[str, Any]) -> Ended:
    return gouji("run", "in", "--json", cwd=place, **user)


def test_every_file_has_its_line_and_its_reason(ran: Ended) -> None:
    codes = {
        Path(line["source"]["path"]).name: line["reason"] and line["reason"]["code"]
        for line in ran.lines
    }
    assert codes == EXPECTED
    assert ran.code == 3


def test_every_line_fits_the_schema_failed_ones_too(ran: Ended) -> None:
    validator = Draft202012Validator(json_schema())
    for line in ran.lines:
        validator.validate(line)


def test_the_person_is_told_each_reason_and_what_to_do(ran: Ended) -> None:
    for name, code in EXPECTED.items():
        if name == "broken_link.txt":
            assert "There is no such file or folder" in ran.err
        elif code is not None:
            told = f"/{name}: {say(f'reason.{code}', 'en')}: "
            (line,) = [line for line in ran.err.splitlines() if told in line]
            assert len(line) > len(told) + 20
    assert "loop" in ran.err


def test_a_second_run_says_the_same(ran: Ended, place: Path, user: dict[str, Any]) -> None:
    again = gouji("run", "in", "--json", cwd=place, **user)
    assert again.out == ran.out
    assert again.code == 3


def test_a_mended_file_is_read_again(place: Path, user: dict[str, Any], ran: Ended) -> None:
    assert ran.code == 3
    store = str(place / "other.db")
    gouji("run", "in/locked.txt", "--store", store, cwd=place, **user)
    (place / "in" / "locked.txt").chmod(0o644)
    (line,) = gouji("run", "in/locked.txt", "--json", "--store", store, cwd=place, **user).lines
    (place / "in" / "locked.txt").chmod(0)
    assert line["reason"]["code"] == "not_a_report"


def test_a_pipe_named_as_input_is_refused_and_never_opened(place: Path) -> None:
    ended = gouji("run", "in/pipe", "--json", "--no-store", cwd=place)
    (line,) = ended.lines
    assert line["reason"]["code"] == "unsupported"


def test_a_file_that_does_not_exist_is_named_and_the_others_are_read(place: Path) -> None:
    ended = gouji(
        "run", "nowhere.txt", "in/a_good.txt", "no*match", "--json", "--no-store", cwd=place
    )
    codes = [line["reason"] and line["reason"]["code"] for line in ended.lines]
    assert codes == ["no_permission", None, "no_permission"]
    assert ended.code == 3


def test_a_folder_given_to_check_is_refused_with_the_way_out(place: Path) -> None:
    ended = gouji("check", "in", cwd=place)
    assert ended.code == 3
    assert "gouji run" in ended.out


def test_a_broken_archive_and_its_good_files_each_get_a_line(place: Path) -> None:
    good = sample("yanzhou").read_bytes()
    with zipfile.ZipFile(place / "all.zip", "w") as archive:
        archive.writestr("报告/good.txt", good)
        archive.writestr("../../escape.txt", b"")
    whole = (place / "all.zip").read_bytes()
    (place / "cut.zip").write_bytes(whole[: len(whole) // 2])
    ended = gouji("run", "all.zip", "cut.zip", "--json", "--no-store", cwd=place)
    seen = {
        line["source"]["path"]: line["reason"] and line["reason"]["code"] for line in ended.lines
    }
    assert seen == {
        "all.zip!/报告/good.txt": None,
        "all.zip!/escape.txt": "empty",
        "cut.zip": "damaged",
    }
    assert not (place.parent / "escape.txt").exists()


@pytest.mark.parametrize("command", [("run", "--no-store"), ("check",)])
def test_of_a_path_that_is_not_there_it_says_just_that(
    invoke: Invoke, command: tuple[str, ...]
) -> None:
    for lang, words in (("en", "There is no such file"), ("zh", "没有这个文件")):
        result = invoke(*command, "gone.txt", "--lang", lang)
        assert result.exit_code == 3
        assert words in result.output
        assert "permission" not in result.output

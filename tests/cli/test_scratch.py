"""Temporary folders: made late, gone early, and swept up after a kill."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from gouji.scratch import Scratch, sweep


def test_nothing_is_made_before_it_is_needed_and_nothing_stays(tmp_path: Path) -> None:
    with Scratch(tmp_path) as scratch:
        assert list(tmp_path.iterdir()) == []
        first, second = scratch.new(), scratch.new()
        assert first != second
        (first / "a").write_text("x", encoding="utf-8")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_swept_up_by_the_next(tmp_path: Path) -> None:
    code = (
        "import os, sys, pathlib; from gouji.scratch import Scratch; "
        "folder = Scratch(pathlib.Path(sys.argv[1])).new(); (folder / 'a').touch(); "
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    (left,) = tmp_path.iterdir()
    with Scratch(tmp_path) as scratch:
        scratch.new()
        assert not left.exists()


def test_a_folder_in_use_and_what_is_not_ours_stay(tmp_path: Path) -> None:
    (tmp_path / "gouji-notes").mkdir()
    (tmp_path / "gouji-link").symlink_to(tmp_path / "gouji-notes")
    with Scratch(tmp_path) as scratch:
        mine = scratch.new()
        sweep(tmp_path)
        assert mine.is_dir()
    assert {path.name for path in tmp_path.iterdir()} == {"gouji-notes", "gouji-link"}

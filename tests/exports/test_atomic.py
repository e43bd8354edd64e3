"""A file appears whole or not at all, and a full disk is told as what it is."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from gouji.exports.atomic import replacing
from gouji.exports.writers import write_csv
from report.errors import OutputError, UsageError


class LibraryError(Exception):
    """An error of a library that hides what the disk said."""


def test_a_full_disk_is_an_error_of_its_own_and_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("before", encoding="utf-8")

    def rows():
        yield {"a": 1}
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OutputError, match="No space left on device") as told:
        write_csv(out, ("a",), rows())
    assert told.value.exit_code == 4
    assert "Free some space" in str(told.value)
    assert out.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [out]


def test_a_full_disk_is_seen_through_the_error_of_a_library(tmp_path: Path) -> None:
    def write(draft: Path) -> None:
        draft.write_text("half", encoding="utf-8")
        raise LibraryError from OSError(errno.EDQUOT, "Disk quota exceeded")

    with pytest.raises(OutputError, match="quota"), replacing(tmp_path / "x") as draft:
        write(draft)
    assert list(tmp_path.iterdir()) == []


def test_other_errors_stay_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), replacing(tmp_path / "x"):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"), replacing(tmp_path / "no" / "x"):
        pass


def test_a_really_full_device_is_told_so() -> None:
    """The device /dev/full takes nothing: what Linux says there is what a full disk says."""
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full here")
    with pytest.raises(OSError, match="No space left") as told, full.open("w") as file:
        file.write("x")
    assert told.value.errno == errno.ENOSPC

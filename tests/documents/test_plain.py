"""Text and Markdown: whatever the encoding, the same characters; nothing lost in silence."""

from __future__ import annotations

import os
from pathlib import Path, PosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.documents import Limits, read_bytes, read_document
from report.errors import InputError

PROSE = (
    "青岚县统计局2023年政府信息公开工作年度报告\n"
    "本年新收政府信息公开申请12件，上年结转3件，全部按时办结。\n"
    "规章\t0\t0\t0\n行政规范性文件\t2\t1\t15\n“现行有效”的数量以本表为准。\n"
)
TRADITIONAL = (
    "青嵐縣統計局2023年政府信息公開工作年度報告\n本年新收申請12件，上年結轉3件，全部按時辦結。\n"
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030")
WORDS = st.lists(
    st.sampled_from("本年新收政府信息公开申请上年结转办理数量规章行政许可处罚强制总计予以部分"),
    min_size=30,
    max_size=200,
).map("".join)


def code_of(data: bytes, name: str = "a.txt", limits: Limits | None = None) -> str:
    with pytest.raises(InputError) as caught:
        read_bytes(data, name, limits or Limits())
    assert caught.value.problem
    assert caught.value.text("zh") != caught.value.text("en")
    return caught.value.code


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_encoding_does_not_change_the_text(encoding: str) -> None:
    assert read_bytes(PROSE.encode(encoding), "a.txt").text == PROSE


@pytest.mark.parametrize("encoding", ["big5", "utf-8", "gb18030"])
def test_traditional_characters_are_read_in_either_encoding(encoding: str) -> None:
    assert read_bytes(TRADITIONAL.encode(encoding), "a.txt").text == TRADITIONAL


@given(words=WORDS, encoding=st.sampled_from(ENCODINGS))
def test_everyday_chinese_survives_every_encoding(words: str, encoding: str) -> None:
    text = f"{words}\n12\t0\n"
    assert read_bytes(text.encode(encoding), "a.txt").text == text


def test_every_kind_of_line_end_becomes_one() -> None:
    data = "一\r\n二\r三\n四\u2028五\x0c六\x07七".encode()
    assert read_bytes(data, "a.txt").text == "一\n二\n三\n四\n五\n六\t七"


def test_blanks_widths_and_invisible_characters_stay_as_they_are() -> None:
    text = "　总\u00a0计：１２ 件\u200b\n"
    assert read_bytes(text.encode(), "a.txt").text == text


def test_a_cut_character_is_an_encoding_failure_that_names_the_line() -> None:
    data = PROSE.encode()
    broken = data[: data.index("结转".encode())] + b"\xe4\xb8" + "结转3件\n".encode()
    with pytest.raises(InputError, match="Line 2") as caught:
        read_bytes(broken, "a.txt")
    assert caught.value.code == "encoding"


def test_a_cut_character_in_gbk_is_named_too() -> None:
    data = PROSE.encode("gbk") + b"\xb9\xab\xbf\n" + PROSE.encode("gbk")
    with pytest.raises(InputError, match="Line 6 holds bytes that are not GB18030") as caught:
        read_bytes(data, "a.txt")
    assert caught.value.code == "encoding"


def test_tables_drawn_with_line_characters_are_plausible_chinese() -> None:
    text = "┌──┬──┐\n│规章│０│\n└──┴──┘\n" * 5
    assert read_bytes(text.encode("gbk"), "a.txt").text == text


def test_characters_lost_by_an_earlier_conversion_are_not_read_over() -> None:
    assert code_of(("申请\ufffd\ufffd件，结转\ufffd\ufffd件\n" * 3).encode()) == "encoding"


def test_western_bytes_are_not_taken_for_chinese() -> None:
    assert code_of("Über façade naïve señor\n".encode("latin-1") * 20) == "encoding"


@pytest.mark.parametrize("data", [b"", b"\n \t\r\n", b"\xef\xbb\xbf", "　\u00a0\n".encode()])
def test_blank_files_are_empty(data: bytes) -> None:
    assert code_of(data) == "empty"


@pytest.mark.parametrize(
    "data", [b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\x03\0>\0", b"abc\0\0\0def", bytes(range(1, 32)) * 9]
)
def test_binary_data_is_not_text(data: bytes) -> None:
    assert code_of(data) == "not_text"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x89PNG\r\n\x1a\n....", "needs_ocr"),
        (b"\xff\xd8\xff\xe0....JFIF", "needs_ocr"),
        (b"{\\rtf1\\ansi abc}", "unsupported"),
        (b"Rar!\x1a\x07\x00....", "unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unsupported"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
    ],
)
def test_known_kinds_that_are_not_read_say_what_they_are(data: bytes, code: str) -> None:
    assert code_of(data, "report.txt") == code


def test_the_name_does_not_decide_what_a_file_is() -> None:
    assert read_bytes(PROSE.encode(), "report.pdf").source.media_type == "text/plain"
    assert read_bytes(PROSE.encode(), "报告.MD").source.media_type == "text/markdown"


def test_a_file_beyond_the_limit_is_too_large_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 51_000_000)
    with pytest.raises(InputError) as caught:
        read_document(path)
    assert caught.value.code == "too_large"
    assert code_of(PROSE.encode(), limits=Limits(size=20)) == "too_large"
    assert code_of(PROSE.encode(), limits=Limits(characters=20)) == "too_large"


class Growing(PosixPath):
    """A file that was shorter when it was looked at than it is when it is read."""

    def stat(self, **options: Any) -> os.stat_result:
        found = super().stat(**options)
        return os.stat_result((*found[:6], 5, *found[7:]))


def test_a_file_that_grows_while_it_is_read_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PROSE, "utf-8")
    assert read_document(Growing(tmp_path / "a.txt")).text == PROSE


def test_a_file_that_grows_too_large_while_it_is_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PROSE, "utf-8")
    with pytest.raises(InputError) as caught:
        read_document(Growing(tmp_path / "a.txt"), Limits(size=20))
    assert caught.value.code == "too_large"


class Locked(PosixPath):
    """A file that may be seen but not opened."""

    def open(self, *_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")


def test_a_locked_file_is_no_permission(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PROSE, "utf-8")
    with pytest.raises(InputError) as caught:
        read_document(Locked(tmp_path / "a.txt"))
    assert caught.value.code == "no_permission"


def test_a_file_that_vanished_and_a_folder_have_their_reasons(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "gone.txt", "no_permission"), (tmp_path, "unsupported")):
        with pytest.raises(InputError) as caught:
            read_document(path)
        assert caught.value.code == code


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError) as caught:
        read_document(tmp_path / "pipe")
    assert caught.value.code == "unsupported"


def test_the_source_is_known_by_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(PROSE.encode("gbk"))
    source = read_document(path).source
    assert (source.path, source.size) == (str(path), len(PROSE.encode("gbk")))
    assert read_bytes(PROSE.encode("gbk"), "b").source.sha256 == source.sha256


# Enough text that a few control characters are no sign of binary data.
LONG_PROSE = 20 * PROSE


def test_what_only_a_terminal_obeys_is_no_part_of_the_text() -> None:
    painted = f"\x1b]0;窗口\x07\x1b[31m青岚县\x1b[2J统计局\x1b[0m{LONG_PROSE}"
    document = read_bytes(painted.encode(), "a.txt")
    assert document.text == f"青岚县统计局{LONG_PROSE}"


def test_what_moves_the_cursor_parts_two_numbers() -> None:
    text = f"{LONG_PROSE}规章 1\x1b[5C2\n"
    assert read_bytes(text.encode(), "a.txt").text.endswith("规章 1 2\n")


@pytest.mark.parametrize("left", ["\x1b12", "\x1b[", "\x1b[12", "\x1b"])
def test_a_sequence_that_is_cut_off_takes_no_digit_with_it(left: str) -> None:
    text = f"{LONG_PROSE}规章 {left}\n"
    assert read_bytes(text.encode(), "a.txt").text == text


def test_cells_that_a_converter_marks_as_empty_are_blank() -> None:
    table = (
        "| 青岚县统计局 | Unnamed: 1 | Unnamed: 12 |\n| NaN | 结果维持 | NaN |\n| 0 | NaN | 3 |\n"
    )
    text = PROSE + table
    read = read_bytes(text.encode(), "a.md").text
    assert len(read) == len(text)
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in read[len(PROSE) :].splitlines()
    ]
    assert rows == [["青岚县统计局", "", ""], ["", "结果维持", ""], ["0", "", "3"]]


def test_the_same_letters_in_a_word_stay() -> None:
    text = f"{PROSE}系统返回NaN，编号Unnamed: 3。\n| NaN类 | 3NaN |\n"
    assert read_bytes(text.encode(), "a.md").text == text

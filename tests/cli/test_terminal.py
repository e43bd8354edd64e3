"""Nothing out of a file or its name is obeyed by a terminal or a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.exports.writers import inert, write_csv
from gouji.terminal import clean, paragraphs
from report.errors import UsageError
from tests.cli.conftest import Invoke
from tests.cli.program import gouji, sample


@given(st.text())
def test_no_control_or_format_character_is_ever_printed(text: str) -> None:
    shown = clean(text)
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert "\n" not in shown


@given(st.text("甲乙abc1（）“” ", min_size=1))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == text
    assert paragraphs(text + "\n\t" + text) == text + "\n\t" + text


@given(st.text())
def test_no_cell_of_a_table_begins_like_a_formula(text: str) -> None:
    shown = inert(text)
    if not shown.startswith("-") or not shown[1:2].isdigit():
        assert not shown.lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
        (" =1+1", "' =1+1"),
        ("+15", "'+15"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-166", "-166"),
        ("-166.5", "-166.5"),
        ("-166+cmd", "'-166+cmd"),
        ("-١٦", "'-١٦"),
        (-166, -166),
        (None, None),
        ("无", "无"),
    ],
)
def test_formulas_are_made_inert_and_negative_numbers_stay_numbers(
    value: object, shown: object
) -> None:
    assert inert(value) == shown


def test_a_table_has_a_bom_and_comes_back_whole(tmp_path: Path) -> None:
    out = tmp_path / "t.csv"
    rows = [{"a": '甲,"乙"\n丙', "b": -3}, {"a": "\ud800", "b": None}]
    assert write_csv(out, ("a", "b"), iter(rows)) == 2
    data = out.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert read == [["a", "b"], ['甲,"乙"\n丙', "-3"], ["\\ud800", ""]]


def test_a_table_that_breaks_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    out = tmp_path / "t.csv"
    out.write_text("old", encoding="utf-8")

    def rows() -> object:
        yield {"a": 1}
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_csv(out, ("a",), rows())  # type: ignore[arg-type]
    assert out.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [out]


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        write_csv(tmp_path / "no" / "t.csv", ("a",), [])


def test_a_report_full_of_escapes_reaches_no_terminal(invoke: Invoke, tmp_path: Path) -> None:
    nasty = "\x1b[31m\x1b]0;title\x07[bold]\u202e"
    text = sample("ningpu").read_text(encoding="utf-8").replace("宁浦区", f"宁浦区{nasty}")
    (tmp_path / f"n\x1b[2J{nasty[-1]}.txt").write_text(text, encoding="utf-8")
    for command in (
        ("run", "."),
        ("show",),
        ("review", "list"),
        ("check", *(str(path) for path in tmp_path.glob("n*"))),
    ):
        result = invoke(*command)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        for told in (result.stdout, result.stderr):
            assert "\x1b" not in told
            assert "\u202e" not in told
            assert "\x07" not in told


def test_a_path_that_is_no_text_comes_out_as_right_json(tmp_path: Path) -> None:
    folder = bytes(tmp_path)
    with open(folder + b"/\xb1\xa8.txt", "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write("x")
    for mode in ((), ("--no-store",)):
        ended = gouji("run", ".", "--json", *mode, cwd=tmp_path)
        (line,) = ended.lines
        assert line["source"]["path"].endswith(".txt"), ended.err
        assert json.dumps(line)


def test_a_terminal_that_knows_no_chinese_gets_escapes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    ended = gouji("check", str(sample("ningpu")), "--lang", "zh", cwd=tmp_path)
    assert ended.code == 1
    assert "\\u4e25\\u91cd" in ended.out

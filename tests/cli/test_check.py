"""gouji check: a linter for one report."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gouji.lines import Lines
from report.document import Document, SourceFile, Span
from tests.cli.conftest import Invoke
from tests.cli.program import gouji, lines_of, sample


def test_a_finding_has_file_line_column_code_severity_and_the_line(invoke: Invoke) -> None:
    report = sample("ningpu")
    result = invoke("check", str(report), "--lang", "en")
    assert result.exit_code == 1
    place = rf"^{re.escape(str(report))}:(\d+):(\d+) REQ03 fatal/"
    found = re.search(place, result.stdout, re.M)
    assert found is not None
    line = report.read_text(encoding="utf-8").split("\n")[int(found[1]) - 1]
    assert line[int(found[2]) - 1].strip()
    quoted = re.search(rf"^ *{found[1]} \| (.*)$", result.stdout, re.M)
    assert quoted is not None
    assert quoted[1].strip("… ") in line.replace("\t", " ")


def test_a_clean_report_has_exit_code_zero_and_says_what_was_checked(invoke: Invoke) -> None:
    result = invoke("check", str(sample("linlan_shangwu")))
    assert result.exit_code == 0
    assert re.search(r"[1-9]\d* checks passed", result.stdout)


def test_a_note_alone_keeps_the_exit_code_zero(invoke: Invoke) -> None:
    result = invoke("check", str(sample("yanzhou")))
    assert "DIS04 note/" in result.stdout
    assert result.exit_code == 0


def test_what_is_no_report_has_exit_code_three(invoke: Invoke) -> None:
    result = invoke("check", str(sample("blank_form")))
    assert result.exit_code == 3
    assert "not a report: This is the empty form" in result.stdout
    chinese = invoke("check", str(sample("blank_form")), "--lang", "zh")
    assert "不是年度报告：这是年度报告的空白格式" in chinese.stdout


def test_the_worst_of_several_files_decides(invoke: Invoke) -> None:
    good, bad = str(sample("yanzhou")), str(sample("ningpu"))
    assert invoke("check", good, bad).exit_code == 1
    assert invoke("check", good, bad, str(sample("blank_form"))).exit_code == 3


def test_nothing_is_stored(invoke: Invoke, tmp_path: Path) -> None:
    invoke("check", str(sample("ningpu")))
    assert list(tmp_path.iterdir()) == []


def test_codes_can_be_chosen(invoke: Invoke) -> None:
    report = str(sample("ningpu"))
    assert invoke("check", report, "--ignore", "REQ", "--select", "REQ03").exit_code == 0
    assert "REQ03" in invoke("check", report, "--select", "REQ").stdout
    assert invoke("check", report, "--select", "XYZ").exit_code == 2


def test_json_is_one_record(invoke: Invoke) -> None:
    result = invoke("check", str(sample("ningpu")), "--json")
    (line,) = lines_of(result)
    assert line["status"] == "review"


def test_no_file_is_a_usage_error(invoke: Invoke) -> None:
    assert invoke("check").exit_code == 2


def test_both_languages_tell_the_same(invoke: Invoke) -> None:
    report = str(sample("ningpu"))
    chinese = invoke("check", report, "--lang", "zh").stdout
    english = invoke("--lang", "en", "check", report).stdout
    assert "严重" in chinese
    assert "fatal" in english
    assert len(chinese.splitlines()) == len(english.splitlines())


def test_the_locale_chooses_the_language(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "严重" in invoke("check", str(sample("ningpu"))).stdout


def test_a_program_gets_utf8_whatever_the_locale(tmp_path: Path) -> None:
    ended = gouji("check", str(sample("ningpu")), "--json", cwd=tmp_path)
    assert "宁浦区" in ended.lines[0]["issuer"]["value"]


def lines(text: str) -> Lines:
    return Lines(Document(SourceFile("a", "", "", 0), text, "test"))


def test_marks_stand_under_wide_characters() -> None:
    quote, marks = lines("甲乙\n丙12丁").quote(Span(4, 6))
    assert quote == "    2 | 丙12丁"
    assert marks == "      |   ^^"


def test_a_line_that_holds_a_whole_report_is_cut_around_the_figure() -> None:
    quote, marks = lines("x" * 5000 + "17" + "y" * 5000).quote(Span(5000, 5002))
    assert len(quote) < 250
    assert quote[marks.index("^") : marks.rindex("^") + 1] == "17"

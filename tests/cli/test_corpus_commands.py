"""verify, notice and diff, as people call them."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from gouji.extras import need
from report.errors import InstallationError
from tests.cli.conftest import Invoke
from tests.cli.program import lines_of, only, sample


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


@pytest.fixture
def store(invoke: Invoke) -> Invoke:
    """A store with a report that fails and one that holds."""
    invoke("run", str(sample("ningpu")), str(sample("baichuan")))
    return invoke


# ---- verify -------------------------------------------------------------------------------
def test_a_store_and_its_parquet_file_fail_in_the_same_sums(store: Invoke) -> None:
    assert store("export", "reports.parquet", "--table", "reports").exit_code == 0
    (from_store,) = lines_of(store("verify", "--json"))
    (from_file,) = lines_of(store("verify", "reports.parquet", "--json"))
    assert from_store["edits"] == from_file["edits"]
    assert from_store["failing"] == from_file["failing"] == 1
    # Where figures were read is known in the store alone, so only it may say whose they are.
    assert only(from_store["findings"])["attribution"] == "source"
    assert only(from_file["findings"])["attribution"] == "unknown"


def test_findings_are_written_with_the_ids_they_have_in_the_store(
    store: Invoke, tmp_path: Path
) -> None:
    assert store("verify", "--out", "failures.csv").exit_code == 1
    known = {
        finding["id"]: finding["code"]
        for line in lines_of(store("show", "--json"))
        for finding in line["findings"]
    }
    rows = table(tmp_path / "failures.csv")
    assert [row["code"] for row in rows] == ["REQ03"]
    assert all(known[row["finding"]] == row["code"] for row in rows)
    store("verify", "--out", "failures.parquet")
    assert pq.read_table(tmp_path / "failures.parquet").column("code").to_pylist() == ["REQ03"]


def test_each_failed_sum_is_a_row_when_asked_for(store: Invoke, tmp_path: Path) -> None:
    assert store("verify", "--per-edit", "--out", "edits.csv").exit_code == 1
    rows = table(tmp_path / "edits.csv")
    assert {row["edit"] for row in rows} == {"REQ03.unavailable.not_held", "REQ02.total"}
    for row in rows:
        assert int(row["expected"]) - int(row["found"]) == int(row["residual"])
        assert row["issuer"] == "宁浦区住房和城乡建设局"


def test_a_corpus_without_failures_ends_with_0_and_decided_ones_do_not_count(
    store: Invoke,
) -> None:
    finding = only(
        [
            f
            for line in lines_of(store("show", "--json"))
            for f in line["findings"]
            if f["code"] == "REQ03"
        ]
    )
    store("review", "decide", finding["id"], "report_inconsistent", "--who", "李审")
    (summary,) = lines_of(store("verify", "--json"))
    assert (summary["failing"], summary["waiting"]) == (1, 0)
    assert store("verify").exit_code == 0


def test_an_input_that_could_not_be_read_ends_with_3(store: Invoke) -> None:
    store("run", str(sample("blank_form")))
    result = store("verify")
    assert result.exit_code == 3
    assert "1 without tables" in result.stdout


def test_nothing_checked_is_said_not_to_be_a_pass(invoke: Invoke) -> None:
    invoke("run", str(sample("blank_form")))
    assert "not a pass" in invoke("verify").stdout


def test_other_places_for_failures_are_a_usage_error(store: Invoke) -> None:
    for name in ("x.xlsx", "x"):
        assert store("verify", "--out", name).exit_code == 2
    assert store("verify", "nowhere.parquet").exit_code == 2


# ---- notice -------------------------------------------------------------------------------
def test_a_notice_is_written_as_word_file_and_page(store: Invoke, tmp_path: Path) -> None:
    result = store("notice", "宁浦区住房和城乡建设局")
    assert result.exit_code == 1
    assert "To be corrected: 2; questions: 0" in result.stdout
    page = (tmp_path / "宁浦区住房和城乡建设局.html").read_text(encoding="utf-8")
    assert "REQ03" in page
    assert str(tmp_path) not in page
    assert (tmp_path / "宁浦区住房和城乡建设局.docx").stat().st_size > 5000


def test_a_body_without_errors_ends_with_0(store: Invoke, tmp_path: Path) -> None:
    result = store("notice", "柏川市市场监督管理局", "--out", "n.html")
    assert result.exit_code == 0
    assert "Nothing was found" in (tmp_path / "n.html").read_text(encoding="utf-8")


def test_an_unknown_body_is_told_which_names_are_near(store: Invoke) -> None:
    result = store("notice", "宁浦区")
    assert result.exit_code == 2
    assert "宁浦区住房和城乡建设局" in result.stderr
    assert "issuers list" in store("notice", "XYZ").stderr
    assert store("notice", "宁浦区住房和城乡建设局", "--year", "1999").exit_code == 2
    assert store("notice", "宁浦区住房和城乡建设局", "--out", "n.pdf").exit_code == 2


def test_without_the_word_extra_the_page_is_written_and_the_extra_named(
    store: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    result = store("notice", "宁浦区住房和城乡建设局")
    assert result.exit_code == 1
    assert "gouji[office]" in result.stderr
    assert (tmp_path / "宁浦区住房和城乡建设局.html").is_file()
    assert not (tmp_path / "宁浦区住房和城乡建设局.docx").exists()


def test_other_spellings_of_a_known_body_get_its_notice(store: Invoke, tmp_path: Path) -> None:
    result = store("notice", "宁浦区住建局", "--out", "n.html")
    assert result.exit_code == 1
    assert "宁浦区住房和城乡建设局" in (tmp_path / "n.html").read_text(encoding="utf-8")


# ---- diff ---------------------------------------------------------------------------------
def test_two_runs_over_the_same_files_do_not_differ(store: Invoke) -> None:
    store("run", str(sample("ningpu")), str(sample("baichuan")))
    result = store("diff")
    assert (result.exit_code, "Nothing changed" in result.stdout) == (0, True)
    assert lines_of(store("diff", "1", "2", "--json")) == []


def test_a_file_that_changed_shows_its_cells_and_findings(invoke: Invoke, tmp_path: Path) -> None:
    text = sample("ningpu").read_text(encoding="utf-8")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "b.txt").write_text(text + "\n同一份\n", encoding="utf-8")
    invoke("run", "a.txt", "b.txt")
    mended = text.replace("\n17\n", "\n11\n", 2)
    assert mended != text
    (tmp_path / "a.txt").write_text(mended, encoding="utf-8")
    (tmp_path / "c.txt").write_text(text + "\n又一份\n", encoding="utf-8")
    invoke("run", "a.txt", "c.txt")
    result = invoke("diff", "1", "2", "--json")
    assert result.exit_code == 1
    lines = {line["path"]: line for line in lines_of(result)}
    assert {path: line["change"] for path, line in lines.items()} == {
        "a.txt": "changed",
        "b.txt": "gone",
        "c.txt": "came",
    }
    changed = lines["a.txt"]
    assert changed["cells"]
    assert {one["change"] for one in changed["findings"]} & {"appeared", "vanished", "altered"}
    told = invoke("diff").stdout
    assert "a.txt" in told
    assert "b.txt: only in the first run" in told


def test_runs_that_are_not_there_are_a_usage_error(store: Invoke) -> None:
    assert store("diff").exit_code == 2
    result = store("diff", "1", "9")
    assert result.exit_code == 2
    assert "no run 9" in result.stderr


# ---- exports and extras -------------------------------------------------------------------
@pytest.mark.parametrize("name", ["cells", "reports", "findings", "rates", "trends", "rankings"])
def test_parquet_and_csv_have_the_same_rows(store: Invoke, tmp_path: Path, name: str) -> None:
    assert store("export", "x.csv", "--table", name).exit_code == 0
    assert store("export", "x.parquet", "--table", name).exit_code == 0
    rows, parquet = table(tmp_path / "x.csv"), pq.read_table(tmp_path / "x.parquet").to_pylist()
    assert len(rows) == len(parquet)
    for row, typed in zip(rows, parquet, strict=True):
        for key in row.keys() & {"record", "issuer", "key", "raw", "code", "cell_states"}:
            assert row[key].removeprefix("'") == (typed[key] or "")


def test_a_workbook_takes_no_single_table(store: Invoke) -> None:
    assert store("export", "x.xlsx", "--table", "cells").exit_code == 2


def test_a_missing_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InstallationError, match=r"gouji\[corpus\]"):
        need("pyarrow", "corpus")


def test_without_its_extras_the_program_still_runs_and_says_what_to_install(
    store: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in ("pyarrow", "pyarrow.parquet", "xlsxwriter", "docx", "numpy"):
        monkeypatch.setitem(sys.modules, package, None)
    assert store("export", "x.csv").exit_code == 0
    assert store("notice", "柏川市市场监督管理局", "--out", "n.html").exit_code == 0
    for call, extra in (
        (("export", "x.parquet"), "corpus"),
        (("export", "x.xlsx"), "office"),
        (("verify",), "corpus"),
        (("notice", "柏川市市场监督管理局", "--out", "n.docx"), "office"),
    ):
        result = store(*call)
        assert (result.exit_code, f"gouji[{extra}]" in result.stderr) == (4, True)


def test_codes_left_out_since_are_named_as_the_reason(invoke: Invoke, tmp_path: Path) -> None:
    text = sample("ningpu").read_text(encoding="utf-8")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    invoke("run", "a.txt")
    (tmp_path / "gouji.toml").write_text('[check]\nignore = ["CLM01"]\n', encoding="utf-8")
    invoke("run", "a.txt")
    told = invoke("diff")
    assert told.exit_code == 1
    assert "check.ignore" in told.stdout
    assert "- CLM01" in told.stdout
    back = invoke("diff", "2", "1").stdout
    assert "+ CLM01" in back


def test_another_reading_of_one_document_is_told_cell_by_cell(
    invoke: Invoke, tmp_path: Path
) -> None:
    """The same report written by another program: a row of table three is lost on the way."""
    text = sample("ningpu").read_text(encoding="utf-8")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    invoke("run", "a.txt")
    start = text.index("1.本机关不掌握相关政府信息")
    end = text.index("2.没有现成信息需要另行制作")
    (tmp_path / "a.txt").write_text(text[:start] + text[end:], encoding="utf-8")
    invoke("run", "a.txt")
    (line,) = lines_of(invoke("diff", "--json"))
    lost = {one["cell"]: one["after"]["status"] for one in line["cells"]}
    row = "requests.unavailable.not_held"
    assert {status for key, status in lost.items() if key.startswith(row)} == {"unread"}
    assert {one["code"] for one in line["findings"] if one["change"] == "appeared"} >= {"RDG03"}

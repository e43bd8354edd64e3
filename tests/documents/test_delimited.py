"""CSV and its like: whichever sign parts the fields, each figure is a cell with its place."""

from __future__ import annotations

import csv
import io
import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.generate.layouts import Cover
from eval.generate.report import Report, make_report
from eval.generate.world import make_truth
from extractor import extract, reports_of
from extractor.documents import Limits, read_bytes
from report.errors import InputError
from report.record import Record
from tests.documents.grids import assert_sound, at, rows

SIGNS = [",", ";", "\t", "|"]
QUOTING = [csv.QUOTE_MINIMAL, csv.QUOTE_ALL]


def a_report(seed: int) -> Report:
    source = Random(seed)
    return make_report(source, make_truth(source), "L5")


def sheet(report: Report, sign: str, quoting: int = csv.QUOTE_MINIMAL, pad: int = 0) -> str:
    """Return the whole report as one sheet, its words in rows of one field."""
    out = io.StringIO()
    write = csv.writer(out, delimiter=sign, quoting=quoting).writerow  # type: ignore[arg-type]
    words = [report.frame["title"], report.frame["preamble"], report.prose.text]
    for text in words:
        write([text, *[""] * pad])
    for table in report.truth.tables:
        write([report.frame.get(f"head.{table}", ""), *[""] * pad])
        for row in report.matrix(table):
            write(["" if isinstance(cell, Cover) else cell for cell in row])
    return out.getvalue()


def record_of(text: str, name: str = "a.csv", encoding: str = "utf-8") -> Record:
    document = read_bytes(text.encode(encoding), name)
    assert_sound(document)
    (part,) = reports_of(document)
    return extract(part.document, part.rows)


def values(record: Record) -> dict[str, object]:
    return {key: cell.value for key, cell in record.cells.items()}


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("quoting", QUOTING)
@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_every_figure_is_read_whatever_parts_the_fields(sign: str, quoting: int, name: str) -> None:
    for seed in range(4):
        report = a_report(seed)
        assert values(record_of(sheet(report, sign, quoting), name)) == dict(report.values)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_spreadsheets_write_other_encodings_and_announce_the_sign(encoding: str) -> None:
    report = a_report(5)
    text = "sep=;\r\n" + sheet(report, ";")
    assert values(record_of(text, encoding=encoding)) == dict(report.values)
    assert "sep=" not in read_bytes(text.encode(encoding), "a.csv").text


@pytest.mark.parametrize("sign", SIGNS)
def test_words_in_rows_of_one_field_are_prose(sign: str) -> None:
    report = a_report(6)
    record = record_of(sheet(report, sign))
    assert record.kind == "annual_report"
    assert record.issuer is not None
    assert record.issuer.value == report.truth.issuer.name
    assert record.claims


def test_rows_filled_up_to_the_width_of_the_sheet_are_read_too() -> None:
    report = a_report(7)
    assert values(record_of(sheet(report, ";", pad=9))) == dict(report.values)


def test_a_cell_knows_its_row_and_column_of_the_file() -> None:
    body = "\n".join(f"label {n};1;2;3;4;5;6;7" for n in range(6))
    document = read_bytes(f"words\n{body}\n".encode(), "a.csv")
    place = at(document.grids[0], "label 3").place
    assert place is not None
    assert (place.row, place.column) == (4, 0)
    assert rows(document.grids[0])[3] == ["label 3", "1", "2", "3", "4", "5", "6", "7"]


def test_semicolons_are_told_in_a_file_of_another_name() -> None:
    report = a_report(8)
    text = sheet(report, ";", csv.QUOTE_ALL)
    assert values(record_of(text, "a.txt")) == dict(report.values)


@pytest.mark.parametrize("text", ["年度报告；内容；无。\n", "a;b;c\n1;2;3\n", "“甲”,乙\n"])
def test_text_without_full_rows_stays_the_text_it_is(text: str) -> None:
    document = read_bytes(text.encode(), "a.csv")
    assert document.text == text
    assert document.grids == ()


@given(st.text(alphabet='甲1,;\t|"\n\r', max_size=300))
def test_no_file_of_fields_breaks_the_reader(text: str) -> None:
    try:
        assert_sound(read_bytes(("报告" + text).encode(), "a.csv"))
    except InputError as error:
        assert error.code in ("empty", "not_text", "encoding")  # noqa: PT017


def test_more_fields_than_any_table_has_are_refused() -> None:
    text = ("1;" * 2_000 + "\n") * 40
    with pytest.raises(InputError) as caught:
        read_bytes(("甲" + text).encode(), "a.csv", Limits(cells=10_000))
    assert caught.value.code == "too_large"


@pytest.mark.parametrize(
    "data",
    [
        json.dumps({"标题": "年报", "数据": [1, 2]}, ensure_ascii=False).encode(),
        json.dumps([{"a": 1}]).encode("utf-16"),
        b'{"a": 1}\n{"a": 2}\n',
    ],
)
def test_json_is_named_and_not_read(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read_bytes(data, "a.json")
    assert caught.value.code == "unsupported"
    assert "JSON" in caught.value.problem
    assert "CSV" in caught.value.text("en")


@pytest.mark.parametrize("text", ["[首页](/index) 年度报告\n", "[2024] 年度报告\n", "{ 年报 }\n"])
def test_text_that_only_begins_like_json_is_text(text: str) -> None:
    assert read_bytes(text.encode(), "a.md").text == text

"""Whatever the bytes, a reader ends: with a document or with a named reason."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.documents import Limits, members_of, read_bytes
from report.document import Document
from report.errors import FAILURE_CODES, InputError
from tests.documents.grids import assert_sound
from tests.documents.office import cell, docx, pack, paragraph, row, table, xlsx
from tests.documents.paper import Sheet, pdf


def _sheet() -> Sheet:
    sheet = Sheet()
    sheet.write(72, 72, "青岚县年报")
    sheet.table(72, 140, [["项目", "数量"], ["规章", "3"]], [80, 60])
    return sheet


SAMPLES = (
    "青岚县年报\n规章\t0\n".encode(),
    "青岚县年度报告\n本年新收申请十二件\n".encode("gbk"),
    "<html><table><tr><td>项目<td>数量<tr><td>规章<td>3</table></html>".encode(),
    docx(paragraph("青岚县年报") + table(row(cell("项目"), cell("数量")))),
    xlsx('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>', merges=("A1:A2",)),
    pdf(_sheet()),
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    b"Content-Type: text/html\r\n\r\n<p>12</p>\r\n--x--\r\n",
    pack({"a.txt": "x", "b.zip": pack({"c.txt": "y"})}),
)


def outcome(data: bytes) -> Document | InputError:
    try:
        return read_bytes(data, "a", Limits(seconds=20))
    except InputError as failure:
        return failure


def ends_well(data: bytes) -> None:
    found = outcome(data)
    if isinstance(found, InputError):
        assert found.code in FAILURE_CODES
        assert found.text("zh") != found.text("en")
        # The net under the readers is for users; here nothing may fall into it.
        assert "broke off" not in found.problem
    else:
        assert found.text.strip()
        assert_sound(found)


def archive_ends_well(data: bytes) -> None:
    with contextlib.suppress(InputError):
        for member in members_of(data):
            assert member.failure is None or member.failure.code in FAILURE_CODES


@given(st.binary(max_size=400), st.sampled_from(["", "%PDF-1.7\n", "PK\x03\x04", "<html>"]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_end_well(data: bytes, start: str) -> None:
    ends_well(start.encode() + data)


CUTS = st.tuples(st.floats(0, 1), st.binary(max_size=6), st.integers(0, 40))


@given(
    sample=st.sampled_from(SAMPLES),
    cuts=st.lists(
        st.tuples(st.floats(0, 1), st.binary(max_size=6), st.integers(0, 40)),
        min_size=1,
        max_size=4,
    ),
)
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_files_with_damaged_bytes_end_well(
    sample: bytes, cuts: list[tuple[float, bytes, int]]
) -> None:
    data = sample
    for where, new, dropped in cuts:
        at = int(where * len(data))
        data = data[:at] + new + data[at + dropped :]
    ends_well(data)
    archive_ends_well(data)


XML = st.recursive(
    st.sampled_from(
        ["12", "规章", "<w:tab/>", "<w:br/>", "<w:vMerge/>", '<w:gridSpan w:val="3"/>']
    ),
    lambda inner: st.tuples(
        st.sampled_from(["p", "r", "t", "tbl", "tr", "tc", "tcPr", "del", "txbxContent", "sdt"]),
        st.lists(inner, max_size=4),
    ).map(lambda pair: f"<w:{pair[0]}>{''.join(pair[1])}</w:{pair[0]}>"),
    max_leaves=25,
)


@given(st.lists(XML, min_size=1, max_size=4).map("".join))
@settings(max_examples=200, deadline=None)
def test_any_nesting_of_word_elements_ends_well(body: str) -> None:
    ends_well(docx(body))


@pytest.mark.parametrize(
    "data",
    [
        b"<div>" * 300_000,
        b"<html>" + b"<table><tr><td>" * 5_000,
        b"<html><table>" + b"<tr><td rowspan=65000 colspan=1000>1" * 2_000,
        b"<html><table><tr>" + b"<td>1" * 300_000,
        docx("<w:tbl><w:tr><w:tc>" * 100 + paragraph("x") + "</w:tc></w:tr></w:tbl>" * 100),
        docx("<w:p>" * 250 + "</w:p>" * 250),
        docx(table(row(*[cell("1", '<w:gridSpan w:val="9999"/>')] * 500))),
        xlsx("".join('<row><c><v>1</v></c></row><row r="9"/>' for _ in range(20_000))),
        xlsx('<row><c r="A1"><v>1</v></c></row>', merges=("A1:XFD1048576",) * 3_000),
        ("申请" * 3_000_000).encode(),
        bytes(range(128, 256)) * 40_000,
    ],
    ids=[
        "nested div",
        "nested html tables",
        "html spans",
        "wide html row",
        "nested docx tables",
        "nested docx paragraphs",
        "docx spans",
        "xlsx rows",
        "xlsx merges",
        "long text",
        "no encoding",
    ],
)
@pytest.mark.timeout(120)  # A hang guard; bench/ measures.
def test_hostile_files_come_to_an_end(data: bytes) -> None:
    ends_well(data)


def test_time_is_bounded_and_has_its_own_reason() -> None:
    with pytest.raises(InputError) as caught:
        read_bytes(SAMPLES[5], "a.pdf", Limits(seconds=-1))
    assert caught.value.code == "timeout"

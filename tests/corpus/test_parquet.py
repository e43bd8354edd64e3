"""A Parquet file says of every report what the records said that it was written from."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.columnar import portions
from gouji.verifying import Totals, failures
from report.errors import UsageError
from report.record import Record
from tests.corpus.outcomes import as_read, write_reports
from tests.corpus.strategies import any_records
from tests.records import make_record, with_cell
from verify.columns import confront_block
from verify.confront import confront
from verify.sums import sum_findings

RECEIVED = "requests.received.total"


def verdicts(path: Path, rows: int = 3) -> dict[tuple[int, str], str]:
    """What is said of every row and edit, whether in a block or alone."""
    found: dict[tuple[int, str], str] = {}
    for part in portions(path, rows=rows):
        for block in part.blocks:
            for one in confront_block(block):
                found |= {(int(row), one.edit.id): "passed" for row in block.rows}
                found |= {(int(row), one.edit.id): "failed" for row in one.failed}
                found |= {(int(row), one.edit.id): "undecided" for row in one.undecided}
        for number, record in zip(part.alone, part.records(part.alone), strict=True):
            results = confront(record)
            found |= {(number, one.edit): one.state for one in results}
    return found


@settings(max_examples=40, deadline=None)
@given(st.lists(any_records(), min_size=1, max_size=5))
def test_nothing_is_lost_between_a_record_and_its_row(records: list[Record]) -> None:
    """Blank, unread, ambiguous, corrected and huge cells are judged as in the record."""
    expected = {
        (number, result.edit): result.state
        for number, record in enumerate(records)
        for result in confront(record)
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.parquet"
        write_reports(path, as_read(records))
        assert verdicts(path) == expected


def without_evidence(record: Record) -> Record:
    """The record as a file of figures has it: nobody knows where they were read."""
    cells = {key: replace(cell, span=None, how=None) for key, cell in record.cells.items()}
    return replace(record, cells=cells)


@settings(max_examples=25, deadline=None)
@given(st.lists(any_records(), min_size=1, max_size=4))
def test_failing_rows_give_the_findings_of_their_records(records: list[Record]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.parquet"
        write_reports(path, as_read(records))
        totals = Totals()
        found = {
            (outcome.id, finding.id, finding.codes, frozenset(finding.suspects))
            for outcome, _ in failures(portions(path), totals)
            for finding in outcome.findings
        }
    expected = {
        (f"{number:016x}", finding.id, finding.codes, frozenset(finding.suspects))
        for number, record in enumerate(map(without_evidence, records))
        for finding in sum_findings(record, confront(record))
    }
    # Equally likely suspects have no order.
    assert found == expected
    states = Counter(
        (result.code, result.state) for record in records for result in confront(record)
    )
    assert +totals.results == states
    assert totals.records == len(records)


def test_a_file_without_evidence_accuses_nobody(tmp_path: Path) -> None:
    write_reports(tmp_path / "r.parquet", as_read([make_record(cells={RECEIVED: 9})]))
    ((outcome, _),) = failures(portions(tmp_path / "r.parquet"), Totals())
    assert {finding.attribution for finding in outcome.findings} == {"unknown"}


def foreign(path: Path, columns: dict[str, Any]) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def zeros(**changed: Any) -> dict[str, Any]:
    """Columns of one report of the 2021 form in which every cell is 0."""
    keys = make_record().cells
    return {"edition": ["2021"], **{key: [0] for key in keys}, **changed}


@pytest.mark.parametrize(
    "kind", [pa.int8(), pa.uint16(), pa.int64(), pa.uint64(), pa.float64(), pa.decimal128(25, 2)]
)
def test_columns_of_other_programs_may_have_any_type_of_number(tmp_path: Path, kind: Any) -> None:
    whole = zeros() | {RECEIVED: pa.array([3]).cast(kind)}
    path = foreign(tmp_path / "x.parquet", whole)
    assert Counter(verdicts(path).values())["failed"] == 2


def test_an_empty_value_is_unread_unless_said_to_be_blank(tmp_path: Path) -> None:
    """A blank beside sums that agree passes; a cell not read leaves them undecided."""
    path = foreign(tmp_path / "x.parquet", zeros(**{RECEIVED: pa.array([None], pa.int64())}))
    states = {}
    for null in ("unread", "blank"):
        (part,) = portions(path, null)  # type: ignore[arg-type]
        blocks = {block.table[1]: block for block in part.blocks}
        states[null] = sum(len(one.undecided) for one in confront_block(blocks["requests"]))
    assert states == {"unread": 2, "blank": 0}


def test_fractions_and_what_is_no_number_never_become_whole_numbers(tmp_path: Path) -> None:
    for value in (0.5, float("nan"), float("inf"), 2.0**60):
        path = foreign(tmp_path / "x.parquet", zeros(**{RECEIVED: [value]}))
        (part,) = portions(path)
        assert part.alone == (0,)
        said = part.records([0])[0].cells[RECEIVED].value
        assert said == (value if value in (0.5, 2.0**60) else None)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"a": [1]}, "no columns of cells"),
        ({RECEIVED: [1]}, "neither a column tables nor a column edition"),
        ({"edition": ["2021"], RECEIVED: ["three"]}, f"column {RECEIVED} holds string"),
        ({"tables": ["requests=1999/odd"], RECEIVED: [1]}, "a form that is not known"),
    ],
)
def test_a_file_of_another_make_is_told_what_is_missing(
    tmp_path: Path, columns: dict[str, Any], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        list(portions(foreign(tmp_path / "x.parquet", columns)))


def test_what_is_no_parquet_file_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_text("no table", encoding="utf-8")
    for name in ("x.parquet", "none.parquet"):
        with pytest.raises(UsageError, match="cannot be read as Parquet"):
            list(portions(tmp_path / name))


def test_a_huge_figure_is_kept_and_checked(tmp_path: Path) -> None:
    record = make_record()
    for column in ("natural_person", "total"):
        record = with_cell(record, f"requests.received.{column}", value=10**30)
    write_reports(tmp_path / "r.parquet", as_read([record]))
    (part,) = portions(tmp_path / "r.parquet")
    assert part.alone == (0,)
    assert part.records([0])[0].cells[RECEIVED].value == 10**30

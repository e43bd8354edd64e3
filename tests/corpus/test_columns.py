"""Columns say of every record what the record alone says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.record import Record
from tests.corpus.strategies import any_records
from tests.records import make_record, with_cell
from verify.columns import LARGEST, Block, blocks_of, column, confront_block, confront_blocks
from verify.confront import confront

Verdict = dict[tuple[int, str], tuple[str, int | None]]


def one_by_one(records: Sequence[Record], numbers: Sequence[int]) -> Verdict:
    return {
        (number, result.edit): (
            result.state,
            int(result.residual or 0) if result.state == "failed" else None,
        )
        for number in numbers
        for result in confront(records[number])
    }


def in_columns(blocks: Sequence[Block], threads: int = 1) -> Verdict:
    found: Verdict = {}
    for block, results in zip(blocks, confront_blocks(blocks, threads), strict=True):
        for one in results:
            found |= {(int(row), one.edit.id): ("passed", None) for row in block.rows}
            found |= {(int(row), one.edit.id): ("undecided", None) for row in one.undecided}
            for row, residual in zip(one.failed, one.residuals, strict=True):
                found[int(row), one.edit.id] = ("failed", int(residual))
            states = [found[int(row), one.edit.id][0] for row in block.rows]
            assert one.passed == states.count("passed")
    return found


@settings(max_examples=150, deadline=None)
@given(st.lists(any_records(whole=False), min_size=1, max_size=5))
def test_columns_and_records_agree_on_every_edit_of_every_record(records: list[Record]) -> None:
    """Each record is judged once: in a block or, where columns cannot hold it, alone."""
    blocks, exact = blocks_of(records)
    regular = [at for at in range(len(records)) if at not in exact]
    assert in_columns(blocks) == one_by_one(records, regular)
    assert in_columns(blocks, threads=2) == in_columns(blocks)


def test_a_record_that_columns_cannot_hold_is_named() -> None:
    key = "requests.received.total"
    fine = make_record()
    odd = [
        with_cell(fine, key, value=LARGEST + 1),
        with_cell(fine, key, value=Decimal("0.5")),
        with_cell(fine, key, value=None, status="unread", candidates=(1, 12)),
    ]
    blocks, exact = blocks_of([odd[0], fine, odd[1], odd[2]], first=10)
    assert exact == [10, 12, 13]
    assert all(list(block.rows) == [11] for block in blocks)


def test_sums_beyond_the_width_of_their_columns_do_not_wrap() -> None:
    """Two parts of 30000 make 60000, which 16 bits would call -5536."""
    keys = [f"requests.received.{name}" for name in ("natural_person", "business", "total")]
    record = make_record(cells=dict(zip(keys, (30000, 30000, 60000 - 65536), strict=True)))
    blocks, _ = blocks_of([record])
    failed = {one.edit.id: list(one.residuals) for b in blocks for one in confront_block(b)}
    assert failed["REQ03.received"] == [65536]


@pytest.mark.parametrize("least", [-(2**63), LARGEST + 1])
def test_a_value_too_large_is_refused_rather_than_wrapped(least: int) -> None:
    with pytest.raises(OverflowError):
        column(np.array([0, least], np.int64))

"""Every edit over columns of many records at once: what `verify.confront` says, row by row.

A block holds the rows of one table in one variant, a column of whole numbers for each cell.
Where no number stands the column holds 0 and a mask says so, and whether the cell is blank
or not read. What columns of 64-bit integers cannot hold without loss (a fraction, a huge
figure, a cell with several readings) is not put into a block: `blocks_of` names such records
and the caller confronts them one by one.

NumPy is needed here and only here; the module is imported where columns are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from report.edits import Edit
from report.record import Number, Record, RecordCell
from verify.confront import CompiledEdit, compiled_table

Ints = NDArray[np.signedinteger[Any]]
Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]
TableKey = tuple[str, str, str]
"""Edition, table and variant."""

LARGEST = 1 << 56
"""The largest figure a column may hold: no sum of an edit's terms can then pass 64 bits."""

_WIDTHS: tuple[type[np.signedinteger[Any]], ...] = (np.int16, np.int32, np.int64)


@dataclass(frozen=True, slots=True)
class Column:
    """One cell of the form over the rows of a block.

    Attributes:
        values: Whole numbers in the narrowest type that holds them; 0 where missing.
        largest: The greatest absolute value.
        missing: Where no number stands; None when one stands everywhere.
        empty: Which of those are blank, as read or as a person found; others are unread.
    """

    values: Ints
    largest: int
    missing: Mask | None = None
    empty: Mask | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one table in one variant.

    Attributes:
        rows: Number of each row in the corpus.
        columns: Cell key → its column, for all keys of the table's edits.
        used: Edit id → positions (in this block) whose digits it served to separate.
    """

    table: TableKey
    rows: Rows
    columns: Mapping[str, Column]
    used: Mapping[str, Rows] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EditRows:
    """What one edit says of a block's rows; all rows not named here passed.

    Attributes:
        failed: Corpus numbers of the rows that fail; `residuals` left minus right side there.
        undecided: Corpus numbers of the rows of which nothing can be said.
    """

    edit: Edit
    count: int
    failed: Rows
    residuals: NDArray[np.int64]
    undecided: Rows

    @property
    def passed(self) -> int:
        """How many rows passed."""
        return self.count - len(self.failed) - len(self.undecided)


@cache
def operands(table: TableKey) -> tuple[str, ...]:
    """Return the cell keys that the edits of a table use, in the order of the edits."""
    keys = (key for one in compiled_table(*table) for key, _ in one.terms)
    return tuple(dict.fromkeys(keys))


def column(values: Ints, missing: Mask | None = None, empty: Mask | None = None) -> Column:
    """Return a column in the narrowest type that holds its values.

    Raises:
        OverflowError: A value is larger than LARGEST; nothing is ever wrapped.
    """
    if missing is not None:
        if not missing.any():
            missing = empty = None
        else:
            values = np.where(missing, 0, values)
            empty = np.zeros_like(missing) if empty is None else empty & missing
    # The least value is negated in Python: numpy's own absolute value of it would wrap.
    largest = max(int(values.max()), -int(values.min())) if len(values) else 0
    if largest > LARGEST:
        raise OverflowError(largest)
    return Column(_narrow(values, largest), largest, missing, empty)


def _width(largest: int) -> type[np.signedinteger[Any]]:
    return next(width for width in _WIDTHS if largest <= np.iinfo(width).max)


def _narrow(values: Ints, largest: int) -> Ints:
    width = _width(largest)
    return values if values.dtype == width else values.astype(width)


def confront_block(block: Block) -> list[EditRows]:
    """Return what every edit of the block's table says of its rows, in the form's order."""
    buffers: dict[Any, Ints] = {}
    return [_confront(one, block, buffers) for one in compiled_table(*block.table)]


def confront_blocks(blocks: Iterable[Block], threads: int = 2) -> Iterator[list[EditRows]]:
    """Yield what `confront_block` gives for each block, in order, on several threads.

    At most a few blocks are held at once, so that a corpus may be larger than memory.
    """
    source = iter(blocks)
    if threads < 2:
        yield from map(confront_block, source)
        return
    with ThreadPoolExecutor(threads) as pool:
        waiting = []
        for block in source:
            waiting.append(pool.submit(confront_block, block))
            if len(waiting) > 2 * threads:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()


def _confront(one: CompiledEdit, block: Block, buffers: dict[Any, Ints]) -> EditRows:
    columns = [(block.columns[key], sign) for key, sign in one.terms]
    residual = _residual(columns, len(block.rows), buffers)
    bad = _broken(one.edit, residual)
    gaps = [column.missing for column, _ in columns if column.missing is not None]
    undecided: Rows = np.empty(0, np.intp)
    if gaps:
        some = np.logical_or.reduce(gaps)
        bad &= ~some
        positions = np.flatnonzero(some)
        failing, open_ = _with_missing(one, block, residual, positions)
        bad[positions[failing]] = True
        undecided = positions[open_]
    used = block.used.get(one.edit.id)
    if used is not None:
        undecided = np.union1d(undecided, _passed_among(used, bad, gaps))
    failed = np.flatnonzero(bad)
    return EditRows(
        one.edit,
        len(block.rows),
        block.rows[failed],
        residual[failed].astype(np.int64),
        block.rows[undecided],
    )


def _passed_among(used: Rows, bad: Mask, gaps: Sequence[Mask]) -> Rows:
    """Return the rows of which an edit holds that was needed to read them: no evidence."""
    keep = ~bad[used]
    for gap in gaps:
        keep &= ~gap[used]
    return used[keep]


def _residual(columns: Sequence[tuple[Column, int]], count: int, buffers: dict[Any, Ints]) -> Ints:
    """Return the sum of the terms, in a type that the largest possible sum fits into."""
    width = _width(sum(column.largest for column, _ in columns))
    total = buffers.get(width)
    if total is None:
        total = buffers[width] = np.empty(count, width)
    total[:] = 0
    for term, sign in columns:
        if sign > 0:
            np.add(total, term.values, out=total)
        else:
            np.subtract(total, term.values, out=total)
    return total


def _broken(edit: Edit, residual: Ints) -> Mask:
    """Return where a complete row breaks the edit."""
    broken: Mask
    if edit.relation == "=":
        broken = residual != 0
    elif edit.relation == ">=":
        broken = residual < 0
    else:
        broken = residual > 0
    return broken


def _with_missing(
    one: CompiledEdit, block: Block, residual: Ints, positions: Rows
) -> tuple[Mask, Mask]:
    """Return which of the rows at these positions, all with gaps, fail and are undecided.

    A gap makes the residual open upwards or downwards: a cell that may not be negative in
    the direction of its sign, one that may in both.
    """
    count = len(positions)
    known = np.zeros(count, np.int64)
    only_blanks = np.ones(count, np.bool_)
    open_below, open_above = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    for key, sign in one.terms:
        term = block.columns[key]
        if term.missing is None:
            known += 1
            continue
        gap = term.missing[positions]
        known += ~gap
        if term.empty is not None:
            only_blanks &= ~gap | term.empty[positions]
        if sign < 0 or key in one.signed:
            open_below |= gap
        if sign > 0 or key in one.signed:
            open_above |= gap
    rest = residual[positions]
    if one.edit.relation == "=":
        failing = (~open_below & (rest > 0)) | (~open_above & (rest < 0))
        return failing, ~failing & ~(only_blanks & (known > 0) & (rest == 0))
    if one.edit.relation == ">=":
        failing = ~open_above & (rest < 0)
        return failing, ~failing & ~(~open_below & (rest >= 0))
    failing = ~open_below & (rest > 0)
    return failing, ~failing & ~(~open_above & (rest <= 0))


# ---- records to columns -------------------------------------------------------------------
def blocks_of(records: Sequence[Record], first: int = 0) -> tuple[list[Block], list[int]]:
    """Return the records' tables as blocks, and the numbers of records columns cannot hold.

    Args:
        records: In any order and of any forms.
        first: Number of the first record in the corpus.
    """
    exact = {at for at, record in enumerate(records) if not _regular(record)}
    tables = sorted(
        ((edition, table, variant), at)
        for at, record in enumerate(records)
        if at not in exact
        for table, (edition, variant) in record.tables.items()
    )
    blocks = [
        _block(table, [at for _, at in members], records, first)
        for table, members in groupby(tables, key=lambda entry: entry[0])
    ]
    return blocks, [first + at for at in sorted(exact)]


_NOT_READ = RecordCell(None, "", None, "unread")


def _regular(record: Record) -> bool:
    return all(
        _fits(record.cells.get(key, _NOT_READ))
        for table, (edition, variant) in record.tables.items()
        for key in operands((edition, table, variant))
    )


def _fits(cell: RecordCell) -> bool:
    value = cell.effective
    if value is None:
        return not cell.candidates or cell.corrected is not None or cell.status == "disputed"
    return fits(value)


def fits(value: Number) -> bool:
    """Return whether a column can hold the figure without loss."""
    return -LARGEST <= value <= LARGEST and value == int(value)


def _block(table: TableKey, members: list[int], records: Sequence[Record], first: int) -> Block:
    columns = {
        key: _column([records[at].cells.get(key, _NOT_READ) for at in members])
        for key in operands(table)
    }
    used: dict[str, list[int]] = {}
    for position, at in enumerate(members):
        for edit in records[at].used_edits:
            used.setdefault(edit, []).append(position)
    positions = {edit: np.unique(np.array(at, np.intp)) for edit, at in used.items()}
    return Block(table, np.array(members, np.intp) + first, columns, positions)


def _column(cells: Sequence[RecordCell]) -> Column:
    effective = [cell.effective for cell in cells]
    values = np.array([0 if value is None else int(value) for value in effective], np.int64)
    if None not in effective:
        return column(values)
    missing = np.array([value is None for value in effective], np.bool_)
    empty = np.array([cell.is_blank or cell.corrected is not None for cell in cells], np.bool_)
    return column(values, missing, empty)

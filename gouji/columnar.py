"""A Parquet file with one row a report, read as blocks of columns that edits are held against."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from gouji.exports.tables import LETTERS, form_keys
from gouji.exports.wide import tables_of
from gouji.extras import need
from gouji.verifying import Part
from report.document import SourceFile, Span
from report.errors import UsageError
from report.form import load_forms, table_form
from report.messages import render
from report.record import CellStatus, Correction, Number, Record, RecordCell, Stated
from verify.columns import LARGEST, Block, Column, TableKey, column, operands

if TYPE_CHECKING:
    from numpy.typing import NDArray

PORTION = 65_536
Null = Literal["unread", "blank"]
_IDENTITY = ("record", "path", "issuer", "year", "edition", "status")
_FORMS = ("tables", "edition")
_STATUS: dict[str, CellStatus] = {"d": "disputed", "b": "blank", "u": "unread"}
_EMPTY = tuple(ord(LETTERS[state]) for state in ("blank", "corrected"))
_FLOAT_EXACT = 1 << 53


def portions(path: Path, null: Null = "unread", rows: int = PORTION) -> Iterator[Part]:
    """Yield a file's rows, some at a time.

    Args:
        path: A Parquet file as `gouji export OUT.parquet --table reports` writes it, or one
            with the same cell columns and `tables` or `edition`.
        null: What an empty cell is where the file has no `cell_states` to say it.
        rows: How many rows are read at once.

    Raises:
        UsageError: It is no such file; the message says what is missing.
        InstallationError: pyarrow is not installed.
    """
    parquet = need("pyarrow.parquet", "corpus")
    arrow = need("pyarrow", "corpus")
    try:
        file = parquet.ParquetFile(path, memory_map=True)
    except (OSError, arrow.ArrowInvalid) as error:
        text = str(error).splitlines()[0]
        raise _wrong("not_parquet", path, said=text) from None
    with file:
        names = _wanted(path, file.schema_arrow)
        order = _order(file.schema_arrow)
        first = 0
        try:
            for batch in _batches(file, rows, names):
                yield _portion(path, batch, first, null, order)
                first += batch.num_rows
        except (OSError, arrow.ArrowInvalid) as error:
            text = str(error).splitlines()[0]
            raise _wrong("damaged", path, said=text) from None


def _batches(file: Any, rows: int, names: list[str]) -> Iterator[Any]:
    """Yield batches of rows; whole row groups where they are small, which is twice as fast."""
    groups = range(file.num_row_groups)
    if any(file.metadata.row_group(group).num_rows > 4 * rows for group in groups):
        yield from file.iter_batches(rows, columns=names, use_threads=True)
        return
    for group in groups:
        table = file.read_row_group(group, columns=names, use_threads=True)
        yield from table.combine_chunks().to_batches()


def _wrong(what: str, path: Path, **values: str) -> UsageError:
    return UsageError(render(f"corpus.{what}", path=str(path), **values))


def _wanted(path: Path, schema: Any) -> list[str]:
    """Return the columns to read: operands, and what says which row and form it is."""
    here = set(schema.names)
    cells = here & set(form_keys())
    if not cells:
        raise _wrong("no_cells", path, key=form_keys()[0])
    if here.isdisjoint(_FORMS):
        raise _wrong("no_form", path)
    for name in sorted(cells):
        _check_type(path, name, schema.field(name).type)
    side = (*_IDENTITY, "tables", "cell_states", "exact")
    return [name for name in schema.names if name in _operands() or name in side]


def _check_type(path: Path, name: str, kind: Any) -> None:
    types = need("pyarrow", "corpus").types
    known = (types.is_integer, types.is_floating, types.is_decimal, types.is_null)
    if not any(test(kind) for test in known):
        raise _wrong("type", path, key=name, kind=str(kind))


@cache
def _operands() -> frozenset[str]:
    return frozenset(key for table in _tables() for key in operands(table))


@cache
def _tables() -> tuple[TableKey, ...]:
    return tuple(
        (edition, table.id, variant.id)
        for edition, form in load_forms().items()
        for table in form.tables
        for variant in table.variants
    )


def _order(schema: Any) -> dict[str, int]:
    """Return where each cell's letter stands in `cell_states`."""
    stated = (schema.metadata or {}).get(b"gouji.cell_states", b"").decode()
    return {key: at for at, key in enumerate(stated.split() or form_keys())}


class _Cells:
    """The cells of one batch: figures, gaps, and what the letters say of the gaps."""

    def __init__(self, batch: Any, null: Null, order: Mapping[str, int]) -> None:
        self.batch, self.null, self.order = batch, null, order
        self.here = set(batch.schema.names)
        self.count: int = batch.num_rows
        self._letters: NDArray[np.uint8] | None = None
        self._read: dict[str, tuple[Any, Any, Any]] = {}

    def figures(self, key: str) -> tuple[Any, Any, Any]:
        """Return whole numbers, where none stands, and where it is none a column can hold."""
        if key not in self._read:
            self._read[key] = self._figures(key)
        return self._read[key]

    def _figures(self, key: str) -> tuple[Any, Any, Any]:
        if key not in self.here:
            zero = np.zeros(self.count, np.int16)
            return zero, np.ones(self.count, np.bool_), None
        values = self.batch.column(key)
        missing = _gaps(values) if values.null_count else None
        whole, odd = _whole(values, missing)
        return whole, missing, odd

    def empty(self, key: str, rows: Any) -> Any:
        """Return which gaps of a cell in these rows are blank; the others are unread."""
        if "cell_states" not in self.here:
            return np.full(len(rows), self.null == "blank", np.bool_)
        at = self.order.get(key)
        if at is None:
            return np.zeros(len(rows), np.bool_)
        if self._letters is None:
            self._letters = _letters(self.batch.column("cell_states"), len(self.order))
        return np.isin(self._letters[rows, at], _EMPTY)


def _letters(states: Any, width: int) -> Any:
    """Return the letters as a matrix of bytes: a row each report, a column each cell."""
    words = states.cast("binary").fill_null(b"")
    offsets = np.frombuffer(words.buffers()[1], np.int32)[words.offset :][: len(words) + 1]
    if (np.diff(offsets) == width).all():
        whole = np.frombuffer(words.buffers()[2], np.uint8)
        return whole[offsets[0] : offsets[-1]].reshape(len(words), width)
    padded = [word[:width].ljust(width) for word in words.to_pylist()]
    return np.frombuffer(b"".join(padded), np.uint8).reshape(len(words), width)


def _gaps(values: Any) -> Any:
    """Return where a column has no value."""
    bits = values.buffers()[0]
    if bits is None:
        return np.ones(len(values), np.bool_)
    begin = values.offset
    unpacked = np.unpackbits(np.frombuffer(bits, np.uint8), bitorder="little")
    return unpacked[begin : begin + len(values)] == 0


def _whole(values: Any, missing: Any) -> tuple[Any, Any]:
    """Return values as integers, 0 where one has no such form, and where that is.

    What stands where a value is missing means nothing, and is never looked at.
    """
    kind = str(values.type)
    if kind == "null":
        return np.zeros(len(values), np.int64), None
    if kind.startswith("decimal"):
        return _from_decimals(values.to_pylist())
    width = np.dtype(values.type.to_pandas_dtype())
    begin = values.offset
    numbers = np.frombuffer(values.buffers()[1], width)[begin : begin + len(values)]
    if missing is not None:
        numbers = np.where(missing, width.type(0), numbers)
    if width.kind == "f":
        odd = ~(np.abs(numbers) <= _FLOAT_EXACT) | (numbers != np.floor(numbers))
    elif width.itemsize < 8:
        return numbers.astype(np.int64) if width.kind == "u" else numbers, None
    elif not len(numbers) or -LARGEST <= int(numbers.min()) <= int(numbers.max()) <= LARGEST:
        return numbers.astype(np.int64, copy=False), None
    else:
        odd = numbers > LARGEST
        if width.kind == "i":
            odd |= numbers < -LARGEST
    if odd.any():
        return np.where(odd, 0, numbers).astype(np.int64), odd
    return numbers.astype(np.int64), None


def _from_decimals(listed: Sequence[Decimal | None]) -> tuple[Any, Any]:
    held = [Decimal(0) if value is None else value for value in listed]
    odd = np.array([v != v.to_integral_value() or abs(v) > LARGEST for v in held], np.bool_)
    whole = [0 if bad else int(v) for v, bad in zip(held, odd, strict=True)]
    return np.array(whole, np.int64), odd if odd.any() else None


def _portion(path: Path, batch: Any, first: int, null: Null, order: Mapping[str, int]) -> Part:
    cells = _Cells(batch, null, order)
    groups = _groups(path, batch)
    rows_of: dict[TableKey, list[Any]] = {}
    for tables, rows in groups.items():
        for table, (edition, variant) in tables:
            rows_of.setdefault((edition, table, variant), []).append(rows)
    members = {table: np.sort(np.concatenate(rows)) for table, rows in rows_of.items()}
    used, alone = _exact(batch)
    odd = {at for table, rows in members.items() for at in _odd(cells, table, rows)}
    alone |= odd
    blocks = tuple(
        _block(cells, table, _without(rows, alone), first, used) for table, rows in members.items()
    )
    return Part(
        first=first,
        count=batch.num_rows,
        blocks=blocks,
        alone=tuple(sorted(first + at for at in alone)),
        formless=len(groups.get((), ())),
        failed=_failed(batch),
        records=partial(_records, cells, path, first),
        identities=partial(_identities, cells, path, first),
    )


def _failed(batch: Any) -> int:
    if "status" not in batch.schema.names:
        return 0
    status = batch.column("status").cast("string").fill_null("")
    return int((np.asarray(status) == "failed").sum())


def _without(rows: Any, alone: set[int]) -> Any:
    return rows[~np.isin(rows, list(alone))] if alone else rows


def _groups(path: Path, batch: Any) -> dict[tuple[tuple[str, tuple[str, str]], ...], Any]:
    """Return the rows of each combination of forms."""
    name = "tables" if "tables" in batch.schema.names else "edition"
    words = batch.column(name).cast("string").fill_null("").dictionary_encode()
    codes = np.asarray(words.indices)
    found: dict[tuple[tuple[str, tuple[str, str]], ...], Any] = {}
    for code, word in enumerate(words.dictionary.to_pylist()):
        tables = tuple(
            (tables_of_edition(word) if name == "edition" else _stated(path, word)).items()
        )
        rows = np.flatnonzero(codes == code) if len(words.dictionary) > 1 else np.arange(len(codes))
        found[tables] = np.concatenate((found[tables], rows)) if tables in found else rows
    return found


def tables_of_edition(edition: str) -> dict[str, tuple[str, str]]:
    """Return the tables of an edition as it is printed officially; none of an unknown one."""
    form = load_forms().get(edition)
    return {} if form is None else {t.id: (edition, t.variants[0].id) for t in form.tables}


def _stated(path: Path, word: str) -> dict[str, tuple[str, str]]:
    try:
        tables = tables_of(word)
        for table, (edition, variant) in tables.items():
            table_form(edition, table, variant)
    except (ValueError, KeyError):
        raise _wrong("form", path, word=word[:80]) from None
    return tables


def _exact(batch: Any) -> tuple[dict[str, list[int]], set[int]]:
    """Return edit → rows whose reading used it, and rows that columns cannot hold."""
    used: dict[str, list[int]] = {}
    alone: set[int] = set()
    if "exact" not in batch.schema.names or batch.column("exact").null_count == batch.num_rows:
        return used, alone
    column_ = batch.column("exact")
    for at in np.flatnonzero(np.asarray(column_.is_valid())):
        said = json.loads(column_[int(at)].as_py())
        for edit in said.get("used", ()):
            used.setdefault(edit, []).append(int(at))
        gaps = {*said.get("values", ()), *said.get("candidates", ())}
        if not gaps.isdisjoint(_operands()):
            alone.add(int(at))
    return used, alone


def _odd(cells: _Cells, table: TableKey, rows: Any) -> Iterator[int]:
    for key in operands(table):
        odd = cells.figures(key)[2]
        if odd is not None:
            yield from (int(at) for at in rows[odd[rows]])


def _block(
    cells: _Cells, table: TableKey, rows: Any, first: int, used: Mapping[str, Sequence[int]]
) -> Block:
    whole = len(rows) == cells.count
    columns = {key: _column(cells, key, rows, whole=whole) for key in operands(table)}
    place = {int(at): position for position, at in enumerate(rows)} if used else {}
    positions = {
        edit: np.array([place[at] for at in numbers if at in place], np.intp)
        for edit, numbers in used.items()
    }
    return Block(table, rows + first, columns, positions)


def _column(cells: _Cells, key: str, rows: Any, *, whole: bool) -> Column:
    values, missing, _ = cells.figures(key)
    if not whole:
        values = values[rows]
        missing = None if missing is None else missing[rows]
    if missing is None or not missing.any():
        return column(values)
    empty = np.zeros(len(rows), np.bool_)
    gaps = np.flatnonzero(missing)
    empty[gaps] = cells.empty(key, rows[gaps])
    return column(values, missing, empty)


# ---- one row as a record ------------------------------------------------------------------
def _records(cells: _Cells, path: Path, first: int, numbers: Sequence[int]) -> list[Record]:
    """Return rows as records; of evidence the file has none, so nobody can be accused."""
    if not numbers:
        return []
    rows = cells.batch.take(_at(numbers, first)).to_pylist()
    return [_record(cells, path, *pair) for pair in zip(rows, numbers, strict=True)]


def _identities(
    cells: _Cells, path: Path, first: int, numbers: Sequence[int]
) -> list[dict[str, Any]]:
    """Return what says which report each row is of."""
    here = [name for name in _IDENTITY if name in cells.here]
    if not here or not numbers:
        rows: list[dict[str, Any]] = [{} for _ in numbers]
    else:
        rows = cells.batch.select(here).take(_at(numbers, first)).to_pylist()
    for row, number in zip(rows, numbers, strict=True):
        row.setdefault("record", str(number))
        row.setdefault("path", f"{path}:{number + 1}")
    return rows


def _at(numbers: Sequence[int], first: int) -> Any:
    return need("pyarrow", "corpus").array(np.asarray(numbers, np.int64) - first)


def _record(cells: _Cells, path: Path, row: dict[str, Any], number: int) -> Record:
    word = row.get("tables") if "tables" in row else None
    tables = (
        _stated(path, word or "") if "tables" in row else tables_of_edition(str(row["edition"]))
    )
    said = json.loads(row["exact"]) if row.get("exact") else {}
    keys = [
        key
        for table, (edition, variant) in tables.items()
        for key in operands((edition, table, variant))
    ]
    issuer, year = row.get("issuer"), row.get("year")
    here = Span(0, 0)
    return Record(
        id=str(row.get("record") or number),
        source=SourceFile(str(row.get("path") or f"{path}:{number + 1}"), "", "", 0),
        text_sha256="",
        kind="annual_report",
        issuer=None if issuer is None else Stated(str(issuer), str(issuer), here),
        year=None if year is None else Stated(str(int(year)), str(year), here),
        edition=str(row.get("edition") or ""),
        tables=tables,
        cells={key: _cell(cells, key, row, said) for key in keys},
        used_edits=tuple(said.get("used", ())),
    )


def _cell(cells: _Cells, key: str, row: Mapping[str, Any], said: Mapping[str, Any]) -> RecordCell:
    letters, at = row.get("cell_states") or "", cells.order.get(key, -1)
    letter = letters[at] if 0 <= at < len(letters) else ""
    if not said and type(printed := row.get(key)) is int:
        return _plain_cell(printed, letter)
    value = _number(said.get("values", {}).get(key, row.get(key)))
    if value is not None or letter == LETTERS["corrected"]:
        return _with_value(value, letter)
    candidates = tuple(
        number
        for number in map(_number, said.get("candidates", {}).get(key, ()))
        if number is not None
    )
    status = _STATUS.get(letter, "unread" if letter or "cell_states" in row else cells.null)
    return RecordCell(None, "", None, status, candidates=candidates)


def _with_value(value: Number | None, letter: str) -> RecordCell:
    if letter == LETTERS["corrected"]:
        return RecordCell(None, "", None, "blank", corrected=Correction(value, 0))
    return RecordCell(value, "", None, "disputed" if letter == "d" else "single")


@lru_cache(maxsize=8192)
def _plain_cell(value: int, letter: str) -> RecordCell:
    """Return the cell of a whole number; most cells of a corpus hold one of few."""
    return _with_value(value, letter)


def _number(value: Any) -> Number | None:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    exact = value if isinstance(value, int) else Decimal(value)
    return int(exact) if exact == int(exact) else exact

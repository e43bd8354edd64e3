"""Which figures have evidence of their own: what a cell's own text, label and place say of it.

A figure that its evidence does not hold is no evidence of the report. It is set aside: no
check uses it, and it is asked about (RDG02). Weaker doubts leave the figure in every check
and only keep what fails from being laid to the report.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from report.data_file import read_lexicon
from report.document import Span
from report.form import table_form
from report.naming import split_key
from report.number import parse_cell
from report.record import Number, Record, RecordCell
from report.text import bare, fold

Why = Literal["raw", "shared", "label"]

_SHORT = 18
_NUMBERS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_PUNCTUATION = re.compile(r"[\W_]+")
# A table whose rows jump back more often is printed in an order of its own.
_MOST_JUMPS = 2
# One label out of place is the printer's slip, two are rows taken for one another.
_LEAST_MISLABELLED = 2


@dataclass(frozen=True, slots=True)
class Witness:
    """A record as far as its evidence goes.

    Attributes:
        record: The record to check: figures set aside are unread, weak ones doubted.
        aside: Key of each figure set aside → why: its own text holds another (`raw`),
            another cell was read at the same place (`shared`), or its label is that of
            another row (`label`).
    """

    record: Record
    aside: dict[str, Why] = field(default_factory=dict)


def witness(record: Record) -> Witness:
    """Return what of a record is evidence; a record without doubts is itself."""
    rows = _rows(record)
    aside: dict[str, Why] = dict.fromkeys(_unfounded(record), "raw")
    doubted: set[str] = set()
    for keys in _shared(record):
        aside |= {key: "shared" for key in keys if key not in aside}
        if len({_row(key) for key in keys}) == 1:
            # A figure read twice in a row may stand for a row read one column off.
            doubted.update(rows[_row(keys[0])])
    for table in record.tables:
        mislabelled, weak = _out_of_place(record, table, rows)
        aside |= {key: "label" for key in mislabelled if key not in aside}
        doubted |= weak
    if record.facts.further_report is not None:
        # Another report's tables stand here, and nothing tells which are this one's own.
        doubted.update(key for keys in rows.values() for key in keys)
    doubted -= aside.keys()
    if not aside and not doubted:
        return Witness(record)
    changed = {key: replace(record.cells[key], value=None, status="unread") for key in aside}
    changed |= {key: replace(record.cells[key], doubted=True) for key in doubted}
    return Witness(replace(record, cells=record.cells | changed), aside)


@lru_cache(maxsize=4096)
def _row(key: str) -> str:
    return key.rpartition(".")[0]


@lru_cache(maxsize=64)
def _layout(keys: tuple[str, ...]) -> dict[str, list[str]]:
    """Return row → its keys, in order; records of one form share them."""
    rows: dict[str, list[str]] = {}
    for key in keys:
        rows.setdefault(_row(key), []).append(key)
    return rows


def _rows(record: Record) -> dict[str, dict[str, Span]]:
    """Return row → its cells with text of their own → where that stands, in the form's order."""
    rows: dict[str, dict[str, Span]] = {}
    for row, keys in _layout(tuple(record.cells)).items():
        placed = {}
        for key in keys:
            cell = record.cells[key]
            own = cell.raw and not cell.candidates and cell.corrected is None
            if own and cell.span is not None:
                placed[key] = cell.span
        if placed:
            rows[row] = placed
    return rows


# ---- the cell's own text ------------------------------------------------------------------
def _unfounded(record: Record) -> Iterator[str]:
    """Yield the cells whose own text holds another figure than was read, or one not read."""
    for key, cell in record.cells.items():
        raw = cell.raw
        if raw.isdecimal() and len(raw) <= _SHORT and cell.unit is None and cell.value == int(raw):
            continue  # Nine of ten cells are a bare figure.
        if not raw and cell.value is None:
            continue  # Most of the others are empty, and no figure was read.
        read = cell.status not in ("unread", "disputed") and not cell.candidates
        if read and cell.corrected is None and not founded(cell):
            yield key


def founded(cell: RecordCell) -> bool:
    """Return whether a cell's text holds the figure that was read, or none if none was."""
    own = own_figure(cell)
    if own == cell.value:
        return True
    if own is not None or cell.value is None:
        return cell.how == "model" and cell.value is not None and _stands_in(cell)
    if cell.how == "ocr":
        return _read_as(cell.raw, str(cell.value))
    if cell.value == 0 and fold(bare(cell.raw)) in _noughts():
        return True
    return cell.how in ("split", "model") and _stands_in(cell)


def own_figure(cell: RecordCell) -> Number | None:
    """Return the figure that a cell's own text holds by itself."""
    unit = cell.unit
    if unit is None:
        return parse_cell(cell.raw).value
    factor = unit.factor if unit.source == "header" else None
    return parse_cell(cell.raw, "money", factor).value


def _stands_in(cell: RecordCell) -> bool:
    """Return whether the figure stands in the words quoted for it, among others."""
    if cell.value is None or (cell.how == "split" and not cell.raw):
        return False
    factor = cell.unit.factor if cell.unit is not None else 1
    words = _NUMBERS.findall(cell.raw) or _NUMBERS.findall(fold(cell.raw))
    found = (parse_cell(word, "money", factor).value for word in words)
    return any(number is not None and number == abs(cell.value) for number in found)


def _read_as(raw: str, figures: str) -> bool:
    """Return whether figures may be what recognised text means: each one in it stands there."""
    left = iter(figures)
    text = fold(bare(raw))
    return len(figures) <= len(text) and all(c in left for c in text if c.isdecimal())


@cache
def _noughts() -> frozenset[str]:
    """Return the signs people write for nought."""
    return frozenset(tomllib.loads(read_lexicon("tables.toml")).get("zeros", ""))


# ---- the cell's place ---------------------------------------------------------------------
def _shared(record: Record) -> list[list[str]]:
    """Return the cells that were read at one and the same place, by place."""
    placed = {
        key: cell.span
        for key, cell in record.cells.items()
        if cell.span is not None and cell.value is not None and cell.span[0] < cell.span[1]
    }
    if len(set(placed.values())) == len(placed):
        return []
    at: dict[Span, list[str]] = {}
    for key, span in placed.items():
        at.setdefault(span, []).append(key)
    return [
        keys
        for keys in at.values()
        if len(keys) > 1 and all(record.cells[key].corrected is None for key in keys)
    ]


def _out_of_place(
    record: Record, table: str, rows: dict[str, dict[str, Span]]
) -> tuple[list[str], set[str]]:
    """Return a table's cells read at other rows' labels, and cells it is only likely of."""
    begins = f"{table}."
    own = {row: cells for row, cells in rows.items() if row.startswith(begins)}
    labels = {row: _label(record, next(iter(cells))) for row, cells in own.items()}
    others = [row for row, label in labels.items() if label == "other"]
    mislabelled = others if len(others) >= _LEAST_MISLABELLED else []
    spans = {row: list(cells.values()) for row, cells in own.items()}
    ordered = {row: sorted(there) for row, there in spans.items()}
    unsure = {row for row, label in labels.items() if label != "own"}
    weak = {*others, *(row for row, there in spans.items() if there != ordered[row])}
    if unsure:
        weak |= unsure & _jumping({row: there[0].start for row, there in ordered.items()})
    return (
        [key for row in mislabelled for key in own[row]],
        {key for row in weak for key in own[row]},
    )


def _jumping(firsts: dict[str, int]) -> set[str]:
    """Return the rows that stand before one they should follow, or the other way round."""
    order = list(firsts.values())
    jumps = sum(a > b for a, b in pairwise(order))
    if not 0 < jumps <= _MOST_JUMPS:
        return set()
    return {
        row
        for at, row in enumerate(firsts)
        if _high(order[:at]) > order[at] or order[at] > _low(order[at + 1 :], order[at])
    }


def _high(numbers: Sequence[int]) -> int:
    return max(numbers, default=-1)


def _low(numbers: Sequence[int], otherwise: int) -> int:
    return min(numbers, default=otherwise)


# ---- the row's label ----------------------------------------------------------------------
def _label(record: Record, key: str) -> Literal["own", "other", "unknown"]:
    """Return whether the printed label a cell was read at is its own row's or another's."""
    label = record.cells[key].label
    if not label:
        return "unknown"
    table, row, _ = split_key(key)
    named = _rows_named(*record.tables[table], table, label)
    return "own" if row in named else "other" if named else "unknown"


@lru_cache(maxsize=4096)
def _rows_named(edition: str, variant: str, table: str, label: str) -> frozenset[str]:
    """Return the form rows that are called exactly so."""
    return _names(edition, table, variant).get(_plain(label), frozenset())


@cache
def _names(edition: str, table: str, variant: str) -> dict[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    for row in table_form(edition, table, variant).rows:
        for label in row.labels:
            names.setdefault(_plain(label), set()).add(row.id)
            names.setdefault(_plain(row.number + label), set()).add(row.id)
    return {name: frozenset(rows) for name, rows in names.items()}


def _plain(text: str) -> str:
    return _PUNCTUATION.sub("", fold(text))

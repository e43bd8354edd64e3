"""Which parts of the text are tables; whoever reads prose leaves them out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from extractor.tables.cells import Cell
from extractor.tables.labels import best_row_likeness, closest, head_words, plain
from extractor.tables.rows import Row
from extractor.tables.sheet import Sheet
from report.document import Span
from report.form import load_forms
from report.signs import load_signs

# Pieces this short are broken heads ("结果", "企业"), never sentences.
_PIECE = 6
# Heads of one column are shorter than this.
_LINE = 40
_LIKE = 0.75
_SURE = 0.85
_UP_TO_A_STOP = re.compile(r".*[。；！？]", re.DOTALL)


@cache
def _words() -> tuple[str, ...]:
    tables = {table.id for form in load_forms().values() for table in form.tables}
    return tuple(word for table in sorted(tables) for word in sorted(head_words(table)))


@lru_cache(maxsize=4096)
def is_heading(text: str) -> bool:
    """Return whether a plain text is a section's heading, which belongs to the prose."""
    return closest(text.lstrip(load_signs().numerals.order), _headings()) >= _SURE


@cache
def _headings() -> tuple[str, ...]:
    return tuple(
        plain(heading)
        for form in load_forms().values()
        for table in form.tables
        for heading in (table.heading, *table.heading_variants)
    )


@lru_cache(maxsize=4096)
def is_headlike(text: str) -> bool:
    """Return whether a plain text is a head, a label, or a piece of one."""
    if len(text) <= _PIECE or best_row_likeness(text) >= _LIKE:
        return True
    if any(word in text for word in _words() if len(word) >= 4):
        return len(text) < _LINE or _is_made_of_heads(text)
    return closest(text, _words()) >= _LIKE


@cache
def _printed_words() -> str:
    """Return all words of the forms' tables, one behind the other."""
    rows = {
        plain(row.number) + plain(label)
        for form in load_forms().values()
        for table in form.tables
        for row in table.rows
        for label in row.labels
    }
    return " ".join((*sorted(rows), *_words()))


def is_of_a_table(text: str) -> bool:
    """Return whether a plain text stands in a table of the form, whole or a piece of it."""
    if is_heading(text):
        return False
    return is_headlike(text) or text in _printed_words()


def _is_made_of_heads(text: str) -> bool:
    """Return whether heads make up half of a line; a paragraph only mentions some."""
    rest = text
    for word in sorted(_words(), key=len, reverse=True):
        rest = rest.replace(word, "")
    return 2 * len(rest) <= len(text)


def _holds_heads(cell: Cell) -> bool:
    """Return whether a cell holds heads or labels, at least behind its last sentence."""
    if best_row_likeness(cell.plain) >= _LIKE:
        return True
    behind = cell.plain if cell.words else plain(cell.raw[_stop_of(cell) :])
    return bool(behind) and is_headlike(behind)


def _stop_of(cell: Cell) -> int:
    sentences = _UP_TO_A_STOP.match(cell.raw)
    return sentences.end() if sentences is not None else 0


def _start_of(cell: Cell) -> int:
    """Return where the labels in a cell begin, behind the last sentence glued to them."""
    return cell.span.start + _stop_of(cell)


def _head_start(row: Row) -> int:
    """Return where the row's own heads begin."""
    start = row.area[0].span.start if row.area and not row.bordered else row.span.start
    for cell in reversed([*row.before, *row.labels]):
        if is_heading(plain(cell.raw)) or not _holds_heads(cell):
            break
        start = min(start, _start_of(cell))
    return start


def _region(sheet: Sheet, rows: Sequence[Row], starts: Sequence[int]) -> Span | None:
    """Return the table's part of the text with the heads above it."""
    whole = sheet.region()
    if whole is None:
        return None
    at = min(bisect_left(starts, whole.start), len(rows) - 1)
    start = min(whole.end, _head_start(rows[at]))
    if rows[at].bordered:
        start = min(start, rows[at].span.start)
    for earlier in range(at - 1, max(-1, at - 12), -1):
        row = rows[earlier]
        if row.numbers or row.block != rows[at].block:
            break
        if not any(map(_holds_heads, row.labels)):
            break
        start = min(start, _head_start(row))
    return Span(start, whole.end)


def region_spans(sheets: Mapping[str, Sheet], rows: Sequence[Row], text: str) -> tuple[Span, ...]:
    """Return the tables' parts of the text, in order and without overlap."""
    starts = [row.span.start for row in rows]
    spans: list[Span] = []
    found = [_region(sheet, rows, starts) for sheet in sheets.values() if not sheet.parts]
    found += [part for sheet in sheets.values() for part in sheet.parts]
    for span in sorted(span for span in found if span is not None):
        if spans and span.start < spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, span.end))
        elif span.start < min(span.end, len(text)):
            spans.append(span)
    return tuple(spans)

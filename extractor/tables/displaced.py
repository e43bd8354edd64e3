"""Figures that may belong to another label than the one they follow.

A reading of text without borders takes figures for those of the label before them. Programs that
take text out of pages print some figures above their label, or labels here and figures there.
Such a table has figures without a label and labels without figures. Between the first and the
last of these nothing tells whose figures are whose, and what was read there is dropped.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

from extractor.tables.align import CHAIN, SURE
from extractor.tables.labels import candidates, head_words, plain, row_labels
from extractor.tables.rows import Row
from extractor.tables.sheet import Sheet
from report.form import TableForm, table_form
from report.naming import split_key

# Table four has no labels of rows.
_TABLES = ("disclosure", "requests")
# A label left behind a table's last figures stands within so many characters.
_BEHIND = 120
# A label as short as this is part of many words.
_SHORTEST = 4
# Heads this long are told from labels; a shorter one may be a piece of anything.
_A_HEAD = 4
_SIGNS = ("+", "-", "＋", "－", "−")


def drop_displaced(text: str, rows: Sequence[Row], sheets: Mapping[str, Sheet]) -> None:
    """Drop the cells of tables without borders whose figures may be another label's.

    `rows` are the document's observed rows, `sheets` the tables as read from them.
    """
    if all(row.bordered or not row.standing for row in rows):
        return
    for table in _TABLES:
        sheet = sheets.get(table)
        if sheet is not None and sheet.cells:
            form = table_form(sheet.edition, table, sheet.variant)
            found = _Table(text, rows, form, sheet)
            found.drop()
            found.drop_changes_elsewhere()


@cache
def _heads(table: str) -> frozenset[str]:
    return frozenset(head_words(table))


class _Table:
    """One table as read, and the rows it stands in."""

    def __init__(self, text: str, rows: Sequence[Row], form: TableForm, sheet: Sheet) -> None:
        self._text = text
        self._rows = rows
        self._form = form
        self._sheet = sheet
        self._key = (form.edition, form.table.id, form.variant)
        self._columns = {plain(name) for c in form.columns.values() for name in c.labels}
        self._widths = [len(form.columns_of(row)) for row in form.rows]
        self._widest = max(self._widths)
        self._starts = [row.span.start for row in rows]
        self._read = self._rows_read()
        self._rows_taken = {split_key(key)[1] for keys in self._read.values() for key in keys}

    def drop(self) -> None:
        """Drop what stands between the first and the last sign of displaced figures."""
        if not self._read:
            return
        places = self._places()
        surplus = [at for at in places if self._is_surplus(at)]
        if not surplus:
            return
        missing = [at for at in places if self._lacks_figures(at)]
        if self._ends_with_a_label(places[-1]):
            missing.append(places[-1])
        if not missing:
            return
        signs = [*surplus, *missing]
        zone = range(min(signs), max(signs) + 1)
        for at in zone:
            for key in self._read.get(at, ()):
                del self._sheet.cells[key]
        spans = {self._rows[at].span for at in zone if not self._rows[at].bordered}
        self._sheet.extra_rows[:] = [r for r in self._sheet.extra_rows if r.span not in spans]

    def drop_changes_elsewhere(self) -> None:
        """Drop the rows in which a figure with a sign, a change, stands in another column.

        Figures side by side that stand a little askew come out of a page in another order.
        """
        kinds = {column.id: column.kind for column in self._form.columns.values()}
        if "signed" not in kinds.values():
            return
        for keys in self._read.values():
            cells = {key: self._sheet.cells[key] for key in keys if key in self._sheet.cells}
            signed = {
                kinds[k.rpartition(".")[2]] for k, c in cells.items() if c.raw.startswith(_SIGNS)
            }
            if "count" in signed and "signed" not in signed:
                for key in cells:
                    del self._sheet.cells[key]

    def _rows_read(self) -> dict[int, list[str]]:
        """Return the rows without borders that cells were read from, with the cells' keys."""
        found: dict[int, list[str]] = {}
        for key, cell in self._sheet.cells.items():
            at = bisect_left(self._starts, cell.span.start + 1) - 1
            if at >= 0 and not self._rows[at].bordered:
                found.setdefault(at, []).append(key)
        return found

    def _places(self) -> list[int]:
        """Return the rows without borders from the table's heads to its last figures."""
        region = self._sheet.region()
        first, last = min(self._read), max(self._read)
        if region is not None:
            first = min(first, bisect_left(self._starts, region.start))
            last = max(last, bisect_left(self._starts, region.end) - 1)
        if first and self._stands_under_heads(first - 1, self._rows[first].block):
            first -= 1
        rows = self._rows
        return [at for at in range(first, last + 1) if rows[at].standing and not rows[at].bordered]

    def _stands_under_heads(self, at: int, block: int) -> bool:
        """Return whether the figures above a table's first row stand under its heads."""
        row = self._rows[at]
        if row.bordered or not row.standing or row.block != block:
            return False
        words = "".join([cell.plain for cell in row.labels])
        return any(head in words for head in _heads(self._form.table.id) if len(head) >= _A_HEAD)

    def _own(self, at: int) -> int | None:
        """Return the form row whose label stands next to a row's figures."""
        row = self._rows[at]
        if not row.labels or self._is_head(row.last_label):
            return None
        found = [*candidates(*self._key, row.last_label), *candidates(*self._key, row.label_text)]
        best = max(found, key=lambda pair: pair[1], default=(0, 0.0))
        return best[0] if best[1] >= CHAIN else None

    def _is_head(self, words: str) -> bool:
        heads = _heads(self._form.table.id)
        return len(words) >= _A_HEAD and any(
            words.startswith(head) or words.endswith(head) for head in heads if len(head) >= _A_HEAD
        )

    def _is_surplus(self, at: int) -> bool:
        """Return whether a row has figures without a label, or more than a label has."""
        count = len(self._rows[at].standing)
        if count > self._widest:
            return True
        # The last head may be like a row's label, but no row stands right behind a head.
        if [cell.plain in self._columns for cell in self._rows[at].labels[-2:]] == [True, True]:
            return True
        named = at in self._read and self._sheet.cells[self._read[at][0]].how != "position"
        if named and count <= len(self._read[at]):
            return False
        own = self._own(at)
        if own is None or count > self._widths[own]:
            return True
        # A label that two rows' figures stand beside belongs to one of them.
        return at not in self._read and self._form.rows[own].id in self._rows_taken

    def _lacks_figures(self, at: int) -> bool:
        """Return whether a label without figures stands above a row, or its own lacks some."""
        row, own = self._rows[at], self._own(at)
        if any(self._lone(words, own) for words in _pieces(row)):
            return True
        return own is not None and len(row.standing) < self._widths[own] and at not in self._read

    def _lone(self, words: str, own: int | None) -> bool:
        # A group of one variant is a row of another, but a column's name tells no row.
        if words in self._columns:
            return False
        found = [at for at, likeness in candidates(*self._key, words) if likeness >= SURE]
        return bool(found) and own not in found

    def _ends_with_a_label(self, last: int) -> bool:
        """Return whether a label of the form follows the table's last figures, none behind it."""
        end = self._rows[last].area[-1].span.end
        words = plain(self._text[end : end + _BEHIND])
        return any(
            words.startswith(label)
            for row in row_labels(*self._key)
            for label in (*row.numbered, *row.bare)
            if len(label) >= _SHORTEST or label == words
        )


def _pieces(row: Row) -> list[str]:
    """Return the labels above a row's own, those broken in two lines whole as well."""
    words = [cell.plain for cell in row.labels]
    return [*words[:-1], *[a + b for a, b in pairwise(words[:-1])]]

"""Table two: what was disclosed. Rows of one to three numbers under heads of their own.

Its two editions share row labels but not columns. The body is read by the edition its
rows fit; heads of the other edition above it are noted, not obeyed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from extractor.tables.align import CHAIN, SURE, Alignment, align
from extractor.tables.cells import Cell
from extractor.tables.heads import Heads, heads_of, heads_run_together
from extractor.tables.labels import (
    candidates,
    closest,
    head_words,
    plain,
    row_labels,
    telling_heads,
)
from extractor.tables.order import order_of_one_level, text_above
from extractor.tables.rows import Row, holds_several
from extractor.tables.sheet import Sheet, blank_cell, doubtful, read_cell, read_ways
from extractor.tables.split import Budget, OverBudgetError, glue_of, is_forced, parts_of
from extractor.tables.twice import Copies, copies_of, differing
from extractor.tables.windows import fit, learn_windows
from report.document import Span
from report.form import Column, TableForm, table_forms
from report.form import Row as FormRow
from report.number import header_factor
from report.record import CellReading, ExtraRow, How

TABLE = "disclosure"
_LEAST_ROWS = 2
_MOST_WAYS = 200
# A block of table two has no more rows than this under one row of heads.
_BLOCK = 3
# A head's unit stands within this many characters before the numbers.
_HEAD_REACH = 300
# Drawn tables fill a head up with blanks; no more text than this is looked at.
_WIDEST_HEAD = 6000
_DRAWING = re.compile(r"[\s|│┃─━═┼├┤┌┐└┘┬┴=+\-]+")
_HEAD_BONUS = 0.25
_A_PARENT = 0.85
# A row of which figures stand in the columns fits a row of the form at least so well.
_A_FIGURE = 0.9
_WORD = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Head:
    """The edition a table's printed head belongs to, and where it stands."""

    edition: str
    span: Span


class _Fitting:
    """What stands in the columns of each row, for one, two or three columns."""

    def __init__(self, rows: Sequence[Row], form: TableForm, glued: bool, together: bool) -> None:
        self.glued = glued
        self.rows = rows
        self.form = form
        self.widths = [len(form.columns_of(row)) for row in form.rows]
        # A row of three columns with a blank looks like a full row of two, so only the
        # widest rows teach where numbers begin; narrower ones begin there, too.
        self._windows = learn_windows(rows, max(self.widths))
        self._together = together
        self._heads: dict[tuple[str, ...], dict[int, Heads | None]] = {}
        self._under: dict[int, bool] = {}

    def is_sub_row(self, row: Row) -> bool:
        """Return whether a row stands under a row of the form, with a label of its own."""
        known = self._under.get(id(row))
        if known is None:
            known = self._under[id(row)] = self._stands_under(row)
        return known

    def _stands_under(self, row: Row) -> bool:
        # Letters among digits are a damaged number, no label.
        if len(row.labels) < 2 or not row.numbers or len(_WORD.findall(row.last_label)) < 2:
            return False
        if row.last_label in head_words(TABLE):
            return False  # Text printed block by block has a head between a label and its figure.
        key = (self.form.edition, TABLE, self.form.variant)
        if any(likeness >= CHAIN for _, likeness in candidates(*key, row.last_label)):
            return False
        # A label that goes on in the next line is still one label.
        whole = row.labels[-2].plain + row.last_label
        if any(likeness >= SURE for _, likeness in candidates(*key, whole)):
            return False
        return self.parent_of(row) is not None

    def parent_of(self, row: Row) -> int | None:
        """Return the form row whose own label, damaged or not, stands before the row's last."""
        parent = row.labels[-2].plain
        for at, labels in enumerate(
            row_labels(self.form.edition, TABLE, self.form.variant),
        ):
            if closest(parent, labels.bare) >= _A_PARENT:
                return at
        return None

    def cells(self, row: Row, form_row: int) -> list[Cell] | None:
        """Return the row's cells in the columns of a form row."""
        width = self.widths[form_row]
        if row.bordered and len(row.standing) < width and (self._together or holds_several(row)):
            return None
        cells = fit(row, width, self._windows)
        if cells is None and width > 1 and row.bordered:
            heads = self._heads_over(form_row).get(id(row))
            cells = heads.cells(row) if heads is not None and heads.in_order else None
        return cells

    def by_heads(self, row: Row, form_row: int) -> bool:
        """Return whether a row stands under heads in the form's order."""
        heads = self._heads_over(form_row).get(id(row)) if row.bordered else None
        return heads is not None and heads.in_order

    def _heads_over(self, form_row: int) -> dict[int, Heads | None]:
        """Return the heads of a form row's columns over each observed row."""
        columns = self.form.columns_of(self.form.rows[form_row])
        key = tuple(column.id for column in columns)
        if key not in self._heads:
            found = heads_of(self.rows, columns)
            self._heads[key] = dict(zip(map(id, self.rows), found, strict=True))
        return self._heads[key]

    def weight(self, row: Row, form_row: int) -> float:
        """Return how well the row's numbers fit a form row."""
        if self.is_sub_row(row):
            return 0.0
        cells = self.cells(row, form_row)
        if cells is not None:
            standing = sum(cell.stands for cell in cells)
            return 1.0 if standing == len(cells) else 0.9 if standing else 0.7
        if self.glued and row.is_run and (glue := glue_of(row.standing)) is not None:
            return 1.0 if len(glue.digits) >= self.widths[form_row] else 0.3
        return 0.3 if row.standing else 0.0


def _heads(rows: Sequence[Row], found: Alignment) -> list[tuple[str, str, Cell]]:
    """Return (label, edition, cell) of the heads around a table that tell its edition."""
    first, last = min(found.rows.values()), max(found.rows.values())
    heads = []
    for row in rows[max(0, first - 6) : last + 1]:
        cells = [*row.before[-8:], *row.labels]
        text = "".join([cell.plain for cell in cells])
        for label, edition in telling_heads(TABLE):
            if label in text:
                place = next((c for c in cells if label in c.plain), cells[0])
                heads.append((label, edition, place))
    return heads


def _head(heads: Sequence[tuple[str, str, Cell]], first_columns: frozenset[str]) -> Head | None:
    """Return the head of the table's first block, or of any when that one is lost."""
    chosen = [head for head in heads if head[0] in first_columns] or list(heads)
    if not chosen:
        return None
    edition = Counter(head[1] for head in chosen).most_common(1)[0][0]
    spans = [head[2].span for head in chosen if head[1] == edition]
    return Head(edition, min(spans))


def _first_columns() -> frozenset[str]:
    labels: set[str] = set()
    for form in table_forms(TABLE):
        for column in form.columns_of(form.rows[0]):
            labels.update(plain(label) for label in column.labels)
    return frozenset(labels)


def read_disclosure(
    text: str, rows: Sequence[Row], glued: bool
) -> tuple[Sheet, Head | None] | None:
    """Return the reading of table two and its head, or None when there is none.

    `glued` says whether digits may be separated.
    """
    best: tuple[float, _Fitting, Alignment, list[tuple[str, str, Cell]]] | None = None
    together = heads_run_together(rows)
    for form in table_forms(TABLE):
        fitting = _Fitting(rows, form, glued, together)
        found = align(rows, form, fitting.weight, lambda row: bool(row.standing))
        if len(found.rows) < _LEAST_ROWS:
            continue
        heads = _heads(rows, found)
        own = {label for label, edition, _ in heads if edition == form.edition}
        score = found.score + _HEAD_BONUS * len(own)
        if best is None or score > best[0]:
            best = (score, fitting, found, heads)
    if best is None:
        return None
    _, fitting, found, heads = best
    sheet = Sheet(fitting.form.edition, fitting.form.variant)
    _Reader(text, fitting, found, sheet).read()
    return sheet, _head(heads, _first_columns())


class _Reader:
    """Writes the aligned rows of table two into a sheet."""

    def __init__(self, text: str, fitting: _Fitting, found: Alignment, sheet: Sheet) -> None:
        self._text = text
        self._fitting = fitting
        self._found = found
        self._sheet = sheet
        self._orders: dict[tuple[str, tuple[str, ...]], tuple[int, ...]] = {}

    def read(self) -> None:
        """Read every row, then the rows the form does not have."""
        rows, form = self._fitting.rows, self._fitting.form
        again = copies_of(rows, self._found.rows, form, self._has_figures)
        copies = Copies(form, self._sheet)
        for form_row, at in self._found.rows.items():
            printed = again.get(form_row, [at])
            self._sheet.spans.extend(rows[place].span for place in printed)
            places = [at for at in printed if not self._is_under_another_head(form_row, at)]
            read = [self._row(form_row, place) for place in places]
            if differing(read):
                copies.add(form.rows[form_row].id, read, [rows[place] for place in places])
            elif read:
                self._sheet.cells.update(read[0])
        copies.settle()
        self._extra_rows({place for places in again.values() for place in places})

    def _has_figures(self, at: int, form_row: int) -> bool:
        return self._fitting.weight(self._fitting.rows[at], form_row) >= _A_FIGURE

    def _is_under_another_head(self, form_row: int, at: int) -> bool:
        """Return whether a row's one number stands under a head of another edition alone.

        Text taken out of a page column by column leaves the first of three numbers.
        """
        form, rows = self._fitting.form, self._fitting.rows
        columns = form.columns_of(form.rows[form_row])
        if len(columns) > 1:
            return False
        own = tuple(plain(label) for label in columns[0].labels)
        for above in reversed(rows[max(0, at - _BLOCK) : at + 1]):
            words = "".join([cell.plain for cell in (*above.before, *above.labels)])
            if any(label in words for label in own):
                return False
            if any(
                label in words for label, edition in telling_heads(TABLE) if edition != form.edition
            ):
                return True
        return False

    def _columns(self, row: FormRow) -> tuple[tuple[str, Column], ...]:
        return self._fitting.form.cells_of(row)

    def _factor(self, at: int, column: Column) -> int | None:
        """Return the unit a money column's head names, from the words before the numbers."""
        if column.kind != "money":
            return None
        row = self._fitting.rows[at]
        stop = row.area[0].span.start
        start = max(0, stop - _WIDEST_HEAD)
        for earlier in reversed(self._fitting.rows[max(0, at - 8) : at]):
            if earlier.numbers:
                start = max(start, earlier.span.end)
                break
        return header_factor(_DRAWING.sub("", self._text[start:stop])[-_HEAD_REACH:])

    def _row(self, form_row: int, at: int) -> dict[str, CellReading]:
        """Return what stands in the cells of a row, without those that nobody can read for sure."""
        row = self._fitting.rows[at]
        columns = self._columns(self._fitting.form.rows[form_row])
        label = row.labels[-1].raw[-60:] if row.labels else ""
        factors = [self._factor(at, column) for _, column in columns]
        cells = self._fitting.cells(row, form_row)
        headless = False
        if not self._fitting.by_heads(row, form_row):
            told = self._order(form_row, at)
            headless = told is None and len(columns) > 1
            order = told or tuple(range(len(columns)))
            columns = tuple(columns[place] for place in order)
            factors = [factors[place] for place in order]
        if cells is None:
            return self._glued(row, columns, label, factors)
        placed = headless or form_row in self._found.by_order or not label
        how: How = "position" if placed else "cell"
        unsure = doubtful(cells, label)
        return {
            key: read_cell(cells[place], column, how, label, factors[place])
            for place, (key, column) in enumerate(columns)
            if place not in unsure
        }

    def _order(self, form_row: int, at: int) -> tuple[int, ...] | None:
        """Return the printed order of a row's columns, None where no heads of its block tell it."""
        form = self._fitting.form
        columns = form.columns_of(form.rows[form_row])
        if len(columns) == 1:
            return (0,)
        block = (form.rows[form_row].group, tuple(column.id for column in columns))
        told = order_of_one_level(text_above(self._text, self._fitting.rows, at), columns)
        if told is not None:
            self._orders[block] = told
        return self._orders.get(block)

    def _glued(
        self,
        row: Row,
        columns: Sequence[tuple[str, Column]],
        label: str,
        factors: list[int | None],
    ) -> dict[str, CellReading]:
        """Read digits run together: no sum helps here, so only a forced split is read."""
        glue = glue_of(row.standing) if self._fitting.glued and row.is_run else None
        if glue is None:
            return {}
        ways = []
        try:
            for way in parts_of(glue, len(columns), 0, Budget()):
                if way[-1].end == len(glue.digits):
                    ways.append(way)
                if len(ways) > _MOST_WAYS:
                    return {}
        except OverBudgetError:
            return {}
        if ways and (len(ways) == 1) == is_forced(glue, len(columns)):
            return read_ways(self._text, glue, ways, columns, label, factors)
        return {}

    def _extra_rows(self, copies: Collection[int]) -> None:
        taken = {at: form_row for form_row, at in self._found.rows.items()}
        rows, form = self._fitting.rows, self._fitting.form
        first, last = min(taken), max(taken)
        parent, group = "", ""
        for at in range(first, last + 1):
            row = rows[at]
            if at in taken:
                form_row = form.rows[taken[at]]
                parent = ""
                group = next((g.label for g in form.groups if g.id == form_row.group), "")
                continue
            if not row.labels or not row.numbers or at in copies:
                continue
            if self._fitting.is_sub_row(row):
                parent = self._parent(row)
            values = tuple(cell.raw for cell in row.standing)
            label = row.labels[-1].raw
            self._sheet.extra_rows.append(ExtraRow(TABLE, parent or group, label, values, row.span))

    def _parent(self, row: Row) -> str:
        """Return the parent's label; its own cells, if not read elsewhere, are blank."""
        at = self._fitting.parent_of(row)
        if at is not None and at not in self._found.rows:
            label = row.labels[-2]
            for key, _ in self._columns(self._fitting.form.rows[at]):
                self._sheet.cells.setdefault(key, blank_cell(label.span.end, label.raw))
        return row.labels[-2].raw

"""Table three: what became of requests. Rows of seven numbers, one kind for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.tables.align import Alignment, align, near_rows, trace
from extractor.tables.cells import Cell
from extractor.tables.doubled import Doubled, shows_more_columns, without_doubled
from extractor.tables.heads import heads_of, heads_run_together, out_of_order
from extractor.tables.labels import candidates, dispute_head_count, plain
from extractor.tables.order import Order, order_of_applicants, text_above
from extractor.tables.rows import Row, figures_apart, holds_several
from extractor.tables.sheet import Sheet, doubtful, read_cell, read_ways
from extractor.tables.split import (
    Budget,
    Equation,
    Glue,
    OverBudgetError,
    Split,
    glue_of,
    is_forced,
    settle,
    splits,
)
from extractor.tables.twice import Copies, copies_of, differing
from extractor.tables.windows import fit, learn_windows, page_number_aside
from report.edits import edits_of
from report.form import Column, TableForm, table_form, table_forms
from report.number import parse_cell
from report.record import CellReading, ExtraRow, How

TABLE = "requests"
_LEAST_ROWS = 5
# So many rows show that cells hold the figures of several columns.
_PROVED = 3
# Heads repeated on a new page may stand between the halves of a cut label.
_CUT_REACH = 6


@dataclass(frozen=True, slots=True)
class _Fitting:
    """The rows of a stream with what stands in seven columns of them."""

    rows: Sequence[Row]
    cells: Sequence[list[Cell] | None]
    glues: Sequence[Glue | None]
    weights: Sequence[float]
    by_heads: frozenset[int]  # Rows whose cells stand in the form's order by their heads.
    parted: bool = False  # Several columns stand in one cell; sums told their figures apart.


def _fitting(rows: Sequence[Row], form: TableForm, glued: bool) -> _Fitting:
    width = len(form.columns)
    parted = _several_in_one(rows, width)
    cells, by_heads = (_parted(rows, width), frozenset()) if parted else _fitted(rows, form)
    glues = [
        glue_of(row.standing) if glued and fitted is None and row.is_run else None
        for row, fitted in zip(rows, cells, strict=True)
    ]
    return _Fitting(
        rows,
        cells,
        glues,
        [_weight(*triple, width) for triple in zip(rows, cells, glues, strict=True)],
        by_heads,
        parted,
    )


def _several_in_one(rows: Sequence[Row], width: int) -> bool:
    """Return whether cells hold the figures of several columns, in row after row."""
    if heads_run_together(rows):
        return True
    apart = (figures_apart(row) for row in rows if row.bordered and holds_several(row))
    return sum(len(cells) == width and _adds_up(cells) for cells in apart) >= _PROVED


def _parted(rows: Sequence[Row], width: int) -> list[list[Cell] | None]:
    """Return the rows with as many figures as columns; no blank can be placed."""
    windows = learn_windows((), width)
    fitted: list[list[Cell] | None] = []
    for row in rows:
        cells = figures_apart(row) if row.bordered else fit(row, width, windows)
        full = cells is not None and len(cells) == width and all(cell.stands for cell in cells)
        sound = full and (not holds_several(row) or _adds_up(cells or ()))
        fitted.append(cells if sound else None)
    return fitted


def _fitted(rows: Sequence[Row], form: TableForm) -> tuple[list[list[Cell] | None], frozenset[int]]:
    """Return what stands in the columns of each row, and the rows that heads stand over."""
    width = len(form.columns)
    windows = learn_windows(rows, width)
    heads = heads_of(rows, form.columns.values())
    turned = out_of_order(rows, heads)
    fitted, by_heads = [], set()
    for at, (row, head) in enumerate(zip(rows, heads, strict=True)):
        if head is not None:
            by_heads.add(at)
        cells = None if head in turned else fit(row, width, windows)
        if cells is None and head is not None and (head.in_order or head in turned):
            cells = head.cells(row)
        fitted.append(cells)
    return fitted, frozenset(by_heads)


def _weight(row: Row, cells: list[Cell] | None, glue: Glue | None, width: int) -> float:
    if dispute_head_count(row.label_text) >= 3:
        return 0.0
    if cells is not None:
        return 1.0 if any(cell.stands for cell in cells) else 0.7
    if glue is not None:
        return 1.0 if len(glue.digits) >= width else 0.3
    if row.bordered or len(row.standing) > 2:
        return 0.4 if row.standing else 0.0
    return 0.25 if row.standing else 0.0


def _mostly_bordered(found: Alignment, rows: Sequence[Row]) -> bool:
    bordered = sum(rows[at].bordered for at in found.rows.values())
    return 2 * bordered > len(found.rows)


def _align(fitting: _Fitting, form: TableForm) -> Alignment:
    weights = dict(zip(map(id, fitting.rows), fitting.weights, strict=True))

    def fits(row: Row, _form_row: int) -> float:
        return weights[id(row)]

    def is_filler(row: Row) -> bool:
        return weights[id(row)] >= 1.0

    near = near_rows(fitting.rows, form)
    found = align(fitting.rows, form, fits, is_filler, near)
    if not _mostly_bordered(found, fitting.rows):
        return found
    # Where rows have borders, a loose number below loose labels is no row.
    loose = [row for row in fitting.rows if not row.bordered and 0.0 < weights[id(row)] < 1.0]
    if not loose:
        return found
    weights.update(dict.fromkeys(map(id, loose), 0.0))
    return align(fitting.rows, form, fits, is_filler, near)


def variants_of(year_edition: str) -> tuple[tuple[str, str], ...]:
    """Return the ways table three may be printed, likeliest first.

    `year_edition` is taken where both editions print the same rows.
    """
    one_row = ("2019", "standard") if year_edition == "2019" else ("2021", "one_other_row")
    return (one_row, ("2021", "three_other_rows"))


def read_requests(text: str, rows: Sequence[Row], edition_hint: str, glued: bool) -> Sheet | None:
    """Return the reading of table three, or None when the document has none.

    `glued` says whether digits may be separated.
    """
    best: tuple[float, Sheet, TableForm, Alignment] | None = None
    fitting: _Fitting | None = None
    doubled = without_doubled(text, rows, table_forms(TABLE)[-1])
    rows = rows if doubled is None else doubled.rows
    glued = glued and not shows_more_columns(rows, len(table_forms(TABLE)[-1].columns))
    for edition, variant in variants_of(edition_hint):
        form = table_form(edition, TABLE, variant)
        if fitting is None:
            fitting = _fitting(rows, form, glued)
        found = _align(fitting, form)
        if best is None or found.score > best[0]:
            best = (found.score, Sheet(edition, variant), form, found)
    if best is None or fitting is None or len(best[3].rows) < _LEAST_ROWS:
        return None
    _, sheet, form, found = best
    _Reader(text, fitting, form, found, sheet, doubled).read()
    return sheet


class _Reader:
    """Writes the aligned rows of table three into a sheet."""

    def __init__(
        self,
        text: str,
        fitting: _Fitting,
        form: TableForm,
        found: Alignment,
        sheet: Sheet,
        doubled: Doubled | None,
    ) -> None:
        self._text = text
        self._doubled = doubled
        self._fitting = fitting
        self._form = form
        self._found = found
        self._sheet = sheet
        self._glued: dict[int, tuple[Glue, list[Split]]] = {}
        self._uncut = 0  # Glued rows that cannot be cut into these columns at all.
        self._forced: set[int] = set()  # Glued rows that can be cut in one way only.
        self._read_at: dict[int, int] = {}
        self._copies = Copies(form, sheet)
        self._order = self._printed_order()

    def _printed_order(self) -> Order | None:
        """Return the order of the columns of rows that stand under no heads of their own."""
        fitting, taken = self._fitting, sorted(self._found.rows.values())
        free = [fitting.cells[at] for at in taken if at not in fitting.by_heads]
        words = text_above(self._text, fitting.rows, taken[0])
        words = words if self._doubled is None else self._doubled.own_heads(words, self._form)
        return order_of_applicants(words, self._form, [cells for cells in free if cells])

    def _columns(self, form_row: int, at: int) -> tuple[tuple[str, Column], ...] | None:
        """Return key and column of a row's cells as printed, None where that is not told."""
        columns = self._form.cells_of(self._form.rows[form_row])
        if at in self._fitting.by_heads:
            return columns
        return self._order.arrange(columns) if self._order is not None else None

    def read(self) -> None:
        """Read rows with borders first, then what their sums settle."""
        copies = copies_of(
            self._fitting.rows,
            self._found.rows,
            self._form,
            lambda at, _: self._fitting.weights[at] >= 1.0,
        )
        for form_row, at in self._found.rows.items():
            self._sheet.spans.append(self._fitting.rows[at].span)
            if (more := self._fitting.rows[at].more) is not None:
                self._sheet.spans.append(more)
            cells, glue = self._fitting.cells[at], self._fitting.glues[at]
            if self._is_two_rows(form_row, at):
                continue
            if self._is_orphan(form_row, at):
                self._first_half(form_row, at)
                continue
            if form_row in copies and self._holds_back(form_row, copies[form_row]):
                continue
            if cells is not None:
                self._write(form_row, at, cells)
                if self._fitting.parted and holds_several(self._fitting.rows[at]):
                    self._sheet.used_edits.append(f"REQ03.{self._form.rows[form_row].id}")
            elif glue is not None:
                self._collect(form_row, glue)
            else:
                self._without_page_number(form_row, at)
        self._write_copies()
        self._write_glued()
        self._extra_rows()

    def _holds_back(self, form_row: int, places: Sequence[int]) -> bool:
        """Return whether a row is printed again with other figures, and keep it for later."""
        rows = [self._fitting.rows[at] for at in places]
        self._sheet.spans.extend(row.span for row in rows)
        fitted = [self._fitting.cells[at] for at in places]
        copies = [
            {} if cells is None else self._cells_of(form_row, at, cells)
            for at, cells in zip(places, fitted, strict=True)
        ]
        if all(copies):
            apart = bool(differing(copies))
        else:
            # Figures that run together can only be compared as they are printed.
            apart = len({"".join([cell.plain for cell in row.standing]) for row in rows}) > 1
        if apart:
            self._copies.add(self._form.rows[form_row].id, copies, rows)
        return apart

    def _write_copies(self) -> None:
        """Write the rows that are printed more than once, and take what they settle as known."""
        form_rows = {row.id: at for at, row in enumerate(self._form.rows)}
        for row in self._copies.settle():
            self._take_as_read(form_rows[row], self._found.rows[form_rows[row]])

    def _is_two_rows(self, form_row: int, at: int) -> bool:
        """Return whether another row's label, whose numbers are nowhere, stands above.

        Text taken out of a page column by column swaps labels and numbers.
        """
        row = self._fitting.rows[at]
        if row.bordered:
            return False
        form = self._form
        for label in row.labels[-4:-1]:
            for other, likeness in candidates(form.edition, TABLE, form.variant, label.plain):
                if likeness >= 0.95 and other != form_row and other not in self._found.rows:
                    return True
        return False

    def _is_orphan(self, form_row: int, at: int) -> bool:
        """Return whether a blank row is only a piece of the label of a row above.

        A label cut at a page's end leaves its second half, without the ordinal number, on
        a row of its own; the numbers stand with the first half.
        """
        row = self._fitting.rows[at]
        number = plain(self._form.rows[form_row].number)
        if row.standing or not row.labels or number in row.last_label:
            return False
        return bool(self._free_above(at))

    def _free_above(self, at: int) -> list[int]:
        """Return the rows with numbers shortly above one that are no row of the form yet."""
        taken = set(self._found.rows.values())
        rows = self._fitting.rows
        return [i for i in range(max(0, at - _CUT_REACH), at) if rows[i].numbers and i not in taken]

    def _first_half(self, form_row: int, at: int) -> None:
        """Read the numbers beside the first half of a cut label, if its number is the row's."""
        free = self._free_above(at)
        cells = self._fitting.cells[free[0]] if len(free) == 1 else None
        row = self._form.rows[form_row]
        if cells is None or not row.number:
            return
        if trace(self._fitting.rows[free[0]], row.number, row.labels) >= 1.0:
            self._sheet.spans.append(self._fitting.rows[free[0]].span)
            self._write(form_row, free[0], cells)

    def _write(self, form_row: int, at: int, cells: Sequence[Cell]) -> None:
        read = self._cells_of(form_row, at, cells)
        self._sheet.cells.update(read)
        if read:
            self._take_as_read(form_row, at)

    def _cells_of(self, form_row: int, at: int, cells: Sequence[Cell]) -> dict[str, CellReading]:
        """Return what stands in a row's cells, without those that nobody can read for sure."""
        row = self._fitting.rows[at]
        columns = self._columns(form_row, at)
        if columns is None:
            return {}
        label = row.labels[-1].raw if row.labels else ""
        how: How = "position" if form_row in self._found.by_order or not label else "cell"
        unsure = doubtful(cells, label)
        return {
            key: read_cell(cell, column, how, label)
            for place, ((key, column), cell) in enumerate(zip(columns, cells, strict=True))
            if place not in unsure
        }

    def _take_as_read(self, form_row: int, at: int) -> None:
        """Note that a row is read, and whether nothing but its sum told what its columns are."""
        self._read_at[form_row] = at
        by_sums = self._order is not None and self._order.by_sums
        if self._doubled is not None and not self._doubled.by_heads:
            by_sums = True
        if by_sums and at not in self._fitting.by_heads:
            self._sheet.used_edits.append(f"REQ03.{self._form.rows[form_row].id}")

    def _counts(self, form_row: int, at: int) -> tuple[int | None, ...]:
        """Return the whole numbers of a row that was read, as printed."""
        read = [self._sheet.cells.get(key) for key, _ in self._columns(form_row, at) or ()]
        values = [cell.value if cell is not None else None for cell in read]
        return tuple([value if isinstance(value, int) else None for value in values])

    def _without_page_number(self, form_row: int, at: int) -> None:
        if self._order is None or not self._order.total_last:
            return
        ways = page_number_aside(self._fitting.rows[at], len(self._form.columns))
        summing = [cells for cells in ways or () if _adds_up(cells)]
        if len(summing) == 1:
            self._write(form_row, at, summing[0])
            self._sheet.used_edits.append(f"REQ03.{self._form.rows[form_row].id}")

    def _collect(self, form_row: int, glue: Glue) -> None:
        if self._order is None or not self._order.total_last:
            return  # Digits are told apart by a total that stands behind them.
        try:
            ways = splits(glue, len(self._form.columns), True, Budget())
        except OverBudgetError:
            return
        self._uncut += not ways
        if ways:
            self._glued[form_row] = (glue, ways)
            if is_forced(glue, len(self._form.columns)):
                self._forced.add(form_row)

    def _write_glued(self) -> None:
        if not self._glued or self._are_other_columns():
            return
        chosen = self._settled()
        for form_row, (glue, ways) in self._glued.items():
            left = [ways[choice] for choice in chosen.get(form_row, range(len(ways)))]
            if not left:
                continue
            at = self._found.rows[form_row]
            columns = self._columns(form_row, at) or ()
            labels = self._fitting.rows[at].labels
            label = _own_label(labels[-1].raw) if labels else ""
            self._sheet.cells.update(read_ways(self._text, glue, left, columns, label))
            if form_row not in self._forced:
                self._sheet.used_edits.append(f"REQ03.{self._form.rows[form_row].id}")

    def _are_other_columns(self) -> bool:
        """Return whether so many rows cannot be cut that the table has other columns."""
        return self._uncut >= _PROVED and self._uncut * _PROVED >= len(self._glued)

    def _settled(self) -> dict[int, list[int]]:
        """Return which ways of each ambiguous row the columns and the flow leave."""
        values = {
            form_row: [tuple(part.value for part in way) for way in ways]
            for form_row, (_, ways) in self._glued.items()
        }
        width = len(self._form.columns)
        known = {row: self._counts(row, at) for row, at in self._read_at.items()}
        known.update({row: values[row][0] for row in self._forced})
        choices = {row: ways for row, ways in values.items() if row not in self._forced}
        try:
            found = settle(choices, known, self._equations(), width, Budget())
        except OverBudgetError:
            return {}
        if not found:
            # Some row is not what its own sum makes of it, so only what needs no sum stands.
            self._drop_unproved()
            return {}
        left = {row: sorted({solution[row] for solution in found}) for row in choices}
        if any(len(left[row]) < len(choices[row]) for row in choices):
            self._use_columns(choices)
        return left

    def _drop_unproved(self) -> None:
        """Open every row whose digits only its own sum separates."""
        width = len(self._form.columns)
        for form_row, (glue, ways) in self._glued.items():
            if len(ways) == 1 and form_row not in self._forced:
                try:
                    free = splits(glue, width, False, Budget())
                except OverBudgetError:
                    free = []
                self._glued[form_row] = (glue, free)

    def _use_columns(self, choices: dict[int, list[tuple[int, ...]]]) -> None:
        """Note the column edits of every column in which an open row could differ."""
        columns = list(self._form.columns)
        columns = list(self._order.arrange(columns)) if self._order is not None else columns
        for place, column in enumerate(columns):
            if any(len({way[place] for way in ways}) > 1 for ways in choices.values()):
                for edit in edits_of(self._form.edition, TABLE, self._form.variant):
                    if edit.for_each == "column" and edit.place == column:
                        self._sheet.used_edits.append(edit.id)

    def _equations(self) -> list[Equation]:
        """Return the edits over columns, as signs of form rows."""
        places = {row.id: at for at, row in enumerate(self._form.rows)}
        column = next(iter(self._form.columns))
        found = []
        for edit in edits_of(self._form.edition, TABLE, self._form.variant):
            if edit.for_each == "column" and edit.place == column and edit.relation == "=":
                signs = {
                    places[key.removeprefix(f"{TABLE}.").removesuffix(f".{column}")]: sign
                    for key, sign in edit.terms.items()
                }
                found.append(Equation(edit.id, signs))
        return found

    def _extra_rows(self) -> None:
        taken = sorted(self._found.rows.values())
        used = set(taken)
        for at in range(taken[0], taken[-1]):
            row = self._fitting.rows[at]
            if at in used or not row.numbers or not row.labels or not row.bordered:
                continue
            if candidates(self._form.edition, TABLE, self._form.variant, row.last_label):
                continue
            values = tuple(cell.raw for cell in row.standing)
            self._sheet.extra_rows.append(ExtraRow(TABLE, "", row.labels[-1].raw, values, row.span))


def _own_label(raw: str) -> str:
    """Return the last words of a label that other words are glued to."""
    return raw[-60:]


def _adds_up(cells: Sequence[Cell]) -> bool:
    if any(cell.kind != "number" for cell in cells):
        return False
    values = [parse_cell(cell.raw).value for cell in cells]
    if any(not isinstance(value, int) for value in values):
        return False
    return sum(value for value in values[:-1] if value is not None) == values[-1]

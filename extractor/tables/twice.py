"""Rows printed more than once: copies that agree are one row, others the sums tell apart.

A row that somebody pasted in again, or mended and left standing, has two sets of figures.
Neither is right because of where it stands. The one that is marked as the year's own is read,
or the one with which alone the sums hold; where neither tells, the figures that differ stay
open. What was not read is kept with the rows that the form does not have, so that a person can
be told of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice, product

from extractor.tables.align import named
from extractor.tables.rows import Row
from extractor.tables.sheet import Sheet
from report.edits import Edit, edits_of
from report.form import TableForm
from report.record import CellReading, ExtraRow, Number

Copy = Mapping[str, CellReading]
# Reports print a row or two again; more ways to choose than this are another table.
_MOST_WAYS = 64


def copies_of(
    rows: Sequence[Row],
    taken: Mapping[int, int],
    form: TableForm,
    has_figures: Callable[[int, int], bool],
) -> dict[int, list[int]]:
    """Return form row → the rows under its label, of those that are printed more than once.

    `taken` maps form rows to the rows they were read from; `has_figures` says of a row, and
    the form row it may be, whether figures stand in its columns.
    """
    used = set(taken.values())
    first, last = min(used), max(used)
    inside = [at for at in range(first, last) if at not in used and rows[at].labels]
    found: dict[int, list[int]] = {}
    for at in (
        *inside,
        *_beyond(range(last + 1, len(rows)), rows, taken, form),
        *_beyond(range(first - 1, -1, -1), rows, taken, form),
    ):
        form_row = named(rows[at], form)
        if form_row is not None and form_row in taken and has_figures(at, form_row):
            found.setdefault(form_row, [taken[form_row]]).append(at)
    return {form_row: sorted(places) for form_row, places in found.items()}


def _beyond(
    neighbours: range, rows: Sequence[Row], taken: Mapping[int, int], form: TableForm
) -> list[int]:
    """Return the rows that go on under the table's own labels beyond one of its ends."""
    found, named_there = list[int](), set[int]()
    for at in neighbours:
        form_row = named(rows[at], form) if rows[at].labels else None
        if (
            form_row is None
            or form_row not in taken
            or rows[at].block != rows[taken[form_row]].block
        ):
            break
        found.append(at)
        named_there.add(form_row)
    # From the form's first row to its last: another table, of which FRM09 tells.
    return [] if named_there >= {0, len(form.rows) - 1} else found


def differing(copies: Sequence[Copy]) -> list[str]:
    """Return the keys of the cells in which copies of a row hold different figures."""
    keys = dict.fromkeys(key for copy in copies for key in copy)
    return [key for key in keys if len({_values(copy, key) for copy in copies}) > 1]


def _values(copy: Copy, key: str) -> tuple[Number, ...]:
    """Return the number in a cell, or all that may stand there; none in a blank or unread one."""
    if key not in copy:
        return ()
    value = copy[key].value
    return copy[key].candidates if value is None else (value,)


class Copies:
    """The rows of one table that are printed more than once with different figures."""

    def __init__(self, form: TableForm, sheet: Sheet) -> None:
        self._form = form
        self._sheet = sheet
        self._rows: dict[str, Sequence[Copy]] = {}
        self._printed: dict[str, Sequence[Row]] = {}
        self._own: dict[str, int] = {}

    def add(
        self, row: str, copies: Sequence[Copy], printed: Sequence[Row], own: int | None = None
    ) -> None:
        """Take the copies of a row of the form, and how they are printed.

        `own` is the copy that is marked as the one of the year reported on.
        """
        self._rows[row], self._printed[row] = copies, printed
        if own is not None:
            self._own[row] = own

    def settle(self) -> list[str]:
        """Write down what all copies of each row say, or the sums; return the settled rows.

        All other rows have been read before.
        """
        if not self._rows:
            return []
        chosen, used = self._chosen()
        self._sheet.used_edits.extend(used)
        for row, copies in self._rows.items():
            self._keep_others(row, chosen.get(row))
            if row in self._own:
                self._sheet.cells.update(copies[self._own[row]])
            elif row in chosen:
                self._sheet.cells.update(_by_sums(copies, chosen[row]))
            else:
                self._sheet.cells.update(_left_open(copies))
        return list(chosen)

    def _keep_others(self, row: str, chosen: int | None) -> None:
        of = f"{self._form.table.id}.{row}"
        for at, printed in enumerate(self._printed[row]):
            if at != chosen:
                label = printed.labels[-1].raw if printed.labels else ""
                values = tuple(c.raw for c in printed.standing)
                table = self._form.table.id
                self._sheet.extra_rows.append(ExtraRow(table, "", label, values, printed.span, of))

    def _chosen(self) -> tuple[dict[str, int], list[str]]:
        """Return row → the copy that is read, and the sums that show it where they must."""
        open_keys = {key: row for row, copies in self._rows.items() for key in differing(copies)}
        sums = [edit for edit in self._sums() if any(key in open_keys for key in edit.terms)]
        counted = [edit for edit in sums if all(map(self._is_known, edit.terms))]
        ways = product(*(self._places(row) for row in self._rows))
        tried = [dict(zip(self._rows, way, strict=True)) for way in islice(ways, _MOST_WAYS + 1)]
        if len(tried) > _MOST_WAYS:
            return dict(self._own), []
        holding = [way for way in tried if all(self._holds(edit, way) for edit in counted)]
        left = {row: {way[row] for way in holding} for row in self._rows}
        by_sums = {
            row: places.pop()
            for row, places in left.items()
            if len(places) == 1 and row not in self._own
        }
        used = [e.id for e in counted if any(open_keys.get(key) in by_sums for key in e.terms)]
        return by_sums | self._own, used

    def _places(self, row: str) -> Sequence[int]:
        """Return the copies of a row that may be the one to read."""
        own = self._own.get(row)
        return range(len(self._rows[row])) if own is None else (own,)

    def _sums(self) -> Iterable[Edit]:
        form = self._form
        return (e for e in edits_of(form.edition, form.table.id, form.variant) if e.relation == "=")

    def _is_known(self, key: str) -> bool:
        """Return whether a cell, or each of its copies, holds a count."""
        copies = self._rows.get(self._row_of(key), (self._sheet.cells,))
        return all(key in copy and isinstance(copy[key].value, int) for copy in copies)

    def _holds(self, edit: Edit, way: Mapping[str, int]) -> bool:
        total: Number = 0
        for key, sign in edit.terms.items():
            row = self._row_of(key)
            copy = self._rows[row][way[row]] if row in way else self._sheet.cells
            total += sign * (copy[key].value or 0)
        return total == 0

    @staticmethod
    def _row_of(key: str) -> str:
        return key.partition(".")[2].rpartition(".")[0]


def _by_sums(copies: Sequence[Copy], chosen: int) -> dict[str, CellReading]:
    """Return one copy's cells; those that differ are told by no more than their sums."""
    apart = set(differing(copies))
    return {
        key: replace(cell, how="position") if key in apart and cell.how == "cell" else cell
        for key, cell in copies[chosen].items()
    }


def _left_open(copies: Sequence[Copy]) -> dict[str, CellReading]:
    """Return the cells on which all copies agree, the others without a value."""
    cells = dict(copies[0])
    for key in differing(copies):
        cell = next(copy[key] for copy in copies if key in copy)
        values = {value for copy in copies for value in _values(copy, key)}
        cells[key] = replace(cell, value=None, candidates=tuple(sorted(values)))
    return cells

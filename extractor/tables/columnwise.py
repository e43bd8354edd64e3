"""Table three out of texts that print it block by block: columns, bands of rows, pages.

Programs that take text out of PDF pages, and viewers that copy it, print labels here and
figures there. What is left is the order of the figures. They are laid into the form in every
way such programs print a table, and read only as far as all ways under which the form's sums
hold agree. Columns that could change places without breaking a sum stay unread, unless two
stretches of the table are printed in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from extractor.tables.bands import Laid, Layer, Printed, TooManyWaysError, failed_columns
from extractor.tables.labels import candidates, plain
from extractor.tables.loose import Figure, linked, loose_figures, parts_of_table
from extractor.tables.requests import TABLE, variants_of
from extractor.tables.sheet import Sheet, read_cell
from extractor.tables.stream import Line, scan
from extractor.tables.swaps import PROVED, strong_rows, swappable
from report.document import Document
from report.edits import edits_of
from report.form import TableForm, table_form, table_forms

# Whatever may stand in a cell as a figure or for none; a table three has no fewer than so many.
_MAY_BE_FIGURE = re.compile(r"\d+|[-–—/]")
_LEAST_FIGURES = 161
# A text with more loose figures than this is no report without its borders.
_MOST_FIGURES = 320
_SURE = 0.95
# So many sums may fail in a table with an issuer's error …
_MOST_FAILED = 3
_MOST_FAILED_ROWS = 2
# … if any other way to lay the figures fails so many more.
_MARGIN = 3
# So many rows with a figure, and the same as total, show how rows lie, though no columns.
_PROVED_BY_TOTALS = 8
# Figures of so many rows that no table took show that rows are torn apart.
_LEFT_ROWS = 3
# Labels of so many rows may stand before figures of others by chance.
_BY_CHANCE = 2
# So many rows with figures must add up where others do not.
_LEAST_SOUND = 5


def is_torn(requests: Sheet | None) -> bool:
    """Return whether rows of table three were not found, or none of it was."""
    if requests is None:
        return True
    form = table_form(requests.edition, TABLE, requests.variant)
    return len(requests.cells) <= len(form.keys) - len(form.columns)


def mend(document: Document, sheets: dict[str, Sheet], hint: str) -> None:
    """Read a torn table three block by block; where that cannot be, drop what may be another row's.

    `sheets` are the tables as read by their labels.
    """
    if len(_MAY_BE_FIGURE.findall(document.text)) < _LEAST_FIGURES:
        return
    others = {table: sheet for table, sheet in sheets.items() if table != TABLE}
    whole = _columnwise(document, hint, others)
    if whole is not None and _agrees(whole, sheets):
        sheets[TABLE] = whole
    elif TABLE in sheets:
        _drop_rows_under_heads(sheets[TABLE])
        _drop_torn_rows(document, sheets)


def _agrees(whole: Sheet, sheets: Mapping[str, Sheet]) -> bool:
    """Return whether a reading by order contradicts neither the edition nor the labels.

    A table without one or two of its rows fits another variant of the form, a row off. Where
    labels tell half of the table they are believed, but for the few that stand before figures
    by chance.
    """
    if any(sheet.edition != whole.edition for table, sheet in sheets.items() if table != TABLE):
        return False
    if TABLE not in sheets:
        return True
    named = sheets[TABLE].cells
    elsewhere = [
        key for key, cell in whole.cells.items() if key in named and named[key].span != cell.span
    ]
    form = table_form(whole.edition, TABLE, whole.variant)
    return 2 * len(named) < len(form.keys) or len(elsewhere) <= _BY_CHANCE * len(form.columns)


def _drop_rows_under_heads(requests: Sheet) -> None:
    """Drop the rows whose label is a column's name, in a table whose rows are torn apart.

    What stands behind a column's head there is any row's.
    """
    form = table_form(requests.edition, TABLE, requests.variant)
    names = {plain(label) for column in form.columns.values() for label in column.labels}
    for key, cell in list(requests.cells.items()):
        if plain(cell.label) in names:
            del requests.cells[key]


def _columnwise(document: Document, hint: str, sheets: Mapping[str, Sheet]) -> Sheet | None:
    """Return the reading of a table three that is printed block by block, or None.

    `sheets` are the other tables, as far as they are read.
    """
    taken = frozenset(cell.span for sheet in sheets.values() for cell in sheet.cells.values())
    items = [item for item in scan(document) if not isinstance(item, Line)]
    figures = loose_figures(document.text, items, taken)
    if len(figures) > _MOST_FIGURES:
        return None
    sheet = _read(figures, hint, sheets)
    if sheet is None and any(figure.cell.kind == "mark" for figure in figures):
        # Signs torn out of labels look like signs for no number.
        numbers = [figure for figure in figures if figure.cell.kind == "number"]
        sheet = _read(numbers, hint, sheets)
    if sheet is not None:
        sheet.parts = parts_of_table(items, frozenset(sheet.spans))
    return sheet


def _read(figures: Sequence[Figure], hint: str, sheets: Mapping[str, Sheet]) -> Sheet | None:
    found = []
    for edition, variant in variants_of(hint):
        form = table_form(edition, TABLE, variant)
        others = len(figures) - len(form.keys)
        starts = _starts(others, edition, sheets)
        sheet = _Reading(figures, form).sheet(starts)
        if sheet is not None:
            found.append(sheet)
    return found[0] if len(found) == 1 else None


def _starts(others: int, edition: str, sheets: Mapping[str, Sheet]) -> list[int]:
    """Return behind how many figures that nobody read table three may begin.

    `others` is how many figures are none of its own.
    """
    left = {}
    for table in ("disclosure", "disputes"):
        forms = [form for form in table_forms(table) if form.edition == edition]
        cells = sheets[table].cells.values() if table in sheets else ()
        left[table] = len(forms[0].keys) - sum(bool(cell.raw) for cell in cells)
    before, behind = left["disclosure"], left["disputes"]
    ways = {(0, 0), (before, 0), (0, behind), (before, behind)}
    # Tables of another edition may have more cells than this edition's.
    return [
        first for first, last in sorted(ways) if min(first, last) >= 0 and first + last == others
    ]


def _drop_torn_rows(document: Document, sheets: Mapping[str, Sheet]) -> None:
    """Drop the rows of table three that other figures follow or precede without a word between.

    In a table of which rows are missing and figures left, nothing tells which figures are whose.
    """
    requests = sheets[TABLE]
    width = len(table_form(requests.edition, TABLE, requests.variant).columns)
    figures = loose_figures(document.text, scan(document), frozenset())
    read = {cell.span for sheet in sheets.values() for cell in sheet.cells.values()}
    if sum(figure.cell.span not in read for figure in figures) < _LEFT_ROWS * width:
        return
    places = {figure.cell.span: at for at, figure in enumerate(figures)}
    rows: dict[str, list[str]] = {}
    for key, cell in requests.cells.items():
        if cell.span in places:
            rows.setdefault(key.rpartition(".")[0], []).append(key)
    for keys in rows.values():
        at = sorted(places[requests.cells[key].span] for key in keys)
        behind = figures[at[-1] + 1] if at[-1] + 1 < len(figures) else None
        whole = len(keys) == width == at[-1] - at[0] + 1
        if not whole or not figures[at[0]].behind_words or (behind and not behind.behind_words):
            for key in keys:
                del requests.cells[key]


class _Reading:
    """Lays figures into one variant of the form."""

    def __init__(self, figures: Sequence[Figure], form: TableForm) -> None:
        self._figures = figures
        self._form = form
        self._width = len(form.columns)
        self._size = self._width * len(form.rows)
        self._equations = _equations(form)

    def sheet(self, starts: Sequence[int]) -> Sheet | None:
        """Return what all ways to lay the figures agree on, or None.

        `starts` are the figures the table may begin with.
        """
        ways: list[tuple[int, Laid]] = []
        for start in starts:
            laid = self._laid(start)
            if laid is None:
                return None
            ways += [(start, way) for way in laid]
        if not ways:
            ways = [(start, way) for start in starts for way in self._in_error(start)]
        return self._written(ways) if ways else None

    def _printed(self, start: int, by_lines: bool) -> Printed:
        figures = self._figures[start : start + self._size]
        joined = [at for at, figure in enumerate(figures[1:]) if figure.same_line]
        below = linked(figures) if by_lines else ()
        return Printed(tuple(f.value for f in figures), frozenset(joined), frozenset(below))

    def _laid(self, start: int) -> list[Laid] | None:
        """Return the ways under which all sums hold, None where they are too many."""
        by_lines = self._printed(start, by_lines=True)
        free = self._printed(start, by_lines=False)
        found: dict[tuple[int, ...], Laid] = {}
        # Plain bands first; what is printed less often is tried where they do not fit.
        tries = [(by_lines, 0, False), (free, 0, False), (by_lines, 0, True), (free, 0, True)]
        tries += [(by_lines, 1, False), (free, 1, False)]
        for turn, (printed, depth, anywhere) in enumerate(tries):
            if found and turn % 2 == 0:
                break
            several = anywhere or (depth > 0 and printed is free)
            layer = Layer(printed, self._width, depth=depth, anywhere=anywhere)
            try:
                ways = layer.ways()
            except TooManyWaysError:
                if printed is free:
                    continue
                return None
            for way in ways:
                if self._holds(start, way) and self._is_proved(start, way, several):
                    found.setdefault(way.values, way)
        return list(found.values())

    def _holds(self, start: int, way: Laid) -> bool:
        """Return whether all sums of columns hold, and what lines and labels show."""
        failed = failed_columns(way.values, self._width, self._equations)
        return not failed and self._fits(start, way)

    def _is_proved(self, start: int, way: Laid, several: bool) -> bool:
        """Return whether a table has enough figures to show how it is printed.

        `several` says whether only rows with figures in several columns can show it.
        """
        strong = strong_rows(way.values, self._width)
        if strong >= PROVED or not any(way.values):
            return True
        if several:
            return False
        with_figures = sum(total > 0 for total in way.values[self._width - 1 :: self._width])
        return with_figures >= _PROVED_BY_TOTALS or self._is_told_by_lines(start)

    def _is_told_by_lines(self, start: int) -> bool:
        """Return whether lines tell for most figures which stand side by side."""
        printed = self._printed(start, by_lines=True)
        return 2 * len(printed.joined | printed.linked) > self._size

    def _in_error(self, start: int) -> list[Laid]:
        """Return the one way under which few sums fail, if any other breaks many more."""
        found: dict[tuple[int, ...], tuple[int, Laid]] = {}
        for by_lines in (True, False):
            printed = self._printed(start, by_lines)
            try:
                ways = Layer(printed, self._width, _MOST_FAILED_ROWS).ways()
            except TooManyWaysError:
                if by_lines:
                    return []
                continue
            for way in ways:
                failed = way.failed + failed_columns(way.values, self._width, self._equations)
                if self._fits(start, way):
                    found.setdefault(way.values, (failed, way))
        ranked = sorted(found.values(), key=lambda entry: entry[0])
        if not ranked or ranked[0][0] > _MOST_FAILED or self._sound(ranked[0][1]) < _LEAST_SOUND:
            return []
        if len(ranked) > 1 and ranked[1][0] < ranked[0][0] + _MARGIN:
            return []
        return [ranked[0][1]]

    def _sound(self, way: Laid) -> int:
        """Return how many rows with figures there are."""
        totals = way.values[self._width - 1 :: self._width]
        return sum(total > 0 for total in totals) - way.failed

    def _told(self, start: int) -> list[range]:
        """Return the figures that stand alone between words, as many as a row has."""
        figures = self._figures
        end = start + self._size
        edges = [at for at in range(start, end) if figures[at].behind_words]
        runs = pairwise([*edges, end])
        # A column of so many rows is as long, but nothing parts its lines.
        return [
            range(a - start, b - start)
            for a, b in runs
            if b - a == self._width and not all(f.next_line for f in figures[a + 1 : b])
        ]

    def _told_rows(self, start: int, way: Laid) -> frozenset[int]:
        """Return the rows that words around them or a printed line show to be printed whole."""
        width = self._width
        rows = {at: place // width for place, at in enumerate(way.places)}
        told = {rows[run[0]] for run in self._told(start)}
        banded = {row for band in way.bands for row in range(band.first, band.stop)}
        joined = self._printed(start, by_lines=False).joined
        told.update({rows[at] for at in joined if rows[at] == rows.get(at + 1)} - banded)
        return frozenset(told)

    def _fits(self, start: int, way: Laid) -> bool:
        """Return whether a way has in one row what labels show to be one.

        Figures on a line with a row's label stand in that row, too.
        """
        form = self._form
        width = self._width
        rows = {at: place // width for place, at in enumerate(way.places)}
        for run in self._told(start):
            if len({rows[at] for at in run}) > 1 and any(
                self._figures[start + at].value for at in run
            ):
                return False
        for place, at in enumerate(way.places):
            figure = self._figures[start + at]
            label = figure.label
            if not label or not figure.value:
                continue
            sure = [
                row
                for row, likeness in candidates(form.edition, TABLE, form.variant, label)
                if likeness >= _SURE
            ]
            if len(sure) == 1 and sure[0] != place // self._width:
                return False
        return True

    def _split_by_a_label(self, start: int, way: Laid) -> set[int]:
        """Return the cells of rows that do not add up and have a label among their figures.

        The figures on its line may be the first of the row, and those above it the last.
        """
        width = self._width
        found: set[int] = set()
        for first in range(0, len(way.values), width):
            row = range(first, first + width)
            *parts, total = [way.values[place] for place in row]
            figures = [self._figures[start + way.places[place]] for place in row]
            if sum(parts) != total and any(figure.behind_words for figure in figures[1:]):
                found.update(row)
        return found

    def _written(self, ways: Sequence[tuple[int, Laid]]) -> Sheet:
        """Return the sheet of the cells that all ways read alike."""
        form = self._form
        start, first = min(ways, key=lambda way: len(way[1].bands))
        told = self._told_rows(start, first)
        unsure = swappable(first, told, self._width, self._equations)
        unsure |= self._split_by_a_label(start, first)
        sheet = Sheet(form.edition, form.variant)
        for place, (key, _, column) in enumerate(form.cells()):
            cell = self._figures[start + first.places[place]].cell
            sheet.spans.append(cell.span)
            alike = all(way.values[place] == first.values[place] for _, way in ways)
            if alike and place not in unsure:
                sheet.cells[key] = read_cell(cell, column, "position", "")
        return sheet


def _equations(form: TableForm) -> list[Mapping[int, int]]:
    """Return the sums over a column, as signs of form rows."""
    places = {row.id: at for at, row in enumerate(form.rows)}
    column = next(iter(form.columns))
    return [
        {
            places[key.removeprefix(f"{TABLE}.").removesuffix(f".{column}")]: sign
            for key, sign in edit.terms.items()
        }
        for edit in edits_of(form.edition, TABLE, form.variant)
        if edit.for_each == "column" and edit.place == column and edit.relation == "="
    ]

"""Observed rows: the labels printed before some numbers, and those numbers.

A row knows nothing of the form yet; `windows` tells which of its cells stand in which column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractor.tables.cells import Cell
from extractor.tables.labels import best_row_likeness, label_text, plain
from extractor.tables.stream import Event, Item, Line, scan
from report.document import Document, Span

# Labels further back than this belong to no row any more.
_KEPT_LABELS = 24
# Reading stops behind so many cells and lines; a report has some hundreds.
_MOST_ITEMS = 60_000
# Cells behind one label beyond this are no row of the form, nor a piece of table three.
_KEPT_CELLS = 200
# Words in a number cell are at least this long; shorter ones are heads.
_SENTENCE = 6
# A number that counts rows has no more digits than this.
_LONGEST_SERIAL = 2
# Words this like a row's label are the label, however long.
_A_LABEL = 0.9
_FIGURE = re.compile(r"\d+")
_SEVERAL = re.compile(r"\d+(?:[^\S\n]+\d+)+")


@dataclass(slots=True)
class Row:
    """One observed row.

    Attributes:
        labels: Printed labels before the numbers, in order; the last stands next to them.
        area: Cells behind the last label, empty ones included.
        block: Rows with the same block have no running text between them.
        bordered: Whether the file states the row's borders.
        gaps: Places in `area` before which a printed row may have ended.
        before: Labels that stand alone between the row above and a bordered row.
        more: Where the rest of the row stands, in a table printed in pieces.
        standing: The cells of `area` in which something is printed.
        is_run: Whether all numbers follow one another inside one printed cell.
    """

    labels: list[Cell]
    area: list[Cell]
    block: int
    bordered: bool
    span: Span
    gaps: list[int] = field(default_factory=list)
    before: list[Cell] = field(default_factory=list)
    grid: int = -1
    more: Span | None = None
    label_text: str = field(default="", init=False)
    last_label: str = field(default="", init=False)
    standing: list[Cell] = field(default_factory=list, init=False)
    numbers: int = field(default=0, init=False)
    is_run: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        if self.labels:
            self.last_label = self.label_text = label_text(self.labels[-1].printed)
            if len(self.labels) > 1:
                before = [cell.plain for cell in self.labels[-4:-1]]
                self.label_text = "".join([*before, self.last_label])
        if not self.area:
            return
        standing = self.standing = [cell for cell in self.area if cell.kind != "empty"]
        self.numbers = [cell.kind for cell in standing].count("number")
        run = standing[0].run if standing else -1
        self.is_run = run >= 0 and {cell.run for cell in standing} == {run}

    @property
    def label_column(self) -> int:
        """Column of the last label, -1 when there is none."""
        return self.labels[-1].column if self.labels else -1

    def own_area(self) -> list[Cell]:
        """Return the area without empty cells that need not be the row's own.

        Without borders, empty cells behind a row's end are the next row's covered label
        cells, and bars behind the last number fill the row up to the table's width. Where
        no end is marked, they may be either.
        """
        area = self.area
        if self.bordered or not self.standing:
            return area
        last = len(area) - 1
        while area[last].kind == "empty":
            last -= 1
        end = last + 1
        for gap in self.gaps:
            if gap > last:
                end = gap
                break
        area = area[:end]
        while area and area[-1].padding:
            area = area[:-1]
        return area


def _split_labels(cells: Sequence[Cell]) -> tuple[list[Cell], list[Cell]]:
    """Return a bordered row's labels and the cells behind them.

    Words between numbers stand in a number cell ("本单位未制作规章"), so the labels end
    at the first number. In a row without any number a sentence behind a label of the
    form is such words, too.
    """
    cells = _without_serial_number(cells)
    words: list[int] = []
    for at, cell in enumerate(cells):
        if cell.kind == "label":
            words.append(at)
        elif cell.kind != "empty":
            break
    else:
        if len(words) > 1 and _is_sentence(cells[words[-1]].plain):
            sure = [at for at in words[:-1] if best_row_likeness(cells[at].plain) >= 1.0]
            words = [at for at in words if at <= sure[-1]] if sure else words
    behind = words[-1] + 1 if words else 0
    return [cells[at] for at in words], list(cells[behind:])


def _without_serial_number(cells: Sequence[Cell]) -> Sequence[Cell]:
    """Return a row's cells without the number that counts its rows, before its label."""
    first = next((i for i, c in enumerate(cells) if c.stands), len(cells))
    if cells[first:] and cells[first].kind == "number":
        label = next((c for c in cells[first + 1 :] if c.stands), None)
        sure = label is not None and label.kind == "label" and _is_serial(cells[first].raw)
        if label is not None and sure and best_row_likeness(label.plain) >= _A_LABEL:
            return cells[first + 1 :]
    return cells


def _is_serial(raw: str) -> bool:
    return raw.isdecimal() and len(raw) <= _LONGEST_SERIAL


def _is_sentence(text: str) -> bool:
    """Return whether the last words of a row may stand in a number cell."""
    return len(text) >= _SENTENCE and best_row_likeness(text) < _A_LABEL


class _Builder:
    """Collects single cells into rows; a label behind numbers begins the next row."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._labels: list[Cell] = []
        self._area: list[Cell] = []
        self._gaps: list[int] = []
        self._block = 0

    def event(self, event: Event) -> None:
        """Take what lies between two cells."""
        if event == "gap":
            self._gaps.append(len(self._area))
        else:
            self.finish()
            self._labels = []
            self._block += 1

    def cell(self, cell: Cell) -> None:
        """Take a cell without borders."""
        if cell.kind == "label":
            if self._area:
                self.finish()
            self._labels.append(cell)
        elif len(self._area) < _KEPT_CELLS and (self._area or self._labels or cell.stands):
            self._area.append(cell)

    def line(self, line: Line) -> None:
        """Take a row with borders."""
        labels, area = _split_labels(line.cells)
        if not labels and area and not any(cell.stands for cell in self._area):
            # Numbers without a label right behind a label without numbers: whose they are,
            # and how many, nobody knows; the label's cells are not blank, though.
            self._area = []
        self.finish()
        before = self._taken_labels()
        row = Row(labels, area, self._block, True, line.span, before=before, grid=line.grid)
        self.rows.append(row)

    def finish(self) -> None:
        if self._area:
            labels = self._taken_labels()
            span = Span((labels or self._area)[0].span.start, self._area[-1].span.end)
            gaps = [at for at in dict.fromkeys(self._gaps) if at]
            self.rows.append(Row(labels, self._area, self._block, False, span, gaps))
        self._area, self._gaps = [], []

    def _taken_labels(self) -> list[Cell]:
        labels, self._labels = self._labels[-_KEPT_LABELS:], []
        return labels


def collect(items: Iterable[Item]) -> list[Row]:
    """Return the observed rows of a stream, in text order."""
    builder = _Builder()
    seen = 0
    for item in items:
        seen += len(item.cells) if isinstance(item, Line) else 1
        if seen > _MOST_ITEMS:
            break
        if isinstance(item, Cell):
            builder.cell(item)
        elif isinstance(item, Line):
            builder.line(item)
        else:
            builder.event(item)
    builder.finish()
    return builder.rows


def rows_of(document: Document) -> list[Row]:
    """Return the observed rows of a document, in text order."""
    return collect(scan(document))


def words_of(cells: Iterable[Cell]) -> str:
    """Return several labels as one plain text."""
    return plain("".join(cell.raw for cell in cells))


def figures_apart(row: Row) -> list[Cell]:
    """Return a row's cells with each figure of a cell that holds several by itself.

    Programs that see no line between two columns print their figures into one cell.
    """
    cells: list[Cell] = []
    for cell in row.standing:
        if _SEVERAL.fullmatch(cell.raw) is None:
            cells.append(cell)
            continue
        for found in _FIGURE.finditer(cell.raw):
            start = cell.span.start + found.start()
            span = Span(start, start + len(found[0]))
            cells.append(Cell(found[0], span, "number", cell.column, place=cell.place))
    return cells


def holds_several(row: Row) -> bool:
    """Return whether one of a row's cells holds more than one figure."""
    return any(_SEVERAL.fullmatch(cell.raw) for cell in row.standing)

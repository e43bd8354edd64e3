"""One stream of cells, whatever the layout of the tables.

A `Line` is a printed row whose borders the file states (tab or bar separated, a row
of a grid). Everything else comes as single cells in text order; "prose" says that
running text lies between two cells, "gap" that a row may end here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from operator import methodcaller
from typing import Literal

from extractor.tables.boxes import Box, boxes
from extractor.tables.cells import Cell, cell_at, grid_cell, make_cell
from extractor.tables.dense import dense_windows
from extractor.tables.labels import best_row_likeness
from extractor.tables.repeats import Remarks, Repeats
from extractor.tables.runs import cut, is_prose
from extractor.tables.spaced import spaced_rows
from extractor.tables.words import table_words
from report.document import Document, Grid, Span
from report.signs import load_signs
from report.text import fold

_RULE = re.compile(r"[\s|:+\-—─━=]*[\-—─━=]{3}[\s|:+\-—─━=]*")
_PAGES = load_signs().pages
_PAGE_MARK = re.compile(
    r"\s*(?:[-—–]+\s*\d{1,4}\s*[-—–]+"
    rf"|{_PAGES.before}\s*\d{{1,4}}\s*{_PAGES.after}.{{0,12}}|\d{{1,4}}\s*/\s*\d{{1,4}})\s*"
)
_BAR = re.compile(r"[|｜│┃¦]")
_OTHER_BAR = re.compile(r"[｜│┃¦]")
_DIGIT = re.compile(r"\d")
_APART = re.compile(r"\d\s+[\d+\-]")
_TAB_PART = re.compile(r"\S\n\n\t+\n\n(?=\S)")
# A line led by tabs or blanks of which two are tabs, and a tab between two cells.
_DEEP = re.compile(r"^[ \t]*\t[ \t]*\t[ \t]*(?=\S)", re.MULTILINE)
_INNER_TAB = re.compile(r"\S[^\S\n]*\t[^\S\n]*\S")
_MANY_PARTS = 30
_MANY_COMMAS = 4
# Columns of the widest table; only a line of so many empty cells is surely a row.
_WIDEST = 15
# A row of a label and table three's columns has no fewer cells than this.
_LEAST_CELLS = 8
# So often a label follows numbers in a line that holds many rows.
_TURNS = 3
_LEAST_TURNS = 2
_FIELD = re.compile(r'(?:^|,)("(?:[^"]|"")*"|[^,]*)')
# A printed row of label and numbers is no longer than this.
_LONGEST_ROW = 400
# A line of words and one or two numbers is a row only when the words are like a row's.
_LIKE_A_ROW = 0.6
# No printed label is as long as this; a longer line without borders is running text.
_LONG = 70
# Letters for figures stand in cells no longer than this.
_SLIP = 5
# So many signs for nought side by side are a row of table four.
_BLOCK_OF_NOUGHTS = 5


@dataclass(slots=True)
class Line:
    """A printed row with borders of its own.

    Attributes:
        grid: Number of the grid it comes from, -1 for text.
    """

    cells: list[Cell]
    span: Span
    grid: int = -1


# What lies between two cells.
Event = Literal["prose", "gap"]
Item = Cell | Line | Event


class _Lines:
    """Reads text line by line; keeps what one line must know of the one before."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._open = False  # The cell before has no closing bar yet.
        self._runs = 0
        self._repeats = Repeats()
        self.remarks = Remarks()
        self._unled: set[int] = set()  # Widths of rows that begin without a bar.
        self._at_bars = _bar_cutter(text)
        # Bars stand between cells only: a line that ends with one ends with a blank cell.
        self._between = self._at_bars is not None and _bars_only_between(text, self._at_bars)
        # Pages taken line by line keep the indentation of their source in front of each cell.
        self._indented = _is_indented(text)
        # Browsers print "a, blank line, TAB, blank line, b" for two cells of paragraphs.
        self._tab_parts = "\n\n\t" in text and len(_TAB_PART.findall(text)) >= _MANY_PARTS
        # Comma-separated rows: noughts or blanks between commas, which no number has.
        joints = text.count(",0,0") + text.count(",,,") + text.count('","')
        self._commas = joints >= _MANY_COMMAS
        # By the place where the line of their first border begins.
        drawn = (*boxes(text), *spaced_rows(text))
        self._boxes = {text.rfind("\n", 0, box.span.start) + 1: box for box in drawn}

    def read(self, start: int, stop: int) -> Iterator[Item]:
        """Yield the items of `text[start:stop]`."""
        text, behind = self._text, start
        for line in text[start:stop].split("\n"):
            end = start + len(line)
            if self._boxes and (drawn := self._boxes.get(start)) is not None:
                yield from self._boxed(drawn)
                behind = drawn.span.end
            if start < behind:
                if end < behind:
                    start = end + 1
                    continue
                start, line = behind, text[behind:end]
            if start >= stop:
                return
            if not line:
                yield "gap"
            elif line.isdecimal() and len(line) <= _LONG:
                # Most lines of a report without borders are nothing but a figure.
                self._open = True
                yield cell_at(line, start)
            else:
                yield from self._line(line, start, end)
            start = end + 1

    def _boxed(self, box: Box) -> Iterator[Item]:
        self._open = False
        for cells, span in box.rows:
            words = [cell for cell in cells if len(cell.words or cell.raw) > _LONG]
            if any(is_prose(cell.words or cell.raw) for cell in words):
                yield "prose"
            else:
                yield self._hard(cells, *span)

    def _line(self, line: str, start: int, end: int) -> Sequence[Item]:
        if self._at_bars is not None and len(pieces := self._at_bars(line)) > 1:
            return self._barred(line, pieces, start, end)
        if "\t" in line:
            return self._tabbed(line, start, end)
        if self._commas and "," in line and not is_prose(line):
            return (self._hard(list(self._fields(line, start)), start, end),)
        return self._plain(line, start, end)

    def _plain(self, line: str, start: int, end: int) -> Sequence[Item]:
        stripped = line.strip()
        if not stripped:
            if self._is_blank_cell(line, start, end):
                return (make_cell(self._text, start, end),)
            return ("gap",)
        if _PAGE_MARK.fullmatch(line) or _RULE.fullmatch(line):
            return ()
        self._open = True
        # Columns set apart by blanks make a line wide, not long.
        short = len(stripped) <= _LONG or len("".join(stripped.split())) <= _LONG
        if short and not is_prose(stripped):
            return self._short(line, start, end)
        if windows := dense_windows(self._text, start, end):
            items: list[Item] = []
            for window in windows:
                items += ["prose", *self._cut(window.start, window.end)]
            return [*items, "prose"]
        cells = self._row_cells(line, start, end)
        return cells if len(cells) > 3 else ("prose",)

    def _short(self, line: str, start: int, end: int) -> list[Cell]:
        cell = make_cell(self._text, start, end)
        # Outside a border, figures with a blank between them are not one number.
        apart = cell.kind == "number" and _APART.search(cell.raw)
        if apart or (cell.kind == "label" and (_DIGIT.search(line) or _ends_marked(line))):
            return self._row_cells(line, start, end) or [cell]
        return [cell]

    def _cut(self, start: int, end: int) -> list[Cell]:
        cells = cut(self._text, start, end, self._runs)
        self._runs = max((cell.run for cell in cells), default=self._runs) + len(cells) + 1
        return cells

    def _row_cells(self, line: str, start: int, end: int) -> list[Cell]:
        """Return the cells of a line that is a label and its numbers, else nothing."""
        if len(line) > _LONG and (len(line) > _LONGEST_ROW or not line.rstrip()[-1].isdigit()):
            return []
        cells = self._cut(start, end)
        cells = self._with_ordinal(cells)
        words = [cell for cell in cells if cell.kind == "label"]
        numbers = len(cells) - len(words)
        if not numbers or len(words) > 1 or (words and cells[0] is not words[0]):
            return []
        if not words or numbers >= 3:
            return cells
        # A digit glued to a label may be a damaged character of the label.
        apart = cells[0].span.end < cells[1].span.start
        needed = _LIKE_A_ROW if apart else 1.0
        return cells if best_row_likeness(words[0].plain) >= needed else []

    def _with_ordinal(self, cells: list[Cell]) -> list[Cell]:
        """Return the cells with an ordinal number as part of the label it stands before.

        It begins the line, or stands apart from the group's label before it.
        """
        at = int(bool(cells) and cells[0].kind == "label")
        if [cell.kind for cell in cells[at : at + 2]] != ["number", "label"]:
            return cells
        number, label = cells[at : at + 2]
        glued_before = at and cells[0].span.end == number.span.start
        if len(number.raw) > 1 or number.span.end != label.span.start or glued_before:
            return cells
        span = Span(cells[0].span.start, label.span.end)
        words = Cell(self._text[span.start : span.end], span, "label")
        return [words, *cells[at + 2 :]]

    def _barred(self, line: str, pieces: list[str], start: int, end: int) -> Sequence[Item]:
        if _RULE.fullmatch(line):
            self._open = False
            return ()
        if not "".join(pieces).strip():
            blank = self._blank_row([*pieces[:-1], ""], start, closed=not self._between)
            return (blank,) if blank is not None else self._bars(pieces, start)
        cells = _segments(pieces, start)
        leading, trailing = not cells[0].stands, not cells[-1].stands
        standing = len(cells) - [cell.kind for cell in cells].count("empty")
        self._open = False
        if not leading and standing >= 2:
            self._unled.add(len(cells))
        # Rows as wide that begin with words: this line is a row, its first cell perhaps blank.
        between = self._between
        known = between or len(cells) in self._unled
        leading, trailing = leading and not known, trailing and not between
        if _is_many_rows(cells):
            return self._loose(cells)
        if standing >= 2 or known or (leading and trailing and len(cells) >= 5):
            return (self._hard(cells[leading : len(cells) - trailing], start, end),)
        # A converter may put bars around every line; a sentence between them is prose.
        if any(len(cell.raw) > _LONG or is_prose(cell.raw) for cell in cells):
            return ("prose",)
        self._open = not trailing
        return cells[leading : len(cells) - trailing]

    def _bars(self, pieces: list[str], start: int) -> list[Item]:
        """Return the empty cells that a line of bars stands for."""
        ends = accumulate(len(piece) + 1 for piece in pieces[:-1])
        bars = [start + end - 1 for end in ends]
        bars = bars[1:] if self._open else bars
        self._open = False
        return [*(Cell("", Span(at, at), "empty", padding=True) for at in bars), "gap"]

    def _tabbed(self, line: str, start: int, end: int) -> Sequence[Item]:
        self._open = False
        if _RULE.fullmatch(line):
            return ()
        stripped = line.strip()
        if "\t" not in stripped:
            if self._indented:
                return self._plain(line, start, end)
            if self._tab_parts and not line.strip("\t") and self._parts(start, end):
                return [make_cell(self._text, start, start) for _ in range(len(line) - 1)]
            if line.count("\t") == 1:
                return (cell_at(line, start),)
            if not stripped:
                return (self._blank_row(line.split("\t"), start) or "gap",)
        cells = _segments(line.split("\t"), start)
        return self._loose(cells) if _is_many_rows(cells) else (self._hard(cells, start, end),)

    def _blank_row(self, pieces: list[str], start: int, closed: bool = False) -> Line | None:
        """Return a row of nothing but empty cells, if it is as wide as the widest table.

        Where a bar ends the row, no cell stands behind it.
        """
        if len(pieces) < _WIDEST:
            return None
        cells = _segments(pieces, start)
        self._open = False
        end = start + sum(map(len, pieces)) + len(pieces) - 1
        return self._row(cells[: len(cells) - closed], start, end)

    def _loose(self, cells: list[Cell]) -> list[Item]:
        """Return the cells of a line that holds many rows, one by one."""
        return [
            "prose"
            if cell.kind == "label" and (len(cell.raw) > _LONG or is_prose(cell.raw))
            else cell
            for cell in cells
        ]

    def _is_blank_cell(self, line: str, start: int, end: int) -> bool:
        """Return whether a no-break space on a line of its own is a cell, not spacing."""
        if "\u00a0" not in line:
            return False
        around = (self._text[max(0, start - 2) : start], self._text[end : end + 2])
        return "\n\n" not in around

    def _parts(self, start: int, end: int) -> bool:
        """Return whether blank lines stand on both sides of a line of tabs."""
        return self._text[start - 2 : start] == "\n\n" and self._text[end : end + 2] == "\n\n"

    def _fields(self, line: str, start: int) -> Iterator[Cell]:
        for column, found in enumerate(_FIELD.finditer(line)):
            first, last = found.span(1)
            if line[first : first + 1] == '"' and last - first > 1:
                first, last = first + 1, last - 1
            yield make_cell(self._text, start + first, start + last, column)

    def _hard(self, cells: list[Cell], start: int, end: int) -> Line:
        standing = [cell for cell in cells if cell.stands] if len(cells) < 3 else []
        if len(standing) == 1 and standing[0].kind == "label":
            inside = self._row_cells(standing[0].raw, *standing[0].span)
            cells = list(inside) or cells
        return self._row(_with_look_alikes(cells), start, end)

    def _row(self, cells: list[Cell], start: int, end: int) -> Line:
        """Return a row of the text without a remark, each of its merged cells once."""
        return Line(self._repeats.fold(self.remarks.leave_out(cells, -1)), Span(start, end))


def _segments(pieces: Sequence[str], start: int) -> list[Cell]:
    """Return the cells of a line that begins at `start`, cut at its borders."""
    cells = []
    for column, piece in enumerate(pieces):
        cells.append(cell_at(piece, start, column))
        start += len(piece) + 1
    return cells


def _bar_cutter(text: str) -> Callable[[str], list[str]] | None:
    """Return what cuts a line at its bars, None where a text has none."""
    if _OTHER_BAR.search(text) is not None:
        return _BAR.split
    # Most texts know one bar only, which is found without a pattern.
    return methodcaller("split", "|") if "|" in text else None


def _bars_only_between(text: str, at_bars: Callable[[str], list[str]]) -> bool:
    """Return whether rows with figures, whose total is printed last, end without a bar."""
    free = closed = 0
    for line in text.split("\n"):
        pieces = at_bars(line)
        if len(pieces) < _LEAST_CELLS or not any(piece.strip().isdecimal() for piece in pieces):
            continue
        if not pieces[-1].strip():
            closed += 1
        elif pieces[0].strip():
            free += 1
    return free >= _TURNS and free > _TURNS * closed


def _is_indented(text: str) -> bool:
    """Return whether the tabs of a text stand in front of its lines, several at a time."""
    deep = len(_DEEP.findall(text)) if "\t" in text else 0
    return deep >= _MANY_PARTS and deep > 10 * len(_INNER_TAB.findall(text))


def _ends_marked(line: str) -> bool:
    """Return whether a sign for "no number" stands apart at a line's end."""
    words = line.split()
    return len(words) > 1 and table_words().is_placeholder(fold(words[-1]))


def _is_many_rows(cells: list[Cell]) -> bool:
    """Return whether labels follow numbers again and again, as in no single row."""
    if [cell.kind for cell in cells].count("label") < _TURNS:
        return False
    standing = [cell for cell in cells if cell.stands]
    behind = [b for a, b in pairwise(standing) if a.kind == "number" and b.kind == "label"]
    if len(behind) < _TURNS:
        return False
    # The heads of further blocks follow numbers as well; two rows of the form show what they are.
    return sum(best_row_likeness(b.plain) >= _LIKE_A_ROW for b in behind) >= _LEAST_TURNS


def _with_look_alikes(cells: list[Cell]) -> list[Cell]:
    """Return a row's cells, letters and signs among its numbers taken for figures."""
    short = [cell for cell in cells if cell.kind == "label" and len(cell.raw) <= _SLIP]
    if short and _holds_numbers(cells):
        words = table_words()
        for cell in short:
            if words.is_zero(cell.raw) or words.as_digits(cell.raw) is not None:
                cell.kind = "number"
    return cells


def _holds_numbers(cells: list[Cell]) -> bool:
    """Return whether a row has a number or, in front, a label that numbers belong to."""
    if "number" in [cell.kind for cell in cells]:
        return True
    standing = [cell for cell in cells if cell.stands] or cells[:1]
    if len(standing[0].raw) > _SLIP - 2 and best_row_likeness(standing[0].plain) >= 1.0:
        return True
    labels = [cell for cell in standing if not table_words().is_zero(cell.raw)]
    noughts = len(standing) - len(labels)
    if not labels:
        return noughts >= _BLOCK_OF_NOUGHTS
    return noughts > 0 and best_row_likeness(labels[-1].plain) >= 1.0


def _grid_lines(grid: Grid, number: int, text: str) -> Iterator[Line]:
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(grid_cell(cell, text))
    for row in sorted(rows):
        cells = _with_look_alikes(sorted(rows[row], key=lambda cell: cell.column))
        ends = [cell.span for cell in cells]
        span = Span(min(s.start for s in ends), max(s.end for s in ends))
        yield Line(cells, span, number)


def scan(document: Document) -> Iterator[Item]:
    """Yield the cells of a document in reading order, with what lies between them."""
    text = document.text
    lines = _Lines(text)
    at = 0
    grids = sorted(document.grids, key=lambda grid: grid.span.start)
    for number, grid in enumerate(grids):
        if grid.span.start >= at:
            yield from lines.read(at, grid.span.start)
            at = grid.span.end
        yield "gap"
        for row in _grid_lines(grid, number, text):
            row.cells = lines.remarks.leave_out(row.cells, number)
            yield row
    yield from lines.read(at, len(text))

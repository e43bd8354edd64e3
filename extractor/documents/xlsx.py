"""Excel workbooks (XLSX): each visible sheet as one table, numbers as they are shown.

Read from the XML itself: it takes merged cells and stored values in one pass, and files
that other programs wrote carelessly are no reason to stop.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from extractor.documents.assemble import Assembly
from extractor.documents.flow import Flow, FlowCell, Line, Table, settle
from extractor.documents.limits import Budget
from extractor.documents.package import Package, local, parse_xml, relationships
from extractor.documents.plain import require_text
from extractor.documents.source import describe
from extractor.documents.xlsx_numbers import Formats, read_formats
from report.document import Document, Place
from report.messages import unreadable

READER = "xlsx 1"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_MOST_MERGED_ROWS = 200
_MAX_ROW, _MAX_COLUMN = 1_048_576, 16_384


def read_xlsx(package: Package, data: bytes, name: str, budget: Budget) -> Document:
    """Return the visible sheets one after the other.

    A formula shows the value it was saved with; one that was saved without shows itself,
    which is no number.

    Raises:
        InputError: `damaged`, `empty`, `too_large`, `password` or `timeout`.
    """
    main = package.main_part("xl/workbook.xml")
    folder, _, file = main.rpartition("/")
    book = _Workbook()
    parse_xml(package.read(main), main, book, budget)
    parts = relationships(package, f"{folder}/_rels/{file}.rels", folder, budget)
    strings = _read_strings(package, f"{folder}/sharedStrings.xml", budget)
    formats = read_formats(package, f"{folder}/styles.xml", budget)
    flow: Flow = []
    for number, sheet in enumerate(book.sheets):
        part = parts.get(sheet.relation)
        if sheet.hidden or part is None or "/worksheets/" not in f"/{part.path}":
            continue
        reader = _Sheet(strings, formats, budget)
        parse_xml(package.read(part.path), part.path, reader, budget)
        flow += _tables(number, reader, budget)
    assembly = Assembly(budget)
    assembly.add_flow(settle(flow))
    text = assembly.text
    require_text(text)
    source = describe(data, name, MEDIA_TYPE)
    return Document(source, text, READER, grids=tuple(assembly.grids))


@dataclass(frozen=True, slots=True)
class _SheetEntry:
    relation: str
    hidden: bool


class _Workbook:
    """Lists the sheets in their order."""

    def __init__(self) -> None:
        self.sheets: list[_SheetEntry] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if local(tag) == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith("}id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append(_SheetEntry(relation, hidden))

    def end(self, tag: str) -> None:
        """Nothing is left to do."""

    def data(self, data: str) -> None:
        """Nothing is said in text here."""


class _Strings:
    """Collects shared strings; readings of characters (`rPh`) are no part of them."""

    def __init__(self, budget: Budget) -> None:
        self.strings: list[str] = []
        self._budget = budget
        self._run: list[str] | None = None
        self._aside = 0
        self._in_text = False

    def start(self, tag: str, _: dict[str, str]) -> None:
        name = local(tag)
        if name == "si":
            self._run = []
        elif name == "rPh":
            self._aside += 1
        elif name == "t":
            self._in_text = self._aside == 0

    def end(self, tag: str) -> None:
        name = local(tag)
        if name == "si" and self._run is not None:
            text = "".join(self._run)
            self._budget.spend_characters(len(text))
            self.strings.append(text)
            self._run = None
        elif name == "rPh":
            self._aside -= 1
        elif name == "t":
            self._in_text = False

    def data(self, data: str) -> None:
        if self._in_text and self._run is not None:
            self._run.append(data)


def _read_strings(package: Package, name: str, budget: Budget) -> list[str]:
    reader = _Strings(budget)
    if name in package:
        parse_xml(package.read(name), name, reader, budget)
    return reader.strings


@dataclass(slots=True)
class _Raw:
    """One cell being read."""

    row: int = 0
    column: int = 0
    kind: str = "n"
    style: str = ""
    value: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    formula: list[str] = field(default_factory=list)


class _Sheet:
    """Collects what the cells of one sheet show, and which are merged."""

    def __init__(self, strings: list[str], formats: Formats, budget: Budget) -> None:
        self.texts: dict[tuple[int, int], str] = {}
        self.merges: list[tuple[int, int, int, int]] = []
        self._strings = strings
        self._formats = formats
        self._budget = budget
        self._row = -1
        self._column = -1
        self._cell: _Raw | None = None
        self._path: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        self._path.append(name)
        if name == "row":
            number = attributes.get("r", "")
            self._row = int(number) - 1 if number.isdecimal() else self._row + 1
            self._column = -1
        elif name == "c":
            self._start_cell(attributes)
        elif name == "mergeCell":
            self._add_merge(attributes.get("ref", ""))

    def end(self, _: str) -> None:
        name = self._path.pop()
        if name == "c" and self._cell is not None:
            cell, self._cell = self._cell, None
            text = self._shown(cell)
            if text.strip():
                self._budget.spend_characters(len(text))
                self._budget.spend_cells(1)
                self.texts[cell.row, cell.column] = text

    def data(self, data: str) -> None:
        if self._cell is None:
            return
        name = self._path[-1]
        if name == "v":
            self._cell.value.append(data)
        elif name == "f":
            self._cell.formula.append(data)
        elif name == "t" and "rPh" not in self._path:
            self._cell.inline.append(data)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        found = _position(attributes.get("r", ""))
        if found is None:
            found = (max(0, self._row), self._column + 1)
        self._column = found[1]
        self._cell = _Raw(*found, attributes.get("t", "n"), attributes.get("s", ""))

    def _shown(self, cell: _Raw) -> str:
        value = "".join(cell.value).strip()
        if cell.kind == "inlineStr":
            return "".join(cell.inline)
        if not value:
            formula = "".join(cell.formula)
            return f"={formula}" if formula else ""
        if cell.kind == "s":
            index = int(value) if value.isdecimal() else -1
            if not 0 <= index < len(self._strings):
                raise unreadable("damaged", "damaged.shared_text", row=cell.row + 1, text=value)
            return self._strings[index]
        if cell.kind == "n":
            return self._formats.show(value, cell.style)
        if cell.kind == "b":
            return "FALSE" if value == "0" else "TRUE"
        return value

    def _add_merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = _position(first), _position(last)
        if start is not None and end is not None and start <= end:
            self._budget.spend_cells(1)
            self.merges.append((*start, *end))


def _position(reference: str) -> tuple[int, int] | None:
    """Return row and column, from zero, of a reference such as `C7`."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found.group(1):
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(found.group(2))
    if not (0 < row <= _MAX_ROW and 0 < column <= _MAX_COLUMN):
        return None
    return row - 1, column - 1


def _tables(number: int, sheet: _Sheet, budget: Budget) -> Iterator[Line | Table]:
    """Yield the sheet's tables: what empty rows divide; empty columns are left out."""
    merged = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
    covered = _covered(sheet, budget)
    by_row: dict[int, dict[int, str]] = {}
    used: set[int] = set()
    for (row, column), text in sheet.texts.items():
        if (row, column) in covered:
            continue
        by_row.setdefault(row, {})[column] = text
        bottom = merged.get((row, column), (row, column))[0]
        # A merged cell holds the rows it covers together, but not thousands of empty ones.
        used.update(range(row, min(bottom, row + _MOST_MERGED_ROWS) + 1))
    for block in _blocks(sorted(used)):
        budget.check_time()
        yield Table(number, _block_cells(number, block, by_row, merged, budget))


def _covered(sheet: _Sheet, budget: Budget) -> set[tuple[int, int]]:
    """Return the places of texts that a merged cell hides."""
    hidden: set[tuple[int, int]] = set()
    for top, left, bottom, right in sheet.merges:
        area = (bottom - top + 1) * (right - left + 1)
        budget.spend_cells(min(area, len(sheet.texts)))
        if area <= len(sheet.texts):
            inside = {
                (row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
            }
        else:
            inside = {
                (row, column)
                for row, column in sheet.texts
                if top <= row <= bottom and left <= column <= right
            }
        hidden |= inside - {(top, left)}
    return hidden


def _blocks(rows: list[int]) -> Iterator[range]:
    start = None
    for here, following in zip(rows, [*rows[1:], None], strict=True):
        start = here if start is None else start
        if following != here + 1:
            yield range(start, here + 1)
            start = None


def _block_cells(
    number: int,
    rows: range,
    by_row: dict[int, dict[int, str]],
    merged: dict[tuple[int, int], tuple[int, int]],
    budget: Budget,
) -> list[FlowCell]:
    columns = sorted({column for row in rows for column in by_row.get(row, ())})
    budget.spend_cells(len(rows) * len(columns))
    cells: list[FlowCell] = []
    taken: set[tuple[int, int]] = set()
    for row in rows:
        texts = by_row.get(row, {})
        for index, column in enumerate(columns):
            if (row, index) in taken:
                continue
            bottom, right = merged.get((row, column), (row, column))
            height = min(bottom, rows[-1]) - row + 1
            width = bisect_right(columns, right) - index
            covers = {(row + down, index + on) for down in range(height) for on in range(width)}
            if covers & taken:
                # Merges that overlap are an error of the file; neither can be trusted.
                height, width, covers = 1, 1, {(row, index)}
            taken |= covers
            place = Place(table=number, row=row, column=column)
            lines = (line.strip() for line in texts.get(column, "").splitlines())
            flow: Flow = [Line(line) for line in lines if line]
            cells.append(FlowCell(row - rows[0], index, height, width, flow, place))
    return cells

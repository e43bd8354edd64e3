"""Word documents (DOCX), read from their XML as the reader of the page sees them.

Insertions that are tracked count, deletions do not; fields show their results; text boxes
follow the paragraph they hang on; numbers that Word counts by itself are written out.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from extractor.documents.assemble import Assembly
from extractor.documents.docx_numbering import Numbering, read_numbering
from extractor.documents.flow import Flow, FlowCell, Line, Table, settle
from extractor.documents.limits import Budget
from extractor.documents.package import Package, local, parse_xml
from extractor.documents.plain import require_text
from extractor.documents.source import describe
from report.document import Document
from report.messages import unreadable

READER = "docx 1"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_WORD = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
# Deleted or moved text, copies of text for older programs, and definitions.
_SKIPPED = frozenset(
    ("del", "moveFrom", "Fallback", "sdtPr", "instrText", "delText", "sectPr", "rt")
)
_OFF = frozenset(("0", "false", "off", "none"))
_BREAKS = {"tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}


def read_docx(package: Package, data: bytes, name: str, budget: Budget) -> Document:
    """Return the document's paragraphs and tables in order.

    Raises:
        InputError: `damaged`, `empty`, `too_large`, `password` or `timeout`.
    """
    main = package.main_part("word/document.xml")
    body = _Body(read_numbering(package, main, budget), budget)
    parse_xml(package.read(main), main, body, budget)
    assembly = Assembly(budget)
    assembly.add_flow(settle(body.flow))
    text = assembly.text
    if not text.strip() and any(part.startswith("word/media/") for part in package.infos):
        raise unreadable("needs_ocr", "ocr.document")
    require_text(text)
    source = describe(data, name, MEDIA_TYPE)
    return Document(source, text, READER, grids=tuple(assembly.grids))


@dataclass(slots=True)
class _OpenTable:
    table: Table
    parent: Flow
    row: int = -1
    column: int = 0
    cell: FlowCell | None = None
    continues: bool = False
    dropped_row: bool = False
    # The cell that a vertical merge in this column would go on with.
    above: dict[int, FlowCell] = field(default_factory=dict)


@dataclass(slots=True)
class _Paragraph:
    """A paragraph being read; it may hold text boxes with paragraphs of their own."""

    target: Flow
    run: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    boxes: Flow = field(default_factory=list)
    style: str = ""
    number: tuple[str, int] | None = None
    level: int = 0
    joins_next: bool = False


class _Body:
    """Collects the flow of a document's main part."""

    def __init__(self, numbering: Numbering, budget: Budget) -> None:
        self.flow: Flow = []
        self._numbering = numbering
        self._budget = budget
        self._target: Flow = self.flow
        self._paragraphs: list[_Paragraph] = []
        self._outer: list[tuple[Flow, list[_OpenTable]]] = []
        self._tables: list[_OpenTable] = []
        self._path: list[str] = []
        self._skip_from = 0
        self._hidden = False
        self._count = 0
        self._carried = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        name = local(tag)
        self._path.append(name)
        if self._skip_from:
            return
        if _is_skipped(name) and not self._is_mark(name):
            self._skip_from = len(self._path)
            return
        if tag.startswith(_WORD):
            handler = _STARTS.get(name)
            if handler is not None:
                handler(self, attributes)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        depth = len(self._path)
        name = self._path.pop()
        if self._skip_from:
            if depth == self._skip_from:
                self._skip_from = 0
            return
        if tag.startswith(_WORD):
            handler = _ENDS.get(name)
            if handler is not None:
                handler(self)

    def data(self, data: str) -> None:
        """Take text; only that of `w:t` is shown."""
        if not self._skip_from and self._path[-1:] == ["t"] and not self._hidden:
            self._write(data)

    def _is_mark(self, name: str) -> bool:
        """Take note of what is deleted as a whole: a row, or the end of a paragraph."""
        if name != "del" or len(self._path) < 2:
            return False
        parent = self._path[-2]
        if parent == "trPr" and self._tables:
            self._tables[-1].dropped_row = True
        elif parent == "rPr" and self._path[-3:-2] == ["pPr"] and self._paragraphs:
            self._paragraphs[-1].joins_next = True
        return parent in ("trPr", "rPr")

    def _write(self, text: str) -> None:
        if self._paragraphs:
            self._paragraphs[-1].run.append(text)

    # Paragraphs and runs.

    def _start_p(self, _: dict[str, str]) -> None:
        self._paragraphs.append(_Paragraph(self._target))

    def _end_p(self) -> None:
        paragraph = self._paragraphs.pop()
        label = self._numbering.next_label(paragraph.style, paragraph.number)
        text = self._carried + "".join(paragraph.run)
        self._carried = ""
        if paragraph.joins_next:
            self._carried = text
        else:
            lines = [line.strip() for line in text.split("\n")]
            shown = [line for line in lines if line]
            if shown:
                shown[0] = label + shown[0]
            paragraph.target.extend(Line(line) for line in shown)
        paragraph.target.extend(paragraph.boxes)

    def _start_r(self, _: dict[str, str]) -> None:
        self._hidden = False

    def _start_vanish(self, attributes: dict[str, str]) -> None:
        if self._path[-3:-1] == ["r", "rPr"]:
            self._hidden = _value(attributes) not in _OFF

    def _start_break(self, _: dict[str, str]) -> None:
        if self._path[-2:-1] == ["r"]:
            self._write("\n")

    def _start_mark(self, _: dict[str, str]) -> None:
        if self._path[-2:-1] == ["r"]:
            self._write(_BREAKS[self._path[-1]])

    def _start_style(self, attributes: dict[str, str]) -> None:
        if self._paragraphs:
            self._paragraphs[-1].style = _value(attributes)

    def _start_level(self, attributes: dict[str, str]) -> None:
        if self._paragraphs and _value(attributes).isdigit():
            self._paragraphs[-1].level = int(_value(attributes))

    def _start_number(self, attributes: dict[str, str]) -> None:
        if self._paragraphs and self._path[-3:-1] == ["pPr", "numPr"]:
            paragraph = self._paragraphs[-1]
            paragraph.number = (_value(attributes), paragraph.level)

    # Text boxes stand outside the paragraph and outside the table it is in.

    def _start_box(self, _: dict[str, str]) -> None:
        self._outer.append((self._target, self._tables))
        self._target = self._paragraphs[-1].boxes if self._paragraphs else self._target
        self._tables = []

    def _end_box(self) -> None:
        self._target, self._tables = self._outer.pop()

    # Tables.

    def _start_tbl(self, _: dict[str, str]) -> None:
        self._tables.append(_OpenTable(Table(self._count), self._target))
        self._count += 1

    def _end_tbl(self) -> None:
        done = self._tables.pop()
        self._target = done.parent
        self._target.append(done.table)

    def _start_tr(self, _: dict[str, str]) -> None:
        if self._tables:
            table = self._tables[-1]
            table.row += 1
            table.column = 0
            table.dropped_row = False

    def _end_tr(self) -> None:
        if self._tables and self._tables[-1].dropped_row:
            table = self._tables[-1]
            table.table.cells = [c for c in table.table.cells if c.row != table.row]
            for cell in table.table.cells:
                cell.row_span = min(cell.row_span, table.row - cell.row)
            table.row -= 1

    def _start_before(self, attributes: dict[str, str]) -> None:
        if self._tables:
            self._tables[-1].column = _number(attributes, least=0)

    def _start_tc(self, _: dict[str, str]) -> None:
        if self._tables:
            table = self._tables[-1]
            table.cell = FlowCell(max(0, table.row), table.column)
            table.continues = False
            self._target = table.cell.flow

    def _start_span(self, attributes: dict[str, str]) -> None:
        cell = self._tables[-1].cell if self._tables else None
        if cell is not None:
            cell.column_span = _number(attributes, least=1)

    def _start_merge(self, attributes: dict[str, str]) -> None:
        if self._tables:
            self._tables[-1].continues = _value(attributes) != "restart"

    def _end_tc(self) -> None:
        table = self._tables[-1] if self._tables else None
        if table is None or table.cell is None:
            return
        cell, table.cell = table.cell, None
        if self._carried.strip():
            cell.flow.append(Line(self._carried.strip()))
        self._carried = ""
        self._target = table.parent
        self._budget.spend_cells(cell.column_span)
        table.column = cell.column + cell.column_span
        origin = table.above.get(cell.column) if table.continues else None
        if origin is not None and _goes_on(origin, cell):
            origin.row_span += 1
            return
        table.above[cell.column] = cell
        table.table.cells.append(cell)


def _goes_on(above: FlowCell, cell: FlowCell) -> bool:
    return (
        above.row + above.row_span == cell.row
        and above.column == cell.column
        and above.column_span == cell.column_span
    )


def _is_skipped(name: str) -> bool:
    # A tracked change of format holds the old format, merged cells included.
    return name in _SKIPPED or name.endswith("PrChange")


def _value(attributes: dict[str, str]) -> str:
    for name, value in attributes.items():
        if local(name) == "val":
            return value
    return ""


def _number(attributes: dict[str, str], least: int) -> int:
    value = _value(attributes)
    return max(least, int(value)) if value.isdecimal() and len(value) <= 4 else least


_STARTS = {
    "p": _Body._start_p,
    "r": _Body._start_r,
    "vanish": _Body._start_vanish,
    "br": _Body._start_break,
    "cr": _Body._start_break,
    "tab": _Body._start_mark,
    "ptab": _Body._start_mark,
    "noBreakHyphen": _Body._start_mark,
    "pStyle": _Body._start_style,
    "ilvl": _Body._start_level,
    "numId": _Body._start_number,
    "txbxContent": _Body._start_box,
    "tbl": _Body._start_tbl,
    "tr": _Body._start_tr,
    "gridBefore": _Body._start_before,
    "tc": _Body._start_tc,
    "gridSpan": _Body._start_span,
    "vMerge": _Body._start_merge,
}
_ENDS = {
    "p": _Body._end_p,
    "txbxContent": _Body._end_box,
    "tbl": _Body._end_tbl,
    "tr": _Body._end_tr,
    "tc": _Body._end_tc,
}

"""Saved web pages, whatever the site put around the report."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from extractor.documents.assemble import Assembly
from extractor.documents.decode import decode, refuse_lost
from extractor.documents.flow import Flow, FlowCell, Line, Table, settle
from extractor.documents.hidden import Region, Sheets, for_good, letters, place_hidden, sight
from extractor.documents.limits import Budget
from extractor.documents.plain import require_text
from extractor.documents.source import describe
from report.document import Document
from report.messages import cause, unreadable
from report.text import fold

READER = "html 2"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCKS = _words(
    """
    address article aside blockquote body br button caption center dd details dialog dir div
    dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html
    legend li main menu nav ol option p pre section select summary table tbody td tfoot th
    thead tr ul
    """
)
_SILENT = _words(
    """
    script style noscript template textarea iframe object embed svg math canvas audio video
    select datalist title del s strike
    """
)
# Forms that were filled in on a site keep their figures in the fields.
_SHOWN_INPUTS = frozenset(("", "text", "number", "tel"))
# A raised digit is the sign of a footnote, no digit of the figure before it.
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_WHOLE_PAGE = re.compile(r"<(?:html|head|body|!doctype)\b", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"</?(?:div|p|section|article|h[1-6]|ul|li)\b", re.IGNORECASE)
_TABLES = re.compile(r"<table\b.*?</table\s*>", re.IGNORECASE | re.DOTALL)
_MAX_COLUMN_SPAN = 1_000
_MAX_ROW_SPAN = 65_534
_MAX_TABLE_DEPTH = 30


def read_html(data: bytes, name: str, budget: Budget) -> Document:
    """Return the page's text, block by block, with its data tables as grids.

    Raises:
        InputError: `encoding`, `empty`, `damaged`, `too_large` or `timeout`.
    """
    declared = _CHARSET.search(data[:4096])
    decoded = decode(data, declared.group(1).decode("ascii") if declared else None, lenient=True)
    page = _parse(decoded.text, budget)
    assembly = Assembly(budget)
    place_hidden(page.flow, page.regions)
    flow = settle(page.flow)
    title = _missing_title(page.title, flow)
    if title:
        assembly.add_line(title)
    assembly.add_flow(flow)
    text = assembly.text
    require_text(text)
    refuse_lost(text)
    source = describe(data, name, "text/html")
    grids, hidden = tuple(assembly.grids), tuple(assembly.hidden)
    return Document(source, text, READER, grids=grids, hidden=hidden)


def read_mhtml(data: bytes, name: str, budget: Budget) -> Document:
    """Return the page inside a web archive (.mht), read as HTML."""
    message = email.message_from_bytes(data)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                read = read_html(payload, name, budget)
                source = describe(data, name, "multipart/related")
                return replace(read, source=source)
    raise unreadable("damaged", "damaged.web_archive")


def _missing_title(title: str, flow: Flow) -> str:
    """Return the title in the page's head, unless the page shows it or has none."""
    own = re.split(r"[-_|—]", title)[0].strip()
    needle = fold(own)
    if not needle or any(isinstance(node, Line) and needle in fold(node.text) for node in flow):
        return ""
    return own


def _parse(text: str, budget: Budget) -> _Page:
    page = _Page(budget, keep_lines=_lines_count(text))
    target: Any = page  # The stubs ask for a wider signature than the parser ever uses.
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    payload = text.replace("\0", "").encode("utf-8", errors="replace")
    try:
        for start in range(0, len(payload), 1 << 20):
            budget.check_time()
            parser.feed(payload[start : start + (1 << 20)])
        parser.close()
    except etree.LxmlError as error:
        raise unreadable("damaged", "damaged.page", said=cause(str(error))) from error
    return page


def _lines_count(text: str) -> bool:
    """Tell whether this is Markdown or text with tables in it, whose line ends mean something."""
    if _WHOLE_PAGE.search(text[:100_000]):
        return False
    lines = [line for line in _TABLES.sub("", text).splitlines() if line.strip()]
    tagged = sum(bool(_BLOCK_TAG.search(line)) for line in lines)
    return 2 * tagged < len(lines)


@dataclass(slots=True)
class _OpenTable:
    """A table being read: the next row, and until which row each column is taken."""

    table: Table
    parent: Flow
    row: int = -1
    column: int = 0
    taken: dict[int, int] = field(default_factory=dict)


class _Page:
    """Collects the flow while libxml2 walks the page; no tree is ever built."""

    def __init__(self, budget: Budget, *, keep_lines: bool = False) -> None:
        self.flow: Flow = []
        self._keep_lines = keep_lines
        self.title = ""
        self._budget = budget
        self._target: Flow = self.flow
        self._run: list[str] = []
        self._tables: list[_OpenTable] = []
        self._count = 0
        self._depth = 0
        self._silent_from = 0
        self.regions: list[Region] = []
        self._hidden_from = 0
        self._tables_outside = 0
        self._sheets = Sheets()
        self._style: list[str] = []
        self._in_style = False
        self._in_title = False
        self._pre = 0
        self._raised = 0
        self._sizes: list[tuple[int, bool]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._budget.check_depth(self._depth)
        if self._silent_from:
            return
        seen = sight(tag, attributes, self._sheets)
        if tag in _SILENT or (seen != "shown" and for_good(tag)):
            if seen == "unseen" and tag in ("td", "th"):
                # It takes its room, so that the cells behind it stay where they are.
                self._flush()
                self._open(tag, attributes)
            self._silent_from = self._depth
            self._in_title = tag == "title" and not self.title
            self._in_style = tag == "style"
            return
        if seen != "shown" and not self._hidden_from:
            self._hide()
        size = letters(tag, attributes, self._sheets, shrunk=self._shrunk)
        if size == "gone" or (size == "shown" and self._sizes):
            self._sizes.append((self._depth, size == "gone"))
        if tag in _BLOCKS:
            self._flush()
            self._open(tag, attributes)
        elif tag == "sup":
            self._raised += 1
        elif (
            tag == "input" and self._tables and attributes.get("type", "").lower() in _SHOWN_INPUTS
        ):
            self._run.append(attributes.get("value", ""))

    @property
    def _shrunk(self) -> bool:
        """Whether the letters that come now have no size."""
        return bool(self._sizes) and self._sizes[-1][1]

    def end(self, tag: str) -> None:
        self._depth -= 1
        while self._sizes and self._sizes[-1][0] > self._depth:
            self._sizes.pop()
        if self._silent_from:
            if self._depth < self._silent_from:
                self._silent_from = 0
                self._in_title = False
                if self._in_style:
                    self._sheets.read("".join(self._style))
                    self._in_style, self._style = False, []
                if tag in ("td", "th"):
                    self._close(tag)
            return
        if tag in _BLOCKS:
            self._flush()
            self._close(tag)
        elif tag == "sup":
            self._raised -= 1
        if self._hidden_from and self._depth < self._hidden_from:
            self._show_again()

    def data(self, data: str) -> None:
        if self._in_title:
            self.title += _BLANKS.sub(" ", data).strip()
        elif self._in_style:
            self._style.append(data)
        elif not self._silent_from and not self._shrunk:
            data = data.translate(_RAISED) if self._raised else data
            if "\n" in data and (self._pre or (self._keep_lines and not self._tables)):
                self._preformatted(data)
            else:
                self._run.append(data)

    def comment(self, text: str) -> None:
        """Leave comments out; a saved page has old versions of tables in them."""

    def close(self) -> None:
        self._flush()
        if self._hidden_from:
            self._show_again()
        while self._tables:
            self._end_table()

    def _hide(self) -> None:
        """Collect what follows by itself, until the container ends."""
        self._flush()
        in_cell = bool(self._tables) and self._target is not self._tables[-1].parent
        region = Region(self._target, len(self._target), in_cell)
        self.regions.append(region)
        self._hidden_from, self._tables_outside = self._depth, len(self._tables)
        self._target = region.flow

    def _show_again(self) -> None:
        self._flush()
        while len(self._tables) > self._tables_outside:
            self._end_table()
        self._hidden_from = 0
        self._target = self.regions[-1].parent

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            self._start_table()
        elif tag == "tr":
            self._start_row()
        elif tag in ("td", "th"):
            self._start_cell(attributes)
        elif tag == "pre":
            self._pre += 1

    def _close(self, tag: str) -> None:
        if tag == "table":
            self._end_table()
        elif tag in ("td", "th") and self._tables:
            # What stands between cells belongs to no cell; browsers move it before the table.
            self._target = self._tables[-1].parent
        elif tag == "pre":
            self._pre -= 1

    def _start_table(self) -> None:
        if len(self._tables) >= _MAX_TABLE_DEPTH:
            raise unreadable("damaged", "damaged.deep_tables", most=_MAX_TABLE_DEPTH)
        self._tables.append(_OpenTable(Table(self._count), self._target))
        self._count += 1

    def _start_row(self) -> None:
        if self._tables:
            self._tables[-1].row += 1
            self._tables[-1].column = 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if not self._tables:
            return
        open_table = self._tables[-1]
        if open_table.row < 0:
            self._start_row()
        row, column, taken = open_table.row, open_table.column, open_table.taken
        while taken.get(column, 0) > row:
            column += 1
        row_span = _span(attributes.get("rowspan"), _MAX_ROW_SPAN, zero=_MAX_ROW_SPAN)
        column_span = _span(attributes.get("colspan"), _MAX_COLUMN_SPAN, zero=1)
        self._budget.spend_cells(column_span)
        # A cell that would reach under one from above ends before it.
        free = range(column + 1, column + column_span)
        column_span = (
            next((c for c in free if taken.get(c, 0) > row), column + column_span) - column
        )
        for covered in range(column, column + column_span):
            taken[covered] = row + row_span
        open_table.column = column + column_span
        cell = FlowCell(row, column, row_span, column_span)
        open_table.table.cells.append(cell)
        self._target = cell.flow

    def _end_table(self) -> None:
        if not self._tables:
            return
        done = self._tables.pop()
        rows = done.row + 1
        for cell in done.table.cells:
            cell.row_span = min(cell.row_span, rows - cell.row)
        self._target = done.parent
        self._target.append(done.table)

    def _preformatted(self, data: str) -> None:
        *lines, rest = data.split("\n")
        for line in lines:
            self._run.append(line)
            self._flush()
        self._run.append(rest)

    def _flush(self) -> None:
        if self._run:
            text = _BLANKS.sub(" ", "".join(self._run)).strip()
            self._run.clear()
            if text:
                self._budget.check_time()
                self._target.append(Line(text))


def _span(value: str | None, largest: int, zero: int) -> int:
    """Return a row or column span as browsers take it: at least one, never absurd.

    Zero rows mean "to the end of the table"; they are cut to its rows when it ends.
    """
    digits = re.match(r"\s*(\d{1,6})", value or "")
    if digits is None:
        return 1
    return min(int(digits.group(1)) or zero, largest)

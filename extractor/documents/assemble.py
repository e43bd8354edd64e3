"""Lines and tables become one text, and every cell learns its span while it is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from extractor.documents.flow import Flow, FlowCell, Line, own_text
from extractor.documents.limits import Budget
from report.document import Grid, GridCell, Span


@dataclass(slots=True)
class Assembly:
    """The text as far as it is written, and the grids in it.

    A row of a grid is one line with a tab between columns; a position covered by a merged
    cell stays empty there, so that the n-th tab of every row is the same edge.
    """

    budget: Budget
    grids: list[Grid] = field(default_factory=list)
    hidden: list[Span] = field(default_factory=list)
    length: int = 0
    _pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text written so far; every line ends with a line end."""
        return "".join(self._pieces)

    def add_line(self, text: str) -> None:
        """Write one line."""
        self._write(text)
        self._write("\n")

    def add_text(self, text: str) -> None:
        """Write a piece of a line that `end_line` will end."""
        self._write(text)

    def end_line(self) -> None:
        """End the line written piece by piece."""
        self._write("\n")

    def add_flow(self, flow: Flow) -> None:
        """Write settled lines and tables in their order."""
        for node in flow:
            self.budget.check_time()
            start = self.length
            if isinstance(node, Line):
                self.add_line(node.text)
            else:
                self.add_grid(node.cells)
            if node.hidden:
                self.hidden.append(Span(start, self.length))

    def add_grid(self, cells: Iterable[FlowCell]) -> None:
        """Write one table and keep it as a grid."""
        ordered = sorted(cells, key=lambda cell: (cell.row, cell.column))
        rows = max(cell.row + cell.row_span for cell in ordered)
        columns = max(cell.column + cell.column_span for cell in ordered)
        self.budget.spend_cells(rows * columns)
        by_row: list[list[FlowCell]] = [[] for _ in range(rows)]
        for cell in ordered:
            by_row[cell.row].append(cell)
        start = self.length
        written: list[GridCell] = []
        for row in by_row:
            written += self._write_row(row, columns)
        self.grids.append(Grid(tuple(written), Span(start, max(start, self.length - 1))))

    def _write_row(self, cells: list[FlowCell], columns: int) -> list[GridCell]:
        written: list[GridCell] = []
        at = 0
        for cell in cells:
            self._write("\t" * (cell.column - at))
            at = cell.column
            start = self.length
            text = one_line(own_text(cell))
            self._write(text)
            written.append(
                GridCell(
                    text,
                    Span(start, self.length),
                    cell.row,
                    cell.column,
                    cell.row_span,
                    cell.column_span,
                    cell.place,
                )
            )
        self._write("\t" * (columns - 1 - at) + "\n")
        return written

    def _write(self, text: str) -> None:
        self.budget.spend_characters(len(text))
        self._pieces.append(text)
        self.length += len(text)


def one_line(text: str) -> str:
    """Return the text fit to be a cell of a line: no tabs or line ends, no outer blanks."""
    if "\t" in text or "\n" in text:
        text = text.replace("\t", " ").replace("\n", " ")
    return text.strip()

"""Looking at the grids of a document in tests."""

from __future__ import annotations

from report.document import Document, Grid, GridCell


def rows(grid: Grid) -> list[list[str]]:
    """Return the texts of the grid unrolled; a merged cell stands at its upper left corner."""
    height = max(cell.row + cell.row_span for cell in grid.cells)
    width = max(cell.column + cell.column_span for cell in grid.cells)
    table = [[""] * width for _ in range(height)]
    for cell in grid.cells:
        table[cell.row][cell.column] = cell.text
    return table


def at(grid: Grid, text: str) -> GridCell:
    """Return the first cell with the text."""
    return next(cell for cell in grid.cells if cell.text == text)


def assert_sound(document: Document) -> None:
    """Check what holds for every document: exact spans, no overlaps, rows as lines."""
    end = 0
    for grid in document.grids:
        assert grid.span.start >= end
        end = grid.span.end
        taken: set[tuple[int, int]] = set()
        before = grid.span.start
        for cell in grid.cells:
            assert document.text[cell.span.start : cell.span.end] == cell.text
            assert grid.span.start <= cell.span.start <= cell.span.end <= grid.span.end
            assert cell.span.start >= before
            before = cell.span.end
            assert "\n" not in cell.text
            assert "\t" not in cell.text
            assert cell.row_span > 0
            assert cell.column_span > 0
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    assert (row, column) not in taken
                    taken.add((row, column))
        lines = document.text[grid.span.start : grid.span.end].split("\n")
        width = max(cell.column + cell.column_span for cell in grid.cells)
        assert len(lines) == max(cell.row + cell.row_span for cell in grid.cells)
        assert {line.count("\t") for line in lines} == {width - 1}
        for cell in grid.cells:
            line = document.text.count("\n", grid.span.start, cell.span.start)
            assert line == cell.row
    for before_page, page in zip(document.pages, document.pages[1:], strict=False):
        assert before_page.span.end == page.span.start

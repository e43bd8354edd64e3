"""Ruled lines become tables: which lines cross, and which cells they leave."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field

from extractor.documents.limits import Budget
from extractor.documents.pdf_rulings import Ruling, Rulings
from extractor.documents.pdf_turn import Box

# Lines nearer than this are one line; rows of a real table are three times as high.
_SNAP = 2.5
# How far a line may fall short of the line it is meant to meet.
_REACH = 3.0
# Dashes are joined first; what is still shorter is no edge of a cell.
_SHORTEST = 4.0
_MAX_LINES = 6_000


@dataclass(frozen=True, slots=True)
class LatticeCell:
    """One cell: its place in the unrolled grid and its box on the page."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(slots=True)
class Lattice:
    """One ruled table: its edges and cells, and which cell covers each place."""

    xs: list[float]
    ys: list[float]
    cells: list[LatticeCell]
    _owner: dict[tuple[int, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for index, cell in enumerate(self.cells):
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    self._owner[row, column] = index

    @property
    def box(self) -> Box:
        """The outer edges."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    @property
    def area(self) -> float:
        """How much of the page it covers."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def cell_at(self, x: float, y: float) -> int | None:
        """Return the index of the cell over the point, if the point is in the table."""
        column = bisect_right(self.xs, x) - 1
        row = bisect_right(self.ys, y) - 1
        return self._owner.get((row, column))


def find_lattices(rulings: Rulings, budget: Budget) -> list[Lattice]:
    """Return the ruled tables of a page, from top to bottom.

    The edges of coloured boxes stand in only where the page draws no lines that make a table.
    """
    found = _lattices(rulings.horizontal, rulings.vertical, budget)
    if not found and len(rulings.fills) > 3:
        framed = Rulings()
        for box in rulings.fills[: _MAX_LINES // 4]:
            framed.add_frame(box)
        found = _lattices(framed.horizontal, framed.vertical, budget)
    return sorted(found, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def _lattices(horizontal: list[Ruling], vertical: list[Ruling], budget: Budget) -> list[Lattice]:
    across, down = _merge(horizontal), _merge(vertical)
    if len(across) + len(down) > _MAX_LINES:
        # A drawing, not a table; its labels are still read as text.
        return []
    found = []
    for rows, columns in _connected(across, down, budget):
        lattice = _lattice(rows, columns, budget)
        if lattice is not None:
            found.append(lattice)
    return found


def _merge(rulings: list[Ruling]) -> list[Ruling]:
    """Return the lines with pieces that continue one another joined."""
    merged: list[Ruling] = []
    for group in _clusters(sorted(rulings)):
        at = sum(ruling.at for ruling in group) / len(group)
        start, end = None, 0.0
        for ruling in sorted(group, key=lambda ruling: ruling.start):
            if start is None:
                start, end = ruling.start, ruling.end
            elif ruling.start <= end + _REACH:
                end = max(end, ruling.end)
            else:
                merged.append(Ruling(at, start, end))
                start, end = ruling.start, ruling.end
        if start is not None:
            merged.append(Ruling(at, start, end))
    return [ruling for ruling in merged if ruling.end - ruling.start >= _SHORTEST]


def _clusters(rulings: list[Ruling]) -> list[list[Ruling]]:
    groups: list[list[Ruling]] = []
    for ruling in rulings:
        if groups and ruling.at - groups[-1][0].at <= _SNAP:
            groups[-1].append(ruling)
        else:
            groups.append([ruling])
    return groups


def _connected(
    across: list[Ruling], down: list[Ruling], budget: Budget
) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Return the lines in groups that touch one another: one group a table."""
    parent = list(range(len(across) + len(down)))

    def find(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    order = sorted(range(len(down)), key=lambda index: down[index].at)
    positions = [down[index].at for index in order]
    for i, row in enumerate(across):
        budget.check_time()
        first = bisect_left(positions, row.start - _REACH)
        last = bisect_right(positions, row.end + _REACH)
        for index in order[first:last]:
            if down[index].start - _REACH <= row.at <= down[index].end + _REACH:
                parent[find(i)] = find(len(across) + index)
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = defaultdict(lambda: ([], []))
    for i, row in enumerate(across):
        groups[find(i)][0].append(row)
    for i, column in enumerate(down):
        groups[find(len(across) + i)][1].append(column)
    return [group for group in groups.values() if group[0] and group[1]]


def _lattice(rows: list[Ruling], columns: list[Ruling], budget: Budget) -> Lattice | None:
    # Where a page cuts a table its last edge is often not drawn: the lines that run up to it
    # say where it is.
    xs = _edges([r.at for r in columns], [r.start for r in rows], [r.end for r in rows])
    ys = _edges([r.at for r in rows], [r.start for r in columns], [r.end for r in columns])
    if len(xs) < 3 or len(ys) < 2:
        # One column is a frame around text.
        return None
    budget.spend_cells((len(xs) - 1) * (len(ys) - 1))
    regions = _regions(xs, ys, rows, columns)
    cells = [cell for region in regions for cell in _cells(region, xs, ys)]
    if all(cell.column_span == len(xs) - 1 for cell in cells):
        return None
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Lattice(xs, ys, cells)


def _edges(lines: list[float], starts: list[float], ends: list[float]) -> list[float]:
    edges: list[float] = []
    for at in sorted(lines):
        if not edges or at - edges[-1] > _SNAP:
            edges.append(at)
    first, last = min(starts), max(ends)
    if not edges or first < edges[0] - 2 * _REACH:
        edges.insert(0, first)
    if last > edges[-1] + 2 * _REACH:
        edges.append(last)
    return edges


def _regions(
    xs: list[float], ys: list[float], rows: list[Ruling], columns: list[Ruling]
) -> list[list[tuple[int, int]]]:
    """Return the places of the grid in groups that no line divides."""
    width, height = len(xs) - 1, len(ys) - 1
    parent = list(range(width * height))

    def find(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    upright = _by_edge(columns, xs)
    level = _by_edge(rows, ys)
    for row in range(height):
        for column in range(width):
            here = row * width + column
            if column + 1 < width and not _divides(upright[column + 1], ys[row], ys[row + 1]):
                parent[find(here + 1)] = find(here)
            if row + 1 < height and not _divides(level[row + 1], xs[column], xs[column + 1]):
                parent[find(here + width)] = find(here)
    regions: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for here in range(width * height):
        regions[find(here)].append(divmod(here, width))
    return list(regions.values())


def _by_edge(rulings: list[Ruling], edges: list[float]) -> list[list[Ruling]]:
    found: list[list[Ruling]] = [[] for _ in edges]
    for ruling in rulings:
        at = bisect_left(edges, ruling.at - _SNAP)
        if at < len(edges):
            found[at].append(ruling)
    return found


def _divides(lines: list[Ruling], start: float, end: float) -> bool:
    middle = (start + end) / 2
    return any(line.start - _REACH <= middle <= line.end + _REACH for line in lines)


def _cells(region: list[tuple[int, int]], xs: list[float], ys: list[float]) -> list[LatticeCell]:
    """Return the region as one cell, or row by row where a lost line left it ragged."""
    rows = sorted({row for row, _ in region})
    columns = sorted({column for _, column in region})
    top, left = rows[0], columns[0]
    height, width = rows[-1] - top + 1, columns[-1] - left + 1
    if height * width == len(region):
        return [_cell(top, left, height, width, xs, ys)]
    cells = []
    for row in rows:
        run = sorted(column for r, column in region if r == row)
        start = run[0]
        for here, following in zip(run, [*run[1:], None], strict=True):
            if following != here + 1:
                cells.append(_cell(row, start, 1, here - start + 1, xs, ys))
                start = following if following is not None else here
    return cells


def _cell(
    row: int, column: int, height: int, width: int, xs: list[float], ys: list[float]
) -> LatticeCell:
    box = (xs[column], ys[row], xs[column + width], ys[row + height])
    return LatticeCell(row, column, height, width, box)

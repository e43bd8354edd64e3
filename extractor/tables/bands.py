"""Ways to lay a stretch of figures into a table's rows, told apart by the table's own sums.

Programs that take text out of a page print a table in bands: some rows one after the other,
then a stretch of rows block by block, each block some columns wide. What the bands are
nothing says, so all of them are tried, and the sums of rows and columns say which can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

# Trying bands stops behind so many of them.
_MOST_TRIED = 120_000
# More half-laid tables than this at one row are too many to follow.
_MOST_OPEN = 400


class TooManyWaysError(Exception):
    """The figures can be laid in more ways than can be looked at."""


@dataclass(frozen=True, slots=True)
class Band:
    """Some rows printed block by block: rows `first` up to `stop`, columns from `column` on."""

    first: int
    stop: int
    column: int
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """One way to lay figures into a table.

    Attributes:
        places: By row and column, which figure stands there.
        values: The figures in that order.
        bands: Bands of more than one row.
        failed: Rows whose last figure is not the sum of the others.
    """

    places: tuple[int, ...]
    values: tuple[int, ...]
    bands: tuple[Band, ...]
    failed: int


@cache
def _compositions(width: int) -> list[tuple[int, ...]]:
    """Return the ways to part columns into blocks, narrow blocks first."""
    if width == 0:
        return [()]
    return [
        (first, *rest) for first in range(1, width + 1) for rest in _compositions(width - first)
    ]


# By row and column, which figure of a band stands there.
_Shape = tuple[tuple[int, ...], ...]


@cache
def _shape(height: int, widths: tuple[int, ...]) -> _Shape:
    """Return, row by row, which figure of a band stands in each column."""
    rows: list[list[int]] = [[] for _ in range(height)]
    at = 0
    for width in widths:
        for row in rows:
            row.extend(range(at, at + width))
            at += width
    return tuple(map(tuple, rows))


@cache
def _beside(height: int, widths: tuple[int, ...]) -> frozenset[int]:
    """Return the figures of a band that stand left of the next figure, in one row."""
    return frozenset(
        before
        for row in _shape(height, widths)
        for before, after in pairwise(row)
        if after == before + 1
    )


@cache
def _touching(height: int, widths: tuple[int, ...]) -> frozenset[int]:
    """Return the figures of a band that stand left of the next one, or right above it."""
    above = (
        before
        for column in zip(*_shape(height, widths), strict=True)
        for before, after in pairwise(column)
        if after == before + 1
    )
    return _beside(height, widths).union(above)


@dataclass(frozen=True, slots=True)
class Printed:
    """Figures in the order they are printed, and what their lines say.

    Attributes:
        joined: Figures on one line with the next: the two stand side by side.
        linked: Figures with the next one on the line right below: neighbours in a row or column.
    """

    values: tuple[int, ...]
    joined: frozenset[int]
    linked: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Region:
    """Some rows of some neighbouring columns, printed from the figure at `offset` on.

    Attributes:
        sums: By row, the sum of the columns left of it.
    """

    first: int
    width: int
    offset: int
    sums: tuple[int, ...]

    @property
    def height(self) -> int:
        return len(self.sums)

    @property
    def end(self) -> int:
        return self.offset + self.height * self.width

    def rows(self, first: int, stop: int) -> _Region:
        """Return some of its rows, printed one band after the other."""
        offset = self.offset + first * self.width
        return _Region(self.first + first, self.width, offset, self.sums[first:stop])


class Layer:
    """Finds the ways to lay figures into rows of one width."""

    def __init__(
        self,
        printed: Printed,
        width: int,
        most_failed: int = 0,
        depth: int = 0,
        anywhere: bool = False,
    ) -> None:
        """Take the figures; at most so many rows may not add up.

        Args:
            printed: The figures, as printed.
            width: Columns of the table.
            most_failed: How many rows need not add up.
            depth: How often the right part of a band may be parted into bands again.
            anywhere: Whether the totals may be printed before other columns.
        """
        self._values = printed.values
        self._joined = printed.joined
        self._linked = printed.linked
        self._told = printed.joined | printed.linked
        self._width = width
        self._most_failed = most_failed
        self._depth = depth
        self._anywhere = anywhere
        self._tried = 0

    def ways(self) -> list[Laid]:
        """Return the ways that differ in what they read.

        Raises:
            TooManyWaysError: There are too many to look at.
        """
        rows = len(self._values) // self._width
        return self._lay(_Region(0, self._width, 0, (0,) * rows), self._depth)

    def _lay(self, region: _Region, depth: int) -> list[Laid]:
        """Return the ways to lay a region, band by band."""
        height = region.height
        open_at: list[dict[tuple[int, ...], Laid]] = [{} for _ in range(height + 1)]
        open_at[0][()] = Laid((), (), (), 0)
        for first in range(height):
            if len(open_at[first]) > _MOST_OPEN:
                raise TooManyWaysError
            if not open_at[first]:
                continue
            for stop in range(first + 1, height + 1):
                for band in self._bands(region.rows(first, stop), depth):
                    for laid in open_at[first].values():
                        self._add(open_at[stop], laid, band)
        return list(open_at[height].values())

    def _add(self, known: dict[tuple[int, ...], Laid], laid: Laid, band: Laid) -> None:
        failed = laid.failed + band.failed
        if failed > self._most_failed:
            return
        values = laid.values + band.values
        bands = laid.bands + band.bands
        same = known.get(values)
        if same is None or len(bands) < len(same.bands):
            known[values] = Laid(laid.places + band.places, values, bands, failed)

    def _bands(self, part: _Region, depth: int) -> list[Laid]:
        """Return the ways to read some rows as one band."""
        last = part.end - 1
        if last in self._linked or (part.height > 1 and last in self._joined):
            return []
        if part.height == 1:
            way = self._blocks(part, (part.width,))
            return [way] if way is not None else []
        if not any(part.sums) and not any(self._values[part.offset : part.end]):
            return []  # Noughts read the same row by row.
        return self._bands_of_rows(part, depth)

    def _bands_of_rows(self, part: _Region, depth: int) -> list[Laid]:
        """Return the ways to read several rows as one band."""
        found: dict[tuple[int, ...], Laid] = {}
        for widths in self._compositions(part, part.width):
            if len(widths) > 1 and (way := self._blocks(part, widths)) is not None:
                found.setdefault(way.values, way)
        if self._anywhere and part.width == self._width:
            for way in self._with_total_inside(part):
                found.setdefault(way.values, way)
        if depth:
            for width in range(1, part.width):
                for way in self._parted(part, width, depth):
                    found.setdefault(way.values, way)
        return list(found.values())

    def _compositions(self, part: _Region, width: int) -> list[tuple[int, ...]]:
        """Return the widths of blocks that keep on one row what is printed on one line."""
        ways = _compositions(width)
        inside = range(part.offset, part.offset + part.height * width - 1)
        if self._told.isdisjoint(inside):
            return ways
        joined = [at - part.offset for at in inside if at in self._joined]
        linked = [at - part.offset for at in inside if at in self._linked]
        return [
            widths
            for widths in ways
            if _beside(part.height, widths).issuperset(joined)
            and _touching(part.height, widths).issuperset(linked)
        ]

    def _with_total_inside(self, part: _Region) -> Iterator[Laid]:
        """Yield the ways to read columns one after the other whose last is not printed last."""
        single = (1,) * part.width
        if single not in self._compositions(part, part.width):
            return
        last = part.width - 1
        for place in range(last):
            order = (*range(place), *range(place + 1, part.width), place)
            shape = tuple(tuple(row[at] for at in order) for row in _shape(part.height, single))
            way = self._blocks(part, single, shape)
            if way is not None:
                yield way

    def _blocks(
        self, part: _Region, widths: tuple[int, ...], shape: _Shape | None = None
    ) -> Laid | None:
        """Return the reading of a band in blocks so wide, None where too many rows fail."""
        self._spend()
        values, offset, failed = self._values, part.offset, 0
        shape = shape or _shape(part.height, widths)
        for row, before in zip(shape, part.sums, strict=True):
            total = values[offset + row[-1]]
            if before + sum([values[offset + at] for at in row]) != 2 * total:
                failed += 1
                if failed > self._most_failed:
                    return None
        places = tuple(offset + at for row in shape for at in row)
        bands = () if len(widths) == 1 else (self._band(part, widths),)
        return Laid(places, tuple(values[at] for at in places), bands, failed)

    def _parted(self, part: _Region, width: int, depth: int) -> Iterator[Laid]:
        """Yield the ways to read the left columns in blocks, the others in bands again."""
        values, offset, height = self._values, part.offset, part.height
        split = offset + height * width
        if split - 1 in self._told:
            return
        for widths in self._compositions(part, width):
            if len(set(widths)) > 1 and not self._told:
                continue
            self._spend()
            shape = _shape(height, widths)
            left = [[offset + at for at in row] for row in shape]
            sums = tuple(
                before + sum([values[at] for at in row])
                for before, row in zip(part.sums, left, strict=True)
            )
            rest = _Region(part.first, part.width - width, split, sums)
            for way in self._lay(rest, depth - 1):
                step = rest.width
                rows = [way.places[at : at + step] for at in range(0, len(way.places), step)]
                places = tuple(at for a, b in zip(left, rows, strict=True) for at in (*a, *b))
                bands = (self._band(part, widths), *way.bands)
                yield Laid(places, tuple(values[at] for at in places), bands, way.failed)

    def _band(self, part: _Region, widths: tuple[int, ...]) -> Band:
        stop, column = part.first + part.height, self._width - part.width
        return Band(part.first, stop, column, widths)

    def _spend(self) -> None:
        self._tried += 1
        if self._tried > _MOST_TRIED:
            raise TooManyWaysError


def failed_columns(
    values: Sequence[int], width: int, equations: Sequence[Mapping[int, int]]
) -> int:
    """Return how many sums over rows, each a sign by row, fail in how many columns."""
    return sum(
        sum(sign * values[row * width + column] for row, sign in signs.items()) != 0
        for signs in equations
        for column in range(width)
    )

"""How much of a file a reader may take before it gives up with a named reason."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from report.messages import unreadable

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds a reader keeps by itself; the worker process has its own on top.

    Attributes:
        size: Bytes of the file as it came.
        characters: Code points of the text a file may become.
        cells: Cells of all tables of a file together, and of one unrolled table.
        pages: Pages of a PDF.
        depth: Elements inside one another in HTML and XML.
        archives: Archives inside archives.
        members: Files inside an archive.
        unpacked: Bytes all parts of an archive or office file may unpack to.
        ratio: How many times larger than its packed size one part may be.
        seconds: Time one file may take.
    """

    size: int = 50 * MEGABYTE
    characters: int = 5_000_000
    cells: int = 200_000
    pages: int = 1_000
    depth: int = 2_000
    archives: int = 3
    members: int = 20_000
    unpacked: int = 400 * MEGABYTE
    ratio: int = 300
    seconds: float = 60.0


DEFAULT_LIMITS = Limits()


@dataclass(slots=True)
class Budget:
    """What is left of the limits while one file is being read.

    Every `spend_*` raises `InputError` (`too_large` or `timeout`) once its bound is passed.
    """

    limits: Limits
    characters: int = 0
    cells: int = 0
    _deadline: float = field(init=False)

    def __post_init__(self) -> None:
        self._deadline = time.monotonic() + self.limits.seconds

    def check_time(self) -> None:
        """Give the file up once it has had its time."""
        if time.monotonic() > self._deadline:
            raise unreadable("timeout", "slow.file", seconds=f"{self.limits.seconds:g}")

    def spend_characters(self, count: int) -> None:
        """Count text that came out of the file."""
        self.characters += count
        if self.characters > self.limits.characters:
            raise unreadable("too_large", "large.text", most=f"{self.limits.characters:,}")

    def spend_cells(self, count: int) -> None:
        """Count table cells, unrolled spans included."""
        self.cells += count
        if self.cells > self.limits.cells:
            raise unreadable("too_large", "large.cells", most=f"{self.limits.cells:,}")

    def check_depth(self, depth: int) -> None:
        """Refuse elements nested deeper than any real page nests them."""
        if depth > self.limits.depth:
            raise unreadable("damaged", "damaged.deep", most=self.limits.depth)

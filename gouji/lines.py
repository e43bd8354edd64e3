"""Where a span stands for a person: line, column, and the line itself with marks under it."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from gouji.terminal import clean

if TYPE_CHECKING:
    from report.document import Document, Span

_MOST = 100


class Lines:
    """The lines of one document; of none, a single empty one."""

    def __init__(self, document: Document | None) -> None:
        self._text = "" if document is None else document.text
        self._starts = [0]
        self._starts.extend(at + 1 for at, character in enumerate(self._text) if character == "\n")

    def place(self, span: Span) -> tuple[int, int]:
        """Return one-based line and column of a span's start."""
        line = bisect_right(self._starts, span.start)
        return line, span.start - self._starts[line - 1] + 1

    def quote(self, span: Span) -> tuple[str, str]:
        """Return the line a span starts in, cut to what fits, and marks under the span."""
        from rich.cells import cell_len

        line, _ = self.place(span)
        start = self._starts[line - 1]
        end = self._starts[line] - 1 if line < len(self._starts) else len(self._text)
        left = max(start, span.start - _MOST // 2)
        right = min(end, max(span.end, left + _MOST))
        stop = max(min(span.end, right), span.start)
        before = clean(("…" if left > start else "") + self._text[left : span.start])
        marked = clean(self._text[span.start : stop])
        after = clean(self._text[stop:right])[:_MOST] + ("…" if right < end else "")
        number = f"{line:>5} | "
        marks = " " * cell_len(before) + "^" * max(1, cell_len(marked))
        return f"{number}{before}{marked}{after}", f"{'':>5} | {marks}"

"""Where, inside a long line of running text, a table lies.

A scraper may put a whole report on one line. Looking at every character of prose costs
too much, so the line is first searched for a few dozen labels as they are printed.
"""

from __future__ import annotations

import re
from functools import cache

from report.document import Span
from report.form import load_forms
from report.text import alike, ranges

# So many different labels of one table must stand in a line before it can hold the table.
_ENOUGH = {"disclosure": 6, "requests": 8, "disputes": 5}
# A line without any of a table's longest labels is not looked at further.
_TELLING = 8
# Text behind the last label that may still be its numbers.
_TAIL = 160
# Whole reports stand on one line, but not much more than this from first to last label.
_WIDEST = 60_000


@cache
def _printed_labels() -> dict[str, tuple[str, ...]]:
    """Return the labels of each table, longest and so most telling first."""
    labels: dict[str, dict[str, None]] = {table: {} for table in _ENOUGH}
    for form in load_forms().values():
        for table in form.tables:
            for entry in (*table.groups, *table.columns, *table.rows):
                for label in entry.labels:
                    if len(label) >= 4:
                        labels[table.id][label.split("（")[0]] = None
    return {table: tuple(sorted(found, key=len, reverse=True)) for table, found in labels.items()}


@cache
def _other_shapes() -> re.Pattern[str]:
    """Return what finds a character that the labels of the form have in another shape."""
    return re.compile(f"[{ranges(''.join(map(chr, sorted(alike()))))}]")


def _window(text: str, table: str) -> Span | None:
    labels, end = _printed_labels()[table], len(text)
    if not any(label in text for label in labels[:_TELLING]):
        return None
    printed = [label for label in labels if label in text]
    if len(printed) < _ENOUGH[table]:
        return None
    stop = min(max(text.rfind(label) + len(label) for label in printed) + _TAIL, end)
    # A window that ended inside a row of numbers would make it a shorter row.
    while (
        stop < end
        and (text[stop - 1].isdigit() or text[stop - 1].isspace())
        and (text[stop].isdigit() or text[stop].isspace())
    ):
        stop += 1
    return Span(max(min(map(text.find, printed)), stop - _WIDEST), stop)


def dense_windows(text: str, start: int, end: int) -> list[Span]:
    """Return the parts of one long line that tables may lie in, in text order."""
    line = text[start:end]
    if _other_shapes().search(line):
        # One character for one, so that what is found stands in the line itself.
        line = line.translate(alike())
    windows: list[Span] = []
    for found in sorted(filter(None, (_window(line, table) for table in _ENOUGH))):
        if windows and found.start <= windows[-1].end:
            windows[-1] = Span(windows[-1].start, max(windows[-1].end, found.end))
        else:
            windows.append(found)
    return [Span(start + window.start, start + window.end) for window in windows]

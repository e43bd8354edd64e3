"""Whose mistake a failed sum is: the report's, our reading's, or not to be told.

A wrong accusation is the worst error, so `source` asks for evidence under every operand,
and everything in doubt is `unknown`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from report.finding import Attribution
from report.record import Record, RecordCell
from verify.plausible import Hints, other_reading, value_split

# One cell in so many unread makes a table's other cells unsure.
_PATCHY = 10


def at_label(cell: RecordCell) -> bool:
    """Return whether the cell stood alone under its label, or was otherwise made certain."""
    if cell.corrected is not None:
        return True
    if cell.readings and _agreed(cell):
        return cell.how != "hidden"
    return _printed(cell) and cell.how in ("cell", None)


def evident(cell: RecordCell) -> bool:
    """Return whether the cell's own text was found, at its label or by its position."""
    return at_label(cell) or (_printed(cell) and cell.how == "position")


def holds_hidden(cells: Iterable[RecordCell]) -> bool:
    """Return whether a cell stands in a part of the page that nobody sees who opens it."""
    return any(cell.how == "hidden" and cell.corrected is None for cell in cells)


def _agreed(cell: RecordCell) -> bool:
    values = set(cell.readings.values())
    return len(cell.readings) > 1 and len(values) == 1 and cell.status not in ("unread", "disputed")


def _printed(cell: RecordCell) -> bool:
    return (
        cell.span is not None
        and not cell.candidates
        and not cell.doubted
        and cell.status not in ("unread", "disputed")
    )


def _is_patchy(record: Record, operands: Collection[str]) -> bool:
    """Return whether so much of a table is unread that its other rows may be misplaced, too."""
    tables = {key.split(".")[0] for key in operands}
    cells = [cell for key, cell in record.cells.items() if key.split(".")[0] in tables]
    return _PATCHY * sum(cell.status == "unread" for cell in cells) > len(cells)


def attribute(
    record: Record,
    operands: Collection[str],
    repairs: Sequence[dict[str, int]],
    hints: Hints,
    misread: bool,
) -> Attribution:
    """Return whose mistake failed sums are.

    Args:
        record: The record they failed on.
        operands: All cells of these sums.
        repairs: Their smallest repairs, the likeliest first.
        hints: What the rest of the record says of single cells.
        misread: Whether the repairs leave every cell read at its label as it is.
    """
    cells = {key: record.cells[key] for key in operands}
    if holds_hidden(cells.values()):
        return "unknown"
    changed = {key for repair in repairs for key in repair}
    if any(
        other_reading(record, key, after) for repair in repairs for key, after in repair.items()
    ):
        return "reading"
    if misread:
        weak = any(not evident(record.cells[key]) for key in changed)
        return "reading" if weak else "unknown"
    if not all(map(evident, (*cells.values(), *(record.cells[key] for key in changed)))):
        return "unknown"
    if any(record.cells[key].corrected is not None for key in changed):
        # What a person typed may be mistyped, and it is not what the issuer printed.
        return "unknown"
    if _is_patchy(record, operands):
        return "unknown"
    likeliest = repairs[0].items() if repairs else ()
    if any(value_split(record, key, after, hints) for key, after in likeliest):
        return "unknown"
    return "source"

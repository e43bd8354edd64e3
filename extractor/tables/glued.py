"""Whether a document's tables come with their cells run together.

Only then may digits be separated by sums. A line that merely lost its blank cells looks
alike ("26 26" for seven columns), and must stay unread.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractor.tables.align import SURE
from extractor.tables.labels import candidates
from extractor.tables.rows import Row
from report.form import table_forms

# A zero in front of other digits shows that a number ended there.
_PROOFS = 2


def _has_idle_zero(row: Row) -> bool:
    return any(len(cell.raw) > 1 and cell.raw[0] == "0" and cell.raw.isdigit() for cell in row.area)


def _is_short(row: Row) -> bool:
    """Return whether a row of table three has fewer digits than columns."""
    digits = sum(character.isdigit() for cell in row.area for character in cell.raw)
    form = table_forms("requests")[-1]
    if not 0 < digits < len(form.columns):
        return False
    # The head "其他" and its like stand before anything; only long labels are proof.
    return any(
        likeness >= SURE and len(form.rows[at].label) > 4
        for at, likeness in candidates(form.edition, form.table.id, form.variant, row.label_text)
    )


def cells_run_together(rows: Sequence[Row]) -> bool:
    """Return whether digits may be separated by sums: many are glued, no cell is lost."""
    runs = [row for row in rows if row.is_run]
    if sum(map(_has_idle_zero, runs)) < _PROOFS:
        return False
    return not any(map(_is_short, runs))

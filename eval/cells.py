"""Scores the cells: right, wrong, or honestly unread; a blank is not a zero."""

from __future__ import annotations

from eval.labels import Label, LabelCell
from eval.records import Seen, SeenCell, SeenFinding
from eval.scores import CellCounts, CellOutcome, Item, RowCounts
from report.text import fold

_SPLIT = "RDG04"


def score_cells(label: Label, seen: Seen) -> tuple[CellCounts, list[Item]]:
    """Return the counts over all labelled cells and invented ones, and what is not right."""
    asked = _asked_about(seen.findings)
    splits = _asked_about(tuple(f for f in seen.findings if _SPLIT in f.all_codes))
    tally = dict.fromkeys(CellCounts.model_fields, 0)
    items: list[Item] = []
    for key, wanted in label.cells.items():
        got = seen.cells.get(key)
        outcome = _outcome(wanted, got, flagged=key in asked, split=key in splits)
        tally["expected"] += 1
        tally[outcome] += 1
        if not (wanted.not_in_file or wanted.lost_in_reading):
            tally["settled"] += 1
            tally["read"] += got is not None and not got.unread
        tally["units_wrong"] += _unit_wrong(wanted, got)
        if outcome != "right":
            items.append(_item(key, outcome, wanted, got))
    for key, got in seen.cells.items():
        if key in label.cells or got.value is None:
            continue
        outcome = "flagged" if key in asked else "silent"
        tally[outcome] += 1
        tally["invented"] += 1
        items.append(_item(key, outcome, None, got))
    return CellCounts(**tally), items


def _asked_about(findings: tuple[SeenFinding, ...]) -> frozenset[str]:
    """Return the cells that a finding puts before a person."""
    return frozenset(key for f in findings if f.asks_a_person for key in (*f.cells, *f.suspects))


def _outcome(wanted: LabelCell, got: SeenCell | None, *, flagged: bool, split: bool) -> CellOutcome:
    if wanted.not_in_file:
        return _open_outcome(wanted, got, flagged=flagged, split=split)
    if got is None or got.unread:
        lost = got is not None and wanted.lost_in_reading and wanted.value is None
        return "right" if lost else "unread"
    if got.value == wanted.value:
        return "right"
    return "flagged" if flagged else "silent"


def _open_outcome(
    wanted: LabelCell, got: SeenCell | None, *, flagged: bool, split: bool
) -> CellOutcome:
    """Score a cell that the file cannot settle: open with RDG04, or the value with proof."""
    if got is None or got.unread:
        return "right" if split else "unread"
    if got.value is not None and got.value == wanted.value and got.span is not None:
        return "right"
    return "flagged" if flagged else "silent"


def _unit_wrong(wanted: LabelCell, got: SeenCell | None) -> bool:
    """Return whether a right, non-zero sum of money names another source of its unit."""
    if got is None or got.unit is None or not wanted.value or got.value != wanted.value:
        return False
    return got.unit.source != (wanted.unit or "none")


def _item(key: str, outcome: CellOutcome, wanted: LabelCell | None, got: SeenCell | None) -> Item:
    expected = "absent" if wanted is None else str(wanted.value)
    found = "absent" if got is None else f"{got.value} ({got.status})"
    raw = [repr(text) for text in (wanted and wanted.raw, got and got.raw) if text]
    return Item(
        kind="cell",
        outcome=outcome,
        name=key,
        expected=expected,
        found=found,
        detail=" / ".join(raw),
    )


def score_rows(label: Label, seen: Seen) -> tuple[RowCounts, list[Item]]:
    """Return how many labelled rows outside the form were kept, cell for cell."""
    kept = {(row.table, fold(row.label), tuple(map(fold, row.values))) for row in seen.extra_rows}
    items = [
        Item(kind="row", outcome="missed", name=row.label, expected=" ".join(row.values))
        for row in label.extra_rows
        if (row.table, fold(row.label), tuple(map(fold, row.values))) not in kept
    ]
    labelled = len(label.extra_rows)
    return RowCounts(labelled=labelled, found=labelled - len(items)), items

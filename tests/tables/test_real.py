"""Real reports, read from outside the repository: no wrong number, next to none unread."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractor.documents import read_document
from extractor.tables import read_tables
from report.record import CellReading, Reading

FLOOR = 0.97


def labelled(folder: Path) -> list[tuple[Path, dict[str, Any]]]:
    """Return every labelled report with cells, and its labels."""
    found = []
    for label in sorted((folder / "gold").glob("*.json")):
        gold = json.loads(label.read_text(encoding="utf-8"))
        reports = [p for p in (folder / "reports").rglob(f"{label.stem}.*") if p.is_file()]
        if gold.get("cells") and reports:
            found.append((reports[0], gold))
    return found


def same(cell: CellReading, value: int | str | None) -> bool:
    """Return whether a cell holds what its label says; a blank is no number."""
    if cell.value is None or value is None:
        return cell.value is None and value is None
    return Decimal(cell.value) == Decimal(str(value))


def judge(reading: Reading, cells: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return the keys read wrongly, and those unread that the file could settle."""
    wrong, unread = [], []
    for key, gold in cells.items():
        cell = reading.cells.get(key)
        if cell is None or cell.candidates:
            unread += [] if gold.get("not_in_file") else [key]
        elif not same(cell, gold["value"]):
            wrong.append(key)
    return wrong, unread


def test_no_cell_of_a_real_report_is_wrong_and_few_are_unread(shared: Path) -> None:
    pairs = labelled(shared)
    assert pairs
    for path, gold in pairs:
        document = read_document(path)
        reading = read_tables(document)
        wrong, unread = judge(reading, gold["cells"])
        settled = sum(not cell.get("not_in_file") for cell in gold["cells"].values())
        assert wrong == [], path.name
        assert len(unread) <= (1 - FLOOR) * settled, (path.name, unread)
        assert reading.edition == gold["edition"], path.name
        for key, cell in reading.cells.items():
            assert document.text[cell.span.start : cell.span.end] == cell.raw, (path.name, key)


def test_every_cell_of_the_seeds_is_read(shared: Path) -> None:
    seeds = [pair for pair in labelled(shared) if pair[0].parent.name == "seeds"]
    assert len(seeds) == 5
    for path, gold in seeds:
        reading = read_tables(read_document(path))
        assert judge(reading, gold["cells"]) == ([], []), path.name
        assert set(reading.cells) == set(gold["cells"]), path.name
        labelled_rows = [
            (r["parent"], r["label"], tuple(r["values"])) for r in gold.get("extra_rows", [])
        ]
        assert [(r.parent, r.label, r.values) for r in reading.extra_rows] == labelled_rows


@pytest.mark.parametrize("stem", ["pingtan_2011", "pingtan_dishuiju_2013"])
def test_reports_before_the_forms_give_no_cells(shared: Path, stem: str) -> None:
    reading = read_tables(read_document(shared / "reports" / "free-form" / f"{stem}.txt"))
    assert (reading.cells, reading.tables, reading.edition) == ({}, {}, "other")


def test_the_empty_official_form_holds_no_number(shared: Path) -> None:
    reading = read_tables(read_document(shared / "reports" / "template" / "template.docx"))
    assert all(cell.value is None for cell in reading.cells.values())

"""Real files, read where they are present; nothing of them is kept here."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.documents import read_bytes, read_document
from tests.documents.grids import assert_sound, rows

BINARY = ("html/shuyang_fgj_2023.html", "pdf/hongze_2023.pdf", "pdf/huaian_2024.pdf")
COLUMNS = (
    "natural_person",
    "business",
    "research",
    "public_benefit",
    "legal_service",
    "other_organisation",
    "total",
)


@pytest.mark.parametrize("name", [*BINARY, "template/template.docx"])
def test_spans_pages_and_grids_of_real_files_are_sound(shared: Path, name: str) -> None:
    document = read_document(shared / "reports" / name)
    assert_sound(document)
    assert len(document.grids) >= 3


@pytest.mark.parametrize("name", BINARY)
def test_each_row_of_requests_stands_in_a_grid_as_labelled(shared: Path, name: str) -> None:
    document = read_document(shared / "reports" / name)
    gold = json.loads((shared / "gold" / f"{Path(name).stem}.json").read_text("utf-8"))["cells"]
    wanted = []
    labels = dict.fromkeys(
        key.rpartition(".")[0].partition(".")[2] for key in gold if key.startswith("requests.")
    )
    for label in labels:
        values = [gold[f"requests.{label}.{column}"]["value"] for column in COLUMNS]
        wanted.append(["" if value is None else str(Decimal(value)) for value in values])
    found = [row[-7:] for grid in document.grids for row in rows(grid) if len(row) >= 8]
    numbers = [row for row in found if row[-1].isdigit() and row[0].isdigit()]
    # The rows of the labels follow the form, and so do those of the file.
    assert [row for row in numbers if row in wanted] == wanted


def test_every_text_report_keeps_its_characters_in_every_encoding(shared: Path) -> None:
    for path in sorted((shared / "reports").glob("*/*.txt")):
        text = read_document(path).text
        assert text == path.read_text("utf-8")
        for encoding in ("gb18030", "utf-16", "utf-16-be"):
            assert read_bytes(text.encode(encoding), path.name).text == text

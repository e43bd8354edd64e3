"""docs/rules says what the catalogue says."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_pages_are_up_to_date():
    pages = runpy.run_path(str(ROOT / "scripts" / "rules_pages.py"))["pages"]()
    written = {
        path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs/rules").glob("*")
    }
    assert written == pages, "run scripts/docs"


def test_links_to_examples_lead_somewhere():
    for page in (ROOT / "docs/rules").glob("*.md"):
        if "tests/rules" in page.read_text(encoding="utf-8"):
            assert (ROOT / "tests/rules" / page.name).is_file()

"""The two official forms, and what the loader refuses."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from report.errors import DataFileError
from report.form import load_forms, parse_form, table_form, table_forms


def form_text(edition: str) -> str:
    return (resources.files("report") / "forms" / f"{edition}.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("edition", "requests", "cells"),
    [
        ("2019", "standard", (22, 161, 15)),
        ("2021", "three_other_rows", (10, 175, 15)),
        ("2021", "one_other_row", (10, 161, 15)),
    ],
)
def test_each_form_has_the_official_number_of_cells(edition, requests, cells):
    variants = {"disclosure": "standard", "requests": requests, "disputes": "standard"}
    counted = [len(table_form(edition, table, v).keys) for table, v in variants.items()]
    assert counted == list(cells)


def test_the_requests_table_has_its_rows_in_printed_order():
    rows = [row.id for row in table_form("2021", "requests", "three_other_rows").rows]
    assert rows[0] == "received"
    assert rows[-5:] == [
        "other.clarification_overdue",
        "other.fee_unpaid",
        "other.other",
        "outcomes_total",
        "carried_forward",
    ]


def test_every_variant_of_a_table_is_listed_oldest_edition_first():
    listed = [(form.edition, form.variant) for form in table_forms("requests")]
    assert listed == [("2019", "standard"), ("2021", "three_other_rows"), ("2021", "one_other_row")]


def test_an_edition_fits_the_years_it_was_in_force():
    forms = load_forms()
    assert [year for year in range(2018, 2026) if forms["2019"].fits_year(year)] == [2019, 2020]
    assert [year for year in range(2018, 2026) if forms["2021"].fits_year(year)] == list(
        range(2021, 2026)
    )


BROKEN = {
    "an unknown key": (
        'layout = "matrix"',
        'layout = "matrix"\ncolour = "red"',
        r"tables\[1\]\.colour",
    ),
    "a missing key": ('heading = "收到和处理政府信息公开申请情况"\n', "", r"tables\[1\]\.heading"),
    "a row id twice": (
        'id = "carried_over"',
        'id = "received"',
        r"tables\[1\]\.rows.*'received' stands twice",
    ),
    "an edit that names no row": (
        'left = ["received", "carried_over"]',
        'left = ["received", "carried_under"]',
        r"edits\[0\]\.left\[1\]: no 'carried_under'",
    ),
    "an edit on no table": (
        'table = "requests"',
        'table = "demands"',
        r"edits\[0\]\.table: no table",
    ),
    "two relations": (
        "equals = [",
        "at_most = []\nequals = [",
        r"edits\[0\]: an edit has exactly one",
    ),
    "a group that is not there": ('group = "refused"', 'group = "declined"', r"rows\[4\]\.group"),
    "broken TOML": ("[[edits]]", "[[edits", r"2019\.toml: "),
}


@pytest.mark.parametrize("case", BROKEN)
def test_the_loader_names_the_place_of(case):
    before, after, message = BROKEN[case]
    text = form_text("2019")
    assert before in text
    with pytest.raises(DataFileError, match=message) as caught:
        parse_form(text.replace(before, after, 1), "2019.toml")
    assert "2019.toml" in str(caught.value)


def test_no_official_label_stands_in_python():
    labels = {
        row.label for form in table_forms("requests") for row in form.rows if len(row.label) > 4
    }
    root = resources.files("report").joinpath("..")
    for package in ("report", "extractor", "verify", "store", "review", "gouji"):
        for file in sorted((root / package).rglob("*.py")):
            text = re.sub(r'""".*?"""', "", file.read_text(encoding="utf-8"), flags=re.S)
            found = [label for label in labels if label in text]
            assert not found, f"{file} holds {found}"

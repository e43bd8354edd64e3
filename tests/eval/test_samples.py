"""The shipped samples are what their README and their labels say."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

import pytest

from eval.datasets import SAMPLE, Entry, open_dataset
from eval.labels import Label, LabelCell
from extractor.documents import read_document
from report.edits import Edit, edits_for, keys_for
from report.text import fold

ARCHIVE = SAMPLE / "submissions.zip"
ENTRIES = open_dataset("sample").entries
REPORTS = [entry for entry in ENTRIES if entry.label.is_report]
named = pytest.mark.parametrize("entry", REPORTS, ids=lambda entry: entry.name)


def text_of(entry: Entry) -> str:
    if entry.report.suffix not in (".txt", ".md"):
        return read_document(entry.report).text
    data = entry.report.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def tables_of(label: Label) -> dict[str, tuple[str, str]]:
    present = dict.fromkeys(key.split(".")[0] for key in label.cells)
    variants = dict.fromkeys(present, "standard")
    if label.edition == "2021":
        single = "requests.other.total" in label.cells
        variants["requests"] = "one_other_row" if single else "three_other_rows"
    return {table: (str(label.edition), variants[table]) for table in present}


def holds(edit: Edit, cells: dict[str, LabelCell]) -> bool:
    """Whether an edit can hold: blanks count as zero or more."""
    known = sum(sign * (cells[key].value or 0) for key, sign in edit.terms.items())
    open_ended = any(cells[key].value is None for key in edit.terms)
    if edit.relation == "=":
        return known == 0
    return open_ended or (known >= 0 if edit.relation == ">=" else known <= 0)


def broken(label: Label) -> Iterator[Edit]:
    yield from (e for e in edits_for(tables_of(label)) if not holds(e, label.cells))


def test_there_are_samples_of_both_editions_clean_and_inconsistent() -> None:
    editions = {entry.label.edition for entry in REPORTS}
    clean = [e for e in REPORTS if not [f for f in e.label.findings if not f.optional]]
    assert editions == {"2019", "2021", "other"}
    assert len(ENTRIES) >= 14
    assert len(clean) >= 5
    assert len(REPORTS) - len(clean) >= 7


def test_the_readme_names_every_sample_and_no_other() -> None:
    readme = (SAMPLE / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)`", readme, re.M)
    assert sorted(rows) == sorted({entry.report.name for entry in ENTRIES} | {ARCHIVE.name})


def test_there_is_a_sample_of_every_kind_of_file() -> None:
    kinds = {entry.report.suffix for entry in REPORTS} | {ARCHIVE.suffix}
    assert kinds == {".txt", ".md", ".html", ".docx", ".xlsx", ".pdf", ".zip"}
    assert [entry.place.name for entry in REPORTS if entry.number > 1] == [
        "langtan_yutan_jiedao.txt#2"
    ]


def test_the_archive_holds_samples_as_they_lie_beside_it() -> None:
    beside = {entry.report.read_bytes() for entry in REPORTS}
    with zipfile.ZipFile(ARCHIVE) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert [data in beside for data in members.values()] == [True, True, False]


def test_no_sample_embeds_a_font() -> None:
    pdf = next(entry.report for entry in REPORTS if entry.report.suffix == ".pdf").read_bytes()
    assert b"STSong-Light" in pdf
    assert b"/FontFile" not in pdf


def test_labels_use_no_field_the_contract_lacks() -> None:
    assert [warning for entry in ENTRIES for warning in entry.warnings] == []
    assert all(entry.label.file == entry.name for entry in ENTRIES)


@named
def test_a_label_has_the_keys_of_its_tables_in_printed_order(entry: Entry) -> None:
    label = entry.label
    assert tuple(label.cells) == (keys_for(tables_of(label)) if label.cells else ())


@named
def test_every_failing_sum_is_labelled_and_every_labelled_sum_fails(entry: Entry) -> None:
    failing = list(broken(entry.label))
    sums = [f for f in entry.label.findings if f.code[:3] in ("REQ", "DSP", "DIS")]
    arithmetic = [f for f in sums if f.code not in ("DIS03", "DIS04")]
    for edit in failing:
        assert [f for f in arithmetic if f.code == edit.code and set(f.cells) & set(edit.terms)]
    for finding in arithmetic:
        assert [e for e in failing if e.code == finding.code and set(finding.cells) <= set(e.terms)]


@named
def test_expected_and_found_of_a_sum_are_what_the_cells_give(entry: Entry) -> None:
    cells = entry.label.cells
    for finding in entry.label.findings:
        if finding.code not in ("REQ02", "REQ03", "DSP01"):
            continue
        edit = next(
            e
            for e in broken(entry.label)
            if e.code == finding.code and set(finding.cells) <= set(e.terms)
        )
        assert finding.expected == sum(cells[key].value or 0 for key in edit.left)
        assert finding.found == sum(cells[key].value or 0 for key in edit.right)


@named
def test_every_quote_stands_in_the_text(entry: Entry) -> None:
    text = fold(text_of(entry))
    quotes = [claim.quote for claim in entry.label.claims]
    quotes += [finding.quote for finding in entry.label.findings if finding.quote]
    assert [quote for quote in quotes if fold(quote) not in text] == []


@named
def test_every_claim_is_judged_as_its_cells_say(entry: Entry) -> None:
    cells = entry.label.cells
    for claim in entry.label.claims:
        if not claim.cells or claim.verdict not in ("agrees", "conflicts", "explained"):
            continue
        stated = sum(cells[key].value or 0 for key in claim.cells)
        assert (stated == claim.value) == (claim.verdict == "agrees"), claim.quote
        if claim.verdict == "explained":
            assert sum(cells[key].value or 0 for key in claim.explained_by) == claim.value


@named
def test_every_share_is_judged_as_its_cells_say(entry: Entry) -> None:
    cells = entry.label.cells
    for claim in entry.label.claims:
        if not claim.denominator or claim.value is None:
            continue
        part = sum(cells[key].value or 0 for key in claim.numerator)
        whole = sum(cells[key].value or 0 for key in claim.denominator)
        places = re.search(r"\.(\d+)%", claim.quote)
        shown = f"{round(float(100 * part / whole) + 1e-9, len(places[1]) if places else 0):f}"
        assert (float(shown) == float(claim.value)) == (claim.verdict == "agrees"), claim.quote


@named
def test_every_blank_is_null_and_every_number_is_as_printed(entry: Entry) -> None:
    for key, cell in entry.label.cells.items():
        if key.endswith(".amount"):
            continue
        printed = re.match(r"(?:\[bookmark:[^\]]*\])?([+-]?\d+)(?:（其中[^）]*）)?$", cell.raw)
        assert (cell.value is None) == (printed is None), key
        if printed:
            assert cell.value == int(printed[1])


def test_a_sample_in_another_encoding_is_there() -> None:
    def is_utf8(entry: Entry) -> bool:
        try:
            entry.report.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            return False
        return True

    texts = [entry for entry in ENTRIES if entry.report.suffix in (".txt", ".md", ".html")]
    assert [entry.name for entry in texts if not is_utf8(entry)] == [
        "tanxi_jiaotong_2024",
        "wanglan_zhengfuban_2021",
    ]

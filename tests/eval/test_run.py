from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval import evaluate, load_result, open_dataset, pair, render, save_result
from eval.datasets import Dataset
from eval.render import percent
from report.errors import DataFileError, UsageError
from tests.eval.builders import cell, claim, finding, wire

KEY = "requests.received.total"
LABEL: dict[str, Any] = {
    "file": "a",
    "issuer": "青禾县民政局",
    "year": 2022,
    "edition": "2021",
    "cells": {KEY: {"value": 15, "raw": "15"}},
    "claims": [{"quote": "收到15件", "value": 15, "verdict": "agrees"}],
    "findings": [{"code": "FRM03", "attribution": "source"}],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "gold").mkdir()
    (tmp_path / "reports" / "deep").mkdir(parents=True)
    for name in ("a", "b"):
        label = json.dumps(LABEL | {"file": name}, ensure_ascii=False)
        (tmp_path / "gold" / f"{name}.json").write_text(label, encoding="utf-8")
        (tmp_path / "reports" / "deep" / f"{name}.txt").write_text(name, encoding="utf-8")
    return tmp_path


def dataset(folder: Path) -> Dataset:
    return pair(folder / "gold", folder / "reports", "mine")


def right(_: Path) -> dict[str, Any]:
    return wire(
        cells={KEY: cell(15)},
        claims=[claim(15, "收到15件")],
        findings=[finding("FRM03", severity="query")],
    )


def test_labels_find_their_reports_in_any_folder_below(folder: Path) -> None:
    (folder / "reports" / "unlabelled.txt").write_text("x", encoding="utf-8")
    entries = dataset(folder).entries
    assert [entry.report.name for entry in entries] == ["a.txt", "b.txt"]


def test_a_label_without_a_report_is_told_by_name(folder: Path) -> None:
    (folder / "reports" / "deep" / "b.txt").unlink()
    with pytest.raises(DataFileError, match=r"b\.json.*found none"):
        dataset(folder)


def test_a_label_with_two_reports_is_told_by_name(folder: Path) -> None:
    (folder / "reports" / "b.pdf").write_text("x", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"b\.json.*b\.pdf, b\.txt"):
        dataset(folder)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"year": "soon"}, "year"),
        ({"cells": {KEY: {"value": "many"}}}, f"cells.{KEY}.value"),
        ({"cells": {KEY: {"value": True}}}, f"cells.{KEY}.value"),
        ({"claims": [{"quote": "x", "value": 1, "verdict": "maybe"}]}, "claims.0.verdict"),
        ({"findings": [{"code": "FRM03"}]}, "findings.0.attribution"),
    ],
)
def test_a_wrong_label_is_told_with_file_and_place(
    folder: Path, change: dict[str, Any], place: str
) -> None:
    (folder / "gold" / "a.json").write_text(json.dumps(LABEL | change), encoding="utf-8")
    with pytest.raises(DataFileError) as error:
        dataset(folder)
    assert error.value.file == "a.json"
    assert error.value.where.startswith(place)


def test_a_label_that_is_no_json_is_told_by_name(folder: Path) -> None:
    (folder / "gold" / "a.json").write_text("{", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"a\.json"):
        dataset(folder)


def test_an_unknown_field_is_remarked_not_lost(folder: Path) -> None:
    label = LABEL | {"optionl": 1, "findings": [LABEL["findings"][0] | {"sure": True}]}
    (folder / "gold" / "a.json").write_text(json.dumps(label), encoding="utf-8")
    remarks = dataset(folder).entries[0].warnings
    assert [text.rpartition(" ")[2] for text in remarks] == ["optionl", "findings[0].sure"]
    assert "optionl" in render(evaluate(right, dataset(folder)))


def test_missing_folders_and_names_are_usage_errors(folder: Path) -> None:
    with pytest.raises(UsageError):
        pair(folder / "gold", folder / "nowhere")
    with pytest.raises(UsageError):
        pair(folder / "reports", folder / "reports")
    with pytest.raises(UsageError):
        open_dataset("no such dataset")


def test_labels_may_lie_beside_their_reports(folder: Path) -> None:
    for name in ("a", "b"):
        (folder / "reports" / "deep" / f"{name}.txt").rename(folder / "gold" / f"{name}.txt")
    assert len(open_dataset(str(folder / "gold")).entries) == 2


def test_totals_are_the_sums_over_reports(folder: Path) -> None:
    totals = evaluate(right, dataset(folder)).totals
    assert (totals.reports, totals.errors) == (2, 0)
    assert (totals.cells.right, totals.cells.expected) == (2, 2)
    assert (totals.claims.matched, totals.findings.found, totals.findings.extra) == (2, 2, 0)


def test_a_crash_on_one_report_is_named_and_scored_as_nothing_read(folder: Path) -> None:
    def read(path: Path) -> dict[str, Any]:
        if path.stem == "a":
            raise RuntimeError("out of ideas")
        return right(path)

    result = evaluate(read, dataset(folder))
    first, second = result.reports
    assert first.error == "RuntimeError: out of ideas"
    assert (first.cells.unread, first.findings.missed, first.status) == (1, 1, "error")
    assert (second.error, second.cells.right, result.totals.errors) == ("", 1, 1)
    assert "out of ideas" in render(result)


def test_a_record_that_breaks_the_wire_format_is_named(folder: Path) -> None:
    def read(_: Path) -> dict[str, Any]:
        return wire(cells={KEY: {"value": 15}})

    first = evaluate(read, dataset(folder)).reports[0]
    assert first.error == f"record JSON: cells.{KEY}.status: Field required"


def test_the_manifest_says_what_was_scored_with_what(folder: Path) -> None:
    before = evaluate(right, dataset(folder)).manifest
    (folder / "reports" / "deep" / "a.txt").write_text("other", encoding="utf-8")
    after = evaluate(right, dataset(folder)).manifest
    assert before.dataset_sha256 != after.dataset_sha256
    assert before.data_sha256 == after.data_sha256
    assert {"forms", "rules", "lexicon", "prompts"} <= set(before.data_sha256)
    assert before.packages["pydantic"]


def test_the_result_file_is_read_back_without_loss(folder: Path) -> None:
    result = evaluate(right, dataset(folder))
    save_result(result, folder / "result.json")
    assert load_result(folder / "result.json") == result


@pytest.mark.parametrize("text", [None, "{", "{}"])
def test_a_file_that_is_no_result_is_told_by_name(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "result.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError, match=r"result\.json"):
        load_result(path)


def test_the_table_is_there_in_both_languages(folder: Path) -> None:
    result = evaluate(right, dataset(folder))
    chinese, english = render(result, "zh"), render(result, "en")
    assert "mine/a" in chinese
    assert "与标注全部相符" in chinese
    assert "Everything is as labelled." in english


def test_many_unread_cells_are_told_in_one_line(tmp_path: Path) -> None:
    cells = {f"requests.received.c{n}": {"value": n} for n in range(30)}
    (tmp_path / "a.json").write_text(json.dumps(LABEL | {"cells": cells}), encoding="utf-8")
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    told = render(evaluate(right, open_dataset(str(tmp_path))))
    assert told.count("unread ·") == 1
    assert "30: requests.received.c0" in told


def test_shares_are_never_rounded_up_to_all() -> None:
    assert (percent(0.9996), percent(1.0), percent(None)) == ("99.9%", "100.0%", "-")

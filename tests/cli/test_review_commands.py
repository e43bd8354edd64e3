"""review, show and export on one store, as a person goes through them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.cli.conftest import Invoke
from tests.cli.program import lines_of, sample


@pytest.fixture
def store(invoke: Invoke) -> Invoke:
    """A store with one clean report and one whose row sum is wrong in one cell."""
    result = invoke("run", str(sample("yanzhou")), str(sample("ningpu")), "--json")
    assert result.exit_code == 1
    return invoke


def row_sum(store: Invoke, *more: str) -> dict[str, Any]:
    items = lines_of(store("review", "list", "--json", *more))
    item: dict[str, Any] = next(item for item in items if item["finding"]["code"] == "REQ03")
    return item


def test_the_queue_lists_what_waits_with_the_way_to_look_at_it(store: Invoke) -> None:
    item = row_sum(store)
    told = store("review", "list").stdout
    assert item["finding"]["id"] in told
    assert "gouji review show" in told
    assert item["state"] == "open"
    assert item["issuer"] == "宁浦区住房和城乡建设局"


def test_the_queue_is_listed_in_parts_and_by_rule_and_issuer(store: Invoke) -> None:
    whole = lines_of(store("review", "list", "--json"))
    assert len(whole) > 1
    parts = [
        lines_of(store("review", "list", "--json", "--limit", "1", "--offset", str(at)))
        for at in range(len(whole) + 1)
    ]
    assert [one for part in parts for one in part] == whole
    told = store("review", "list", "--limit", "1").stdout
    assert f"{len(whole) - 1} more; --offset 1" in told
    assert "smaller --offset" in store("review", "list", "--offset", "99").stdout
    code = whole[0]["finding"]["code"]
    fitting = lines_of(store("review", "list", "--json", "--code", code.lower()))
    assert fitting == [one for one in whole if one["finding"]["code"] == code]
    fitting = lines_of(store("review", "list", "--json", "--issuer", "住房"))
    assert fitting == [one for one in whole if "住房" in one["issuer"]]
    assert lines_of(store("review", "list", "--json", "--issuer", "水利")) == []


def test_an_item_shows_evidence_cells_repairs_and_how_to_decide(store: Invoke) -> None:
    item = row_sum(store)
    told = store("review", "show", item["finding"]["id"]).stdout
    for part in ("Evidence:", "Cells concerned:", "Smallest repairs:", "gouji review decide"):
        assert part in told
    for cell in item["finding"]["suspects"]:
        assert f"* [{cell}]" in told.replace("*  [", "* [")
    again = lines_of(store("review", "show", item["finding"]["id"], "--json"))[0]
    assert again == item


def one_body_twice(invoke: Invoke, folder: Path, changed: str) -> list[dict[str, Any]]:
    """A queue with one body's report on one year under two names."""
    text = Path(sample("ningpu")).read_text(encoding="utf-8")
    (folder / "草稿.md").write_text(text, encoding="utf-8")
    (folder / "定稿.md").write_text(changed, encoding="utf-8")
    invoke("run", "草稿.md", "定稿.md", "--json")
    return lines_of(invoke("review", "list", "--json", "--code", "CLM01"))


def test_two_files_of_one_body_and_year_are_told_apart_by_their_names(
    invoke: Invoke, tmp_path: Path
) -> None:
    text = Path(sample("ningpu")).read_text(encoding="utf-8")
    one, other = one_body_twice(invoke, tmp_path, f"{text}\n\n")
    assert one["finding"]["id"] == other["finding"]["id"]
    assert (one["shared"], other["shared"]) == (True, True)
    heads = [line for line in invoke("review", "list").stdout.splitlines() if "CLM01" in line]
    assert sorted(line.rpartition("  ")[2] for line in heads) == ["定稿.md", "草稿.md"]
    told = invoke("review", "show", one["finding"]["id"]).stdout
    assert f"{other['path']}  ({other['record']})  on the same values" in told
    assert "--record" not in told


def test_one_item_on_other_values_asks_for_the_record_it_is_decided_in(
    invoke: Invoke, tmp_path: Path
) -> None:
    text = Path(sample("ningpu")).read_text(encoding="utf-8")
    one, other = one_body_twice(invoke, tmp_path, text.replace("申请53件", "申请54件"))
    assert one["finding"]["id"] == other["finding"]["id"]
    told = invoke("review", "show", one["finding"]["id"]).stdout
    assert f"{other['path']}  ({other['record']})  on other values" in told
    assert f"review decide {one['finding']['id']} --record {one['record']} " in told
    words = ("review", "decide", one["finding"]["id"], "report_inconsistent", "--who", "王审")
    assert invoke(*words).exit_code == 2
    assert invoke(*words, "--record", other["record"]).exit_code == 0
    left = lines_of(invoke("review", "list", "--json", "--code", "CLM01"))
    assert [item["record"] for item in left] == [one["record"]]


def test_a_file_that_stands_alone_is_named_by_its_body(store: Invoke) -> None:
    item = row_sum(store)
    assert item["shared"] is False
    assert item["path"] not in store("review", "list").stdout
    assert "Other files have this item" not in store("review", "show", item["finding"]["id"]).stdout


def decide(store: Invoke, *arguments: str) -> Result:
    item = row_sum(store, "--all")
    return store("review", "decide", item["finding"]["id"], *arguments, "--who", "李审")


def test_an_accepted_repair_lies_over_the_reading_and_outlives_a_new_run(store: Invoke) -> None:
    result = decide(store, "accept_repair", "--repair", "1")
    assert result.exit_code == 0, result.stderr
    assert "李审" in result.stdout
    record = lines_of(store("show", "--json"))
    changed = [c for line in record for c in line["cells"].values() if c["corrected"]]
    assert [(c["value"], c["corrected"]["value"]) for c in changed] == [(17, 11)]
    before = store("show", "--json").stdout
    lines_of(store("run", str(sample("yanzhou")), str(sample("ningpu")), "--json"))
    assert store("show", "--json").stdout == before


def test_a_decided_finding_no_longer_counts_in_the_exit_code(store: Invoke) -> None:
    decide(store, "accept_repair", "--repair", "1")
    waiting = lines_of(store("review", "list", "--json"))
    for item in waiting:
        id_ = item["finding"]["id"]
        store("review", "decide", id_, "dismiss", "--reason", "checked", "--who", "李审")
    again = store("run", str(sample("yanzhou")), str(sample("ningpu")))
    assert again.exit_code == 0
    assert {line["status"] for line in lines_of(store("show", "--json"))} == {"accepted"}


def test_a_finding_that_is_the_reports_own_stays_with_its_decision(store: Invoke) -> None:
    taken = lines_of(decide(store, "report_inconsistent", "--json"))[0]
    assert taken["action"] == "report_inconsistent"
    item = row_sum(store, "--all")
    assert item["state"] == "decided"
    assert item["finding"]["decision"]["who"] == "李审"
    assert [past["id"] for past in item["history"]] == [taken["id"]]


@pytest.mark.parametrize(
    "arguments",
    [
        ("accept_repair",),
        ("accept_repair", "--repair", "99"),
        ("correct_cell", "--cell", "requests.received.total"),
        ("correct_cell", "--cell", "no.such.cell", "--value", "1"),
        ("dismiss",),
        ("invent",),
        ("correct_cell", "--cell", "requests.received.total", "--value", "3"),
        ("correct_cell", "--cell", "requests.granted.total", "--value", "-3"),
        ("correct_cell", "--cell", "requests.granted.total", "--value", "1.5"),
        ("correct_cell", "--cell", "requests.granted.total", "--value", "many"),
    ],
)
def test_a_decision_that_makes_no_sense_is_a_usage_error(
    store: Invoke, arguments: tuple[str, ...]
) -> None:
    result = decide(store, *arguments)
    assert result.exit_code == 2
    assert result.stderr
    assert row_sum(store)["state"] == "open"


def test_an_unknown_item_or_record_is_a_usage_error(store: Invoke) -> None:
    for command in (("review", "show", "ffffffffffff"), ("show", "ffffffff"), ("show", "xyz")):
        assert store(*command).exit_code == 2


def test_the_text_is_exactly_what_spans_point_into(store: Invoke) -> None:
    for line in lines_of(store("show", "--json")):
        text = store("show", line["id"], "--text").stdout
        assert line["issuer"]["raw"] == text[slice(*line["issuer"]["span"])]
        for cell in line["cells"].values():
            if cell["span"]:
                assert text[slice(*cell["span"])] == cell["raw"]


def test_a_record_is_shown_with_its_findings_and_cells(store: Invoke) -> None:
    id_ = row_sum(store)["record"]
    told = store("show", id_[:8]).stdout
    assert "宁浦区住房和城乡建设局" in told
    assert "REQ03" in told
    cells = store("show", id_, "--cells").stdout
    assert "requests.received.total" in cells.replace("\n", "")
    assert store("show", id_, "--cells", "--text").exit_code == 2
    assert store("show", "--cells").exit_code == 2


def test_the_list_of_records_names_both(store: Invoke) -> None:
    told = store("show").stdout
    assert "砚洲市司法局" in told
    assert len(lines_of(store("show", "--json"))) == 2


def table(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_long_table_has_every_cell_with_its_provenance(store: Invoke, tmp_path: Path) -> None:
    assert store("export", "cells.csv").exit_code == 0
    records = {line["id"]: line for line in lines_of(store("show", "--json"))}
    rows = table(tmp_path / "cells.csv")
    assert len(rows) == sum(len(line["cells"]) for line in records.values())
    for row in rows:
        cell = records[row["record"]]["cells"][row["key"]]
        assert row["value"] == ("" if cell["value"] is None else str(cell["value"]))
        assert [row["span_start"], row["span_end"]] == [str(at) for at in cell["span"] or ("", "")]
        assert row["source_sha256"] == records[row["record"]]["source"]["sha256"]


def test_the_table_of_reports_has_one_row_each_with_all_cells(
    store: Invoke, tmp_path: Path
) -> None:
    store("run", str(sample("blank_form")))
    assert store("export", "reports.csv", "--table", "reports").exit_code == 0
    rows = {row["issuer"]: row for row in table(tmp_path / "reports.csv")}
    assert len(rows) == 3
    ningpu = rows["宁浦区住房和城乡建设局"]
    line = next(x for x in lines_of(store("show", "--json")) if x["id"] == ningpu["record"])
    assert ningpu["requests.received.total"] == str(
        line["cells"]["requests.received.total"]["value"]
    )
    assert ningpu["findings_fatal"] != "0"
    assert "not_a_report" in {row["reason"] for row in rows.values()}


def test_the_table_of_findings_carries_decisions(store: Invoke, tmp_path: Path) -> None:
    decide(store, "report_inconsistent")
    store("export", "findings.csv", "--table", "findings")
    rows = [row for row in table(tmp_path / "findings.csv") if row["code"] == "REQ03"]
    assert [row["decided_by"] for row in rows] == ["李审"]
    assert "17 -> 11" in rows[0]["repairs"]


def test_a_corrected_value_is_exported_beside_the_one_read(store: Invoke, tmp_path: Path) -> None:
    decide(store, "accept_repair", "--repair", "1")
    store("export", "cells.csv")
    rows = [row for row in table(tmp_path / "cells.csv") if row["corrected_by"]]
    assert [(row["value"], row["value_read"]) for row in rows] == [("11", "17")]


def test_jsonl_holds_whole_records_or_the_table_asked_for(store: Invoke, tmp_path: Path) -> None:
    store("export", "all.jsonl")
    lines = (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == lines_of(store("show", "--json"))
    store("export", "found.jsonl", "--table", "findings")
    rows = (tmp_path / "found.jsonl").read_text(encoding="utf-8").splitlines()
    assert "REQ03" in {json.loads(row)["code"] for row in rows}


def test_other_endings_are_a_usage_error(store: Invoke) -> None:
    for name in ("x.docx", "x", "."):
        assert store("export", name).exit_code == 2


def test_zeros_are_counted_and_not_listed_one_by_one(store: Invoke) -> None:
    item = row_sum(store)
    told = store("review", "show", item["finding"]["id"]).stdout
    cells = told.partition("Cells concerned:")[2].partition("Smallest repairs:")[0].splitlines()
    zeros = [line for line in cells if " = 0" in line]
    assert zeros == []
    assert f"The other {len(item['finding']['cells']) - 15} are 0." in told


def test_a_decision_says_what_it_mended_and_the_record_shows_it_as_done(store: Invoke) -> None:
    item = row_sum(store)
    told = decide(store, "accept_repair", "--repair", "1").stdout
    assert "mended REQ03" in told
    for words in (("show", item["record"]), ("review", "list", "--all")):
        shown = store(*words).stdout
        assert "[mended by a correction]" in shown
        assert "repair accepted" in shown


def test_a_correction_that_breaks_a_sum_says_so_at_once(store: Invoke) -> None:
    cell = "requests.unavailable.not_held.total"
    told = decide(store, "correct_cell", "--cell", cell, "--value", "3").stdout
    assert "17 → 3" in told
    assert "The checks ran again" in told
    assert "with this figure now REQ03" in told


def test_a_finding_without_cells_has_nothing_to_correct(store: Invoke) -> None:
    store("run", str(sample("yunting_fagai")))
    items = lines_of(store("review", "list", "--json"))
    id_ = next(item["finding"]["id"] for item in items if item["finding"]["code"] == "FRM04")
    cell = ("--cell", "requests.received.total", "--value", "3", "--who", "李审")
    result = store("review", "decide", id_, "correct_cell", *cell)
    assert result.exit_code == 2
    assert "concerns no cell" in result.stderr
    assert "correct_cell" not in store("review", "show", id_).stdout


def test_a_finding_opened_again_shows_what_stood_there_before(
    invoke: Invoke, tmp_path: Path
) -> None:
    draft = tmp_path / "report.txt"
    text = sample("ningpu").read_text(encoding="utf-8")
    draft.write_text(text, encoding="utf-8")
    invoke("run", str(draft))
    id_ = row_sum(invoke)["finding"]["id"]
    invoke("review", "decide", id_, "report_inconsistent", "--who", "李审")
    lines = text.split("\n")
    assert lines[308] == "17"
    lines[308] = "18"
    draft.write_text("\n".join(lines), encoding="utf-8")
    invoke("run", str(draft))
    for words in (("review", "list"), ("review", "show", id_)):
        told = invoke(*words).stdout
        assert "[re-opened: a value changed]" in told
        assert "“总计”: then 17, now 18" in told.replace("\n    ", " ")


@pytest.mark.parametrize("name", ["decisions.jsonl", "decisions.csv"])
def test_decisions_go_to_a_file_and_into_another_store(
    store: Invoke, tmp_path: Path, name: str
) -> None:
    decide(store, "accept_repair", "--repair", "1", "--reason", "=1+1")
    file = tmp_path / name
    assert "1 decisions" in store("review", "export", str(file)).stdout
    assert "=1+1" not in file.read_text(encoding="utf-8-sig").split(",")
    other = ("--store", str(tmp_path / "other.db"))
    store("run", str(sample("ningpu")), *other)
    result = store("review", "import", str(file), *other)
    assert (result.exit_code, "1 taken in" in result.stdout) == (0, True)
    again = store("review", "import", str(file), *other)
    assert (again.exit_code, "1 known already" in again.stdout) == (0, True)
    both = [store("review", "list", "--all", "--json", *where) for where in ((), other)]
    here, there = ([i for i in lines_of(r) if i["state"] == "vanished"] for r in both)
    assert [(i["finding"]["id"], i["finding"]["decision"]["reason"]) for i in here] == [
        (i["finding"]["id"], i["finding"]["decision"]["reason"]) for i in there
    ]


def test_conflicts_are_named_and_leave_things_as_they_are(store: Invoke, tmp_path: Path) -> None:
    decide(store, "accept_repair", "--repair", "1")
    file, other = tmp_path / "d.jsonl", ("--store", str(tmp_path / "other.db"))
    store("review", "export", str(file))
    store("run", str(sample("yanzhou")), *other)
    result = store("review", "import", str(file), *other)
    assert result.exit_code == 3
    assert "there is no REQ03" in result.stdout
    store("run", str(sample("ningpu")), *other)
    id_ = row_sum(store, "--all")["finding"]["id"]
    store("review", "decide", id_, "unreadable", "--who", "赵", *other)
    result = store("review", "import", str(file), *other)
    assert result.exit_code == 3
    assert "decided otherwise here" in result.stdout
    assert "李审" in result.stdout
    assert "赵" in result.stdout
    assert store("review", "import", str(file), "--again", *other).exit_code == 0


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("d.jsonl", "{}\n", "line 1"),
        ("d.jsonl", "\n[1]\n", "line 2"),
        ("d.jsonl", "not json", "line 1"),
        ("d.csv", "finding,who\na,b\n", "line 2"),
        ("d.csv", "finding,before\na,{\n", "line 2"),
        ("d.txt", "", ".jsonl"),
    ],
)
def test_a_file_that_holds_no_decisions_is_refused_with_its_line(
    store: Invoke, tmp_path: Path, name: str, text: str, says: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    result = store("review", "import", str(tmp_path / name))
    assert result.exit_code == 2
    assert says in result.stderr
    assert store("review", "import", str(tmp_path / "none.csv")).exit_code == 2
    assert store("review", "import", str(tmp_path)).exit_code == 2

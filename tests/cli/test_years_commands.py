"""The commands that look at years and bodies, as people call them."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

import pytest

from eval.generate.city import City, make_city
from tests.cli.conftest import Invoke
from tests.cli.program import lines_of


@pytest.fixture
def made(tmp_path: Path) -> City:
    """A district whose reports and roster lie in the current folder."""
    city = make_city(Random("commands"))
    for name, text in city.files.items():
        path = tmp_path / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "roster.csv").write_text(city.roster, encoding="utf-8")
    (tmp_path / "gouji.toml").write_text('[corpus]\nroster = "roster.csv"\n', encoding="utf-8")
    return city


def planted(made: City, kind: str) -> str:
    return next(p.issuer for p in made.planted if p.kind == kind)


def test_a_run_ends_with_what_years_and_bodies_say(made: City, invoke: Invoke) -> None:
    ran = invoke("run", "reports", "--json")
    assert ran.exit_code == 1
    codes = {
        (finding["code"], report["issuer"]["value"])
        for report in lines_of(ran)
        for finding in report["findings"]
    }
    for p in made.planted:
        assert p.code == "missing" or (p.code, p.issuer) in codes
    done = invoke("years", "--json")
    assert lines_of(done) == [{"reports": 47, "with_previous": 35, "changed": 0}]
    listed = lines_of(invoke("review", "list", "--json"))
    assert {item["finding"]["code"] for item in listed} == {"YRS01", "CLM06", "BOD01"}


def test_the_years_of_one_body_are_compared_in_words_and_json(made: City, invoke: Invoke) -> None:
    invoke("run", "reports")
    issuer = planted(made, "carried")
    told = invoke("years", issuer)
    assert told.exit_code == 0
    assert "2023 against 2022" in told.stdout
    assert "differs: " in told.stdout
    assert "have different forms" in told.stdout
    last = lines_of(invoke("years", issuer, "--json"))[-1]
    failed = [one for one in last["comparisons"] if one["state"] == "failed"]
    assert {one["code"] for one in failed} == {"YRS01"}
    assert all(one["found"] == one["expected"] + 1 for one in failed)
    unknown = invoke("years", "无此县水利局")
    assert unknown.exit_code == 2
    assert "issuers list" in unknown.stderr


def test_the_roster_tells_who_is_missing_and_late(made: City, invoke: Invoke) -> None:
    invoke("run", "reports")
    told = invoke("roster", "check", "roster.csv", "--year", "2023")
    assert told.exit_code == 1
    assert f"missing  {planted(made, 'missing')}" in told.stdout
    assert f"late  {planted(made, 'late')}" in told.stdout
    assert "12 bodies, 1 missing, 1 late, 10 on time, 0 undated" in told.stdout
    rows = lines_of(invoke("roster", "check", "roster.csv", "--year", "2022", "--json"))
    assert {row["standing"] for row in rows} == {"on_time"}
    assert {row["printed_name"] != row["body"] for row in rows} == {True, False}
    wrong = invoke("roster", "check", "gouji.toml", "--year", "2022")
    assert wrong.exit_code == 4
    assert "line 1" in wrong.stderr


def test_the_roll_up_says_what_exceeds_and_how_many_are_known(made: City, invoke: Invoke) -> None:
    invoke("run", "reports")
    told = invoke("rollup", "roster.csv", "--year", "2023")
    assert told.exit_code == 1
    assert "10 of 11 bodies" in told.stdout
    (row,) = lines_of(invoke("rollup", "roster.csv", "--year", "2023", "--json"))
    assert row["missing"] == [planted(made, "missing")]
    assert [r["key"] for r in row["rows"] if r["exceeds"]] == ["disclosure.licensing.decisions"]
    assert invoke("rollup", "roster.csv", "--year", "2022").exit_code == 0


def test_names_are_listed_proposed_and_confirmed(made: City, invoke: Invoke) -> None:
    del made
    invoke("run", "reports")
    bodies = lines_of(invoke("issuers", "list", "--json"))
    health = next(body for body in bodies if "卫生健康局" in body["body"])
    assert len(health["names"]) == 2
    assert health["years"] == [2020, 2021, 2022, 2023]
    assert (health["kind"], health["levels"]) == ("department", ["county"])
    old, new = "砚浦市泠川区教育局", "砚浦市泠川区教育委员会"
    said = invoke("issuers", "same", old, new, "--who", "李")
    assert said.exit_code == 0
    assert "one body" in said.stdout
    assert invoke("issuers", "different", old, new).exit_code == 0
    assert invoke("issuers", "same", old, old).exit_code == 2


def test_versions_are_listed_and_chosen(made: City, invoke: Invoke, tmp_path: Path) -> None:
    del made
    first = next((tmp_path / "reports" / "2022").iterdir())
    text = first.read_text(encoding="utf-8")
    (tmp_path / "reports" / "again.txt").write_text(text + "\n更正\n", encoding="utf-8")
    invoke("run", "reports")
    (told,) = lines_of(invoke("issuers", "versions", "--json"))
    assert told["differences"] == []
    assert not told["current"]["chosen"]
    chosen = invoke("issuers", "choose", told["other"]["record"], "--who", "李")
    assert chosen.exit_code == 0
    (after,) = lines_of(invoke("issuers", "versions", "--json"))
    assert after["current"] == {**told["other"], "chosen": True}


def test_a_draft_is_checked_against_last_years_report(
    made: City, invoke: Invoke, tmp_path: Path
) -> None:
    issuer = planted(made, "carried")
    this, last = (str(tmp_path / f"reports/{year}/{issuer}.txt") for year in (2023, 2022))
    alone = invoke("check", this)
    assert "YRS01" not in alone.stdout
    against = invoke("check", this, "--previous", last)
    assert against.exit_code == 1
    assert "YRS01" in against.stdout
    ignored = invoke("check", this, "--previous", last, "--ignore", "YRS01")
    assert "YRS01 " not in ignored.stdout
    assert invoke("check", last, "--previous", this).exit_code == 2
    empty = tmp_path / "empty.txt"
    empty.write_text("")
    refused = invoke("check", this, "--previous", str(empty))
    assert refused.exit_code == 2
    assert "cannot be read" in refused.stderr


def test_last_years_report_of_another_body_is_remarked_upon(
    made: City, invoke: Invoke, tmp_path: Path
) -> None:
    this = tmp_path / f"reports/2023/{planted(made, 'carried')}.txt"
    other = tmp_path / f"reports/2022/{planted(made, 'stock')}.txt"
    checked = invoke("check", str(this), "--previous", str(other))
    assert "unless these are one body" in checked.stderr


def test_a_mistake_in_the_roster_is_told_before_anything_is_read(
    made: City, invoke: Invoke, tmp_path: Path
) -> None:
    del made
    (tmp_path / "roster.csv").write_text("name,rank\n", encoding="utf-8")
    ran = invoke("run", "reports")
    assert ran.exit_code == 4
    assert "line 1: there is no column 'rank'" in ran.stderr
    assert lines_of(invoke("show", "--json")) == []


def test_a_threshold_of_the_configuration_is_kept(
    made: City, invoke: Invoke, tmp_path: Path
) -> None:
    del made
    (tmp_path / "gouji.toml").write_text("[corpus]\nrepeated_past = 0\nrepeated_other = 0\n")
    ran = invoke("run", "reports", "--json")
    found = {f["code"] for report in lines_of(ran) for f in report["findings"]}
    assert "FRM08" not in found
    assert "YRS01" in found
    (tmp_path / "gouji.toml").write_text("[corpus]\nrepeated_past = 101\n")
    assert invoke("years").exit_code == 2


@pytest.mark.usefixtures("made")
def test_findings_that_rest_on_another_report_show_it(invoke: Invoke) -> None:
    rows = {
        finding["code"]: finding
        for report in lines_of(invoke("run", "reports", "--json"))
        for finding in report["findings"]
    }
    for code in ("YRS01", "YRS02", "CLM06", "BOD01", "FRM08"):
        other = rows[code]["other_reports"][0]
        shown = invoke("review", "show", rows[code]["id"])
        assert "Other reports it rests on:" in shown.stdout
        assert f"{other['issuer']} {other['year']}  ({other['record']})" in shown.stdout
        # Words of this report and of the other one.
        assert shown.stdout.count("^") > len(other["evidence"]) > 0
    invoke("export", "findings.csv", "--table", "findings")
    with Path("findings.csv").open(encoding="utf-8-sig", newline="") as file:
        told = {row["code"]: row["other_reports"] for row in csv.DictReader(file)}
    for code in ("YRS01", "YRS02", "CLM06", "BOD01", "FRM08"):
        assert rows[code]["other_reports"][0]["record"] in told[code]
    assert told["FRM07"] == ""

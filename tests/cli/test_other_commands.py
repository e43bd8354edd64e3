"""rules, schema, doctor and eval."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from report.rules import load_rules
from tests.cli.conftest import Invoke
from tests.cli.program import lines_of, sample


def test_all_rules_are_listed(invoke: Invoke) -> None:
    told = invoke("rules", "list").stdout
    for code in load_rules():
        assert code in told
    assert [line["code"] for line in lines_of(invoke("rules", "list", "--json"))] == list(
        load_rules()
    )


@pytest.mark.parametrize("code", list(load_rules()))
def test_each_rule_is_explained_in_both_languages(invoke: Invoke, code: str) -> None:
    rule = load_rules()[code]
    for lang in ("zh", "en"):
        told = invoke("rules", "explain", code.lower(), "--lang", lang).stdout
        assert code in told
        assert getattr(rule.explanation.what, lang) in told
    assert invoke("rules", "explain", rule.name).exit_code == 0


def test_an_unknown_code_is_a_usage_error(invoke: Invoke) -> None:
    result = invoke("rules", "explain", "ABC99")
    assert result.exit_code == 2
    assert "rules list" in result.stderr


def test_real_output_validates_against_the_printed_schema(invoke: Invoke) -> None:
    schema = json.loads(invoke("schema").stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    lines = lines_of(invoke("run", "--samples", "--json"))
    assert lines
    for line in lines:
        validator.validate(line)


def test_doctor_finds_this_installation_well(invoke: Invoke) -> None:
    result = invoke("doctor")
    assert result.exit_code == 0, result.stdout
    assert result.stdout.count("ok ") == len(result.stdout.splitlines())


def test_doctor_names_what_does_not_work(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "bad.db").write_text("no database " * 200, encoding="utf-8")
    (tmp_path / "gouji.toml").write_text("[nonsense]", encoding="utf-8")
    result = invoke("doctor", "--store", "bad.db")
    assert result.exit_code == 4
    assert "nonsense" in result.stdout


def test_doctor_looks_at_the_store(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "bad.db").write_text("no database " * 200, encoding="utf-8")
    assert invoke("doctor", "--store", "bad.db").exit_code == 4
    invoke("run", str(sample("ningpu")))
    assert "1 records" in invoke("doctor").stdout


def test_eval_scores_saves_and_compares(invoke: Invoke, tmp_path: Path) -> None:
    gold = tmp_path / "set"
    gold.mkdir()
    for file in sample("ningpu").parent.glob("ningpu*"):
        (gold / file.name).write_bytes(file.read_bytes())
    result = invoke("eval", "run", "set", "--out", "one.json")
    assert result.exit_code == 0, result.stderr
    assert "ningpu" in result.stdout
    assert invoke("eval", "compare", "one.json", "one.json").exit_code == 0
    assert lines_of(invoke("eval", "run", "set", "--json"))[0]["totals"]["reports"] == 1


def test_eval_fails_when_a_bound_is_broken(invoke: Invoke, tmp_path: Path) -> None:
    gold = tmp_path / "set"
    gold.mkdir()
    for file in sample("ningpu").parent.glob("ningpu*"):
        (gold / file.name).write_bytes(file.read_bytes())
    (tmp_path / "ok.toml").write_text("[[bounds]]\nmax = { errors = 0 }\n", encoding="utf-8")
    (tmp_path / "no.toml").write_text("[[bounds]]\nmin = { 'cells.right' = 9999 }\n", "utf-8")
    assert invoke("eval", "run", "set", "--gate", "ok.toml").exit_code == 0
    assert invoke("eval", "run", "set", "--gate", "no.toml").exit_code == 1


def test_eval_without_its_data_is_a_usage_error(invoke: Invoke) -> None:
    assert invoke("eval", "run", "nowhere").exit_code == 2
    assert invoke("eval", "run", "--gold", "x").exit_code == 2
    assert invoke("eval", "compare", "a.json", "b.json").exit_code in (2, 4)

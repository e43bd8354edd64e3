"""The catalogue of codes is complete and says where it is wrong."""

from __future__ import annotations

import re

import pytest

from report.errors import DataFileError
from report.form import load_forms
from report.rules import catalogue, load_rules, parse_rules
from tests.conftest import ROOT

FAMILIES = {"REQ": 3, "DSP": 1, "DIS": 4, "CLM": 8, "FRM": 11, "YRS": 2, "RDG": 4, "BOD": 1}
CODES = [f"{family}{n:02}" for family, many in FAMILIES.items() for n in range(1, many + 1)]
FATAL = {"REQ01", "REQ02", "REQ03", "DSP01", "DIS01", "CLM01", "CLM07", "FRM02"}
NOTE = {"CLM04", "CLM08", "DIS04", "YRS02", "FRM07", "FRM08"}

RULE = """
[[rules]]
code = "FRM19"
name = "example"
severity = "query"
title = { zh = "例", en = "Example" }
source = { practice = "例" }
example = { zh = "例", en = "Example" }

[rules.explanation]
what = { zh = "例", en = "a" }
why = { zh = "例", en = "b" }
do = { zh = "例", en = "c" }
"""


def entries(*texts: str):
    return [("x.toml", entry) for text in texts for entry in parse_rules(text, "x.toml")]


def test_every_permanent_code_is_in_the_catalogue():
    assert list(load_rules()) == CODES


def test_severities_are_the_agreed_ones():
    severity = {code: rule.severity for code, rule in load_rules().items()}
    assert {code for code in CODES if severity[code] == "fatal"} == FATAL
    assert {code for code in CODES if severity[code] == "note"} == NOTE


def test_a_code_is_reserved_while_nothing_raises_it():
    source = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "verify").glob("*.py"))
    raised = {code for code in CODES if f'"{code}"' in source}
    raised |= {edit.code for form in load_forms().values() for edit in form.edits}
    assert {code for code, rule in load_rules().items() if not rule.reserved} == raised


def test_the_changelog_names_every_code_that_is_raised():
    added = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").partition("### Edits")[2]
    raised = {code for code, rule in load_rules().items() if not rule.reserved}
    assert set(re.findall(r"[A-Z]{3}\d{2}", added.partition("Reserved")[0])) == raised


def test_names_are_kebab_case_and_unique():
    names = [rule.name for rule in load_rules().values()]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)


def test_a_sum_has_the_sources_of_the_form_files():
    stated = {edit.source for form in load_forms().values() for edit in form.edits}
    for rule in load_rules().values():
        assert rule.sources, rule.code
        assert rule.linear == any(source in stated for source in rule.sources), rule.code
        for source in rule.sources:
            assert bool(source.practice) != bool(source.circular), rule.code
            assert bool(source.circular) == bool(source.clause), rule.code


def test_every_text_is_in_both_languages():
    for rule in load_rules().values():
        explanation = rule.explanation
        for words in (rule.title, explanation.what, explanation.why, explanation.do, rule.example):
            assert re.search(r"[\u4e00-\u9fff]", words.zh), rule.code
            assert re.search(r"[a-z]{2}", words.en), rule.code


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (RULE.replace("query", "bad"), "rules[0].severity"),
        (RULE.replace("FRM19", "frm9"), "rules[0].code"),
        (RULE + 'colour = "red"\n', "rules[0].explanation.colour"),
        (RULE.replace('zh = "例", en = "c"', 'zh = "例"'), "rules[0].explanation.do.en"),
        ("[[rules]", ""),
    ],
)
def test_a_broken_file_is_refused_with_the_place(text, where):
    with pytest.raises(DataFileError) as error:
        parse_rules(text, "x.toml")
    assert error.value.file == "x.toml"
    assert error.value.where == where


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ((RULE, RULE), "stands twice"),
        ((RULE.replace('severity = "query"', ""),), "stand here"),
        ((RULE.replace("FRM19", "REQ01"),), "in the form files"),
        ((RULE,), "has no entry"),
    ],
)
def test_a_catalogue_that_contradicts_itself_is_refused(texts, problem):
    with pytest.raises(DataFileError, match=problem):
        catalogue(entries(*texts))

"""The compiled edits check themselves."""

from __future__ import annotations

import numpy as np
import pytest

from report.edits import edits_for, keys_for
from report.form import load_forms

FORMS = {
    ("2019", "standard"): (176, 40, 38),
    ("2021", "three_other_rows"): (190, 42, 40),
    ("2021", "one_other_row"): (176, 40, 38),
}


def tables(edition: str, requests: str) -> dict[str, tuple[str, str]]:
    return {
        "disclosure": (edition, "standard"),
        "requests": (edition, requests),
        "disputes": (edition, "standard"),
    }


def matrix(edition: str, requests: str) -> tuple[list[str], np.ndarray]:
    chosen = tables(edition, requests)
    keys = [key for key in keys_for(chosen) if not key.startswith("disclosure.")]
    sums = [edit for edit in edits_for(chosen) if edit.relation == "="]
    return keys, np.array([[edit.terms.get(key, 0) for key in keys] for edit in sums])


@pytest.mark.parametrize("form", FORMS)
def test_the_sums_have_the_known_size_and_rank(form):
    keys, sums = matrix(*form)
    assert (len(keys), len(sums), int(np.linalg.matrix_rank(sums))) == FORMS[form]


@pytest.mark.parametrize("form", FORMS)
def test_every_coefficient_is_plus_or_minus_one(form):
    _, sums = matrix(*form)
    assert set(np.unique(sums)) == {-1, 0, 1}


@pytest.mark.parametrize("form", FORMS)
def test_every_cell_of_table_three_has_its_own_signature(form):
    keys, sums = matrix(*form)
    signatures = {tuple(sums[:, at]) for at, key in enumerate(keys) if key.startswith("requests.")}
    assert len(signatures) == sum(key.startswith("requests.") for key in keys)


@pytest.mark.parametrize("form", FORMS)
def test_an_edit_names_only_cells_of_the_form(form):
    chosen = tables(*form)
    keys = set(keys_for(chosen))
    for edit in edits_for(chosen):
        assert set(edit.terms) <= keys, edit.id
        assert edit.left, edit.id


def test_edit_ids_are_distinct_and_the_same_in_both_editions():
    by_edition = {
        form[0]: [edit.id for edit in edits_for(tables(*form)) if edit.code.startswith("REQ")]
        for form in [("2019", "standard"), ("2021", "one_other_row")]
    }
    assert by_edition["2019"] == by_edition["2021"]
    assert len(set(by_edition["2019"])) == len(by_edition["2019"])


def test_both_editions_agree_on_the_severity_of_a_code():
    severities: dict[str, set[str]] = {}
    for form in load_forms().values():
        for rule in form.edits:
            severities.setdefault(rule.code, set()).add(rule.severity)
    assert all(len(found) == 1 for found in severities.values()), severities

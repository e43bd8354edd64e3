"""Invented figures are consistent in themselves and from year to year."""

from __future__ import annotations

from random import Random

import pytest

from eval.generate.consequences import fails
from eval.generate.world import Truth, make_truth, next_year, shared_out
from report.edits import edits_for, keys_for

TRUTHS = [make_truth(Random(f"world/{number}")) for number in range(300)]


def with_years() -> list[Truth]:
    return [truth for truth in TRUTHS if truth.previous is not None]


def test_every_rule_of_the_form_holds() -> None:
    for truth in TRUTHS:
        broken = [edit.id for edit in edits_for(truth.tables) if fails(edit, truth.values)]
        assert broken == []


def test_every_cell_of_the_form_has_a_figure_and_no_other() -> None:
    for truth in TRUTHS:
        assert set(truth.values) == set(keys_for(truth.tables))


def test_what_one_year_carries_forward_the_next_carries_over() -> None:
    assert len(with_years()) > 50
    for truth in with_years():
        assert truth.previous is not None
        for key, value in truth.values.items():
            if key.startswith("requests.carried_over."):
                last = key.replace("carried_over", "carried_forward")
                assert truth.previous.values[last] == value


def test_stocks_roll_forward() -> None:
    same = [t for t in with_years() if t.previous and t.previous.edition == t.edition == "2021"]
    assert same
    for truth in same:
        assert truth.previous is not None
        row = "disclosure.normative_documents"
        now = truth.previous.values[f"{row}.in_force"] + truth.values[f"{row}.issued"]
        assert truth.values[f"{row}.in_force"] == now - truth.values[f"{row}.repealed"]


def test_all_editions_variants_and_levels_occur() -> None:
    kinds = {truth.tables["requests"] for truth in TRUTHS}
    assert kinds == {("2019", "standard"), ("2021", "three_other_rows"), ("2021", "one_other_row")}
    assert {truth.issuer.level for truth in TRUTHS} == {
        "province", "city", "county", "department", "township", "street",
    }  # fmt: skip


def test_most_cells_are_zero_and_few_are_large() -> None:
    numbers = [value for truth in TRUTHS for value in truth.values.values()]
    zero = sum(not value for value in numbers) / len(numbers)
    large = sum(value > 1000 for value in numbers) / len(numbers)
    assert 0.55 < zero < 0.95
    assert 0 < large < 0.05


def test_only_bodies_that_may_make_rules_have_any() -> None:
    for truth in TRUTHS:
        if not truth.issuer.rules:
            rules = [v for key, v in truth.values.items() if key.startswith("disclosure.rules.")]
            assert not any(rules)


def test_the_next_year_follows_from_the_same_issuer() -> None:
    truth = with_years()[0]
    after = next_year(Random(1), truth.issuer, truth.year + 1, truth, one_row=False)
    assert after.previous is truth
    assert after.issuer == truth.issuer


@pytest.mark.parametrize("number", [0, 1, 399, 400, 401, 123_457])
def test_what_is_shared_out_makes_the_whole(number: int) -> None:
    parts = shared_out(Random(number), number, {"a": 80, "b": 12, "c": 0.4})
    assert sum(parts.values()) == number
    assert min(parts.values()) >= 0

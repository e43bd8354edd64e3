"""All smallest repairs, no others, held against an integer program as oracle."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from report.edits import edits_of
from tests.records import make_record
from tests.strategies import consistent_records
from verify.localise import Group, Sum, System, group, localise, systems, violations

SMALL = (
    # Three rows with two parts and a total, and the total row: the shape of table three.
    Sum("R1", "row", (("a1", 1), ("b1", 1), ("t1", -1))),
    Sum("R2", "row", (("a2", 1), ("b2", 1), ("t2", -1))),
    Sum("R3", "row", (("a3", 1), ("b3", 1), ("t3", -1))),
    Sum("A", "column", (("a1", 1), ("a2", 1), ("a3", -1))),
    Sum("B", "column", (("b1", 1), ("b2", 1), ("b3", -1))),
    Sum("T", "column", (("t1", 1), ("t2", 1), ("t3", -1))),
)


def sums_of(edition: str, table: str, variant: str) -> tuple[Sum, ...]:
    return tuple(
        Sum(edit.id, edit.code, tuple(edit.terms.items()))
        for edit in edits_of(edition, table, variant)
    )


REQUESTS = systems(sums_of("2019", "requests", "standard"))[0]


def matrix(system: System) -> np.ndarray:
    rows = np.zeros((len(system.sums), len(system.cells)))
    for at, terms in enumerate(system.of_sum):
        for cell, sign in terms:
            rows[at, cell] = sign
    return rows


def least_cost_by_milp(system: System, values: dict[str, int], limit: int = 5000) -> int:
    """The fewest cells to change, by an integer program with a switch for every cell."""
    now = np.array([values[key] for key in system.cells], dtype=float)
    size, sums = len(now), matrix(system)
    identity = np.eye(size)
    result = milp(
        np.concatenate([np.zeros(size), np.ones(size)]),
        integrality=np.ones(2 * size),
        bounds=Bounds(np.concatenate([-now, np.zeros(size)]), np.repeat([limit, 1], size)),
        constraints=[
            LinearConstraint(np.hstack([sums, np.zeros_like(sums)]), -(sums @ now), -(sums @ now)),
            LinearConstraint(np.hstack([identity, -limit * identity]), -np.inf, 0),
            LinearConstraint(np.hstack([identity, limit * identity]), 0, np.inf),
        ],
    )
    assert result.success
    return round(result.fun)


def repairs_by_trial(system: System, values: dict[str, int], cost: int) -> set[frozenset]:
    """All repairs that change exactly these many cells, from every set of cells."""
    now = np.array([values[key] for key in system.cells])
    sums = matrix(system)
    found = set()
    for cells in itertools.combinations(range(len(now)), cost):
        part = sums[:, cells]
        change, *_ = np.linalg.lstsq(part, -(sums @ now), rcond=None)
        change = np.rint(change).astype(int)
        if np.any(sums @ now + part @ change) or np.linalg.matrix_rank(part) < cost:
            continue
        after = now[list(cells)] + change
        if np.all(change != 0) and np.all(after >= 0):
            found.add(
                frozenset((system.cells[c], int(v)) for c, v in zip(cells, after, strict=True))
            )
    return found


def as_sets(repairs) -> set[frozenset]:
    return {frozenset(repair.items()) for repair in repairs}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=9, max_size=9))
def test_on_any_small_table_exactly_the_smallest_repairs_are_found(figures):
    (system,) = systems(SMALL)
    values = dict(zip(system.cells, figures, strict=True))
    located = localise(system, values)
    assert located.complete
    if not violations(system, values):
        assert located.repairs == ()
        return
    cost = least_cost_by_milp(system, values)
    if cost > 3:
        assert {len(repair) for repair in located.repairs} <= {cost}
    else:
        assert as_sets(located.repairs) == repairs_by_trial(system, values, cost)


@settings(max_examples=8, deadline=None)
@given(consistent_records("2019"), st.data())
def test_on_table_three_the_search_agrees_with_the_integer_program(record, data):
    values = {key: int(record.cells[key].value) for key in REQUESTS.cells}
    wrong = data.draw(
        st.lists(st.sampled_from(REQUESTS.cells), min_size=1, max_size=3, unique=True)
    )
    for key in wrong:
        values[key] = data.draw(st.integers(0, 500), label=key)
    located = localise(REQUESTS, values)
    assert located.complete
    if not violations(REQUESTS, values):
        assert not located.repairs
        return
    assert {len(repair) for repair in located.repairs} == {least_cost_by_milp(REQUESTS, values)}
    for repair in located.repairs:
        assert not violations(REQUESTS, values | repair)
        assert all(after >= 0 for after in repair.values())


@settings(max_examples=50, deadline=None)
@given(consistent_records("2019"), st.data())
def test_one_wrong_cell_of_table_three_is_always_found(record, data):
    values = {key: int(record.cells[key].value) for key in REQUESTS.cells}
    key = data.draw(st.sampled_from(REQUESTS.cells))
    right = values[key]
    values[key] = data.draw(st.integers(0, 500).filter(lambda value: value != right))
    assert {key: right} in localise(REQUESTS, values).repairs


def test_a_consistent_table_costs_no_search():
    located = localise(REQUESTS, dict.fromkeys(REQUESTS.cells, 0))
    assert (located.repairs, located.nodes) == ((), 0)


def test_a_fixed_cell_is_never_changed():
    values = dict.fromkeys(REQUESTS.cells, 0) | {"requests.granted.total": 2}
    free = localise(REQUESTS, values)
    assert free.repairs == ({"requests.granted.total": 0},)
    held = localise(REQUESTS, values, fixed={"requests.granted.total"})
    assert all("requests.granted.total" not in repair for repair in held.repairs)


def test_independent_mistakes_are_all_located_and_told_apart():
    values = dict.fromkeys(REQUESTS.cells, 0)
    wrong = [
        f"requests.{row}.total"
        for row in ("granted", "refused.third_party", "unavailable.not_held", "other")
    ]
    values |= dict(zip(wrong, (2, 5, 9, 17), strict=True))
    located = localise(REQUESTS, values)
    assert located.repairs == (dict.fromkeys(wrong, 0),)


def test_more_than_three_cells_that_hang_together_are_no_explanation():
    columns = ("natural_person", "business", "research", "public_benefit")
    wrong = {f"requests.granted.{c}": 10**n for n, c in enumerate(columns)}
    values = dict.fromkeys(REQUESTS.cells, 0) | wrong
    failed = [REQUESTS.sums[at].id for at in violations(REQUESTS, values)]
    located = localise(REQUESTS, values)
    assert located.repairs == (dict.fromkeys(wrong, 0),)
    assert group(REQUESTS, failed, located) == (Group(tuple(failed), ()),)


def test_the_search_stops_at_its_budget_and_says_so():
    values = dict.fromkeys(REQUESTS.cells, 0) | {"requests.granted.total": 2}
    located = localise(REQUESTS, values, max_nodes=3)
    assert located.repairs == ()
    assert not located.complete


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_each_block_of_table_four_is_a_system_of_its_own(edition):
    parts = systems(sums_of(edition, "disputes", "standard"))
    assert [len(part.cells) for part in parts] == [5, 5, 5]


def test_a_repair_is_a_whole_number_of_requests():
    record = make_record(cells={"requests.received.total": 3})
    values = {key: record.cells[key].value for key in REQUESTS.cells if key in record.cells}
    for repair in localise(REQUESTS, values).repairs:
        assert all(isinstance(after, int) for after in repair.values())

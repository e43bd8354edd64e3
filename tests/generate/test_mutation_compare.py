"""Two mutation runs side by side: what changed, case by case, and by how much."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from eval import save_result
from eval.manifest import make_manifest
from eval.mutate import Plan, mutate
from eval.mutation import Case
from eval.mutation_compare import compare_mutations
from eval.mutation_scores import MutationResult, marks_of, measures_of, save_mutation
from eval.program import PROGRAM, Json, Program, Read
from eval.scores import EvalResult, Totals
from gouji.cli import main


def report(number: int, silent: int, extra: tuple[str, ...] = ()) -> Case:
    cells = {"requests": {"silent": silent, "right": 200 - silent}}
    return Case(name=f"report-{number}", section="report", layout="L1", cells=cells, extra=extra)


def issuer(number: int, raised: tuple[str, ...], said: str = "source") -> Case:
    return Case(
        name=f"issuer-{number}", section="issuer", layout="L1", kind="sign", by="sums",
        wanted=("REQ03",), raised=raised, said=said if raised else "none",
    )  # fmt: skip


def result(*cases: Case, seed: int = 1, generator: str = "g") -> MutationResult:
    return MutationResult(
        manifest=make_manifest("x"), generator=generator, layouts=("L1",), seed=seed,
        reports=len(cases), errors=0, done=len(cases), seconds=1.0,
        measures=measures_of(cases, seed), breakdowns=(), troubles=(),
        cases={case.name: marks_of(case) for case in cases},
    )  # fmt: skip


def test_equal_runs_do_not_differ() -> None:
    run = result(report(0, 1), issuer(0, ("REQ03",)))
    same = compare_mutations(run, run)
    assert (same.measures, same.compared) == ({}, 2)
    assert not any(flips.lost or flips.gained for flips in same.flips.values())
    assert same.silent is not None
    assert (same.silent.value, same.silent.low, same.silent.high) == (0, 0, 0)


def test_cases_that_went_and_came_are_counted_each_for_its_measure() -> None:
    before = result(report(0, 2), report(1, 0), issuer(0, ("REQ03",)), issuer(1, ()))
    after = result(report(0, 0), report(1, 0, ("CLM01",)), issuer(0, ()), issuer(1, ("REQ03",)))
    flips = compare_mutations(before, after).flips
    assert flips["silent"].gained == ("report-0",)
    assert flips["quiet"].lost == ("report-1",)
    assert (flips["detected"].lost, flips["detected"].gained) == (("issuer-0",), ("issuer-1",))
    assert flips["detected"].p == 1.0


def test_the_test_is_exact_over_cases() -> None:
    before = result(*[issuer(at, ("REQ03",)) for at in range(10)])
    after = result(*[issuer(at, ("REQ03",) if at > 4 else ()) for at in range(10)])
    assert compare_mutations(before, after).flips["detected"].p == 2 * 0.5**5


def test_the_difference_of_rates_has_an_interval_over_reports() -> None:
    before = result(*[report(at, 4 if at < 10 else 0) for at in range(100)])
    after = result(*[report(at, 0) for at in range(100)])
    silent = compare_mutations(before, after).silent
    assert silent is not None
    assert silent.value == -40 / 20_000
    assert silent.low < silent.value < silent.high < 0


@pytest.mark.parametrize("other", [{"seed": 2}, {"generator": "h"}])
def test_cases_of_other_draws_are_not_paired(other: dict[str, object]) -> None:
    both = compare_mutations(result(report(0, 1)), result(report(0, 0), **other))  # type: ignore[arg-type]
    assert (both.paired, both.compared, both.silent) == (False, 0, None)
    assert "cells.silent" in both.measures
    assert "cannot be compared one by one" in both.render("en")


def test_a_longer_run_pairs_with_a_shorter_one_of_the_same_seed() -> None:
    both = compare_mutations(mutate(Plan(6, 6, 3)), mutate(Plan(12, 12, 3)))
    assert (both.paired, both.compared) == (True, 12)
    assert not any(flips.lost or flips.gained for flips in both.flips.values())


def test_a_rule_that_is_lost_shows_in_the_cases_that_needed_it(tmp_path: Path) -> None:
    def lax(read: Read, readings: object, previous: Read | None) -> Json:
        record = dict(PROGRAM.judge(read, readings, previous))  # type: ignore[arg-type]
        record["findings"] = [f for f in record["findings"] if f["code"] != "REQ03"]
        return record

    plan, files = Plan(0, 60, 7), (tmp_path / "a.json", tmp_path / "b.json")
    save_mutation(mutate(plan), files[0])
    save_mutation(mutate(plan, program=Program(PROGRAM.read, lax)), files[1])
    shown = CliRunner().invoke(main, ["eval", "compare", *map(str, files), "--lang", "en"])
    assert shown.exit_code == 0, shown.output
    assert "detected: " in shown.output
    assert "issuer.detected" in shown.output


def test_results_of_two_kinds_are_refused(tmp_path: Path) -> None:
    save_mutation(result(report(0, 0)), tmp_path / "a.json")
    empty = EvalResult(manifest=make_manifest("x"), totals=Totals.of(()), reports=())
    save_result(empty, tmp_path / "b.json")
    names = [str(tmp_path / "a.json"), str(tmp_path / "b.json")]
    shown = CliRunner().invoke(main, ["eval", "compare", *names, "--lang", "en"])
    assert shown.exit_code == 2

"""The measuring itself: repeatable, fair, and not to be fooled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from eval.datasets import open_dataset
from eval.gate import GateResult
from eval.generate.report import make_report
from eval.generate.world import make_truth
from eval.mutate import Plan, generate, mutate, run
from eval.mutation import Case
from eval.mutation_gate import MutationGate, check_mutation_gate, load_mutation_gate
from eval.mutation_render import render_mutation
from eval.mutation_scores import (
    MutationResult,
    load_mutation,
    measures_of,
    save_mutation,
    silent_interval,
)
from eval.program import PROGRAM, Json, Program, Read
from eval.reader_errors import KINDS, make_misreading
from report.errors import DataFileError
from report.record import Reading

PLAN = Plan(44, 92, 7)
BOUNDS = MutationGate(
    max={"crashes": 0, "cells.silent": 0.004},
    min={"issuer.detected_sums": 0.95, "cells.right": 0.9},
)


def gate(plan: Plan, program: Program = PROGRAM) -> GateResult:
    return check_mutation_gate(mutate(plan, 1, program), BOUNDS)


def broken_measures(verdict: GateResult) -> set[str]:
    return {check.measure for check in verdict.broken}


def case(name: str, silent: int, right: int) -> Case:
    cells = {"requests": {"silent": silent, "right": right}}
    return Case(name=name, section="report", layout="L1", cells=cells)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return run(PLAN)


def test_the_same_seed_gives_the_same_cases_with_any_number_of_processes(
    cases: list[Case],
) -> None:
    assert run(PLAN, jobs=2) == cases


def test_the_program_passes_and_nothing_crashes(cases: list[Case]) -> None:
    assert gate(PLAN).passed
    assert not any(case.error for case in cases)
    assert {case.section for case in cases} == {"report", "issuer", "reader"}


def test_a_rule_that_is_not_checked_any_more_is_caught() -> None:
    def lax(read: Read, readings: Sequence[Reading], previous: Read | None) -> Json:
        record = dict(PROGRAM.judge(read, readings, previous))
        record["findings"] = [f for f in record["findings"] if f["code"] != "REQ03"]
        return record

    verdict = gate(PLAN, replace_program(judge=lax))
    assert "issuer.detected_sums" in broken_measures(verdict)


def test_a_worse_reader_is_caught() -> None:
    def careless(path: Path) -> Read:
        read = PROGRAM.read(path)
        cells = dict(read.reading.cells)
        # Two real figures, each told to stand at the other's label: nothing can show it.
        one, other = "disclosure.licensing.decisions", "disclosure.penalties.decisions"
        if one in cells and other in cells:
            cells[one], cells[other] = (
                replace(cells[other], label=cells[one].label),
                replace(cells[one], label=cells[other].label),
            )
        return read._replace(reading=replace(read.reading, cells=cells))

    verdict = gate(PLAN, replace_program(read=careless))
    assert "cells.silent" in broken_measures(verdict)


def test_a_crash_is_a_result_and_not_the_end() -> None:
    def falls(path: Path) -> Read:
        raise ZeroDivisionError(path.suffix)

    done = run(Plan(3, 2, 1), 1, replace_program(read=falls))
    assert [case.error.partition(":")[0] for case in done] == ["ZeroDivisionError"] * 5


def test_a_stopped_run_leaves_what_it_measured() -> None:
    seen: list[MutationResult] = []
    plan = Plan(60, 60, 7)
    whole = mutate(plan, checkpoint=seen.append, every=50)
    assert [(partial.done, len(partial.cases)) for partial in seen] == [(50, 50), (100, 100)]
    assert whole.done == plan.size
    first = seen[0].cases
    assert {name.partition("-")[0] for name in first} == {"report", "issuer", "reader"}
    assert first == {name: whole.cases[name] for name in first}
    assert "only 50 cases" in render_mutation(seen[0])
    assert "only" not in render_mutation(whole).splitlines()[1]


def test_generated_folders_are_datasets_and_repeat(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        assert len(list(generate(tmp_path / folder, 12, seed=5))) == 12
    first, second = open_dataset(str(tmp_path / "a")), open_dataset(str(tmp_path / "b"))
    assert [e.source_sha256 for e in first.entries] == [e.source_sha256 for e in second.entries]
    assert [e.label for e in first.entries] == [e.label for e in second.entries]
    assert not any(entry.warnings for entry in first.entries)


@pytest.mark.parametrize("kind", KINDS)
def test_a_reading_error_changes_only_what_it_names(kind: str, tmp_path: Path) -> None:
    made = 0
    for number in range(6):
        source = Random(f"reader/{number}")
        path = tmp_path / "x.txt"
        path.write_text(make_report(source, make_truth(source), "L1").text(), encoding="utf-8")
        reading = PROGRAM.read(path).reading
        wrong = make_misreading(source, reading, kind, dict.fromkeys(reading.cells, 7))
        if wrong is None:
            continue
        made += 1
        after = wrong.reading.cells
        changed = {
            k for k, c in reading.cells.items() if k not in after or after[k].value != c.value
        }
        assert changed == set(wrong.wrong)
        assert bool(changed) == (kind != "tidied")
    assert made


def test_the_interval_counts_reports_and_not_cells() -> None:
    spread = [case(str(number), 1 if number % 10 == 0 else 0, 200) for number in range(200)]
    heaped = [case(str(number), 20 if number == 0 else 0, 200) for number in range(200)]
    low, high = silent_interval(spread, 1)
    assert low is not None
    assert high is not None
    assert low <= 20 / 40_020 <= high
    wide = silent_interval(heaped, 1)[1]
    assert wide is not None
    assert wide > 1.5 * high
    assert silent_interval([], 1) == (None, None)


def test_measures_of_nothing_break_every_bound() -> None:
    nothing = mutate(Plan(0, 0, 1))
    bounds = MutationGate(max={"cells.silent": 1.0}, min={"issuer.detected": 0.0})
    assert len(check_mutation_gate(nothing, bounds).broken) == 2
    assert all(value in (None, 0) for value in measures_of((), 1).values())


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "no bound"),
        ("[max]\nnonsense = 1\n", "nonsense"),
        ("[most]\ncrashes = 0\n", "most"),
        ("[max\n", "gate.toml"),
    ],
)
def test_a_gate_file_that_would_check_nothing_is_refused(
    tmp_path: Path, text: str, part: str
) -> None:
    path = tmp_path / "gate.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError, match=part):
        load_mutation_gate(path)


def test_the_shipped_gate_can_be_read() -> None:
    shipped = Path(__file__).parents[2] / "eval" / "gates" / "mutate.toml"
    assert load_mutation_gate(shipped).max["crashes"] == 0


def test_results_are_kept_and_shown(tmp_path: Path) -> None:
    result = mutate(Plan(11, 4, 2))
    save_mutation(result, tmp_path / "r.json")
    assert load_mutation(tmp_path / "r.json") == result
    for lang in ("zh", "en"):
        shown = render_mutation(result, lang)
        assert "cells.silent" in shown
    with pytest.raises(DataFileError):
        load_mutation(tmp_path / "absent.json")


def replace_program(**parts: object) -> Program:
    return PROGRAM._replace(**parts)  # type: ignore[arg-type]

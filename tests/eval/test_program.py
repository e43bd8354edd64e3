"""The program itself, scored: on the samples that ship and on the real reports."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from eval import EvalResult, check_gate, evaluate, load_gate, open_dataset, pair, render
from gouji.pipeline import Options
from gouji.reading import read_place
from report.wire import to_wire

GATES = Path(__file__).resolve().parents[2] / "eval" / "gates"


def read(path: Path) -> Mapping[str, Any]:
    return to_wire(read_place(str(path), Options()))


@pytest.fixture(scope="module")
def samples() -> EvalResult:
    return evaluate(read, open_dataset("sample"))


@pytest.fixture(scope="module")
def real(shared: Path) -> EvalResult:
    return evaluate(read, pair(shared / "gold", shared / "reports", "real"))


def assert_kept(result: EvalResult, gate: str) -> None:
    outcome = check_gate(result, load_gate(GATES / f"{gate}.toml"))
    assert outcome.passed, f"{outcome.render()}\n{render(result)}"


def test_the_samples_keep_their_gate(samples: EvalResult) -> None:
    assert_kept(samples, "sample")


def test_the_real_reports_keep_their_gate(real: EvalResult) -> None:
    assert_kept(real, "real")


def test_every_failing_of_a_sample_names_the_file_and_not_the_program(samples: EvalResult) -> None:
    assert [r.name for r in samples.reports if r.status == "failed"] == [
        r.name for r in samples.reports if not r.is_report
    ]

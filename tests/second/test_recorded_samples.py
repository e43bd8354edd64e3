"""The prompts as they are, on all packaged samples, with the answers readers gave to them.

A changed prompt, form, metric's name or sample finds no recorded answer and fails here: write
out its questions with `gouji eval run --reader model --replay FILE --pending FOLDER`, have
them answered, and collect the answers with `gouji eval collect FOLDER FILE`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from eval import evaluate, open_dataset
from eval.recordings import Recorded
from eval.scores import EvalResult
from gouji.config import Config, Reader
from gouji.measured import measured

RECORDINGS = Path(__file__).with_name("recordings.jsonl")


@cache
def scored(reader: Reader) -> tuple[EvalResult, Recorded]:
    how = measured(Config(), reader, RECORDINGS)
    result = evaluate(how.read, open_dataset("sample"))
    assert how.recorded is not None
    return result, how.recorded


@pytest.mark.parametrize("reader", ["model", "both"])
def test_every_question_on_the_samples_has_a_recorded_answer(reader: Reader) -> None:
    _, recorded = scored(reader)
    assert recorded.asked > 0
    assert {question.prompt for question in recorded.pending.values()} == set()


def test_the_model_alone_reads_every_cell_right_or_asks_about_it() -> None:
    result, _ = scored("model")
    assert result.totals.cells.silent == 0


def test_the_model_alone_finds_the_figures_of_the_prose() -> None:
    claims = scored("model")[0].totals.claims
    found = claims.matched + claims.optional_matched
    precision = found / (found + claims.extra)
    recall = claims.matched / claims.labelled
    assert 2 * precision * recall / (precision + recall) >= 0.97


def test_two_readings_together_accuse_nobody_wrongly() -> None:
    result, _ = scored("both")
    assert result.totals.cells.silent == 0
    accused = [i for r in result.reports for i in r.items if i.outcome == "extra"]
    assert [item for item in accused if item.kind == "finding" and item.found == "fatal"] == []

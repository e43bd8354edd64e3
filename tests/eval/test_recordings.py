"""Recorded answers are found for exactly what was asked, and for nothing else."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.recordings import Recorded, collect, key_of, read_recordings, write_questions
from extractor.model.questions import prose_question
from extractor.model.shapes import Rows
from report.errors import DataFileError, ModelError

QUESTION = prose_question("全年新收申请12件。", "ab" * 32)
REPLY = '{"claims":[{"q":"新收申请12件","v":12,"m":"收到"}]}'


def answered(folder: Path, reply: str = REPLY) -> Path:
    write_questions([QUESTION], folder)
    (folder / "0001" / "reply.json").write_text(reply, encoding="utf-8")
    return folder


def test_a_questions_folder_holds_the_request_alone(tmp_path: Path) -> None:
    assert write_questions([QUESTION], tmp_path) == 1
    assert [path.name for path in tmp_path.glob("*/*")] == ["request.txt"]
    request = (tmp_path / "0001" / "request.txt").read_text(encoding="utf-8")
    assert QUESTION.system in request
    assert QUESTION.user in request
    assert json.dumps(QUESTION.shape.model_json_schema(), ensure_ascii=False) in request


def test_a_question_written_before_is_not_written_again(tmp_path: Path) -> None:
    answered(tmp_path)
    other = prose_question("全年新收申请15件。", "ab" * 32)
    assert write_questions([QUESTION, other], tmp_path) == 1
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("reply", [REPLY, f"```json\n{REPLY}\n```\n", f"\n  {REPLY}\n"])
def test_a_reply_answers_its_question(tmp_path: Path, reply: str) -> None:
    model = Recorded(read_recordings(answered(tmp_path, reply)))
    answer = asyncio.run(model.ask(QUESTION))
    assert answer.value is not None
    assert answer.value.claims[0].v == 12
    assert (answer.usage.cached, answer.usage.completion_tokens) == (1, 0)


def test_collected_replies_answer_as_the_folder_does(tmp_path: Path) -> None:
    file = tmp_path / "all.jsonl"
    assert collect(answered(tmp_path / "q"), file, "independent reader", "2026-01-31") == 1
    assert read_recordings(file) == read_recordings(tmp_path / "q")
    line = json.loads(file.read_text(encoding="utf-8"))
    assert (line["answered_by"], line["prompt"]) == ("independent reader", QUESTION.prompt)
    assert line["prompt_sha256"] == QUESTION.prompt_sha256


def test_collecting_keeps_or_drops_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "all.jsonl"
    collect(answered(tmp_path / "q"), file, "a", "2026-01-31")
    assert collect(tmp_path / "empty", file, "a", "2026-02-01") == 1
    assert collect(tmp_path / "empty", file, "a", "2026-02-01", keep_others=False) == 0


@pytest.mark.parametrize(
    "changed",
    [
        replace(QUESTION, prompt="claims@99"),
        replace(QUESTION, prompt_sha256="cd" * 32),
        replace(QUESTION, system=QUESTION.system + "。"),
        replace(QUESTION, user=QUESTION.user + "。"),
        replace(QUESTION, shape=Rows),
    ],
)
def test_anything_asked_otherwise_finds_no_answer(tmp_path: Path, changed: object) -> None:
    model = Recorded(read_recordings(answered(tmp_path)))
    with pytest.raises(ModelError, match="no recorded answer"):
        asyncio.run(model.ask(changed))  # type: ignore[arg-type]
    assert list(model.pending.values()) == [changed]


def test_room_and_document_are_no_part_of_what_is_asked() -> None:
    assert key_of(replace(QUESTION, max_tokens=9, document="cd" * 32)) == key_of(QUESTION)


def test_a_reply_that_is_no_json_is_an_answer_without_value(tmp_path: Path) -> None:
    model = Recorded(read_recordings(answered(tmp_path, "I cannot do that.")))
    answer = asyncio.run(model.ask(QUESTION))
    assert answer.value is None
    assert answer.problem


def test_a_malformed_recording_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "all.jsonl"
    file.write_text('{"key": "x"}\n', encoding="utf-8")
    with pytest.raises(DataFileError, match="line 1"):
        read_recordings(file)

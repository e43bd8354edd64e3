"""A model's answers are kept as they came, found again, and counted."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime

from store import ModelAnswer, Spent, open_store
from tests.store.builders import MANIFEST, sha

ANSWER = ModelAnswer(
    key=sha("asked"),
    document=sha("报告"),
    prompt="claims@1",
    prompt_sha256=sha("prompt"),
    model="qwen3",
    parameters={"temperature": 0, "response_format": {"type": "json_object"}},
    body='{"choices": [{"message": {"content": "甲\x00"}}]}'.encode(),
    prompt_tokens=900,
    completion_tokens=120,
)


def test_an_answer_is_found_byte_for_byte_after_the_store_was_closed(url: str) -> None:
    with open_store(url) as opened:
        opened.keep_answers(None, [ANSWER])
    with open_store(url) as opened:
        found = opened.find_answers([ANSWER.key, sha("something else")])
        assert found == {ANSWER.key: ANSWER.body}


def test_the_first_answer_to_a_question_stays(url: str) -> None:
    with open_store(url) as opened:
        opened.keep_answers(None, [ANSWER])
        opened.keep_answers(None, [replace(ANSWER, body=b"{}", prompt_tokens=1)])
        assert opened.find_answers([ANSWER.key]) == {ANSWER.key: ANSWER.body}
        assert opened.spent().prompt_tokens == 900


def test_what_was_spent_is_told_by_document_and_by_run(url: str) -> None:
    other = replace(ANSWER, key=sha("b"), document=sha("其他"), metered=False, prompt_tokens=5)
    with open_store(url) as opened:
        first, second = opened.start_run(MANIFEST), opened.start_run(MANIFEST)
        opened.keep_answers(first, [ANSWER])
        opened.keep_answers(second, [other])
        assert opened.spent(document=ANSWER.document) == Spent(1, 900, 120, 0)
        assert opened.spent(run=second) == Spent(1, 5, 120, 1)
        assert opened.spent() == Spent(2, 905, 240, 1)
        assert opened.spent(document=sha("nothing")) == Spent(0, 0, 0, 0)


def test_a_model_may_be_named_with_any_character(url: str) -> None:
    with open_store(url) as opened:
        opened.keep_answers(None, [replace(ANSWER, model="a\x00b")])
        assert opened.find_answers([ANSWER.key]) == {ANSWER.key: ANSWER.body}


def test_answers_kept_by_many_at_once_are_each_kept_once(url: str) -> None:
    answers = [replace(ANSWER, key=sha(str(number))) for number in range(40)]
    with open_store(url) as opened:
        errors: list[Exception] = []

        def keep(mine: list[ModelAnswer]) -> None:
            try:
                for answer in mine:
                    opened.keep_answers(None, [answer])
            except Exception as error:
                errors.append(error)

        threads = [
            threading.Thread(target=keep, args=(answers[::step],)) for step in (1, -1, 2, -3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert opened.spent().calls == 40


def test_old_answers_are_trimmed_and_the_sums_of_their_runs_stay(url: str) -> None:
    young = replace(ANSWER, key=sha("young"))
    with open_store(url) as opened:
        run = opened.start_run(MANIFEST)
        opened.keep_answers(run, [ANSWER])
        opened.end_run(run, {"model_calls": 1})
        between = datetime.now(UTC)
        opened.keep_answers(run, [young])
        count, taken = opened.trim_answers(between)
        assert (count, taken > 0) == (1, True)
        assert opened.find_answers([ANSWER.key, young.key]) == {young.key: young.body}
        assert opened.trim_answers(between) == (0, 0)
        assert opened.runs()[0].counts == {"model_calls": 1}

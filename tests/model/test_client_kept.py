"""Answers are kept before they are used, and what was paid for once is not paid for again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extractor.model.client.client import Client, open_client
from extractor.model.client.kept import KeptAnswer
from gouji.config import parse_config
from gouji.models import model_source
from report.errors import StoreError
from store import open_store
from tests.model.asking import (
    GOOD,
    PARSED,
    SECRET,
    FakeShelf,
    ask,
    question,
    run,
    settings,
)
from tests.model.fault_server import hangs, says, sends, serving


@pytest.mark.parametrize("mode", ["tools", "json_schema", "json", "md_json"])
def test_a_kept_answer_is_used_without_a_request_and_costs_nothing(mode: Any):
    shelf = FakeShelf()
    with serving(says(GOOD)) as server:
        told = settings(server.url, mode)
        ask(told, shelf=shelf)
        (answer,) = ask(told, shelf=shelf)
        assert len(server.requests) == 1
    assert answer.value == PARSED
    assert (answer.usage.calls, answer.usage.prompt_tokens, answer.usage.cached) == (0, 0, 1)


def test_the_body_is_kept_byte_for_byte_with_what_it_cost():
    shelf = FakeShelf()
    with serving(says(GOOD)) as server:
        ask(settings(server.url), shelf=shelf)
    (kept,) = shelf.answers.values()
    assert json.loads(kept.body)["choices"][0]["message"]["content"] == GOOD
    assert (kept.prompt_tokens, kept.completion_tokens, kept.metered) == (900, 40, True)
    assert (kept.document, kept.prompt, kept.model) == (
        question().document,
        "figures@1",
        "faulty-1",
    )


@pytest.mark.parametrize(
    "other",
    [
        question("另一份报告。"),
        question(prompt_sha256="cd" * 32),
        question(system="另一个指令。"),
        question(max_tokens=600),
        question(document="00"),
    ],
)
def test_another_question_is_another_answer(other: Any):
    shelf = FakeShelf()
    with serving(says(GOOD)) as server:
        ask(settings(server.url), question(), other, shelf=shelf)
        assert len(server.requests) == 2


def test_another_model_or_parameter_is_another_answer():
    shelf = FakeShelf()
    with serving(says(GOOD)) as server:
        told = settings(server.url)
        for each in (told, replace(told, model="other"), replace(told, parameters={"seed": 3})):
            ask(each, shelf=shelf)
        assert len(server.requests) == 3


def test_nothing_is_read_from_an_answer_that_could_not_be_kept():
    class Full(FakeShelf):
        def keep(self, answers: Sequence[KeptAnswer]) -> None:
            raise StoreError(f"The disk is full: {len(answers)} not kept.")

    with serving(says(GOOD)) as server, pytest.raises(StoreError, match="disk is full"):
        ask(settings(server.url), shelf=Full())


def test_a_bad_answer_is_kept_as_well_but_an_empty_one_is_asked_again():
    shelf = FakeShelf()
    with serving(says("不行"), says(""), says(GOOD)) as server:
        bad, again, empty, good = ask(
            settings(server.url),
            question(),
            question(),
            question("另一份。"),
            question("另一份。"),
            shelf=shelf,
        )
        assert len(server.requests) == 3
    assert bad.problem == again.problem != ""
    assert empty.value is None
    assert good.value == PARSED


def test_the_same_question_at_once_is_sent_once():
    async def twice(client: Client) -> list[Any]:
        return await asyncio.gather(client.ask(question()), client.ask(question()))

    with serving(says(GOOD)) as server:
        answers = run(settings(server.url), twice, shelf=FakeShelf())
        assert len(server.requests) == 1
    assert [answer.value for answer in answers] == [PARSED, PARSED]
    assert sorted(answer.usage.cached for answer in answers) == [0, 1]


@pytest.mark.timeout(60)
def test_what_was_answered_before_an_interruption_is_there_afterwards():
    """One answer came, one hangs when the run is broken off: only the second is asked again."""
    shelf = FakeShelf()

    async def interrupted(told: Any) -> None:
        async with open_client(told, shelf) as client:
            await client.ask(question())
            waiting = asyncio.create_task(client.ask(question("慢。")))
            await asyncio.sleep(0.2)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting

    with serving(says(GOOD), hangs, says(GOOD)) as server:
        told = settings(server.url)
        asyncio.run(interrupted(told))
        assert len(shelf.answers) == 1
        first, second = ask(told, question(), question("慢。"), shelf=shelf)
        assert len(server.requests) == 3
    assert (first.usage.calls, second.usage.calls) == (0, 1)


def test_usage_is_told_by_report_and_forgotten():
    async def asked(client: Client) -> list[Any]:
        for text in ("甲", "乙", "甲"):
            await client.ask(question(text))
        first = question("甲").document
        return [client.close_report(first), client.close_report(first), client.usage]

    with serving(says(GOOD)) as server:
        report, again, total = run(settings(server.url), asked)
    assert (report.calls, report.prompt_tokens) == (2, 1800)
    assert again.calls == 0
    assert total.calls == 3


def test_a_store_keeps_answers_over_restarts_and_no_key(tmp_path: Path):
    with serving(says(GOOD)) as server:
        config = parse_config(
            f'[model]\nname = "m"\nbase_url = "{server.url}"\napi_key_env = "K_FOR_TEST"\n'
        )
        source = model_source(config, {"K_FOR_TEST": SECRET})
        assert source is not None
        for _ in range(2):
            with open_store(str(tmp_path / "s.db")) as store:
                keeping = source.keeping(store, None)

                async def once(source: Any = keeping) -> Any:
                    async with source.open() as model:
                        return await model.ask(question())

                answer = asyncio.run(once())
                assert answer.value == PARSED
                assert store.spent(document=question().document).calls == 1
        assert len(server.requests) == 1
        assert server.headers[0]["authorization"] == f"Bearer {SECRET}"
    for file in tmp_path.iterdir():
        assert SECRET.encode() not in file.read_bytes()
    assert SECRET not in str(source.identity)


def test_a_server_that_does_not_count_is_noted_and_charged_the_most():
    body = {"choices": [{"message": {"content": GOOD}}]}
    with serving(sends(json.dumps(body).encode())) as server:
        (answer,) = ask(settings(server.url))
    assert answer.usage.unmetered == 1
    assert answer.usage.completion_tokens == 500

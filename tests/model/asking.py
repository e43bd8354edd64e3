"""Questions, settings and fakes for tests of the client."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from extractor.model.client.client import Client, open_client
from extractor.model.client.kept import AnswerShelf, KeptAnswer
from extractor.model.client.profiles import Mode, load_profiles
from extractor.model.client.rate import Clock
from extractor.model.client.settings import Limits, Settings
from extractor.model.question import Answer, Question

SECRET = "sk-test-0123456789abcdef"
QUICK = Limits(call_seconds=20, attempts=3, wait_seconds=5, in_flight=8)


class Figure(BaseModel):
    """One figure."""

    quote: str
    value: int


class Figures(BaseModel):
    """All figures of a text."""

    figures: list[Figure]


GOOD = '{"figures": [{"quote": "新收申请12件", "value": 12}]}'
PARSED = Figures(figures=[Figure(quote="新收申请12件", value=12)])


def question(text: str = "本年新收申请12件。", **more: Any) -> Question[Figures]:
    document = hashlib.sha256(text.encode()).hexdigest()
    asked = Question("figures@1", "ab" * 32, "读数。", text, Figures, 500, document)
    return replace(asked, **more)


def settings(url: str, mode: Mode = "json_schema", profile: str = "vllm", **more: Any) -> Settings:
    known = load_profiles()[profile]
    base = Settings(url, "faulty", known, mode, key=SECRET, limits=QUICK)
    return replace(base, **more)


class FakeTime(Clock):
    """A clock that stands still until someone sleeps; sleeping takes no time."""

    def __init__(self) -> None:
        self.at = 1000.0
        self.slept: list[float] = []
        super().__init__(now=lambda: self.at, sleep=self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds
        await asyncio.sleep(0)


class FakeShelf:
    """Answers in memory."""

    def __init__(self) -> None:
        self.answers: dict[str, KeptAnswer] = {}

    def find(self, keys: Sequence[str]) -> dict[str, bytes]:
        return {key: self.answers[key].body for key in keys if key in self.answers}

    def keep(self, answers: Sequence[KeptAnswer]) -> None:
        for answer in answers:
            self.answers.setdefault(answer.key, answer)


def ask(
    told: Settings,
    *questions: Question[Figures],
    shelf: AnswerShelf | None = None,
    clock: Clock | None = None,
) -> list[Answer[Figures]]:
    """Return the answers to questions asked one after the other."""
    return run(told, lambda client: _in_turn(client, questions), shelf=shelf, clock=clock)


def run(
    told: Settings, what: Any, *, shelf: AnswerShelf | None = None, clock: Clock | None = None
) -> Any:
    """Return what a coroutine function makes of an open client."""

    async def opened() -> Any:
        async with open_client(told, shelf, clock) as client:
            return await what(client)

    return asyncio.run(opened())


async def _in_turn(client: Client, questions: Sequence[Question[Figures]]) -> list[Any]:
    return [await client.ask(one) for one in questions or (question(),)]

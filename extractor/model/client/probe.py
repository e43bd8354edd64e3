"""Tries a server with one small question in every mode its profile knows."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import BaseModel

from extractor.model.client.client import open_client
from extractor.model.client.profiles import Mode
from extractor.model.client.retry import chain
from extractor.model.client.settings import Settings
from extractor.model.question import Question
from report.errors import ModelError

_FILE = Path(__file__).with_name("probe.toml")


class Probe(BaseModel):
    """The word and the number of the message."""

    word: str
    number: int


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of the question in one mode; no problem means that the mode works.

    Attributes:
        model: The model that answered, as the server names it.
    """

    mode: Mode
    problem: str = ""
    model: str = ""


async def try_modes(settings: Settings) -> AsyncIterator[Tried]:
    """Yield what each mode gives, the one in use first; each costs one short answer."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    question = Question("probe", "", data["system"], data["user"], Probe, data["room"], document="")
    expected = Probe(word=data["word"], number=data["number"])
    rest = [mode for mode in settings.profile.modes if mode != settings.mode]
    for mode in (settings.mode, *rest):
        trial = replace(settings, mode=mode, limits=replace(settings.limits, attempts=1))
        async with open_client(trial) as client:
            try:
                answer = await client.ask(question)
            except ModelError as error:
                yield Tried(mode, str(error))
                if _is_for_all_modes(error):
                    return
                continue
        problem = answer.problem
        if answer.value is not None and answer.value != expected:
            problem = "The answer has the shape, but not what was asked for."
        yield Tried(mode, problem, answer.model)


def _is_for_all_modes(error: ModelError) -> bool:
    """Return whether the server is away or refuses whoever asks, however it is asked."""
    import openai

    for link in chain(error):
        if isinstance(link, openai.APIStatusError):
            return link.status_code in (401, 402, 403)
        if isinstance(link, openai.APIConnectionError | TimeoutError):
            return True
    return False

"""What is asked of a model and what comes back: the boundary between reading and client."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar, runtime_checkable

from pydantic import BaseModel

Shape = TypeVar("Shape", bound=BaseModel)


def text_key(text: str) -> str:
    """Return what a question says it is about: the sha256 of the report's own text."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Question(Generic[Shape]):
    """One call: what is sent, and the shape the answer must have.

    Attributes:
        prompt: Id and version of the prompt file, as in `claims@1`.
        prompt_sha256: Hash of the prompt file as rendered without the report's text.
        system: The instruction; holds no word of the report.
        user: The report's text, delimited; it is data whatever it says.
        shape: The class of the answer, built once per form.
        max_tokens: Room for the answer.
        document: sha256 of the document's text, for the cache, usage and stored answers.
    """

    prompt: str
    prompt_sha256: str
    system: str
    user: str
    shape: type[Shape]
    max_tokens: int
    document: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What one or more calls cost; a cached answer costs nothing.

    Attributes:
        unmetered: Calls whose server did not say what they cost; for them the most they
            can have cost is counted.
    """

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached: int = 0
    unmetered: int = 0

    def __add__(self, other: Usage) -> Usage:
        """Return both together."""
        return Usage(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cached + other.cached,
            self.unmetered + other.unmetered,
        )


@dataclass(frozen=True, slots=True)
class Answer(Generic[Shape]):
    """One answer.

    Attributes:
        value: The parsed answer; None when it did not have the shape.
        raw: The assistant's text or tool arguments exactly as they came.
        problem: Why `value` is None, in one sentence for a person.
        truncated: Whether the server stopped for want of room; such an answer is never
            parsed.
        model: The model that answered, as the server names it.
    """

    value: Shape | None
    raw: str
    problem: str = ""
    truncated: bool = False
    model: str = ""
    usage: Usage = Usage()


class Model(Protocol):
    """Whoever answers questions: the client, or a fake in tests.

    Transport is the model's own business: what it raises (`ModelError`) is final for this
    question. Content is the caller's: a wrong shape comes back as an answer without value.
    """

    async def ask(self, question: Question[Shape]) -> Answer[Shape]:
        """Return the answer to one question."""
        ...


@runtime_checkable
class Counting(Protocol):
    """A model that keeps books on each report as long as questions on it may come."""

    def close_report(self, document: str) -> Usage:
        """Return what the questions on one report cost, and forget it."""
        ...

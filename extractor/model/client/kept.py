"""Answers kept before they are used, and found again by what was asked."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

from extractor.model.question import Question


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """A server's answer exactly as it came, with what it answers and what it cost.

    Attributes:
        key: From `answer_key`.
        document: sha256 of the document's text.
        body: The body of the HTTP response.
        parameters: All of the request but its messages; holds no key.
        metered: False when the server did not say what it cost and the most is counted.
    """

    key: str
    document: str
    prompt: str
    prompt_sha256: str
    model: str
    parameters: dict[str, Any]
    body: bytes
    prompt_tokens: int
    completion_tokens: int
    metered: bool = True


class AnswerShelf(Protocol):
    """Keeps answers beyond the run; its functions are called from one thread of their own."""

    def find(self, key: str) -> bytes | None:
        """Return the body kept under a key."""
        ...

    def keep(self, answers: Sequence[KeptAnswer]) -> None:
        """Keep answers, durably, before it returns; a key that is there already stays."""
        ...


def answer_key(question: Question[Any], request: dict[str, Any]) -> str:
    """Return the key of an answer: document, prompt, and everything that was sent.

    The request holds messages, schema, model and parameters. The server's address is not
    part of it: the same model elsewhere is the same model.
    """
    asked = json.dumps(request, ensure_ascii=False, sort_keys=True, default=str)
    digest = hashlib.sha256()
    for part in (question.document, question.prompt, question.prompt_sha256, asked):
        digest.update(hashlib.sha256(part.encode("utf-8", "surrogatepass")).digest())
    return digest.hexdigest()


class Desk:
    """Reads and writes a shelf without holding up the event loop; writes go in groups."""

    def __init__(self, shelf: AnswerShelf) -> None:
        """Take a shelf; one thread serves it until `close`."""
        self._shelf = shelf
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="gouji-answers")
        self._waiting: list[tuple[KeptAnswer, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def find(self, key: str) -> bytes | None:
        """Return the body kept under a key."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._shelf.find, key)

    async def keep(self, answer: KeptAnswer) -> None:
        """Return when the answer is kept."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((answer, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        # Whoever waits may be cancelled; the answer is paid for and kept all the same.
        await asyncio.shield(done)

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                answers = [answer for answer, _ in group]
                await loop.run_in_executor(self._thread, self._shelf.keep, answers)
            except Exception as error:
                for _, done in group:
                    if not done.done():
                        done.set_exception(error)
                        # Nobody may be waiting any more.
                        done.exception()
            else:
                for _, done in group:
                    if not done.done():
                        done.set_result(None)

    async def close(self) -> None:
        """Write what waits and let the thread end."""
        if self._writing is not None:
            await self._writing
        self._thread.shutdown()

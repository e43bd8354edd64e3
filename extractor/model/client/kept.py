"""Answers kept before they are used, and found again by what was asked."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from extractor.model.question import Question

One = TypeVar("One")
Got = TypeVar("Got")
_PAUSE = 0.005


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

    def find(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        """Return the bodies kept under keys; a key with none is left out."""
        ...

    def keep(self, answers: Sequence[KeptAnswer]) -> None:
        """Keep answers, durably, before it returns; a key that is there already stays."""
        ...


def answer_key(question: Question[Any], prepared: bytes, room: int) -> str:
    """Return the key of an answer: document, prompt, and everything that was sent.

    The server's address is not part of it: the same model elsewhere is the same model.

    Args:
        question: What is asked.
        prepared: sha256 of what its kind sends: instruction, schema, model, parameters.
        room: The most tokens the answer may take.
    """
    digest = hashlib.sha256(prepared)
    parts = (question.document, question.prompt, question.prompt_sha256, str(room))
    digest.update("\0".join((*parts, question.user)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


class _Group(Generic[One, Got]):
    """Hands what is asked for at about the same time to another thread in one go.

    A hop to a thread and a transaction cost more than what is done there, so whatever comes
    in while one group is under way, and for a moment after, makes up the next.
    """

    def __init__(
        self, thread: ThreadPoolExecutor, work: Callable[[list[One]], Sequence[Got]]
    ) -> None:
        self._thread = thread
        self._work = work
        self._waiting: list[tuple[One, asyncio.Future[Got]]] = []
        self._task: asyncio.Task[None] | None = None

    async def do(self, one: One) -> Got:
        """Return what the work gives for one item."""
        done: asyncio.Future[Got] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, done))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        # Whoever waits may be cancelled; an answer is paid for and kept all the same.
        return await asyncio.shield(done)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                items = [one for one, _ in group]
                given = await loop.run_in_executor(self._thread, self._work, items)
            except Exception as error:
                for _, done in group:
                    if not done.done():
                        done.set_exception(error)
                        # Nobody may be waiting any more.
                        done.exception()
            else:
                for (_, done), got in zip(group, given, strict=True):
                    if not done.done():
                        done.set_result(got)
            await asyncio.sleep(_PAUSE)

    async def end(self) -> None:
        """Return when nothing is under way."""
        if self._task is not None:
            await self._task


class Desk:
    """Reads and writes a shelf without holding up the event loop, in groups."""

    def __init__(self, shelf: AnswerShelf) -> None:
        """Take a shelf; one thread serves it until `close`."""
        self._shelf = shelf
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="gouji-answers")
        self._finding = _Group(self._thread, self._find)
        self._keeping = _Group(self._thread, self._keep)

    async def find(self, key: str) -> bytes | None:
        """Return the body kept under a key."""
        return await self._finding.do(key)

    async def keep(self, answer: KeptAnswer) -> None:
        """Return when the answer is kept."""
        await self._keeping.do(answer)

    def _find(self, keys: list[str]) -> list[bytes | None]:
        found = self._shelf.find(keys)
        return [found.get(key) for key in keys]

    def _keep(self, answers: list[KeptAnswer]) -> list[None]:
        self._shelf.keep(answers)
        return [None] * len(answers)

    async def close(self) -> None:
        """Write what waits and let the thread end."""
        await self._keeping.end()
        await self._finding.end()
        self._thread.shutdown()

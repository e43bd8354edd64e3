"""Answers questions through a server that speaks OpenAI's chat completions.

One layer a task: instructor makes the request for a shape and parses the answer
(`prepared`); tenacity repeats what passing faults spoiled; the SDK only carries. Between them
stand the limits, the budget and the kept answers. Content is never asked for again here.
"""

from __future__ import annotations

import asyncio
import gc
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, TypeVar, cast
from weakref import WeakValueDictionary

from pydantic import BaseModel, ValidationError

from extractor.model.client.answer import Reply, read_body, take_apart
from extractor.model.client.budget import Budget
from extractor.model.client.estimate import Tokens
from extractor.model.client.faults import named
from extractor.model.client.kept import AnswerShelf, Desk, KeptAnswer, answer_key
from extractor.model.client.prepared import Prepared, prepare
from extractor.model.client.rate import Clock, RateLimiter
from extractor.model.client.retry import PassingError, asked_wait, chain, retrying
from extractor.model.client.settings import Prices, Settings
from extractor.model.question import Answer, Question, Usage
from report.errors import InstallationError, ModelError
from report.messages import render

if TYPE_CHECKING:
    from openai import AsyncOpenAI

Shape = TypeVar("Shape", bound=BaseModel)
_REPORTS_KNOWN = 10_000
_KINDS_KNOWN = 512
# Connections that one pool holds.
_LANE = 4
# Turns of the event loop by which a request is on its way. Calls that start at one moment would
# otherwise be made ready side by side, and the first be sent no sooner than the last.
_STEPS = 2
_PROBLEMS_TOLD = 3


@dataclass(slots=True)
class _Call:
    """One question on its way."""

    question: Question[Any]
    prepared: Prepared
    tokens: Tokens
    room: int
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class _Response:
    """What the server sent, and what it says."""

    raw: bytes
    reply: Reply


@dataclass(slots=True)
class _Report:
    """What the questions on one report took so far."""

    until: float | None = None
    usage: Usage = field(default_factory=Usage)


@dataclass
class Client:
    """A model behind a server; made by `open_client`, used inside one event loop.

    Attributes:
        lanes: The same server several times, each with connections of its own.
        usage: What all calls of this client cost.
    """

    settings: Settings
    lanes: Sequence[AsyncOpenAI]
    desk: Desk | None = None
    clock: Clock = field(default_factory=Clock)
    usage: Usage = field(default_factory=Usage)

    def __post_init__(self) -> None:
        limits = self.settings.limits
        self.budget = Budget(
            self.settings.budget_tokens,
            self.settings.budget_money,
            self.settings.prices or Prices(),
        )
        self._limiter = RateLimiter(
            limits.requests_per_minute, limits.tokens_per_minute, self.clock
        )
        self._places: asyncio.LifoQueue[AsyncOpenAI] = asyncio.LifoQueue()
        for number in range(limits.in_flight):
            self._places.put_nowait(self.lanes[number // _LANE])
        self._starting = asyncio.Lock()
        self._reports: OrderedDict[str, _Report] = OrderedDict()
        self._same: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._prepared = lru_cache(_KINDS_KNOWN)(partial(prepare, self.settings))

    async def ask(self, question: Question[Shape]) -> Answer[Shape]:
        """Return the answer to one question.

        Raises:
            ModelError: No answer can be had: the server refused, failed too often, or there
                was no time left for this report.
            BudgetError: The run's budget does not cover another call.
        """
        prepared = self._prepared(question.shape, question.system)
        room = min(question.max_tokens, self.settings.profile.answer)
        call = _Call(question, prepared, prepared.tokens(question), room)
        reply = self._whole(await self._reply(call), call.tokens.least)
        value, problem = None, reply.problem
        if not problem:
            try:
                value = prepared.parse(reply.json)
            except ValueError as error:
                problem = _told(error)
        return Answer(
            value=cast("Shape | None", value),
            raw=reply.raw,
            problem=problem,
            truncated=reply.truncated,
            model=reply.model or self.settings.model,
            usage=call.usage,
        )

    def close_report(self, document: str) -> Usage:
        """Return what the questions on one report cost, and forget it."""
        report = self._reports.pop(document, None)
        return Usage() if report is None else report.usage

    async def _reply(self, call: _Call) -> Reply:
        """Return what is said to a question: in a kept answer, or by the server."""
        key = answer_key(call.question, call.prepared.digest, call.room)
        # The same question asked twice at once is sent once.
        async with self._same.setdefault(key, asyncio.Lock()):
            kept = await self._kept(key, call)
            return kept if kept is not None else await self._fetched(key, call)

    def _whole(self, reply: Reply, least: int) -> Reply:
        """Return the reply, with a problem when the server read less than it was sent."""
        read = reply.prompt_tokens
        if not self.settings.profile.metered or not read or read >= least:
            return reply
        return Reply(
            raw=reply.raw,
            problem=(
                f"The server read {read} tokens of a prompt of at least {least}: it cut the "
                "report. Give it a larger context (OLLAMA_CONTEXT_LENGTH or num_ctx)."
            ),
            model=reply.model,
        )

    async def _kept(self, key: str, call: _Call) -> Reply | None:
        if self.desk is None or self.settings.fresh:
            return None
        kept = await self.desk.find(key)
        body = None if kept is None else read_body(kept)
        if body is None:
            return None
        self._count(call, Usage(cached=1))
        return self._apart(body, call)

    def _apart(self, body: dict[str, Any], call: _Call) -> Reply:
        return take_apart(body, self.settings.mode, call.prepared.tool)

    def _count(self, call: _Call, usage: Usage) -> None:
        call.usage += usage
        self.usage += usage
        self._report(call.question.document).usage += usage

    def _report(self, document: str) -> _Report:
        report = self._reports.get(document)
        if report is None:
            report = self._reports[document] = _Report()
            if len(self._reports) > _REPORTS_KNOWN:
                self._reports.popitem(last=False)
        return report

    async def _fetched(self, key: str, call: _Call) -> Reply:
        """Return what the server says, kept before anything of it is used."""
        self._refuse_too_long(call.tokens, call.room)
        limits = self.settings.limits
        try:
            async for attempt in retrying(limits.attempts, limits.wait_seconds, self.clock):
                with attempt:
                    response = await self._attempt(call)
        except ModelError:
            raise
        except Exception as error:
            raise named(error, self.settings) from error
        # A response without an answer is nothing to be found again.
        if self.desk is not None and response.reply.raw.strip():
            await self.desk.keep(self._to_keep(key, call, response))
        return response.reply

    def _to_keep(self, key: str, call: _Call, response: _Response) -> KeptAnswer:
        question, cost = call.question, call.usage
        return KeptAnswer(
            key=key,
            document=question.document,
            prompt=question.prompt,
            prompt_sha256=question.prompt_sha256,
            model=response.reply.model or self.settings.model,
            parameters={**call.prepared.parameters, **self._room(call)},
            body=response.raw,
            prompt_tokens=cost.prompt_tokens,
            completion_tokens=cost.completion_tokens,
            metered=not cost.unmetered,
        )

    def _room(self, call: _Call) -> dict[str, int]:
        return {self.settings.profile.room: call.room}

    async def _attempt(self, call: _Call) -> _Response:
        tokens, room = call.tokens, call.room
        async with AsyncExitStack() as stack:
            lane = await stack.enter_async_context(self._place())
            held = await stack.enter_async_context(self.budget.reserve(tokens.most, room))
            # Until the request is on its way nothing is spent.
            held.settle(0, 0)
            await self._limiter.wait(tokens.likely + room)
            seconds = self._seconds_left(call.question.document)
            # From here on the server may count it, whatever becomes of the answer.
            held.settled = None
            try:
                raw = await self._exchange(lane, call, seconds)
            except Exception as error:
                if _is_answered(error):
                    held.settle(0, 0)
                pause = asked_wait(error)
                if pause is not None:
                    self._limiter.hold(min(pause, self.settings.limits.wait_seconds))
                raise
            body = read_body(raw)
            if body is None:
                raise _no_api(raw)
            reply = self._apart(body, call)
            cost = _cost(reply, held.prompt_tokens, held.completion_tokens)
            held.settle(cost.prompt_tokens, cost.completion_tokens)
            took = cost.prompt_tokens + cost.completion_tokens
            self._limiter.give_back(tokens.likely + room - took)
        self._count(call, cost)
        return _Response(raw, reply)

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[AsyncOpenAI]:
        """Yield a lane in which a connection is free; no more are given than may be in flight."""
        lane = await self._places.get()
        try:
            yield lane
        finally:
            self._places.put_nowait(lane)

    def _seconds_left(self, document: str) -> float:
        """Return the time for one attempt; a report's time begins when its first is sent."""
        limits, report = self.settings.limits, self._report(document)
        if report.until is None:
            report.until = self.clock.now() + limits.file_seconds
        left = min(limits.call_seconds, report.until - self.clock.now())
        if left <= 0:
            raise ModelError(render("model.no_time"))
        return left

    async def _exchange(self, lane: AsyncOpenAI, call: _Call, seconds: float) -> bytes:
        async with self._starting:
            sending = asyncio.ensure_future(self._sent(lane, call, seconds))
            try:
                for _ in range(_STEPS):
                    await asyncio.sleep(0)
            except BaseException:
                sending.cancel()
                raise
        return await sending

    async def _sent(self, lane: AsyncOpenAI, call: _Call, seconds: float) -> bytes:
        import httpx2

        body = call.prepared.request(call.question, self._room(call))
        # The SDK's own timeout would start anew with every byte; a server that drips would hold us.
        async with asyncio.timeout(seconds):
            # The SDK's typed method walks through all a request could hold, at a millisecond a
            # call; instructor has made what is sent, so it goes by the way for any request.
            response = await lane.post("/chat/completions", body=body, cast_to=httpx2.Response)
        return bytes(response.content)

    def _refuse_too_long(self, tokens: Tokens, room: int) -> None:
        context = self.settings.profile.context
        if tokens.least + room <= context:
            return
        held = {"tokens": tokens.likely, "room": room, "context": context}
        raise ModelError(render("model.too_long", **held))


def _cost(reply: Reply, most_prompt: int, most_answer: int) -> Usage:
    if reply.prompt_tokens is None or reply.completion_tokens is None:
        return Usage(1, most_prompt, most_answer, unmetered=1)
    return Usage(1, reply.prompt_tokens, reply.completion_tokens)


def _is_answered(error: BaseException) -> bool:
    """Return whether the server said no, so that nothing was spent."""
    import openai

    return any(isinstance(link, openai.APIStatusError) for link in chain(error))


def _no_api(raw: bytes) -> Exception:
    start = raw[:300].decode("utf-8", "replace").lstrip().lower()
    if start.startswith(("<!doctype", "<html", "<?xml")):
        return ModelError(render("model.web_page"))
    return PassingError(render("model.not_json"))


def _told(error: ValueError) -> str:
    """Return what an answer lacks, without repeating what it says."""
    if not isinstance(error, ValidationError):
        return "The answer has another shape: it is too long or too deep to be read."
    found = error.errors(include_url=False, include_context=False, include_input=False)
    told = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in found]
    more = f" and {len(told) - _PROBLEMS_TOLD} more" if len(told) > _PROBLEMS_TOLD else ""
    return f"The answer has another shape: {'; '.join(told[:_PROBLEMS_TOLD])}{more}."


@asynccontextmanager
async def open_client(
    settings: Settings, shelf: AnswerShelf | None = None, clock: Clock | None = None
) -> AsyncIterator[Client]:
    """Yield a client; its connections are closed and its answers kept when it ends.

    Raises:
        InstallationError: The extra `model` is not installed.
    """
    try:
        import httpx2  # noqa: F401
        import instructor  # noqa: F401
        import openai  # noqa: F401
        import tenacity  # noqa: F401
    except ImportError as error:
        missing = render("package.missing", package=error.name or "openai", extra="model")
        raise InstallationError(missing) from None
    desk = None if shelf is None else Desk(shelf)
    # The SDK's modules are some hundred thousand objects that live to the end; looking at them
    # again and again for garbage would be a tenth of the client's work.
    gc.freeze()
    async with AsyncExitStack() as stack:
        lanes = [await stack.enter_async_context(lane) for lane in _lanes(settings)]
        try:
            yield Client(settings, lanes, desk, clock or Clock())
        finally:
            if desk is not None:
                await desk.close()


def _lanes(settings: Settings) -> Iterator[AsyncOpenAI]:
    """Yield clients of one server that hold as many connections as may be in flight.

    A pool looks at each of its connections whenever one is taken or given back; with
    hundreds in one pool that would be most of the work.
    """
    import httpx2
    import openai

    trusted = httpx2.create_ssl_context()
    limits = httpx2.Limits(max_connections=_LANE, max_keepalive_connections=_LANE)
    for _ in range(0, settings.limits.in_flight, _LANE):
        http = openai.DefaultAsyncHttpxClient(
            limits=limits,
            verify=trusted,
            # A redirect would hand the report to a server nobody named.
            follow_redirects=False,
        )
        yield openai.AsyncOpenAI(
            api_key=settings.key or "none",
            base_url=settings.base_url,
            max_retries=0,
            # The client has one deadline for a whole attempt.
            timeout=None,
            http_client=http,
        )

"""Answers questions through a server that speaks OpenAI's chat completions.

One layer a task: instructor makes the request for a shape and parses the answer; tenacity
repeats what passing faults spoiled; the SDK only carries. Between them stand the limits,
the budget and the kept answers. Content is never asked for again here.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, cast
from weakref import WeakValueDictionary

from pydantic import BaseModel, ValidationError

from extractor.model.client.answer import Reply, read_body, take_apart, with_content
from extractor.model.client.budget import Budget
from extractor.model.client.estimate import Tokens, tokens_of
from extractor.model.client.faults import named
from extractor.model.client.kept import AnswerShelf, Desk, KeptAnswer, answer_key
from extractor.model.client.profiles import Mode
from extractor.model.client.rate import Clock, RateLimiter
from extractor.model.client.retry import PassingError, asked_wait, chain, retrying
from extractor.model.client.settings import Prices, Settings
from extractor.model.client.shape import response_class
from extractor.model.question import Answer, Question, Usage
from report.errors import InstallationError, ModelError

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types.chat import ChatCompletion

Shape = TypeVar("Shape", bound=BaseModel)
_REPORTS_KNOWN = 10_000
_PROBLEMS_TOLD = 3


class _UnusableError(Exception):
    """The response holds no answer to parse; its reply says why."""


@dataclass(slots=True)
class _Call:
    """One question on its way."""

    question: Question[Any]
    tool: str
    reply: Reply = field(default_factory=Reply)
    usage: Usage = field(default_factory=Usage)
    tokens: Tokens = field(default_factory=lambda: Tokens(0, 0, 0))


@dataclass(slots=True)
class _Report:
    """What the questions on one report took so far."""

    until: float | None = None
    usage: Usage = field(default_factory=Usage)


def _create(client: Client) -> Any:
    """Return instructor's way of asking, over the client's way of sending."""
    import instructor

    # What goes wrong is told once, by name; instructor would log it with the report's text.
    logging.getLogger("instructor").setLevel(logging.CRITICAL)
    mode = instructor.Mode[client.settings.mode.upper()]
    return instructor.patch(create=client.send, mode=mode)


@dataclass
class Client:
    """A model behind a server; made by `open_client`, used inside one event loop.

    Attributes:
        usage: What all calls of this client cost.
    """

    settings: Settings
    sdk: AsyncOpenAI
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
        self._places = asyncio.Semaphore(limits.in_flight)
        self._reports: OrderedDict[str, _Report] = OrderedDict()
        self._same: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._create = _create(self)

    async def ask(self, question: Question[Shape]) -> Answer[Shape]:
        """Return the answer to one question.

        Raises:
            ModelError: No answer can be had: the server refused, failed too often, or there
                was no time left for this report.
            BudgetError: The run's budget does not cover another call.
        """
        from instructor.core import InstructorRetryException

        shape = response_class(question.shape)
        call = _Call(question, shape.__name__)
        problem = ""
        value: Shape | None = None
        try:
            value = cast(
                "Shape", await self._create(response_model=shape, **self._request(question, call))
            )
        except InstructorRetryException as error:
            problem = call.reply.problem or _told(error)
        else:
            # instructor hangs the whole response on it.
            value.__dict__.pop("_raw_response", None)
        reply = call.reply
        return Answer(
            value=value,
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

    def _request(self, question: Question[Any], call: _Call) -> dict[str, Any]:
        profile = self.settings.profile
        request: dict[str, Any] = {
            "model": self.settings.model,
            "messages": [
                {"role": "system", "content": question.system},
                {"role": "user", "content": question.user},
            ],
            profile.room: min(question.max_tokens, profile.answer),
            "extra_body": {**profile.quiet, **self.settings.parameters},
            "max_retries": 0,
            "strict": False,
            "gouji_call": call,
        }
        if profile.temperature and "temperature" not in self.settings.parameters:
            request["temperature"] = 0
        return request

    async def send(self, *, gouji_call: _Call, **request: Any) -> ChatCompletion:
        """Return the response to a request that instructor made: a kept one, or the server's."""
        from openai.types.chat import ChatCompletion

        gouji_call.tokens = tokens_of(_contents(request))
        key = answer_key(gouji_call.question, request)
        # The same question asked twice at once is sent once.
        async with self._same.setdefault(key, asyncio.Lock()):
            body = await self._kept(key, gouji_call)
            if body is None:
                body = await self._fetched(key, gouji_call, request)
        reply = take_apart(body, self.settings.mode, gouji_call.tool)
        gouji_call.reply = self._whole(reply, gouji_call.tokens.least)
        if gouji_call.reply.problem:
            raise _UnusableError
        whole = with_content(body, self.settings.mode, reply)
        return ChatCompletion.construct(**whole)

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

    async def _kept(self, key: str, call: _Call) -> dict[str, Any] | None:
        if self.desk is None or self.settings.fresh:
            return None
        kept = await self.desk.find(key)
        body = None if kept is None else read_body(kept)
        if body is not None:
            self._count(call, Usage(cached=1))
        return body

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

    async def _fetched(self, key: str, call: _Call, request: dict[str, Any]) -> dict[str, Any]:
        """Return the server's response, kept before anything is read from it."""
        limits = self.settings.limits
        try:
            async for attempt in retrying(limits.attempts, limits.wait_seconds, self.clock):
                with attempt:
                    body, raw = await self._attempt(call, request)
        except ModelError:
            raise
        except Exception as error:
            raise named(error, self.settings) from error
        # A response without an answer is nothing to be found again.
        if self.desk is not None and _has_answer(body, self.settings.mode):
            await self.desk.keep(self._to_keep(key, call, request, raw, body))
        return body

    def _to_keep(
        self, key: str, call: _Call, request: dict[str, Any], raw: bytes, body: dict[str, Any]
    ) -> KeptAnswer:
        question, cost = call.question, call.usage
        sent = {name: value for name, value in request.items() if name != "messages"}
        model = body.get("model")
        return KeptAnswer(
            key=key,
            document=question.document,
            prompt=question.prompt,
            prompt_sha256=question.prompt_sha256,
            model=model if isinstance(model, str) and model else self.settings.model,
            parameters=sent,
            body=raw,
            prompt_tokens=cost.prompt_tokens,
            completion_tokens=cost.completion_tokens,
            metered=not cost.unmetered,
        )

    async def _attempt(self, call: _Call, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        tokens = call.tokens
        room = request[self.settings.profile.room]
        self._refuse_too_long(tokens, room)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._places)
            held = await stack.enter_async_context(self.budget.reserve(tokens.most, room))
            # Until the request is on its way nothing is spent.
            held.settle(0, 0)
            await self._limiter.wait(tokens.likely + room)
            seconds = self._seconds_left(call.question.document)
            # From here on the server may count it, whatever becomes of the answer.
            held.settled = None
            try:
                raw = await self._exchange(request, seconds)
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
            cost = _cost(body, held.prompt_tokens, held.completion_tokens)
            held.settle(cost.prompt_tokens, cost.completion_tokens)
            took = cost.prompt_tokens + cost.completion_tokens
            self._limiter.give_back(tokens.likely + room - took)
        self._count(call, cost)
        return body, raw

    def _seconds_left(self, document: str) -> float:
        """Return the time for one attempt; a report's time begins when its first is sent."""
        limits, report = self.settings.limits, self._report(document)
        if report.until is None:
            report.until = self.clock.now() + limits.file_seconds
        left = min(limits.call_seconds, report.until - self.clock.now())
        if left <= 0:
            raise ModelError(
                "There was no time left for the questions on this report.",
                "Allow more with model.file_timeout, or ask less at once.",
            )
        return left

    async def _exchange(self, request: dict[str, Any], seconds: float) -> bytes:
        # The SDK's own timeout starts anew with every byte; a server that drips would hold us.
        async with asyncio.timeout(seconds):
            response = await self.sdk.chat.completions.with_raw_response.create(**request)
            return bytes(response.http_response.content)

    def _refuse_too_long(self, tokens: Tokens, room: int) -> None:
        context = self.settings.profile.context
        if tokens.least + room <= context:
            return
        raise ModelError(
            f"The question takes about {tokens.likely} tokens and {room} for its answer; the model "
            f"holds {context} (profile or model.context).",
            "State the context the server really has as model.context, or use another model.",
        )


def _contents(request: dict[str, Any]) -> list[str]:
    """Return all texts of a request that the server reads: messages and schema."""
    texts = [message["content"] for message in request["messages"]]
    for name in ("tools", "response_format"):
        if name in request:
            texts.append(str(request[name]))
    return texts


def _has_answer(body: dict[str, Any], mode: Mode) -> bool:
    return bool(take_apart(body, mode, "").raw.strip())


def _cost(body: dict[str, Any], most_prompt: int, most_answer: int) -> Usage:
    reply = take_apart(body, "json", "")
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
        return ModelError(
            "The server answered with a web page instead of JSON.",
            "Check model.base_url: it usually ends in /v1; a proxy may stand in between.",
        )
    return PassingError("The server's response is not JSON.")


def _told(error: Exception) -> str:
    """Return what an answer lacks, without repeating what it says."""
    for link in chain(error):
        if isinstance(link, ValidationError):
            found = link.errors(include_url=False, include_context=False, include_input=False)
            told = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in found]
            more = f" and {len(told) - _PROBLEMS_TOLD} more" if len(told) > _PROBLEMS_TOLD else ""
            return f"The answer has another shape: {'; '.join(told[:_PROBLEMS_TOLD])}{more}."
        if isinstance(link, ModelError):
            raise link
    cause = error.__cause__ or error
    raise cause


@asynccontextmanager
async def open_client(
    settings: Settings, shelf: AnswerShelf | None = None, clock: Clock | None = None
) -> AsyncIterator[Client]:
    """Yield a client; its connections are closed and its answers kept when it ends.

    Raises:
        InstallationError: The extra `model` is not installed.
    """
    try:
        import httpx2
        import instructor  # noqa: F401
        import openai
        import tenacity  # noqa: F401
    except ImportError as error:
        raise InstallationError(
            f"The model reading needs the package {error.name}.",
            "Install gouji with its extra: pip install '.[model]'.",
        ) from None
    count = settings.limits.in_flight
    http = openai.DefaultAsyncHttpxClient(
        limits=httpx2.Limits(max_connections=count, max_keepalive_connections=count),
        # A redirect would hand the report to a server nobody named.
        follow_redirects=False,
    )
    sdk = openai.AsyncOpenAI(
        api_key=settings.key or "none",
        base_url=settings.base_url,
        max_retries=0,
        timeout=settings.limits.call_seconds,
        http_client=http,
    )
    desk = None if shelf is None else Desk(shelf)
    try:
        yield Client(settings, sdk, desk, clock or Clock())
    finally:
        if desk is not None:
            await desk.close()
        await sdk.close()

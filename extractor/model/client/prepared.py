"""Requests as instructor makes them: once for questions of one kind, not once for each call.

What instructor does to a request depends on the shape, the mode and the instruction, which
thousands of questions share. So it prepares a request whose report text is a placeholder;
single questions then only put their text in its place. How instructor reads an answer is
looked up once as well. This takes two thirds off the client's share of a call
(bench/README.md).

Three things here are none of instructor's public interface: `handle_response_model`, the
registry of modes with its `response_parser`, and how little of a completion that parser looks
at. They were checked against instructor 1.17.0 and the package is pinned to 1.17.
tests/model/test_prepared.py holds them against what instructor sends and reads by itself, and
says which of them changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

from pydantic import BaseModel

from extractor.model.client.estimate import Tokens, tokens_of, tokens_within
from extractor.model.client.settings import Settings
from extractor.model.client.shape import response_class
from extractor.model.question import Question

# Private use: no instruction and no text of instructor's own holds it.
_PLACE = "\ue000text\ue000"
_Parser = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that lacks only the report's text and the room for the answer.

    Attributes:
        tool: The tool that must be called; empty where the mode is another than `tools`.
        parameters: All of the request but messages and room.
        digest: sha256 of all that is prepared.
    """

    tool: str
    parameters: dict[str, Any]
    digest: bytes
    _shape: type[BaseModel]
    _messages: tuple[dict[str, Any], ...]
    _fixed: Tokens
    _parser: _Parser

    def request(self, question: Question[Any], room: dict[str, int]) -> dict[str, Any]:
        """Return the body to send."""
        messages = [
            {**message, "content": message["content"].replace(_PLACE, question.user)}
            for message in self._messages
        ]
        return {**self.parameters, **room, "messages": messages}

    def tokens(self, question: Question[Any]) -> Tokens:
        """Return how many tokens the server reads: messages and schema."""
        text = tokens_within(question.user)
        return Tokens(*(fixed + own for fixed, own in zip(self._fixed, text, strict=True)))

    def parse(self, said: str) -> BaseModel:
        """Return the one JSON object of an answer as the question's shape.

        Raises:
            pydantic.ValidationError: It has another shape.
        """
        parsed = self._parser(
            response=_completion(said, self.tool),
            response_model=self._shape,
            strict=False,
        )
        # instructor hangs the response on it.
        parsed.__dict__.pop("_raw_response", None)
        return cast("BaseModel", parsed)


def prepare(settings: Settings, shape: type[BaseModel], system: str) -> Prepared:
    """Return the request for all questions of one shape with one instruction."""
    import instructor
    from instructor.processing.response import handle_response_model
    from instructor.v2.core.registry import mode_registry

    mode = instructor.Mode[settings.mode.upper()]
    profile = settings.profile
    messages = [{"role": "system", "content": system}, {"role": "user", "content": _PLACE}]
    made, request = handle_response_model(
        response_class(shape), mode=mode, model=settings.model, messages=messages
    )
    request |= {**profile.quiet, **settings.parameters}
    if profile.temperature and "temperature" not in settings.parameters:
        request["temperature"] = 0
    messages = request.pop("messages")
    whole = json.dumps([request, messages], ensure_ascii=False, sort_keys=True, default=str)
    return Prepared(
        tool=shape.__name__ if settings.mode == "tools" else "",
        parameters=request,
        digest=hashlib.sha256(whole.encode("utf-8", "surrogatepass")).digest(),
        _shape=cast("type[BaseModel]", made),
        _messages=tuple(messages),
        _fixed=tokens_of(_contents(messages, request)),
        _parser=mode_registry.get_handlers(instructor.Provider.OPENAI, mode).response_parser,
    )


def _contents(messages: Iterable[dict[str, Any]], request: dict[str, Any]) -> list[str]:
    """Return all texts that the server reads but the report's: messages and schema."""
    texts = [message["content"].replace(_PLACE, "") for message in messages]
    return texts + [str(request[name]) for name in ("tools", "response_format") if name in request]


def _completion(said: str, tool: str) -> SimpleNamespace:
    """Return as much of a completion as instructor reads, holding one JSON object.

    The SDK's own classes would be filled field by field, at half a millisecond a call.
    """
    function = SimpleNamespace(name=tool, arguments=said)
    call = SimpleNamespace(id="", type="function", function=function)
    message = SimpleNamespace(content=said, refusal=None, tool_calls=[call] if tool else None)
    choice = SimpleNamespace(index=0, finish_reason="stop", message=message)
    return SimpleNamespace(choices=[choice])

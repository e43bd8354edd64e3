"""What a server's response says, looked at before anything is believed.

Whatever is wrong with it leaves as a problem with a name. A value comes out only of one
whole JSON object, finished by the model, in the place where the answer was asked for.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import Any

from extractor.model.client.profiles import Mode

# The opening tag is optional: some servers drop it and keep the closing one.
_THOUGHT = re.compile(r".*?</(?:think|thinking|reasoning)>\s*", re.DOTALL | re.IGNORECASE)
_THOUGHT_START = re.compile(r"<(?:think|thinking|reasoning)>", re.IGNORECASE)
_FENCE = re.compile(r"\s*```[\w-]*[ \t]*\n(.*?)\n?\s*```\s*", re.DOTALL)
_DECODER = json.JSONDecoder()
_SHOWN = 80
_MOST_BRACES = 200


@dataclass(frozen=True, slots=True)
class Reply:
    """One response taken apart.

    Attributes:
        raw: The assistant's text or tool arguments exactly as they came.
        json: The one JSON object in it; empty when there is a problem.
        problem: Why there is no object to parse, for a person.
        truncated: Whether the server stopped for want of room.
        prompt_tokens: What the server counted; None when it did not say.
    """

    raw: str = ""
    json: str = ""
    problem: str = ""
    truncated: bool = False
    model: str = ""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


@dataclass(slots=True)
class _Faults:
    """What strict reading of JSON found that Python's reader lets pass."""

    found: list[str] = field(default_factory=list)

    def constant(self, name: str) -> None:
        self.found.append(f"it holds {name}, which is no number")

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            self.found.append("it states a key twice")
        return made


def read_body(body: bytes) -> dict[str, Any] | None:
    """Return the JSON object of a response's body; None when it is something else."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def take_apart(body: dict[str, Any], mode: Mode, tool: str) -> Reply:
    """Return what one response says.

    Args:
        body: The response.
        mode: How the shape was asked for: it decides where the answer must stand.
        tool: The tool that was to be called, in mode `tools`.
    """
    reply = _metered(body)
    choices = body.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        return replace(reply, problem=_no_choice(body))
    raw, problem = _called(message, tool) if mode == "tools" else _said(message)
    reply = replace(reply, raw=raw)
    finish = choice.get("finish_reason")
    if finish == "length":
        problem = "The answer ended before it was whole: there was no more room for it."
        return replace(reply, problem=problem, truncated=True)
    if finish == "content_filter":
        return replace(reply, problem="The server's content filter withheld the answer.")
    if message.get("refusal"):
        return replace(reply, problem=f"The model refused: {_short(str(message['refusal']))}")
    if problem:
        return replace(reply, problem=problem)
    found, problem = one_object(raw)
    return replace(reply, json=found, problem=problem)


def _metered(body: dict[str, Any]) -> Reply:
    usage = body.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    model = body.get("model")
    return Reply(
        model=model if isinstance(model, str) else "",
        prompt_tokens=_count(usage.get("prompt_tokens")),
        completion_tokens=_count(usage.get("completion_tokens")),
    )


def _count(value: Any) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and value >= 0 else None


def _no_choice(body: dict[str, Any]) -> str:
    error = body.get("error")
    if error:
        said = error.get("message") if isinstance(error, dict) else error
        return f"The server answered with an error: {_short(str(said))}"
    return "The response holds no answer."


def _called(message: dict[str, Any], tool: str) -> tuple[str, str]:
    calls = message.get("tool_calls")
    calls = [call for call in calls if isinstance(call, dict)] if isinstance(calls, list) else []
    if not calls:
        text, _ = _said(message)
        return text, f"The model did not call the tool {tool!r}."
    if len(calls) > 1:
        return json.dumps(calls, ensure_ascii=False), "The model called the tool more than once."
    function = calls[0].get("function")
    function = function if isinstance(function, dict) else {}
    arguments, name = function.get("arguments"), function.get("name")
    raw = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    if name != tool:
        return raw, f"The model called the tool {_short(str(name))!r} instead of {tool!r}."
    return raw, "" if raw.strip() else "The answer is empty."


def _said(message: dict[str, Any]) -> tuple[str, str]:
    content = message.get("content")
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        content = "".join(part for part in parts if isinstance(part, str))
    if isinstance(content, str) and content.strip():
        return content, ""
    thought = message.get("reasoning_content") or message.get("reasoning")
    return "", "The model only thought and said nothing." if thought else "The answer is empty."


def one_object(text: str) -> tuple[str, str]:
    """Return the one JSON object in a text, or why there is none.

    Thoughts and a code fence around it are taken off. Two objects are a problem: which of
    them is the answer, nobody can tell, and one may be quoted from the report.
    """
    said = _unwrapped(text)
    if _THOUGHT_START.match(said):
        return "", "The model was still thinking when it stopped."
    if not said:
        return "", "The answer is empty."
    spans, problem = _objects(said)
    if problem:
        return "", problem
    if not spans:
        kind = "a page of HTML" if "<html" in said[:500].lower() else "no JSON object"
        return "", f"The answer holds {kind}: {_short(said)}"
    if len(spans) > 1:
        return "", "The answer holds more than one JSON object."
    faults = _Faults()
    json.loads(spans[0], parse_constant=faults.constant, object_pairs_hook=faults.pairs)
    if faults.found:
        return "", f"The answer cannot be trusted: {faults.found[0]}."
    return spans[0], ""


def _objects(said: str) -> tuple[list[str], str]:
    """Return all JSON objects that stand side by side in a text, or what breaks the search."""
    spans: list[str] = []
    at = failed = 0
    while failed < _MOST_BRACES and (start := said.find("{", at)) >= 0:
        try:
            _, at = _DECODER.raw_decode(said, start)
        except ValueError as error:
            if start == 0:
                return [], f"The answer is no whole JSON: {_where(error)}."
            at, failed = start + 1, failed + 1
        except RecursionError:
            return [], "The answer nests its parts deeper than can be read."
        else:
            spans.append(said[start:at])
    return spans, ""


def _unwrapped(text: str) -> str:
    """Return a text without thoughts before it and a fence around it.

    What begins as an object is left alone: a tag inside it was quoted from the report.
    """
    said = text.strip()
    thought = None if said.startswith(("{", "```")) else _THOUGHT.match(said)
    if thought is not None:
        said = said[thought.end() :].strip()
    fenced = _FENCE.fullmatch(said)
    return fenced[1].strip() if fenced is not None else said


def _where(error: ValueError) -> str:
    place = f" at character {error.pos}" if isinstance(error, json.JSONDecodeError) else ""
    return (error.msg if isinstance(error, json.JSONDecodeError) else str(error)) + place


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"

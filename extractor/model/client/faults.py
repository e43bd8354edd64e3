"""Faults of transport as errors that say what a person can do; they never hold the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractor.model.client.retry import PassingError, asked_wait, chain
from extractor.model.client.settings import Settings
from report.errors import ModelError
from report.finding import Message
from report.messages import has_message, render

if TYPE_CHECKING:
    import openai

_SHOWN = 200


def named(error: BaseException, settings: Settings) -> ModelError:
    """Return the error to show for what ended a question.

    Args:
        error: What the SDK or the client raised.
        settings: For the server's address, and the key that must not be repeated.
    """
    import openai

    where = settings.base_url
    for link in chain(error):
        if isinstance(link, openai.APIStatusError):
            return ModelError(_refusal(link, settings))
        if isinstance(link, openai.APITimeoutError | TimeoutError):
            seconds = f"{settings.limits.call_seconds:g}"
            return ModelError(render("model.slow", where=where, seconds=seconds))
        if isinstance(link, openai.APIConnectionError):
            said = _hidden(_root(link), settings.key)
            return ModelError(render("model.unreachable", where=where, said=said))
        if isinstance(link, PassingError):
            return ModelError(render("model.passing", where=where, said=link.said))
    kind = _hidden(f"{type(error).__name__}: {error}", settings.key)
    return ModelError(render("model.fault", where=where, said=kind))


def _refusal(error: openai.APIStatusError, settings: Settings) -> Message:
    """Return what a server that said no said, how long it asks to wait, and what helps."""
    wait = asked_wait(error)
    remedy = f"model.remedy.{error.status_code}"
    return render(
        "model.refused",
        where=settings.base_url,
        status=error.status_code,
        said=_said(error, settings.key),
        asked="" if wait is None else render("model.asks_to_wait", seconds=f"{wait:.0f}"),
        remedy=render(remedy if has_message(remedy) else "model.later"),
    )


def _root(error: BaseException) -> str:
    *_, last = chain(error)
    return str(last) or type(last).__name__


def _said(error: object, key: str) -> str:
    body = getattr(error, "body", None)
    message = body.get("message") if isinstance(body, dict) else None
    text = str(message or "").strip().rstrip(".。")
    return f": {_hidden(text, key)}" if text else ""


def _hidden(text: str, key: str) -> str:
    """Return one line without the key: servers like to repeat it in what they refuse."""
    line = " ".join(text.split())
    if key:
        line = line.replace(key, "***")
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"

"""Faults of transport as errors that say what a person can do; they never hold the key."""

from __future__ import annotations

from extractor.model.client.retry import PassingError, asked_wait, chain
from extractor.model.client.settings import Settings
from report.errors import ModelError

_SHOWN = 200
_REMEDIES = {
    400: "Run `gouji doctor`: it tells which mode and parameters this server takes.",
    401: "Check the key in the environment variable that model.api_key_env names.",
    402: "The account has no money left.",
    403: "Check the key's rights and that this model may be used from here.",
    404: "Check model.base_url and model.name; `gouji doctor` lists the server's models.",
    413: "The request is too large for this server.",
    422: "Run `gouji doctor`: it tells which mode and parameters this server takes.",
    429: "Lower model.requests_per_minute or model.in_flight, or wait and run again.",
}
_LATER = "What was answered is kept; run the same command again when the server is well."


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
            said = _said(link, settings.key)
            wait = asked_wait(link)
            asked = "" if wait is None else f" It asks to wait {wait:.0f} seconds."
            problem = f"{where} answered {link.status_code}{said}.{asked}"
            return ModelError(problem, _REMEDIES.get(link.status_code, _LATER))
        if isinstance(link, openai.APITimeoutError | TimeoutError):
            seconds = settings.limits.call_seconds
            problem = f"{where} gave no answer within {seconds:g} seconds."
            return ModelError(problem, f"Allow more with model.timeout. {_LATER}")
        if isinstance(link, openai.APIConnectionError):
            problem = f"{where} cannot be reached: {_hidden(_root(link), settings.key)}."
            return ModelError(problem, "Check model.base_url and that the server runs.")
        if isinstance(link, PassingError):
            return ModelError(f"{where}: {link}", _LATER)
    kind = f"{type(error).__name__}: {error}"
    return ModelError(f"{where}: {_hidden(kind, settings.key)}.", "Run `gouji doctor`.")


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

"""Prepared requests are what instructor would send, and its answers are read as it reads them.

`extractor.model.client.prepared` uses parts of instructor that are not public. A test that
fails here after an update of instructor says which of them has changed.
"""

from __future__ import annotations

import importlib
from importlib.metadata import version
from typing import Any, get_args

import pytest

from tests.model.asking import GOOD, PARSED, Figures, question, settings

pytest.importorskip("instructor")

from extractor.model.client.prepared import Prepared, prepare
from extractor.model.client.profiles import Mode
from extractor.model.client.shape import response_class

CHECKED = "1.17"
ADVICE = "see the docstring of extractor/model/client/prepared.py"
MODES = get_args(Mode)
by_mode = pytest.mark.parametrize("mode", MODES)


def prepared(mode: Mode) -> Prepared:
    return prepare(settings("http://localhost", mode), Figures, question().system)


def internal(module: str, name: str) -> Any:
    """Return a part of instructor, or fail with words that say what is missing."""
    try:
        return getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        pytest.fail(f"instructor {version('instructor')} has no {module}.{name}: {error}; {ADVICE}")


def test_instructor_is_the_version_that_this_was_checked_against() -> None:
    found = version("instructor")
    assert found.startswith(f"{CHECKED}."), (
        f"instructor {found} is installed, but its insides were checked at {CHECKED} only: run "
        f"this file, read what changed, then raise the pin and CHECKED; {ADVICE}"
    )


@by_mode
def test_a_prepared_request_is_what_instructor_makes_of_the_same_messages(mode: Mode) -> None:
    handle = internal("instructor.processing.response", "handle_response_model")
    modes = internal("instructor", "Mode")
    asked = question()
    messages = [
        {"role": "system", "content": asked.system},
        {"role": "user", "content": asked.user},
    ]
    _, wanted = handle(
        response_class(Figures), mode=modes[mode.upper()], model="faulty", messages=messages
    )
    made = prepared(mode).request(asked, {})
    assert made["messages"] == wanted["messages"], f"instructor words {mode} otherwise; {ADVICE}"
    for name in ("model", "tools", "tool_choice", "response_format"):
        assert made.get(name) == wanted.get(name), f"instructor sends another {name}; {ADVICE}"


@by_mode
def test_an_answer_is_read_from_as_much_of_a_completion_as_we_make(mode: Mode) -> None:
    internal("instructor.v2.core.registry", "mode_registry")
    try:
        found = prepared(mode).parse(GOOD)
    except AttributeError as error:
        pytest.fail(f"instructor's parser of {mode} looks at more of an answer: {error}; {ADVICE}")
    assert found == PARSED
    assert type(found) is Figures


@by_mode
def test_instructor_reads_a_whole_completion_of_the_sdk_alike(mode: Mode) -> None:
    from openai.types.chat import ChatCompletion

    registry = internal("instructor.v2.core.registry", "mode_registry")
    instructor = importlib.import_module("instructor")
    call = {"id": "1", "type": "function", "function": {"name": "Figures", "arguments": GOOD}}
    message: dict[str, Any] = {"role": "assistant", "content": GOOD}
    if mode == "tools":
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    whole = ChatCompletion.model_validate(
        {"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]}
    )
    handlers = registry.get_handlers(instructor.Provider.OPENAI, instructor.Mode[mode.upper()])
    read = handlers.response_parser(
        response=whole, response_model=response_class(Figures), strict=False
    )
    assert read.model_dump() == prepared(mode).parse(GOOD).model_dump(), (
        f"instructor reads {mode} otherwise; {ADVICE}"
    )

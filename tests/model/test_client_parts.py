"""The parts of the client by themselves: estimates, waits, profiles, response classes."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

import httpx2
import jsonschema
import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from extractor.model.client.answer import one_object, take_apart
from extractor.model.client.estimate import tokens_of
from extractor.model.client.profiles import load_profiles, parse_profiles, profile_for
from extractor.model.client.rate import RateLimiter
from extractor.model.client.retry import asked_wait, is_passing
from extractor.model.client.shape import response_class
from extractor.model.shapes import Prose
from report.errors import DataFileError, ModelError
from tests.model.asking import FakeTime
from tests.model.nonsense import Nonsense

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(), JSON, max_size=4)


@given(OBJECTS, st.sampled_from(["{}", "```json\n{}\n```", "<think>a</think>{}", "答：\n{}\n完"]))
def test_an_object_comes_out_of_its_wrapping_unchanged(value: dict[str, object], around: str):
    said = json.dumps(value, ensure_ascii=False)
    found, problem = one_object(around.replace("{}", said))
    assert (problem, json.loads(found)) == ("", value)


@given(st.text())
def test_any_text_gives_an_object_or_a_problem_and_never_both(text: str):
    found, problem = one_object(text)
    assert bool(found) != bool(problem)


@given(JSON)
def test_any_response_can_be_taken_apart(value: object):
    for body in ({"choices": value}, {"choices": [{"message": value}]}, {"usage": value}):
        for mode in ("tools", "json"):
            reply = take_apart(body, mode, "Figures")
            assert bool(reply.json) != bool(reply.problem)


@given(st.text(), st.text())
def test_the_estimate_lies_between_its_bounds(one: str, other: str):
    tokens = tokens_of((one, other))
    assert tokens.least <= tokens.likely <= tokens.most


def _status(code: int, headers: dict[str, str] | None = None) -> openai.APIStatusError:
    request = httpx2.Request("POST", "http://127.0.0.1/v1")
    response = httpx2.Response(code, headers=headers or {}, request=request)
    return openai.APIStatusError("no", response=response, body=None)


def _caused(cause: BaseException) -> Exception:
    error = RuntimeError("wrapped")
    error.__cause__ = cause
    return error


def test_what_passes_is_told_through_whatever_wraps_it():
    assert is_passing(_caused(_status(503)))
    assert is_passing(_caused(TimeoutError()))
    assert not is_passing(_caused(_status(400)))
    assert not is_passing(RuntimeError("ours"))
    final = ModelError("no time left")
    final.__cause__ = _status(503)
    assert not is_passing(final)


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("Wed, 21 Oct 2026 07:28:30 GMT", 30.0),
        ("Wed, 21 Oct 2026 07:00:00 GMT", 0.0),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("", None),
    ],
)
def test_retry_after_is_read_in_both_forms(stated: str, seconds: float | None):
    now = datetime(2026, 10, 21, 7, 28, tzinfo=UTC)
    assert asked_wait(_caused(_status(429, {"retry-after": stated})), now) == seconds


def test_tokens_a_minute_are_kept_and_corrected_by_what_was_counted():
    time = FakeTime()

    async def main() -> None:
        limiter = RateLimiter(tokens=6000, clock=time)
        await limiter.wait(1000)
        limiter.give_back(500)
        await limiter.wait(500)
        assert time.slept == []
        await limiter.wait(1000)
        assert sum(time.slept) == pytest.approx(10)

    asyncio.run(main())


def test_a_request_larger_than_the_limit_still_gets_its_turn():
    time = FakeTime()

    async def main() -> None:
        limiter = RateLimiter(tokens=600, clock=time)
        await limiter.wait(5000)
        await limiter.wait(10)
        assert sum(time.slept) == pytest.approx((5000 - 100 + 10) / 10)

    asyncio.run(main())


def test_every_shipped_profile_has_a_first_mode_that_is_one_of_ours():
    profiles = load_profiles()
    assert set(profiles) == {"openai", "deepseek", "dashscope", "vllm", "ollama", "generic"}


def test_a_profile_is_told_by_the_address_and_differs_by_model():
    assert profile_for("https://api.deepseek.com") == "deepseek"
    assert profile_for("http://127.0.0.1:11434/v1") == "ollama"
    assert profile_for("http://127.0.0.1:8000/v1") == "generic"
    openai_profile = load_profiles()["openai"]
    assert openai_profile.of_model("gpt-5-mini").temperature is False
    assert openai_profile.of_model("gpt-4o").temperature is True
    assert load_profiles()["dashscope"].of_model("qwen-plus").modes[0] == "json"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('modes = ["xml"]', "profiles.generic.modes.0"),
        ("modes = []", "profiles.generic.modes"),
        ("answer = 99999", "profiles.generic"),
        ("contxt = 4096", "profiles.generic.contxt"),
        ('room = "max"', "profiles.generic.room"),
    ],
)
def test_a_mistake_in_a_profile_is_named_with_its_place(line: str, place: str):
    keys = {
        "label": '"x"',
        "modes": '["json"]',
        "room": '"max_tokens"',
        "context": "4096",
        "answer": "4096",
    }
    name, _, value = line.partition(" = ")
    text = "\n".join(f"{key} = {said}" for key, said in {**keys, name: value}.items())
    with pytest.raises(DataFileError, match=place.replace(".", r"\.")):
        parse_profiles(f"[profiles.generic]\n{text}", "p.toml")


class Strange(BaseModel):
    """A shape whose field is called like a keyword."""

    model_config = ConfigDict(frozen=True)
    title: str
    value: int | None = None


def test_a_response_class_is_built_once_and_has_no_titles_but_its_own():
    made = response_class(Strange)
    assert response_class(Strange) is made
    schema = made.model_json_schema()
    assert set(schema["properties"]) == {"title", "value"}
    assert schema["properties"]["title"] == {"type": "string"}
    assert schema["title"] == "Strange"
    assert type(made.model_validate_json('{"title": "a"}')) is Strange


class Inner(BaseModel):
    """A part."""

    kind: int | str | None = None


class Outer(BaseModel):
    """A whole."""

    parts: list[Inner] = []
    single: int | None = None


class Twice(BaseModel):
    """A whole that uses a part twice."""

    one: Inner
    other: list[Inner] = []


@given(st.integers())
def test_a_short_schema_takes_the_same_answers(seed: int):
    for shape in (Strange, Outer, Twice, Prose):
        short = response_class(shape).model_json_schema()
        for schema in (short, shape.model_json_schema()):
            value = Nonsense(seed).value(schema)
            jsonschema.validate(value, short)
            shape.model_validate(value)


def test_a_part_that_is_used_once_stands_where_it_is_used():
    schema = response_class(Outer).model_json_schema()
    assert "$defs" not in schema
    inner = schema["properties"]["parts"]["items"]
    assert inner["properties"]["kind"] == {"type": ["integer", "string", "null"]}
    assert "$defs" in response_class(Twice).model_json_schema()

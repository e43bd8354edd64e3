"""Against a real connection: faults that pass are waited for, others end with what to do."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from extractor.model.client.client import Client
from extractor.model.client.settings import Limits
from report.errors import ModelError
from tests.model.asking import (
    GOOD,
    PARSED,
    QUICK,
    SECRET,
    FakeTime,
    ask,
    question,
    run,
    settings,
)
from tests.model.fault_server import (
    Reply,
    drips,
    hangs,
    hangs_up,
    refuses,
    says,
    sends,
    serving,
)

HTML = b"<!DOCTYPE html><html><body>Bad gateway</body></html>"


@pytest.mark.parametrize(
    "fault",
    [
        refuses(429),
        refuses(500),
        refuses(503),
        refuses(529),
        sends(HTML, "text/html", 502),
        sends(b'{"choices": [{"mess'),
        hangs_up,
    ],
)
def test_a_fault_that_passes_costs_one_more_request(fault: Reply):
    time = FakeTime()
    with serving(fault, says(GOOD)) as server:
        (answer,) = ask(settings(server.url), clock=time)
        assert len(server.requests) == 2
    assert answer.value == PARSED
    assert answer.usage.calls == 1


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        (refuses(400, "tool_choice is not supported"), "tool_choice is not supported"),
        (refuses(401, "bad key"), "api_key_env"),
        (refuses(404), "model.base_url"),
        (refuses(429, "You exceeded your quota", "insufficient_quota"), "quota"),
        (sends(HTML, "text/html", 200), "web page"),
        (sends(HTML, "text/html", 403), "403"),
        (sends(b"", "text/html", 307), "307"),
    ],
)
def test_a_fault_that_stays_is_told_after_one_request(fault: Reply, named: str):
    with serving(fault) as server:
        with pytest.raises(ModelError, match=named):
            ask(settings(server.url))
        assert len(server.requests) == 1


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 422, 429, 418])
def test_a_refusal_and_what_helps_are_told_in_chinese_as_well(status: int):
    with serving(refuses(status, "no way", "insufficient_quota")) as server:
        with pytest.raises(ModelError) as caught:
            ask(settings(server.url))
        assert server.url in caught.value.text("zh")
    told = caught.value.text("zh")
    assert f"返回 {status}: no way。" in told
    assert any(word in told for word in ("请", "不足", "不接受", "再运行"))
    assert "Check" not in told


def test_attempts_are_bounded_and_the_last_fault_is_told():
    with serving(refuses(503, "overloaded")) as server:
        with pytest.raises(ModelError, match="503: overloaded"):
            ask(settings(server.url), clock=FakeTime())
        assert len(server.requests) == QUICK.attempts


def test_retry_after_in_seconds_is_waited_and_holds_up_everyone():
    time = FakeTime()
    with serving(refuses(429, Retry_After="4"), says(GOOD)) as server:
        ask(settings(server.url), clock=time)
    assert sum(time.slept) >= 4


def test_retry_after_as_a_date_is_waited():
    time = FakeTime()
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=4), usegmt=True)
    with serving(refuses(503, Retry_After=date), says(GOOD)) as server:
        ask(settings(server.url), clock=time)
    assert 2 <= sum(time.slept) < 20


def test_a_server_that_asks_for_more_than_we_wait_is_not_asked_again():
    with serving(refuses(429, Retry_After="3600"), says(GOOD)) as server:
        with pytest.raises(ModelError, match="3600 seconds"):
            ask(settings(server.url), clock=FakeTime())
        assert len(server.requests) == 1


@pytest.mark.parametrize("fault", [hangs, drips])
@pytest.mark.timeout(60)
def test_a_server_that_never_ends_is_left_after_the_time_for_one_call(fault: Reply):
    limits = replace(QUICK, call_seconds=0.3, attempts=2)
    with serving(fault) as server:
        with pytest.raises(ModelError, match=r"within 0\.3 seconds"):
            ask(settings(server.url, limits=limits), clock=None)
        assert len(server.requests) == 2


@pytest.mark.timeout(60)
def test_a_report_gets_no_more_time_than_its_own():
    """The second question on a report finds nothing left; another report has its own time."""
    time = FakeTime()
    limits = replace(QUICK, file_seconds=100)

    async def three(client: Client) -> list[Any]:
        first = await client.ask(question())
        time.at += 101
        with pytest.raises(ModelError, match="no time left"):
            await client.ask(question(prompt="figures@2"))
        return [first, await client.ask(question("另一份报告。"))]

    with serving(says(GOOD)) as server:
        answers = run(settings(server.url, limits=limits), three, clock=time)
        assert len(server.requests) == 2
    assert [answer.value for answer in answers] == [PARSED, PARSED]


def test_a_server_that_is_not_there_is_told_with_its_address():
    with pytest.raises(ModelError, match=r"127\.0\.0\.1:9/v1 cannot be reached"):
        ask(settings("http://127.0.0.1:9/v1"), clock=FakeTime())


def test_the_key_is_told_to_nobody(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    with serving(refuses(401, f"Incorrect API key provided: {SECRET}")) as server:
        told = settings(server.url)
        with pytest.raises(ModelError) as caught:
            ask(told)
        assert server.headers[0]["authorization"] == f"Bearer {SECRET}"
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(told)
    assert SECRET not in caplog.text


def test_no_more_requests_are_in_flight_than_allowed():
    seen: list[int] = []
    now = [0]

    async def many(client: Client) -> None:
        await asyncio.gather(*(client.ask(question(f"报告{n}")) for n in range(30)))

    def counted(request: dict[str, Any], handler: Any) -> None:
        now[0] += 1
        seen.append(now[0])
        handler.server.stopping.wait(0.01)
        now[0] -= 1
        says(GOOD)(request, handler)

    with serving(counted) as server:
        run(settings(server.url, limits=replace(QUICK, in_flight=4)), many)
    assert len(seen) == 30
    assert max(seen) <= 4


def test_a_question_that_cannot_fit_is_not_sent():
    with serving(says(GOOD)) as server:
        told = settings(server.url, profile="ollama")
        with pytest.raises(ModelError, match=r"model\.context"):
            ask(told, question("公开" * 20_000))
        assert server.requests == []


def test_the_request_says_what_the_profile_says():
    with serving(says(GOOD)) as server:
        ask(settings(server.url, "json", "deepseek", parameters={"top_p": 0.5}))
        sent = server.requests[0]
    assert sent["thinking"] == {"type": "disabled"}
    assert sent["top_p"] == 0.5
    assert sent["temperature"] == 0
    assert sent["max_tokens"] == 500
    assert "json" in sent["messages"][0]["content"]
    assert not {"gouji_call", "strict", "context"} & set(sent)


def test_limits_of_requests_a_minute_are_kept_by_the_clock():
    time = FakeTime()
    limits = Limits(requests_per_minute=6, in_flight=8)

    async def seven(client: Client) -> None:
        await asyncio.gather(*(client.ask(question(f"报告{n}")) for n in range(7)))

    with serving(says(GOOD)) as server:
        run(settings(server.url, limits=limits), seven, clock=time)
    # One at once, then one every ten seconds.
    assert 59 <= sum(time.slept) <= 61

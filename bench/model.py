"""What the model client takes and gives, beside named baselines, against a stub on loopback.

    .venv/bin/python bench/model.py cpu         CPU of the client for one call
    .venv/bin/python bench/model.py throughput  share of the ideal with slow servers
    .venv/bin/python bench/model.py faults      10,000 reports, 5 % of the answers faulty
    .venv/bin/python bench/model.py budget      the same with a budget for a third of them

The server is bench/model_server.py in a process of its own; CPU is this process's alone.
`ideal` is in_flight / delay: what a client that takes no time would reach.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pydantic import BaseModel

from extractor.model.client.client import open_client
from extractor.model.client.profiles import load_profiles
from extractor.model.client.settings import Limits, Settings
from extractor.model.question import Question
from gouji.models import ModelSource
from report.errors import BudgetError, ModelError
from store import open_store

SYSTEM = "只按给出的文字回答，逐字引用。" * 10
TEXT = "本年度新收政府信息公开申请12件，上年结转3件，全部在法定期限内办结。" * 60


class Figure(BaseModel):
    """One figure."""

    quote: str
    value: int


class Figures(BaseModel):
    """All figures of a text."""

    figures: list[Figure]


def question(number: int) -> Question[Figures]:
    """Return the question on one report of about 2,000 characters."""
    text = f"第{number}份。{TEXT}"
    return Question("bench@1", "0" * 64, SYSTEM, text, Figures, 1000, f"{number:064x}")


@contextmanager
def server(delay: float = 0.0, faults: float = 0.0, *more: str) -> Iterator[str]:
    """Yield the address of a stub server in another process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = str(Path(__file__).with_name("model_server.py"))
    told = [str(port), "--delay", str(delay), "--faults", str(faults), *more]
    process = subprocess.Popen([sys.executable, program, *told])
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait()


def counted(url: str) -> dict[str, int]:
    """Return what the server counted."""
    with urllib.request.urlopen(f"{url.removesuffix('/v1')}/count") as response:
        told: dict[str, int] = json.load(response)
        return told


def settings(url: str, in_flight: int, **more: Any) -> Settings:
    """Return the client's settings for the stub."""
    profile = load_profiles()["vllm"]
    limits = Limits(in_flight=in_flight, call_seconds=60, file_seconds=3600)
    return Settings(url, "bench", profile, "json_schema", limits=limits, **more)


Ask = Callable[[int], Awaitable[Any]]


async def many(ask: Ask, count: int, in_flight: int) -> tuple[float, float]:
    """Return wall and CPU seconds of so many calls, so many at once."""
    numbers = iter(range(count))

    async def worker() -> None:
        for number in numbers:
            await ask(number)

    wall, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(worker() for _ in range(in_flight)))
    return time.perf_counter() - wall, time.process_time() - cpu


def messages(number: int) -> list[dict[str, str]]:
    """Return what the client sends, for the baselines."""
    asked = question(number)
    return [
        {"role": "system", "content": asked.system},
        {"role": "user", "content": asked.user},
    ]


async def ways(url: str, in_flight: int, stack: AsyncExitStack) -> dict[str, Ask]:
    """Return the ways to ask, by name."""
    import httpx2
    import instructor
    import openai

    limits = httpx2.Limits(max_connections=in_flight, max_keepalive_connections=in_flight)
    http = await stack.enter_async_context(httpx2.AsyncClient(limits=limits, timeout=60))
    sdk = openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0, http_client=http)
    plain = instructor.from_openai(sdk, mode=instructor.Mode.JSON_SCHEMA)
    ours = await stack.enter_async_context(open_client(settings(url, in_flight)))
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    store = stack.enter_context(open_store(f"{folder}/bench.db"))
    source = ModelSource((), in_flight, lambda: None, settings(url, in_flight))  # type: ignore[arg-type, return-value]
    keeping = await stack.enter_async_context(source.keeping(store, None).open())

    async def bare(number: int) -> Figures:
        body = {"model": "bench", "messages": messages(number), "max_tokens": 1000}
        response = await http.post(f"{url}/chat/completions", json=body)
        said = json.loads(response.content)["choices"][0]["message"]["content"]
        return Figures.model_validate_json(said)

    async def by_sdk(number: int) -> Figures:
        got = await sdk.chat.completions.create(
            model="bench",
            messages=messages(number),  # type: ignore[arg-type]
            max_tokens=1000,
        )
        return Figures.model_validate_json(got.choices[0].message.content or "")

    async def by_instructor(number: int) -> Figures:
        return await plain.chat.completions.create(
            model="bench",
            messages=messages(number),  # type: ignore[arg-type]
            max_tokens=1000,
            response_model=Figures,
            max_retries=0,
        )

    async def gouji(number: int) -> Figures:
        answer = await ours.ask(question(number))
        assert answer.value is not None
        return answer.value

    async def gouji_keeping(number: int) -> Any:
        return (await keeping.ask(question(number))).value

    async def gouji_kept(number: int) -> Any:
        return (await keeping.ask(question(number % 500))).value

    return {
        "bare HTTP + pydantic": bare,
        "openai SDK + pydantic": by_sdk,
        "plain instructor": by_instructor,
        "gouji": gouji,
        "gouji, answers kept (SQLite)": gouji_keeping,
        "gouji, answer found again": gouji_kept,
    }


async def cpu() -> None:
    """Print CPU milliseconds for one call, each way, as a ratio to bare HTTP."""
    with server() as url:
        async with AsyncExitStack() as stack:
            base = 0.0
            for name, ask in (await ways(url, 16, stack)).items():
                await many(ask, 500, 16)
                _, seconds = await many(ask, 1500, 16)
                each = seconds / 1500 * 1000
                base = base or each
                print(f"{name:32} {each:6.2f} ms CPU/call   {each / base:5.2f} × bare")


WAYS = ("bare HTTP + pydantic", "plain instructor", "gouji, answers kept (SQLite)")


async def throughput(told: argparse.Namespace) -> None:
    """Print answers a second and their share of the ideal.

    All calls of a round come back at about the same time when they were sent at the same
    time, and the first round always is. So there are at least ten rounds, and what is
    measured begins when the first calls start and ends with the last answer.
    """
    for delay in told.delay:
        for in_flight in told.in_flight:
            rounds = told.rounds or max(10, round(8 / delay))
            count, ideal = in_flight * rounds, in_flight / delay
            with server(delay) as url:
                async with AsyncExitStack() as stack:
                    all_ways = await ways(url, in_flight, stack)
                    for name in told.way or WAYS:
                        ask = all_ways[name]
                        # Connections are made once.
                        await many(lambda n, ask=ask: ask(n + 10**6), in_flight, in_flight)  # type: ignore[misc]
                        wall, busy = await many(ask, count, in_flight)
                        rate = count / wall
                        print(
                            f"{delay:3} s  {in_flight:3} in flight  {name:30} {rate:7.1f}/s  "
                            f"{rate / ideal:5.0%} of {ideal:.0f}/s  CPU {busy / wall:4.0%}  "
                            f"{busy / count * 1000:.2f} ms a call",
                            flush=True,
                        )


async def faults(*, budget: bool) -> None:
    """Print what became of 10,000 reports of two questions each."""
    reports = 10_000
    room = reports * 2 * 1100 // 3 if budget else None
    states: Counter[str] = Counter()
    highest: list[int] = []
    with server(0.005, 0.05) as url:
        told = settings(url, 64, budget_tokens=room)
        with (
            tempfile.TemporaryDirectory() as folder,
            open_store(f"{folder}/bench.db") as store,
        ):
            source = ModelSource((), 64, lambda: None, told)  # type: ignore[arg-type, return-value]
            async with source.keeping(store, None).open() as client:

                async def report(number: int) -> None:
                    try:
                        for part in (0, 1):
                            answer = await client.ask(question(2 * number + part))
                            if answer.value is None:
                                kind = "truncated" if answer.truncated else "no usable answer"
                                states[kind] += 1
                                return
                        states["read"] += 1
                    except BudgetError:
                        states["not asked: budget"] += 1
                    except ModelError as error:
                        states[f"failed: {str(error)[:60]}"] += 1
                    finally:
                        if number % 1000 == 999:
                            highest.append(_resident())

                wall, busy = await many(report, reports, 64)
            spent = store.spent()
        served = counted(url)
    print(f"{reports} reports in {wall:.0f} s ({busy:.0f} s CPU): {dict(states)}")
    print(f"in a named state: {sum(states.values())}; requests {served['requests']}")
    print(f"tokens charged by the server {served['charged']}, kept answers {spent}")
    if room is not None:
        print(f"budget {room}; charged is {served['charged'] / room:.1%} of it")
    print("resident MB after each 1,000 reports:", *[size // 1024 for size in highest])


def _resident() -> int:
    """Return the kilobytes this process has in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 1024


def main() -> None:
    """Run one part."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("part", choices=["cpu", "throughput", "faults", "budget"])
    parser.add_argument("--delay", type=float, nargs="+", default=[0.2, 2.0])
    parser.add_argument("--in-flight", type=int, nargs="+", default=[32, 128, 256])
    parser.add_argument("--rounds", type=int, help="calls in turn at each place")
    parser.add_argument("--way", nargs="+", help="only these ways")
    told = parser.parse_args()
    os.environ.pop("OPENAI_LOG", None)
    parts = {
        "cpu": cpu,
        "throughput": lambda: throughput(told),
        "faults": lambda: faults(budget=False),
        "budget": lambda: faults(budget=True),
    }
    asyncio.run(parts[told.part]())


if __name__ == "__main__":
    main()

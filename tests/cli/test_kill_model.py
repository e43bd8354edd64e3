"""A run with a model, killed at any moment: only the calls in flight are paid for twice."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import Ended, gouji, start, write_reports
from tests.model.fault_server import FaultServer, says, serving
from tests.model.nonsense import Nonsense, asked_schema

_COUNT = 12
_IN_FLIGHT = 4


def slow_but_sure(request: dict[str, Any], handler: BaseHTTPRequestHandler) -> None:
    """Answer after a while, the same to the same question."""
    asked = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).digest()
    handler.server.stopping.wait(0.1)  # type: ignore[attr-defined]
    value = Nonsense(int.from_bytes(asked[:4])).value(asked_schema(request))
    says(json.dumps(value, ensure_ascii=False))(request, handler)


@contextmanager
def configured(folder: Path) -> Iterator[FaultServer]:
    """Yield a server that the gouji.toml of a folder names."""
    with serving(slow_but_sure) as server:
        lines = ["[model]", 'name = "m"', f'base_url = "{server.url}"', 'mode = "json_schema"']
        lines.append(f"in_flight = {_IN_FLIGHT}")
        (folder / "gouji.toml").write_text("\n".join(lines), encoding="utf-8")
        yield server


def read(folder: Path, store: Path) -> Ended:
    return gouji("run", str(folder / "reports"), "--store", str(store), "--json", cwd=folder)


def asked_of(server: FaultServer) -> Counter[str]:
    return Counter(json.dumps(request, sort_keys=True) for request in server.requests)


def kill_often(tmp_path: Path, kills: int, seed: int) -> None:
    write_reports(tmp_path / "reports", _COUNT)
    chance = random.Random(seed)
    with configured(tmp_path) as server:
        began = time.monotonic()
        calm = read(tmp_path, tmp_path / "calm.db")
        seconds = time.monotonic() - began
        once = asked_of(server)
        assert len(once) > _COUNT // 2
        assert set(once.values()) == {1}
        server.requests.clear()
        # Stores share the kills, or the work would be done before most of them.
        stores = [tmp_path / f"killed{number}.db" for number in range(max(1, kills // 3))]
        for number in range(kills):
            store = stores[number % len(stores)]
            arguments = ("run", str(tmp_path / "reports"), "--store", str(store))
            with start(*arguments, cwd=tmp_path) as process:
                time.sleep(chance.uniform(0.1, seconds))
                process.kill()
        for store in stores:
            after = read(tmp_path, store)
            assert after.out == calm.out
            assert after.code == calm.code
        asked = asked_of(server)
        assert set(asked) == set(once)
        repeated = sum(asked.values()) - len(stores) * len(once)
        assert repeated <= kills * _IN_FLIGHT


@pytest.mark.timeout(90)
def test_a_run_that_is_interrupted_goes_on_and_repeats_only_the_calls_in_flight(
    tmp_path: Path,
) -> None:
    """Ctrl-C goes to the program and all its workers at once, as a terminal sends it."""
    write_reports(tmp_path / "reports", _COUNT)
    with configured(tmp_path) as server:
        calm = read(tmp_path, tmp_path / "calm.db")
        once = asked_of(server)
        store = tmp_path / "stopped.db"
        arguments = ("run", str(tmp_path / "reports"), "--store", str(store), "--json")
        server.requests.clear()
        stops = 0
        for more in (2, len(once) // 4, len(once) // 4):
            wanted = len(server.requests) + more
            with start(*arguments, cwd=tmp_path, start_new_session=True) as process:
                while len(server.requests) < wanted:
                    assert process.poll() is None
                    time.sleep(0.005)
                os.killpg(process.pid, signal.SIGINT)
                _, told = process.communicate(timeout=120)
            assert process.returncode == 130
            assert "run the same command again" in told
            assert "Traceback" not in told
            stops += 1
        after = read(tmp_path, store)
        asked = asked_of(server)
    assert (after.out, after.code) == (calm.out, calm.code)
    assert set(asked) == set(once)
    assert sum(asked.values()) - len(once) <= stops * _IN_FLIGHT


def test_kills_repeat_no_more_than_the_calls_in_flight(tmp_path: Path) -> None:
    kill_often(tmp_path, 3, seed=1)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_twenty_kills_repeat_no_more_than_the_calls_in_flight(tmp_path: Path) -> None:
    kill_often(tmp_path, 20, seed=2)


def test_a_second_run_asks_nothing_and_says_the_same(tmp_path: Path) -> None:
    write_reports(tmp_path / "reports", 3)
    with configured(tmp_path) as server:
        first = read(tmp_path, tmp_path / "s.db")
        count = len(server.requests)
        second = read(tmp_path, tmp_path / "s.db")
        assert len(server.requests) == count
    assert second.out == first.out


def test_a_new_version_of_the_reports_bytes_asks_nothing_of_the_same_text(tmp_path: Path) -> None:
    """Answers belong to the text, so another file with the same text is free."""
    write_reports(tmp_path / "reports", 2)
    with configured(tmp_path) as server:
        read(tmp_path, tmp_path / "s.db")
        count = len(server.requests)
        for file in (tmp_path / "reports").iterdir():
            file.with_name(f"copy-{file.name}").write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
        both = read(tmp_path, tmp_path / "s.db")
        assert len(server.requests) == count
    assert len(both.lines) == 4

"""The review pages as people start them: an address with a key, and an end by Ctrl-C."""

from __future__ import annotations

import http.client
import signal
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from review.web import Server
from tests.cli.conftest import Invoke
from tests.cli.program import gouji, sample, start


def test_it_listens_on_this_machine_alone() -> None:
    with Server(0) as server:
        assert server.server_address[0] == "127.0.0.1"
        assert server.server_port > 0


@pytest.mark.timeout(120)
def test_the_shown_address_opens_the_queue_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    assert gouji("run", str(sample("ningpu")), cwd=tmp_path).code == 1
    process = start("review", "serve", "--who", "李审", cwd=tmp_path)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        address = urlsplit(process.stdout.readline().strip())
        connection = http.client.HTTPConnection(address.hostname or "", address.port or 0)
        connection.request("GET", f"{address.path}?{address.query}")
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 303
        cookie = (answer.headers["Set-Cookie"] or "").partition(";")[0]
        connection.request("GET", "/", headers={"Cookie": cookie})
        page = connection.getresponse().read().decode()
        assert "宁浦区住房和城乡建设局" in page
        connection.request("GET", "/")
        assert connection.getresponse().status == 403
        connection.close()
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "Stopped" in out
    assert address.query not in out + err


def test_without_a_store_or_a_free_port_it_says_what_to_do(invoke: Invoke, tmp_path: Path) -> None:
    assert invoke("review", "serve", "--store", str(tmp_path / "none.db")).exit_code == 4
    invoke("run", str(sample("ningpu")))
    with Server(0) as server:
        result = invoke("review", "serve", "--port", str(server.server_port))
    assert result.exit_code == 2
    assert "--port" in result.stderr

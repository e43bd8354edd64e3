"""Model servers written by others, started on loopback and stopped by the process that did."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.conftest import absent

MOCK_LLM = "0.1.29"
_START_SECONDS = 60.0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _running(command: list[str], port: int, folder: Path, **environ: str) -> Iterator[str]:
    """Yield the server's address once it listens; it is ended with the block."""
    log = (folder / "log").open("wb")
    server = subprocess.Popen(
        command, cwd=folder, stdout=log, stderr=log, env={**os.environ, **environ}
    )
    try:
        until = time.monotonic() + _START_SECONDS
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError((folder / "log").read_text("utf-8", "replace")[-2000:])
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


@contextmanager
def stubllm(folder: Path, *fixtures: dict[str, Any]) -> Iterator[str]:
    """Yield the address of stubllm playing these fixtures."""
    if find_spec("stubllm") is None:
        absent("stubllm", "stubllm is not installed (scripts/setup test)")
    script = folder / "fixtures"
    script.mkdir()
    # YAML reads JSON.
    (script / "all.yaml").write_text(json.dumps({"fixtures": fixtures}), encoding="utf-8")
    port = _free_port()
    run = "from stubllm.cli import cli; cli()"
    serve = [sys.executable, "-c", run, "serve", "--port", str(port)]
    with _running([*serve, "--fixture-dir", str(script)], port, folder) as address:
        yield address


def _mock_llm_program() -> Path | None:
    given = os.environ.get("GOUJI_MOCK_LLM")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    root = Path(given) if given else cache / "gouji" / f"mock-llm-{MOCK_LLM}"
    program = root / "node_modules" / "@dwmkerr" / "mock-llm" / "dist" / "main.js"
    return program if program.is_file() and shutil.which("node") else None


@contextmanager
def mock_llm(folder: Path, *rules: dict[str, Any]) -> Iterator[str]:
    """Yield the address of mock-llm following these rules."""
    program = _mock_llm_program()
    if program is None:
        absent("mock-llm", "mock-llm is not installed (scripts/mock-llm installs it)")
    (folder / "mock-llm.yaml").write_text(json.dumps({"rules": rules}), encoding="utf-8")
    port = _free_port()
    command = ["node", str(program), "--config", str(folder / "mock-llm.yaml")]
    with _running(command, port, folder, HOST="127.0.0.1", PORT=str(port)) as address:
        yield address

"""Fixtures that more than one area needs.

What a run must not do without is named in GOUJI_REQUIRE (`shared,postgres`); the
absence of anything named there is a failure, of anything else a visible skip.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no failure; what hangs is stopped by pytest-timeout.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

ROOT = Path(__file__).resolve().parents[1]
REQUIRED = frozenset(filter(None, os.environ.get("GOUJI_REQUIRE", "").split(",")))


def absent(what: str, reason: str) -> None:
    """Skip, or fail when the run announced that it has this."""
    if what in REQUIRED:
        pytest.fail(f"GOUJI_REQUIRE names {what!r}, but {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real reports and their labels, which is not in the repository."""
    folder = Path(os.environ.get("GOUJI_SHARED", ROOT.parent / "shared"))
    if not (folder / "reports").is_dir():
        absent("shared", f"there are no real reports at {folder}; set GOUJI_SHARED")
    return folder


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _as_server_user(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root, so root hands over to the server's own user."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def _postgres_programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """An empty PostgreSQL database on loopback, stopped again at the end."""
    given = os.environ.get("GOUJI_TEST_POSTGRES")
    if given:
        yield given
        return
    programs = _postgres_programs()
    if programs is None:
        absent("postgres", "no PostgreSQL server is installed (Debian: postgresql)")
        return
    # Not below pytest's own folder: every pytest that starts closes that to other users,
    # and the server would lose its files while another run begins.
    home = Path(tempfile.mkdtemp(prefix="gouji-postgres-"))
    home.chmod(0o777)
    data, port = home / "data", _free_port()
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": home}
    initdb = [str(programs / "initdb"), "-D", str(data), "-U", "gouji", "-A", "trust", "-N"]
    control = [str(programs / "pg_ctl"), "-D", str(data), "-w"]
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {home} -F"
    subprocess.run(_as_server_user(initdb), **quiet)
    subprocess.run(
        _as_server_user([*control, "-l", str(home / "log"), "-o", options, "start"]), **quiet
    )
    try:
        yield f"postgresql+psycopg://gouji@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(_as_server_user([*control, "-m", "immediate", "stop"]), **quiet)
        shutil.rmtree(home)

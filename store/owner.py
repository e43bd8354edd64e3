"""Who holds a claim, and whether that process still lives."""

from __future__ import annotations

import os
import platform
import uuid
from functools import cache
from pathlib import Path

_SEPARATOR = "|"


@cache
def _here() -> str:
    """Return what process numbers are unique within: machine, boot and namespace."""
    parts = [platform.node()]
    try:
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip())
        parts.append(str(Path("/proc/self/ns/pid").stat().st_ino))
    except OSError:
        # Systems without /proc are told apart by the machine's name alone.
        pass
    return ":".join(parts).replace(_SEPARATOR, "_")


def _started(pid: int) -> str:
    """Return when a process started, in the kernel's ticks, or "" when not known."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return ""
    # The command's name, in brackets, may itself hold blanks and brackets.
    fields = stat.rpartition(b")")[2].split()
    state, ticks = fields[0], fields[19].decode()
    # A zombie is dead; its parent has only not asked yet.
    return "" if state in (b"Z", b"X") else ticks


def new_owner() -> str:
    """Return a name for one opened store in this process, never used before."""
    pid = os.getpid()
    return _SEPARATOR.join([_here(), str(pid), _started(pid), uuid.uuid4().hex])


def is_dead(owner: str) -> bool:
    """Return whether the owner's process is certainly gone.

    A process on another machine is never known to be dead; its lease has to run out.
    """
    here, pid, started, _ = owner.split(_SEPARATOR)
    if here != _here():
        return False
    if started:
        return _started(int(pid)) != started
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False

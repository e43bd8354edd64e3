"""The process that reads files for a batch, so that no file can take the batch with it.

It is started by `gouji.pool` as `python -c`, gets pickled jobs on stdin and answers each
on its first output. It ends with its parent, and when a file takes all its time.
"""

from __future__ import annotations

import faulthandler
import gc
import importlib
import os
import pickle
import signal
import struct
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from gouji.pipeline import Job, Options

_LENGTH = struct.Struct(">Q")
GRACE = 1.0
"""Seconds a file gets beyond its time before its process is ended."""
# So many new objects between two searches for unreachable cycles. A report leaves thousands
# of objects and hardly a cycle; what is in none is freed at once without any search.
_BETWEEN_SEARCHES = 10_000


def send(stream: IO[bytes], message: object) -> None:
    """Write one message as length and pickle."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Return the next message.

    Raises:
        EOFError: The other side is gone.
    """
    head = _exactly(stream, _LENGTH.size)
    return pickle.loads(_exactly(stream, _LENGTH.unpack(head)[0]))


def _exactly(stream: IO[bytes], size: int) -> bytes:
    body = stream.read(size)
    if len(body) < size:
        raise EOFError
    return body


def limit_memory(megabytes: int) -> None:
    """Let this process have no more memory than that, where the system can do it."""
    if sys.platform == "win32":
        return
    import resource

    size = megabytes << 20
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def search_less_for_cycles() -> None:
    """Leave what is loaded by now out of searches for unreachable cycles, and search less.

    Called after the first file: the forms, the lexicons and the modules stay for good.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_BETWEEN_SEARCHES)


def main(work: str) -> None:
    """Read jobs until there are no more.

    Args:
        work: `module:function` from job and options to result.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    # Nothing that a library prints may come between the answers.
    os.dup2(2, 1)
    jobs = sys.stdin.buffer
    options: Options = receive(jobs)
    module, _, function = work.partition(":")
    process = getattr(importlib.import_module(module), function)
    for name in ("extractor", "verify"):
        importlib.import_module(name)
    limit_memory(options.memory)
    with suppress(EOFError, BrokenPipeError), Path(os.devnull).open("wb") as nowhere:
        send(answers, "ready")
        settled = False
        while True:
            job: Job = receive(jobs)
            # The parent ends a file that hangs; this one is for the case that it died.
            faulthandler.dump_traceback_later(options.seconds + 3 * GRACE, exit=True, file=nowhere)
            done = process(job, options)
            faulthandler.cancel_dump_traceback_later()
            send(answers, done)
            if not settled:
                search_less_for_cycles()
                settled = True
    # A parent that is gone needs no clean end.
    os._exit(0)

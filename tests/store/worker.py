"""What the processes of the concurrency tests do; they are started and killed from there."""

from __future__ import annotations

import os
import time
from pathlib import Path

from store import open_store
from tests.store.builders import MANIFEST, finish, make_finding, make_inputs


def work_through(url: str, count: int, log: str, pause: float, at_once: int = 3) -> None:
    """Read all inputs together with whoever else does, and log every claim and result."""
    with open_store(url) as store, Path(log).open("a", buffering=1, encoding="utf-8") as lines:
        run = store.start_run(MANIFEST)
        store.plan(run, make_inputs(count))
        while store.pending(run):
            tasks = store.claim(run, at_once)
            lines.writelines(f"claimed {task.key}\n" for task in tasks)
            for task in tasks:
                time.sleep(pause)
                if finish(store, task, make_finding()):
                    lines.write(f"done {task.key}\n")
            if not tasks:
                time.sleep(0.01)
        store.end_run(run, {"read": count})


def open_only(url: str) -> None:
    """Open the store and say by the exit code whether that worked."""
    with open_store(url) as store:
        os._exit(0 if store.summary().records == {} else 1)

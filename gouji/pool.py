"""Runs jobs in worker processes with limits; in this process when that is enough."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from gouji.pipeline import Broken, Done, Job, Options, process
from gouji.worker import GRACE, receive, send
from report.errors import InstallationError
from report.finding import Message
from report.messages import render

Result = Done | Broken
_BOOT = "import sys; sys.path.append(sys.argv[1]); from gouji.worker import main; main(sys.argv[2])"
_ROOT = str(Path(__file__).resolve().parents[1])
_WORK = "gouji.pipeline:process"
_START_SECONDS = 120.0
_AHEAD = 2
_WINDOW = 8
# Starting a worker costs about as much as reading this many small text files.
_FEW = 40
_SMALL = 200_000
_PLAIN = (".txt", ".md", ".markdown", ".text")


def default_jobs() -> int:
    """Return the number of processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def is_small(paths: Iterable[str]) -> bool:
    """Return whether these are so few small text files that workers do not pay."""
    for count, path in enumerate(paths, 1):
        if count > _FEW or not path.lower().endswith(_PLAIN):
            return False
        with suppress(OSError):
            if Path(path).stat().st_size > _SMALL:
                return False
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


def run_inline(
    jobs: Iterable[Job], options: Options, work: Callable[[Job, Options], Done] = process
) -> Iterator[Result]:
    """Yield the results of jobs read in this process, each within its time."""
    for job in jobs:
        try:
            with _time_limit(options.seconds):
                result: Result = work(job, options)
        except _OutOfTimeError:
            result = _timeout(job, options)
        yield result


class _OutOfTimeError(BaseException):
    """Raised by the alarm; no `except Exception` on the way may take it."""


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    def ring(*_: object) -> None:
        raise _OutOfTimeError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _timeout(job: Job, options: Options) -> Broken:
    words = render("input.slow.path", path=job.shown, seconds=f"{options.seconds:g}")
    return Broken(job, "timeout", words)


class _Worker:
    """One process, the jobs handed to it, and the thread that listens to it."""

    def __init__(
        self, options: Options, work: str, events: queue.SimpleQueue[tuple[_Worker, Any]]
    ) -> None:
        self.jobs: deque[Job] = deque()
        self.ready = False
        self.deadline = time.monotonic() + _START_SECONDS
        debug = os.environ.get("GOUJI_DEBUG")
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _BOOT, _ROOT, work],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if debug else subprocess.DEVNULL,
        )
        self._send(options)
        threading.Thread(target=self._listen, args=(events,), daemon=True).start()

    def _listen(self, events: queue.SimpleQueue[tuple[_Worker, Any]]) -> None:
        stdout = self._process.stdout
        while stdout is not None:
            try:
                message = receive(stdout)
            except (EOFError, OSError, ValueError):
                message = None
            events.put((self, message))
            if message is None:
                return

    def _send(self, message: object) -> None:
        # A process that is gone is noticed by its listener.
        with suppress(OSError, ValueError):
            if self._process.stdin is not None:
                send(self._process.stdin, message)

    def give(self, job: Job, options: Options) -> None:
        if not self.jobs and self.ready:
            self.deadline = time.monotonic() + options.seconds + GRACE
        self.jobs.append(job)
        self._send(job)

    def end(self) -> Message:
        """End the process and return how it ended."""
        self._process.kill()
        code = self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError, ValueError):
                if stream is not None:
                    stream.close()
        if code < 0:
            return render("worker.signal", number=-code)
        return render("worker.exit", number=code)


class Pool:
    """Worker processes that read jobs; one that hangs or crashes is replaced.

    Use it as a context manager: leaving it ends all its processes.
    """

    def __init__(self, count: int, options: Options, work: str = _WORK) -> None:
        """Make a pool; processes start when there is something to do.

        Args:
            count: The most processes.
            options: Handed to `work`; its limits are kept.
            work: `module:function` from job and options to result.
        """
        self._count = max(1, count)
        self._work = work
        self._options = options
        self._events: queue.SimpleQueue[tuple[_Worker, Any]] = queue.SimpleQueue()
        self._workers: list[_Worker] = []
        self._again: deque[Job] = deque()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        workers, self._workers = self._workers, []
        for worker in workers:
            worker.end()

    def run(
        self, jobs: Iterable[Job], *, ordered: bool = False, tick: Callable[[], None] | None = None
    ) -> Iterator[Result]:
        """Yield the result of each job.

        Only a few jobs a worker are taken from `jobs` before their results are.

        Args:
            jobs: Numbered from 0 without gaps when `ordered`.
            ordered: Yield in the order of the jobs instead of as they come.
            tick: Called at least every few seconds.
        """
        source = iter(jobs)
        kept: dict[int, Result] = {}
        emitted, taken, drained = 0, 0, False
        while True:
            while not drained and taken - emitted < self._room(ordered=ordered):
                job = next(source, None)
                if job is None:
                    drained = True
                else:
                    taken += 1
                    self._again.append(job)
            if drained and taken == emitted:
                return
            self._feed()
            for result in self._next():
                if not ordered:
                    emitted += 1
                    yield result
                else:
                    kept[result.job.number] = result
            while ordered and emitted in kept:
                emitted += 1
                yield kept.pop(emitted - 1)
            if tick is not None:
                tick()

    def _room(self, *, ordered: bool) -> int:
        return self._count * (_WINDOW if ordered else _AHEAD)

    def _feed(self) -> None:
        while self._again:
            free = [worker for worker in self._workers if len(worker.jobs) < _AHEAD]
            idle = [worker for worker in free if not worker.jobs]
            if not idle and len(self._workers) < self._count:
                idle = [self._start()]
            if not idle and not free:
                return
            worker = idle[0] if idle else min(free, key=lambda worker: len(worker.jobs))
            worker.give(self._again.popleft(), self._options)

    def _start(self) -> _Worker:
        worker = _Worker(self._options, self._work, self._events)
        self._workers.append(worker)
        return worker

    def _next(self) -> list[Result]:
        """Return the results of the next event, waiting for it a while."""
        now = time.monotonic()
        waits = [worker.deadline - now for worker in self._workers if worker.jobs]
        try:
            worker, message = self._events.get(timeout=min([1.0, *(max(w, 0.0) for w in waits)]))
        except queue.Empty:
            return self._overdue()
        if worker not in self._workers:
            return []
        if message is None:
            return self._crashed(worker)
        worker.deadline = time.monotonic() + self._options.seconds + GRACE
        if message == "ready":
            worker.ready = True
            return []
        worker.jobs.popleft()
        return [message]

    def _overdue(self) -> list[Result]:
        now = time.monotonic()
        results: list[Result] = []
        for worker in [w for w in self._workers if w.jobs and w.deadline <= now]:
            if not worker.ready:
                self._dismiss(worker)
                raise InstallationError(render("worker.slow_start", seconds=f"{_START_SECONDS:g}"))
            job = worker.jobs.popleft()
            self._dismiss(worker)
            results.append(_timeout(job, self._options))
        return results

    def _crashed(self, worker: _Worker) -> list[Result]:
        was_ready = worker.ready
        job = worker.jobs.popleft() if worker.jobs else None
        how = self._dismiss(worker)
        if not was_ready:
            raise InstallationError(render("worker.no_start", how=how))
        if job is None:
            return []
        words = render("input.damaged.process", path=job.shown, how=how)
        return [Broken(job, "damaged", words)]

    def _dismiss(self, worker: _Worker) -> Message:
        """End a worker; what it had not begun goes to others."""
        self._workers.remove(worker)
        self._again.extendleft(reversed(worker.jobs))
        worker.jobs.clear()
        return worker.end()

"""A run over many files with a store: resumable, in parallel, with flat memory.

The parent alone talks to the store; workers read and verify. Whatever is claimed and not
finished when the parent dies is taken over by whoever runs next.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from itertools import islice

from gouji.apart import FurtherReports
from gouji.fingerprint import key_of, manifest
from gouji.inputs import Found
from gouji.models import ModelSource
from gouji.pipeline import Broken, Done, Job, Options, source_of
from gouji.pool import Pool, Result, default_jobs, is_small, run_inline
from gouji.stage import Stage, stage_of, through
from report.document import Document
from report.finding import Outcome, failed_outcome
from store import Input, Planned, Store, Stored, Task, printable

Read = Callable[[Iterable[Job]], Iterator[Result]]
_CLAIM = 8
_PAGE = 50
_WRITE = 16
_WRITE_SECONDS = 0.5
_BEAT_SECONDS = 30.0
_POLL_SECONDS = 0.2


def _nothing(_: object) -> None:
    return


@dataclass
class Watch:
    """What a person who waits wants to be told; every function may do nothing."""

    planned: Callable[[Planned], None] = _nothing
    grown: Callable[[int], None] = _nothing
    stored: Callable[[int], None] = _nothing
    waiting: Callable[[int], None] = _nothing


@dataclass
class Batch:
    """One run over a store.

    Attributes:
        keys: Path → key of its work, in the order of the inputs.
        source: The model to ask, where the options want one.
    """

    store: Store
    options: Options
    jobs: int | None = None
    retry_failed: bool = False
    watch: Watch = field(default_factory=Watch)
    source: ModelSource | None = None

    def __post_init__(self) -> None:
        self.keys: dict[str, str] = {}
        self._found: dict[str, Found] = {}
        self._tasks: dict[int, Task] = {}
        self._ready: list[tuple[Task, Document | None, Outcome]] = []
        self._written = time.monotonic()
        self._beat = time.monotonic()
        self._number = 0
        self._queued_again = False
        self._further: FurtherReports | None = None

    def run(self, inputs: Iterable[Found], arguments: tuple[str, ...]) -> int:
        """Read all inputs that were not read before and return the run's number."""
        run = self.store.start_run(manifest(arguments, self.options))
        planned = self.store.plan(run, self._inputs(inputs), retry_failed=self.retry_failed)
        self.watch.planned(planned)
        self._further = FurtherReports(self.store, run, self._found, self.keys)
        if self._further.adopt() or planned.known < planned.inputs:
            self._work(run)
        self._further.drop_stale()
        counts = {"inputs": planned.inputs, "known": planned.known}
        spent = self.store.spent(run=run)
        if spent.calls:
            counts |= {f"model_{name}": count for name, count in asdict(spent).items()}
        self.store.end_run(run, counts)
        return run

    def _inputs(self, inputs: Iterable[Found]) -> Iterator[Input]:
        for found in inputs:
            self._found[printable(found.shown)] = found
            source = source_of(found.path, found.shown)
            # What cannot be read is known by where it is and why.
            content = source.sha256 or f"unreadable {found.shown} {_why(found)}"
            key = key_of(content, self.options)
            self.keys[printable(found.shown)] = key
            yield Input(found.shown, key, source)

    def outcomes(self) -> Iterator[tuple[str, Stored]]:
        """Yield each report's path and what it gave, in the order of the inputs."""
        paths = self.keys.items() if self._further is None else self._further.all_keys()
        paths = iter(paths)
        while batch := list(islice(paths, _PAGE)):
            wanted = list(dict.fromkeys(key for _, key in batch))
            found = {stored.key: stored for stored in self.store.outcomes_of(wanted)}
            yield from ((path, found[key]) for path, key in batch)

    def _work(self, run: int) -> None:
        paths = [found.path for found in self._found.values() if found.problem is None]
        with self._second(run) as stage:
            if is_small(paths):
                read: Read = lambda jobs: run_inline(jobs, self.options)  # noqa: E731
                self._until_done(run, _through(read, stage, self._tick))
                return
            count = min(self.jobs or default_jobs(), len(paths))
            with Pool(count, self.options) as pool:
                read = lambda jobs: pool.run(jobs, tick=self._tick)  # noqa: E731
                self._until_done(run, _through(read, stage, self._tick))

    def _second(self, run: int) -> AbstractContextManager[Stage | None]:
        """Return the model stage of a run, or nothing where no model is asked."""
        if self.source is None or self.options.reader == "tables":
            return nullcontext()
        return stage_of(self.source.keeping(self.store, run), self.options)

    def _until_done(self, run: int, read: Read) -> None:
        told = False
        while True:
            for result in read(self._claimed(run)):
                self._take(result)
            self._write()
            left = self.store.pending(run)
            if not left and not self._adopt():
                return
            # What is left is in the hands of another process, or was queued again.
            if not told and not self._queued_again:
                self.watch.waiting(left)
                told = True
            self._queued_again = False
            time.sleep(_POLL_SECONDS)

    def _adopt(self) -> bool:
        """Return whether another process found more reports in a file of this run."""
        self._queued_again = bool(self._further and self._further.adopt())
        return self._queued_again

    def _claimed(self, run: int) -> Iterator[Job]:
        while tasks := self.store.claim(run, _CLAIM):
            for task in tasks:
                read = self._further and self._further.pop(task.key)
                if read:
                    self._ready.append((task, *read))
                    self._tick()
                    continue
                found = self._found[task.path]
                if found.problem is not None:
                    problem = found.problem
                    self._ready.append(
                        (task, None, failed_outcome(task.source, problem.code, problem.said))
                    )
                    self._tick()
                    continue
                self._number += 1
                self._tasks[self._number] = task
                yield Job(self._number, found.path, task.path, report=found.report)

    def _take(self, result: Result) -> None:
        task = self._tasks.pop(result.job.number)
        if isinstance(result, Done):
            if result.further and self._further is not None:
                self.watch.grown(self._further.take(task.key, result.further))
                self._queued_again = True
            self._ready.append((task, result.document, result.outcome))
        elif result.code == "timeout":
            # To wait as long again would give the same.
            self._ready.append((task, None, failed_outcome(task.source, result.code, result.words)))
        else:
            self._fail(task, result)
        self._tick()

    def _fail(self, task: Task, broken: Broken) -> None:
        if self.store.fail(task, broken.code, broken.words):
            self.watch.stored(1)
        else:
            self._queued_again = True

    def _tick(self) -> None:
        now = time.monotonic()
        if len(self._ready) >= _WRITE or (self._ready and now - self._written > _WRITE_SECONDS):
            self._write()
        elif now - self._beat > _BEAT_SECONDS:
            self.store.heartbeat()
            self._beat = now

    def _write(self) -> None:
        self._written = self._beat = time.monotonic()
        ready, self._ready = self._ready, []
        if ready:
            self.store.finish_many(ready)
            self.watch.stored(len(ready))


def _through(read: Read, stage: Stage | None, tick: Callable[[], None]) -> Read:
    """Return the reading with the model stage behind it, where there is one."""
    if stage is None:
        return read
    return lambda jobs: through(read(jobs), stage, tick)


def _why(found: Found) -> str:
    return "" if found.problem is None else f"{found.problem.code} {found.problem}"

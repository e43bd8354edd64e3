"""The model stage of a batch: many reports in flight in one event loop beside the workers.

The loop has a thread of its own. What the workers have read is handed in, what the model
has read too comes out in the order it is finished; only so many reports are held at once.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from gouji.pipeline import Done, Options
from gouji.second import read_again

if TYPE_CHECKING:
    from extractor.model.question import Model
    from gouji.models import ModelSource
    from gouji.pool import Result

_WAIT_SECONDS = 0.2
Cover = Callable[[str], str]


class Stage:
    """An event loop that asks a model about reports.

    Use it as a context manager: leaving it gives up what is still in flight.
    """

    def __init__(self, source: ModelSource, options: Options, cover: Cover | None = None) -> None:
        self._source = source
        self._options = options
        self._cover = cover
        self._done: queue.SimpleQueue[Done | BaseException] = queue.SimpleQueue()
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._model: Model | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: BaseException | None = None
        self._held = 0
        self._thread = threading.Thread(target=self._run, name="model", daemon=True)

    def __enter__(self) -> Stage:
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            raise self._failure
        return self

    def __exit__(self, *_: object) -> None:
        if self._loop is not None and self._stop is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            self._failure = error
            self._done.put(error)
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with self._source.open() as model:
            self._model = model
            self._ready.set()
            await self._stop.wait()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def held(self) -> int:
        """How many reports were handed in and have not come out."""
        return self._held

    @property
    def full(self) -> bool:
        """Whether as many reports are in flight as may be."""
        return self._held >= max(1, self._source.in_flight)

    def put(self, done: Done) -> None:
        """Hand in what the workers have read."""
        if self._loop is None:
            raise RuntimeError("The model stage is not open.")
        self._held += 1
        self._loop.call_soon_threadsafe(self._start, done)

    def _start(self, done: Done) -> None:
        task = asyncio.ensure_future(self._one(done))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _one(self, done: Done) -> Coroutine[Any, Any, None]:
        async def one() -> None:
            if self._model is not None:
                self._done.put(await read_again(done, self._model, self._options, self._cover))

        return one()

    def take(self, *, wait: bool) -> Done | None:
        """Return the next report that is finished, or None when none is yet."""
        try:
            found = self._done.get(timeout=_WAIT_SECONDS) if wait else self._done.get_nowait()
        except queue.Empty:
            return None
        if isinstance(found, BaseException):
            raise found
        self._held -= 1
        return found


def stage_of(source: ModelSource, options: Options) -> Stage:
    """Return the stage for a model; what the configuration wants covered is not sent."""
    return Stage(source, options, _cover() if source.mask else None)


def _cover() -> Cover:
    from extractor.model.mask import mask

    return mask


def through(
    results: Iterable[Result], stage: Stage, tick: Callable[[], None] | None = None
) -> Iterator[Result]:
    """Yield results as they are finished, those a model is to read too after it has.

    No more results are taken than the stage may hold.

    Args:
        results: What the workers give.
        stage: The open model stage.
        tick: Called at least every few seconds.
    """
    for result in results:
        if not isinstance(result, Done) or not result.halves:
            yield result
        else:
            stage.put(result)
        while (found := stage.take(wait=stage.full)) is not None or stage.full:
            if found is not None:
                yield found
            elif tick is not None:
                tick()
    while stage.held:
        found = stage.take(wait=True)
        if found is not None:
            yield found
        elif tick is not None:
            tick()

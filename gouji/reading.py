"""Reads a list of files without a store, in order, with the limits of a batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from gouji.config import Config
from gouji.inputs import Found
from gouji.pipeline import Done, Job, Options, process, source_of
from gouji.pool import Pool, Result, default_jobs, is_small, run_inline
from report.finding import Outcome, failed_outcome


def options_of(
    config: Config,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    *,
    timeout: float | None = None,
    memory: int | None = None,
) -> Options:
    """Return what decides outcomes; what is given wins over the configuration."""
    return Options(
        select=tuple(select) or config.check.select,
        ignore=tuple(ignore) or config.check.ignore,
        seconds=timeout or config.run.timeout,
        memory=memory or config.run.memory,
    )


def read_all(paths: Sequence[str], options: Options, jobs: int | None = None) -> Iterator[Done]:
    """Yield what each path gave, in order."""
    return read_found([Found(path, path) for path in paths], options, jobs)


def read_found(found: Sequence[Found], options: Options, jobs: int | None = None) -> Iterator[Done]:
    """Yield what each input gave, in order; inputs with a problem give their failure.

    A file with several reports gives one after the other.
    """
    todo = [one for one in found if one.problem is None]
    work = (Job(number, one.path, one.shown) for number, one in enumerate(todo))
    results = iter(_results(work, [one.path for one in todo], options, jobs))
    for one in found:
        if one.problem is None:
            yield from apart(settled(next(results)))
        else:
            outcome = failed_outcome(source_of("", one.shown), one.problem.code, str(one.problem))
            yield Done(Job(-1, one.path, one.shown), None, outcome)


def _results(
    work: Iterable[Job], paths: list[str], options: Options, jobs: int | None
) -> Iterator[Result]:
    if is_small(paths):
        yield from run_inline(work, options)
        return
    count = min(jobs or default_jobs(), len(paths))
    with Pool(count, options) as pool:
        yield from pool.run(work, ordered=True)


def read_place(place: str, options: Options) -> Outcome:
    """Return what one report gave, named by its file or, from the second on, by `FILE#2`."""
    file, sign, number = place.rpartition("#")
    later = bool(sign) and number.isdecimal() and not Path(place).exists()
    job = Job(0, file, place, report=int(number)) if later else Job(0, place, place)
    return process(job, options).outcome


def apart(done: Done) -> Iterator[Done]:
    """Yield one result a report for a file that may hold several."""
    yield replace(done, further=())
    for document, outcome in done.further:
        yield Done(replace(done.job, shown=outcome.source.path), document, outcome)


def settled(result: Result) -> Done:
    """Return a result with a broken job turned into the outcome it means."""
    if isinstance(result, Done):
        return result
    source = source_of(result.job.path, result.job.shown)
    return Done(result.job, None, failed_outcome(source, result.code, result.message))

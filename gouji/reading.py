"""Reads a list of files without a store, in order, with the limits of a batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gouji.config import Config, Reader
from gouji.inputs import Found
from gouji.models import ModelSource, model_source
from gouji.pipeline import Done, Job, Options, process, source_of
from gouji.pool import Pool, Result, default_jobs, is_small, run_inline
from report.errors import InstallationError
from report.finding import Outcome, failed_outcome
from report.messages import render


def options_of(
    config: Config,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    *,
    timeout: float | None = None,
    memory: int | None = None,
    readers: Readers | None = None,
) -> Options:
    """Return what decides outcomes; what is given wins over the configuration."""
    source = None if readers is None else readers.source
    return Options(
        reader="tables" if readers is None else readers.reader,
        model=() if source is None else source.identity,
        select=tuple(select) or config.check.select,
        ignore=tuple(ignore) or config.check.ignore,
        seconds=timeout or config.run.timeout,
        memory=memory or config.run.memory,
    )


@dataclass(frozen=True, slots=True)
class Readers:
    """Which readings are made, and the model that makes its own.

    `source` is None where no model is asked.
    """

    reader: Reader
    source: ModelSource | None = None


def readers_of(config: Config, given: Reader | None) -> Readers:
    """Return the readings asked for: by the option, by gouji.toml, else all there are.

    Without a configured model that is the deterministic one; with one it is both.

    Raises:
        InstallationError: A model is to read, but none is configured.
        UsageError: The model is named, but not where it is or by which key.
    """
    wanted = given or config.run.reader
    if wanted == "tables":
        return Readers("tables")
    source = model_source(config)
    if source is not None:
        return Readers(wanted or "both", source)
    if wanted is None:
        return Readers("tables")
    raise InstallationError(render("reader.no_model", reader=wanted))


def read_all(
    paths: Sequence[str],
    options: Options,
    jobs: int | None = None,
    source: ModelSource | None = None,
) -> Iterator[Done]:
    """Yield what each path gave, in order."""
    return read_found([Found(path, path) for path in paths], options, jobs, source)


def read_found(
    found: Sequence[Found],
    options: Options,
    jobs: int | None = None,
    source: ModelSource | None = None,
) -> Iterator[Done]:
    """Yield what each input gave, in order; inputs with a problem give their failure.

    A file with several reports gives one after the other.
    """
    todo = [one for one in found if one.problem is None]
    work = (Job(number, one.path, one.shown) for number, one in enumerate(todo))
    paths = [one.path for one in todo]
    results = _results(work, paths, options, jobs)
    if source is not None and options.reader != "tables":
        results = _with_model(results, source, options)
    for one in found:
        if one.problem is None:
            yield from apart(settled(next(results)))
        else:
            outcome = failed_outcome(source_of("", one.shown), one.problem.code, one.problem.said)
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


def job_at(place: str) -> Job:
    """Return the job for one report, named by its file or, from the second on, by `FILE#2`."""
    file, sign, number = place.rpartition("#")
    later = bool(sign) and number.isdecimal() and not Path(place).exists()
    return Job(0, file, place, report=int(number)) if later else Job(0, place, place)


def read_place(place: str, options: Options, source: ModelSource | None = None) -> Outcome:
    """Return what one report gave; see `job_at` for how it is named."""
    results: Iterator[Result] = iter([process(job_at(place), options)])
    if source is not None and options.reader != "tables":
        results = _with_model(results, source, options)
    return settled(next(results)).outcome


def apart(done: Done) -> Iterator[Done]:
    """Yield one result a report for a file that may hold several."""
    yield replace(done, further=(), halves=done.halves[:1])
    for number, (document, outcome) in enumerate(done.further, 1):
        job = replace(done.job, shown=outcome.source.path)
        yield Done(job, document, outcome, halves=done.halves[number : number + 1])


def _with_model(
    results: Iterator[Result], source: ModelSource, options: Options
) -> Iterator[Result]:
    """Yield results in the order of their jobs, after a model has read the reports, too."""
    from gouji.stage import stage_of, through

    kept: dict[int, Result] = {}
    following = 0
    with stage_of(source, options) as stage:
        for result in through(results, stage):
            kept[result.job.number] = result
            while following in kept:
                yield kept.pop(following)
                following += 1


def settled(result: Result) -> Done:
    """Return a result with a broken job turned into the outcome it means."""
    if isinstance(result, Done):
        return result
    source = source_of(result.job.path, result.job.shown)
    return Done(result.job, None, failed_outcome(source, result.code, result.words))

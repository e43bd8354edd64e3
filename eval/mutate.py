"""Measures reading and verification on generated reports with damage and errors.

Three kinds of cases: reports as they are and damaged, whose labels say what stands in
them; reports with one error of the issuer; and right readings with one error of a reader.
Every case follows from the seed, its kind and its number alone.
"""

from __future__ import annotations

import heapq
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from eval.generate.damage import DAMAGE, File, make_file
from eval.generate.issuer_errors import KINDS as ISSUER_KINDS
from eval.generate.issuer_errors import Mistake, make_mistake
from eval.generate.layouts import LAYOUTS
from eval.generate.report import Style, make_report
from eval.generate.variants import in_a_variant
from eval.generate.world import make_truth
from eval.manifest import digest, make_manifest
from eval.mutation import Case, issuer_case, reader_case, report_case
from eval.mutation_scores import (
    MutationResult,
    breakdowns_of,
    marks_of,
    measures_of,
    troubles_of,
)
from eval.program import PROGRAM, Json, Program, Read
from eval.reader_errors import KINDS as READER_KINDS
from eval.reader_errors import make_misreading
from eval.records import parse_record
from eval.run import score
from eval.scores import Manifest

_CHUNK = 25
# So many cases lie between two checkpoints.
EVERY = 5_000
# Layouts in which cells stand apart and under labels; errors are put into these mostly.
_PLAIN = ("L1", "L2", "L3_tabs", "L3_bars", "L5", "html", "L4", "L6")
_TRIES = 12


@dataclass(frozen=True)
class Plan:
    """How many cases of which seed; half of the errors are the issuer's.

    `layouts` are those of the reports, in turn; errors go into texts and web pages.
    """

    reports: int
    errors: int
    seed: int = 1
    layouts: tuple[str, ...] = tuple(LAYOUTS)

    @property
    def size(self) -> int:
        """How many cases there are."""
        return self.reports + self.errors

    def cases(self) -> Iterator[tuple[str, int]]:
        """Yield the kind and number of every case, reports and errors evenly mixed.

        So a run that is stopped has measured some of all.
        """
        reports = ((at / self.reports, "report", at) for at in range(self.reports))
        errors = (
            (at / self.errors, ("issuer", "reader")[at % 2], at // 2) for at in range(self.errors)
        )
        for _, kind, number in heapq.merge(reports, errors):
            yield kind, number


Checkpoint = Callable[[MutationResult], None]


def mutate(
    plan: Plan,
    jobs: int = 1,
    program: Program = PROGRAM,
    checkpoint: Checkpoint | None = None,
    every: int = EVERY,
) -> MutationResult:
    """Run all cases and return what they say.

    `checkpoint` is given what the cases done so far say, after `every` so many.
    """
    began = time.perf_counter()
    # What is measured is the program as it is when the run begins.
    generator = _generator_hash()
    manifest = make_manifest(digest([f"generated:{plan}".encode(), generator.encode()]))
    cases: list[Case] = []
    for chunk in _chunks(plan, jobs, program):
        before = len(cases) // every
        cases += chunk
        if checkpoint is not None and len(cases) // every > before and len(cases) < plan.size:
            checkpoint(_result(plan, manifest, generator, cases, began))
    return _result(plan, manifest, generator, cases, began)


def _result(
    plan: Plan, manifest: Manifest, generator: str, cases: Sequence[Case], began: float
) -> MutationResult:
    return MutationResult(
        manifest=manifest,
        generator=generator,
        layouts=plan.layouts,
        seed=plan.seed,
        reports=plan.reports,
        errors=plan.errors,
        done=len(cases),
        seconds=round(time.perf_counter() - began, 1),
        measures=measures_of(cases, plan.seed),
        breakdowns=breakdowns_of(cases),
        troubles=troubles_of(cases),
        cases={case.name: marks_of(case) for case in cases},
    )


def _generator_hash() -> str:
    """Return the hash of the generator itself: it is the dataset."""
    folder = Path(__file__).parent
    files = [*(folder / "generate").iterdir(), folder / "reader_errors.py", Path(__file__)]
    return digest(file.read_bytes() for file in sorted(files) if file.suffix in (".py", ".toml"))


def generate(
    folder: Path, reports: int, seed: int = 1, layouts: Sequence[str] = tuple(LAYOUTS)
) -> Iterator[Path]:
    """Write generated reports, some of them damaged, with their labels beside them.

    The same seed gives the same bytes of text. The folder is one that `gouji eval run` reads.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(reports):
        name = f"report-{number}"
        file = report_file(Random(f"{seed}/report/{number}"), number, layouts)
        label = file.report.label(name).model_dump_json(indent=1, exclude_defaults=True)
        (folder / f"{name}.json").write_text(label + "\n", encoding="utf-8")
        yield save(file, folder, name)


def run(plan: Plan, jobs: int = 1, program: Program = PROGRAM) -> list[Case]:
    """Return the outcome of every case, in order.

    With more than one job the program must be the shipped one, which other processes
    can load.
    """
    return [case for chunk in _chunks(plan, jobs, program) for case in chunk]


def _chunks(plan: Plan, jobs: int, program: Program) -> Iterator[list[Case]]:
    cases = list(plan.cases())
    chunks = [cases[at : at + _CHUNK] for at in range(0, len(cases), _CHUNK)]
    if jobs <= 1:
        for chunk in chunks:
            yield _work(plan, chunk, program)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(_work, [plan] * len(chunks), chunks)


def _work(plan: Plan, cases: Iterable[tuple[str, int]], program: Program = PROGRAM) -> list[Case]:
    with tempfile.TemporaryDirectory(prefix="gouji-mutate-") as folder:
        return [run_case(plan, kind, number, Path(folder), program) for kind, number in cases]


def run_case(plan: Plan, kind: str, number: int, folder: Path, program: Program = PROGRAM) -> Case:
    """Return the outcome of one case; files are written into the folder."""
    source = Random(f"{plan.seed}/{kind}/{number}")
    name = f"{kind}-{number}"
    if kind == "report":
        return _report(name, report_file(source, number, plan.layouts), folder, program)
    if kind == "issuer":
        return _issuer(source, name, number, folder, program)
    return _reader(source, name, number, folder, program)


def report_file(source: Random, number: int, layouts: Sequence[str] = tuple(LAYOUTS)) -> File:
    """Return a report of that number: every layout in turn, two in three damaged."""
    layout = layouts[number % len(layouts)]
    report = in_a_variant(source, make_report(source, make_truth(source), layout))
    damage = source.choices(DAMAGE, k=source.choices((0, 1, 2), (35, 50, 15))[0])
    return make_file(source, report, tuple(dict.fromkeys(damage)))


def mistaken(source: Random, number: int) -> Mistake | None:
    """Return a report with an error of the issuer: every class in turn."""
    kind = ISSUER_KINDS[number % len(ISSUER_KINDS)]
    for _ in range(_TRIES):
        layout = source.choice(_PLAIN if source.random() < 0.9 else tuple(LAYOUTS))
        mistake = make_mistake(source, make_report(source, make_truth(source), layout), kind)
        if mistake is not None:
            return mistake
    return None


def save(file: File, folder: Path, name: str) -> Path:
    """Write a file and return where it is."""
    path = folder / f"{name}{file.suffix}"
    path.write_bytes(file.data)
    return path


def _report(name: str, file: File, folder: Path, program: Program) -> Case:
    label = file.report.label(name)
    path = save(file, folder, name)
    try:
        record: Json = _judged(program, program.read(path))
        scored = score(label, parse_record(record))
    except Exception as error:
        # A crash of the program that is measured is a result of this case.
        return Case.crashed(name, file.report.layout, "+".join(file.damage), error)
    return report_case(name, file, label, scored)


def _judged(program: Program, read: Read) -> Json:
    return program.judge(read, [read.reading], None)


def _issuer(source: Random, name: str, number: int, folder: Path, program: Program) -> Case:
    kind = ISSUER_KINDS[number % len(ISSUER_KINDS)]
    mistake = mistaken(source, number)
    if mistake is None:
        return Case(name=name, section="issuer", layout="", kind=kind, skipped=True)
    report = mistake.report
    path = save(make_file(source, report), folder, name)
    previous = None
    try:
        if mistake.by in ("years", "growth") and report.truth.previous is not None:
            last = replace(make_report(source, report.truth.previous, "L2"), style=Style())
            previous = program.read(save(make_file(source, last), folder, f"{name}-last"))
        read = program.read(path)
        record = parse_record(program.judge(read, [read.reading], previous))
    except Exception as error:
        return Case.crashed(name, report.layout, kind, error, "issuer")
    return issuer_case(name, mistake, report.label(name), record)


def _reader(source: Random, name: str, number: int, folder: Path, program: Program) -> Case:
    kind = READER_KINDS[number % len(READER_KINDS)]
    layout = source.choice(_PLAIN)
    report = make_report(source, make_truth(source), layout)
    try:
        read = program.read(save(make_file(source, report), folder, name))
        right = parse_record(_judged(program, read))
        previous = report.truth.previous
        last = None if previous is None else previous.values
        misreading = make_misreading(source, read.reading, kind, last)
        label = report.label(name)
        if misreading is None or score(label, right).cells.right < len(label.cells):
            return Case(name=name, section="reader", layout=layout, kind=kind, skipped=True)
        alone = parse_record(program.judge(read, [misreading.reading], None))
        other = replace(misreading.reading, reader="second")
        both = parse_record(program.judge(read, [read.reading, other], None))
    except Exception as error:
        return Case.crashed(name, layout, kind, error, "reader")
    return reader_case(name, layout, misreading, right, alone, both)

"""All edits held against a corpus, and the records that fail taken one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from gouji.exports.tables import Row, who
from report.edits import Edit, edits_for
from report.finding import QUEUED, Checks, Outcome, Result
from report.record import Number, Record
from report.wire import figure
from verify import apply_selection
from verify.columns import Block, EditRows, blocks_of, confront_block
from verify.confront import confront
from verify.sums import sum_findings
from verify.witness import witness

if TYPE_CHECKING:
    from report.decision import Decision
    from store import Stored

AT_ONCE = 512
_HELD = 256
Decisions = Mapping[str, "Decision"]


def _undecided(_: int) -> Decisions:
    return {}


@dataclass(frozen=True)
class Part:
    """Some records of a corpus.

    Attributes:
        first: Number of the first record in the corpus.
        count: How many records there are.
        blocks: The tables of all records that columns can hold.
        alone: Numbers of the records that have to be confronted one by one.
        formless: How many have no table at all, so that no edit says anything of them.
        failed: How many of those are inputs that could not be read.
        records: Numbers → the records, as far as the corpus tells them.
        identities: Numbers → the columns that say which report it is.
        decisions: Number → what people decided on its findings.
    """

    first: int
    count: int
    blocks: tuple[Block, ...]
    alone: tuple[int, ...]
    formless: int
    failed: int
    records: Callable[[Sequence[int]], list[Record]]
    identities: Callable[[Sequence[int]], list[Row]]
    decisions: Callable[[int], Decisions] = _undecided


@dataclass
class Totals:
    """What the edits said over the whole corpus.

    Attributes:
        results: (code, state) → number of edits.
        checked: Records in which at least one edit was decided.
        unchecked: Records with tables in which none was.
        formless: Records without tables; `failed` of them could not be read.
        alone: Records that columns could not hold.
        failing: Records with at least one failed edit.
    """

    records: int = 0
    results: Counter[tuple[str, str]] = field(default_factory=Counter)
    checked: int = 0
    unchecked: int = 0
    formless: int = 0
    failed: int = 0
    alone: int = 0
    failing: int = 0
    findings: Counter[tuple[str, str]] = field(default_factory=Counter)
    waiting: int = 0


@dataclass(frozen=True)
class Wanted:
    """Which codes count, as in gouji.toml: empty `select` keeps all."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def failures(
    parts: Iterable[Part], totals: Totals, wanted: Wanted = Wanted(), threads: int = 2
) -> Iterator[tuple[Outcome, Decisions]]:
    """Yield an outcome for every record with a failed edit, in the corpus's order.

    Only these records are looked at one by one: their failed sums become findings, one for
    each root cause. `totals` counts as it goes on.
    """
    with ThreadPoolExecutor(threads) as pool:
        for part, judged in _ahead(pool, parts, threads):
            _count_part(part, totals)
            failing = _count(part, judged, totals)
            for number, record in _one_by_one(part, sorted({*failing, *part.alone})):
                outcome = _judge(record, wanted)
                if number not in failing:
                    _count_results(outcome.results, totals)
                if outcome.findings:
                    decisions = part.decisions(number)
                    _count_findings(outcome, decisions, totals)
                    yield outcome, decisions


EDIT_COLUMNS = (
    "record",
    "path",
    "issuer",
    "year",
    "edition",
    "status",
    "edit",
    "code",
    "severity",
    "expected",
    "found",
    "residual",
)


def failed_edits(
    parts: Iterable[Part], totals: Totals, wanted: Wanted = Wanted(), threads: int = 2
) -> Iterator[Row]:
    """Yield a row for every edit that fails, without looking for causes.

    `expected` is the sum of the left side, `found` that of the right side.
    """
    with ThreadPoolExecutor(threads) as pool:
        for part, judged in _ahead(pool, parts, threads):
            _count_part(part, totals)
            _count(part, judged, totals)
            found = [
                failed
                for block, results in zip(part.blocks, judged, strict=True)
                for one in results
                if _is_wanted(one.edit.code, wanted)
                for failed in _of_edit(block, one)
            ]
            for number, record in zip(part.alone, part.records(part.alone), strict=True):
                results = confront(record)
                _count_results(results, totals)
                found += _of_record(number, record, results, wanted)
            found.sort(key=lambda failed: failed[0])
            numbers = list(dict.fromkeys(number for number, _, _, _ in found))
            names = dict(zip(numbers, part.identities(numbers), strict=True))
            totals.failing += len(numbers)
            for number, edit, expected, got in found:
                totals.findings[edit.severity, "unknown"] += 1
                totals.waiting += edit.severity in QUEUED
                yield {**names[number], **_edit_row(edit, expected, got)}


def _is_wanted(code: str, wanted: Wanted) -> bool:
    chosen = not wanted.select or code.startswith(wanted.select)
    return chosen and not code.startswith(wanted.ignore)


def _of_edit(block: Block, one: EditRows) -> Iterator[tuple[int, Edit, Number, Number]]:
    if not len(one.failed):
        return
    at = np.searchsorted(block.rows, one.failed)
    left = np.zeros(len(at), np.int64)
    for key in one.edit.left:
        left += block.columns[key].values[at]
    for number, expected, residual in zip(
        one.failed.tolist(), left.tolist(), one.residuals.tolist(), strict=True
    ):
        yield number, one.edit, expected, expected - residual


def _of_record(
    number: int, record: Record, results: Iterable[Result], wanted: Wanted
) -> Iterator[tuple[int, Edit, Number, Number]]:
    edits = {edit.id: edit for edit in edits_for(record.tables)}
    for result in results:
        if result.state == "failed" and _is_wanted(result.code, wanted):
            left: Number = 0
            for key in edits[result.edit].left:
                left += record.cells[key].effective or 0
            yield number, edits[result.edit], left, left - (result.residual or 0)


def _edit_row(edit: Edit, expected: Number, found: Number) -> Row:
    return {
        "edit": edit.id,
        "code": edit.code,
        "severity": edit.severity,
        "expected": figure(expected),
        "found": figure(found),
        "residual": figure(expected - found),
    }


def _one_by_one(part: Part, numbers: Sequence[int]) -> Iterator[tuple[int, Record]]:
    """Yield records, only a few of which are held at once."""
    for at in range(0, len(numbers), _HELD):
        some = numbers[at : at + _HELD]
        yield from zip(some, part.records(some), strict=True)


def _count_findings(outcome: Outcome, decisions: Decisions, totals: Totals) -> None:
    totals.failing += 1
    totals.findings.update((one.severity, one.attribution) for one in outcome.findings)
    totals.waiting += sum(one.asks_a_person and one.id not in decisions for one in outcome.findings)


def _ahead(
    pool: ThreadPoolExecutor, parts: Iterable[Part], threads: int
) -> Iterator[tuple[Part, list[list[EditRows]]]]:
    """Yield each part with what the edits say, the next part being worked on meanwhile."""
    source = iter(parts)
    waiting = [(part, _submit(pool, part)) for part in islice(source, threads - 1)]
    for part in source:
        waiting.append((part, _submit(pool, part)))
        ready, futures = waiting.pop(0)
        yield ready, [future.result() for future in futures]
    for ready, futures in waiting:
        yield ready, [future.result() for future in futures]


def _submit(pool: ThreadPoolExecutor, part: Part) -> list[Future[list[EditRows]]]:
    return [pool.submit(confront_block, block) for block in part.blocks]


def _count_part(part: Part, totals: Totals) -> None:
    totals.records += part.count
    totals.formless += part.formless
    totals.failed += part.failed
    totals.alone += len(part.alone)


def _count(part: Part, judged: Iterable[list[EditRows]], totals: Totals) -> set[int]:
    """Count what the edits say and return the numbers of the records that fail."""
    failing: set[int] = set()
    decided = np.zeros(part.count, np.bool_)
    some = np.zeros(part.count, np.bool_)
    for block, results in zip(part.blocks, judged, strict=True):
        open_ = np.zeros(part.count, np.int64)
        for one in results:
            code = one.edit.code
            totals.results[code, "passed"] += one.passed
            totals.results[code, "failed"] += len(one.failed)
            totals.results[code, "undecided"] += len(one.undecided)
            failing.update(map(int, one.failed))
            open_[one.undecided - part.first] += 1
        here = block.rows - part.first
        some[here] = True
        decided[here] |= open_[here] < len(results)
    totals.checked += int(decided.sum())
    totals.unchecked += int((some & ~decided).sum())
    return failing


def _count_results(results: Sequence[Result], totals: Totals) -> None:
    totals.results.update((result.code, result.state) for result in results)
    decided = any(result.state != "undecided" for result in results)
    totals.checked += decided
    totals.unchecked += not decided


def _judge(record: Record, wanted: Wanted) -> Outcome:
    """Return what the edits alone say of one record."""
    results = confront(record)
    findings = tuple(sum_findings(record, results))
    outcome = Outcome(
        source=record.source,
        status="review" if findings else "accepted",
        record=record,
        results=results,
        findings=findings,
        checks=_checks(results),
    )
    return apply_selection(outcome, wanted.select, wanted.ignore)


def _checks(results: Iterable[Result]) -> Checks:
    states = Counter(result.state for result in results)
    return Checks(states["passed"], states["failed"], states["undecided"])


def of_store(outcomes: Iterable[Stored]) -> Iterator[Part]:
    """Yield the records of a store as parts, with what people corrected and decided."""
    source, first = iter(outcomes), 0
    while batch := list(islice(source, AT_ONCE)):
        yield _stored(batch, first)
        first += len(batch)


def _stored(batch: list[Stored], first: int) -> Part:
    held = [(one, one.outcome.record) for one in batch]
    kept = [
        (stored, witness(record).record)
        for stored, record in held
        if record is not None and record.tables and stored.outcome.status != "failed"
    ]
    blocks, alone = blocks_of([record for _, record in kept], first)
    return Part(
        first=first,
        count=len(batch),
        blocks=tuple(blocks),
        alone=tuple(alone),
        formless=len(batch) - len(kept),
        failed=sum(one.outcome.status == "failed" for one in batch),
        records=lambda numbers: [kept[number - first][1] for number in numbers],
        identities=lambda numbers: [who(kept[number - first][0].outcome) for number in numbers],
        decisions=lambda number: kept[number - first][0].decisions,
    )

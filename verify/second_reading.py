"""Findings on what a second reading brings: disputed figures, and values without evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from report.claim import CheckedClaim, Claim
from report.finding import Finding, Message
from report.messages import listed, render
from report.naming import cell_name, table_name
from report.record import Record, Unfounded
from report.rules import load_rules
from report.text import fold
from verify.evidence import evidence_of, operands_of, subject_id

_MOST_QUOTES = 5


def disputed_figures(
    record: Record, checked: Sequence[CheckedClaim], check: Callable[[Claim], CheckedClaim]
) -> list[Finding]:
    """Return a finding on each figure that two readings take for different cells.

    It is only asked about where it matters: where one of them would accuse the report.

    Args:
        record: The record.
        checked: Its claims as checked, the disputed ones without accusing anybody.
        check: Checks a claim as if it were not disputed.
    """
    disputed = [one.claim for one in checked if one.claim.status == "disputed"]
    return [
        _disputed(record, claim)
        for claim in disputed
        if check(replace(claim, status="single")).verdict == "conflicts"
    ]


def _disputed(record: Record, claim: Claim) -> Finding:
    cells = tuple(dict.fromkeys((*claim.cells, *claim.rival)))
    message = render(
        "RDG01.figure",
        quote="".join(claim.quote.split()),
        one=_cells(record, claim.cells),
        other=_cells(record, claim.rival),
    )
    value = None if claim.value is None else f"{claim.value:f}"
    return Finding(
        id=subject_id(record, [f"RDG01:{claim.metric}:{fold(claim.quote)}"]),
        code="RDG01",
        codes=("RDG01",),
        severity=load_rules()["RDG01"].severity,
        attribution="reading",
        message=message,
        cells=cells,
        claims=(claim.id,),
        quote=claim.quote,
        evidence=(claim.span, *evidence_of(record, cells)),
        operands=operands_of(record, cells) | {f"claim:{claim.id}": value},
    )


def _cells(record: Record, keys: Sequence[str]) -> Message:
    if not keys:
        return render("RDG01.no_cell")
    return listed([cell_name(key, record.tables) for key in keys])


def unfounded_findings(record: Record) -> list[Finding]:
    """Return what a reader gave without evidence: one finding a table, one for the prose."""
    cells: dict[str, list[Unfounded]] = {}
    for one in record.unfounded:
        if one.kind == "cell" and _is_open(record, one.what):
            cells.setdefault(one.what.partition(".")[0], []).append(one)
    findings = [_of_table(record, table, found) for table, found in cells.items()]
    claims = [one for one in record.unfounded if one.kind == "claim"]
    if claims:
        findings.append(_of_prose(record, claims))
    answers = [one for one in record.unfounded if one.kind == "answer"]
    return [*findings, *(_of_answer(record, one) for one in answers)]


def _is_open(record: Record, key: str) -> bool:
    """Return whether nothing else says what stands in a cell."""
    cell = record.cells.get(key)
    return cell is not None and cell.effective is None and not cell.is_blank


def _of_table(record: Record, table: str, found: Sequence[Unfounded]) -> Finding:
    keys = tuple(one.what for one in found)
    words = listed([_cell_words(record, one) for one in found])
    message = render("RDG02.fault", table=table_name(table, record.tables), cells=words)
    return _finding(record, f"RDG02.model.{table}", message, found, keys)


def _cell_words(record: Record, one: Unfounded) -> Message:
    name = cell_name(one.what, record.tables)
    value = Message(one.value, one.value) if one.value else render("blank")
    if not one.quote:
        return render("RDG02.nowhere", cell=name, value=value)
    return render("RDG02.raw", cell=name, value=value, raw="".join(one.quote.split()))


def _of_prose(record: Record, found: Sequence[Unfounded]) -> Finding:
    words = listed(
        [render(f"RDG02.claim.{one.why}", quote=one.quote) for one in found[:_MOST_QUOTES]]
    )
    message = render("RDG02.prose", count=len(found), quotes=words)
    return _finding(record, "RDG02.model.prose", message, found, ())


def _of_answer(record: Record, one: Unfounded) -> Finding:
    place = render("RDG02.in_prose")
    if one.what in record.tables:
        place = table_name(one.what, record.tables)
    message = render("RDG02.answer", place=place, problem=one.quote)
    return _finding(record, f"RDG02.answer.{one.what}", message, [one], ())


def _finding(
    record: Record,
    subject: str,
    message: Message,
    found: Sequence[Unfounded],
    keys: tuple[str, ...],
) -> Finding:
    spans = tuple(dict.fromkeys(one.span for one in found if one.span is not None))
    told = {f"{one.reader}:{one.what}:{one.quote}": one.value for one in found}
    return Finding(
        id=subject_id(record, [subject]),
        code="RDG02",
        codes=("RDG02",),
        severity=load_rules()["RDG02"].severity,
        attribution="reading",
        message=message,
        cells=keys,
        quote=found[0].quote or None,
        evidence=spans,
        suspects=keys,
        operands=told,
    )

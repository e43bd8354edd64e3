"""The outcome of one report: findings in a stable order, counts, and the status."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from report.claim import CheckedClaim
from report.finding import (
    SEVERITIES,
    Checks,
    Coverage,
    Finding,
    Message,
    Outcome,
    Reason,
    Result,
    Status,
)
from report.form import load_forms
from report.messages import render
from report.record import Record
from verify.below_zero import below_zero_findings
from verify.bodies import body_findings
from verify.confront import confront
from verify.context import ALONE, Context
from verify.money import money_findings
from verify.obligations import obligation_findings
from verify.one_cause import with_what_follows
from verify.prose import check_claim, check_prose, disputed_findings, prose_findings
from verify.second_reading import unfounded_findings
from verify.sums import sum_findings
from verify.twice import copy_findings
from verify.unread import nothing_checked, reading_findings
from verify.witness import witness
from verify.years import year_findings

_CHECKED = frozenset({"agrees", "conflicts", "explained"})


def verify(record: Record, context: Context = ALONE) -> Outcome:
    """Return all that can be said of a record; the same record gives the same outcome."""
    if record.kind != "annual_report":
        words = _no_report(record)
        return Outcome(record.source, "failed", Reason("not_a_report", words.en, words.zh), record)
    sworn = witness(record)
    sure = sworn.record
    previous = None if context.previous is None else witness(context.previous).record
    children = tuple(witness(child).record for child in context.children)
    results = confront(sure)
    prose = check_prose(sure, previous)
    claims = prose.claims
    sums, told = with_what_follows(
        sure,
        sum_findings(sure, results),
        prose_findings(prose),
        lambda case, claim: check_claim(case, claim, previous),
    )
    findings = [
        *below_zero_findings(sure, sums),
        *told,
        *disputed_findings(sure, prose, previous),
        *money_findings(sure),
        *year_findings(sure, previous),
        *reading_findings(record, sworn, results),
        *unfounded_findings(record),
        *obligation_findings(record),
        *copy_findings(record),
        *body_findings(sure, replace(context, previous=previous, children=children)),
    ]
    checks = _count(results)
    if not _vouched_for(record, results) and not _said_so(record, findings):
        findings.append(nothing_checked(record))
    ordered = _in_order(record, findings)
    return Outcome(
        source=record.source,
        status=status_of(record, ordered, checks),
        record=record,
        claims=claims,
        results=results,
        findings=ordered,
        checks=checks,
        coverage=_coverage(record, claims),
    )


def _no_report(record: Record) -> Message:
    """Return what the text is instead of an annual report, and what to do."""
    part = record.facts.part_of_year
    if record.kind == "other" and part is not None:
        return render("not_a_report.part_of_year", told=part.value)
    return render(f"not_a_report.{record.kind}")


def adds_nothing(record: Record, context: Context) -> bool:
    """Return whether a context surely changes nothing that is said of a record alone.

    It asks the checks that look at the context, of figures as they were read; what their
    evidence does not hold can only make findings fewer.
    """
    if any(claim.role == "change" for claim in record.claims):
        return False
    beside = [*year_findings(record, context.previous), *body_findings(record, context)]
    return beside == body_findings(record, ALONE)


def _count(results: Iterable[Result]) -> Checks:
    """Return how many results are passed, failed and undecided."""
    states = [result.state for result in results]
    return Checks(states.count("passed"), states.count("failed"), states.count("undecided"))


def _coverage(record: Record, claims: Sequence[CheckedClaim]) -> Coverage:
    """Return how much was read and checked; a blank cell counts as read."""
    cells = record.cells.values()
    read = sum(cell.status != "unread" or cell.corrected is not None for cell in cells)
    checked = sum(claim.verdict in _CHECKED for claim in claims)
    return Coverage(len(record.cells), read, len(claims), checked)


def _vouched_for(record: Record, results: Iterable[Result]) -> bool:
    """Return whether a sum of table three was checked, where there has to be one."""
    decided = [result for result in results if result.state != "undecided"]
    return _free_form(record) or any(result.code.startswith("REQ") for result in decided)


def _said_so(record: Record, findings: Iterable[Finding]) -> bool:
    """Return whether a finding already says that table three is missing or was not read."""
    if "requests" not in record.tables:
        return any(finding.code == "FRM02" for finding in findings)
    reading = (finding.cells for finding in findings if finding.code.startswith("RDG"))
    return any(key.startswith("requests.") for cells in reading for key in cells)


@cache
def _uniform_since() -> int:
    """Return the first year whose reports keep to a form."""
    return min(form.first_year for form in load_forms().values())


def _free_form(record: Record) -> bool:
    """Return whether the report is older than the uniform form and does not use it."""
    year = record.year_number
    return record.edition == "other" and year is not None and year < _uniform_since()


def _enough_checked(record: Record, checks: Checks) -> bool:
    """Return whether a sum was checked, or the report is older than the uniform form."""
    return _free_form(record) or checks.passed + checks.failed > 0


def status_of(record: Record, findings: Iterable[Finding], checks: Checks) -> Status:
    """Return `review` while a finding asks for a person or nothing could be checked."""
    open_ = any(finding.asks_a_person for finding in findings)
    return "review" if open_ or not _enough_checked(record, checks) else "accepted"


def _in_order(record: Record, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings by severity, then by where they stand in the report."""
    findings = tuple(findings)
    if len(findings) < 2:
        return findings
    place = {key: at for at, key in enumerate(record.cells)}
    behind = len(place)

    def where(finding: Finding) -> tuple[int, int, int, str, str]:
        cell = min((place.get(key, behind) for key in finding.cells), default=behind)
        text = min((span.start for span in finding.evidence), default=0)
        return SEVERITIES.index(finding.severity), cell, text, finding.code, finding.id

    return tuple(sorted(findings, key=where))


def apply_selection(outcome: Outcome, select: Sequence[str], ignore: Sequence[str]) -> Outcome:
    """Return the outcome without the findings that are not wanted, counting them.

    An ignored finding no longer decides the status; a report of which nothing could be
    checked is still not accepted.

    Args:
        outcome: What verification said.
        select: Codes or beginnings of codes (`CLM`, `REQ01`) to keep; empty keeps all.
        ignore: Codes or beginnings of codes to leave out of those; it wins over select.
    """
    if outcome.record is None or outcome.status == "failed":
        return outcome
    kept = tuple(
        finding
        for finding in outcome.findings
        if (not select or finding.code.startswith(tuple(select)))
        and not finding.code.startswith(tuple(ignore))
    )
    return replace(
        outcome,
        findings=kept,
        status=status_of(outcome.record, kept, outcome.checks),
        ignored=outcome.ignored + len(outcome.findings) - len(kept),
    )


def keys_to_reread(outcome: Outcome) -> tuple[str, ...]:
    """Return the cells that are worth reading once more, in form order."""
    if outcome.record is None:
        return ()
    doubtful = {
        key
        for finding in outcome.findings
        if finding.attribution == "reading"
        for key in finding.suspects
    }
    return tuple(key for key in outcome.record.cells if key in doubtful)

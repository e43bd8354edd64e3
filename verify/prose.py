"""Figures in prose against tables, against each other, and against themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from report.claim import CheckedClaim, Claim
from report.finding import Finding
from report.record import Record
from verify.prose_cells import (
    Case,
    case_of,
    check_all,
    check_cells,
    check_none,
    not_compared,
)
from verify.prose_findings import prose_findings as findings_of
from verify.prose_lists import contradictions, list_faults
from verify.prose_shares import check_change, check_share
from verify.second_reading import disputed_figures

__all__ = ["check_claims", "prose_findings"]


def check_claims(record: Record, previous: Record | None = None) -> tuple[CheckedClaim, ...]:
    """Return every claim of a record with what the tables and the text say of it.

    Args:
        record: The report.
        previous: The same issuer's report on the year before, for comparisons with it.
    """
    case = case_of(record)
    checked = [_check(case, claim, previous) for claim in record.claims]
    verdicts = {one.claim.id: one.verdict for one in checked}
    other = {later.id: first for first, later in contradictions(case)}
    checked = [
        replace(one, verdict="conflicts", why=f"elsewhere {other[one.claim.id].value}")
        if one.claim.id in other and one.verdict == "not_comparable"
        else one
        for one in checked
    ]
    faulty = {fault.whole.id: fault for fault in list_faults(case, verdicts)}
    return tuple(
        replace(one, verdict="conflicts", why=f"its parts make {faulty[one.claim.id].total:f}")
        if one.claim.id in faulty and one.verdict == "not_comparable"
        else one
        for one in checked
    )


def prose_findings(
    record: Record, checked: Sequence[CheckedClaim], previous: Record | None = None
) -> tuple[Finding, ...]:
    """Return the findings on figures in prose; those that two readings dispute come last."""
    case = case_of(record)
    disputed = disputed_figures(record, checked, lambda claim: _check(case, claim, previous))
    return (*findings_of(record, checked), *disputed)


def _check(case: Case, claim: Claim, previous: Record | None) -> CheckedClaim:
    if claim.role == "change":
        return check_change(case, claim, previous)
    if claim.role == "share":
        return check_share(case, claim)
    reason = not_compared(claim)
    if reason:
        return CheckedClaim(claim, "not_comparable", reason)
    if claim.role == "none" or (claim.role == "all" and claim.value == 0 and claim.base is None):
        return check_none(case, claim)
    if claim.role == "all":
        return _all(case, claim)
    return check_cells(case, claim)


def _all(case: Case, claim: Claim) -> CheckedClaim:
    """A statement that all are done names what must be 0; any other, the only column."""
    if claim.value == 0:
        return check_none(case, claim)
    return check_all(case, claim)

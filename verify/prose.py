"""Figures in prose against tables, against each other, and against themselves."""

from __future__ import annotations

from dataclasses import replace

from report.claim import CheckedClaim, Claim
from report.finding import Finding
from report.record import Record
from verify.prose_cells import (
    NO_COINCIDENCE,
    Case,
    case_of,
    check_all,
    check_cells,
    check_none,
    not_compared,
)
from verify.prose_findings import CheckedProse, prose_findings
from verify.prose_lists import ListFault, contradictions, list_faults, told_beyond
from verify.prose_shares import check_change, check_share
from verify.prose_values import add_up
from verify.second_reading import disputed_figures

__all__ = ["check_claim", "check_prose", "disputed_findings", "prose_findings"]


def check_prose(record: Record, previous: Record | None = None) -> CheckedProse:
    """Return every claim of a record with what the tables and the text say of it.

    Args:
        record: The report.
        previous: The same issuer's report on the year before, for comparisons with it.
    """
    case = case_of(record)
    checked = [check_claim(case, claim, previous) for claim in record.claims]
    verdicts = {one.claim.id: one.verdict for one in checked}
    pairs = tuple(contradictions(case))
    other = {later.id: first for first, later in pairs}
    checked = [
        replace(one, verdict="conflicts", why=f"elsewhere {other[one.claim.id].value}")
        if one.claim.id in other and one.verdict == "not_comparable"
        else one
        for one in checked
    ]
    found = list_faults(case, verdicts)
    gainsaid = {fault.whole.id: one for fault in found if (one := _against_both(case, fault))}
    checked = [gainsaid.get(one.claim.id, one) for one in checked]
    faults = tuple(fault for fault in found if fault.whole.id not in gainsaid)
    faulty = {fault.whole.id: fault for fault in faults}
    claims = tuple(
        replace(one, verdict="conflicts", why=f"its parts make {faulty[one.claim.id].total:f}")
        if one.claim.id in faulty and one.verdict == "not_comparable"
        else one
        for one in checked
    )
    beyond = told_beyond(case)
    claims = tuple(
        replace(one, why="the parts before it make the whole already")
        if one.claim.id in beyond and one.verdict == "not_comparable"
        else one
        for one in claims
    )
    return CheckedProse(case, claims, faults, pairs, previous)


def _against_both(case: Case, fault: ListFault) -> CheckedClaim | None:
    """Return the verdict on a whole that its cells gainsay, and its parts with the same number.

    Words that alone leave open what they count are settled by parts that make what the cells
    hold; the sum is no second fault then.
    """
    whole = fault.whole
    own = add_up(case.record, whole.cells)
    if not_compared(whole) or not own.exact or own.known != fault.total:
        return None
    if fault.total < NO_COINCIDENCE:
        return None
    checked = check_cells(case, replace(whole, certain=True))
    return replace(checked, claim=whole) if checked.verdict == "conflicts" else None


def disputed_findings(
    record: Record, prose: CheckedProse, previous: Record | None = None
) -> list[Finding]:
    """Return the findings on figures that two readings take for different cells."""
    return disputed_figures(
        record, prose.claims, lambda claim: check_claim(prose.case, claim, previous)
    )


def check_claim(case: Case, claim: Claim, previous: Record | None) -> CheckedClaim:
    """Return one claim with what the tables and the text say of it."""
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

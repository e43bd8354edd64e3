"""Findings that one wrong figure explains, told as one: the figure's own, with the others in it.

A cell of a table that breaks its sum also makes the text that tells it right seem wrong, and a
count that was mistyped makes the share behind it or the list around it fail. What agrees once
the likeliest wrong figure is put right has no cause of its own; all else keeps its finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from report.claim import CheckedClaim, Claim
from report.finding import Finding
from report.lexicon_data import metric_of
from report.messages import concat, listed, render
from report.record import Record
from verify.evidence import quoted
from verify.prose_cells import Case, case_of, reading_cells
from verify.prose_lists import ListFault
from verify.prose_shares import check_share
from verify.prose_values import add_up

Check = Callable[[Case, Claim], CheckedClaim]
_Item = TypeVar("_Item")
_ON_CELLS = frozenset(("CLM01", "CLM03", "CLM04", "CLM07"))


def with_what_follows(
    record: Record, sums: Sequence[Finding], told: Sequence[Finding], check: Check
) -> tuple[list[Finding], list[Finding]]:
    """Return the findings on sums with those on prose that they explain, and the other ones."""
    joined, rest = [], list(told)
    for finding in sums:
        follows: list[Finding] = []
        if finding.repairs and (asked := [one for one in rest if one.code in _ON_CELLS]):
            case = case_of(_mended(record, finding))
            follows = [one for one in asked if _all_agree(case, one, check)]
        rest = [one for one in rest if one not in follows]
        joined.append(_with(finding, follows, "cause.cell") if follows else finding)
    return joined, rest


def _mended(record: Record, finding: Finding) -> Record:
    """Return the record as the likeliest repair of a finding leaves it."""
    changed = {
        change.cell: replace(record.cells[change.cell], value=change.after, corrected=None)
        for change in finding.repairs[0]
    }
    return replace(record, cells=record.cells | changed)


def _all_agree(case: Case, finding: Finding, check: Check) -> bool:
    claims = [case.claims[id_] for id_ in finding.claims if id_ in case.claims]
    return bool(claims) and all(check(case, claim).verdict == "agrees" for claim in claims)


def _with(finding: Finding, follows: Sequence[Finding], words: str, **named: str) -> Finding:
    """Return a finding that tells of those that follow from it, and rests on theirs too."""
    quotes = listed([render("cause.quote", quote=quoted(one.quote or "")) for one in follows])
    message = concat(finding.message, render(words, quotes=quotes, **named))
    codes = [*finding.codes, *(code for one in follows for code in one.codes)]
    operands: dict[str, str | None] = {}
    for one in follows:
        operands |= one.operands
    return replace(
        finding,
        codes=tuple(dict.fromkeys(codes)),
        message=message,
        cells=_once(finding.cells, *(one.cells for one in follows)),
        claims=_once(finding.claims, *(one.claims for one in follows)),
        evidence=_once(finding.evidence, *(one.evidence for one in follows)),
        operands=operands | finding.operands,
    )


def _once(*groups: Iterable[_Item]) -> tuple[_Item, ...]:
    return tuple(dict.fromkeys(one for group in groups for one in group))


# ---- prose with prose -------------------------------------------------------------------
def of_one_figure(
    case: Case,
    counts: Sequence[Finding],
    lists: Sequence[tuple[ListFault, Finding]],
    shares: Sequence[Finding],
) -> list[Finding]:
    """Return findings on counts, lists and shares, each share with the count that spoils it.

    A share that fits the count as it should be is right, and shows the count to be wrong.
    """
    rest, joined = list(shares), []
    for count in counts:
        follows = [one for one in rest if _fits_righted(case, count, _share(case, one))]
        rest = [one for one in rest if one not in follows]
        joined.append(_with(count, follows, "cause.count") if follows else count)
    for fault, finding in lists:
        wrong, follows = _mistyped(case, fault, rest)
        rest = [one for one in rest if one not in follows]
        if wrong is None:
            joined.append(finding)
        else:
            value = _righted_part(fault, wrong)
            words = {"part": quoted(wrong.quote), "value": f"{value:f}"}
            joined.append(_with(finding, follows, "cause.part", **words))
    return [*joined, *rest]


def _share(case: Case, finding: Finding) -> Claim:
    return case.claims[finding.claims[0]]


def _righted(case: Case, values: Mapping[str, Decimal]) -> Case:
    """Return the case with other figures in the place of some."""
    changed = {id_: replace(case.claims[id_], value=value) for id_, value in values.items()}
    return replace(case, claims={**case.claims, **changed})


def _fits_righted(case: Case, count: Finding, share: Claim) -> bool:
    """Return whether a share agrees once the wrong count it is about is that of the table."""
    base = case.claims.get(share.base or "")
    if base is None or base.id not in count.claims:
        return False
    told = {id_: add_up(case.record, case.claims[id_].cells) for id_ in count.claims}
    right = {id_: total.known for id_, total in told.items() if total.exact}
    return any(
        check_share(_righted(case, right | {base.id: value}), share).verdict == "agrees"
        for value in _counted(case, base)
    )


def _counted(case: Case, claim: Claim) -> Iterator[Decimal]:
    """Yield what the table gives for a count, by its own cells and in the usual other ways."""
    own = add_up(case.record, claim.cells)
    if own.exact:
        yield own.known
    for reading in metric_of(claim.metric).readings:
        plus, minus = reading_cells(case, claim, reading)
        total = add_up(case.record, plus, minus)
        if plus and total.exact:
            yield total.known


def _mistyped(
    case: Case, fault: ListFault, shares: Sequence[Finding]
) -> tuple[Claim | None, list[Finding]]:
    """Return the one part that would mend its list and the shares told of it, and those."""
    for part in fault.parts:
        about = [one for one in shares if _share(case, one).base == part.id]
        value = _righted_part(fault, part)
        if not about or value < 0:
            continue
        righted = _righted(case, {part.id: value})
        if all(check_share(righted, _share(case, one)).verdict == "agrees" for one in about):
            return part, about
    return None, []


def _righted_part(fault: ListFault, part: Claim) -> Decimal:
    """Return what a part has to be for the list to make its whole."""
    return (part.value or Decimal(0)) + (fault.whole.value or Decimal(0)) - fault.total

"""What figures in prose give a person to look at: one finding a root cause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from report.claim import CheckedClaim, Claim
from report.document import Span
from report.finding import Attribution, Finding, Message
from report.form import table_form
from report.lexicon_data import load_statements, metric_of
from report.messages import concat, listed, render
from report.naming import cell_name, row_name, split_key
from report.number import canonical
from report.record import Number, Record
from report.rules import load_rules
from report.signs import load_signs
from report.text import fold
from verify.attribute import evident, holds_hidden
from verify.evidence import (
    evidence_of,
    operands_of,
    other_report,
    previous_operands,
    quoted,
    subject_id,
)
from verify.explain import whose
from verify.one_cause import of_one_figure
from verify.prose_cells import Case, not_compared, other_columns, reading_cells
from verify.prose_lists import ListFault
from verify.prose_shares import (
    changed_by,
    expected,
    last_years,
    rate_ratios,
    share_ratios,
    told_beside,
    wrong_ratio,
)
from verify.prose_values import Total, add_up, columns_of

_ALL_REQUESTS = frozenset(("received", "received_answered", "answered", "handled", "requests"))
_NO_CHANCE = 3
_SURELY_NO_CHANCE = 2
# How far a figure may stand behind the one before it within an enumeration.
_NEXT = 3
_FIGURES = re.compile(rf"[\d,.]+|[{load_signs().numerals.all}]+")


@dataclass(frozen=True, slots=True)
class CheckedProse:
    """All that was said of a record's figures in prose.

    Attributes:
        claims: Every claim with its verdict.
        faults: Enumerations that do not make their whole.
        contradictions: Pairs of figures for one thing, the first first.
        previous: Last year's report, which changes were held against.
    """

    case: Case
    claims: tuple[CheckedClaim, ...]
    faults: tuple[ListFault, ...]
    contradictions: tuple[tuple[Claim, Claim], ...]
    previous: Record | None = None


def prose_findings(prose: CheckedProse) -> tuple[Finding, ...]:
    """Return the findings on figures in prose, in text order within a code."""
    case, checked = prose.case, prose.claims
    lists = [(fault, _finding_of_list(case, fault)) for fault in prose.faults]
    # What only its list or another figure gainsays is told of with those, not with its cells.
    others = {fault.whole.id for fault in prose.faults} | {c.id for _, c in prose.contradictions}
    held = [one for one in checked if one.claim.id not in others]
    counts, shares = [*_differing(case, held)], [*_shares(case, checked)]
    return (
        *of_one_figure(case, counts, lists, shares),
        *_explained(case, checked),
        *(_contradiction(case, pair) for pair in prose.contradictions),
        *_changes(prose),
        *_statements(case, checked),
        *_decisions(case, checked),
        *_of_another_year(case),
    )


# ---- the parts every finding has --------------------------------------------------------
def _subject(code: str, claim: Claim) -> str:
    """Return what a finding is about without its values, so that decisions stay."""
    return f"{code}:{claim.metric}:{_FIGURES.sub('#', fold(claim.quote))}"


def _finding(
    case: Case,
    code: str,
    claims: Sequence[Claim],
    cells: Iterable[str],
    message: Message,
    attribution: Attribution,
    wanted: Number | str | None = None,
    found: Number | str | None = None,
    codes: Sequence[str] = (),
) -> Finding:
    keys = tuple(dict.fromkeys(cells))
    spans: list[Span] = [claim.span for claim in claims]
    operands = {f"claim:{claim.id}": _text(claim.value) for claim in claims}
    return Finding(
        id=subject_id(case.record, [_subject(code, claim) for claim in claims]),
        code=code,
        codes=tuple(dict.fromkeys((code, *codes))),
        severity=load_rules()[code].severity,
        attribution=attribution,
        message=message,
        cells=keys,
        claims=tuple(claim.id for claim in claims),
        quote=claims[0].quote,
        expected=wanted,
        found=found,
        evidence=tuple(dict.fromkeys((*spans, *evidence_of(case.record, keys)))),
        operands=operands_of(case.record, keys) | operands,
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _whose(case: Case, keys: Iterable[str]) -> Attribution:
    """The report is to blame only where every cell was read beyond doubt."""
    cells = [case.record.cells.get(key) for key in keys]
    sure = all(cell is not None and cell.effective is not None and evident(cell) for cell in cells)
    return "source" if sure else "unknown"


def _tail(case: Case, attribution: Attribution, keys: Sequence[str]) -> Message:
    """Return the words on whose mistake it is and what to do."""
    hidden = holds_hidden(case.record.cells[key] for key in keys if key in case.record.cells)
    return whose(attribution, keys, case.record.tables, hidden)


def _named(claim: Claim) -> Message:
    title = metric_of(claim.metric).title
    return Message(title.zh, title.en)


def _number(value: Decimal | None) -> Number:
    whole = canonical(value if value is not None else Decimal(0))
    return int(whole) if whole == whole.to_integral_value() else whole


def _places(case: Case, keys: Sequence[str]) -> Message:
    """Return what cells are called: one by one, or row by row where they are many."""
    if len(keys) <= 3:
        return listed([cell_name(key, case.record.tables) for key in keys])
    rows = dict.fromkeys(_bracket(case, key) for key in keys)
    return listed([render("claim.row", row=row) for row in rows], most=6)


def _bracket(case: Case, key: str) -> str:
    """Return the name of the bracket a row stands under, or of the row itself."""
    table, row, _ = split_key(key)
    edition, variant = case.record.tables[table]
    form = table_form(edition, table, variant)
    stem = row.partition(".")[0]
    group = next((g for g in form.groups if g.id == stem and stem != row), None)
    return row_name(key, case.record.tables) if group is None else f"{group.number}{group.label}"


# ---- CLM01 ------------------------------------------------------------------------------
def _root(case: Case, claim: Claim) -> str:
    """Return the claim a wrong part hangs on: its whole, and that one's whole."""
    seen = {claim.id}
    while claim.base is not None and claim.base in case.claims and claim.base not in seen:
        claim = case.claims[claim.base]
        seen.add(claim.id)
    return claim.id


def _grouped(case: Case, claims: Iterable[CheckedClaim]) -> list[list[CheckedClaim]]:
    groups: dict[tuple[str, ...], list[CheckedClaim]] = {}
    root_cells = {one.claim.id: one.claim.cells for one in claims if one.claim.base is None}
    for one in claims:
        root = _root(case, one.claim)
        groups.setdefault(root_cells.get(root) or (root,), []).append(one)
    return list(groups.values())


def _is_cell_claim(claim: Claim) -> bool:
    return claim.role in ("total", "part") and bool(claim.cells)


def _differing(case: Case, checked: Sequence[CheckedClaim]) -> Iterable[Finding]:
    wrong = [one for one in checked if one.verdict == "conflicts" and _is_cell_claim(one.claim)]
    for group in _grouped(case, wrong):
        claims = [one.claim for one in group]
        first = claims[0]
        keys = [key for claim in claims for key in _held_against(case, claim)]
        own = add_up(case.record, first.cells)
        attribution = _whose(case, own.keys)
        fault = render(
            "CLM01.fault",
            quote=quoted(first.quote),
            metric=_named(first),
            found=_number(first.value),
            cells=_places(case, first.cells),
            expected=_number(own.known),
        )
        message = concat(fault, _tail(case, attribution, own.keys))
        yield _finding(
            case,
            "CLM01",
            claims,
            keys,
            message,
            attribution,
            _number(own.known),
            _number(first.value),
        )


def _held_against(case: Case, claim: Claim) -> tuple[str, ...]:
    """Return the cells of a figure and of the ordinary other meanings of its words."""
    others = [
        reading_cells(case, claim, reading)[0]
        for reading in metric_of(claim.metric).readings
        if reading.verdict == "agrees"
    ]
    return (*claim.cells, *(key for keys in others for key in keys))


# ---- CLM02 ------------------------------------------------------------------------------
def _finding_of_list(case: Case, fault: ListFault) -> Finding:
    claims = [fault.whole, *fault.parts]
    message = render(
        "CLM02.fault",
        quote=quoted(fault.whole.quote),
        found=_number(fault.whole.value),
        count=len(fault.parts),
        expected=_number(fault.total),
        difference=_number(abs(fault.total - (fault.whole.value or 0))),
    )
    keys = [key for claim in claims for key in claim.cells]
    found = _number(fault.whole.value)
    return _finding(case, "CLM02", claims, keys, message, "source", _number(fault.total), found)


# ---- CLM03 ------------------------------------------------------------------------------
def _shares(case: Case, checked: Sequence[CheckedClaim]) -> Iterable[Finding]:
    for one in checked:
        claim = one.claim
        if one.verdict != "conflicts" or claim.role != "share":
            continue
        is_rate = claim.metric.startswith("rate.")
        ratios = list(rate_ratios(case, claim) if is_rate else share_ratios(case, claim))
        told = [ratio for ratio in ratios if ratio.name == "as stated"]
        ratio = told[-1] if is_rate and told else wrong_ratio(claim, ratios)
        base = case.claims.get(claim.base or "")
        explained = next((c.explained_by for c in checked if base and c.claim is base), ())
        keys = [*(base.cells if base and not is_rate else ()), *explained, *ratio.cells]
        attribution = _whose(case, ratio.cells)
        right = expected(claim, ratio.percent)
        # Done above taken in is no share to correct: one of the two counts is wrong.
        fault = render(
            "CLM03.above" if ratio.part > ratio.whole else "CLM03.fault",
            quote=quoted(claim.quote),
            part=_number(ratio.part),
            whole=_number(ratio.whole),
            found=_number(claim.value),
            expected=right,
        )
        yield _finding(
            case, "CLM03", [claim], keys, fault, attribution, right, _number(claim.value)
        )


# ---- CLM04 ------------------------------------------------------------------------------
def _explained(case: Case, checked: Sequence[CheckedClaim]) -> Iterable[Finding]:
    explained = [one for one in checked if one.verdict == "explained"]
    for group in _grouped(case, explained):
        first = group[0]
        claims = [one.claim for one in group]
        keys = [key for one in group for key in (*one.claim.cells, *one.explained_by)]
        own = add_up(case.record, first.claim.cells)
        summed = add_up(case.record, first.explained_by).known == first.claim.value
        message = render(
            "CLM04.fault" if summed else "CLM04.difference",
            quote=quoted(first.claim.quote),
            metric=_named(first.claim),
            found=_number(first.claim.value),
            cells=_places(case, first.claim.cells),
            expected=_number(own.known),
            explained=_places(case, first.explained_by),
        )
        yield _finding(
            case,
            "CLM04",
            claims,
            keys,
            message,
            "definition",
            _number(own.known),
            _number(first.claim.value),
        )


# ---- CLM05 ------------------------------------------------------------------------------
def _contradiction(case: Case, pair: tuple[Claim, Claim]) -> Finding:
    one, other = pair
    message = render(
        "CLM05.fault",
        metric=_named(one),
        quote=quoted(one.quote),
        found=_number(one.value),
        other_quote=quoted(other.quote),
        expected=_number(other.value),
    )
    wanted, found = _number(one.value), _number(other.value)
    return _finding(case, "CLM05", [other, one], other.cells, message, "source", wanted, found)


# ---- CLM06 ------------------------------------------------------------------------------
def _changes(prose: CheckedProse) -> Iterable[Finding]:
    case, previous = prose.case, prose.previous
    for one in prose.claims:
        claim = one.claim
        if one.verdict != "conflicts" or claim.role != "change":
            continue
        against = last_years(case, claim, previous)
        if previous is not None and against:
            yield _against_last_year(case, claim, previous, *against[0])
            continue
        base = case.claims.get(claim.base or "")
        beside = told_beside(case, claim)
        if base is not None and beside is not None:
            yield _against_the_one_beside(case, claim, base, beside[1])
            continue
        message = render(
            "CLM06.impossible",
            quote=quoted(claim.quote),
            found=_number(claim.value),
            base=_number(base.value if base is not None else None),
        )
        keys = base.cells if base is not None else ()
        yield _finding(case, "CLM06", [claim], keys, message, "source", None, _number(claim.value))


def _against_the_one_beside(case: Case, claim: Claim, base: Claim, before: Decimal) -> Finding:
    wanted = changed_by(claim, base.value or Decimal(0), before)
    message = render(
        "CLM06.beside",
        quote=quoted(claim.quote),
        base=_number(base.value),
        before=_number(before),
        expected=wanted,
        unit=claim.unit or "",
    )
    found = _number(claim.value)
    return _finding(case, "CLM06", [claim], base.cells, message, "source", wanted, found)


def _against_last_year(
    case: Case, claim: Claim, previous: Record, base: Claim, before: Total
) -> Finding:
    message = render(
        "CLM06.fault",
        quote=quoted(claim.quote),
        found=_number(claim.value),
        base=_number(base.value),
        before=_number(before.known),
    )
    told = _finding(
        case, "CLM06", [claim], base.cells, message, "unknown", None, _number(claim.value)
    )
    return replace(
        told,
        operands=told.operands | previous_operands(previous, before.keys),
        others=(other_report(previous, before.keys),),
    )


# ---- CLM07 ------------------------------------------------------------------------------
def _statements(case: Case, checked: Sequence[CheckedClaim]) -> Iterable[Finding]:
    wrong = [c for c in checked if c.verdict == "conflicts" and c.claim.role in ("none", "all")]
    by_place: dict[Span, list[Claim]] = {}
    for one in wrong:
        by_place.setdefault(one.claim.span, []).append(one.claim)
    for claims in by_place.values():
        claim = claims[0]
        keys = [key for one in claims for key in _must_be_zero(case, one)]
        total = add_up(case.record, keys)
        against = tuple(k for k in total.keys if case.record.cells[k].effective)
        attribution = _whose(case, against)
        fault = render(
            "CLM07.fault",
            quote=quoted(claim.quote),
            cells=_places(case, against),
            found=_number(total.known),
        )
        message = concat(fault, _tail(case, attribution, against))
        shown = (*against, *(k for k in total.keys if columns_of([k]) == ("total",)))
        yield _finding(case, "CLM07", claims, shown, message, attribution, 0, _number(total.known))


def _must_be_zero(case: Case, claim: Claim) -> tuple[str, ...]:
    """Return the cells that a statement says are 0."""
    only = claim.role == "all" and claim.value != 0
    return other_columns(case, claim) if only else claim.cells


# ---- CLM08 ------------------------------------------------------------------------------
def _decisions(case: Case, checked: Sequence[CheckedClaim]) -> Iterable[Finding]:
    """Yield a note for each count of decisions, or sum of charges, that is not the form's.

    Writers also count what was published, applied for or approved, so that nobody is to
    blame. Where their words say so, and within lists of what was published, nothing is told.
    """
    aside = _told_of_other_decisions(case)
    for one in checked:
        claim = one.claim
        if one.verdict != "not_comparable" or metric_of(claim.metric).strict:
            continue
        if not _is_cell_claim(claim) or not_compared(claim) or claim.approx:
            continue
        if claim.role != "total" or claim.scope != "self" or claim.id in aside:
            continue
        own = add_up(case.record, claim.cells)
        if not own.exact:
            continue
        message = render(
            "CLM08.fault",
            quote=quoted(claim.quote),
            metric=_named(claim),
            found=_number(claim.value),
            cells=_places(case, claim.cells),
            expected=_number(own.known),
        )
        wanted, found = _number(own.known), _number(claim.value)
        yield _finding(case, "CLM08", [claim], claim.cells, message, "unknown", wanted, found)


def _told_of_other_decisions(case: Case) -> set[str]:
    """Return the figures whose words, or those of a figure right before them, say so."""
    otherwise, aside, before = _counted_otherwise(), set[str](), None
    for claim in case.claims.values():
        goes_on = before is not None and claim.span.start - before.span.end <= _NEXT
        inherited = goes_on and before is not None and before.id in aside
        if inherited or otherwise.search(fold(claim.quote)):
            aside.add(claim.id)
        before = claim
    return aside


@cache
def _counted_otherwise() -> re.Pattern[str]:
    return re.compile(load_statements().decisions.otherwise)


# ---- FRM06 ------------------------------------------------------------------------------
def _of_another_year(case: Case) -> Iterable[Finding]:
    """Yield one finding when this year's requests are told as those of another year.

    The table must hold the very figure, and nothing else tell it of the right year. One
    figure shows it of the year before; that of a year further off may be told as history,
    but two of them are not those of this year by chance.
    """
    year = case.record.year_number
    told = [c for c in case.claims.values() if _counts_requests(c)]
    if year is None or any(claim.other_year is None for claim in told):
        return
    years = {claim.other_year for claim in told}
    wrong = [c for c in told if _is_in_table(case, c)]
    if len(years) != 1 or len(wrong) < len(told):
        return
    (other,) = years
    if other != year - 1 and len({claim.value for claim in wrong}) < _SURELY_NO_CHANCE:
        return
    claim, keys = wrong[0], tuple(dict.fromkeys(k for one in wrong for k in one.cells))
    message = render("FRM06.figure", quote=quoted(claim.quote), told=str(other), year=year)
    whose_ = _whose(case, keys)
    yield _finding(case, "FRM06", wrong, keys, message, whose_, str(year), str(other))


def _counts_requests(claim: Claim) -> bool:
    """Return whether a figure tells how many requests there were in all."""
    whole = claim.role == "total" and claim.metric in _ALL_REQUESTS
    return whole and bool(claim.cells) and claim.period != "cumulative"


def _is_in_table(case: Case, claim: Claim) -> bool:
    """Return whether a figure, too large to be there by chance, is that of the table."""
    own = add_up(case.record, claim.cells)
    few = claim.value is None or claim.value < _NO_CHANCE
    return not few and not claim.approx and own.exact and own.known == claim.value

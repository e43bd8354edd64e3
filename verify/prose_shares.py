"""Shares, rates and changes: exact fractions against the figure as it was rounded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import ceil, floor

from report.claim import CheckedClaim, Claim
from report.lexicon_data import load_statements, metric_of, select_cells
from report.record import Record
from report.structure_words import load_structure
from report.text import fold
from verify.prose_cells import Case, comparable
from verify.prose_values import Total, add_up, allows

_DECIMALS = re.compile(r"\.(\d+)[%‰]")
_REQUESTS = ("received", "carried_over", "outcomes_total")
_NEAR = 240
_SEVERAL = 2
_HUNDRED = 100
# So near a comparison stands what it is made with: 比2022年(31起)下降29%.
_BESIDE = 12
_DRAWN_UP_ANEW = frozenset({"disclosure"})


@dataclass(frozen=True)
class Ratio:
    """One way a share could have been computed."""

    part: Decimal
    whole: Decimal
    name: str
    cells: tuple[str, ...] = ()

    @property
    def percent(self) -> Fraction:
        """The exact share in per cent."""
        return Fraction(self.part) * 100 / Fraction(self.whole)


def places(claim: Claim) -> int:
    """Return how many decimals a percentage was written with."""
    found = _DECIMALS.findall(fold(claim.quote))
    if found:
        return len(found[-1])
    exponent = claim.value.as_tuple().exponent if claim.value is not None else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0


def rounds_to(claim: Claim, exact: Fraction) -> bool:
    """Return whether a share rounds, at either side of a half, to the percentage written."""
    if claim.approx:
        return allows(claim, exact)
    unit = Fraction(1, 10 ** places(claim))
    return abs(exact - Fraction(claim.value or 0)) <= unit / 2


def cut_to(claim: Claim, exact: Fraction) -> bool:
    """Return whether the percentage written is a share cut off instead of rounded."""
    unit, value = Fraction(1, 10 ** places(claim)), Fraction(claim.value or 0)
    return value <= exact < value + unit


def expected(claim: Claim, exact: Fraction) -> Decimal:
    """Return the percentage that should stand there, half rounded up."""
    scale = 10 ** int(places(claim))
    return Decimal(floor(exact * scale + Fraction(1, 2))) / Decimal(scale)


# ---- shares -----------------------------------------------------------------------------
def check_share(case: Case, claim: Claim) -> CheckedClaim:
    """Return the verdict on a share, by every denominator that may be meant."""
    if claim.metric.startswith("rate."):
        return _rate(case, claim)
    base = case.claims.get(claim.base or "")
    if base is None or base.value is None:
        return CheckedClaim(claim, "not_comparable", "what it is a share of is not stated")
    ratios, fitting = _until_fitting(claim, share_ratios(case, claim))
    if fitting is not None:
        return CheckedClaim(claim, "agrees", _shown(fitting))
    if not ratios or not (_certain(case, base) or _others_fit(case, claim, base)):
        return CheckedClaim(claim, "not_comparable", "no whole is stated that it is certainly of")
    if claim.approx and claim.qualifier != "exact":
        return CheckedClaim(claim, "undecided", "an approximate share")
    if _is_of_another_row(case, claim, base):
        return CheckedClaim(claim, "not_comparable", "no whole is stated that it is certainly of")
    return CheckedClaim(claim, "conflicts", _shown(wrong_ratio(claim, ratios)))


def _is_of_another_row(case: Case, claim: Claim, base: Claim) -> bool:
    """Return whether a share fits its figure as a part of some row or group of rows.

    不予公开5件，内部事务3件，占60% is a share of those withheld.
    """
    if base.value is None or metric_of(base.metric).table != "requests":
        return False
    groups: dict[tuple[str, str], list[str]] = {}
    for key in case.keys:
        table, *rows, column = key.split(".")
        if table == "requests":
            for row in {".".join(rows), rows[0]}:
                groups.setdefault((row, column), []).append(key)
    totals = [
        total.known
        for keys in groups.values()
        if (total := add_up(case.record, keys)).exact
        and not (total.known == base.value and set(keys) == set(base.cells))
    ]
    return any(
        total > 0 and base.value <= total and rounds_to(claim, Ratio(base.value, total, "").percent)
        for total in totals
    )


def _until_fitting(claim: Claim, ways: Iterable[Ratio]) -> tuple[list[Ratio], Ratio | None]:
    """Return the first ratio that a figure may be, if any, and those tried before it."""
    tried: list[Ratio] = []
    for ratio in ways:
        if rounds_to(claim, ratio.percent):
            return tried, ratio
        tried.append(ratio)
    return tried, None


def wrong_ratio(claim: Claim, ratios: Sequence[Ratio]) -> Ratio:
    """Return the ratio that was probably meant: one that was cut off, or the nearest."""
    cut = [ratio for ratio in ratios if cut_to(claim, ratio.percent)]
    value = Fraction(claim.value or 0)
    return cut[0] if cut else min(ratios, key=lambda ratio: abs(ratio.percent - value))


def _shown(ratio: Ratio) -> str:
    return f"{ratio.part:f} / {ratio.whole:f} = {float(ratio.percent):.4f} % ({ratio.name})"


def share_ratios(case: Case, claim: Claim) -> Iterator[Ratio]:
    """Yield the ways a share could have been computed, the likeliest first."""
    base = case.claims[claim.base or ""]
    if base.value is None or base.approx:
        return
    for whole, name, cells in _wholes(case, base):
        if whole > 0 and base.value <= whole:
            yield Ratio(base.value, whole, name, cells)


def _wholes(case: Case, base: Claim) -> Iterator[tuple[Decimal, str, tuple[str, ...]]]:
    listed = case.claims.get(base.base or "")
    if listed is not None and listed.value is not None:
        yield listed.value, "the listed total", listed.cells
        yield from _sum_of_list(case, base)
    table = metric_of(base.metric).table
    if base.cells and table in ("requests", "disputes"):
        yield from _table_wholes(case, table)
    for other in _before(case, base):
        if other.value is not None and other is not listed:
            yield other.value, "a total stated before", other.cells


def _sum_of_list(case: Case, base: Claim) -> Iterator[tuple[Decimal, str, tuple[str, ...]]]:
    """Yield what a list makes: where that is not its whole, the list is wrong, not its shares."""
    parts = [one for one in case.claims.values() if one.list_id == base.list_id and one.base]
    values = [one.value for one in parts if one.value is not None and not one.approx]
    if len(values) == len(parts) > 1:
        total = sum(values, Decimal(0))
        yield total, "the sum of its list", tuple(key for one in parts for key in one.cells)


def _table_wholes(case: Case, table: str) -> Iterator[tuple[Decimal, str, tuple[str, ...]]]:
    def cells(*rows: str) -> tuple[str, ...]:
        return select_cells(case.keys, table, rows, ("total",))

    if table == "disputes":
        groups = {
            "all disputes": cells("reconsideration", "direct_suit", "suit_after_reconsideration")
        }
    else:
        groups = {
            "handled": cells("outcomes_total"),
            "received": cells("received"),
            "received and carried over": cells("received", "carried_over"),
        }
    for name, keys in groups.items():
        total = add_up(case.record, keys)
        if keys and total.exact:
            yield total.known, name, keys


def _before(case: Case, base: Claim) -> list[Claim]:
    """Return the exact totals stated shortly before a figure, the nearest first."""
    return [
        other
        for other in reversed(tuple(case.claims.values()))
        if other.role == "total"
        and _counts(other)
        and 0 < base.span.start - other.span.start < _NEAR
    ]


def _certain(case: Case, base: Claim) -> bool:
    """Return whether the whole a share is of can hardly be another than those tried."""
    if base.approx:
        return False
    if base.cells and metric_of(base.metric).table == "requests":
        return not comparable(case, base)
    return base.role == "part" and base.base in case.claims and base.closed


def _others_fit(case: Case, claim: Claim, base: Claim) -> bool:
    """Return whether the shares told around one are all of one total told before them.

    公开12条。…指南1条，占8%；公文3条，占25%；其他8条，占67% leaves no doubt what 8 is a share of.
    """
    around = [
        (one, told)
        for one in case.claims.values()
        if one.role == "share" and abs(one.span.start - claim.span.start) < _NEAR
        if (told := case.claims.get(one.base or "")) is not None and told.unit == base.unit
    ]
    others = [(one, told) for one, told in around if one is not claim]
    hundred = sum((one.value or Decimal(0) for one, _ in around), Decimal(0)) == _HUNDRED
    return any(
        total.unit == base.unit
        and not total.approx
        and _all_of(total, others)
        and not _may_be_of(total, claim, base, hundred)
        for total in _before(case, base)
        if total not in [told for _, told in around]
    )


def _may_be_of(total: Claim, share: Claim, part: Claim, hundred: bool) -> bool:
    """Return whether a share was cut off, or rounded so that all of them make a hundred."""
    if not total.value or part.value is None:
        return True
    percent = Fraction(part.value) * 100 / Fraction(total.value)
    rounded = abs(percent - Fraction(share.value or 0)) < Fraction(1, 10 ** places(share))
    return cut_to(share, percent) or (hundred and rounded)


def _all_of(total: Claim, shares: Sequence[tuple[Claim, Claim]]) -> bool:
    """Return whether several shares are of a total, and none of them is surely of another."""
    if not total.value:
        return False
    fitting = 0
    for share, part in shares:
        if part.value is None or part.approx or share.value is None:
            return False
        percent = Fraction(part.value) * 100 / Fraction(total.value)
        if rounds_to(share, percent):
            fitting += 1
        elif not cut_to(share, percent):
            return False
    return fitting >= _SEVERAL


# ---- rates ------------------------------------------------------------------------------
@cache
def _rate_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load_statements().rates
    return re.compile(words.taken_in), re.compile(words.done)


def _rate(case: Case, claim: Claim) -> CheckedClaim:
    if claim.metric == "rate.answer_rate":
        return CheckedClaim(claim, "not_comparable", "speaks of deadlines")
    if claim.metric != "rate.done_rate":
        return CheckedClaim(claim, "not_comparable", "no cell of the form holds this")
    ratios, fitting = _until_fitting(claim, rate_ratios(case, claim))
    if fitting is not None:
        return CheckedClaim(claim, "agrees", _shown(fitting))
    told = [ratio for ratio in ratios if ratio.name == "as stated"]
    # Requests carried over may be closed too, so only other things cannot exceed 100 %.
    impossible = [ratio for ratio in told if ratio.part > ratio.whole and not ratio.cells]
    if claim.approx or not (impossible or (told and claim.value != 100)):
        why = "may speak of those that were due"
        return CheckedClaim(claim, "not_comparable", why)
    return CheckedClaim(claim, "conflicts", _shown((impossible or told)[0]))


def rate_ratios(case: Case, claim: Claim) -> Iterator[Ratio]:
    """Yield the ways a rate of completion could have been computed."""
    base = case.claims.get(claim.base or "")
    if base is not None and metric_of(base.metric).table == "requests":
        handled = select_cells(case.keys, "requests", ("outcomes_total",), ("total",))
        for rows in (("received", "carried_over"), ("received",)):
            cells = select_cells(case.keys, "requests", rows, ("total",))
            part, whole = add_up(case.record, handled), add_up(case.record, cells)
            if handled and part.exact and whole.exact and whole.known > 0:
                yield Ratio(part.known, whole.known, "handled", (*handled, *cells))
    pair = _told_pair(case, claim)
    if pair is not None:
        done, taken = pair
        if done.value is not None and taken.value:
            yield Ratio(done.value, taken.value, "as stated", (*done.cells, *taken.cells))


def _told_pair(case: Case, claim: Claim) -> tuple[Claim, Claim] | None:
    """Return the two figures right before a rate: what was done and what was taken in."""
    taken_in, done = _rate_words()
    before = [
        other
        for other in case.claims.values()
        if 0 < claim.span.start - other.span.start < 60 and other.role in ("total", "part")
    ]
    if len(before) < 2 or before[-1].approx or before[-2].approx:
        return None
    last, first = before[-1], before[-2]
    if last.unit != first.unit or not done.search(last.quote) or not taken_in.search(first.quote):
        return None
    return last, first


# ---- changes ----------------------------------------------------------------------------
def check_change(case: Case, claim: Claim, previous: Record | None) -> CheckedClaim:
    """Return the verdict on a comparison with last year."""
    base = case.claims.get(claim.base or "")
    if base is None or base.value is None:
        return CheckedClaim(claim, "undecided", "what has changed is not stated")
    bases = _bases(case, claim, base)
    against = [
        _against(claim, one.value, before.known)
        for one, before in last_years(case, claim, previous)
        if one.value is not None
    ]
    if against:
        return next((one for one in against if one.verdict == "agrees"), against[0])
    beside = told_beside(case, claim)
    if beside is not None:
        return _against(claim, *beside)
    if all(_impossible(claim, one) for one in bases):
        return CheckedClaim(claim, "conflicts", "no whole number last year gives this change")
    if previous is not None and any(_changed_form(case, one, previous) for one in bases):
        return CheckedClaim(claim, "not_comparable", "last year's report has another form")
    return CheckedClaim(claim, "undecided", _needed(previous, bases))


def told_beside(case: Case, claim: Claim) -> tuple[Decimal, Decimal] | None:
    """Return what has changed and what it is compared with, where both stand before a change."""
    order = list(case.claims.values())
    at = order.index(claim)
    base, before = case.claims.get(claim.base or ""), order[at - 1] if at else None
    if base is None or before is None or at < 2 or order[at - 2] is not base:
        return None
    compared = before.period == "other" and before.role == "total" and before.unit == base.unit
    near = claim.figure_span.start - before.figure_span.end <= _BESIDE
    exact = _exact(base) and _exact(before) and base.period == "year"
    if not (compared and near and exact) or claim.unit not in ("%", base.unit):
        return None
    assert base.value is not None
    assert before.value is not None
    return base.value, before.value


def _exact(claim: Claim) -> bool:
    return claim.value is not None and not claim.approx


def changed_by(claim: Claim, value: Decimal, before: Decimal) -> Decimal:
    """Return the change between two figures in the unit, and to the decimals, one was written."""
    if claim.unit != "%":
        return value - before
    return expected(claim, Fraction(value - before) * 100 / Fraction(before))


def _bases(case: Case, claim: Claim, base: Claim) -> list[Claim]:
    """Return the figures that may be what has changed, the likeliest first."""
    return [base, *(one for one in _before(case, claim) if one is not base)]


def last_years(case: Case, claim: Claim, previous: Record | None) -> list[tuple[Claim, Total]]:
    """Return the figures that a change may be of, each with last year's where both are known."""
    base = case.claims.get(claim.base or "")
    if base is None or base.value is None:
        return []
    return [
        (one, before)
        for one in _bases(case, claim, base)
        if one.value is not None and not one.approx
        if (before := _last_year(case, one, previous)) is not None
    ]


def _needed(previous: Record | None, bases: Sequence[Claim]) -> str:
    if previous is None or not any(base.cells for base in bases):
        return "needs last year's report"
    return "last year's figure is blank or was not read"


def _changed_form(case: Case, base: Claim, previous: Record) -> bool:
    """Return whether the editions count a claim's cells otherwise, or one lacks them.

    Table two was drawn up anew: its decisions of 2021 include those not published.
    """
    if any(key not in previous.cells for key in base.cells):
        return True
    tables = {key.split(".", 1)[0] for key in base.cells} & _DRAWN_UP_ANEW
    return any(previous.tables.get(one) != case.record.tables.get(one) for one in tables)


def _last_year(case: Case, base: Claim, previous: Record | None) -> Total | None:
    if previous is None or not base.cells or _changed_form(case, base, previous):
        return None
    total = add_up(previous, base.cells)
    return total if total.exact else None


def _against(claim: Claim, value: Decimal, before: Decimal) -> CheckedClaim:
    if claim.unit == "%":
        if before == 0:
            return CheckedClaim(claim, "undecided", "last year's figure is 0")
        exact = Fraction(value - before) * 100 / Fraction(before)
    elif claim.unit == load_structure().units.times:
        whole = Fraction(value) / Fraction(before) if before else Fraction(0)
        # 倍 counts the whole (是上年的2倍) or the increase (增长2倍).
        exact = whole if rounds_to(claim, whole) else whole - 1
    else:
        exact = Fraction(value - before)
    sure = rounds_to(claim, exact) or (claim.unit != "%" and allows(claim, exact))
    why = f"{value:f} against {before:f} last year: {float(exact):.4g}"
    return CheckedClaim(claim, "agrees" if sure else "conflicts", why)


def _counts(claim: Claim) -> bool:
    """Return whether a claim is of things counted, neither a share nor money."""
    units = load_structure().units
    return claim.unit not in (units.percent, units.money)


def _impossible(claim: Claim, base: Claim) -> bool:
    """Return whether no whole number last year gives the percentage, rounded or cut off."""
    exact = not (claim.approx or base.approx) and _counts(base)
    if claim.unit != "%" or not exact or claim.value is None or base.value is None:
        return False
    if base.value != base.value.to_integral_value() or base.value <= 0:
        return False
    unit = Fraction(1, 10 ** places(claim))
    low, high = Fraction(claim.value) - unit, Fraction(claim.value) + unit
    if low <= -100:
        return False
    value = Fraction(base.value)
    least, most = value / (1 + high / 100), value / (1 + low / 100)
    return ceil(least) > floor(most)

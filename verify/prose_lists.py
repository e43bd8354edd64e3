"""Enumerations whose parts do not make their whole, and figures that contradict another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from report.claim import Claim, Verdict
from report.lexicon_data import load_statements
from report.text import fold
from verify.prose_cells import NEAR, Case
from verify.prose_values import add_up

# A plain list that leaves more than this share of the whole unnamed is not a complete one.
_NEARLY_ALL_OF_TWO = Decimal("0.9")
_NEARLY_ALL = Decimal("0.75")
# Everything that was received came by some channel and from some applicant.
_COMPLETE = frozenset(("channel", "applicant"))
_UNNAMED = ".unnamed"
_RECEIVED = frozenset(("received", "received_answered"))


@dataclass(frozen=True)
class ListFault:
    """An enumeration that does not add up: its whole, its parts, and what they make."""

    whole: Claim
    parts: tuple[Claim, ...]
    total: Decimal


def enumerations(case: Case) -> dict[str, list[Claim]]:
    """Return the parts of every enumeration by the list's id."""
    parts: dict[str, list[Claim]] = {}
    for claim in case.claims.values():
        if claim.role == "part" and claim.list_id is not None:
            parts.setdefault(claim.list_id, []).append(claim)
    return parts


def list_faults(case: Case, verdicts: Mapping[str, Verdict]) -> list[ListFault]:
    """Return the enumerations that claim to be complete and do not make their whole."""
    faults = []
    by_list = enumerations(case)
    for list_id, parts in _of_no_kind_together(case, by_list).items():
        whole = case.claims.get(list_id.partition(".")[0])
        if whole is None or not _sums(whole, parts):
            continue
        # A figure that the tables prove wrong is one root with the sum it spoils.
        if any(verdicts.get(c.id) == "conflicts" for c in (whole, *parts) if c.cells):
            continue
        # Parts that the tables bear out are told of another whole than the one before.
        if all(verdicts.get(c.id) == "agrees" and c.cells for c in parts):
            continue
        fault = _fault(case, list_id, whole, parts)
        if fault is not None and not _whole_in_mixture(by_list, whole):
            faults.append(fault)
    return faults


def _of_no_kind_together(
    case: Case, by_list: Mapping[str, list[Claim]]
) -> Mapping[str, list[Claim]]:
    """Return the lists, parts by words that name no kind with those by other things' words.

    其中土地类5件、确权3件、其他1件 is one list, though 土地 is known for something else.
    """
    joined = dict(by_list)
    for list_id in [one for one in by_list if one.endswith(_UNNAMED)]:
        name = list_id.removesuffix(_UNNAMED)
        whole, others = case.claims.get(name), by_list.get(name, [])
        parts = sorted((*by_list[list_id], *others), key=lambda part: part.span.start)
        if others and whole is not None and sum(map(_value, parts)) <= _value(whole):
            del joined[name]
            joined[list_id] = parts
    return joined


def _sums(whole: Claim, parts: Iterable[Claim]) -> bool:
    """Return whether figures may be added: all exact, of one unit and one time."""
    claims = (whole, *parts)
    return all(
        not claim.approx and claim.value is not None and claim.period == whole.period
        for claim in claims
    )


def _value(claim: Claim) -> Decimal:
    return claim.value if claim.value is not None else Decimal(0)


def _fault(case: Case, list_id: str, whole: Claim, parts: list[Claim]) -> ListFault | None:
    total = sum((_value(part) for part in parts), Decimal(0))
    dimension = list_id.partition(".")[2]
    fault = ListFault(whole, tuple(parts), total)
    if total == _value(whole) or _overlaps(parts) or _first_parts_make(whole, parts):
        return None
    if not parts[0].closed or _divides_new_alone(case, whole, total, dimension):
        return None
    if total > _value(whole):
        return fault if _exceeds(case, whole, parts, total, dimension) else None
    if len(parts) < 2 or dimension in ("outcome", "result", "flow", "loose"):
        return None
    if dimension in _COMPLETE or _gathers_rest(parts[-1]):
        return fault
    least = _NEARLY_ALL_OF_TWO if len(parts) == 2 else _NEARLY_ALL
    return fault if total >= least * _value(whole) else None


def told_beyond(case: Case) -> set[str]:
    """Return the parts told behind others that make the whole already.

    They may go on with another division of it, or be one part too many.
    """
    beyond: set[str] = set()
    for list_id, parts in enumerations(case).items():
        whole = case.claims.get(list_id.partition(".")[0])
        if whole is None or not _sums(whole, parts) or not _first_parts_make(whole, parts):
            continue
        total = Decimal(0)
        for part in parts:
            if total == _value(whole):
                beyond.add(part.id)
            else:
                total += _value(part)
    return beyond


def _first_parts_make(whole: Claim, parts: list[Claim]) -> bool:
    """Return whether the list is complete before its last parts, which go on with another.

    Channels or applicants that are all different ones are all of one list.
    """
    total = Decimal(0)
    dimension = (parts[0].list_id or "").partition(".")[2]
    if dimension in _COMPLETE and len({part.metric for part in parts}) == len(parts):
        return False
    for at, part in enumerate(parts):
        total += _value(part)
        if total == _value(whole):
            return at > 0 and any(_value(later) for later in parts[at + 1 :])
    return False


def _exceeds(case: Case, whole: Claim, parts: list[Claim], total: Decimal, dimension: str) -> bool:
    """Return whether parts above their whole are a fault, not another way of counting."""
    if dimension in ("outcome", "flow"):
        return _exceeds_due(case, whole, parts)
    if dimension in ("unnamed", "loose"):
        return False
    if whole.metric.startswith("carried") and _told_of_more(case, whole, parts):
        return False
    # The same things through every channel: 主动公开73条，其中网站73条、微信73条.
    several = len(parts) > 1 and dimension not in _COMPLETE
    if several and any(part.value == whole.value for part in parts):
        return False
    if len(parts) == 1:
        return parts[0].metric == whole.metric == "other" or dimension in _COMPLETE
    if dimension in _COMPLETE and whole.cells:
        carried = tuple(k for k in case.keys if k == "requests.carried_over.total")
        return total != _value(whole) + add_up(case.record, carried).known
    return True


def _divides_new_alone(case: Case, whole: Claim, total: Decimal, dimension: str) -> bool:
    """Return whether parts divide the new requests of a whole that holds those carried over.

    收到48件（含上年结转3件），其中网络30件、信函15件 says how the 45 new ones came.
    """
    if dimension not in _COMPLETE or not whole.cells or whole.metric.startswith("carried"):
        return False
    carried = add_up(case.record, tuple(k for k in case.keys if k == "requests.carried_over.total"))
    return carried.exact and carried.known > 0 and total + carried.known == whole.value


def _exceeds_due(case: Case, whole: Claim, parts: list[Claim]) -> bool:
    """Return whether one part alone is more than was received and carried over.

    收到19件，其中答复20件 can be right only if one was carried over.
    """
    if whole.metric not in _RECEIVED or not whole.certain:
        return False
    keys = (*whole.cells, *(k for k in case.keys if k == "requests.carried_over.total"))
    own, due = add_up(case.record, whole.cells), add_up(case.record, keys)
    if not due.exact or own.known != whole.value:
        return False
    return any(_value(part) > due.known for part in parts if not part.metric.startswith("carried"))


def _told_of_more(case: Case, whole: Claim, parts: list[Claim]) -> bool:
    """Return whether the requests told before those carried over can hold the parts.

    收到40件，上年结转3件，其中自然人33件 divides the 40.
    """
    least = sum((_value(part) for part in parts), Decimal(0))
    return any(
        claim.role == "total"
        and claim.unit == whole.unit
        and claim.cells
        and claim.cells[0].startswith("requests.")
        and 0 < whole.span.start - claim.span.start < NEAR
        and _value(claim) >= least
        for claim in case.claims.values()
    )


@cache
def _rest() -> re.Pattern[str]:
    return re.compile(load_statements().lists.rest)


def _gathers_rest(part: Claim) -> bool:
    return _rest().search(fold(part.quote)) is not None


def _overlaps(parts: list[Claim]) -> bool:
    """Return whether one part's cells lie within another's: a group and its reasons."""
    cells = [frozenset(part.cells) for part in parts if part.cells]
    return any(a < b for a in cells for b in cells)


def _whole_in_mixture(by_list: Mapping[str, list[Claim]], whole: Claim) -> bool:
    """Return whether all parts of a whole, of whatever kind, make it once or several times.

    其中甲33件、乙7件；网上22件、信函18件 divides 40 twice, though 乙 may be known for no applicant.
    """
    lists = [parts for id_, parts in by_list.items() if id_.partition(".")[0] == whole.id]
    if len(lists) < 2:
        return False
    total, complete = Decimal(0), False
    for part in sorted((p for parts in lists for p in parts), key=lambda part: part.span.start):
        total += _value(part)
        complete = total == _value(whole)
        if complete:
            total = Decimal(0)
    return complete


# ---- two figures for one thing ----------------------------------------------------------
def contradictions(case: Case) -> list[tuple[Claim, Claim]]:
    """Return pairs of figures that say the same thing in the same scope and differ.

    Where the tables decide, the figure that is wrong is already known.
    """
    first: dict[tuple[str, ...], Claim] = {}
    pairs = []
    for claim in case.claims.values():
        if not _speaks_alone(case, claim):
            continue
        other = first.setdefault((claim.metric, claim.scope, claim.unit or ""), claim)
        if other.value != claim.value:
            pairs.append((other, claim))
    return pairs


def _speaks_alone(case: Case, claim: Claim) -> bool:
    """Return whether nothing but another figure can contradict this one."""
    head = claim.metric.partition(".")[0]
    known = head not in ("other", "fee", "channel", "rate", "withdrawn")
    if head != "disclosed" and case.record.cells:
        return False
    exact = not claim.approx and claim.value is not None and not claim.implied
    own = claim.scope in ("self", "area") and claim.period == "year"
    return known and exact and own and claim.certain and claim.role == "total"

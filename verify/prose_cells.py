"""Holds a figure in prose against its cells, by every known way of counting."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import accumulate

from report.claim import CheckedClaim, Claim
from report.form import table_form
from report.lexicon_data import MetricReading, load_statements, metric_of, select_cells
from report.record import Record
from report.structure_words import load_structure
from report.text import fold
from verify.prose_values import Total, add_up, allows, columns_of, in_columns, row_parts

NEAR = 200
_ADJACENT = 2
NO_COINCIDENCE = 20
_NO_OUTCOME = frozenset(("received", "carried_over", "carried_forward", "outcomes_total"))
_NO_ROW = frozenset(("other.absent", "other.not_admitted", "other.dealt_with_as"))
_HANDLED = frozenset(("handled", "answered", "due"))
_CARRIED = frozenset(("carried_over", "carried_forward"))


@dataclass(frozen=True)
class Case:
    """A record's claims by id, for claims that lean on one another.

    Attributes:
        keys: All cell keys of the record.
        general: Whether the issuer's tables sum up a whole area.
        office: Whether the issuer is an office that reports on itself.
    """

    record: Record
    claims: Mapping[str, Claim]
    keys: tuple[str, ...]
    general: bool
    office: bool


@cache
def _scope_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load_statements().scope
    return re.compile(words.government), re.compile(words.office)


def case_of(record: Record) -> Case:
    """Return a record with its claims by id."""
    issuer = record.issuer.value if record.issuer is not None else ""
    government, office = _scope_patterns()
    return Case(
        record,
        {claim.id: claim for claim in record.claims},
        tuple(record.cells),
        not issuer or government.search(issuer) is not None,
        office.search(issuer) is not None,
    )


def comparable(case: Case, claim: Claim) -> str:
    """Return why a figure that differs from its cells proves nothing, "" if it does."""
    if claim.status == "disputed":
        return "the two readings take it for different cells"
    if not claim.certain or not metric_of(claim.metric).strict:
        return "the words do not name the cells beyond doubt"
    if claim.scope == "subordinate":
        return "a figure of a subordinate body"
    if claim.scope == "office" and not case.office:
        return "a figure of one office beside the table of another body"
    if claim.scope == "area" and not case.general:
        return "a figure of the whole area beside one body's table"
    return ""


def not_compared(claim: Claim) -> str:
    """Return why a figure is not held against cells at all, "" if it is."""
    if not claim.cells:
        return "no cell of the form holds this"
    if claim.value is None:
        return "the number is missing"
    if claim.period == "cumulative":
        return "a cumulative figure is no figure of the year"
    if claim.period == "other":
        return "a figure of another period"
    return ""


def check_cells(case: Case, claim: Claim) -> CheckedClaim:
    """Return the verdict on a figure that names cells."""
    own = add_up(case.record, claim.cells)
    if allows(claim, own.known) and not own.unread:
        return CheckedClaim(claim, "agrees", _equation(own))
    if _possible(case, claim):
        return CheckedClaim(claim, "agrees", f"a possible reading of {claim.cells[0]}")
    for reading in _readings(case, claim):
        found = _by_reading(case, claim, reading)
        if found is not None:
            return found
    return _last_resorts(case, claim, own) or _differs(case, claim, own)


def _readings(case: Case, claim: Claim) -> tuple[MetricReading, ...]:
    """Return the ways of counting; applicants are told of those received, whatever leads."""
    metric = metric_of(claim.metric)
    # What 其中 divides after 上年结转3件 may be the requests told before them.
    divided = metric.id in _HANDLED or (metric.id in _CARRIED and claim.role == "part")
    if divided and columns_of(claim.cells) != ("total",) and not _divides_carried(case, claim):
        received = metric_of("received")
        first = MetricReading(verdict="agrees", why="received_number", rows=received.rows)
        return (*metric.readings, first, *received.readings)
    return metric.readings


def _divides_carried(case: Case, claim: Claim) -> bool:
    """Return whether a part surely divides those carried: they and the parts beside it agree.

    Where as many were received, the parts may be those of either.
    """
    whole = case.claims.get(claim.base or "")
    if whole is None or claim.list_id is None or whole.metric not in _CARRIED:
        return False
    received = select_cells(case.keys, "requests", metric_of("received").rows, ("total",))
    parts = _sum_of_list(case, claim)
    return (
        parts is not None
        and parts == whole.value
        and allows(whole, add_up(case.record, whole.cells).known)
        and parts != add_up(case.record, received).known
    )


def _sum_of_list(case: Case, claim: Claim) -> Decimal | None:
    """Return what the figures of a claim's list make together, None if one is not exact."""
    parts = [other for other in case.claims.values() if other.list_id == claim.list_id]
    values = [part.value for part in parts if part.value is not None and not part.approx]
    return sum(values, Decimal(0)) if len(values) == len(parts) else None


def _possible(case: Case, claim: Claim) -> bool:
    """Return whether a figure is one of the ways to read a cell that was left open."""
    cell = case.record.cells.get(claim.cells[0]) if len(claim.cells) == 1 else None
    return cell is not None and cell.effective is None and claim.value in cell.candidates


def _equation(total: Total) -> str:
    shown = total.keys if len(total.keys) <= 3 else (*total.keys[:2], "…", total.keys[-1])
    return f"{' + '.join(shown)} = {total.known:f}"


def _by_reading(case: Case, claim: Claim, reading: MetricReading) -> CheckedClaim | None:
    plus, minus = reading_cells(case, claim, reading)
    if not plus or claim.approx:
        return None
    total = add_up(case.record, plus, minus)
    if not total.exact or not allows(claim, total.known) or _twice(case, claim, plus):
        return None
    taken = f" - {' - '.join(minus)}" if minus else ""
    why = f"{reading.why}: {_equation(add_up(case.record, plus))}{taken}"
    if reading.verdict == "agrees":
        return CheckedClaim(claim, "agrees", why)
    return CheckedClaim(claim, "explained", why, (*plus, *minus))


def _twice(case: Case, claim: Claim, plus: tuple[str, ...]) -> bool:
    """Return whether a way of counting takes in rows that the same list tells of by themselves.

    不予公开7件、不予处理3件 counts no three requests in both.
    """
    added = set(plus).difference(claim.cells)
    if claim.list_id is None or not added:
        return False
    beside = (one for one in case.claims.values() if one.list_id == claim.list_id)
    return any(
        one.id != claim.id
        and one.role == "part"
        and added.issuperset(one.cells)
        and _told(case, one)
        for one in beside
    )


def _told(case: Case, claim: Claim) -> bool:
    """Return whether a figure is that of its own cells, and not zero."""
    own = add_up(case.record, claim.cells)
    return bool(claim.cells) and own.exact and claim.value == own.known > 0


def reading_cells(
    case: Case, claim: Claim, reading: MetricReading
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the cells another way of counting adds, and those it takes off."""
    metric = metric_of(claim.metric)
    columns = columns_of(claim.cells)
    if reading.columns and columns != ("total",) and metric.table == "disputes":
        return (), ()
    rows = reading.rows or tuple(_row(key) for key in claim.cells)
    plus = select_cells(case.keys, metric.table, rows, reading.columns or columns)
    minus_rows = reading.minus_rows or (rows if reading.minus_columns else ())
    minus = select_cells(case.keys, metric.table, minus_rows, reading.minus_columns or columns)
    return plus, minus


def _row(key: str) -> str:
    return key.partition(".")[2].rpartition(".")[0]


def _last_resorts(case: Case, claim: Claim, own: Total) -> CheckedClaim | None:
    """Try what shows that the table, not the prose, is at odds with itself."""
    rebuilt = [key for total in claim.cells for key in row_parts(case.record, total)]
    if rebuilt and claim.cells and columns_of(claim.cells) == ("total",):
        parts = add_up(case.record, rebuilt)
        if parts.exact and parts.known != own.known and allows(claim, parts.known):
            return CheckedClaim(claim, "agrees", f"the row's own cells: {_equation(parts)}")
    outcomes = _outcomes(case, claim)
    if outcomes:
        parts = add_up(case.record, outcomes)
        if parts.exact and allows(claim, parts.known):
            return CheckedClaim(claim, "agrees", f"the outcome rows: {parts.known:f}")
    return _beside_the_rest(case, claim, own) or _without_withdrawn(case, claim, own)


def _beside_the_rest(case: Case, claim: Claim, own: Total) -> CheckedClaim | None:
    """Return that a figure and the outcomes right behind it make its cells: it is one of them.

    答复7件，不予处理4件，其他处理1件 divides the 12 that were handled. It does so as well where one
    of them is wrong: then they make about as much.
    """
    if claim.metric not in _HANDLED or claim.value is None or not own.exact:
        return None
    rest = sum((one.value for one in _outcomes_behind(case, claim) if one.value), Decimal(0))
    nearer = rest and abs(claim.value + rest - own.known) < abs(claim.value - own.known)
    if nearer or own.known in accumulate(_values_behind(case, claim), initial=claim.value):
        return CheckedClaim(claim, "not_comparable", "one part of what was handled")
    return None


def _values_behind(case: Case, claim: Claim) -> Iterator[Decimal]:
    """Yield the figures right behind one, those of outcomes the form does not know as well."""
    for later in _right_behind(case, claim):
        if later.value is None or later.unit != claim.unit:
            return
        if any(not key.startswith("requests.") for key in later.cells):
            return
        yield later.value


def _outcomes_behind(case: Case, claim: Claim) -> Iterator[Claim]:
    """Yield the outcomes told right behind a figure without a word that divides it."""
    for later in _right_behind(case, claim):
        rows = {_row(key) for key in later.cells if key.startswith("requests.")}
        if later.metric not in _NO_ROW and (not rows or rows & _NO_OUTCOME):
            return
        yield later


def _right_behind(case: Case, claim: Claim) -> Iterator[Claim]:
    """Yield the figures told right behind one, up to a word that divides it."""
    end = claim.span.end
    divides = load_structure().lists.continued
    for later in case.claims.values():
        if later.span.start < end:
            continue
        if later.span.start - end > _ADJACENT or divides.match(fold(later.quote)):
            return
        yield later
        end = later.span.end


def _outcomes(case: Case, claim: Claim) -> tuple[str, ...]:
    """Return the outcome rows that （七） sums up, for a figure held against it."""
    rows = {_row(key) for key in claim.cells}
    if rows != {"outcomes_total"} or "requests" not in case.record.tables:
        return ()
    edition, variant = case.record.tables["requests"]
    form = table_form(edition, "requests", variant)
    columns = columns_of(claim.cells)
    return tuple(
        form.key(row, column) for row in form.rows if row.role == "outcome" for column in columns
    )


def _without_withdrawn(case: Case, claim: Claim, own: Total) -> CheckedClaim | None:
    """Requests withdrawn may have been left out of the table or of the figure."""
    if not own.exact or not claim.metric.startswith(("received", "requests", "handled")):
        return None
    for other in case.claims.values():
        near = abs(other.span.start - claim.span.start) < NEAR
        if other.metric != "withdrawn" or other.value is None or not near:
            continue
        if claim.value is not None and claim.value - other.value == own.known:
            why = f"less {other.value:f} withdrawn: {_equation(own)}"
            return CheckedClaim(claim, "explained", why, claim.cells)
    return None


def _differs(case: Case, claim: Claim, own: Total) -> CheckedClaim:
    """Return the verdict on a figure that no way of counting gives."""
    above = claim.value is not None and own.blank and not own.unread and claim.value < own.known
    if own.unread or (own.blank and not above):
        return CheckedClaim(claim, "undecided", _missing(case, own))
    doubt = comparable(case, claim)
    if doubt and not _more_than_carried(case, claim, own):
        return CheckedClaim(claim, "not_comparable", doubt)
    if claim.list_id is not None and claim.base is not None and _part_of_foreign(case, claim):
        return CheckedClaim(claim, "not_comparable", "a part of what the form does not count")
    if _outcome_of_carried(case, claim):
        return CheckedClaim(claim, "not_comparable", "an outcome of last year's requests alone")
    return CheckedClaim(claim, "conflicts", f"{_equation(own)}{_coincidence(case, claim)}")


def _more_than_carried(case: Case, claim: Claim, own: Total) -> bool:
    """Return whether more of the requests handled are said to be last year's than were left.

    答复46件，包括上年结转2件 may leave out one that is still open; 包括上年结转4件 cannot be.
    """
    whole = case.claims.get(claim.base or "")
    if claim.metric != "carried_over" or claim.role != "part" or whole is None:
        return False
    beside = claim.status != "disputed" and claim.scope == whole.scope and whole.period == "year"
    above = not claim.approx and own.exact and claim.value is not None and claim.value > own.known
    told = add_up(case.record, whole.cells)
    # So many that are also those of the table are no others, whoever is said to have them.
    same = whole.certain and told.known >= NO_COINCIDENCE
    handled = whole.metric in _HANDLED and (same or not comparable(case, whole))
    return above and beside and handled and told.exact and allows(whole, told.known)


def _part_of_foreign(case: Case, claim: Claim) -> bool:
    whole = case.claims.get(claim.base or "")
    return whole is not None and (not whole.cells or whole.period != "year")


def _outcome_of_carried(case: Case, claim: Claim) -> bool:
    """Return whether an outcome may be told of those carried over alone.

    It is told behind them, and the outcomes of its list make no more than they are.
    """
    if not _is_outcome(claim) or columns_of(claim.cells) != ("total",):
        return False
    whole = case.claims.get(claim.base or "")
    if whole is None or whole.metric in _HANDLED:
        return _follows_carried(case, claim)
    if whole.value is None or whole.metric != "carried_over":
        return False
    parts = _sum_of_list(case, claim) if claim.list_id is not None else claim.value
    return parts is not None and parts <= whole.value


def _is_outcome(claim: Claim) -> bool:
    return bool(claim.cells) and not any(
        _row(key) in _NO_OUTCOME or not key.startswith("requests.") for key in claim.cells
    )


def _follows_carried(case: Case, claim: Claim) -> bool:
    """Return whether outcomes up to this one follow those carried over and make no more.

    上年结转的2件申请，1件予以公开，1件不予公开 divides them without a word that says so.
    """
    before = [one for one in case.claims.values() if one.span.start < claim.span.start]
    told = answered = claim.value or Decimal(0)
    for one in reversed(before):
        if claim.span.start - one.span.end > NEAR:
            return False
        if one.metric == "carried_over":
            return one.value is not None and max(told, answered) <= one.value
        if one.metric in _HANDLED:
            answered = max(answered, one.value or Decimal(0))
            continue
        if one.cells and not _is_outcome(one):
            return False
        told += (one.value or Decimal(0)) if _is_outcome(one) else 0
    return False


def _missing(case: Case, total: Total) -> str:
    unread = [
        k for k in total.keys if (c := case.record.cells.get(k)) is None or c.effective is None
    ]
    return f"not known: {', '.join(unread[:3])}"


def _coincidence(case: Case, claim: Claim) -> str:
    """Name the one applicant column that happens to hold the figure, as a hint only."""
    if columns_of(claim.cells) != ("total",) or len(claim.cells) != 1:
        return ""
    rows = [
        claim.cells,
        *(reading_cells(case, claim, r)[0] for r in metric_of(claim.metric).readings),
    ]
    for keys in rows:
        if len(keys) != 1:
            continue
        for key in row_parts(case.record, keys[0]):
            if case.record.cells[key].effective == claim.value and claim.value:
                return f"; only {key} = {claim.value:f}"
    return ""


# ---- none and all -----------------------------------------------------------------------
def check_none(case: Case, claim: Claim) -> CheckedClaim:
    """Return the verdict on a statement that there was none, or that nothing is left."""
    total = add_up(case.record, claim.cells)
    if total.known > 0:
        doubt = comparable(case, claim)
        verdict: CheckedClaim = CheckedClaim(claim, "conflicts", _equation(total))
        return CheckedClaim(claim, "not_comparable", doubt) if doubt else verdict
    if total.unread:
        return CheckedClaim(claim, "undecided", _missing(case, total))
    return CheckedClaim(claim, "agrees", _equation(total))


def check_all(case: Case, claim: Claim) -> CheckedClaim:
    """Return the verdict on a statement that all are of one kind: the other kinds are 0."""
    if columns_of(claim.cells) == ("total",):
        found = _check_outcome_of_all(case, claim) or check_cells(case, claim)
        doubt = _whole_differs(case, claim) if found.verdict == "conflicts" else ""
        return CheckedClaim(claim, "not_comparable", doubt) if doubt else found
    others = other_columns(case, claim)
    if not others:
        return CheckedClaim(claim, "not_comparable", "no cell of the form holds this")
    total = add_up(case.record, others)
    own = add_up(case.record, claim.cells)
    if total.known > 0:
        doubt = comparable(case, claim) or _whole_differs(case, claim)
        if doubt:
            return CheckedClaim(claim, "not_comparable", doubt)
        return CheckedClaim(claim, "conflicts", f"others: {_equation(total)}")
    if total.unread or own.unread:
        return CheckedClaim(claim, "undecided", _missing(case, total if total.unread else own))
    return CheckedClaim(claim, "agrees", f"{_equation(own)}, the others 0")


def _check_outcome_of_all(case: Case, claim: Claim) -> CheckedClaim | None:
    """Return the verdict on a statement that all requests had one outcome: no others had.

    What was carried over or forward makes the requests spoken of others than those handled.
    """
    others = add_up(case.record, _other_outcomes(case, claim))
    if not others.known:
        return None
    carried = select_cells(case.keys, "requests", ("carried_over", "carried_forward"), ("total",))
    if add_up(case.record, carried).known:
        return CheckedClaim(claim, "not_comparable", "requests of two years were handled")
    doubt = comparable(case, claim) or _whole_differs(case, claim)
    if doubt:
        return CheckedClaim(claim, "not_comparable", doubt)
    return CheckedClaim(claim, "conflicts", f"others: {_equation(others)}")


def _other_outcomes(case: Case, claim: Claim) -> tuple[str, ...]:
    """Return the totals of the outcomes beside the one a statement about all names."""
    table = "requests"
    if table not in case.record.tables or columns_of(claim.cells) != ("total",):
        return ()
    edition, variant = case.record.tables[table]
    form = table_form(edition, table, variant)
    outcomes = [form.key(row, "total") for row in form.rows if row.role == "outcome"]
    if not set(outcomes).issuperset(claim.cells):
        return ()
    return tuple(key for key in outcomes if key not in claim.cells)


def other_columns(case: Case, claim: Claim) -> tuple[str, ...]:
    """Return the cells beside those a statement about all names."""
    if not claim.cells:
        return ()
    if outcomes := _other_outcomes(case, claim):
        return outcomes
    table = claim.cells[0].partition(".")[0]
    edition, variant = case.record.tables[table]
    named = columns_of(claim.cells)
    columns = [c for c in table_form(edition, table, variant).columns if c not in (*named, "total")]
    return in_columns(claim.cells, columns)


def _whole_differs(case: Case, claim: Claim) -> str:
    whole = case.claims.get(claim.base or "")
    if whole is None:
        return "what it speaks of is not stated"
    verdict = check_cells(case, whole).verdict if not not_compared(whole) else "not_comparable"
    if verdict in ("agrees", "explained"):
        return ""
    return "what it speaks of is not what the table counts"

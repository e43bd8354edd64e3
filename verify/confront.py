"""Every edit held against a record: passed, failed, or undecided with the reason.

An operand that holds no number is an interval. A blank is at least zero, and where the
other figures already agree it serves as zero, for this one check only. An unread cell may
hold anything its column can hold. An edit is decided when no value in the intervals could
decide it otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from report.edits import Edit, edits_of
from report.finding import Result, State
from report.form import table_form
from report.record import Number, Record, RecordCell

_UNREAD = RecordCell(None, "", None, "unread")


@dataclass(frozen=True, slots=True)
class CompiledEdit:
    """An edit with its terms as pairs and by sign, and which of its cells may be negative."""

    edit: Edit
    terms: tuple[tuple[str, int], ...]
    left: tuple[str, ...]
    right: tuple[str, ...]
    signed: frozenset[str]


@cache
def compiled_table(edition: str, table: str, variant: str) -> tuple[CompiledEdit, ...]:
    """Return the compiled edits of one table in the form's order."""
    form = table_form(edition, table, variant)
    signed = {key for key, _, column in form.cells() if column.kind == "signed"}
    return tuple(
        CompiledEdit(
            edit,
            tuple(edit.terms.items()),
            edit.left,
            edit.right,
            frozenset(signed & set(edit.terms)),
        )
        for edit in edits_of(edition, table, variant)
    )


def compiled_edits(record: Record) -> tuple[CompiledEdit, ...]:
    """Return the edits of the record's tables in the form's order."""
    return tuple(
        compiled
        for table, (edition, variant) in record.tables.items()
        for compiled in compiled_table(edition, table, variant)
    )


def confront(record: Record) -> tuple[Result, ...]:
    """Return one result for every edit of the record's tables, in the form's order."""
    used, numbers = frozenset(record.used_edits), _numbers(record)
    return tuple(_confront(compiled, record, numbers, used) for compiled in compiled_edits(record))


def _numbers(record: Record) -> dict[str, Number]:
    """Return the numbers of a record by key, each looked at once for all its edits."""
    effective = (
        (key, cell.value if cell.corrected is None else cell.corrected.value)
        for key, cell in record.cells.items()
    )
    return {key: value for key, value in effective if value is not None}


def _confront(
    compiled: CompiledEdit, record: Record, numbers: Mapping[str, Number], used: frozenset[str]
) -> Result:
    edit, number_of = compiled.edit, numbers.__getitem__
    try:
        residual = sum(map(number_of, compiled.left)) - sum(map(number_of, compiled.right))
    except KeyError:
        return _with_missing(compiled, record, numbers)
    state = "passed" if residual == 0 else _decided(edit, residual, residual) or "failed"
    if state == "passed" and edit.id in used:
        return Result(edit.id, edit.code, "undecided", residual, "used to read")
    return Result(edit.id, edit.code, state, residual)


def _with_missing(compiled: CompiledEdit, record: Record, numbers: Mapping[str, Number]) -> Result:
    edit = compiled.edit
    missing = [
        (key, sign, record.cells.get(key, _UNREAD))
        for key, sign in compiled.terms
        if key not in numbers
    ]
    residual = sum(sign * numbers[key] for key, sign in compiled.terms if key in numbers)
    blank_only = all(_empty(cell) for _, _, cell in missing)
    some_known = len(missing) < len(compiled.terms)
    if edit.relation == "=" and blank_only and some_known and residual == 0:
        return Result(edit.id, edit.code, "passed", residual)
    low, high = _bounds(compiled, residual, missing)
    state = _decided(edit, low, high)
    if state is None:
        return Result(edit.id, edit.code, "undecided", None, _reason(missing))
    return Result(edit.id, edit.code, state, residual if state == "failed" else None)


def _bounds(
    compiled: CompiledEdit, residual: Number, missing: Iterable[tuple[str, int, RecordCell]]
) -> tuple[Number | None, Number | None]:
    """Return the least and greatest residual that the missing operands allow."""
    low: Number | None = residual
    high: Number | None = residual
    for key, sign, cell in missing:
        least, most = _interval(key in compiled.signed, cell)
        if sign < 0:
            least, most = _negative(most), _negative(least)
        low = None if low is None or least is None else low + least
        high = None if high is None or most is None else high + most
    return low, high


def _negative(bound: Number | None) -> Number | None:
    return None if bound is None else -bound


def _interval(signed: bool, cell: RecordCell) -> tuple[Number | None, Number | None]:
    if cell.candidates and cell.corrected is None and cell.status != "disputed":
        return min(cell.candidates), max(cell.candidates)
    return (None if signed else 0), None


def _decided(edit: Edit, low: Number | None, high: Number | None) -> State | None:
    """Return the state all residuals between the bounds (None: no bound) share, if any."""
    if edit.relation == "=":
        if (low is not None and low > 0) or (high is not None and high < 0):
            return "failed"
        return "passed" if low == 0 == high else None
    # `left <= right` is `right - left >= 0`.
    least, most = (low, high) if edit.relation == ">=" else (_negative(high), _negative(low))
    if least is not None and least >= 0:
        return "passed"
    return "failed" if most is not None and most < 0 else None


def missing_operands(compiled: CompiledEdit, record: Record) -> dict[str, list[str]]:
    """Return why operands of an edit hold no number → the keys of those that do not."""
    cells = ((key, sign, record.cells.get(key, _UNREAD)) for key, sign in compiled.terms)
    return _kinds(one for one in cells if one[2].effective is None)


def _kinds(missing: Iterable[tuple[str, int, RecordCell]]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for key, _, cell in missing:
        kinds.setdefault(_why_missing(cell), []).append(key)
    return kinds


def _reason(missing: Iterable[tuple[str, int, RecordCell]]) -> str:
    """Return why an edit is undecided, such as `blank: requests.granted.total`."""
    kinds = _kinds(missing)
    return "; ".join(f"{kind}: {', '.join(keys)}" for kind, keys in kinds.items())


def _empty(cell: RecordCell) -> bool:
    """Return whether no number stands there: as read, or as a person found."""
    return cell.is_blank or cell.corrected is not None


def _why_missing(cell: RecordCell) -> str:
    if _empty(cell):
        return "blank"
    if cell.span is not None and cell.status == "unread" and not cell.candidates:
        return "not in its evidence"
    return "ambiguous" if cell.candidates and cell.status != "disputed" else cell.status


def forced_blanks(record: Record, results: Iterable[Result]) -> dict[str, Number | None]:
    """Return blank cells that the other figures show cannot all be zero.

    One that must hold a certain number comes with it, the others with None. Blanks a person
    has looked at are not asked for again.
    """
    found: dict[str, Number | None] = {}
    undecided = {result.edit for result in results if result.state == "undecided"}
    for compiled in compiled_edits(record):
        if compiled.edit.id in undecided and compiled.edit.relation == "=":
            for key, value in _forced(compiled, record).items():
                if found.get(key) is None:
                    found[key] = value
    return found


def _forced(compiled: CompiledEdit, record: Record) -> dict[str, Number | None]:
    """Return the blanks of one sum that have to make up for what its figures lack."""
    residual: Number = 0
    blanks: list[tuple[str, int]] = []
    known: set[int] = set()
    for key, sign in compiled.terms:
        cell = record.cells.get(key, _UNREAD)
        value = cell.effective
        if value is not None:
            residual += sign * value
            known.add(sign)
        elif _empty(cell):
            blanks.append((key, sign))
        else:
            return {}
    side = -1 if residual > 0 else 1
    makers = [key for key, sign in blanks if sign == side]
    if not residual or any(not record.cells[key].is_blank for key in makers):
        return {}
    if len(makers) == 1:
        lacking = residual if residual > 0 else -residual
        return {makers[0]: lacking if len(blanks) == 1 else None}
    # A side left blank throughout was not broken down; one left blank in part is a gap.
    return dict.fromkeys(makers) if side in known else {}

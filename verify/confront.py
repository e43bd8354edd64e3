"""Every edit held against a record: passed, failed, or undecided with the reason.

An operand that holds no number is an interval. A blank is at least zero, and where the
other figures already agree it serves as zero, for this one check only. An unread cell may
hold anything its column can hold. An edit is decided when no value in the intervals could
decide it otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from report.edits import Edit, edits_of
from report.finding import Result, State
from report.form import table_form
from report.record import Number, Record, RecordCell

_UNREAD = RecordCell(None, "", None, "unread")


@dataclass(frozen=True, slots=True)
class CompiledEdit:
    """An edit with its terms as pairs, and which of its cells may be negative."""

    edit: Edit
    terms: tuple[tuple[str, int], ...]
    signed: frozenset[str]


@cache
def compiled_table(edition: str, table: str, variant: str) -> tuple[CompiledEdit, ...]:
    """Return the compiled edits of one table in the form's order."""
    form = table_form(edition, table, variant)
    signed = {key for key, _, column in form.cells() if column.kind == "signed"}
    return tuple(
        CompiledEdit(edit, tuple(edit.terms.items()), frozenset(signed & set(edit.terms)))
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
    used = frozenset(record.used_edits)
    return tuple(_confront(compiled, record, used) for compiled in compiled_edits(record))


def _confront(compiled: CompiledEdit, record: Record, used: frozenset[str]) -> Result:
    edit, cells = compiled.edit, record.cells
    residual: Number = 0
    missing: list[tuple[str, int, RecordCell]] = []
    for key, sign in compiled.terms:
        cell = cells.get(key, _UNREAD)
        value = cell.effective
        if value is None:
            missing.append((key, sign, cell))
        elif sign > 0:
            residual += value
        else:
            residual -= value
    if not missing:
        state = _decided(edit, residual, residual) or "failed"
        if state == "passed" and edit.id in used:
            return Result(edit.id, edit.code, "undecided", residual, "used to read")
        return Result(edit.id, edit.code, state, residual)
    return _with_missing(compiled, residual, missing)


def _with_missing(
    compiled: CompiledEdit, residual: Number, missing: list[tuple[str, int, RecordCell]]
) -> Result:
    edit = compiled.edit
    blank_only = all(cell.is_blank for _, _, cell in missing)
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
    if cell.candidates and cell.corrected is None:
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


def _reason(missing: Iterable[tuple[str, int, RecordCell]]) -> str:
    """Return why an edit is undecided, such as `blank: requests.granted.total`."""
    kinds: dict[str, list[str]] = {}
    for key, _, cell in missing:
        kind = "ambiguous" if cell.candidates else cell.status
        kinds.setdefault(kind, []).append(key)
    return "; ".join(f"{kind}: {', '.join(keys)}" for kind, keys in kinds.items())


def forced_blanks(record: Record, results: Iterable[Result]) -> dict[str, Number | None]:
    """Return blank cells that the other figures show cannot be zero.

    Each comes with the value it must have, or None when other blanks leave it open.
    """
    found: dict[str, Number | None] = {}
    undecided = {result.edit for result in results if result.state == "undecided"}
    for compiled in compiled_edits(record):
        if compiled.edit.id in undecided and compiled.edit.relation == "=":
            _force(compiled, record, found)
    return found


def _force(compiled: CompiledEdit, record: Record, found: dict[str, Number | None]) -> None:
    residual: Number = 0
    blanks: list[tuple[str, int]] = []
    for key, sign in compiled.terms:
        cell = record.cells.get(key, _UNREAD)
        value = cell.effective
        if value is not None:
            residual += sign * value
        elif cell.is_blank:
            blanks.append((key, sign))
        else:
            return
    makers = [key for key, sign in blanks if residual * sign < 0]
    # Several blanks that could share the rest are an issuer's way not to break it down.
    if len(makers) == 1 and found.get(makers[0]) is None:
        rest = residual if residual > 0 else -residual
        found[makers[0]] = rest if len(blanks) == 1 else None

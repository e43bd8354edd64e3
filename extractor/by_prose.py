"""Digits run together that no sum separates, separated by figures the prose states.

Table two has no sums: "8855698" may be many numbers. Where the prose states all of a row's
numbers but one, and exactly one way of cutting the digits agrees, that way is read. It is
still only a split, and the claims that served for it are noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractor.tables.runs import cut
from extractor.tables.sheet import read_ways
from extractor.tables.split import Budget, Glue, OverBudgetError, Split, glue_of, splits
from report.claim import Claim
from report.form import Column, Row, TableForm, table_form
from report.record import CellReading, Number, Reading

_TABLE = "disclosure"


def settle_by_prose(text: str, reading: Reading, claims: Iterable[Claim]) -> Reading:
    """Return the reading with rows settled that the prose leaves only one way to cut."""
    if _TABLE not in reading.tables or not any(c.candidates for c in reading.cells.values()):
        return reading
    stated = _stated(claims)
    form = table_form(reading.tables[_TABLE][0], _TABLE, reading.tables[_TABLE][1])
    cells, used = dict(reading.cells), list(reading.used_edits)
    for row in form.rows:
        settled = _settle(text, form, row, reading, stated)
        if settled:
            cells.update(settled)
            used += [stated[key][1] for key in settled if key in stated]
    return replace(reading, cells=cells, used_edits=tuple(dict.fromkeys(used)))


def _stated(claims: Iterable[Claim]) -> dict[str, tuple[Number, str]]:
    """Return the number and the claim's id for every cell that the prose gives exactly."""
    found: dict[str, tuple[Number, str]] = {}
    contradicted: set[str] = set()
    for claim in claims:
        if not _is_exact(claim) or claim.value is None:
            continue
        key = claim.cells[0]
        if key in found and found[key][0] != claim.value:
            contradicted.add(key)
        found.setdefault(key, (claim.value, f"claim.{claim.id}"))
    return {key: said for key, said in found.items() if key not in contradicted}


def _is_exact(claim: Claim) -> bool:
    plain = claim.certain and not claim.approx and not claim.implied and len(claim.cells) == 1
    return plain and (claim.scope, claim.period, claim.role) == ("self", "year", "total")


def _settle(
    text: str,
    form: TableForm,
    row: Row,
    reading: Reading,
    stated: dict[str, tuple[Number, str]],
) -> dict[str, CellReading]:
    columns = form.cells_of(row)
    glue = _open_glue(text, reading, [key for key, _ in columns])
    if glue is None or sum(key in stated for key, _ in columns) < len(columns) - 1:
        return {}
    try:
        ways = splits(glue, len(columns), False, Budget())
    except OverBudgetError:
        return {}
    fitting = [way for way in ways if _agrees(way, columns, stated)]
    if len(fitting) != 1:
        return {}
    return read_ways(text, glue, fitting, columns, reading.cells[columns[0][0]].label)


def _open_glue(text: str, reading: Reading, keys: Sequence[str]) -> Glue | None:
    """Return the digits of a row all of whose cells are open, or None."""
    cells = [reading.cells.get(key) for key in keys]
    spans = {cell.span for cell in cells if cell is not None and cell.candidates}
    if len(keys) < 2 or len(spans) != 1 or not all(c and c.candidates for c in cells):
        return None
    (span,) = spans
    return glue_of(cut(text, span.start, span.end, 0))


def _agrees(
    way: Split, columns: Sequence[tuple[str, Column]], stated: dict[str, tuple[Number, str]]
) -> bool:
    return all(
        stated[key][0] == part.value
        for (key, _), part in zip(columns, way, strict=True)
        if key in stated
    )

"""Rows whose figures stand one column off: many wrong cells, one cause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from report.record import Number
from verify.localise import Sum, System, violations

Direction = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Shift:
    """How a row has to be moved for all sums to hold, and the figures that gives."""

    direction: Direction
    repair: dict[str, int]


def shifted_row(
    system: System, values: Mapping[str, Number], failed: Iterable[str]
) -> Shift | None:
    """Return the move of one row that mends all failed sums and breaks none.

    Only rows whose own sum fails are tried. The figure at one end is lost by the shift and
    follows from the rest of the row.
    """
    wanted = set(failed)
    before = {system.sums[at].id for at in violations(system, values)}
    for one in system.sums:
        if one.id not in wanted or one.code != "REQ03":
            continue
        for direction, moved in _moves(one, values):
            after = {system.sums[at].id for at in violations(system, {**values, **moved})}
            if after == before - wanted:
                changes = {key: value for key, value in moved.items() if values[key] != value}
                if changes:
                    return Shift(direction, changes)
    return None


def _moves(row: Sum, values: Mapping[str, Number]) -> list[tuple[Direction, dict[str, int]]]:
    """Return both ways to move the row, where the end that is pushed out is empty."""
    keys = [key for key, _ in row.terms]
    figures = [int(values[key]) for key in keys]
    moves: list[tuple[Direction, Sequence[int]]] = []
    if figures[0] == 0:
        moves.append(("left", [*figures[1:], sum(figures[1:])]))
    if figures[-1] == 0:
        first = figures[-2] - sum(figures[:-2])
        if first >= 0:
            moves.append(("right", [first, *figures[:-1]]))
    return [(way, dict(zip(keys, moved, strict=True))) for way, moved in moves]

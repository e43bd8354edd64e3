"""What a figure in prose allows, and what the cells of a record add up to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from report.claim import Claim
from report.form import table_form
from report.frozen import frozen
from report.record import Record

_ABOUT = Decimal("0.1")
_ROUND = 10


def _round_step(value: Decimal) -> Decimal:
    """Return the next unit a writer rounds to: 5600 → 100, 2541 → 10."""
    step, whole = Decimal(_ROUND), int(abs(value))
    while whole and whole % int(step * _ROUND) == 0:
        step *= _ROUND
    return step


def allows(claim: Claim, number: Decimal | Fraction) -> bool:
    """Return whether a figure, with the words that soften it, may stand for a number."""
    if claim.value is None:
        return False
    if claim.qualifier == "exact" and not claim.step:
        return number == claim.value
    value, step, x = Fraction(claim.value), Fraction(claim.step), Fraction(number)
    if claim.qualifier == "exact":
        return abs(x - value) <= step
    slack = max(step, Fraction(_round_step(claim.value)))
    if claim.qualifier == "about":
        return abs(x - value) <= max(slack, value * Fraction(_ABOUT))
    if claim.qualifier in ("at_least", "more_than"):
        above = x > value if claim.qualifier == "more_than" else x >= value - step
        return above and x < value + max(slack, value * Fraction(_ABOUT) / 2)
    if claim.qualifier in ("at_most", "less_than"):
        return x < value or (claim.qualifier == "at_most" and x == value)
    return abs(x - value) <= step


@frozen
class Total:
    """What cells add up to.

    Attributes:
        known: The sum of the known cells.
        blank: Whether blanks among them leave it a lower bound.
        unread: Whether a cell was not read.
        keys: The cells added and, with a minus sign in front of nothing, taken off.
    """

    known: Decimal
    blank: bool
    unread: bool
    keys: tuple[str, ...]

    @property
    def exact(self) -> bool:
        """Whether nothing is missing."""
        return not (self.blank or self.unread)


def add_up(record: Record, plus: Sequence[str], minus: Sequence[str] = ()) -> Total:
    """Return the sum of some cells less that of others.

    A total that is blank or was not read is made up from its row, if that is known.
    """
    known, blank, unread = Decimal(0), False, False
    keys: list[str] = []
    for sign, added in ((1, plus), (-1, minus)):
        for key in added:
            cell = record.cells.get(key)
            if cell is not None and cell.effective is not None:
                known += sign * cell.effective
                keys.append(key)
                continue
            one = _without_number(record, key)
            known += sign * one.known
            blank, unread = blank or one.blank, unread or one.unread
            keys += one.keys
    return Total(known, blank, unread, tuple(keys))


def _without_number(record: Record, key: str) -> Total:
    """Return what a cell that holds no number adds: what its row does, if it is a total."""
    cell = record.cells.get(key)
    parts = row_parts(record, key)
    if parts:
        values = [record.cells[part].effective for part in parts]
        if all(value is not None for value in values):
            total = sum((Decimal(value) for value in values if value is not None), Decimal(0))
            return Total(total, blank=False, unread=False, keys=(*parts, key))
    blank = cell is not None and cell.is_blank
    return Total(Decimal(0), blank=blank, unread=not blank, keys=(key,))


def row_parts(record: Record, key: str) -> tuple[str, ...]:
    """Return the cells whose sum a total is; none for any other cell."""
    table, _, rest = key.partition(".")
    row, _, column = rest.rpartition(".")
    if column != "total" or table not in record.tables:
        return ()
    form = table_form(record.tables[table][0], table, record.tables[table][1])
    return tuple(f"{table}.{row}.{other}" for other in form.columns if other != "total")


def in_columns(keys: Iterable[str], columns: Sequence[str]) -> tuple[str, ...]:
    """Return the keys of the same rows in other columns."""
    rows = dict.fromkeys(key.rpartition(".")[0] for key in keys)
    return tuple(f"{row}.{column}" for row in rows for column in columns)


def columns_of(keys: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of some keys, each once."""
    return tuple(dict.fromkeys(key.rpartition(".")[2] for key in keys))

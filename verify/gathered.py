"""Many cells told by what they have in common: a whole table, whole columns, whole rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from report.finding import Message
from report.messages import listed, render
from report.naming import cell_name, column_name, row_name, split_key
from report.record import Record

_MOST = 4


def gathered(record: Record, keys: Sequence[str]) -> Message:
    """Return what cells of one table are called, in few words where they are many."""
    names = [cell_name(key, record.tables) for key in keys]
    if len(keys) <= _MOST:
        return listed(names, most=_MOST)
    table = split_key(keys[0])[0]
    whole = [key for key in record.cells if split_key(key)[0] == table]
    if len(keys) == len(whole):
        return render("cells.whole", count=len(keys))
    for column in (True, False):
        groups = _whole_groups(whole, keys, _column if column else _row)
        if groups:
            name = column_name if column else row_name
            named = [_named(name(key, record.tables)) for key in groups]
            id_ = "cells.columns" if column else "cells.rows"
            return render(id_, names=listed(named, most=_MOST), count=len(keys))
    return listed(names, most=_MOST)


def _named(name: str) -> Message:
    return Message(f"“{name}”", f"“{name}”")


def _column(key: str) -> str:
    return split_key(key)[2]


def _row(key: str) -> str:
    return split_key(key)[1]


def _whole_groups(whole: Sequence[str], keys: Sequence[str], of: Callable[[str], str]) -> list[str]:
    """Return one key of each column or row that the keys fill; none if one is not full."""
    wanted = {of(key): key for key in reversed(keys)}
    full = sum(of(key) in wanted for key in whole)
    return [wanted[one] for one in dict.fromkeys(map(of, keys))] if full == len(keys) else []

"""All tables there are: their headers, and their rows out of a store, streamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, get_args

from gouji.exports.dictionary import DICTIONARY, dictionary_rows
from gouji.exports.rates import (
    RANKINGS,
    TRENDS,
    Series,
    definitions,
    figures_of,
    ranking_rows,
    rates_columns,
    rates_row,
    trend_rows,
)
from gouji.exports.tables import Row, columns, rows
from gouji.exports.wide import wide_columns, wide_row
from report.decision import Decision
from report.finding import Outcome
from review.near import Around

Name = Literal["cells", "reports", "findings", "rates", "trends", "rankings", "dictionary"]
NAMES: tuple[Name, ...] = get_args(Name)
Pair = tuple[Outcome, Mapping[str, Decision]]

_EXACT_FLOAT = 1 << 53


def header(name: Name, *, typed: bool = False) -> tuple[str, ...]:
    """Return the header of a table; `typed` for a file that has types, such as Parquet."""
    if name == "rates":
        return rates_columns()
    if name == "trends":
        return TRENDS
    if name == "rankings":
        return RANKINGS
    if name == "dictionary":
        return DICTIONARY
    if typed and name == "reports":
        return wide_columns(columns("reports"))
    return (*columns(name), "number") if typed and name == "cells" else columns(name)


def fractions(name: Name) -> frozenset[str]:
    """Return the columns of a table that hold numbers with a fraction."""
    if name == "rates":
        return frozenset(rate.id for rate in definitions().rates)
    if name in ("trends", "rankings"):
        return frozenset(("value", "previous", "change", "change_percent"))
    return frozenset(("number",)) if name == "cells" else frozenset()


def table_rows(
    name: Name, pairs: Iterable[Pair], around: Around | None = None, *, typed: bool = False
) -> Iterator[Row]:
    """Yield the rows of a table.

    Trends and rankings hold a few numbers of every report before the first row comes; all
    others come as the reports do.

    Args:
        name: The table.
        pairs: The reports, each with the decisions in force.
        around: What each report stands beside; trends and rankings go by it.
        typed: For a file that has types, such as Parquet.
    """
    if name == "dictionary":
        yield from dictionary_rows()
    elif name in ("trends", "rankings"):
        series = Series.of((figures_of(*pair) for pair in pairs), around or {})
        yield from trend_rows(series) if name == "trends" else ranking_rows(series)
    else:
        for pair in pairs:
            yield from _of_one(name, *pair, typed=typed)


def _of_one(
    name: Name,
    outcome: Outcome,
    decisions: Mapping[str, Decision],
    *,
    typed: bool,
) -> Iterator[Row]:
    if name == "rates":
        yield rates_row(outcome, decisions)
    elif name == "reports":
        for row in rows(name, outcome, decisions):
            yield row | wide_row(outcome, decisions) if typed else row
    elif name in ("cells", "findings"):
        for row in rows(name, outcome, decisions):
            yield row | {"number": _number(row.get("value"))} if typed else row


def _number(value: object) -> float | None:
    """Return a figure as a floating-point number where that is exact."""
    if value is None:
        return None
    whole = str(value)
    short = float(whole)
    if abs(short) > _EXACT_FLOAT:
        return None
    from decimal import Decimal

    return short if Decimal(repr(short)) == Decimal(whole) else None

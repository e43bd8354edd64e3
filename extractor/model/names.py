"""What metrics, rows and columns are called towards a model, and back again.

All names are those of the form and the lexicon; a name that fits none of them is no
metric of ours, and the figure is kept as one the form does not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from report.form import load_forms, table_forms
from report.lexicon_data import Metric, load_metrics
from report.text import fold

_TOTAL = ("total",)
_ASIDE = re.compile(r"[（(].*?[）)]")
_ALIKE = 82
_LEAST = 4


@dataclass(frozen=True, slots=True)
class Meant:
    """What a figure counts: metric, name and the part of the form; without rows none."""

    metric: str = "other"
    name: str = "other"
    table: str = ""
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    certain: bool = True


@cache
def offered() -> dict[str, Metric]:
    """Return name → metric for all that a model is asked for."""
    return {metric.asked: metric for metric in load_metrics().values() if metric.asked}


def metric_names() -> str:
    """Return all metrics' names as a prompt lists them."""
    return "/".join(offered())


@cache
def _columns() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return table → what a column is called → its ids, over all editions."""
    tables: dict[str, dict[str, tuple[str, ...]]] = {}
    for form in load_forms().values():
        for table in form.tables:
            names = tables.setdefault(table.id, {})
            for column in table.columns:
                if column.role != "total" and column.kind != "money":
                    for label in column.labels:
                        names.setdefault(_plain(label), (column.id,))
            for group in table.groups:
                ids = tuple(c.id for c in table.columns if c.group == group.id)
                if ids:
                    names.setdefault(_plain(group.label), ids)
    return tables


def _plain(label: str) -> str:
    return fold(_ASIDE.sub("", label))


@cache
def _rows() -> dict[str, tuple[str, ...]]:
    """Return label → ids of the outcome rows that are called so in any edition."""
    rows: dict[str, dict[str, None]] = {}
    for form in table_forms("requests"):
        for row in form.rows:
            if row.role == "outcome" and "." in row.id and row.id != "other.other":
                for label in row.labels:
                    rows.setdefault(_plain(label), {})[row.id] = None
    return {label: tuple(ids) for label, ids in rows.items()}


@cache
def _metrics_by_name() -> dict[str, Metric]:
    names = {fold(metric.title.zh): metric for metric in reversed(load_metrics().values())}
    return names | {fold(name): metric for name, metric in offered().items()}


@cache
def meant(metric: str, column: str) -> Meant:
    """Return what a model's words for metric and column stand for."""
    name = fold(metric)
    found = _metrics_by_name().get(name)
    if found is not None:
        return _of_metric(found, column)
    row = _row_called(name)
    if row is not None:
        columns = _columns_called("requests", column) or _TOTAL
        return Meant("reason", f"reason.{row[0].rpartition('.')[2]}", "requests", row, columns)
    return Meant()


def of_metric(id_: str) -> Meant:
    """Return what a metric of the lexicon stands for."""
    return _of_metric(load_metrics()[id_], "")


def _of_metric(metric: Metric, column: str) -> Meant:
    columns = _columns_called(metric.table, column) if metric.table else ()
    rows = metric.rows
    if metric.table == "disclosure" and not metric.columns:
        made = ("issued", "made")
        certain = bool(columns)
        columns = columns or made
        return Meant(metric.id, _named(metric.id, columns), metric.table, rows, columns, certain)
    columns = metric.columns or columns or _TOTAL
    name = _named(metric.id, columns if metric.columns != columns else _TOTAL)
    return Meant(metric.id, name, metric.table, rows, columns if rows else ())


def _named(metric: str, columns: tuple[str, ...]) -> str:
    return metric if columns == _TOTAL else f"{metric}.{'+'.join(columns)}"


def _columns_called(table: str, column: str) -> tuple[str, ...]:
    name = _plain(column)
    if not name:
        return ()
    names = _columns().get(table, {})
    if name in names:
        return names[name]
    near = [
        ids for label, ids in names.items() if len(name) > 1 and (name in label or label in name)
    ]
    return near[0] if near else ()


def _row_called(name: str) -> tuple[str, ...] | None:
    if len(name) < _LEAST:
        return None
    rows = _rows()
    if name in rows:
        return rows[name]
    scores = {label: fuzz.partial_ratio(name, label) for label in rows}
    best = max(scores, key=lambda label: (scores[label], -abs(len(label) - len(name))))
    return rows[best] if scores[best] >= _ALIKE else None

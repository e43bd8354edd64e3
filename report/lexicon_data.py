"""The words and metrics of the reports' prose, from `report/lexicon/*.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal

from report.data_file import Data, parse_toml, read_lexicon
from report.errors import DataFileError

WordKind = Literal[
    "object",
    "same",
    "topic",
    "foreign",
    "skip",
    "verb",
    "carry",
    "outcome",
    "applicant",
    "channel",
    "result",
    "document",
    "mark",
]


class WordClass(Data):
    """Words that say the same of a figure, and the rows or columns they name."""

    id: str
    kind: WordKind
    patterns: tuple[str, ...]
    frame: str = ""
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


class Title(Data):
    """What a metric is called when people are told of it."""

    zh: str
    en: str


class MetricReading(Data):
    """A way of counting that a figure may follow; unnamed rows or columns are its own."""

    verdict: Literal["agrees", "explained"]
    why: str
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    minus_rows: tuple[str, ...] = ()
    minus_columns: tuple[str, ...] = ()


class Metric(Data):
    """What a figure can be a figure of; a lenient one is compared, never accused.

    `asked` is the name a model is asked for it by.
    """

    id: str
    title: Title
    asked: str = ""
    table: str = ""
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    strict: bool = True
    readings: tuple[MetricReading, ...] = ()


class _Words(Data):
    words: tuple[WordClass, ...]


class _Metrics(Data):
    metrics: tuple[Metric, ...]


def _unique(ids: Iterable[str], file: str) -> None:
    seen: set[str] = set()
    for id_ in ids:
        if id_ in seen:
            raise DataFileError(file, id_, "this id stands twice")
        seen.add(id_)


def parse_words(text: str, file: str = "words.toml") -> dict[str, WordClass]:
    """Return the word classes a TOML text holds, by id, in its order.

    Raises:
        DataFileError: A key is unknown, an id stands twice or a pattern is malformed.
    """
    words = parse_toml(_Words, text, file).words
    _unique((word.id for word in words), file)
    for word in words:
        for pattern in word.patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise DataFileError(file, word.id, f"{pattern!r}: {error}") from None
    return {word.id: word for word in words}


def parse_metrics(text: str, file: str = "metrics.toml") -> dict[str, Metric]:
    """Return the metrics a TOML text holds, by id.

    Raises:
        DataFileError: A key is unknown or an id stands twice.
    """
    metrics = parse_toml(_Metrics, text, file).metrics
    _unique((metric.id for metric in metrics), file)
    return {metric.id: metric for metric in metrics}


@cache
def load_words() -> dict[str, WordClass]:
    """Return the shipped word classes by id; at one place the first that fits wins."""
    return parse_words(read_lexicon("words.toml"))


@cache
def load_metrics() -> dict[str, Metric]:
    """Return the shipped metrics by id."""
    return parse_metrics(read_lexicon("metrics.toml"))


def metric_of(name: str) -> Metric:
    """Return the metric a claim's metric name begins with: `received.business` → received."""
    metrics = load_metrics()
    head = name.split(".", 1)[0]
    return metrics.get(name) or metrics.get(head) or metrics["other"]


@cache
def _rows_of(keys: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return table → its rows, in printed order."""
    rows: dict[str, dict[str, None]] = {}
    for key in keys:
        table, rest = key.split(".", 1)
        rows.setdefault(table, {})[rest.rsplit(".", 1)[0]] = None
    return {table: tuple(names) for table, names in rows.items()}


def _fits(row: str, pattern: str) -> bool:
    if not pattern.endswith("*"):
        return row == pattern
    stem = pattern[:-1].rstrip(".")
    return row.startswith(f"{stem}.") or (pattern[-2] != "." and row == stem)


@cache
def select_cells(
    keys: tuple[str, ...], table: str, rows: tuple[str, ...], columns: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the keys of these rows and columns that are among a report's `keys`.

    In `rows`, `refused.*` stands for every row of that group, `other*` for a row `other`
    as well as the rows under it.
    """
    held = frozenset(keys)
    return tuple(
        key
        for pattern in rows
        for row in _rows_of(keys).get(table, ())
        if _fits(row, pattern)
        for column in columns
        if (key := f"{table}.{row}.{column}") in held
    )


class NoneWords(Data):
    """Patterns of statements that there was none."""

    hint: str
    marker: str
    zero: str
    condition: str
    tail: str
    filler: str
    narrows: str
    beside: str
    later: str
    less: str
    accountability: str


class AllWords(Data):
    """Patterns of statements about all of what was counted."""

    hint: str
    marker: str
    done: str
    answered: str
    in_time: str
    excepted: str
    negated: str


class RestWords(Data):
    """What says that the rest of something is all of one kind."""

    marker: str


class MissingWords(Data):
    """Where a number was lost before its measure word, the group that matched."""

    pattern: str


class ScopeWords(Data):
    """What tells an issuer that sums up its area from one that reports on itself."""

    government: str
    office: str


class DisputeWords(Data):
    """What says that other disputes are counted than those of the form."""

    unrelated: str
    of_some: str
    authority: str
    carried: str
    fresh: str
    turned_away: str


class DecisionWords(Data):
    """What says that other decisions are counted than those of the form."""

    otherwise: str


class RateWords(Data):
    """Words of the two figures that a rate of completion is told from."""

    taken_in: str
    done: str


class ListWords(Data):
    """Words that make an enumeration complete, or let its parts overlap."""

    rest: str
    several_ways: str


class Statements(Data):
    """Patterns of statements without a figure, and topics by their words."""

    topics: dict[str, str]
    none: NoneWords
    all: AllWords
    rest: RestWords
    missing: MissingWords
    scope: ScopeWords
    decisions: DecisionWords
    disputes: DisputeWords
    rates: RateWords
    lists: ListWords


@cache
def load_statements() -> Statements:
    """Return the shipped patterns of statements."""
    return parse_toml(Statements, read_lexicon("statements.toml"), "statements.toml")

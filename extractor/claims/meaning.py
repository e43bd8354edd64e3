"""What a figure in prose counts, and what is known where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache

from report.frozen import frozen
from report.lexicon_data import load_metrics
from report.words import Word

TOTAL = ("total",)


@frozen
class Meaning:
    """What a figure counts.

    Attributes:
        metric: Id of a metric of the lexicon.
        table, rows, columns: Which part of the form it names; empty when none.
        kind: `applicant`, `channel`, `outcome`, `result`, … for lists of one kind.
        certain: Whether the words leave no doubt that this is meant.
    """

    metric: str = "other"
    name: str = "other"
    table: str = ""
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    kind: str = ""
    certain: bool = True


@dataclass
class State:
    """What the text has been speaking of, from sentence to sentence.

    `frame` is what is being counted; `strong` whether this sentence itself said so;
    `before` is what the sentence before said to be counted.
    """

    year: int | None = None
    frame: str = ""
    strong: bool = False
    before: str = ""
    last_objects: tuple[str, ...] = field(default_factory=tuple)


@frozen
class Local:
    """The words that belong to one figure.

    Attributes:
        words: Words of the clause that names it.
        behind: Words directly behind it.
        listed: Whether the words behind it are all outcomes it sums up: 3件分别为A、B和C.
        sure: Whether the words are surely those of this figure.
    """

    words: tuple[Word, ...]
    behind: tuple[Word, ...]
    listed: bool = False
    sure: bool = True


@frozen
class Counted:
    """What a figure counts, and what was being counted where it stands."""

    meanings: tuple[Meaning, ...]
    frame: str


@cache
def named(
    metric: str,
    rows: tuple[str, ...] = (),
    columns: tuple[str, ...] = TOTAL,
    kind: str = "",
    certain: bool = True,
) -> Meaning:
    """Return the meaning of a metric, for these rows and columns instead of its own."""
    entry = load_metrics()[metric]
    suffix = "" if columns == TOTAL else "." + "+".join(columns)
    own = rows or entry.rows
    return Meaning(metric, metric + suffix, entry.table, own, columns if own else (), kind, certain)


def doubted_unless(sure: bool, meaning: Meaning) -> Meaning:
    """Return the meaning, no longer certain unless the words around it leave no doubt."""
    return meaning if sure or not meaning.certain else replace(meaning, certain=False)


def channel(word: Word) -> Meaning:
    """Return the meaning of requests that came by one channel."""
    return Meaning("channel", word.id.replace("_", ".", 1), kind="channel")

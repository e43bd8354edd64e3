"""A figure of a sentence with its place among the others, and figures that divide nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.claims.meaning import Meaning
from extractor.claims.sentences import Figure, Sentence
from report.claim import Role
from report.structure_words import load_structure

CHANGES = frozenset(("change_up", "change_down"))
RATES = frozenset(("done_rate", "answer_rate", "rate"))
# What a figure is compared with stands no further before it than this.
_REACH = 60


@dataclass
class Item:
    """A figure with its meaning and its place among the others.

    Attributes:
        whole: Index of the item it is a part of, or None.
        refers: Index of the item a share or change is about, or None.
        dimension: What kind of part: `applicant`, `channel`, …; parts of different
            dimensions are different lists.
        is_open: Whether the list it stands in claims no completeness.
        rate: For a rate, which one: `done_rate` (办结率), `answer_rate`, `rate`.
    """

    figure: Figure
    meaning: Meaning
    role: Role = "total"
    whole: int | None = None
    refers: int | None = None
    dimension: str = ""
    is_open: bool = False
    rate: str = ""


def is_only_compared(sentence: Sentence, figure: Figure) -> bool:
    """Return whether a figure is last year's, a difference or a target: no whole of 其中.

    较2023年的32件增加8件 and 完成年度任务1000条 divide neither the 32, the 8 nor the 1000.
    """
    text, at = sentence.prose.text, figure.start
    told = text[max(sentence_start(text, at), at - _REACH) : at]
    return load_structure().lists.only_compared.search(told) is not None


def sentence_start(text: str, at: int) -> int:
    """Return where the sentence starts that an offset lies in, which may be the one before."""
    return max(text.rfind(end, 0, at) for end in "。!?\n") + 1


def is_whole_told(sentence: Sentence, figure: Figure) -> bool:
    """Return whether a figure is what a share says it is of: 占无法提供总数17件的88.2%."""
    text, units = sentence.prose.text, load_structure().units
    if figure.quantity.unit in units.ratios:
        return False
    nearest = next((one for one in sentence.figures if one.start >= figure.end), None)
    return (
        nearest is not None
        and nearest.quantity.unit == units.percent
        and sentence.is_marked(figure.seg, figure.start, "share")
        and text[figure.end : nearest.start] in load_structure().lists.of
    )


def depth_of(text: str, start: int, end: int) -> int:
    """Return how many brackets opened between two offsets are still open."""
    return text.count("(", start, end) - text.count(")", start, end)


def same_unit(items: Sequence[Item], a: int, b: int) -> bool:
    """Return whether two figures are told in one measure word."""
    return items[a].figure.quantity.unit == items[b].figure.quantity.unit

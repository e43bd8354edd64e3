"""Cuts prose into sentences and says which words stand around each figure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from report.prose import Prose
from report.quantity import Quantity, quantities
from report.structure_words import load_structure
from report.words import Word, words_in

_SENTENCE = re.compile(r"[^。!?\n]+")
_QUOTED = re.compile(r"“[^”\n]{1,48}”")
_BOUNDARY = re.compile(r"[,;:()、]")
COUNT_KINDS = frozenset(
    (
        "object",
        "same",
        "foreign",
        "verb",
        "carry",
        "outcome",
        "applicant",
        "channel",
        "result",
        "document",
    )
)
_QUOTE_LENGTH = 60


@dataclass(slots=True, eq=False)
class Figure:
    """A figure in its sentence.

    Attributes:
        seg: Where the clause that leads up to it starts.
        limit: Where the previous figure ends, or the sentence starts.
        right: Where the words behind it that may belong to it end.
        start: Where it begins.
        end: Where its measure word ends.
    """

    quantity: Quantity
    seg: int
    limit: int
    right: int
    start: int = field(init=False)
    end: int = field(init=False)

    def __post_init__(self) -> None:
        self.start, self.end = self.quantity.start, self.quantity.end


@dataclass
class Sentence:
    """One sentence of the prose with its figures and words."""

    prose: Prose
    start: int
    end: int
    figures: list[Figure] = field(default_factory=list)

    @cached_property
    def words(self) -> list[Word]:
        """Return the words of the sentence outside its asides, from left to right."""
        words = list(words_in(self.prose.text, self.start, self.end))
        wordless = load_structure().figures.wordless
        asides = [
            found.span() for found in wordless.finditer(self.prose.text, self.start, self.end)
        ]
        if not asides:
            return words
        return [w for w in words if not any(a <= w.start and w.end <= b for a, b in asides)]

    @property
    def text(self) -> str:
        """Return the folded sentence."""
        return self.prose.text[self.start : self.end]

    @cached_property
    def smooth(self) -> str:
        """Return the sentence with quotes and asides without figures made seamless."""
        text = self.text
        if "“" in text:
            text = _QUOTED.sub(lambda found: "“" + "…" * (len(found[0]) - 2) + "”", text)
        if "(" in text:
            wordless = load_structure().figures.wordless
            text = wordless.sub(lambda found: "…" * len(found[0]), text)
        return text

    @cached_property
    def rows(self) -> list[list[Figure]]:
        """Return the figures by the rows they stand in, without a word of their own."""
        text, link = self.prose.text, load_structure().joints.link
        rows: list[list[Figure]] = []
        for figure in self.figures:
            between = text[rows[-1][-1].end : figure.start] if rows else ""
            if between and "," not in between and link.fullmatch(between):
                rows[-1].append(figure)
            else:
                rows.append([figure])
        return rows

    @cached_property
    def ids(self) -> frozenset[str]:
        """Return the ids of its words."""
        return frozenset([w.id for w in self.words])

    @cached_property
    def _content(self) -> list[Word]:
        return [w for w in self.words if w.kind in COUNT_KINDS]

    @cached_property
    def _marks(self) -> list[Word]:
        return [w for w in self.words if w.kind == "mark"]

    def between(self, start: int, end: int) -> list[Word]:
        """Return the words that say what is counted between two offsets."""
        return [w for w in self._content if w.start >= start and w.end <= end]

    def marks(self, start: int, end: int, *ids: str) -> list[Word]:
        """Return the structural words between two offsets, of these ids where some are given."""
        if ids and self.ids.isdisjoint(ids):
            return []  # Each figure is asked for a score of them, and few sentences have any.
        return [
            w for w in self._marks if w.start >= start and w.end <= end and (not ids or w.id in ids)
        ]

    def is_marked(self, start: int, end: int, *ids: str) -> bool:
        """Return whether one of these structural words stands between two offsets."""
        return not self.ids.isdisjoint(ids) and bool(self.marks(start, end, *ids))

    def quote(self, figure: Figure) -> tuple[int, int]:
        """Return the offsets of the words to show for a figure."""
        start = max(figure.seg, figure.end - _QUOTE_LENGTH)
        text = self.prose.text
        while start < figure.start and text[start] in "、,;:)。":
            start += 1
        end = figure.end
        if self.leads(figure):
            end = min(figure.right, start + _QUOTE_LENGTH)
        return start, end

    def leads(self, figure: Figure) -> bool:
        """Return whether the figure stands before what it counts: 1件结转下年度."""
        return (
            load_structure().figures.filler.fullmatch(self.prose.text, figure.seg, figure.start)
            is not None
        )


def _segment(bounds: Sequence[int], text: str, limit: int, start: int) -> int:
    """Return where the clause leading up to a figure starts, after its last boundary."""
    seg = limit
    for bound in bounds:
        if limit <= bound < start and text[bound] != ")":
            seg = bound + 1
    # 3件维持、1件纠正: what stands before 、 belongs to the figure before it.
    return start if seg == limit < start and text[start - 1] == "、" else seg


def _place(sentence: Sentence, found: list[Quantity]) -> None:
    text, limit = sentence.prose.text, sentence.start
    right = [limit + bound.start() for bound in _BOUNDARY.finditer(sentence.smooth)]
    left = [bound for bound in right if text[bound] != "、"]
    for at, quantity in enumerate(found):
        stop = found[at + 1].start if at + 1 < len(found) else sentence.end
        sentence.figures.append(
            Figure(
                quantity,
                _segment(left, text, limit, quantity.start),
                limit,
                next((bound for bound in right if quantity.end <= bound < stop), stop),
            )
        )
        limit = quantity.end


def sentences(prose: Prose) -> Iterator[Sentence]:
    """Yield the sentences of the prose in order, each with its figures."""
    found = list(quantities(prose.text))
    at = 0
    for match in _SENTENCE.finditer(prose.text):
        sentence = Sentence(prose, match.start(), match.end())
        first = at
        while at < len(found) and found[at].start < sentence.end:
            at += 1
        if at > first:
            _place(sentence, found[first:at])
        yield sentence

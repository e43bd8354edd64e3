"""Figures that stand for several things: A、B各1次, A、B分别为1件、8件, A率和B率均为100%."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.claims.grammar import local_words
from extractor.claims.items import RATES
from extractor.claims.meaning import Local
from extractor.claims.sentences import COUNT_KINDS, Figure, Sentence
from report.structure_words import load_structure
from report.words import Word, words_in

_CLAUSE = re.compile(r"[,;:()]")
_NUMBER = re.compile(r"\d")
_SUITS = frozenset(("direct_suit", "suit_after_reconsideration"))
_QUALITIES = frozenset(("result", "outcome", "applicant", "channel", "document"))


def spread(sentence: Sentence, figure: Figure) -> list[Local]:
    """Return the words of each thing a figure stands for, when these are several.

    For 分别 it is the one thing in the figure's own place; an empty list means that the
    figure stands for what its clause says.
    """
    each = sentence.marks(figure.limit, figure.start, "each")
    if each and each[-1].end == figure.start:
        items = _items(sentence, figure.seg, figure.start)
        return [_words(sentence, *item) for item in items] if len(items) > 1 else []
    if figure.quantity.unit == "%":
        rates = sentence.marks(figure.seg, figure.start, *RATES)
        return [Local((), ()) for _ in rates] if len(rates) > 1 else []
    own = _respectively(sentence, figure)
    return [own] if own is not None else []


def _items(sentence: Sentence, start: int, end: int) -> list[tuple[int, int]]:
    """Return the things named between two offsets, split at 、 and 和."""
    text, cuts, at = sentence.prose.text, [], start
    for found in load_structure().joints.cut.finditer(text, start, end):
        if found.start() > at:
            cuts.append((at, found.start()))
        at = found.end()
    return [*cuts, (at, end)]


def _words(sentence: Sentence, start: int, end: int) -> Local:
    """Return the words of one thing; a word that joins several is read again within it."""
    joined = any(w.start < end < w.end or w.start < start < w.end for w in sentence.words)
    if not joined:
        return Local(tuple(sentence.between(start, end)), ())
    words = words_in(sentence.prose.text, start, end)
    return Local(tuple(w for w in words if w.kind in COUNT_KINDS), ())


def _respectively(sentence: Sentence, figure: Figure) -> Local | None:
    """Return the words of the thing that 分别, or its place in a row, gives this figure to.

    Where that cannot be told, they are those of its clause, and not certain.
    """
    mark = _mark_before(sentence, figure)
    run = _run(sentence, mark) if mark is not None else []
    if mark is None or figure not in run:
        mark, run = None, _row(sentence, figure)
    bare = mark is not None and bool(run) and _NUMBER.search(_between(sentence, mark, run[0]))
    if len(run) < 2 and not bare:
        return None
    things = [_words(sentence, *item) for item in _things(sentence, mark, run[0])]
    if len(things) != len(run) or not _are_alike(things):
        return replace(local_words(sentence, figure), sure=False)
    return things[run.index(figure)]


def _row(sentence: Sentence, figure: Figure) -> list[Figure]:
    """Return the figures that stand in a row with one, without a word of their own."""
    row = next((row for row in sentence.rows if figure in row), [])
    if len(row) < 2:
        return row
    told_behind = sentence.between(row[-1].end, row[-1].right)
    return row if not told_behind else []


def _mark_before(sentence: Sentence, figure: Figure) -> Word | None:
    """Return the last 分别 before a figure, or what begins a list right before a colon."""
    text = sentence.prose.text
    marks = [
        w
        for w in sentence.marks(sentence.start, figure.start, "respectively", "among")
        if w.id == "respectively" or text.startswith(":", w.end)
    ]
    return marks[-1] if marks else None


def _run(sentence: Sentence, mark: Word) -> list[Figure]:
    """Return the figures told one after the other behind 分别, in its own clause."""
    run: list[Figure] = []
    for other in sentence.figures:
        if other.start < mark.end:
            continue
        between = sentence.prose.text[run[-1].end if run else mark.end : other.start]
        link = load_structure().joints.link.fullmatch(between)
        if not link and (run or _CLAUSE.search(between.removeprefix(":"))):
            break
        run.append(other)
    return run


def _between(sentence: Sentence, mark: Word, first: Figure) -> str:
    return sentence.prose.text[mark.end : first.start].removeprefix(":")


def _things(sentence: Sentence, mark: Word | None, first: Figure) -> list[tuple[int, int]]:
    """Return the things listed before 分别 or its figures, or between these."""
    if mark is None:
        return _items(sentence, first.seg, first.start)
    text, between = sentence.prose.text, _between(sentence, mark, first)
    if not load_structure().joints.link.fullmatch(between):
        return _items(sentence, mark.end, first.start)
    start = max((text.rfind(c, sentence.start, mark.start) for c in ",;:("), default=-1) + 1
    return _items(sentence, start or sentence.start, mark.start)


def _are_alike(things: Sequence[Local]) -> bool:
    """Return whether each thing is named, and none by a quality that may be of all of them.

    In 维持的行政复议、行政诉讼分别为2件、1件 the suits are those upheld as well; beside
    one kind of suits, 行政诉讼 may be those of the other.
    """
    frames = {w.cls.frame for thing in things for w in thing.words if w.kind == "object"}
    if "litigation" in frames and frames & _SUITS:
        return False
    kinds = {frozenset(w.kind for w in thing.words if w.kind in _QUALITIES) for thing in things}
    return len(kinds) == 1 and all(thing.words for thing in things)

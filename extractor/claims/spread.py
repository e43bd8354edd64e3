"""Figures that stand for several things: A、B各1次, A、B分别为1件、8件, A率和B率均为100%."""

from __future__ import annotations

from extractor.claims.grammar import Local
from extractor.claims.lists import RATES
from extractor.claims.sentences import Figure, Sentence
from report.structure_words import load_structure


def spread(sentence: Sentence, figure: Figure) -> list[Local]:
    """Return the words of each thing a figure stands for, when these are several.

    For 分别 it is the one thing in the figure's own place; an empty list means that the
    figure stands for what its clause says.
    """
    marks = sentence.marks(figure.limit, figure.start)
    if any(w.id == "each" and w.end == figure.start for w in marks):
        items = _items(sentence, figure.seg, figure.start)
        return [_words(sentence, *item) for item in items] if len(items) > 1 else []
    if figure.quantity.unit == "%":
        rates = [w for w in sentence.marks(figure.seg, figure.start) if w.id in RATES]
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
    return Local(tuple(sentence.between(start, end)), ())


def _respectively(sentence: Sentence, figure: Figure) -> Local | None:
    """Return the words of the thing that 分别 gives this figure to."""
    marks = [w for w in sentence.marks(sentence.start, figure.start) if w.id == "respectively"]
    if not marks:
        return None
    mark, text = marks[-1], sentence.prose.text
    run: list[Figure] = []
    at = mark.end
    for other in sentence.figures:
        if other.start < mark.end:
            continue
        if not load_structure().joints.link.fullmatch(text, at, other.start):
            break
        run.append(other)
        at = other.end
    start = max((text.rfind(c, sentence.start, mark.start) for c in ",;:("), default=-1) + 1
    items = _items(sentence, start or sentence.start, mark.start)
    if figure not in run or len(run) < 2 or len(items) != len(run):
        return None
    return _words(sentence, *items[run.index(figure)])

"""Which count a share is of: by its own words, its place, or its place behind 分别."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from extractor.claims.items import Item, is_only_compared, is_whole_told
from extractor.claims.sentences import Figure, Sentence
from report.structure_words import load_structure
from report.words import Word

_DIGIT = re.compile(r"\d")
_CLAUSE = re.compile(r"[,;:]")
# The whole of a share may be told as far before it in another sentence.
_NEAR = 240


def about(sentence: Sentence, items: Sequence[Item], at: int, own: Sequence[int]) -> int | None:
    """Return the count a share is about: the nearest before it; for a rate, the whole."""
    figure = items[at].figure
    if not items[at].rate and (run := _run(sentence, items, at, own)):
        return _told_together(sentence, items, at, run, own)
    near = _share_marks(sentence, figure)
    if near and sentence.is_marked(figure.seg, near[0].start, "in_all"):
        return None
    if not items[at].rate and not near:
        return None
    if near and near[0].start < figure.start:
        if not _knows_whole(sentence, figure):
            return None
        if subject := _subject(sentence, figure.seg, near[0].start):
            return _named(sentence, items, [i for i in own if i < at], subject)
    earlier = _counts(sentence, items, at, own)
    if earlier and not items[at].rate and _unread_between(sentence, items, earlier[-1], at):
        return None
    if items[at].rate:
        earlier = [i for i in earlier if items[i].whole is None]
    return earlier[-1] if earlier else None


def _counts(sentence: Sentence, items: Sequence[Item], at: int, own: Sequence[int]) -> list[int]:
    """Return the counts before a share that it may be of."""
    return [
        i
        for i in own
        if i < at
        and items[i].role in ("total", "part")
        and not is_whole_told(sentence, items[i].figure)
        and not is_only_compared(sentence, items[i].figure)
    ]


def _share_marks(sentence: Sentence, figure: Figure) -> list[Word]:
    """Return the words for a share at a figure; in 88%,占… they are the next figure's."""
    marks = sentence.marks(figure.seg, figure.end + 2, "share")
    text = sentence.prose.text
    return [
        w for w in marks if w.start < figure.end or not _CLAUSE.search(text, figure.end, w.start)
    ]


def _knows_whole(sentence: Sentence, figure: Figure) -> bool:
    """Return whether a share is said to be of what its report counts, if of anything.

    占全县网上申请的3% is of a figure that may stand nowhere.
    """
    last = sentence.marks(figure.seg, figure.start, "share")[-1]
    told = sentence.prose.text[last.end : figure.start]
    return load_structure().shares.whole.fullmatch(told) is not None


def _subject(sentence: Sentence, start: int, end: int) -> str:
    """Return what a share itself says it is a share of: 网站公开占53.2%."""
    told, words = sentence.prose.text[start:end], load_structure()
    if words.shares.no_subject.fullmatch(told):
        return ""
    name = told.strip(words.figures.edges)
    return name if len(name) > 1 else told


def _named(
    sentence: Sentence, items: Sequence[Item], before: Sequence[int], subject: str
) -> int | None:
    """Return the one figure that is told of a share's subject, in these words or in more."""
    leads = {i: _lead(sentence, items[i].figure) for i in before}
    named = [i for i, lead in leads.items() if subject in lead]
    # 其他 gathers what is left, which may be more than 其他处理.
    if len(named) > 1 or subject in load_structure().lists.remaining:
        named = [i for i in named if leads[i] == subject]
    return named[0] if len(named) == 1 else None


def _lead(sentence: Sentence, figure: Figure) -> str:
    edges = load_structure().figures.edges
    return sentence.prose.text[figure.seg : figure.start].lstrip(edges)


def _unread_between(sentence: Sentence, items: Sequence[Item], first: int, last: int) -> bool:
    """Return whether digits between a count and its share belong to neither nor to others."""
    text, at = sentence.prose.text, items[first].figure.end
    for item in (*items[first + 1 : last], items[last]):
        if _DIGIT.search(text, at, max(item.figure.start, at)):
            return True
        at = max(at, item.figure.end)
    return False


# ---- shares told together ---------------------------------------------------------------
def _run(sentence: Sentence, items: Sequence[Item], at: int, own: Sequence[int]) -> tuple[int, ...]:
    """Return the shares told one after the other that one is of: 分别占80%和20%."""
    for run in _runs(sentence, items, own):
        first = items[run[0]].figure
        lead = sentence.prose.text[first.seg : first.start]
        if at in run and (len(run) > 1 or load_structure().shares.each.search(lead)):
            return run
    return ()


def _runs(
    sentence: Sentence, items: Sequence[Item], own: Sequence[int]
) -> Iterator[tuple[int, ...]]:
    text, words = sentence.prose.text, load_structure()
    run: list[int] = []
    for i in own:
        figure = items[i].figure
        if figure.quantity.unit not in (words.units.percent, words.units.thousandths):
            continue
        between = text[items[run[-1]].figure.end : figure.start] if run else ""
        if run and not words.shares.link.fullmatch(between):
            yield tuple(run)
            run = []
        run.append(i)
    if run:
        yield tuple(run)


def _told_together(
    sentence: Sentence, items: Sequence[Item], at: int, run: Sequence[int], own: Sequence[int]
) -> int | None:
    """Return the part at a share's own place in the list before, if there are as many parts."""
    first = items[run[0]].figure
    text, words = sentence.prose.text, load_structure()
    near = _share_marks(sentence, first)
    if not near or near[0].start > first.start or not _knows_whole(sentence, first):
        return None
    told = words.shares.each.split(text[first.seg : near[0].start])[0]
    if told.strip(words.figures.edges) or words.joints.cut.search(text, first.seg, first.start):
        return None  # It names things of its own, which may stand in another order.
    before = _counts(sentence, items, run[0], own)
    whole = items[before[-1]].whole if before else None
    if whole is None:
        return None
    kind = items[before[-1]].dimension
    parts = [i for i in before if items[i].whole == whole and items[i].dimension == kind]
    if len(parts) != len(run) or _unread_between(sentence, items, parts[0], run[0]):
        return None
    return parts[list(run).index(at)]


# ---- shares that fit other figures ------------------------------------------------------
def doubt(items: Sequence[Item], own: Sequence[int]) -> None:
    """Leave a share without its count where it fits another pair of its sentence's figures."""
    counts = {i for i in own if items[i].role in ("total", "part")}
    counts |= {whole for i in own if (whole := items[i].whole) is not None}
    for at in own:
        share, part = items[at], items[at].refers
        if share.role != "share" or share.rate or part is None:
            continue
        meant = [*_told_near(items, part), *[i for i in (items[part].whole,) if i is not None]]
        if any(_fits(share, items[part], items[i], 1) for i in meant):
            continue
        if any(_fits(share, items[i], items[j]) for i in counts for j in counts if i != j):
            share.refers = None


def _told_near(items: Sequence[Item], part: int) -> Iterator[int]:
    """Yield the totals told shortly before a count, in whatever sentence."""
    for at in range(part - 1, -1, -1):
        if items[at].figure.start < items[part].figure.start - _NEAR:
            return
        if items[at].role == "total":
            yield at


def _fits(share: Item, part: Item, whole: Item, units: Fraction | int = Fraction(1, 2)) -> bool:
    """Return whether a share is that of a part to so many units of its last decimal."""
    quantity, held = share.figure.quantity, whole.figure.quantity.value
    counted = part.figure.quantity.value
    if held <= 0 or counted > held or part.figure.quantity.unit != whole.figure.quantity.unit:
        return False
    exponent = quantity.value.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    unit = max(Fraction(1, 10**decimals), Fraction(quantity.step))
    return abs(Fraction(counted) * 100 / Fraction(held) - Fraction(quantity.value)) <= units * unit

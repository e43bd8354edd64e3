"""Which figures are parts of which: "其中A、B、C", asides in brackets, shares, changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from extractor.claims.items import (
    CHANGES,
    RATES,
    Item,
    depth_of,
    is_only_compared,
    is_whole_told,
    same_unit,
    sentence_start,
)
from extractor.claims.sentences import Figure, Sentence
from extractor.claims.shares import about, doubt
from report.lexicon_data import load_statements
from report.structure_words import load_structure
from report.words import Word, words_in

# A new whole begins with one of these before its figure.
_ANEW = frozenset(("in_all", "besides"))
# An adverb and a comma may stand before what was done.
_ADVERB = 3
_WORK = frozenset(("receive", "answer", "handle"))
_PART_KINDS = frozenset(("applicant", "channel", "outcome", "result"))


@dataclass
class _Context:
    """The enumeration being read: its whole, how deep in brackets, and if it is open."""

    whole: int
    depth: int
    is_open: bool = False


def _goes_on(sentence: Sentence, figure: Figure) -> bool:
    """增长 alone is a change where it gives a percentage or goes on with a comparison."""
    before = {w.id for w in sentence.marks(sentence.start, figure.start)}
    units = load_structure().units
    return figure.quantity.unit in (units.percent, units.times) or bool(
        before & (CHANGES | {"compared"})
    )


def _role(sentence: Sentence, figure: Figure) -> Literal["share", "change", "other"] | None:
    """Return share or change, when the words around a figure say so.

    `other` is a figure that this one is only compared with: 比去年的40件.
    """
    unit, units = figure.quantity.unit or "", load_structure().units
    marks = {w.id for w in sentence.marks(figure.seg, figure.start)}
    if marks & CHANGES or (marks & {"rise", "fall"} and _goes_on(sentence, figure)):
        return "change"
    if "compared" in marks:
        return "other"
    if unit in (units.percent, units.times, units.thousandths, units.points):
        earlier = {w.id for w in sentence.marks(figure.limit, figure.seg)}
        if earlier & CHANGES and not marks & {"share", *RATES}:
            return "change"
        return "change" if unit in (units.times, units.points) else "share"
    return None


def arrange(sentence: Sentence, items: Sequence[Item], first: int, previous: int | None) -> None:
    """Fill in roles, wholes and what shares and changes refer to.

    `items` are all those of the text so far, from `first` on this sentence's; `previous`
    is the last whole of the sentence before, for a sentence that begins with 其中.
    """
    own = range(first, len(items))
    contexts: list[_Context] = []
    last_count = previous
    last_whole = previous
    for at in own:
        item = items[at]
        role = _role(sentence, item.figure)
        if role == "other" or is_whole_told(sentence, item.figure):
            continue
        if role is not None:
            item.role = role
            item.rate = _rate(sentence, item.figure) if role == "share" else ""
            item.refers = (
                _changed(sentence, items, at, own, last_count)
                if role == "change"
                else about(sentence, items, at, own)
            )
            continue
        _close(sentence, items, item, contexts)
        _open(sentence, items, at, contexts, last_count, last_whole)
        _attach(sentence, items, at, contexts)
        if is_only_compared(sentence, item.figure):
            continue
        last_count = at
        if item.whole is None:
            last_whole = at
    _settle(sentence, items, own)
    doubt(items, own)


def _is_beside(sentence: Sentence, figure: Figure) -> bool:
    """Return whether a figure is there only for another to be held against."""
    return (
        _role(sentence, figure) == "other"
        or is_only_compared(sentence, figure)
        or is_whole_told(sentence, figure)
    )


def _settle(sentence: Sentence, items: Sequence[Item], own: Sequence[int]) -> None:
    """Give each list told in a sentence the whole that its parts make, if it is another one.

    收到留言150条，答复148条，2条正在办理，其中咨询100条、投诉50条 divides the 150. Where several
    may be meant and its parts make none of them, the list claims no completeness.
    """
    lists: dict[tuple[int, str], list[int]] = {}
    for at in own:
        whole = items[at].whole
        if whole is not None and items[whole].whole is None:
            lists.setdefault((whole, items[at].dimension), []).append(at)
    for (whole, dimension), told in lists.items():
        parts = told if dimension else _outside_brackets(sentence, items, told)
        made = sum((items[at].figure.quantity.value for at in parts), Decimal(0))
        others = _other_wholes(sentence, items, whole, parts[0])
        if not others or made == items[whole].figure.quantity.value:
            continue
        fitting = [at for at in others if items[at].figure.quantity.value == made]
        known = items[whole].meaning.table or dimension
        doubtful = any(not _is_beside(sentence, items[at].figure) for at in others)
        for at in parts:
            if fitting and len(parts) > 1:
                items[at].whole = fitting[-1]
            elif doubtful and not known:
                items[at].is_open = True


def _outside_brackets(sentence: Sentence, items: Sequence[Item], parts: list[int]) -> list[int]:
    """Return a list's parts without those told in a bracket before it, which are no more of it.

    公开信息16条（转载4条），其中图文10条、视频6条 divides the 16 by form alone.
    """
    depths = [_depth_at(sentence, items[at].figure.start) for at in parts]
    first = depths.index(min(depths))
    for at in parts[:first]:
        items[at].role, items[at].whole = "total", None
    return parts[first:]


def _other_wholes(sentence: Sentence, items: Sequence[Item], whole: int, part: int) -> list[int]:
    """Return the counts before a list, in its whole's sentence, that it may divide instead."""
    text, told = sentence.prose.text, items[whole].figure
    start = sentence_start(text, told.start)
    depth = depth_of(text, start, told.start)
    return [
        at
        for at in range(part)
        if at != whole
        and start <= items[at].figure.start
        and items[at].role == "total"
        and items[at].whole is None
        and same_unit(items, at, whole)
        and depth_of(text, start, items[at].figure.start) <= depth
    ]


def _changed(
    sentence: Sentence, items: Sequence[Item], at: int, own: Sequence[int], last: int | None
) -> int | None:
    """Return what a change is of: the last count not inside brackets that have closed."""
    depth = _depth_at(sentence, items[at].figure.start)
    for earlier in reversed([i for i in own if i < at]):
        item = items[earlier]
        # 较上年42件增长7%: what it is compared with is not what has changed.
        counts = item.role in ("total", "part") and not _is_beside(sentence, item.figure)
        if counts and _depth_at(sentence, item.figure.start) <= depth:
            return earlier
    return last


def _rate(sentence: Sentence, figure: Figure) -> str:
    marks = [w.id for w in sentence.marks(figure.seg, figure.start)]
    rates = [id_ for id_ in marks if id_ in RATES]
    return rates[-1] if rates and "share" not in marks else ""


def _inside(sentence: Sentence, item: Item) -> bool:
    return sentence.start <= item.figure.start < sentence.end


def _depth_at(sentence: Sentence, at: int) -> int:
    return depth_of(sentence.prose.text, sentence.start, at)


def _close(sentence: Sentence, items: Sequence[Item], item: Item, contexts: list[_Context]) -> None:
    """Leave the enumerations that end before this item."""
    depth = _depth_at(sentence, item.figure.start)
    while contexts and depth < contexts[-1].depth:
        contexts.pop()
    if not contexts or depth > contexts[-1].depth:
        return
    between = sentence.prose.text[item.figure.limit : item.figure.start]
    if len(contexts) > 1 and contexts[-2].depth == contexts[-1].depth and ";" in between:
        contexts.pop()
    marks = {w.id for w in sentence.marks(item.figure.limit, item.figure.start)}
    flows = item.meaning.kind == "flow" and not _another_share(items, item, contexts[-1].whole)
    anew = marks & _ANEW or flows or _new_object(sentence, item)
    if anew and "among" not in marks:
        contexts.pop()


def _another_share(items: Sequence[Item], item: Item, whole: int) -> bool:
    """Return whether a whole is shared out among bodies: 其中甲收到2件，乙收到3件."""
    rows = items[whole].meaning.rows
    told = (part for part in items if part.whole == whole)
    return item.meaning.rows == rows and any(
        part.meaning.kind == "flow" and part.meaning.rows == rows for part in told
    )


def _new_object(sentence: Sentence, item: Item) -> bool:
    """After a semicolon, a figure with an object of its own begins something else."""
    text = sentence.prose.text[item.figure.limit : item.figure.start]
    if ";" not in text:
        return False
    return item.meaning.kind == "" and item.meaning.metric != "other"


def _open(
    sentence: Sentence,
    items: Sequence[Item],
    at: int,
    contexts: list[_Context],
    last_count: int | None,
    last_whole: int | None,
) -> None:
    figure = items[at].figure
    marks = sentence.marks(figure.limit, figure.start)
    depth = _depth_at(sentence, figure.start)
    opening = [w for w in marks if _opens(sentence, w)]
    if opening:
        last_count = _last_outside(sentence, items, at, last_count)
        if last_count is not None:
            is_open = all(w.id != "among" for w in opening)
            is_open = is_open or (
                not _inside(sentence, items[last_count]) and _beside(items, last_count)
            )
            contexts.append(_Context(last_count, depth, is_open))
    elif (
        _begins_bracket(sentence, figure)
        and last_count is not None
        and same_unit(items, at, last_count)
    ):
        contexts.append(_Context(last_count, depth))
    elif not contexts and items[at].meaning.kind in _PART_KINDS and last_whole is not None:
        whole_item = items[last_whole]
        # 依申请公开0件，网上公开21件: none has no parts unless the text divides it.
        told = bool(whole_item.figure.quantity.value)
        if told and _inside(sentence, whole_item) and _can_hold(whole_item, items[at]):
            contexts.append(_Context(last_whole, depth))
    if contexts and any(_leaves_open(sentence, w) for w in marks):
        contexts[-1].is_open = True


def _leaves_open(sentence: Sentence, word: Word) -> bool:
    """Return whether a word says that a list is not complete; 广播等其他渠道10条 completes it."""
    if word.id == "etc":
        rest = load_structure().lists.remaining
        return not sentence.prose.text.startswith(rest, word.end)
    return word.id == "open_list"


def _beside(items: Sequence[Item], at: int) -> bool:
    """Return whether a whole stands right behind another of things the form does not count.

    网站754条、其他方式54条。其中… may divide either, or both.
    """
    before = items[at - 1] if at else None
    return (
        before is not None
        and before.whole is None
        and before.role == items[at].role == "total"
        and not (before.meaning.table or items[at].meaning.table)
        and same_unit(items, at, at - 1)
        and items[at].figure.limit == before.figure.end
    )


def _last_outside(
    sentence: Sentence, items: Sequence[Item], at: int, last: int | None
) -> int | None:
    """Return the last count that no closed bracket holds: 6件（含结转3件），其中… divides 6."""
    depth = _depth_at(sentence, items[at].figure.start)
    for earlier in range(at - 1, -1, -1):
        item = items[earlier]
        if not _inside(sentence, item):
            break
        counts = item.role in ("total", "part") and not _is_beside(sentence, item.figure)
        if counts and _depth_at(sentence, item.figure.start) <= depth:
            return earlier
    return last


@cache
def _several_ways() -> re.Pattern[str]:
    return re.compile(load_statements().lists.several_ways)


def _may_overlap(sentence: Sentence) -> bool:
    """Return whether the text says that one thing may be counted in several parts."""
    return _several_ways().search(sentence.text) is not None


def _opens(sentence: Sentence, word: Word) -> bool:
    """其中, N件中 and 包括 begin an enumeration; 主要 alone does not."""
    if word.id == "open_list":
        return sentence.prose.text[word.end - 1] in load_structure().lists.including
    return word.id in ("among", "within")


def _begins_bracket(sentence: Sentence, figure: Figure) -> bool:
    text = sentence.prose.text[figure.limit : figure.start]
    # 3期(名称从略)、5期: a bracket without figures has closed again.
    return text.startswith("(") and depth_of(text, 0, len(text)) > 0


def _can_hold(whole: Item, part: Item) -> bool:
    """Applicants, channels and outcomes divide requests; results divide disputes."""
    if whole.meaning.kind in _PART_KINDS:
        return False
    if part.meaning.kind == "result":
        return whole.meaning.table == "disputes" and part.meaning.rows == whole.meaning.rows
    return whole.meaning.metric.split(".")[0] in (
        "received",
        "received_answered",
        "requests",
        "answered",
        "handled",
    )


def _attach(sentence: Sentence, items: Sequence[Item], at: int, contexts: list[_Context]) -> None:
    item = items[at]
    if not contexts or contexts[-1].whole == at:
        return
    context = contexts[-1]
    if _is_other_work(sentence, items[context.whole], item):
        # 公开信息702条，其中要闻172条…，收到来信183条: what was done may be no part of what is
        # shown, so the list proves nothing, with it or without.
        _leave_open(items, context.whole)
        contexts.pop()
        return
    if not same_unit(items, at, context.whole):
        # A part counted in another unit leaves a gap that no sum can close.
        if item.figure.quantity.unit in load_structure().units.gap:
            context.is_open = True
            _leave_open(items, context.whole)
        return
    item.role, item.whole = "part", context.whole
    item.is_open = (
        context.is_open
        or _may_overlap(sentence)
        or sentence.prose.text.startswith(load_structure().lists.etc, item.figure.end)
        or _goes_on_bare(sentence, item)
    )
    item.dimension = item.meaning.kind
    if _aside(sentence, item):
        item.role, item.whole = "total", None


def _leave_open(items: Sequence[Item], whole: int) -> None:
    """Let the parts of a whole, those told before as well, claim no completeness."""
    for part in items:
        part.is_open = part.is_open or part.whole == whole


def _goes_on_bare(sentence: Sentence, item: Item) -> bool:
    """Return whether the list goes on with a figure without a measure word: …、资金信息93."""
    bare = load_structure().lists.bare
    return bare.match(sentence.prose.text, item.figure.end, sentence.end) is not None


def _is_other_work(sentence: Sentence, whole: Item, part: Item) -> bool:
    """Return whether a figure is of things taken in or answered, and its whole is not."""
    if part.meaning.table or whole.meaning.table or part.meaning.kind in _PART_KINDS:
        return False
    return _has_work(sentence, part) and not _has_work(sentence, whole)


def _has_work(sentence: Sentence, item: Item) -> bool:
    """Return whether a figure's clause begins with what was done; 提案答复 is a noun."""
    figure = item.figure
    first = next(words_in(sentence.prose.text, figure.seg, figure.start), None)
    return first is not None and first.id in _WORK and first.start - figure.seg <= _ADVERB


def _aside(sentence: Sentence, item: Item) -> bool:
    """A figure in brackets that adds, leaves out or recalls is no part of the one before."""
    figure, text = item.figure, sentence.prose.text
    if load_structure().lists.aside.match(text, figure.limit) is None:
        return False
    # 124条(含转发文件),其中…: what stands behind a bracket that has closed is not in it.
    return depth_of(text, figure.limit, figure.start) > 0

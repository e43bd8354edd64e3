"""What an answer that is borne out says: cells, list, scope and time, told by the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from extractor.model.ground import Source
from extractor.model.items import OUTCOMES, Item, dimension_of
from extractor.model.names import Meant, of_metric
from report.claim import Claim, Period
from report.lexicon_data import load_statements, select_cells
from report.structure_words import load_structure
from report.words import Word, words_in

READER = "model"
_QUOTE = 60
_CLAUSE = re.compile(r"[,;:。!?()\n]")
_SENTENCE = re.compile(r"[。!?\n]")


def _list(item: Item, source: Source) -> tuple[str | None, bool]:
    """Return the enumeration an item belongs to, and whether it claims to be complete."""
    whole = item.whole if item.role == "part" else item
    if whole is None or not whole.parts:
        return None, False
    mine = whole.parts
    name = whole.id
    if item.role == "part":
        dimension = dimension_of(item)
        mine = [part for part in whole.parts if dimension_of(part) == dimension]
        name = f"{name}.{dimension}" if dimension else name
    closed = all(part.closed for part in mine) and not _is_open(whole, mine, source)
    return name, closed


def _is_open(whole: Item, parts: Sequence[Item], source: Source) -> bool:
    """Return whether the words say that an enumeration names only some, or some twice."""
    text = source.prose.text
    figures = [f for item in (whole, *parts) if (f := item.grounded.figure) is not None]
    start, end = min(f.start for f in figures), max(f.end for f in figures)
    stop = _SENTENCE.search(text, end)
    sentence_end = stop.start() if stop is not None else len(text)
    if _several_ways().search(text, start, sentence_end):
        return True
    marks = {word.id for word in words_in(text, start, min(sentence_end, end + _MARK) + 1)}
    return bool(marks & {"open_list", "etc"})


_MARK = 2


@cache
def _several_ways() -> re.Pattern[str]:
    return re.compile(load_statements().lists.several_ways)


# ---- claims -----------------------------------------------------------------------------
def claim_of(item: Item, source: Source, keys: tuple[str, ...], year: int | None) -> Claim:
    """Return the claim of an item, for the cell keys of a report on a year."""
    figure = item.grounded.figure
    span = source.back(item.grounded.start, item.grounded.end)
    if figure is None:
        return _statement(item, source, keys)
    what = _told_by_words(item, _of_whole(item), source)
    list_id, closed = _list(item, source)
    falls = item.role == "change" and item.answer.v is not None and item.answer.v < 0
    counted = item.role in ("total", "part")
    return Claim(
        id=item.id,
        metric=what.name,
        value=-figure.value if falls else figure.value,
        unit=figure.unit,
        approx=figure.approx,
        qualifier=figure.qualifier,
        scope=_scope(item, source),
        period=_period(item, source, year),
        role=item.role,
        quote=source.text[span.start : span.end],
        span=span,
        figure_span=source.back(figure.digits, figure.end),
        cells=_cells(what, keys) if counted else (),
        step=figure.step,
        list_id=list_id,
        closed=closed,
        base=item.whole.id if item.whole is not None else None,
        certain=what.certain and _named_by_words(item, what, source),
        reader=READER,
    )


def _of_whole(item: Item) -> Meant:
    """Return what an item counts; a share or change counts what it is of."""
    if item.role == "share" and (rate := _rate(item)) is not None:
        return Meant(name=f"rate.{rate}")
    if item.role in ("share", "change"):
        return item.whole.meant if item.whole is not None else Meant()
    return item.meant


def _told_by_words(item: Item, what: Meant, source: Source) -> Meant:
    """Return what a count is in view of the words right before and behind it.

    Received with an answer behind it may be either; only a count of all that was disclosed
    is one that another such count could contradict.
    """
    figure, text = item.grounded.figure, source.prose.text
    if figure is None:
        return what
    if what.name == "received":
        stop = _CLAUSE.search(text, figure.end)
        end = stop.start() if stop is not None else len(text)
        behind = {word.id for word in words_in(text, figure.end, end)}
        return of_metric("received_answered") if behind & {"answer", "handle"} else what
    if what.name == "disclosed" and item.role == "total":
        before = list(words_in(text, sentence_start(source, figure.start), figure.digits + 1))
        named = before and before[-1].id == "disclosed" and before[-1].end == figure.digits
        return what if named else Meant()
    return what


def _rate(item: Item) -> str | None:
    ids = [word.id for word in words_in(item.answer.q, 0, len(item.answer.q))]
    rates = [id_ for id_ in ids if id_ in ("done_rate", "answer_rate", "rate")]
    return rates[-1] if rates and "share" not in ids else None


def _cells(what: Meant, keys: tuple[str, ...]) -> tuple[str, ...]:
    return select_cells(keys, what.table, what.rows, what.columns) if what.table else ()


_SCOPES = {
    "scope_self": "self",
    "scope_area": "area",
    "scope_office": "office",
    "scope_subordinate": "subordinate",
}


def _scope(item: Item, source: Source) -> str:
    """Return whose figure it is; the last word before it that says so wins over silence."""
    if item.answer.s != "self":
        return item.answer.s
    text, figure = source.prose.text, item.grounded.figure
    end = figure.digits if figure is not None else item.grounded.end
    start = sentence_start(source, item.grounded.start)
    said = [
        word
        for word in words_in(text, start, end)
        if word.id in _SCOPES and text.count(")", word.end, end) <= text.count("(", word.end, end)
    ]
    return _SCOPES[said[-1].id] if said else "self"


def sentence_start(source: Source, at: int) -> int:
    """Return where the sentence of the prose begins that an offset lies in."""
    return max(found.end() for found in _stops(source.prose.text, at))


def _period(item: Item, source: Source, year: int | None) -> Period:
    """Return the time of a figure; words that name another year win over the answer."""
    if item.answer.p != "year" or item.meant.metric.startswith("carried"):
        return item.answer.p
    text, start = source.prose.text, item.grounded.start
    begin = sentence_start(source, start)
    named = load_structure().scope.named_year.findall(text, begin, item.grounded.end)
    return "other" if named and year is not None and int(named[-1]) != year else "year"


def _stops(text: str, before: int) -> Iterator[re.Match[str]]:
    """Yield where sentences end before an offset, and where the text begins."""
    begin = re.compile("").match(text)
    if begin is not None:
        yield begin
    yield from _SENTENCE.finditer(text, max(0, before - 400), before)


def _statement(item: Item, source: Source, keys: tuple[str, ...]) -> Claim:
    """Return the claim of words without a figure: none, all of one kind, all done."""
    span = source.back(max(item.grounded.start, item.grounded.end - _QUOTE), item.grounded.end)
    what, value, base = item.meant, Decimal(0), item.whole
    units = load_structure().units
    unit = units.money if what.metric == "fee" else units.count
    if item.role == "all":
        what, value, base = _all(item, source)
    elif item.is_rest:
        value = item.value
    return Claim(
        id=item.id,
        metric=what.name,
        value=value,
        unit=unit,
        approx=False,
        qualifier="exact",
        scope=_scope(item, source),
        period="year" if item.role == "none" else item.answer.p,
        role=item.role,
        quote=source.text[span.start : span.end],
        span=span,
        figure_span=span,
        cells=_cells(what, keys),
        base=base.id if base is not None else None,
        implied=True,
        certain=what.certain and _named_by_words(item, what, source),
        reader=READER,
    )


def _all(item: Item, source: Source) -> tuple[Meant, Decimal, Item | None]:
    """Return what a statement about all says: that nothing is left, or the only kind."""
    text = source.prose.text[item.grounded.start : item.grounded.end]
    if not _narrowed(item) and re.search(load_statements().all.done, text):
        if item.meant.table == "disputes":
            return replace(item.meant, columns=("pending",)), Decimal(0), None
        return of_metric("carried_forward"), Decimal(0), None
    base, told = item.whole, item.answer.v
    total = sum((one.value for one in item.also), base.value) if base is not None else None
    if base is not None and told and told not in (base.value, total):
        # It speaks of another number than the count it was tied to.
        base = None
    what = item.meant
    if base is None:
        # Of what all is said is not known, so nothing is held against it.
        return replace(what, rows=(), columns=(), table=""), Decimal(0), None
    if what.table == "disputes" and base.meant.table == "disputes":
        rows = [row for one in (*item.also, base) for row in one.meant.rows]
        what = replace(what, rows=tuple(dict.fromkeys(rows)))
    return what, base.value + sum(one.value for one in item.also), base


def _narrowed(item: Item) -> bool:
    return item.meant.columns not in ((), ("total",)) or item.meant.metric == "channel"


def speaks_of_deadlines(item: Item, source: Source) -> bool:
    """Return whether a statement about all only says that it was in time: no cell holds that."""
    text = source.prose.text[item.grounded.start : item.grounded.end]
    return not _narrowed(item) and re.search(load_statements().all.in_time, text) is not None


# ---- whether the words themselves name what the answer names ------------------------------
def _named_by_words(item: Item, what: Meant, source: Source) -> bool:
    """Return whether the words around a figure bear out which cells are meant.

    A figure whose words do not say so may agree with the cells, but never accuses them.
    """
    if not what.table:
        return True
    near, sentence = _words_around(item, source)
    return _row_named(item, what, near, sentence) and _column_named(what, near)


def _words_around(item: Item, source: Source) -> tuple[list[Word], list[Word]]:
    text = source.prose.text
    begin = sentence_start(source, item.grounded.start)
    words = list(words_in(text, begin, item.grounded.end))
    return [word for word in words if word.start >= item.grounded.start], words


def _row_named(item: Item, what: Meant, near: Sequence[Word], sentence: Sequence[Word]) -> bool:
    if item.whole is not None and item.whole.meant.table == what.table and item.role != "part":
        return True
    if what.metric in OUTCOMES or what.metric == "reason":
        return any(word.kind == "outcome" and _share(word.cls.rows, what.rows) for word in near)
    if what.metric.startswith("carried") and item.role != "all":
        return any(word.kind == "carry" for word in near)
    frames = {word.cls.frame for word in sentence if word.kind in ("object", "same", "topic")}
    if item.whole is not None:
        frames |= _FRAMES.get(item.whole.meant.table, frozenset())
    if what.table in _FRAMES:
        return bool(frames & (_FRAMES[what.table] | set(what.rows)))
    return any(word.cls.frame in (what.metric, *what.rows) for word in sentence)


_FRAMES = {
    "requests": frozenset(("requests",)),
    "disputes": frozenset(("disputes", "reconsideration", "litigation")),
}


def _share(rows: Sequence[str], wanted: Sequence[str]) -> bool:
    return any(
        row == other or row.rstrip("*").rstrip(".") == other.rstrip("*").rstrip(".")
        for row in rows
        for other in wanted
    )


def _column_named(what: Meant, near: Sequence[Word]) -> bool:
    if what.columns in ((), ("total",)) or what.table == "disclosure":
        return True
    columns = {column for word in near for column in word.cls.columns}
    return bool(columns & set(what.columns))

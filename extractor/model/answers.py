"""Turns a model's answers on prose into claims, as far as the report bears them out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache

from extractor.model.ground import (
    RATIOS,
    Fault,
    Grounded,
    Source,
    Statement,
    direction,
    ground_figure,
    ground_statement,
)
from extractor.model.names import Meant, meant, of_metric
from extractor.model.shapes import ClaimAnswer
from report.claim import Claim, Period, Role
from report.lexicon_data import load_statements, select_cells
from report.quantity import Quantity
from report.record import Unfounded
from report.words import Word, words_in

READER = "model"
_QUOTE = 60
_NEAR = 60
_CLAUSE = re.compile(r"[,;:。!?()\n]")
_SENTENCE = re.compile(r"[。!?\n]")
_YEAR = re.compile(r"((?:19|20)\d\d)年(?!来)")
_REQUEST_UNITS = frozenset("件条次份起宗例项封笔") | {"人次", "件次", ""}
_APPLICANT = "applicant"
_DIMENSIONS = {"channel": "channel", "reason": "outcome", "withdrawn": "outcome"}
_OUTCOMES = frozenset(
    ("granted", "granted_or_partial", "partially_granted", "refused", "unavailable")
) | {"not_processed", "other_outcome"}


@dataclass(frozen=True, slots=True)
class Read:
    """What the answers gave: claims in text order, and what is not borne out."""

    claims: tuple[Claim, ...]
    unfounded: tuple[Unfounded, ...] = ()


@dataclass(eq=False)
class _Item:
    """One answer that is borne out, on the way to a claim."""

    answer: ClaimAnswer
    grounded: Grounded
    meant: Meant
    role: Role
    whole: _Item | None = None
    closed: bool = False
    parts: list[_Item] = field(default_factory=list)
    id: str = ""
    is_rest: bool = False

    @property
    def value(self) -> Decimal:
        figure = self.grounded.figure
        if figure is not None:
            return figure.value
        return self.answer.v if self.is_rest and self.answer.v is not None else Decimal(0)


def read_answers(
    answers: Sequence[Sequence[ClaimAnswer]],
    source: Source,
    keys: tuple[str, ...],
    year: int | None,
) -> Read:
    """Return the claims of the answers on a report's prose.

    Args:
        answers: One list an answered question, in text order.
        source: The report's prose.
        keys: All cell keys of the report's tables.
        year: The year reported on.
    """
    items: list[_Item] = []
    unfounded: list[Unfounded] = []
    after = 0
    for answer in answers:
        of: dict[int, _Item] = {}
        for number, told in enumerate(answer, 1):
            item = _ground(told, source, after, items)
            if isinstance(item, str):
                unfounded.append(_unfounded(told, item))
                continue
            of[number] = item
            items.append(item)
            after = max(after, item.grounded.start)
        _arrange(of)
    wrong = [item for item in items if item.is_rest and not _leaves(item)]
    unfounded += [_unfounded(item.answer, "value") for item in wrong]
    items = _once([item for item in items if item not in wrong])
    items.sort(key=lambda item: (_place(item), item.grounded.start))
    for number, item in enumerate(items, 1):
        item.id = f"c{number}"
    claims = tuple(_claim(item, source, keys, year) for item in items)
    return Read(claims, tuple(unfounded))


def _place(item: _Item) -> int:
    return item.grounded.figure.digits if item.grounded.figure is not None else item.grounded.start


def _once(items: Sequence[_Item]) -> list[_Item]:
    """Return the items without those that say of one figure what another already says."""
    seen: dict[tuple[int, str, str], _Item] = {}
    for item in items:
        seen.setdefault((_place(item), item.meant.name, item.role), item)
    return list(seen.values())


# ---- grounding --------------------------------------------------------------------------
def _ground(told: ClaimAnswer, source: Source, after: int, before: list[_Item]) -> _Item | Fault:
    """Return an answer that is borne out, or why it is not.

    A figure is looked for first; words without any figure may say none, all or the rest,
    whatever role the answer gives them.
    """
    what = meant(told.m, told.c)
    fault: Fault = "value"
    if told.v is not None and told.r != "all":
        taken = frozenset(
            item.grounded.figure.digits
            for item in before
            if item.grounded.figure is not None and item.meant.name == what.name
        )
        grounded = ground_figure(told.q, told.v, source, after, taken)
        if not isinstance(grounded, str) and grounded.figure is not None:
            return _with_role(told, grounded, grounded.figure, what, source)
        fault = grounded if isinstance(grounded, str) else fault
    return _statement_in(told, source, after, what) or _fault_of(told, source, after, fault)


def _statement_in(told: ClaimAnswer, source: Source, after: int, what: Meant) -> _Item | None:
    for kind in _kinds(told):
        said = ground_statement(told.q, kind, source, after)
        if not isinstance(said, str):
            role: Role = "part" if kind == "rest" else kind
            return _Item(told, said, what, role, is_rest=kind == "rest")
    return None


def _kinds(told: ClaimAnswer) -> tuple[Statement, ...]:
    """Return what an answer's words may say, its own role first."""
    if told.r in ("none", "all"):
        return ("none", "all") if told.r == "none" else ("all", "none")
    if told.r in ("share", "change"):
        return ()
    return ("none",) if not told.v else ("rest", "all")


def _fault_of(told: ClaimAnswer, source: Source, after: int, fault: Fault) -> Fault:
    if told.r in ("none", "all"):
        said = ground_statement(told.q, "none" if told.r == "none" else "all", source, after)
        return said if isinstance(said, str) else fault
    return fault


def _with_role(
    told: ClaimAnswer, grounded: Grounded, figure: Quantity, what: Meant, source: Source
) -> _Item | Fault:
    unit = figure.unit or ""
    role: Role = "part" if told.r == "sample" else told.r
    if role == "change":
        way = direction(source, figure)
        wanted = "down" if told.v is not None and told.v < 0 else "up"
        return "sign" if way and way != wanted else _Item(told, grounded, what, role)
    if told.v is not None and told.v < 0:
        return "sign"
    if role == "share" and unit not in RATIOS:
        return "unit"
    if role in ("none", "all"):
        role = "total"
    if unit in RATIOS and role in ("total", "part"):
        # A rate of something that no count of the text is the whole of.
        role, what = "share", Meant()
    elif what.table in ("requests", "disputes") and unit not in _REQUEST_UNITS:
        return "unit"
    elif what.metric == "fee" and unit != "元":
        what = Meant()
    return _Item(told, grounded, what, role)


def _unfounded(told: ClaimAnswer, fault: Fault) -> Unfounded:
    value = None if told.v is None else f"{told.v:f}"
    return Unfounded(READER, "claim", told.m, value, told.q[:_QUOTE], fault)


# ---- lists ------------------------------------------------------------------------------
def _arrange(of: dict[int, _Item]) -> None:
    """Tie parts, shares and changes to what they belong to."""
    for number, item in of.items():
        whole = of.get(item.answer.of or 0) or _meant_whole(item, of)
        if whole is None or whole is item or item.answer.of == number or _loops(whole, item):
            if item.role == "part":
                item.role = "total"
            continue
        item.whole = whole
        if item.role == "part" and not item.is_rest and not _same_unit(item, whole):
            item.role, item.whole = "total", None
        elif item.role == "part":
            whole.parts.append(item)
            item.closed = item.answer.r == "part" and not item.is_rest


def _meant_whole(item: _Item, of: dict[int, _Item]) -> _Item | None:
    """Return what a share, change or statement is of where the answer does not say it.

    It is the count told last before it, for "all" and "the rest" the last whole.
    """
    statement = item.role == "all" or item.is_rest
    if item.role not in ("share", "change") and not statement:
        return None
    place = _place(item)
    before = [
        other
        for other in of.values()
        if other.role in (("total",) if statement else ("total", "part"))
        and 0 < place - _place(other) < _NEAR
        and other.grounded.figure is not None
    ]
    if statement and item.meant.table:
        before = [other for other in before if other.meant.table == item.meant.table]
    return max(before, key=_place, default=None)


def _leaves(item: _Item) -> bool:
    """Return whether the rest told is what its whole and the other parts leave."""
    whole = item.whole
    if whole is None:
        return False
    others = [p for p in whole.parts if p is not item and _dimension(p) == _dimension(item)]
    return bool(others) and whole.value - sum(p.value for p in others) == item.value


def _loops(whole: _Item, item: _Item) -> bool:
    at: _Item | None = whole
    while at is not None:
        if at is item:
            return True
        at = at.whole
    return False


def _same_unit(a: _Item, b: _Item) -> bool:
    one, other = a.grounded.figure, b.grounded.figure
    return one is not None and other is not None and (one.unit or "") == (other.unit or "")


def _dimension(item: _Item) -> str:
    what = item.meant
    if what.table == "requests" and what.columns not in ((), ("total",)):
        return _APPLICANT
    if what.table == "disputes" and what.columns != ("total",):
        return "result"
    if what.metric in _OUTCOMES:
        return "outcome"
    return _DIMENSIONS.get(what.metric, "")


def _list(item: _Item, source: Source) -> tuple[str | None, bool]:
    """Return the enumeration an item belongs to, and whether it claims to be complete."""
    whole = item.whole if item.role == "part" else item
    if whole is None or not whole.parts:
        return None, False
    mine = whole.parts
    name = whole.id
    if item.role == "part":
        dimension = _dimension(item)
        mine = [part for part in whole.parts if _dimension(part) == dimension]
        name = f"{name}.{dimension}" if dimension else name
    closed = all(part.closed for part in mine) and not _is_open(whole, mine, source)
    return name, closed


def _is_open(whole: _Item, parts: Sequence[_Item], source: Source) -> bool:
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
def _claim(item: _Item, source: Source, keys: tuple[str, ...], year: int | None) -> Claim:
    figure = item.grounded.figure
    span = source.back(item.grounded.start, item.grounded.end)
    if figure is None:
        return _statement(item, source, keys)
    what = _answered_behind(item, _of_whole(item), source)
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
        scope=item.answer.s,
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


def _of_whole(item: _Item) -> Meant:
    """Return what an item counts; a share or change counts what it is of."""
    if item.role == "share" and (rate := _rate(item)) is not None:
        return Meant(name=f"rate.{rate}")
    if item.role in ("share", "change"):
        return item.whole.meant if item.whole is not None else Meant()
    return item.meant


def _answered_behind(item: _Item, what: Meant, source: Source) -> Meant:
    """Return a count of requests received as one of those answered, where that follows."""
    figure = item.grounded.figure
    if figure is None or what.name != "received":
        return what
    text = source.prose.text
    stop = _CLAUSE.search(text, figure.end)
    end = stop.start() if stop is not None else len(text)
    behind = {word.id for word in words_in(text, figure.end, end)}
    return of_metric("received_answered") if behind & {"answer", "handle"} else what


def _rate(item: _Item) -> str | None:
    ids = [word.id for word in words_in(item.answer.q, 0, len(item.answer.q))]
    rates = [id_ for id_ in ids if id_ in ("done_rate", "answer_rate", "rate")]
    return rates[-1] if rates and "share" not in ids else None


def _cells(what: Meant, keys: tuple[str, ...]) -> tuple[str, ...]:
    return select_cells(keys, what.table, what.rows, what.columns) if what.table else ()


def _period(item: _Item, source: Source, year: int | None) -> Period:
    """Return the time of a figure; words that name another year win over the answer."""
    if item.answer.p != "year" or item.meant.metric.startswith("carried"):
        return item.answer.p
    text, start = source.prose.text, item.grounded.start
    begin = max(found.end() for found in _stops(text, start))
    named = _YEAR.findall(text, begin, item.grounded.end)
    return "other" if named and year is not None and int(named[-1]) != year else "year"


def _stops(text: str, before: int) -> Iterator[re.Match[str]]:
    """Yield where sentences end before an offset, and where the text begins."""
    begin = re.compile("").match(text)
    if begin is not None:
        yield begin
    yield from _SENTENCE.finditer(text, max(0, before - 400), before)


def _statement(item: _Item, source: Source, keys: tuple[str, ...]) -> Claim:
    """Return the claim of words without a figure: none, all of one kind, all done."""
    span = source.back(max(item.grounded.start, item.grounded.end - _QUOTE), item.grounded.end)
    what, value, base = item.meant, Decimal(0), item.whole
    unit = "元" if what.metric == "fee" else "件"
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
        scope=item.answer.s,
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


def _all(item: _Item, source: Source) -> tuple[Meant, Decimal, _Item | None]:
    """Return what a statement about all says: that nothing is left, or the only kind."""
    words, text = load_statements().all, source.prose.text[item.grounded.start : item.grounded.end]
    narrowed = item.meant.columns not in ((), ("total",)) or item.meant.metric == "channel"
    in_time = re.search(words.in_time, text) is not None
    if not narrowed and not in_time and re.search(words.done, text):
        if item.meant.table == "disputes":
            return replace(item.meant, columns=("pending",)), Decimal(0), None
        return of_metric("carried_forward"), Decimal(0), None
    base, told = item.whole, item.answer.v
    if base is not None and told and told != base.value:
        # It speaks of another number than the count it was tied to.
        base = None
    if in_time and not narrowed:
        return Meant(name="other.answered_in_time"), base.value if base else Decimal(0), base
    what = item.meant
    if base is None:
        # Of what all is said is not known, so nothing is held against it.
        return replace(what, rows=(), columns=(), table=""), Decimal(0), None
    if what.table == "disputes" and base.meant.table == "disputes":
        what = replace(what, rows=base.meant.rows)
    return what, base.value, base


# ---- whether the words themselves name what the answer names ------------------------------
def _named_by_words(item: _Item, what: Meant, source: Source) -> bool:
    """Return whether the words around a figure bear out which cells are meant.

    A figure whose words do not say so may agree with the cells, but never accuses them.
    """
    if not what.table:
        return True
    near, sentence = _words_around(item, source)
    return _row_named(item, what, near, sentence) and _column_named(what, near)


def _words_around(item: _Item, source: Source) -> tuple[list[Word], list[Word]]:
    text = source.prose.text
    begin = max(found.end() for found in _stops(text, item.grounded.start))
    words = list(words_in(text, begin, item.grounded.end))
    return [word for word in words if word.start >= item.grounded.start], words


def _row_named(item: _Item, what: Meant, near: Sequence[Word], sentence: Sequence[Word]) -> bool:
    if item.whole is not None and item.whole.meant.table == what.table and item.role != "part":
        return True
    if what.metric in _OUTCOMES or what.metric == "reason":
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

"""Turns what was found in the prose into claims."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor.claims.find import Findings, Said
from extractor.claims.items import Item
from extractor.claims.meaning import Meaning
from extractor.claims.scope import (
    find_period,
    find_scope,
    is_of_larger_area,
    opened_year,
    other_year,
)
from extractor.claims.sentences import Figure, Sentence
from report.claim import Claim, Period, Role
from report.document import Span
from report.lexicon_data import select_cells
from report.prose import Prose
from report.quantity import Quantity
from report.signs import load_signs
from report.structure_words import load_structure

_QUOTE_LENGTH = 60
_BORDER, _AROUND = "|", "| \t\u3000"
_NUMBERED = re.compile(rf"[(（]?[{load_signs().numerals.order}]{{1,3}}[、.)）]")
_HEADING = 24
_APART = re.compile("[,;、]")
_WAYS = frozenset(("channel", "applicant"))
_RECEIPTS = frozenset(("received", "received_answered", "requests", "due"))
_COMPARING = frozenset(("compared", "change_up", "change_down", "change_flat", "part_of_year"))


@dataclass(frozen=True)
class Source:
    """What claims are built from besides the prose: document text, cell keys, identity."""

    text: str
    prose: Prose
    keys: tuple[str, ...]
    issuer: str
    year: int | None


@dataclass(frozen=True)
class _Names:
    """Ids of the items' claims, and which items are wholes of an enumeration."""

    ids: dict[int, str]
    parts: dict[int, list[Item]]


def build_claims(found: Findings, source: Source) -> tuple[Claim, ...]:
    """Return the claims in text order."""
    order = [(item.figure.start, 0, at) for at, item in enumerate(found.items)]
    order += [(said.statement.start, 1, at) for at, said in enumerate(found.said)]
    order.sort()
    ids = {at: f"c{place}" for place, (_, kind, at) in enumerate(order, 1) if kind == 0}
    parts: dict[int, list[Item]] = {}
    for item in found.items:
        if item.whole is not None:
            parts.setdefault(item.whole, []).append(item)
    names = _Names(ids, parts)
    return tuple(
        _claim(found, at, names, source)
        if kind == 0
        else _statement(found, found.said[at], f"c{place}", names, source)
        for place, (_, kind, at) in enumerate(order, 1)
    )


def _cells(meaning: Meaning, source: Source) -> tuple[str, ...]:
    if not meaning.table:
        return ()
    return select_cells(source.keys, meaning.table, meaning.rows, meaning.columns)


def _of_base(meaning: Meaning, base: Meaning) -> Meaning:
    """Return an applicant's share of what its whole counts."""
    if base.table != "requests" or not base.rows:
        return meaning
    name = f"{base.metric}.{'+'.join(meaning.columns)}"
    return replace(meaning, metric=base.metric, name=name, rows=base.rows)


def _meaning(item: Item, found: Findings) -> Meaning:
    """Return what an item counts, in view of what it is part of or refers to."""
    if item.rate:
        return Meaning(name=f"rate.{item.rate}")
    if item.role in ("share", "change"):
        return found.items[item.refers].meaning if item.refers is not None else Meaning()
    if item.whole is not None and item.meaning.kind == "applicant":
        return _of_base(item.meaning, found.items[item.whole].meaning)
    return item.meaning


def _claim(found: Findings, at: int, names: _Names, source: Source) -> Claim:
    item, sentence = found.items[at], found.homes[at]
    quantity, meaning = item.figure.quantity, _meaning(item, found)
    base = item.whole if item.role == "part" else item.refers
    span = source.prose.back(*sentence.quote(item.figure))
    list_id, closed = _list(item, at, names)
    joined = _is_joined(sentence, source)
    return Claim(
        id=names.ids[at],
        metric=meaning.name,
        value=-quantity.value if _falls(sentence, item) else quantity.value,
        unit=quantity.unit,
        approx=quantity.approx,
        qualifier=quantity.qualifier,
        scope=find_scope(sentence, item.figure, source.issuer),
        period=_period(found, at, source),
        role=item.role,
        quote=source.text[span.start : span.end],
        span=span,
        figure_span=source.prose.back(quantity.digits, quantity.end),
        cells=_cells(meaning, source) if item.role in ("total", "part") else (),
        step=quantity.step,
        list_id=list_id,
        closed=closed and not joined,
        base=names.ids[base] if base is not None else None,
        certain=meaning.certain
        and not joined
        and _whole_is_certain(found, item)
        and not _so_far(sentence, item)
        and not _is_of_what_is_left(found, at)
        and not _is_of_one_channel(found, at)
        and not _is_of_one_applicant(found, at)
        and not _divides_carried(found, item, names)
        and not is_of_larger_area(sentence, item.figure, source.issuer)
        and not _is_a_share(found, item, meaning),
        other_year=_told_of(sentence, item, source.year),
    )


def _period(found: Findings, at: int, source: Source) -> Period:
    """Return the time of a figure; a part told in the next sentence is of its whole's."""
    item, home = found.items[at], found.homes[at]
    carried = _meaning(item, found).metric.startswith("carried")
    own = find_period(home, item.figure, source.year, carried)
    whole = item.whole
    if own != "year" or whole is None or found.homes[whole] is home:
        return own
    return find_period(found.homes[whole], found.items[whole].figure, source.year)


def _is_joined(sentence: Sentence, source: Source) -> bool:
    """Return whether a sentence was put together from cells: a piece may be missing in it."""
    span = source.prose.back(sentence.start, sentence.end)
    text = source.text[span.start : span.end].strip(_AROUND)
    first, _, rest = text.partition(_BORDER)
    # A heading in a cell of its own is no piece of the sentence beside it.
    return _BORDER in (rest if _NUMBERED.match(first) and len(first) <= _HEADING else text)


def _whole_is_certain(found: Findings, item: Item) -> bool:
    """Results of disputes are the body's own only where the disputes are."""
    if item.whole is None or item.meaning.table != "disputes":
        return True
    return found.items[item.whole].meaning.certain


def _is_a_share(found: Findings, item: Item, meaning: Meaning) -> bool:
    """Return whether a part counts the same as its whole: it is one body's or one month's.

    So is what was answered of what came in: the rest was dealt with otherwise.
    """
    if item.whole is None or not meaning.rows:
        return False
    if meaning.kind == "flow" and not meaning.metric.startswith("carried"):
        return True
    whole = found.items[item.whole].meaning
    return (whole.rows, whole.columns) == (meaning.rows, meaning.columns)


def _is_of_what_is_left(found: Findings, at: int) -> bool:
    """Return whether what was carried over is told of what is pending: 在办2件（含上年结转1件）.

    It is then what is left of the carry-over row, and not the row.
    """
    item, before = found.items[at], at - 1
    if item.meaning.metric != "carried_over" or before < 0:
        return False
    left, home = found.items[before], found.homes[at]
    if left.meaning.metric != "carried_forward" or found.homes[before] is not home:
        return False
    between = home.prose.text[left.figure.end : item.figure.start]
    opens = set(load_structure().lists.including) | {"("}
    return item.whole == before or not opens.isdisjoint(between)


def _is_of_one_channel(found: Findings, at: int) -> bool:
    """Return whether only those who came one way were told before what was done.

    收到网上申请33件，办结32件 says nothing of the letters, nor does 予以公开12件 behind it.
    """
    item, home = found.items[at], found.homes[at]
    if item.meaning.kind not in ("flow", "outcome") or item.meaning.metric in _RECEIPTS:
        return False
    before = [found.items[i] for i in range(at) if found.homes[i] is home and found.is_whole(i)]
    told = [one.meaning for one in before if one.meaning.table or one.meaning.kind in _WAYS]
    received = any(one.kind not in _WAYS and one.metric in _RECEIPTS for one in told)
    return not received and any(one.kind in _WAYS for one in told)


def _is_of_one_applicant(found: Findings, at: int) -> bool:
    """Return whether an outcome is told of one kind of applicant, or they are told of an outcome.

    自然人申请予以公开18件 is not all that was granted, and 予以公开的20件中自然人18件 not all that
    persons asked for.
    """
    item, home = found.items[at], found.homes[at]
    if item.meaning.kind == "outcome":
        clause = home.between(item.figure.seg, item.figure.start)
        return any(word.kind == "applicant" for word in clause)
    if item.meaning.kind != "applicant" or not at or found.homes[at - 1] is not home:
        return False
    before = found.items[at - 1]
    between = home.prose.text[before.figure.end : item.figure.start]
    return before.meaning.kind == "outcome" and not _APART.search(between)


def _divides_carried(found: Findings, item: Item, names: _Names) -> bool:
    """Return whether outcomes divide only what was carried over: they make no more."""
    whole = found.items[item.whole] if item.whole is not None else None
    if whole is None or item.whole is None or whole.meaning.metric != "carried_over":
        return False
    if item.meaning.kind != "outcome":
        return False
    parts = names.parts.get(item.whole, [])
    total = sum((part.figure.quantity.value for part in parts), Decimal(0))
    return total <= whole.figure.quantity.value


def _so_far(sentence: Sentence, item: Item) -> bool:
    """Return whether a figure is of the day of writing, which may lie behind the year."""
    return sentence.is_marked(item.figure.limit, item.figure.start, "so_far")


def _told_of(sentence: Sentence, item: Item, year: int | None) -> int | None:
    """Return the other year a figure is said to be of, unless it is there to compare with."""
    told = other_year(sentence, sentence.start, item.figure, year)
    told = told or opened_year(sentence, item.figure, year)
    if told is None:
        return None
    compares = sentence.is_marked(sentence.start, sentence.end, *_COMPARING)
    return None if compares else told


def _list(item: Item, at: int, names: _Names) -> tuple[str | None, bool]:
    """Return the enumeration a figure belongs to, and if it claims to be complete."""
    whole = item.whole if item.whole is not None else at
    parts = names.parts.get(whole, [])
    if item.whole is not None:
        parts = [part for part in parts if part.dimension == item.dimension]
    if not parts:
        return None, False
    name = names.ids[whole]
    if item.whole is not None and item.dimension:
        name = f"{name}.{item.dimension}"
    return name, not any(part.is_open for part in parts)


def _falls(sentence: Sentence, item: Item) -> bool:
    if item.role != "change":
        return False
    marks = [w.id for w in sentence.marks(item.figure.limit, item.figure.start)]
    falls = "change_down" in marks or "fall" in marks
    return falls and "change_up" not in marks and "rise" not in marks


def _statement(found: Findings, said: Said, id_: str, names: _Names, source: Source) -> Claim:
    statement, sentence = said.statement, said.sentence
    base = found.items[said.base] if said.base is not None else None
    meaning, unit = statement.meaning, statement.unit
    value: Decimal | None = None if statement.lost else Decimal(0)
    if base is not None and statement.whole:
        value = sum((_value(found, at) for at in (said.base or 0, *said.also)), Decimal(0))
        value -= sum((_value(found, at) for at in said.less), Decimal(0))
        unit = base.figure.quantity.unit or unit
        if meaning.table == "requests" and meaning.columns != ("total",):
            meaning = _of_base(meaning, base.meaning)
        elif said.less and meaning.table == "disputes":
            meaning = replace(meaning, rows=base.meaning.rows)
    span = source.prose.back(max(statement.start, statement.end - _QUOTE_LENGTH), statement.end)
    place = _place(statement.start, statement.end)
    return Claim(
        id=id_,
        metric=meaning.name,
        value=value,
        unit=unit,
        approx=False,
        qualifier="exact",
        scope=find_scope(sentence, place, source.issuer),
        period=_period_of_none(find_period(sentence, place, source.year), statement.role),
        role=statement.role,
        quote=source.text[span.start : span.end],
        span=span,
        figure_span=Span(span.start, span.end),
        cells=_cells(meaning, source),
        base=names.ids[said.base] if said.base is not None else None,
        implied=not statement.lost,
        certain=meaning.certain
        and (base is None or base.meaning.certain)
        and not _is_joined(sentence, source),
    )


def _period_of_none(period: Period, role: Role) -> Period:
    """What there never was, there was not this year either."""
    return "year" if role == "none" and period == "cumulative" else period


def _value(found: Findings, at: int) -> Decimal:
    return found.items[at].figure.quantity.value


def _place(start: int, end: int) -> Figure:
    """Return a statement's place as if a figure stood at its end."""
    nothing = Quantity(Decimal(0), None, "exact", Decimal(0), 0, end, end, end)
    return Figure(nothing, start, start, end)

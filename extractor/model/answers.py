"""Turns a model's answers on prose into claims, as far as the report bears them out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor.model.claiming import READER, claim_of, sentence_start, speaks_of_deadlines
from extractor.model.ground import (
    Fault,
    Grounded,
    Source,
    Statement,
    direction,
    ground_figure,
    ground_statement,
    places,
)
from extractor.model.items import Item, place_of
from extractor.model.names import Meant, meant, of_metric
from extractor.model.shapes import ClaimAnswer
from report.claim import Claim, Role
from report.number import chinese_number
from report.quantity import Quantity
from report.record import Unfounded
from report.signs import load_signs
from report.structure_words import load_structure
from report.text import fold

_QUOTE = 60
_NEAR = 60
_ARABIC = re.compile(r"\d+(?:\.\d+)?")
_CHINESE = re.compile(rf"[{load_signs().numerals.all}]+")
_COUNTED = ("requests", "disputes")


@dataclass(frozen=True, slots=True)
class Read:
    """What the answers gave: claims in text order, and what is not borne out."""

    claims: tuple[Claim, ...]
    unfounded: tuple[Unfounded, ...] = ()


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
    items: list[Item] = []
    unfounded: list[Unfounded] = []
    after = 0
    for answer in answers:
        of: dict[int, Item] = {}
        for number, told in enumerate(answer, 1):
            item = _ground(told, source, after, items)
            if isinstance(item, str):
                if item not in ("value", "statement") or not _no_count(told, source):
                    unfounded.append(_unfounded(told, item))
                continue
            of[number] = item
            items.append(item)
            after = max(after, item.grounded.start)
        _arrange(of)
        _gather(of, source)
    wrong = [item for item in items if item.is_rest and not _leaves(item)]
    # A rest without a number of its own asserts nothing that could be wrong.
    unfounded += [_unfounded(item.answer, "value") for item in wrong if item.answer.v]
    items = _once([item for item in items if item not in wrong and _says_something(item, source)])
    items = [one for item in items for one in _apart(item)]
    items.sort(key=lambda item: (place_of(item), item.grounded.start))
    for number, item in enumerate(items, 1):
        item.id = f"c{number}"
    claims = tuple(claim_of(item, source, keys, year) for item in items)
    return Read(claims, tuple(unfounded))


def _once(items: Sequence[Item]) -> list[Item]:
    """Return the items without those that say of one figure what another already says."""
    seen: dict[tuple[int, str, str], Item] = {}
    for item in items:
        seen.setdefault((place_of(item), item.meant.name, item.role), item)
    return list(seen.values())


# ---- grounding --------------------------------------------------------------------------
def _ground(told: ClaimAnswer, source: Source, after: int, before: list[Item]) -> Item | Fault:
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
    said = _statement_in(told, source, after, what)
    if said is None and told.v is not None and told.r == "all":
        # "12 were all answered in time" is a count whatever is said of it.
        counted = ground_figure(told.q, told.v, source, after)
        if not isinstance(counted, str) and counted.figure is not None:
            return _with_role(told, counted, counted.figure, what, source)
    return said or _fault_of(told, source, after, fault)


def _no_count(told: ClaimAnswer, source: Source) -> bool:
    """Return whether the value does stand in the quote, only as a number that counts nothing.

    A model may take an ordinal, an article or a slogan for a count; it invents nothing.
    """
    quote = fold(told.q)
    numbers = [Decimal(found) for found in _ARABIC.findall(quote)]
    numbers += [n for found in _CHINESE.findall(quote) if (n := chinese_number(found)) is not None]
    return told.v in numbers and any(True for _ in places(told.q, source))


def _statement_in(told: ClaimAnswer, source: Source, after: int, what: Meant) -> Item | None:
    for kind in _kinds(told):
        said = ground_statement(told.q, kind, source, after)
        if not isinstance(said, str):
            role: Role = "part" if kind == "rest" else kind
            return Item(told, said, what, role, is_rest=kind == "rest")
    return None


def _kinds(told: ClaimAnswer) -> tuple[Statement, ...]:
    """Return what an answer's words may say, its own role first."""
    if told.r in ("none", "all"):
        return ("none", "all") if told.r == "none" else ("all", "none")
    if told.r in ("share", "change"):
        return ()
    if told.v is None:
        return ("none", "rest", "all")
    return ("rest", "all") if told.v else ("none",)


def _fault_of(told: ClaimAnswer, source: Source, after: int, fault: Fault) -> Fault:
    if told.r in ("none", "all"):
        said = ground_statement(told.q, "none" if told.r == "none" else "all", source, after)
        return said if isinstance(said, str) else fault
    return fault


def _with_role(
    told: ClaimAnswer, grounded: Grounded, figure: Quantity, what: Meant, source: Source
) -> Item | Fault:
    unit = figure.unit or ""
    role: Role = "part" if told.r == "sample" else told.r
    if role == "change":
        way = direction(source, figure)
        wanted = "down" if told.v is not None and told.v < 0 else "up"
        return "sign" if way and way != wanted else Item(told, grounded, what, role)
    if told.v is not None and told.v < 0:
        return "sign"
    units = load_structure().units
    if role == "share" and unit not in units.ratios:
        return "unit"
    if role in ("none", "all"):
        role = "total"
    if unit in units.ratios and role in ("total", "part"):
        # A rate of something that no count of the text is the whole of.
        role, what = "share", Meant()
    elif role != "share" and what.table in _COUNTED and unit not in units.requests:
        return "unit"
    elif what.metric == "fee" and unit != units.money:
        what = Meant()
    return Item(told, grounded, what, role)


def _unfounded(told: ClaimAnswer, fault: Fault) -> Unfounded:
    value = None if told.v is None else f"{told.v:f}"
    return Unfounded(READER, "claim", told.m, value, told.q[:_QUOTE], fault)


# ---- lists ------------------------------------------------------------------------------
def _arrange(of: dict[int, Item]) -> None:
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


def _meant_whole(item: Item, of: dict[int, Item]) -> Item | None:
    """Return what a share, change or statement is of where the answer does not say it.

    It is the count told last before it, for "all" and "the rest" the last whole.
    """
    statement = item.role == "all" or item.is_rest
    if item.role not in ("share", "change") and not statement:
        return None
    place = place_of(item)
    before = [
        other
        for other in of.values()
        if other.role in (("total",) if statement else ("total", "part"))
        and 0 < place - place_of(other) < _NEAR
        and other.grounded.figure is not None
    ]
    if statement and item.meant.table:
        before = [other for other in before if other.meant.table == item.meant.table]
    return max(before, key=place_of, default=None)


def _gather(of: dict[int, Item], source: Source) -> None:
    """Let what is said of all disputes speak of every kind that its sentence counted."""
    for item in of.values():
        if item.role != "all" or item.meant.table != "disputes" or item.whole is None:
            continue
        start = sentence_start(source, item.grounded.start)
        item.also = [
            other
            for other in of.values()
            if other is not item.whole
            and start <= place_of(other) < item.grounded.start
            and (other.role, other.meant.table) == ("total", "disputes")
            and other.meant.columns == ("total",)
        ]


def _leaves(item: Item) -> bool:
    """Return whether the rest told is what its whole and the other parts leave."""
    left = item.left
    return left is not None and left > 0 and item.answer.v in (None, left)


def _says_something(item: Item, source: Source) -> bool:
    """Return whether words without a figure are about something the form counts."""
    if item.grounded.figure is not None or item.is_rest:
        return True
    if item.role == "all" and speaks_of_deadlines(item, source):
        return False
    about = {item.meant.table, item.whole.meant.table if item.whole is not None else ""}
    if item.role == "none":
        return item.meant.metric != "other"
    return bool(about - {""}) or item.meant.metric == "channel"


def _apart(item: Item) -> list[Item]:
    """Return an item once for each kind of dispute it says that there was none of."""
    if item.role != "none" or item.meant.name != "disputes":
        return [item]
    kinds = (of_metric("reconsideration"), of_metric("litigation"))
    return [replace(item, meant=kind) for kind in kinds]


def _loops(whole: Item, item: Item) -> bool:
    at: Item | None = whole
    while at is not None:
        if at is item:
            return True
        at = at.whole
    return False


def _same_unit(a: Item, b: Item) -> bool:
    one, other = a.grounded.figure, b.grounded.figure
    return one is not None and other is not None and (one.unit or "") == (other.unit or "")

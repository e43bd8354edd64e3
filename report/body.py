"""What a body's name tells of it: its areas, its kind, the levels it may stand at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from report.body_words import LEVELS, BodyKind, BodyWords, KindRule, Level, body_words
from report.issuer import normal_issuer
from report.text import fold


@dataclass(frozen=True, slots=True)
class Body:
    """One authority as far as its name, or a roster, tells.

    Attributes:
        name: Its name as names are compared.
        areas: The areas its name begins with, the widest first.
        work: What follows the areas, with short words for long ones.
        kind: What kind of body it is; None when that cannot be told.
        levels: The levels it may stand at; more than one when the name leaves it open,
            none when it tells nothing.
        vertical: Whether it belongs to a system that reports to the State Council.
        because: The words that told kind and level, or `roster`.
        placed: Whether the name says where the body is. A name such as 区财政局 does not,
            and two bodies that call themselves so are never taken for one.
        former: Names in brackets that say what it was called before.
    """

    name: str
    areas: tuple[str, ...] = ()
    work: str = ""
    kind: BodyKind | None = None
    levels: tuple[Level, ...] = ()
    vertical: bool = False
    because: tuple[str, ...] = ()
    placed: bool = True
    former: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What two spellings of one name have in common."""
        return f"{'/'.join(self.areas)}|{self.work}"

    @property
    def level(self) -> Level | None:
        """Its level, when only one is possible."""
        return self.levels[0] if len(self.levels) == 1 else None


@lru_cache(maxsize=65536)
def body_of(name: str) -> Body:
    """Return what a name, as a report prints it, tells of its body."""
    words = body_words()
    plain = normal_issuer(name)
    areas, rest = _split(plain, words)
    former = _former(name, words)
    if words.areas.relative.match(plain):
        areas, rest = (), plain
    if not areas:
        if words.national.names.match(plain):
            return Body(
                plain,
                work=_canonical(plain, words),
                kind="department",
                levels=("national",),
                because=(plain,),
                former=former,
            )
        kind = _kind(rest, words)
        return Body(plain, work=plain, kind=kind.id if kind else None, placed=False, former=former)
    kind = _kind(rest, words)
    return Body(
        plain,
        areas=areas,
        work=(kind.canonical if kind else "") or _canonical(rest, words),
        kind=kind.id if kind else None,
        levels=_levels(areas, words),
        vertical=words.vertical.names.search(rest) is not None,
        because=(areas[-1], *((rest,) if rest else ())),
        former=former,
    )


def _split(name: str, words: BodyWords) -> tuple[tuple[str, ...], str]:
    """Return the areas at the beginning of a name and what follows them."""
    areas = list[str]()
    # The area stands behind the head office in 国家税务总局莲江市税务局.
    lead = words.vertical.lead.match(name)
    start = at = lead.end() if lead is not None else 0
    while (found := words.areas.piece.match(name, at)) is not None:
        areas.append(found.group())
        at = found.end()
    return tuple(areas), name[:start] + name[at:]


def _kind(rest: str, words: BodyWords) -> KindRule | None:
    return next((kind for kind in words.kinds if kind.rest.fullmatch(rest)), None)


def _canonical(rest: str, words: BodyWords) -> str:
    for long, short in sorted(words.words.same, key=lambda pair: -len(pair[0])):
        rest = rest.replace(long, short)
    return rest


def _levels(areas: tuple[str, ...], words: BodyWords) -> tuple[Level, ...]:
    last = areas[-1]
    if last in words.areas.municipalities:
        return ("province",)
    if words.areas.zones.search(last):
        return ()
    levels = words.areas.levels(last)
    if len(levels) > 1 and len(areas) > 1:
        # An area inside another stands below it: a city inside a city is of a county's rank.
        above = [LEVELS.index(level) for level in words.areas.levels(areas[-2])]
        below = tuple(level for level in levels if LEVELS.index(level) > min(above, default=-1))
        levels = below or levels
    return levels


def _former(name: str, words: BodyWords) -> tuple[str, ...]:
    """Return earlier names that the name itself gives in brackets."""
    found = []
    for part in fold(name).replace("〔", "(").replace("〕", ")").split("(")[1:]:
        told = words.words.former.match(part.partition(")")[0])
        if told is not None:
            found.append(normal_issuer(told["name"]))
    return tuple(name for name in found if name)


def deadline(body: Body, year: int) -> date | None:
    """Return the last day on which a body may publish its report on a year.

    The latest of the possible ones where the level is open; None when its kind is not known.
    """
    rules = [rule for rule in body_words().deadlines if rule.since <= year]
    if body.kind is None or not rules:
        return None
    rule = rules[-1]
    if body.vertical:
        days = [rule.vertical or rule.outer]
    elif body.kind == "government":
        days = [rule.governments.get(level, rule.outer) for level in body.levels or LEVELS]
    else:
        days = [rule.kinds.get(body.kind, rule.outer)]
    return max(date(year + 1, month, day) for month, day in days)


def makes_rules(body: Body) -> bool:
    """Return whether bodies of this kind and level may make rules (规章), or it is open."""
    if body.kind is None:
        return True
    makers = body_words().rule_makers.get(body.kind, ())
    return any(level in makers for level in body.levels or makers)

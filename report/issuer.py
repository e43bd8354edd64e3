"""Names of authorities: their normal form, and whether two of them name one body."""

from __future__ import annotations

import re
from functools import cache

from report.identity_words import identity_words
from report.text import fold

_BRACKETS = re.compile(r"[()\[\]〔〕]")
_ASIDE = re.compile(r"\([^()]*\)$")
_NOISE = re.compile(r"[^\w]|_")


@cache
def normal_issuer(name: str) -> str:
    """Return the name as names are compared.

    Folded; without years, brackets, marks, and the words of a title around it.
    """
    words = identity_words()
    whole = fold(name)
    plain = _ASIDE.sub("", whole)
    if not plain or words.names.places.fullmatch(plain):
        plain = whole  # What stands in brackets is the name itself, not an aside.
    plain = words.title.core.sub("", words.names.year.sub("", plain))
    plain = _NOISE.sub("", _BRACKETS.sub("", plain))
    while (found := words.title.filler.search(plain)) and found.end() > found.start():
        plain = plain[: found.start()] + plain[found.end() :]
    return plain


def abbreviates(short: str, long: str) -> bool:
    """Return whether one name is the other, or its abbreviation.

    Its characters stand in the long name in the same order, the last one within the
    long name's head, and they make at least two fifths of it.
    """
    if not short or 5 * len(short) < 2 * len(long):
        return False
    at = 0
    for character in short:
        at = long.find(character, at) + 1
        if at == 0:
            return False
    return long.endswith(_heads_of(short))


@cache
def _heads_of(name: str) -> tuple[str, ...]:
    """Return the ends a name that this one abbreviates may have."""
    pairs = identity_words().names.short_forms
    return (name[-1], *(long for long, short in pairs if name.endswith(short)))


@cache
def _short(name: str) -> str:
    for long, short in identity_words().names.short_forms:
        name = name.replace(long, short)
    return name


def same_issuer(one: str | None, other: str | None) -> bool:
    """Return whether two names, as two documents print them, name one body.

    A missing superior area, a short form, and an area for its government are the
    same; another area or another kind of body is not.
    """
    if not one or not other:
        return False
    first, second = _comparable(one), _comparable(other)
    if not first or not second:
        return False
    if len(first) > len(second):
        first, second = second, first
    if first == second:
        return True
    names = identity_words().names
    lead = second[: -len(first)]
    return second.endswith(first) and (
        names.places.fullmatch(lead) is not None
        or (
            names.area.match(first) is not None
            and names.places.fullmatch(lead + first[0]) is not None
        )
    )


def of_another_place(one: str, other: str) -> bool:
    """Return whether two names are of bodies of two places: 甲县财政局, 乙镇人民政府.

    A name without a place may always be of the same body, and so may one whose place
    shortens the other's: 高新区 for 安湖国家高新技术产业开发区.
    """
    first, second = normal_issuer(one), normal_issuer(other)
    if same_issuer(one, other) or abbreviates(first, second) or abbreviates(second, first):
        return False
    places, others = _places_of(first), _places_of(second)
    if not places or not others:
        return False
    if common := places.keys() & others.keys():
        return any(not _shortens(places[level], others[level]) for level in common)
    return not any(name in second for name in places.values()) and not any(
        name in first for name in others.values()
    )


def _shortens(one: str, other: str) -> bool:
    """Return whether the characters of one place stand in the other in the same order."""
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return all(character in rest for character in short)


def _places_of(name: str) -> dict[str, str]:
    """Return level → name of the places a normal name begins with."""
    names = identity_words().names
    chain = names.places.match(name)
    found: dict[str, str] = {}
    if chain is not None:
        for part in re.finditer(rf"(\w+?)({names.area.pattern})", chain[0]):
            if len(part[1]) > 1:
                found[part[2]] = part[1]
    return found


@cache
def _comparable(name: str) -> str:
    plain = _short(normal_issuer(name))
    names = identity_words().names
    for government in names.bare_governments:
        body = plain.removesuffix(government)
        if body != plain and names.places.fullmatch(body):
            return body
    return plain

"""Who is who across reports: names that surely mean one body, and those that may.

To take two bodies for one is worse than to miss that two names mean one: what is doubtful
is proposed to a person and kept apart until then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from report.body import Body, body_of
from report.body_words import body_words
from report.issuer import abbreviates
from report.roster import Expected, Roster, roster_key

Why = Literal["longer_name", "former_name", "other_head", "abbreviation"]
Verdict = Literal["same", "different"]
_MOST_IN_AREA = 400


@dataclass(frozen=True, slots=True)
class Link:
    """What a person said of two names; the last word on a pair holds."""

    one: str
    other: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two names that may mean one body, and what speaks for it."""

    one: str
    other: str
    why: Why


@dataclass
class Register:
    """The bodies behind a collection of names.

    Args:
        names: Every name that a report prints.
        roster: The bodies that are expected, if there is a roster.
        links: What people said of pairs of names, oldest first.
    """

    names: Iterable[str]
    roster: Roster = field(default_factory=Roster)
    links: Sequence[Link] = ()

    def __post_init__(self) -> None:
        self._said = _last_words(self.links)
        self._expected: dict[str, Expected] = {}
        for expected in self.roster.bodies:
            for name in (expected.name, *expected.aliases):
                self._expected[roster_key(name)] = expected
        self._all = sorted(set(self.names))
        self._above: dict[str, str] = {}
        self._taken = self._by_longer_name()
        self._join()

    def key(self, name: str) -> str | None:
        """Return the key of the body a name means; None when the name is of no place."""
        expected = self.expected(name)
        if expected is not None:
            return self._root(roster_key(expected.name))
        key = roster_key(name)
        if key.startswith("?") and key not in self._above:
            return None
        return self._root(key)

    def expected(self, name: str) -> Expected | None:
        """Return the body of the roster that a name means."""
        key = roster_key(name)
        found = self._expected.get(key) or self._taken.get(key)
        if found is None and key in self._above:
            found = self._rostered.get(self._root(key))
        return found

    def body(self, name: str) -> Body:
        """Return what is known of the body a name means: the roster wins over the name."""
        expected = self.expected(name)
        return body_of(name) if expected is None else expected.body

    def proposals(self) -> list[Proposal]:
        """Return the pairs a person should look at, in the order of their names."""
        bodies: dict[str, str] = {}
        for name in (*(expected.name for expected in self.roster.bodies), *self._all):
            bodies.setdefault(roster_key(name), name)
        found: dict[tuple[str, str], Proposal] = {}
        for proposal in (
            *self._longer(bodies),
            *self._former(bodies),
            *self._in_one_area(bodies),
        ):
            one, other = sorted((proposal.one, proposal.other))
            if self._open(one, other):
                found.setdefault((one, other), replace(proposal, one=one, other=other))
        return [found[pair] for pair in sorted(found)]

    # Joining

    def _join(self) -> None:
        for expected in self.roster.bodies:
            for alias in expected.aliases:
                self._unite(roster_key(expected.name), roster_key(alias))
        for (one, other), verdict in self._said.items():
            if verdict == "same":
                self._unite(one, other)
        self._rostered = {
            self._root(roster_key(expected.name)): expected for expected in self.roster.bodies
        }

    def _root(self, key: str) -> str:
        while (above := self._above.get(key, key)) != key:
            key = above
        return key

    def _unite(self, one: str, other: str) -> None:
        first, second = sorted((self._root(one), self._root(other)))
        self._above[second] = first
        self._above.setdefault(first, first)

    def _open(self, one: str, other: str) -> bool:
        """Return whether nobody and nothing has said yet whether two names are one body."""
        pair = _pair(one, other)
        if pair[0] == pair[1] or pair in self._said:
            return False
        keys = self.key(one), self.key(other)
        return keys[0] is None or keys[0] != keys[1]

    def _by_longer_name(self) -> dict[str, Expected]:
        """Return key → the one body of the roster whose name differs in wider areas only.

        A name shared by many places, and one that fits two bodies, is left to a person.
        """
        ends = _Ends((roster_key(e.name), body_of(e.name)) for e in self.roster.bodies)
        official = {roster_key(expected.name): expected for expected in self.roster.bodies}
        taken: dict[str, Expected] = {}
        takers: dict[str, list[str]] = {}
        for name in self._all:
            key, body = roster_key(name), body_of(name)
            if key in self._expected or not body.placed or _is_common(body):
                continue
            fits = [one for one in ends.around(body) if not self._kept_apart(key, one)]
            if len(fits) == 1:
                taken[key] = official[fits[0]]
                takers.setdefault(fits[0], []).append(key)
        # Two different longer names for one body of the roster are two bodies.
        doubtful = {key for keys in takers.values() if _disagree(keys) for key in keys}
        return {key: expected for key, expected in taken.items() if key not in doubtful}

    def _kept_apart(self, one: str, other: str) -> bool:
        first, second = sorted((one, other))
        return self._said.get((first, second)) == "different"

    # Proposing

    def _longer(self, bodies: dict[str, str]) -> Iterable[Proposal]:
        placed = [(key, body_of(name)) for key, name in bodies.items() if body_of(name).placed]
        ends = _Ends(placed)
        for key, body in placed:
            for other in ends.around(body):
                yield Proposal(bodies[key], bodies[other], "longer_name")

    def _former(self, bodies: dict[str, str]) -> Iterable[Proposal]:
        for name in self._all:
            for former in body_of(name).former:
                if (known := bodies.get(roster_key(former))) is not None:
                    yield Proposal(name, known, "former_name")

    def _in_one_area(self, bodies: dict[str, str]) -> Iterable[Proposal]:
        """Yield names of one area under another head, and abbreviations the words lack."""
        areas: dict[tuple[str, ...], list[tuple[Body, str]]] = {}
        for name in bodies.values():
            body = body_of(name)
            if body.placed and body.kind not in (None, "government", "government_office"):
                areas.setdefault(body.areas, []).append((body, name))
        for group in areas.values():
            for at, (body, name) in enumerate(group[:_MOST_IN_AREA]):
                for other, other_name in group[at + 1 : _MOST_IN_AREA]:
                    if (why := _alike(body.work, other.work)) is not None:
                        yield Proposal(name, other_name, why)


def _alike(one: str, other: str) -> Why | None:
    """Return what speaks for two bodies of one area being the same."""
    heads = body_words().words.heads
    if one[-1:] in heads and other[-1:] in heads and one[:-1] == other[:-1]:
        return "other_head"
    short, long = sorted((one, other), key=len)
    return "abbreviation" if len(short) > 2 and abbreviates(short, long) else None


class _Ends:
    """Finds the names whose areas are the end of a name's areas, or the other way round."""

    def __init__(self, bodies: Iterable[tuple[str, Body]]) -> None:
        self._by_end: dict[tuple[str, str], list[tuple[str, Body]]] = {}
        for key, body in bodies:
            if body.placed and body.areas:
                self._by_end.setdefault((body.areas[-1], body.work), []).append((key, body))

    def around(self, body: Body) -> list[str]:
        """Return the keys of bodies with the same work in areas longer or shorter."""
        if not body.areas:
            return []
        near = self._by_end.get((body.areas[-1], body.work), [])
        return [
            key
            for key, other in near
            if other.areas != body.areas
            and (_ends(other.areas, body.areas) or _ends(body.areas, other.areas))
        ]


def _ends(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    return len(short) < len(long) and long[-len(short) :] == short


def _disagree(keys: Sequence[str]) -> bool:
    """Return whether some names of one body cannot be parts of one another."""
    chains = sorted((key.partition("|")[0].split("/") for key in keys), key=len)
    return any(
        long[-len(short) :] != short for at, short in enumerate(chains) for long in chains[at + 1 :]
    )


def _is_common(body: Body) -> bool:
    """Return whether many places share the name, and nothing wider tells which is meant."""
    return len(body.areas) == 1 and body.areas[0] in body_words().common.areas


def _pair(one: str, other: str) -> tuple[str, str]:
    first, second = sorted((roster_key(one), roster_key(other)))
    return first, second


def _last_words(links: Sequence[Link]) -> dict[tuple[str, str], Verdict]:
    return {_pair(link.one, link.other): link.verdict for link in links}

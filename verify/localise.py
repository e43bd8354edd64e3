"""The smallest sets of cell changes that make every sum of a table hold.

Uniform-cost search over residuals: pick a violated sum, change one of its cells so that it
holds, go on with what is violated then. All repairs of the least cost are found.

Why that is complete: where a class of sums (all rows, or all columns of one kind) has as many
violated ones as changes are left, each of them contains exactly one changed cell, so any one
of them will do and only its cells are tried. Otherwise, up to three changes, some violated sum
contains exactly one of the changed cells: sets of cells of which every sum contains two or
more begin at four. All violated sums are tried then. Beyond three changes only the first
argument holds; where it does not apply, nothing is claimed.

An undecided sum takes no part. A repair of more than three cells that hang together explains
nothing to anybody; it is left out, while independent mistakes may be more than three.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from report.record import Number

MAX_COST = 3
MAX_INDEPENDENT = 8
MAX_NODES = 20_000

Delta = tuple[int, Number]


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum that has to be zero: its id, its class, and its cells with their signs."""

    id: str
    code: str
    terms: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class System:
    """Sums over cells, indexed for the search.

    Attributes:
        sums: The sums; each cell occurs at most once in each class (code).
        cells: All cells, in the order of the first sum that has them.
        of_sum: Sum number → (cell number, sign) pairs.
        of_cell: Cell number → (sum number, sign) pairs.
        kind: Sum number → number of its class.
        width: The most sums that one cell stands in.
    """

    sums: tuple[Sum, ...]
    cells: tuple[str, ...]
    of_sum: tuple[tuple[tuple[int, int], ...], ...]
    of_cell: tuple[tuple[tuple[int, int], ...], ...]
    kind: tuple[int, ...]
    width: int


def system(sums: tuple[Sum, ...]) -> System:
    """Return the indexed system of these sums."""
    number: dict[str, int] = {}
    for one in sums:
        for key, _ in one.terms:
            number.setdefault(key, len(number))
    of_cell: list[list[tuple[int, int]]] = [[] for _ in number]
    for at, one in enumerate(sums):
        for key, sign in one.terms:
            of_cell[number[key]].append((at, sign))
    kinds = {code: at for at, code in enumerate(dict.fromkeys(one.code for one in sums))}
    return System(
        sums=sums,
        cells=tuple(number),
        of_sum=tuple(tuple((number[key], sign) for key, sign in one.terms) for one in sums),
        of_cell=tuple(map(tuple, of_cell)),
        kind=tuple(kinds[one.code] for one in sums),
        width=max(map(len, of_cell), default=1),
    )


def systems(sums: Iterable[Sum]) -> tuple[System, ...]:
    """Return one system for all sums that cells connect, however far."""
    sums = tuple(sums)
    with_cell: dict[str, list[str]] = {}
    for one in sums:
        for key, _ in one.terms:
            with_cell.setdefault(key, []).append(one.id)
    leader = _leaders(map(tuple, with_cell.values()))
    parts: dict[str, list[Sum]] = {}
    for one in sums:
        parts.setdefault(leader[one.id], []).append(one)
    return tuple(system(tuple(part)) for part in parts.values())


@dataclass(frozen=True, slots=True)
class Located:
    """What the search found.

    Attributes:
        repairs: All smallest repairs; each maps cells to the values that mend the sums.
        complete: False when the node budget ended the search; there are no repairs then.
        nodes: How many states were looked at.
    """

    repairs: tuple[dict[str, int], ...]
    complete: bool = True
    nodes: int = 0


class _BudgetError(Exception):
    """The search has looked at as many states as it may."""


class _Search:
    def __init__(
        self, system: System, values: Mapping[str, Number], fixed: Collection[str], nodes: int
    ) -> None:
        self.system = system
        self.values = [values.get(key, 0) for key in system.cells]
        self.fixed = frozenset(at for at, key in enumerate(system.cells) if key in fixed)
        self.left = nodes
        self.found: dict[frozenset[Delta], None] = {}
        self.seen: set[frozenset[Delta]] = set()

    def least_cost(self, violated: Mapping[int, Number]) -> int:
        """Return a lower bound on the number of changes that mend these sums."""
        kinds: dict[int, int] = {}
        for at in violated:
            kind = self.system.kind[at]
            kinds[kind] = kinds.get(kind, 0) + 1
        return max(-(-len(violated) // self.system.width), *kinds.values())

    def tight(self, violated: Mapping[int, Number], left: int) -> list[int]:
        """Return the sums of classes that have as many violated sums as changes are left.

        Changing a cell in one of them leaves its class as tight as it was.
        """
        kinds: dict[int, list[int]] = {}
        for at in violated:
            kinds.setdefault(self.system.kind[at], []).append(at)
        return [at for members in kinds.values() if len(members) == left for at in members]

    def choose(self, violated: Mapping[int, Number], left: int) -> tuple[int, ...]:
        """Return sums one of which surely has exactly one changed cell, few if possible."""
        tight = self.tight(violated, left)
        if tight:
            return (min(tight, key=lambda at: len(self.system.of_sum[at])),)
        return tuple(violated)

    def run(self, violated: dict[int, Number], changed: frozenset[Delta], left: int) -> None:
        """Add all repairs that need exactly `left` more changes to `found`."""
        taken = {cell for cell, _ in changed}
        for at in self.choose(violated, left):
            residual = violated[at]
            for cell, sign in self.system.of_sum[at]:
                if cell in self.fixed or cell in taken:
                    continue
                self.left -= 1
                if self.left < 0:
                    raise _BudgetError
                self.step(violated, changed, left, (cell, -residual * sign))

    def step(
        self, violated: dict[int, Number], changed: frozenset[Delta], left: int, delta: Delta
    ) -> None:
        cell, by = delta
        after = self.values[cell] + by
        if after < 0 or after != int(after):
            return
        rest = violated.copy()
        for at, sign in self.system.of_cell[cell]:
            residual = rest.pop(at, 0) + sign * by
            if residual:
                rest[at] = residual
        if not rest:
            if left == 1:
                self.found[changed | {delta}] = None
            return
        if left == 1 or self.least_cost(rest) >= left:
            return
        now = changed | {delta}
        if now not in self.seen:
            self.seen.add(now)
            self.run(rest, now, left - 1)


def localise(
    system: System,
    values: Mapping[str, Number],
    fixed: Collection[str] = frozenset(),
    max_cost: int = MAX_INDEPENDENT,
    max_nodes: int = MAX_NODES,
) -> Located:
    """Return all smallest repairs of the system.

    Args:
        system: The sums that should be zero.
        values: Cell → its value; a cell without one counts as zero.
        fixed: Cells that a repair may not change.
        max_cost: The most cells that all repairs together may change.
        max_nodes: How many states may be looked at.
    """
    violated = violations(system, values)
    if not violated:
        return Located(())
    search = _Search(system, values, fixed, max_nodes)
    try:
        for cost in range(search.least_cost(violated), max_cost + 1):
            if cost > MAX_COST and not search.tight(violated, cost):
                break
            search.seen.clear()
            search.run(violated, frozenset(), cost)
            if search.found:
                break
    except _BudgetError:
        return Located((), complete=False, nodes=max_nodes)
    nodes = max_nodes - search.left
    return Located(tuple(_named(search, repair) for repair in search.found), nodes=nodes)


def violations(system: System, values: Mapping[str, Number]) -> dict[int, Number]:
    """Return the sums that do not hold, each with its residual."""
    found: dict[int, Number] = {}
    for at, one in enumerate(system.sums):
        residual: Number = 0
        for key, sign in one.terms:
            residual += sign * values.get(key, 0)
        if residual:
            found[at] = residual
    return found


def _named(search: _Search, repair: Iterable[Delta]) -> dict[str, int]:
    cells = search.system.cells
    return {cells[at]: int(search.values[at] + by) for at, by in sorted(repair)}


@dataclass(frozen=True, slots=True)
class Group:
    """Violated sums of one root cause, with the smallest repairs of just these."""

    sums: tuple[str, ...]
    repairs: tuple[dict[str, int], ...]


def group(system: System, failed: Sequence[str], located: Located) -> tuple[Group, ...]:
    """Return the failed sums by root cause.

    Sums belong together when cells of one repair link them, directly or through a sum that
    holds. Without a repair nothing tells them apart, and all are one group. A group whose
    repairs change more than MAX_COST cells has none.
    """
    if not located.repairs:
        return (Group(tuple(failed), ()),)
    changed = {key for repair in located.repairs for key in repair}
    sums_of = {
        key: tuple(system.sums[at].id for at, _ in system.of_cell[cell])
        for cell, key in enumerate(system.cells)
        if key in changed
    }
    leader = _leaders(sums_of.values())
    groups: dict[str, list[str]] = {}
    for id_ in failed:
        groups.setdefault(leader.get(id_, id_), []).append(id_)
    return tuple(
        Group(
            tuple(ids),
            _projected(located.repairs, {k for k, v in sums_of.items() if leader[v[0]] == first}),
        )
        for first, ids in groups.items()
    )


def _leaders(linked: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """Return for every id the first id of all that are linked with it, however far."""
    members: dict[str, list[str]] = {}
    leader: dict[str, str] = {}
    for ids in linked:
        for id_ in ids:
            members.setdefault(leader.setdefault(id_, id_), [id_])
        first, *others = dict.fromkeys(leader[id_] for id_ in ids)
        for other in others:
            for id_ in members.pop(other):
                leader[id_] = first
                members[first].append(id_)
    return leader


def _projected(
    repairs: Sequence[dict[str, int]], cells: Collection[str]
) -> tuple[dict[str, int], ...]:
    """Return what the repairs do to these cells, each way once.

    A sum that fails whatever an ambiguous cell holds may be one that no repair touches.
    """
    ways = {
        way: None
        for repair in repairs
        if (way := tuple((key, after) for key, after in repair.items() if key in cells))
    }
    return tuple(dict(way) for way in ways) if all(len(way) <= MAX_COST for way in ways) else ()

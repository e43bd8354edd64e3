"""What changed between two mutation runs: every measure, and the cases that went and came.

Cases pair by name where both runs drew them from the same generator, seed and layouts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from eval.compare import Flips
from eval.mutation_render import shown
from eval.mutation_scores import MutationResult
from eval.render import texts

_DRAWS = 2_000_000
_SHOWN = 8


@dataclass(frozen=True)
class Difference:
    """A later rate less the earlier one, with its bootstrap interval over reports."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class MutationComparison:
    """Two runs side by side.

    Attributes:
        measures: Name → value before and after, for those that differ.
        compared: How many cases both have, of the same kind and content.
        flips: Mark of a case (see `marks_of`) → cases that lost and gained it.
        silent: Difference of the silent error rates on the reports of both.
        paired: Whether cases of the same name are the same.
    """

    measures: Mapping[str, tuple[float | None, float | None]]
    compared: int
    flips: Mapping[str, Flips]
    silent: Difference | None
    paired: bool

    def render(self, lang: str = "en") -> str:
        """Return the changes for people."""
        words = texts(lang)
        lines = [
            f"{name}: {shown(name, before)} → {shown(name, after)}"
            for name, (before, after) in self.measures.items()
        ] or [words["same"]]
        if not self.paired:
            return "\n".join([*lines, words["mutate_unpaired"]])
        lines.append(words["mutate_compared"].format(count=self.compared))
        if self.silent is not None:
            rates = {
                name: f"{100 * getattr(self.silent, name):+.4f}"
                for name in ("value", "low", "high")
            }
            lines.append(words["mutate_difference"].format(**rates))
        for mark, flips in self.flips.items():
            counts = {"lost": len(flips.lost), "gained": len(flips.gained), "p": f"{flips.p:.3g}"}
            lines.append(words["mutate_mcnemar"].format(what=mark, **counts))
            lines += _named("-", words["change_lost"], flips.lost)
            lines += _named("+", words["change_gained"], flips.gained)
        return "\n".join(lines)


def _named(sign: str, what: str, names: tuple[str, ...]) -> list[str]:
    if not names:
        return []
    more = " …" if len(names) > _SHOWN else ""
    return [f"  {sign} {what}: {' '.join(names[:_SHOWN])}{more}"]


def compare_mutations(before: MutationResult, after: MutationResult) -> MutationComparison:
    """Return what is different in the later run."""
    names = dict.fromkeys((*before.measures, *after.measures))
    both = {name: (before.measures.get(name), after.measures.get(name)) for name in names}
    paired = _drawn_from(before) == _drawn_from(after)
    same = [name for name in before.cases if name in after.cases] if paired else []
    old = {name: _marks(before.cases[name]) for name in same}
    new = {name: _marks(after.cases[name]) for name in same}
    return MutationComparison(
        measures={name: pair for name, pair in both.items() if pair[0] != pair[1]},
        compared=len(same),
        flips=_flips(old, new),
        silent=_difference(old, new, before.seed),
        paired=paired,
    )


def _drawn_from(result: MutationResult) -> tuple[str, int, tuple[str, ...]]:
    return result.generator, result.seed, result.layouts


def _marks(text: str) -> dict[str, tuple[int, int]]:
    """Return mark → (value, of how many); the count of cells belongs to silent errors."""
    marks = {}
    for word in text.split():
        name, _, value = word.partition("=")
        part, _, whole = value.partition("/")
        marks[name] = int(part), int(whole or 1)
    return marks


def _is_good(mark: str, marks: Mapping[str, tuple[int, int]]) -> bool:
    return (marks[mark][0] == 0) == (mark == "silent")


def _flips(
    old: Mapping[str, Mapping[str, tuple[int, int]]],
    new: Mapping[str, Mapping[str, tuple[int, int]]],
) -> dict[str, Flips]:
    """Return the cases that lost and gained each mark they are both measured by."""
    lost: dict[str, list[str]] = {}
    gained: dict[str, list[str]] = {}
    for name, marks in old.items():
        for mark in marks:
            if mark not in new[name]:
                continue
            was, is_ = _is_good(mark, marks), _is_good(mark, new[name])
            lost.setdefault(mark, []).extend([name] if was and not is_ else [])
            gained.setdefault(mark, []).extend([name] if is_ and not was else [])
    return {mark: Flips(tuple(lost[mark]), tuple(gained[mark])) for mark in lost}


def _difference(
    old: Mapping[str, Mapping[str, tuple[int, int]]],
    new: Mapping[str, Mapping[str, tuple[int, int]]],
    seed: int,
    level: float = 0.95,
) -> Difference | None:
    """Return the difference of silent error rates; whole reports are drawn, in pairs."""
    pairs = [
        (old[name]["silent"], new[name]["silent"])
        for name in old
        if "silent" in old[name] and "silent" in new[name]
    ]
    if not pairs:
        return None
    # Only reports in which something is wrong in either run move the difference.
    wrong = [pair for pair in pairs if pair[0][0] or pair[1][0]]
    cells = sum(second[1] for _, second in pairs)
    changes = [after[0] - before[0] for before, after in wrong]
    source = Random(seed)
    share = len(wrong) / len(pairs)
    rates = []
    draws = max(200, min(1000, _DRAWS // len(pairs)))
    for _ in range(draws if changes else 1):
        many = sum(source.random() < share for _ in pairs) if changes else 0
        rates.append(sum(source.choices(changes, k=many)) / cells if many else 0.0)
    rates.sort()
    tail = round(len(rates) * (1 - level) / 2)
    return Difference(sum(changes) / cells, rates[tail], rates[-1 - tail])

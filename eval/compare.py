"""What changed between two results: items that went and came, and whether chance explains it.

Cells of one report go right or wrong together, so the test counts reports, not cells.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import comb
from operator import attrgetter

from eval.render import line_of, texts
from eval.scores import EvalResult, Item, ReportScore


@dataclass(frozen=True)
class Flips:
    """Reports that stopped and started being fully right, and the exact two-sided p."""

    lost: tuple[str, ...]
    gained: tuple[str, ...]

    @property
    def p(self) -> float:
        """Exact McNemar: how likely so lopsided a split is if both directions are equal."""
        few, all_ = min(len(self.lost), len(self.gained)), len(self.lost) + len(self.gained)
        tail = sum(comb(all_, k) for k in range(few + 1)) / float(2**all_)
        return min(1.0, 2.0 * tail)


@dataclass(frozen=True)
class Change:
    """Items of one report that only one of the results has."""

    report: str
    gone: tuple[Item, ...]
    new: tuple[Item, ...]


@dataclass(frozen=True)
class Comparison:
    """Two results side by side, on the reports whose label and file are the same in both."""

    changes: tuple[Change, ...]
    cells: Flips
    findings: Flips
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    other_labels: tuple[str, ...]
    compared: int

    def render(self, lang: str = "en") -> str:
        """Return the changes for people."""
        words = texts(lang)
        lines: list[str] = []
        for change in self.changes:
            lines.append(change.report)
            lines += [f"  - {words['change_gone']}: {line_of(i, words)}" for i in change.gone]
            lines += [f"  + {words['change_new']}: {line_of(i, words)}" for i in change.new]
        lines = lines or [words["same"]]
        for name in ("only_before", "only_after", "other_labels"):
            lines += [f"{report}: {words[name]}" for report in getattr(self, name)]
        for name, flips in (("what_cells", self.cells), ("what_findings", self.findings)):
            counts = {"lost": len(flips.lost), "gained": len(flips.gained), "p": f"{flips.p:.3g}"}
            lines.append(words["mcnemar"].format(what=words[name], **counts))
        return "\n".join(lines)


def compare(before: EvalResult, after: EvalResult) -> Comparison:
    """Return what is different in the later result."""
    old, new = _by_name(before), _by_name(after)
    both = [name for name in old if name in new]
    other = [name for name in both if _labelled(old[name]) != _labelled(new[name])]
    same = [name for name in both if name not in other]
    changes = [_change(name, old[name], new[name]) for name in same]
    return Comparison(
        changes=tuple(change for change in changes if change.gone or change.new),
        cells=_flips(same, old, new, attrgetter("cells_right")),
        findings=_flips(same, old, new, attrgetter("findings_right")),
        only_before=tuple(name for name in old if name not in new),
        only_after=tuple(name for name in new if name not in old),
        other_labels=tuple(other),
        compared=len(same),
    )


def _by_name(result: EvalResult) -> dict[str, ReportScore]:
    return {f"{report.dataset}/{report.name}": report for report in result.reports}


def _labelled(report: ReportScore) -> tuple[str, str]:
    return report.label_sha256, report.source_sha256


def _identity(item: Item) -> Item:
    return item.model_copy(update={"detail": ""})


def _change(name: str, old: ReportScore, new: ReportScore) -> Change:
    before = {_identity(item) for item in old.items}
    after = {_identity(item) for item in new.items}
    return Change(
        report=name,
        gone=tuple(item for item in old.items if _identity(item) not in after),
        new=tuple(item for item in new.items if _identity(item) not in before),
    )


def _flips(
    names: list[str],
    old: dict[str, ReportScore],
    new: dict[str, ReportScore],
    right: Callable[[ReportScore], bool],
) -> Flips:
    return Flips(
        lost=tuple(name for name in names if right(old[name]) and not right(new[name])),
        gained=tuple(name for name in names if not right(old[name]) and right(new[name])),
    )

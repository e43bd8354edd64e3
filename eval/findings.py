"""Scores findings: what a careful auditor must raise, may raise, and must not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.labels import Label, LabelFinding
from eval.matching import assign, overlap
from eval.records import Seen, SeenFinding
from eval.scores import FindingCounts, Item

_SPLIT = "RDG04"


@dataclass(frozen=True)
class Root:
    """One finding to raise: a label, or all labels with the same root."""

    labels: tuple[LabelFinding, ...]

    @property
    def optional(self) -> bool:
        """Whether neither raising nor leaving it is scored.

        A label that needs last year's report is optional, since a report is scored alone.
        """
        return all(label.optional or label.previous_cells for label in self.labels)

    def absent_codes(self, codes: frozenset[str]) -> tuple[str, ...]:
        """Return the required codes that a finding carries neither itself nor by another name."""
        required = [label for label in self.labels if not label.optional] or self.labels
        return tuple(
            label.code
            for label in required
            if label.any_code is not True and not codes & _codes_of(label)
        )

    @property
    def attributions(self) -> frozenset[str]:
        """The attributions that are right."""
        return frozenset(label.attribution for label in self.labels)

    @property
    def cells(self) -> frozenset[str]:
        """All cells concerned."""
        return frozenset(key for label in self.labels for key in label.cells)

    def __str__(self) -> str:
        codes = "+".join(dict.fromkeys(label.code for label in self.labels))
        first = self.labels[0]
        return f"{codes} {first.quote or ' '.join(first.cells[:3])}".strip()


def roots(label: Label) -> list[Root]:
    """Return the findings to raise, labels of one root together, in the label's order."""
    grouped: dict[object, list[LabelFinding]] = {}
    for at, finding in enumerate(label.findings):
        name = ("root", finding.root) if finding.root is not None else ("alone", at)
        grouped.setdefault(name, []).append(finding)
    return [Root(tuple(labels)) for labels in grouped.values()]


def score_findings(label: Label, seen: Seen) -> tuple[FindingCounts, list[Item]]:
    """Return the counts over required, optional and extra findings, and what is not right."""
    wanted = roots(label)
    required = [root for root in wanted if not root.optional]
    optional = [root for root in wanted if root.optional]
    pairs = _pairs(required, seen.findings, set())
    maybe = _pairs(optional, seen.findings, set(pairs.values()))
    used = {*pairs.values(), *maybe.values()}
    left = [f for number, f in enumerate(seen.findings) if number not in used]
    extra = [f for f in left if f.asks_a_person and not _honest_split(f, label)]
    items = [_missed(root) for at, root in enumerate(required) if at not in pairs]
    right, short = 0, 0
    for at, number in pairs.items():
        root, got = required[at], seen.findings[number]
        right += got.attribution in root.attributions
        short += bool(root.absent_codes(got.all_codes))
        items += _remarks(root, got)
    items += [_extra(finding) for finding in extra]
    counts = FindingCounts(
        required=len(required),
        found=len(pairs),
        optional=len(optional),
        optional_found=len(maybe),
        extra=len(extra),
        extra_fatal=sum(finding.severity == "fatal" for finding in extra),
        notes=sum(not finding.asks_a_person for finding in left),
        attributed=len(pairs),
        attribution_right=right,
        codes_short=short,
    )
    return counts, items


def _pairs(
    wanted: Sequence[Root], findings: Sequence[SeenFinding], taken: set[int]
) -> dict[int, int]:
    weights = [
        {
            number: weight
            for number, finding in enumerate(findings)
            if (weight := max(_weight(label, finding) for label in root.labels))
        }
        for root in wanted
    ]
    return assign(weights, taken)


def _weight(label: LabelFinding, got: SeenFinding) -> float:
    """Return how well a finding fits a label, 0 for not at all; an equal code counts most."""
    lead = _code_weight(label, got)
    if not lead:
        return 0
    if label.cells and got.cells:
        shared = len(set(label.cells) & set(got.cells))
        return lead + shared / len(set(label.cells) | set(got.cells)) if shared else 0
    if label.quote and got.quote:
        shared = overlap(label.quote, got.quote)
        return lead + min(1.0, shared / 60) if shared else 0
    return lead


def _code_weight(label: LabelFinding, got: SeenFinding) -> float:
    """Return 0 unless the codes say the same; a tie by `any_code` needs cells or a quote."""
    if label.code in got.all_codes:
        return 3.0 if label.code == got.code else 2.0
    if label.any_code is True:
        tied = (label.cells and got.cells) or (label.quote and got.quote)
        return 0.1 if tied else 0
    return 1.0 if _codes_of(label) & got.all_codes else 0


def _codes_of(label: LabelFinding) -> frozenset[str]:
    """Return the label's code and the others that say the same."""
    others = label.any_code if isinstance(label.any_code, tuple) else ()
    return frozenset((label.code, *label.alt_codes, *others))


def _honest_split(finding: SeenFinding, label: Label) -> bool:
    """Return whether it only says what is so: that the file cannot settle these cells."""
    return (
        _SPLIT in finding.all_codes
        and bool(finding.cells)
        and all(key in label.cells and label.cells[key].not_in_file for key in finding.cells)
    )


def _missed(root: Root) -> Item:
    return Item(kind="finding", outcome="missed", name=str(root), detail=root.labels[0].why)


def _extra(got: SeenFinding) -> Item:
    about = got.quote or " ".join(got.cells[:3])
    return Item(
        kind="finding", outcome="extra", name=f"{got.code} {about}".strip(), found=got.severity
    )


def _remarks(root: Root, got: SeenFinding) -> list[Item]:
    items = []
    if got.attribution not in root.attributions:
        expected = "/".join(sorted(root.attributions))
        items.append(
            Item(
                kind="finding",
                outcome="attribution",
                name=str(root),
                expected=expected,
                found=got.attribution,
            )
        )
    if absent := root.absent_codes(got.all_codes):
        expected, found = " ".join(absent), " ".join(sorted(got.all_codes))
        items.append(
            Item(kind="finding", outcome="codes", name=str(root), expected=expected, found=found)
        )
    return items

"""What a scoring says: counts that add up over reports, and every item that was not right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

CellOutcome = Literal["right", "silent", "flagged", "unread"]
ItemKind = Literal["cell", "identity", "claim", "finding", "row", "error"]


class _Score(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Counts(_Score):
    @classmethod
    def total(cls, parts: Iterable[Self]) -> Self:
        """Return the counts of all parts together."""
        listed = list(parts)
        return cls(**{name: sum(getattr(p, name) for p in listed) for name in cls.model_fields})


def _rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None


class CellCounts(_Counts):
    """Cells of the labels, plus invented ones; each stands in exactly one count.

    Attributes:
        expected: Cells the label has.
        right: Value and blankness as labelled (or honestly open where the file cannot
            settle it).
        silent: Wrong or invented, and no fatal or query finding names the cell.
        flagged: Wrong or invented, but a fatal or query finding names the cell.
        unread: No value, and the record says so.
        invented: Of `silent` and `flagged`, those the label does not have at all.
        settled: Cells that this file can settle; coverage is counted over these.
        read: Of `settled`, those that were read, rightly or wrongly.
        units_wrong: Sums of money whose unit was found elsewhere than labelled.
    """

    expected: int = 0
    right: int = 0
    silent: int = 0
    flagged: int = 0
    unread: int = 0
    invented: int = 0
    settled: int = 0
    read: int = 0
    units_wrong: int = 0

    @property
    def wrong(self) -> int:
        """Wrong values, flagged or not."""
        return self.silent + self.flagged

    @property
    def coverage(self) -> float | None:
        """Share of the cells this file can settle that were read."""
        return _rate(self.read, self.settled)


class IdentityCounts(_Counts):
    """Who and when; counted over reports."""

    edition_right: int = 0
    edition: int = 0
    issuer_right: int = 0
    issuer_literal: int = 0
    issuer: int = 0
    year_right: int = 0
    year: int = 0
    kind_right: int = 0
    kind: int = 0


class ClaimCounts(_Counts):
    """Figures in prose; `extra` counts only what the label's scope covers."""

    labelled: int = 0
    matched: int = 0
    optional_matched: int = 0
    extra: int = 0
    verdicts_right: int = 0
    verdicts: int = 0
    cells_right: int = 0

    @property
    def recall(self) -> float | None:
        """Share of the labelled claims that were found."""
        return _rate(self.matched, self.labelled)

    @property
    def precision(self) -> float | None:
        """Share of the claims found within the scope that are labelled."""
        found = self.matched + self.optional_matched
        return _rate(found, found + self.extra)

    @property
    def accuracy(self) -> float | None:
        """Share of the matched claims with the right verdict."""
        return _rate(self.verdicts_right, self.verdicts)


class FindingCounts(_Counts):
    """Findings; a root is one finding whatever the number of its labels.

    Attributes:
        extra: Fatal and query findings that no label explains.
        extra_fatal: Those of them that are fatal.
        notes: Notes that no label explains; they are not errors.
        codes_short: Matched findings that do not carry every code of their root.
    """

    required: int = 0
    found: int = 0
    optional: int = 0
    optional_found: int = 0
    extra: int = 0
    extra_fatal: int = 0
    notes: int = 0
    attributed: int = 0
    attribution_right: int = 0
    codes_short: int = 0

    @property
    def missed(self) -> int:
        """Required findings that were not raised."""
        return self.required - self.found


class RowCounts(_Counts):
    """Rows the form does not have."""

    labelled: int = 0
    found: int = 0


class Item(_Score):
    """One thing that is not as labelled; `outcome` says how.

    Its identity for comparing two runs is all of it but `detail`.
    """

    kind: ItemKind
    outcome: str
    name: str
    expected: str = ""
    found: str = ""
    detail: str = ""


class ReportScore(_Score):
    """How one report came out."""

    name: str
    dataset: str
    label_sha256: str
    source_sha256: str
    is_report: bool
    status: str
    error: str = ""
    cells: CellCounts = CellCounts()
    identity: IdentityCounts = IdentityCounts()
    claims: ClaimCounts = ClaimCounts()
    findings: FindingCounts = FindingCounts()
    rows: RowCounts = RowCounts()
    items: tuple[Item, ...] = ()
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def cells_right(self) -> bool:
        """Whether every labelled cell is right and none was invented."""
        counts = self.cells
        return not self.error and counts.right == counts.expected + counts.invented

    @property
    def findings_right(self) -> bool:
        """Whether every required finding was raised and no fatal or query one beside."""
        return not self.error and not self.findings.missed and not self.findings.extra


class Totals(_Score):
    """All reports together."""

    reports: int
    errors: int
    cells: CellCounts
    identity: IdentityCounts
    claims: ClaimCounts
    findings: FindingCounts
    rows: RowCounts

    @classmethod
    def of(cls, reports: Iterable[ReportScore]) -> Totals:
        """Return the totals of the reports."""
        listed = list(reports)
        return cls(
            reports=len(listed),
            errors=sum(bool(report.error) for report in listed),
            cells=CellCounts.total(report.cells for report in listed),
            identity=IdentityCounts.total(report.identity for report in listed),
            claims=ClaimCounts.total(report.claims for report in listed),
            findings=FindingCounts.total(report.findings for report in listed),
            rows=RowCounts.total(report.rows for report in listed),
        )


class Manifest(_Score):
    """Which program scored which data."""

    program: str
    commit: str | None
    dirty: bool | None
    python: str
    packages: dict[str, str]
    data_sha256: dict[str, str]
    dataset_sha256: str
    date: str


class EvalResult(_Score):
    """The result file: everything needed to read, gate and compare a run later."""

    schema_version: Literal[1] = 1
    manifest: Manifest
    totals: Totals
    reports: tuple[ReportScore, ...]

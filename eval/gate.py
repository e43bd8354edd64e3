"""Bounds a result must keep, from a TOML file.

    [[bounds]]
    reports = "sample/*"        # names as `dataset/report`, with * and ?; default all
    each = true                 # every report for itself; default all of them together
    max = { "cells.silent" = 0, "findings.missed" = 0 }
    min = { "cells.coverage" = 0.97 }

A measure that has nothing to measure (no claims, say) keeps every bound, but a bound that
matches no report is broken: a gate that checks nothing has not been passed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from pydantic import Field

from eval.render import texts
from eval.scores import EvalResult, ReportScore, Totals
from report.data_file import Data, parse_toml
from report.errors import DataFileError

_GROUPS = ("cells", "identity", "claims", "findings", "rows")


class Bounds(Data):
    """Bounds on one choice of reports."""

    reports: str = "*"
    each: bool = False
    max: dict[str, float] = Field(default_factory=dict)
    min: dict[str, float] = Field(default_factory=dict)


class Gate(Data):
    """All bounds of a gate file."""

    bounds: tuple[Bounds, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Check:
    """One bound and what was measured; `value` None when there was nothing to measure."""

    name: str
    measure: str
    value: float | None
    relation: Literal["<=", ">="]
    bound: float

    @property
    def kept(self) -> bool:
        """Whether the bound is kept."""
        if self.value is None:
            return True
        return self.value <= self.bound if self.relation == "<=" else self.value >= self.bound


@dataclass(frozen=True)
class GateResult:
    """All checks of a gate in the file's order."""

    checks: tuple[Check, ...]

    @property
    def broken(self) -> tuple[Check, ...]:
        """The bounds that are not kept."""
        return tuple(check for check in self.checks if not check.kept)

    @property
    def passed(self) -> bool:
        """Whether every bound is kept."""
        return not self.broken

    def render(self, lang: str = "en") -> str:
        """Return the verdict for people."""
        words = texts(lang)
        if self.passed:
            return words["gate_passed"].format(count=len(self.checks))
        lines = [
            "  "
            + words["gate_line"].format(
                name=check.name,
                measure=check.measure,
                value="-" if check.value is None else f"{check.value:g}",
                relation=check.relation,
                bound=f"{check.bound:g}",
            )
            for check in self.broken
        ]
        return "\n".join([words["gate_failed"] + ":", *lines])


def load_gate(path: Path) -> Gate:
    """Return the gate a file describes.

    Raises:
        DataFileError: The file is no TOML, or a key or measure is unknown.
    """
    gate = parse_toml(Gate, read_gate(path), path.name)
    nothing = Totals.of(())
    for at, bounds in enumerate(gate.bounds):
        for name in (*bounds.max, *bounds.min):
            if not _is_measure(name, nothing):
                raise DataFileError(path.name, f"bounds[{at}]", f"no measure {name!r}")
    return gate


def read_gate(path: Path) -> str:
    """Return the text of a gate file.

    Raises:
        DataFileError: It cannot be read as UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (UnicodeDecodeError, OSError) as error:
        raise DataFileError(path.name, "", str(error)) from None


def check_gate(result: EvalResult, gate: Gate) -> GateResult:
    """Return which bounds a result keeps."""
    return GateResult(tuple(check for b in gate.bounds for check in _checks(result, b)))


def _checks(result: EvalResult, bounds: Bounds) -> Iterator[Check]:
    chosen = [r for r in result.reports if fnmatchcase(f"{r.dataset}/{r.name}", bounds.reports)]
    if not chosen:
        yield Check(bounds.reports, "reports", 0, ">=", 1)
        return
    named: list[tuple[str, ReportScore | Totals]] = [(bounds.reports, Totals.of(chosen))]
    if bounds.each:
        named = [(f"{report.dataset}/{report.name}", report) for report in chosen]
    for name, scores in named:
        for measure, bound in bounds.max.items():
            yield Check(name, measure, _measure(measure, scores), "<=", bound)
        for measure, bound in bounds.min.items():
            yield Check(name, measure, _measure(measure, scores), ">=", bound)


def _is_measure(name: str, scores: Totals) -> bool:
    if name == "errors":
        return True
    group, _, field = name.partition(".")
    part = getattr(scores, group, None) if group in _GROUPS else None
    return part is not None and not field.startswith(("_", "model")) and hasattr(part, field)


def _measure(name: str, scores: ReportScore | Totals) -> float | None:
    if name == "errors":
        return scores.errors if isinstance(scores, Totals) else int(bool(scores.error))
    group, _, field = name.partition(".")
    value = getattr(getattr(scores, group), field)
    return None if value is None else float(value)

"""Bounds a mutation run must keep, from a TOML file.

    [max]
    "cells.silent" = 0.0001
    [min]
    "issuer.detected" = 0.995

A measure without anything to measure breaks its bound: a gate that checks nothing has not
been passed.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from eval.gate import Check, GateResult, read_gate
from eval.mutation_scores import MutationResult, measures_of
from report.data_file import Data, parse_toml
from report.errors import DataFileError


class MutationGate(Data):
    """All bounds of a gate file."""

    max: dict[str, float] = Field(default_factory=dict)
    min: dict[str, float] = Field(default_factory=dict)


def load_mutation_gate(path: Path) -> MutationGate:
    """Return the gate a file describes.

    Raises:
        DataFileError: The file is no TOML, holds no bound, or names an unknown measure.
    """
    gate = parse_toml(MutationGate, read_gate(path), path.name)
    names = {*gate.max, *gate.min}
    if not names:
        raise DataFileError(path.name, "", "there is no bound")
    if unknown := names - set(measures_of((), 0)):
        raise DataFileError(path.name, "", f"no measure {min(unknown)!r}")
    return gate


def check_mutation_gate(result: MutationResult, gate: MutationGate) -> GateResult:
    """Return which bounds a result keeps."""
    checks = []
    for name, bound in gate.max.items():
        value = result.measures.get(name)
        checks.append(Check("mutate", name, 1e9 if value is None else value, "<=", bound))
    for name, bound in gate.min.items():
        value = result.measures.get(name)
        checks.append(Check("mutate", name, -1.0 if value is None else value, ">=", bound))
    return GateResult(tuple(checks))

"""Bounds a mutation run must keep, from a TOML file.

    [max]
    "cells.silent" = 0.0001
    [min]
    "issuer.detected" = 0.995

A measure without anything to measure breaks its bound: a gate that checks nothing has not
been passed.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.gate import Check, GateResult
from eval.mutation_scores import MutationResult, measures_of
from report.errors import DataFileError


class MutationGate(BaseModel):
    """All bounds of a gate file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    max: dict[str, float] = Field(default_factory=dict)
    min: dict[str, float] = Field(default_factory=dict)


def load_mutation_gate(path: Path) -> MutationGate:
    """Return the gate a file describes.

    Raises:
        DataFileError: The file is no TOML, holds no bound, or names an unknown measure.
    """
    try:
        gate = MutationGate.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise DataFileError(path.name, "", str(error)) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DataFileError(path.name, place, first["msg"]) from None
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

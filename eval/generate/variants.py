"""Forms as some provinces print them: rows and words that the national form does not have."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import resources
from random import Random
from typing import Any

from eval.generate.layouts import WITH_BLANKS, Cell, Cover, Matrix
from eval.generate.report import Bend, Report


@cache
def _data() -> dict[str, Any]:
    text = (resources.files("eval.generate") / "variants.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def in_a_variant(source: Random, report: Report) -> Report:
    """Return the report in the form of a province now and then; only the first form has any."""
    if report.truth.edition != "2019" or source.random() < 0.7:
        return report
    return source.choice((with_instructions, with_sub_rows))(source, report)


def with_instructions(source: Random, report: Report) -> Report:
    """Print how to fill the form in behind its labels, and a row of further documents."""
    words = _data()["instructions"]
    number = str(source.choice((0, 3, 16, 208)))
    year = str(report.truth.year)

    def change(matrix: Matrix) -> Matrix:
        made: Matrix = []
        for row in matrix:
            made.append([_told(cell, words["labels"], year) for cell in row])
            if row[0] == words["after"]:
                made.append([words["row"], number, number, number])
        return made

    return replace(report, bend=_of_disclosure(change))


def _told(cell: Cell, labels: dict[str, str], year: str) -> Cell:
    return labels.get(cell, cell).replace("{year}", year) if isinstance(cell, str) else cell


def with_sub_rows(source: Random, report: Report) -> Report:
    """Part a row into two of its own; its cells are then blank, and their sums unknown."""
    if report.layout not in WITH_BLANKS:
        return report
    words = _data()["sub_rows"]
    parts = [
        [
            str(source.choice((0, 5, 25))),
            str(source.choice((0, 3, -2))),
            str(source.choice((0, 628))),
        ]
        for _ in words["rows"]
    ]

    def change(matrix: Matrix) -> Matrix:
        made: Matrix = []
        for row in matrix:
            if row[0] != words["parent"]:
                made.append([row[0], Cover.LEFT, *row[1:]])
                continue
            for at, (label, numbers) in enumerate(zip(words["rows"], parts, strict=True)):
                made.append([row[0] if at == 0 else Cover.UP, label, *numbers])
        return made

    lost = {key: None for key in report.values if key.startswith("disclosure.other_services.")}
    raws = dict.fromkeys(lost, "")
    values = {**report.values, **lost}
    return replace(report, values=values, raws=raws, bend=_of_disclosure(change))


def _of_disclosure(change: Callable[[Matrix], Matrix]) -> Bend:
    return lambda table, matrix: change(matrix) if table == "disclosure" else matrix

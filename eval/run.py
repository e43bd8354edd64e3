"""Runs any function from path to record JSON over labelled reports and scores it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eval.cells import score_cells, score_rows
from eval.claims import score_claims
from eval.datasets import Dataset, Entry
from eval.findings import score_findings
from eval.identity import score_identity
from eval.labels import Label
from eval.manifest import digest, make_manifest
from eval.records import Seen, parse_record
from eval.scores import EvalResult, Item, ReportScore, Totals
from report.errors import DataFileError

Read = Callable[[Path], Mapping[str, Any]]


def evaluate(read: Read, datasets: Dataset | Sequence[Dataset]) -> EvalResult:
    """Return the scores of every labelled report.

    Args:
        read: Gives the record JSON of one report. What it raises is scored as a report of
            which nothing was read, and named.
        datasets: What to score on.
    """
    listed = [datasets] if isinstance(datasets, Dataset) else list(datasets)
    reports = tuple(_run(read, entry, data.name) for data in listed for entry in data.entries)
    return EvalResult(
        manifest=make_manifest(digest(data.sha256.encode() for data in listed)),
        totals=Totals.of(reports),
        reports=reports,
    )


def save_result(result: EvalResult, path: Path) -> None:
    """Write the result file."""
    path.write_text(result.model_dump_json(indent=1) + "\n", encoding="utf-8")


def load_result(path: Path) -> EvalResult:
    """Return the result a file holds.

    Raises:
        DataFileError: There is no such file, or it is no result file of this version.
    """
    try:
        return EvalResult.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise DataFileError(path.name, where, first["msg"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(path.name, "", str(error)) from None


def _run(read: Read, entry: Entry, dataset: str) -> ReportScore:
    began = time.perf_counter()
    error = ""
    try:
        seen = parse_record(read(entry.place))
    except ValidationError as problem:
        first = problem.errors()[0]
        error = f"record JSON: {'.'.join(map(str, first['loc']))}: {first['msg']}"
        seen = Seen(status="error")
    except Exception as problem:
        # A crash of the scored program is a result of this report, not the end of the run.
        error = f"{type(problem).__name__}: {problem}"
        seen = Seen(status="error")
    seconds = time.perf_counter() - began
    scored = score(entry.label, seen)
    items = (Item(kind="error", outcome="raised", name=error),) if error else ()
    return scored.model_copy(
        update={
            "name": entry.name,
            "dataset": dataset,
            "label_sha256": entry.label_sha256,
            "source_sha256": entry.source_sha256,
            "error": error,
            "items": items + scored.items,
            "warnings": entry.warnings,
            "seconds": round(seconds, 4),
        }
    )


def score(label: Label, seen: Seen) -> ReportScore:
    """Return the score of one record against its label."""
    identity, identity_items = score_identity(label, seen)
    cells, cell_items = score_cells(label, seen)
    claims, claim_items = score_claims(label, seen)
    findings, finding_items = score_findings(label, seen)
    rows, row_items = score_rows(label, seen)
    return ReportScore(
        name=label.file,
        dataset="",
        label_sha256="",
        source_sha256="",
        is_report=label.is_report,
        status=seen.status,
        identity=identity,
        cells=cells,
        claims=claims,
        findings=findings,
        rows=rows,
        items=tuple(identity_items + cell_items + finding_items + claim_items + row_items),
    )

"""Decisions as a file, JSON lines or CSV, and back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gouji.exports.writers import active, write_csv, write_jsonl
from report.decision import Decision, decision_adapter
from report.errors import UsageError
from report.messages import refused, render

COLUMNS = (
    "finding",
    "code",
    "record",
    "when",
    "who",
    "action",
    "reason",
    "before",
    "after",
    "operands",
)
_AS_JSON = ("before", "after", "operands")
_MOST = 64 << 20


def write_decisions(path: Path, decisions: Iterable[Decision]) -> int:
    """Write decisions, oldest first, as the path's ending says; return how many there are."""
    rows = (_row(decision) for decision in decisions)
    if path.suffix.lower() == ".jsonl":
        return write_jsonl(path, rows)
    folded = (
        {
            key: json.dumps(row[key], ensure_ascii=False) if key in _AS_JSON else row[key]
            for key in COLUMNS
        }
        for row in rows
    )
    return write_csv(path, COLUMNS, folded)


def _row(decision: Decision) -> dict[str, Any]:
    made = decision_adapter().dump_python(decision, mode="json")
    return {key: made[key] for key in COLUMNS}


def read_decisions(path: Path) -> list[Decision]:
    """Return the decisions of a file in its order; nothing is taken from a broken one.

    Raises:
        UsageError: The file cannot be read, or a line is no decision; it is named.
    """
    read = _jsonl if path.suffix.lower() == ".jsonl" else _csv
    decisions = []
    for number, row in read(path, _text(path)):
        try:
            decisions.append(decision_adapter().validate_python({"id": 0, **row}))
        except ValidationError as error:
            first = error.errors()[0]
            said = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
            raise _broken(path, number, said) from None
    for number, decision in enumerate(decisions, 1):
        if decision.when.tzinfo is None:
            raise _broken(path, number, "when: no time zone")
    return decisions


def _broken(path: Path, number: int, said: str) -> UsageError:
    return UsageError(render("decisions.broken", path=str(path), number=number, said=said))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST:
            raise UsageError(render("decisions.large", path=str(path)))
        data = path.read_bytes()
    except OSError as error:
        said = refused(error)
        raise UsageError(render("file.unreadable", path=str(path), said=said)) from None
    # Spreadsheets on Chinese systems save CSV in their own encoding.
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError(render("file.unreadable", path=str(path), said="UTF-8?"))


def _jsonl(path: Path, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise _broken(path, number, str(error)) from None
        if not isinstance(row, dict):
            raise _broken(path, number, "{…}?")
        yield number, {key: row[key] for key in COLUMNS if key in row}


def _csv(path: Path, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise _broken(path, 1, str(error)) from None
    for number, row in enumerate(rows, 2):
        made: dict[str, Any] = {key: active(row[key] or "") for key in COLUMNS if key in row}
        for key in _AS_JSON:
            try:
                made[key] = json.loads(made.get(key) or "{}")
            except (ValueError, RecursionError) as error:
                raise _broken(path, number, f"{key}: {error}") from None
        yield number, made

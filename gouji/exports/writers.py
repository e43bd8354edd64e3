"""Writes rows as CSV that a spreadsheet opens without harm, or as JSON lines."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from gouji.exports.atomic import replacing
from gouji.exports.tables import Row

BOM = "\ufeff"
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def inert(value: Any) -> Any:
    """Return what a spreadsheet shows as it is instead of computing it.

    A text that begins like a formula gets an apostrophe before it; a number, also a
    negative one or a sum of money in digits, stays a number.
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\x00", "")
    # Blanks before a formula do not stop every spreadsheet.
    if text.lstrip(" \u00a0\u3000").startswith(_ACTIVE) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def active(text: str) -> str:
    """Return a text as it was before `inert` put an apostrophe before it."""
    rest = text.removeprefix("'")
    return rest if inert(rest) == text else text


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Write a table as CSV in UTF-8 with BOM and return how many rows it has."""
    count = 0
    with _text(path) as file:
        file.write(BOM)
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\r\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({key: inert(value) for key, value in row.items()})
            count += 1
    return count


def write_jsonl(path: Path, lines: Iterable[Any]) -> int:
    """Write one JSON object a line in UTF-8 and return how many there are."""
    count = 0
    with _text(path) as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
            count += 1
    return count


@contextmanager
def _text(path: Path) -> Iterator[IO[str]]:
    """Yield a text file that takes the path's place when all went well."""
    # A lone surrogate out of a broken text is escaped, not fatal.
    with (
        replacing(path) as draft,
        draft.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file,
    ):
        yield file

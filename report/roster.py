"""The roster: a CSV file of the bodies that have to report, and how to read it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import cast

from report.body import Body, body_of
from report.body_words import KINDS, LEVELS, BodyKind, Level
from report.errors import DataFileError, UsageError
from report.messages import refused, render

COLUMNS = ("name", "aliases", "level", "parent", "kind")
_PUBLISHED = re.compile(r"published_(20\d\d)")
_SEPARATORS = re.compile(r"[;；|、]")
_MOST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Expected:
    """One body of the roster.

    Attributes:
        name: Its official name.
        aliases: Other names its reports may print.
        level: Its level where the roster says so, or its name leaves no doubt.
        parent: Official name of the body that sums it up, "" for none.
        kind: What kind of body it is.
        published: Year reported on → day on which that report was published.
        line: Line of the file it stands in.
    """

    name: str
    aliases: tuple[str, ...] = ()
    level: Level | None = None
    parent: str = ""
    kind: BodyKind | None = None
    published: Mapping[int, date] = field(default_factory=dict)
    line: int = 0

    @property
    def body(self) -> Body:
        """The body, with what the roster says over what its name tells."""
        told = body_of(self.name)
        return Body(
            name=told.name,
            areas=told.areas,
            work=told.work,
            kind=self.kind or told.kind,
            levels=told.levels if self.level is None else (self.level,),
            vertical=told.vertical,
            because=told.because if self.level is None and self.kind is None else ("roster",),
            placed=True,
            former=told.former,
        )


@dataclass(frozen=True, slots=True)
class Roster:
    """All bodies of a roster in the order of the file."""

    bodies: tuple[Expected, ...] = ()

    def children(self, name: str) -> tuple[Expected, ...]:
        """Return the bodies directly below one, by its official name."""
        return tuple(body for body in self.bodies if body.parent == name)


def read_roster(path: Path) -> Roster:
    """Return the roster a file holds; UTF-8 or, as spreadsheets write it, GB 18030.

    Raises:
        UsageError: The file cannot be read.
        DataFileError: A line is wrong; the message names it.
    """
    shown = str(path)
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise DataFileError(shown, "", "larger than any roster")
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(render("file.unreadable", path=shown, said=refused(error))) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return parse_roster(data.decode(encoding), shown)
        except UnicodeDecodeError:
            continue
    raise DataFileError(shown, "", "neither UTF-8 nor GB 18030; save it as CSV UTF-8")


def parse_roster(text: str, file: str = "roster.csv") -> Roster:
    """Return the roster a CSV text holds.

    Raises:
        DataFileError: A column or a value is not known, a name stands twice, or a parent
            is not in the roster; the message names the line.
    """
    rows = _rows(text, file)
    header = _header(rows, file)
    bodies: list[Expected] = []
    for line, row in rows[1:]:
        if any(cell.strip() for cell in row):
            bodies.append(_expected(header, row, line, file))
    _check_names(bodies, file)
    _check_parents(bodies, file)
    return Roster(tuple(bodies))


def _rows(text: str, file: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            rows.append((reader.line_num, row))
    except csv.Error as error:
        raise DataFileError(file, f"line {reader.line_num}", str(error)) from None
    if not rows:
        raise DataFileError(file, "", f"empty; its first line names the columns {_known()}")
    return rows


def _known() -> str:
    return ", ".join((*COLUMNS, "published_YEAR"))


def _header(rows: Sequence[tuple[int, list[str]]], file: str) -> list[str]:
    header = [cell.strip().lower() for cell in rows[0][1]]
    for column in header:
        if column not in COLUMNS and not _PUBLISHED.fullmatch(column):
            problem = f"there is no column {column!r}; known are {_known()}"
            raise DataFileError(file, "line 1", problem)
    if len(set(header)) < len(header):
        raise DataFileError(file, "line 1", "a column stands twice")
    if "name" not in header:
        raise DataFileError(file, "line 1", "there is no column 'name'")
    return header


def _expected(header: Sequence[str], row: Sequence[str], line: int, file: str) -> Expected:
    if len(row) > len(header):
        problem = f"{len(row)} values for {len(header)} columns; quote values that hold commas"
        raise DataFileError(file, f"line {line}", problem)
    values = {column: cell.strip() for column, cell in zip(header, row, strict=False)}
    if not values["name"]:
        raise DataFileError(file, f"line {line}", "the name is empty")
    aliases = (alias.strip() for alias in _SEPARATORS.split(values.get("aliases", "")))
    level = _one_of(values, "level", LEVELS, line, file)
    kind = _one_of(values, "kind", KINDS, line, file)
    return Expected(
        name=values["name"],
        aliases=tuple(alias for alias in aliases if alias),
        level=cast("Level | None", level),
        parent=values.get("parent", ""),
        kind=cast("BodyKind | None", kind),
        published={
            int(column.rpartition("_")[2]): _day(values[column], column, line, file)
            for column in header
            if column not in COLUMNS and values.get(column)
        },
        line=line,
    )


def _one_of(
    values: Mapping[str, str], column: str, known: Sequence[str], line: int, file: str
) -> str | None:
    value = values.get(column, "").lower()
    if value and value not in known:
        problem = f"column {column}: {value!r} is none of {', '.join(known)}"
        raise DataFileError(file, f"line {line}", problem)
    return value or None


def _day(text: str, column: str, line: int, file: str) -> date:
    try:
        year, month, day = (int(part) for part in re.split(r"[-/.]", text))
        return date(year, month, day)
    except ValueError:
        problem = f"column {column}: {text!r} is no date such as 2024-01-31"
        raise DataFileError(file, f"line {line}", problem) from None


def _check_names(bodies: Sequence[Expected], file: str) -> None:
    """Refuse a name that stands for two bodies: reports would be counted for the wrong one."""
    seen: dict[str, Expected] = {}
    for expected in bodies:
        for name in (expected.name, *expected.aliases):
            other = seen.setdefault(roster_key(name), expected)
            if other is not expected:
                problem = f"{name!r} names the body of line {other.line} already"
                raise DataFileError(file, f"line {expected.line}", problem)


def _check_parents(bodies: Sequence[Expected], file: str) -> None:
    parents = {expected.name: expected.parent for expected in bodies}
    for expected in bodies:
        if expected.parent and expected.parent not in parents:
            problem = f"the parent {expected.parent!r} is not in the roster"
            raise DataFileError(file, f"line {expected.line}", problem)
        above, steps = expected.parent, 0
        while above and steps <= len(bodies):
            if above == expected.name:
                raise DataFileError(file, f"line {expected.line}", "the body is above itself")
            above, steps = parents[above], steps + 1


def roster_key(name: str) -> str:
    """Return what spellings of one name have in common inside a roster."""
    body = body_of(name)
    return body.key if body.placed else f"?{body.name}"

"""The record JSON described as pydantic models, from which `gouji schema` is made."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from report.claim import ClaimStatus, Period, Role, Verdict
from report.decision import Action
from report.errors import FailureCode
from report.finding import Attribution, Severity, Status
from report.record import CellStatus, Kind, UnitSource

Span = Annotated[
    list[int],
    Field(
        min_length=2,
        max_length=2,
        description="Half-open offsets, in code points, into the text of `gouji show ID --text`.",
    ),
]
Sha256 = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]
Money = Annotated[str, StringConstraints(pattern=r"^-?\d+(\.\d+)?$")]
Value = Annotated[
    int | float | Money | None,
    Field(
        description="A count as a number, a sum of money in yuan as a decimal string; "
        "null where no number stands. Blank is not zero.",
    ),
]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Model):
    """The file as it came; sha256 is empty when its bytes could not be read."""

    path: str
    sha256: Sha256
    media_type: str


class Reason(_Model):
    """Why nothing can be said of a file."""

    code: FailureCode
    message: str


class StatedText(_Model):
    """A fact the text states, in its normal form and as it stands there."""

    value: str
    raw: str
    span: Span


class StatedYear(_Model):
    """The year reported on."""

    value: int
    raw: str
    span: Span


class PagePlace(_Model):
    """Where a cell stands on a page of a PDF; the box is left, top, right, bottom in points."""

    page: int
    box: Annotated[list[float], Field(min_length=4, max_length=4)] | None


class TablePlace(_Model):
    """Where a cell stands in a table of a file; all counts start at zero."""

    table: int | None
    row: int | None
    column: int | None


class Unit(_Model):
    """How many yuan the printed unit is, and where it stood."""

    factor: int
    from_: UnitSource = Field(alias="from")


class Corrected(_Model):
    """The value a person put over what was read, and the number of that decision."""

    value: Value
    decision: int


class Cell(_Model):
    """One cell of the form."""

    value: Value
    raw: str
    span: Span | None
    place: PagePlace | TablePlace | None
    how: Literal["cell", "position", "split", "ocr", "model"] | None
    status: CellStatus
    unit: Unit | None
    readings: dict[str, Value]
    candidates: list[Value]
    corrected: Corrected | None
    hidden: Literal[True] | None = Field(
        default=None,
        description="Given only where the page does not show what stands in the cell.",
        exclude_if=lambda hidden: hidden is None,
    )


class ExtraRow(_Model):
    """A row of numbers that the official form does not have, as printed."""

    table: str
    parent: str
    label: str
    values: list[str]


class Claim(_Model):
    """A figure stated in prose and what the tables say of it."""

    id: str
    metric: str
    value: Value
    unit: str | None
    approx: bool
    scope: str
    period: Period
    role: Role
    quote: str
    span: Span
    cells: list[str]
    status: ClaimStatus
    rival_cells: list[str]
    explained_by: list[str]
    verdict: Verdict
    why: str


class Change(_Model):
    """One cell of a repair."""

    cell: str
    from_: Value = Field(alias="from")
    to: Value


class Message(_Model):
    """One sentence in both languages."""

    zh: str
    en: str


class Decision(_Model):
    """What a person decided on a finding."""

    id: int
    who: str
    when: datetime
    action: Action
    before: dict[str, Value]
    after: dict[str, Value]
    reason: str


class OtherReport(_Model):
    """Another report that a finding rests on; its evidence points into that one's text."""

    record: str
    issuer: str | None
    year: str | None
    evidence: list[Span]


class Finding(_Model):
    """Something to put in front of a person, with its evidence."""

    id: str
    code: str
    codes: list[str]
    severity: Severity
    attribution: Attribution
    cells: list[str]
    claims: list[str]
    quote: str | None
    expected: int | float | str | None
    found: int | float | str | None
    evidence: list[Span]
    suspects: list[str]
    repairs: list[list[Change]]
    message: Message
    other_reports: list[OtherReport]
    decision: Decision | None


class Checks(_Model):
    """How many checks passed, failed, and could not be decided."""

    passed: int
    failed: int
    undecided: int


class Coverage(_Model):
    """How much of the report was read and checked."""

    cells_expected: int
    cells_read: int
    claims_found: int
    claims_checked: int


class WireRecord(_Model):
    """One report as `gouji run --json` and `gouji show ID --json` print it."""

    schema_: Literal[1] = Field(alias="schema")
    id: Annotated[str, StringConstraints(min_length=1)]
    source: Source
    text_sha256: Sha256 | None
    status: Status
    reason: Reason | None
    waiting: str | None
    kind: Kind | None
    issuer: StatedText | None
    year: StatedYear | None
    period: StatedText | None
    edition: Literal["2019", "2021", "other"] | None
    cells: dict[str, Cell]
    extra_rows: list[ExtraRow]
    claims: list[Claim]
    findings: list[Finding]
    checks: Checks
    coverage: Coverage


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one line of `gouji run --json`."""
    schema = WireRecord.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Gouji record",
        **{key: value for key, value in schema.items() if key != "title"},
    }

"""The record JSON as the scorer sees it: only the fields it scores.

It is read afresh from plain JSON, not taken from the program's own types, so that any
function from path to record can be scored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from eval.labels import Exact
from report.finding import QUEUED


class _Seen(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class SeenUnit(_Seen):
    """Where a sum of money got its unit."""

    source: str = Field(alias="from")


class SeenCell(_Seen):
    """One cell of the record."""

    value: Exact | None = None
    raw: str | None = None
    span: tuple[int, int] | None = None
    how: str | None = None
    status: str
    unit: SeenUnit | None = None

    @property
    def unread(self) -> bool:
        """Whether no number was settled on: unread, or candidates nobody chose between."""
        return self.value is None and self.status != "blank"


class SeenClaim(_Seen):
    """One figure in prose with its verdict."""

    id: str
    metric: str = ""
    value: Exact | None = None
    role: str = ""
    implied: bool = False
    quote: str
    span: tuple[int, int] | None = None
    cells: tuple[str, ...] = ()
    verdict: str


class SeenChange(_Seen):
    """One cell of a repair."""

    cell: str
    to: Exact | None = None


class SeenFinding(_Seen):
    """One finding."""

    code: str
    codes: tuple[str, ...] = ()
    severity: str
    attribution: str
    cells: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    quote: str | None = None
    suspects: tuple[str, ...] = ()
    repairs: tuple[tuple[SeenChange, ...], ...] = ()

    @property
    def all_codes(self) -> frozenset[str]:
        """The leading code and the others of the same root."""
        return frozenset((self.code, *self.codes))

    @property
    def asks_a_person(self) -> bool:
        """Whether it is put into the review queue; notes are not."""
        return self.severity in QUEUED


class SeenRow(_Seen):
    """A row the form does not have."""

    table: str
    label: str
    values: tuple[str, ...]


class SeenReason(_Seen):
    """Why a file failed."""

    code: str


def _stated(value: object) -> object:
    """Return the value of `{"value": …}`, or the plain value itself."""
    return value.get("value") if isinstance(value, Mapping) else value


class Seen(_Seen):
    """One record, as far as it is scored."""

    status: str
    kind: str | None = None
    reason: SeenReason | None = None
    issuer: Annotated[str | None, BeforeValidator(_stated)] = None
    year: Annotated[int | None, BeforeValidator(_stated)] = None
    edition: str | None = None
    cells: dict[str, SeenCell] = Field(default_factory=dict)
    extra_rows: tuple[SeenRow, ...] = ()
    claims: tuple[SeenClaim, ...] = ()
    findings: tuple[SeenFinding, ...] = ()


def parse_record(record: Mapping[str, Any]) -> Seen:
    """Return the scored view of a record JSON.

    Raises:
        pydantic.ValidationError: The record breaks the wire format.
    """
    return Seen.model_validate(record)

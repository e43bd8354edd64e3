"""Labels of one report, as people made them: the contract of the label files.

Fields that the contract does not name are kept and listed by `unknown_fields`, so that a
label with a new remark is still used and a misspelt field does not vanish unseen.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from report.claim import Verdict
from report.errors import DataFileError
from report.finding import Attribution


def exact(value: object) -> object:
    """Return a JSON number as a decimal without binary rounding; leave the rest to pydantic."""
    if isinstance(value, bool):
        raise ValueError("true and false are not numbers")  # noqa: TRY004 - pydantic's protocol
    if isinstance(value, float):
        return Decimal(str(value))
    return value


Exact = Annotated[Decimal, BeforeValidator(exact)]
Scalar = Exact | str


class _Labelled(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)


class LabelCell(_Labelled):
    """What a person read in one cell; value None where no number stands.

    Attributes:
        not_in_file: The value was seen in another copy; this file cannot settle it.
        inferred: What other places say a lost cell was; no reader has to find it.
        lost_in_reading: The file lost the cell; to leave it unread is right.
    """

    value: Exact | None
    raw: str = ""
    unit: str | None = None
    not_in_file: bool = False
    inferred: Exact | str | None = None
    lost_in_reading: bool = False
    why: str = ""


class LabelClaim(_Labelled):
    """A figure in prose; `minor` and `lost_in_reading` ones are never counted as missed."""

    quote: str
    metric: str = ""
    value: Exact | None
    unit: str | None = None
    approx: bool = False
    cells: tuple[str, ...] = ()
    verdict: Verdict
    why: str = ""
    implied: bool = False
    stated_none: bool = False
    minor: bool = False
    lost_in_reading: bool = False
    explained_by: tuple[str, ...] = ()
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    at: int | None = None

    @property
    def optional(self) -> bool:
        """Whether neither finding nor missing it is scored."""
        return self.minor or self.lost_in_reading


class LabelFinding(_Labelled):
    """What a careful auditor must raise, or may raise when `optional`.

    Attributes:
        alt_codes: Other codes that say the same.
        any_code: True when any code will do, or more codes that say the same.
        root: Labels with the same number are one finding in the product.
        previous_cells: Last year's cells it needs; without them it cannot be raised.
    """

    code: str
    cells: tuple[str, ...] = ()
    quote: str | None = None
    expected: Scalar | None = None
    found: Scalar | None = None
    attribution: Attribution
    why: str = ""
    optional: bool = False
    alt_codes: tuple[str, ...] = ()
    any_code: bool | tuple[str, ...] = False
    root: int | None = None
    previous_cells: tuple[str, ...] | dict[str, Any] | None = None
    certainty: str | None = None
    doubt: str | None = None


class LabelRow(_Labelled):
    """A row of numbers that the form does not have."""

    table: str
    parent: str = ""
    label: str
    values: tuple[str, ...]


class Label(_Labelled):
    """All that people say of one file."""

    file: str
    kind: str = "annual_report"
    is_report: bool = True
    issuer: str | None
    year: int | None
    edition: Literal["2019", "2021", "other"] | None
    claims_scope: str = "all"
    cells: dict[str, LabelCell] = Field(default_factory=dict)
    claims: tuple[LabelClaim, ...] = ()
    findings: tuple[LabelFinding, ...] = ()
    extra_rows: tuple[LabelRow, ...] = ()
    other_tables: tuple[dict[str, Any], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def all_claims(self) -> bool:
        """Whether every counting figure of the report is labelled."""
        return self.claims_scope == "all"


def load_label(path: Path) -> Label:
    """Return the label a file holds.

    Raises:
        DataFileError: The file is no JSON or breaks the contract; the message names
            the file and the place.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        return Label.model_validate(data)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise DataFileError(path.name, "", str(error)) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DataFileError(path.name, place, first["msg"]) from None


def unknown_fields(label: Label) -> tuple[str, ...]:
    """Return the places of fields that the contract does not name."""
    found = [str(name) for name in label.model_extra or ()]
    parts: list[tuple[str, _Labelled]] = [(f"cells.{key}", c) for key, c in label.cells.items()]
    for name in ("claims", "findings", "extra_rows"):
        parts += [(f"{name}[{at}]", part) for at, part in enumerate(getattr(label, name))]
    for place, part in parts:
        found += [f"{place}.{name}" for name in part.model_extra or ()]
    return tuple(found)

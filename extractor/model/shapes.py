"""What answers look like: flat, few fields, everything that is usual left out.

They are read laxly: models write numbers as strings and add keys nobody asked for.
What they say is believed only as far as the report bears it out (`extractor.model.ground`).
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from report.text import fold

Role = Literal["total", "part", "sample", "share", "change", "none", "all"]
Scope = Literal["self", "area", "subordinate", "office"]
Period = Literal["year", "cumulative", "other"]
_PRINTED = re.compile(r"[+\-]?\d[\d,]*(?:\.\d+)?%?")
_LONGEST = 30


def _number(value: object) -> object:
    """Return a number as a decimal; words that hold none are no number, and NaN is refused."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, str):
        text = fold(value)
        if not _PRINTED.fullmatch(text) or len(text) > _LONGEST:
            return None
        try:
            return Decimal(text.replace(",", "").rstrip("%"))
        except InvalidOperation:
            return None
    return value


Figure = Annotated[
    Decimal | None,
    BeforeValidator(_number),
    WithJsonSchema({"type": ["number", "null"]}),
]
"""A number as a model writes it; infinite and undefined ones are refused."""


def _word(value: object) -> object:
    return "" if value is None else value


Word = Annotated[str, BeforeValidator(_word)]


def _brief(schema: dict[str, Any]) -> None:
    """Leave out of a schema what a model needs not read: it is paid for with every call."""
    schema.pop("title", None)
    schema.pop("description", None)
    for field in schema.get("properties", {}).values():
        field.pop("title", None)
        field.pop("default", None)


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, json_schema_extra=_brief)


class ClaimAnswer(_Answer):
    """One figure of the prose: quote, value, metric, column, role, whole, scope, period."""

    q: Word
    v: Figure = None
    m: Word = ""
    c: Word = ""
    r: Role = "total"
    of: int | None = None
    s: Scope = "self"
    p: Period = "year"


class Prose(_Answer):
    """Who reports on which year, and every figure of the prose."""

    issuer: Word = ""
    year: int | None = None
    claims: tuple[ClaimAnswer, ...] = ()


class Rows(_Answer):
    """Rows of a table that hold something: the row's number first, then its columns."""

    rows: tuple[tuple[Figure, ...], ...] = ()


class Repair(_Answer):
    """The cells that were asked for once more, in the order of the question."""

    values: tuple[Figure, ...] = Field(default=())


SHAPES: dict[str, type[BaseModel]] = {"Prose": Prose, "Rows": Rows, "Repair": Repair}
"""Shapes by the name prompt files give them."""

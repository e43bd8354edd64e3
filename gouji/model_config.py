"""`[model]` of `gouji.toml`: which model is asked, and what it may take and cost."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Count = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(gt=0)]
Money = Annotated[Decimal, Field(ge=0)]
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# A name with small letters and digits, or this long, is far more likely a key pasted by mistake.
_LIKE_A_KEY = re.compile(r"sk-|(?=.*[a-z])(?=.*\d).{24,}|.{60,}")
# Gouji itself says these, or they would carry what must not stand in a file.
_OURS = frozenset(
    {"messages", "model", "n", "stream", "tools", "tool_choice", "response_format", "functions"}
    | {"max_tokens", "max_completion_tokens", "api_key", "authorization", "headers"}
    | {"extra_headers"}
)


class _Part(BaseModel):
    # What was given may be a key in the wrong place, so no message repeats it.
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class BudgetPart(_Part):
    """The most one run may spend; it stops cleanly before, and goes on when run again."""

    tokens: Count | None = None
    money: Annotated[Decimal, Field(gt=0)] | None = None


class PricesPart(_Part):
    """What a million tokens cost in the user's currency."""

    prompt: Money
    completion: Money
    currency: str = ""


class ModelPart(_Part):
    """The model's server and its limits; without a name nothing is ever sent."""

    name: str = ""
    base_url: str = ""
    profile: str = ""
    mode: Literal["tools", "json_schema", "json", "md_json"] | None = None
    api_key_env: str = ""
    timeout: Seconds = 120.0
    file_timeout: Seconds = 900.0
    attempts: Annotated[int, Field(ge=1, le=20)] = 5
    longest_wait: Seconds = 60.0
    in_flight: Annotated[int, Field(ge=1, le=1024)] = 16
    requests_per_minute: Count | None = None
    tokens_per_minute: Count | None = None
    context: Annotated[int, Field(ge=1024)] | None = None
    mask: bool = False
    parameters: dict[str, Any] = {}
    budget: BudgetPart = BudgetPart()
    prices: PricesPart | None = None

    @field_validator("api_key_env")
    @classmethod
    def _names_a_variable(cls, value: str) -> str:
        if value and (not _VARIABLE.fullmatch(value) or _LIKE_A_KEY.match(value)):
            raise ValueError(
                "this is the name of an environment variable that holds the key, never the key"
            )
        return value

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        return checked_address(value)

    @field_validator("parameters")
    @classmethod
    def _are_the_users(cls, value: dict[str, Any]) -> dict[str, Any]:
        wrong = sorted(name for name in value if name.lower() in _OURS)
        if wrong:
            raise ValueError(f"{', '.join(wrong)} cannot be set here")
        return value

    @model_validator(mode="after")
    def _has_prices(self) -> ModelPart:
        if self.budget.money is not None and self.prices is None:
            raise ValueError("model.budget.money needs model.prices")
        return self


def checked_address(value: str) -> str:
    """Return a server's address without a slash at its end.

    Raises:
        ValueError: It is no web address, or holds a password.
    """
    if not value:
        return value
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("an address begins with http:// or https://")
    if parts.username or parts.password:
        raise ValueError("an address holds no password; name a variable in api_key_env")
    return value.rstrip("/")

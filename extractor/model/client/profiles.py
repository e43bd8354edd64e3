"""What is known of servers: how to ask for a shape, what to switch off, what they hold."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from report.errors import DataFileError

Mode = Literal["tools", "json_schema", "json", "md_json"]
MODES: tuple[Mode, ...] = get_args(Mode)
Tokens = Annotated[int, Field(ge=256)]
FALLBACK = "generic"
_FILE = Path(__file__).with_name("profiles.toml")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Differences(_Part):
    """What differs for models whose names match; what is not stated is as for the others."""

    names: Annotated[tuple[str, ...], Field(min_length=1)]
    modes: Annotated[tuple[Mode, ...], Field(min_length=1)] | None = None
    context: Tokens | None = None
    answer: Tokens | None = None
    temperature: bool | None = None
    quiet: dict[str, Any] | None = None


class Profile(_Part):
    """One kind of server; the comments of `profiles.toml` tell what each key means."""

    label: str
    base_url: str = ""
    hosts: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    key_env: str = ""
    modes: Annotated[tuple[Mode, ...], Field(min_length=1)]
    room: Literal["max_tokens", "max_completion_tokens"]
    context: Tokens
    answer: Tokens
    temperature: bool = True
    quiet: dict[str, Any] = {}
    metered: bool = False
    models: tuple[_Differences, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Profile:
        if self.answer > self.context:
            raise ValueError("an answer cannot take more than the whole context")
        if len(set(self.modes)) < len(self.modes):
            raise ValueError("a mode stands twice")
        return self

    def of_model(self, model: str) -> Profile:
        """Return the profile as it is for one model."""
        for differences in self.models:
            if any(fnmatchcase(model.lower(), name) for name in differences.names):
                return self.model_copy(update=differences.model_dump(exclude_none=True))
        return self


class _File(_Part):
    profiles: dict[str, Profile]


def parse_profiles(text: str, file: str) -> dict[str, Profile]:
    """Return the profiles a TOML text holds.

    Raises:
        DataFileError: With the place of the mistake.
    """
    try:
        profiles = _File.model_validate(tomllib.loads(text)).profiles
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(file, "", f"not right TOML: {error}") from None
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        raise DataFileError(file, ".".join(map(str, first["loc"])), first["msg"]) from None
    if FALLBACK not in profiles:
        raise DataFileError(file, "profiles", f"there must be one called {FALLBACK!r}")
    return profiles


@cache
def load_profiles() -> dict[str, Profile]:
    """Return all profiles by name."""
    return parse_profiles(_FILE.read_text(encoding="utf-8"), _FILE.name)


def profile_for(base_url: str) -> str:
    """Return the name of the profile that a server's address tells, else the fallback's."""
    parts = urlsplit(base_url)
    for name, profile in load_profiles().items():
        if parts.hostname in profile.hosts or parts.port in profile.ports:
            return name
    return FALLBACK

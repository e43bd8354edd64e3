"""`gouji.toml`: which codes count, and defaults of `gouji run`.

It is looked for in the current folder and those above it.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gouji.model_config import ModelPart
from gouji.project import NAME, find_config
from report.errors import UsageError

DEFAULT_STORE = "gouji.db"
Reader = Literal["tables", "model", "both"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CheckPart(_Part):
    """Codes or beginnings of codes to keep, and to leave out of those."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


class RunPart(_Part):
    """Defaults of `gouji run`; an option on the command line wins."""

    store: str | None = None
    jobs: Annotated[int, Field(ge=1)] | None = None
    reader: Reader | None = None
    timeout: Annotated[float, Field(gt=0)] = 60.0
    memory: Annotated[int, Field(ge=256)] = 2048


class Config(_Part):
    """The whole file."""

    lang: Literal["zh", "en"] | None = None
    check: CheckPart = CheckPart()
    run: RunPart = RunPart()
    model: ModelPart = ModelPart()


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration and the file it came from, if any."""

    config: Config
    file: Path | None = None

    def store(self, given: str | None) -> str:
        """Return where the store is: the option, GOUJI_STORE, the file, `./gouji.db`."""
        if address := given or os.environ.get("GOUJI_STORE"):
            return address
        stated = self.config.run.store
        if stated is None:
            return DEFAULT_STORE
        if self.file is None or "://" in stated:
            return stated
        # A path in the file means the same from every folder below it.
        return str(self.file.parent / Path(stated).expanduser())


def load_config(start: Path) -> Loaded:
    """Return the configuration that holds in a folder.

    Raises:
        UsageError: The file is malformed, or has a key or code nobody knows.
    """
    file = find_config(start)
    if file is None:
        return Loaded(Config())
    try:
        config = parse_config(file.read_text(encoding="utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}.", "Save it as UTF-8.") from None
    return Loaded(config, file)


def parse_config(text: str, file: str = NAME) -> Config:
    """Return the configuration a TOML text holds.

    Raises:
        UsageError: With the file and the key.
    """
    try:
        config = Config.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file} is not right TOML: {error}.", "Correct it there.") from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise UsageError(f"{file}: there is no setting {key!r}.", _known()) from None
        raise UsageError(f"{file}: {key}: {first['msg']}.", "Correct it there.") from None
    check_codes((*config.check.select, *config.check.ignore), file)
    return config


def _known() -> str:
    keys = ["lang", *(f"check.{key}" for key in CheckPart.model_fields)]
    keys += [f"run.{key}" for key in RunPart.model_fields]
    keys += [f"model.{key}" for key in ModelPart.model_fields]
    return f"Known are {', '.join(keys)}."


def check_codes(codes: tuple[str, ...], file: str) -> None:
    """Refuse a code that selects nothing: it would silently check nothing.

    Raises:
        UsageError: No finding code begins so.
    """
    if not codes:
        return
    from report.rules import load_rules

    for code in codes:
        if not code or not any(known.startswith(code) for known in load_rules()):
            raise UsageError(
                f"{file}: there is no finding code {code!r}.", "`gouji rules list` shows them all."
            )

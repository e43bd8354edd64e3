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
from report.messages import refused, render

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


class CorpusPart(_Part):
    """What reports are held against beside themselves.

    Attributes:
        roster: CSV file of the bodies that have to report.
        repeated_past: Hundredths of its words that a report may share with the body's last
            one before it is told (FRM08); 0 does not look.
        repeated_other: The same for reports of other bodies.
    """

    roster: str | None = None
    repeated_past: Annotated[int, Field(ge=0, le=100)] = 60
    repeated_other: Annotated[int, Field(ge=0, le=100)] = 60


class Config(_Part):
    """The whole file."""

    lang: Literal["zh", "en"] | None = None
    check: CheckPart = CheckPart()
    run: RunPart = RunPart()
    model: ModelPart = ModelPart()
    corpus: CorpusPart = CorpusPart()


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

    def roster(self) -> Path | None:
        """Return the roster's file as the configuration names it."""
        stated = self.config.corpus.roster
        if stated is None:
            return None
        path = Path(stated).expanduser()
        return path if self.file is None else self.file.parent / path


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
        said = refused(error)
        raise UsageError(render("config.unreadable", file=str(file), said=said)) from None
    return Loaded(config, file)


def parse_config(text: str, file: str = NAME) -> Config:
    """Return the configuration a TOML text holds.

    Raises:
        UsageError: With the file and the key.
    """
    try:
        config = Config.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(render("config.toml", file=file, said=str(error))) from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise UsageError(render("config.unknown", file=file, key=key, known=_known())) from None
        raise UsageError(render("config.value", file=file, key=key, said=first["msg"])) from None
    check_codes((*config.check.select, *config.check.ignore), file)
    return config


def _known() -> str:
    keys = ["lang", *(f"check.{key}" for key in CheckPart.model_fields)]
    keys += [f"run.{key}" for key in RunPart.model_fields]
    keys += [f"corpus.{key}" for key in CorpusPart.model_fields]
    keys += [f"model.{key}" for key in ModelPart.model_fields]
    return ", ".join(keys)


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
            raise UsageError(render("config.code", file=file, code=code))

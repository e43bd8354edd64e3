"""Reads Gouji's data files: TOML held against a model, with the place of any mistake."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from report.errors import DataFileError

_Model = TypeVar("_Model", bound=BaseModel)


class Data(BaseModel):
    """A part of a data file; a key that nobody knows is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def parse_toml(model: type[_Model], text: str, file: str) -> _Model:
    """Return what a TOML text holds.

    Raises:
        DataFileError: The text is no TOML, or a key is unknown, missing or malformed; the
            message names the file and the place.
    """
    try:
        return model.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(file, "", str(error)) from None
    except ValidationError as error:
        first = error.errors()[0]
        raise DataFileError(file, place_of(first["loc"]), first["msg"]) from None


def place_of(location: tuple[int | str, ...]) -> str:
    """Return a place in a data file as people write it: `tables[1].rows[3].label`."""
    place = ""
    for part in location:
        place += f"[{part}]" if isinstance(part, int) else f".{part}"
    return place.lstrip(".")


def read_lexicon(file: str) -> str:
    """Return the text of a shipped file of `report/lexicon`."""
    return (resources.files("report") / "lexicon" / file).read_text(encoding="utf-8")

"""Where `gouji.toml` is, found without loading anything heavy."""

from __future__ import annotations

import tomllib
from pathlib import Path

NAME = "gouji.toml"


def find_config(start: Path) -> Path | None:
    """Return the nearest gouji.toml of this folder or those above it."""
    for folder in (start, *start.parents):
        file = folder / NAME
        if file.is_file():
            return file
    return None


def configured_language(start: Path) -> str | None:
    """Return what gouji.toml says of the language; what is wrong in it is told later."""
    file = find_config(start)
    if file is None:
        return None
    try:
        lang = tomllib.loads(file.read_text(encoding="utf-8")).get("lang")
    except (OSError, ValueError):
        return None
    return lang if isinstance(lang, str) else None

"""What made a result: versions and hashes, so that an old result is used only while it holds."""

from __future__ import annotations

import hashlib
import platform
import re
import sys
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from store import Manifest, work_key

if TYPE_CHECKING:
    from gouji.pipeline import Options

_ROOT = Path(__file__).resolve().parents[1]
_DATA = {"forms": "report/forms", "lexicon": "report/lexicon", "rules": "report/rules"}
_CODE = ("report", "extractor", "verify", "prompts")
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def _hash(folder: Path, *suffixes: str) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.suffix in suffixes:
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


@cache
def hashes() -> dict[str, str]:
    """Return name → sha256 of the data and code that decide an outcome."""
    found = {name: _hash(_ROOT / folder, ".toml") for name, folder in _DATA.items()}
    found |= {name: _hash(_ROOT / name, ".py", ".md", ".toml") for name in _CODE}
    return found


@cache
def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages Gouji depends on."""
    found = {"python": platform.python_version(), "platform": sys.platform}
    for requirement in metadata.requires("gouji") or ():
        name = _NAME.match(requirement)
        if name is not None and "extra" not in requirement.partition(";")[2]:
            found[name[0]] = metadata.version(name[0])
    return dict(sorted(found.items()))


def program_version() -> str:
    """Return the version of Gouji."""
    return metadata.version("gouji")


def manifest(arguments: tuple[str, ...], options: Options) -> Manifest:
    """Return what a run is: enough to make it again."""
    named: dict[str, str] = {"reader": options.reader}
    if options.reader != "tables":
        named["model"] = " ".join(options.model)
    # What a run left out is the first thing to ask where findings of two runs differ.
    for name, codes in (("select", options.select), ("ignore", options.ignore)):
        if codes:
            named[f"check.{name}"] = " ".join(codes)
    return Manifest(arguments, program_version(), versions() | named, hashes())


def key_of(content: str, options: Options) -> str:
    """Return the key under which what a content gave may be used again.

    Args:
        content: The sha256 of the bytes, or what stands for it when there are none.
        options: Codes that count, readings that are made and the model that makes them.
    """
    made = [f"{name}={value}" for name, value in (*hashes().items(), *versions().items())]
    wanted = ("select", *options.select, "ignore", *options.ignore)
    if options.reader == "tables":
        return work_key(content, *made, *wanted)
    return work_key(content, *made, *wanted, "reader", options.reader, *options.model)

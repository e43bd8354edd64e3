"""What a result was made with: program, commit, packages, data files and labels."""

from __future__ import annotations

import datetime
import hashlib
import platform
import subprocess
from collections.abc import Iterable, Iterator
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path

from eval.scores import Manifest

_PACKAGES = ("cn2an", "pydantic", "rapidfuzz", "sqlalchemy", "instructor", "openai", "pypdfium2")
_DATA = {"forms": ("report", "forms"), "rules": ("report", "rules")}
_DATA |= {"lexicon": ("report", "lexicon"), "prompts": ("prompts", "")}


def make_manifest(dataset_sha256: str) -> Manifest:
    """Return the manifest of a run that happens now."""
    commit, dirty = _commit(Path(__file__).resolve().parents[1])
    return Manifest(
        program=_version("gouji") or "unknown",
        commit=commit,
        dirty=dirty,
        python=platform.python_version(),
        packages={name: version for name in _PACKAGES if (version := _version(name))},
        data_sha256={name: _data_hash(*place) for name, place in _DATA.items()},
        dataset_sha256=dataset_sha256,
        date=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    )


def digest(parts: Iterable[bytes]) -> str:
    """Return the sha256 over the parts, each with its length before it."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.hexdigest()


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _data_hash(package: str, folder: str) -> str:
    root = resources.files(package)
    return digest(_contents(root / folder if folder else root))


def _contents(folder: Traversable) -> Iterator[bytes]:
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.name.endswith((".toml", ".md")):
            yield entry.name.encode()
            yield entry.read_bytes()


def _commit(root: Path) -> tuple[str | None, bool | None]:
    """Return the commit and whether files differ from it; None outside a checkout."""
    if not (root / ".git").exists():
        return None, None
    commit = _git(root, "rev-parse", "HEAD")
    changes = _git(root, "status", "--porcelain")
    return commit, None if changes is None else bool(changes)


def _git(root: Path, *arguments: str) -> str | None:
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()

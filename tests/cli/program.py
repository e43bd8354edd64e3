"""Reports to run on, and the program as people start it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import Result

from gouji.cli.run import sample_paths

# The program that the installation made stands beside the interpreter.
PROGRAM = Path(sys.executable).with_name("gouji")


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GOUJI", "LC_", "LANG"))}
    return {**kept, "LANG": "en_US.UTF-8", "PYTHONUTF8": "1"}


def _heed_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start(*arguments: str, cwd: Path, **more: Any) -> subprocess.Popen[str]:
    """Return the program, running; Ctrl-C reaches it even where the tests run in the background."""
    return subprocess.Popen(
        [str(PROGRAM), *arguments],
        cwd=cwd,
        env=environment(),
        text=True,
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A shell starts what runs in the background with Ctrl-C ignored, and that is inherited.
        **{"preexec_fn": _heed_ctrl_c, **more},
    )


def gouji(*arguments: str, cwd: Path, **more: Any) -> Ended:
    return ended(start(*arguments, cwd=cwd, **more))


def ended(process: subprocess.Popen[str]) -> Ended:
    with process:
        out, err = process.communicate(timeout=120)
    return Ended(process.returncode, out, err)


def sample_texts() -> list[str]:
    """The packaged samples that are written in UTF-8."""
    texts = []
    for path in sample_paths():
        with suppress(UnicodeDecodeError):
            texts.append(Path(path).read_text(encoding="utf-8"))
    return texts


def write_reports(folder: Path, count: int) -> list[Path]:
    """Write that many different reports, made from the samples."""
    folder.mkdir(parents=True, exist_ok=True)
    texts, files = sample_texts(), []
    for number in range(count):
        file = folder / f"{number:03}.txt"
        text = texts[number % len(texts)]
        file.write_text(f"{text}\n\n第{number}份\n", encoding="utf-8")
        files.append(file)
    return files


def lines_of(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def sample(name: str) -> Path:
    """The packaged sample whose file name begins so."""
    return next(Path(path).resolve() for path in sample_paths() if Path(path).name.startswith(name))


def only(items: Sequence[Any]) -> Any:
    (item,) = items
    return item

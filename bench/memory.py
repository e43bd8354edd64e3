"""Whether memory stays flat over many files, and what the slowest hostile file costs.

    .venv/bin/python bench/memory.py [--files N] [--jobs N]

It writes N generated reports into a temporary folder, runs `gouji run` over them as a person
would, and prints the memory of the program and its workers at every tenth of the way: flat is
a last tenth like the second. Then it gives each of some hostile files to `gouji check` by
itself and prints the slowest and the most memory any of them took. Linux only (/proc).
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from eval.mutate import generate
from tests.documents.office import docx, paragraph, xlsx
from tests.documents.paper import Sheet, pdf

_ROW = "一、本年新收政府信息公开申请数量" + "0" * 40 + "\n"
HOSTILE: dict[str, Callable[[], bytes]] = {
    "deep.html": lambda: b"<div>" * 300_000,
    "tables in tables.html": lambda: b"<html>" + b"<table><tr><td>" * 5_000,
    "spans.html": lambda: b"<html><table>" + b"<tr><td rowspan=65000 colspan=1000>1" * 2_000,
    "wide row.html": lambda: b"<html><table><tr>" + b"<td>1" * 300_000,
    "deep.docx": lambda: docx("<w:p>" * 250 + "</w:p>" * 250),
    "long.docx": lambda: docx(paragraph("全年收到政府信息公开申请12件。") * 60_000),
    "merged.xlsx": lambda: xlsx(
        '<row><c r="A1"><v>1</v></c></row>', merges=("A1:XFD1048576",) * 3_000
    ),
    "words.txt": lambda: ("申请" * 3_000_000).encode(),
    "noughts.txt": lambda: (_ROW * 20_000).encode(),
    "sentences.txt": lambda: ("其中予以公开12件、占比35.7%，同比增长3倍。" * 100_000).encode(),
    "pages.pdf": lambda: pdf(*[_page(number) for number in range(1_900)]),
}

PROGRAM = Path(sys.executable).with_name("gouji")


def _page(number: int) -> Sheet:
    sheet = Sheet()
    sheet.table(72, 72, [["本年新收", str(number)], ["上年结转", "0"]] * 12, [120, 60])
    return sheet


def resident(pid: int) -> tuple[float, float]:
    """Return the megabytes of a process, and of the largest of its children."""
    own = _megabytes(pid)
    tasks = Path(f"/proc/{pid}/task/{pid}/children")
    children = [int(child) for child in tasks.read_text().split()] if tasks.exists() else []
    return own, max(map(_megabytes, children), default=0.0)


def _megabytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def watch(folder: Path, files: int, jobs: int) -> None:
    """Run over the folder and print memory at every tenth of the files."""
    command = [str(PROGRAM), "run", str(folder), "--store", str(folder / "s.db"), "--json"]
    out = folder / "out.jsonl"
    started = time.monotonic()
    with out.open("wb") as stdout:
        process = subprocess.Popen(
            [*command, "--jobs", str(jobs)], stdout=stdout, stderr=subprocess.DEVNULL
        )
        samples: list[tuple[float, float, float]] = []
        while process.poll() is None:
            samples.append((time.monotonic() - started, *resident(process.pid)))
            time.sleep(0.5)
    lines = sum(1 for _ in out.open("rb"))
    spent = time.monotonic() - started
    print(f"{files} files, {lines} records, {jobs} jobs, {spent:.0f} s on the clock")
    print("  at s   program MB   largest worker MB")
    step = max(1, len(samples) // 10)
    for at, own, child in samples[step - 1 :: step]:
        print(f"  {at:4.0f}   {own:10.0f}   {child:17.0f}")


def hostile(folder: Path) -> None:
    """Print time and memory of the hostile files that cost most."""
    found = []
    for name, data in HOSTILE.items():
        path = folder / name
        path.write_bytes(data())
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        started = time.monotonic()
        subprocess.run([str(PROGRAM), "check", str(path)], capture_output=True, check=False)
        spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        found.append((spent, time.monotonic() - started, name))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\nhostile files: {len(found)}; most memory of any process so far {peak:.0f} MB")
    for cpu, clock, name in sorted(found, reverse=True)[:3]:
        print(f"  {name:28} {cpu:5.1f} CPU s   {clock:5.1f} s on the clock")


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        hostile(Path(name))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for written in generate(folder, options.files):
            written.with_suffix(".json").unlink(missing_ok=True)
        watch(folder, options.files, options.jobs)


if __name__ == "__main__":
    main()

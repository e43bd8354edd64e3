"""How many reports a second one core reads and checks, beside named baselines.

    .venv/bin/python bench/speed.py [--seconds S] [--store] [FILE ...]

Without files it takes the packaged samples and, where GOUJI_SHARED (default ../shared) is
there, the real reports. All figures are CPU seconds of this one process and core. Machines
are noisy and absolute times drift, so each row also says its ratio to a baseline measured
in the same run: `json`, writing and reading back the record JSON of the same reports.

With markitdown and pdfplumber installed (see bench/README.md) it also gives what they take to
make text or tables of the same files, followed by the very same reading, with the share of
cells read after each.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from extractor import extract, reports_of
from extractor.documents import read_document
from extractor.documents.read import read_bytes
from gouji.worker import search_less_for_cycles
from report.document import Document, Grid, GridCell, SourceFile, Span
from report.errors import InputError
from report.wire import to_wire
from verify import verify

ROOT = Path(__file__).resolve().parents[1]
BASELINE = "json"


@dataclass(frozen=True)
class Way:
    """One way from a path to a document, and the name it is reported under."""

    name: str
    read: Callable[[Path], Document]


def _source(path: Path) -> SourceFile:
    return SourceFile(str(path), "0" * 64, "application/octet-stream", path.stat().st_size)


def markitdown_way() -> Way | None:
    """Return the way over markitdown's Markdown, or None when it is not installed."""
    try:
        from markitdown import MarkItDown
    except ImportError:
        return None
    converter = MarkItDown(enable_plugins=False)

    def read(path: Path) -> Document:
        # As if its Markdown had been saved and handed in.
        text = converter.convert_local(str(path)).text_content
        return read_bytes(text.encode(), f"{path.name}.md")

    return Way("markitdown", read)


def pdfplumber_way() -> Way | None:
    """Return the way over pdfplumber's text and tables, or None when not installed."""
    try:
        import pdfplumber
    except ImportError:
        return None

    def read(path: Path) -> Document:
        pieces: list[str] = []
        grids: list[Grid] = []
        at = 0
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                text = (page.extract_text() or "") + "\n"
                pieces.append(text)
                at += len(text)
                for table in page.extract_tables():
                    at = _append_table(table, at, pieces, grids)
        return Document(_source(path), "".join(pieces), "pdfplumber", grids=tuple(grids))

    return Way("pdfplumber", read)


def _append_table(
    table: list[list[str | None]], at: int, pieces: list[str], grids: list[Grid]
) -> int:
    cells, start = [], at
    for row, values in enumerate(table):
        for column, value in enumerate(values):
            text = value or ""
            if value is not None:
                cells.append(GridCell(text, Span(at, at + len(text)), row, column))
            end = "\n" if column == len(values) - 1 else "\t"
            pieces.append(text + end)
            at += len(text) + 1
    grids.append(Grid(tuple(cells), Span(start, at)))
    return at


def reports(chosen: list[Path]) -> dict[str, list[Path]]:
    """Return the files to read by format."""
    if not chosen:
        chosen = sorted((ROOT / "eval" / "datasets" / "sample").glob("*.*"))
        shared = Path(os.environ.get("GOUJI_SHARED", ROOT.parent / "shared")) / "reports"
        chosen += sorted(shared.rglob("*.*"))
    by_format: dict[str, list[Path]] = {}
    kinds = {".txt": "text", ".md": "text", ".html": "html", ".docx": "docx"}
    kinds |= {".xlsx": "xlsx", ".pdf": "pdf"}
    for path in chosen:
        if path.suffix in kinds and path.name != "README.md":
            by_format.setdefault(kinds[path.suffix], []).append(path)
    return by_format


def rate(work: Callable[[], object], items: int, seconds: float) -> float:
    """Return items per CPU second, over as many rounds as fit into the time."""
    work()
    search_less_for_cycles()  # As the processes that read for `gouji run` do.
    rounds, started = 0, time.process_time()
    while (spent := time.process_time() - started) < seconds:
        work()
        rounds += 1
    return rounds * items / spent


def cells_read(paths: list[Path], way: Way) -> tuple[int, int]:
    """Return cells read and expected after this way."""
    read = expected = 0
    for path in paths:
        try:
            parts = reports_of(way.read(path))
        except InputError:
            continue
        for part in parts:
            coverage = verify(extract(part.document, part.rows)).coverage
            read, expected = read + coverage.cells_read, expected + coverage.cells_expected
    return read, expected


def _outcomes(paths: list[Path], way: Way) -> Iterator[dict[str, object]]:
    for path in paths:
        try:
            for part in reports_of(way.read(path)):
                yield to_wire(verify(extract(part.document, part.rows)))
        except InputError:
            continue


def measure(kind: str, paths: list[Path], seconds: float, ways: list[Way]) -> None:
    """Print the rows of one format."""
    records = list(_outcomes(paths, ways[0]))
    base = rate(
        lambda: [json.loads(json.dumps(record)) for record in records], len(records), seconds
    )
    print(f"\n{kind}: {len(paths)} files, {len(records)} of them reports")
    print(f"  {BASELINE:28} {base:8.1f} /s")
    for way in ways:
        found = rate(lambda way=way: list(_outcomes(paths, way)), len(records), seconds)
        read, expected = cells_read(paths, way)
        share = f"{read / expected:6.1%} of {expected} cells" if expected else "no table found"
        name = f"{way.name} + read + verify"
        print(f"  {name:28} {found:8.1f} /s  {found / base:6.3f} × json  {share}")


def measure_store(paths: list[Path], seconds: float) -> None:
    """Print the rate with the store: plan, read, verify, write, read back."""
    from gouji.batch import Batch
    from gouji.inputs import Inputs
    from gouji.pipeline import Options
    from store import open_store

    spent, count = 0.0, 0
    while spent < seconds:
        with tempfile.TemporaryDirectory() as folder:
            store = open_store(f"sqlite:///{folder}/bench.db")
            started = time.process_time()
            Batch(store, Options(), jobs=1).run(Inputs([str(path) for path in paths]), ())
            spent += time.process_time() - started
            count += len(paths)
            store.close()
    print(f"\nstore: text reports through `gouji run` on one core: {count / spent:.1f} /s")


def main() -> None:
    """Measure every format and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--seconds", type=float, default=4.0, help="CPU seconds for a figure")
    parser.add_argument("--store", action="store_true", help="also measure with the store")
    options = parser.parse_args()
    by_format = reports(options.files)
    ours = Way("gouji", read_document)
    others = [way for way in (markitdown_way(), pdfplumber_way()) if way]
    for kind, paths in by_format.items():
        ways = [ours, *(way for way in others if way.name != "pdfplumber" or kind == "pdf")]
        measure(kind, paths, options.seconds, ways)
    if options.store and "text" in by_format:
        measure_store(by_format["text"], options.seconds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\npeak memory of this process: {peak:.0f} MB")


if __name__ == "__main__":
    main()

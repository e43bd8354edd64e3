"""All edits over a million reports, beside two data validators and the speed of memory.

    /tmp/bench/bin/python bench/corpus.py [ROWS]

Generates ROWS reports (1,000,000 unless told) of the 2021 form: tables three and four, 190
cells, all sums holding; plants one wrong cell in 5 of 1,000 and leaves blanks in 20 of 1,000. Then,
in one run on the same figures:

- floor: summing up, and copying, the bytes of all columns, on as many threads;
- edits: `verify.columns` over the columns in memory (three-valued, failing rows by number);
- file: from the Parquet file to a Parquet table of findings with place and repairs;
- pandera and pointblank: the same sums over a polars frame. They know no blank beside a sum,
  so blanks are 0 for them, and they give failing rows only.

Every figure is the best of several passes; the ratio is to `edits` in memory.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gouji.columnar import portions
from gouji.exports.catalogue import header, table_rows
from gouji.exports.parquet import write_parquet
from gouji.exports.tables import form_keys
from gouji.verifying import EDIT_COLUMNS, Totals, failed_edits, failures
from report.edits import edits_of
from report.form import table_form
from verify.columns import Block, column, confront_blocks, operands

PORTION = 65_536
THREADS = 2
TABLES = (("2021", "requests", "three_other_rows"), ("2021", "disputes", "standard"))
WORD = "requests=2021/three_other_rows disputes=2021/standard"
Columns = dict[str, np.ndarray[Any, Any]]


# ---- the corpus ----------------------------------------------------------------------------
def corpus(rows: int, seed: int = 7) -> tuple[Columns, Columns]:
    """Return the figures by cell, and where blanks stand."""
    rng = np.random.default_rng(seed)
    figures: Columns = {}
    form = table_form(*TABLES[0][:2], TABLES[0][2])
    outcomes = [row.id for row in form.rows if row.role == "outcome"]
    applicants = [id_ for id_, one in form.columns.items() if one.role != "total"]
    busy = rng.lognormal(0.5, 1.4, rows)
    for applicant in applicants:
        for outcome in outcomes:
            some = rng.random(rows) < (0.25 if applicant == "natural_person" else 0.04)
            figures[form.key(outcome, applicant)] = (some * rng.poisson(busy)).astype(np.int64)
        handled = sum(figures[form.key(outcome, applicant)] for outcome in outcomes)
        forward = rng.poisson(0.3, rows)
        over = np.minimum(rng.poisson(0.3, rows), handled + forward)
        figures[form.key("outcomes_total", applicant)] = handled
        figures[form.key("carried_forward", applicant)] = forward
        figures[form.key("carried_over", applicant)] = over
        figures[form.key("received", applicant)] = handled + forward - over
    for row in form.rows:
        figures[form.key(row, "total")] = sum(figures[form.key(row, a)] for a in applicants)
    disputes = table_form(*TABLES[1][:2], TABLES[1][2])
    for row in disputes.rows:
        parts = [id_ for id_, one in disputes.columns.items() if one.role == "part"]
        for part in parts:
            figures[disputes.key(row, part)] = rng.poisson(0.2, rows)
        figures[disputes.key(row, "total")] = sum(figures[disputes.key(row, p)] for p in parts)
    return figures, _damage(figures, rows, rng)


def _damage(figures: Columns, rows: int, rng: np.random.Generator) -> Columns:
    keys = list(figures)
    for at in rng.choice(rows, rows // 200, replace=False):
        figures[keys[rng.integers(len(keys))]][at] += rng.integers(1, 9)
    blanks: Columns = {}
    for at in rng.choice(rows, rows // 50, replace=False):
        key = keys[rng.integers(len(keys))]
        if figures[key][at] == 0:
            blanks.setdefault(key, np.zeros(rows, np.bool_))[at] = True
    return blanks


def blocks(figures: Columns, blanks: Columns) -> list[Block]:
    """Return the corpus as blocks in memory."""
    rows = len(next(iter(figures.values())))
    found = []
    for first in range(0, rows, PORTION):
        part = slice(first, min(rows, first + PORTION))
        for table in TABLES:
            columns = {}
            for key in operands(table):
                gap = blanks[key][part] if key in blanks else None
                columns[key] = column(figures[key][part], gap, gap)
            found.append(Block(table, np.arange(part.start, part.stop), columns))
    return found


def write_file(path: Path, figures: Columns, blanks: Columns) -> None:
    """Write the corpus as `gouji export OUT.parquet --table reports` would."""
    rows = len(next(iter(figures.values())))
    order = {key: at for at, key in enumerate(form_keys())}
    letters = np.full((rows, len(order)), ord("."), np.uint8)
    for key in figures:
        letters[:, order[key]] = ord("r")
        if key in blanks:
            letters[blanks[key], order[key]] = ord("b")
    offsets = pa.py_buffer(np.arange(0, (rows + 1) * len(order), len(order), dtype=np.int32))
    states = pa.StringArray.from_buffers(rows, offsets, pa.py_buffer(letters.tobytes()))
    columns = {
        "record": pa.array([f"{at:016x}" for at in range(rows)]),
        "issuer": pa.array([f"第{at % 3000}号机关" for at in range(rows)]),
        "year": pa.array(np.full(rows, 2023)),
        "edition": pa.array(["2021"] * rows),
        "tables": pa.array([WORD] * rows),
        "cell_states": states,
    }
    for key, values in figures.items():
        columns[key] = pa.array(values, mask=blanks.get(key))
    metadata = {"gouji.cell_states": " ".join(form_keys())}
    table = pa.table(columns).replace_schema_metadata(metadata)
    pq.write_table(table, path, compression="zstd", row_group_size=PORTION)


# ---- what is measured ----------------------------------------------------------------------
def best(what: Callable[[], Any], passes: int) -> tuple[float, Any]:
    """Return the least time of several passes, and what the last one gave."""
    least, given = float("inf"), None
    for _ in range(passes):
        began = time.perf_counter()
        given = what()
        least = min(least, time.perf_counter() - began)
    return least, given


def on_threads(what: Callable[[Block], Any], parts: list[Block]) -> None:
    """Run a function over all blocks on as many threads as the edits get."""
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(what, parts))


def sum_up(block: Block) -> int:
    """Read every byte once: one sum a column, of words as wide as the machine adds best."""
    return sum(
        int(c.values.view(np.uint8)[: c.values.nbytes // 8 * 8].view(np.int64).sum())
        for c in block.columns.values()
    )


def copy(block: Block) -> None:
    """Read and write every byte once."""
    for one in block.columns.values():
        one.values.copy()


def edits(parts: list[Block]) -> tuple[int, int]:
    """Return how many edits fail and how many are undecided."""
    failed = undecided = 0
    for results in confront_blocks(parts, THREADS):
        failed += sum(len(one.failed) for one in results)
        undecided += sum(len(one.undecided) for one in results)
    return failed, undecided


def file_to_table(path: Path, out: Path) -> tuple[Totals, int]:
    """Return what the command `gouji verify FILE --out OUT` does."""
    totals = Totals()
    found = failures(portions(path), totals)
    rows = (row for pair in found for row in table_rows("findings", [pair]))
    return totals, write_parquet(out, header("findings"), rows)


def file_to_edits(path: Path, out: Path) -> int:
    """Return how many rows `gouji verify FILE --out OUT --per-edit` writes."""
    return write_parquet(out, EDIT_COLUMNS, failed_edits(portions(path), Totals()))


def _sums() -> Iterator[tuple[str, list[str], list[str]]]:
    for table in TABLES:
        for edit in edits_of(*table):
            yield edit.id, list(edit.left), list(edit.right)


def frame(figures: Columns) -> Any:
    """Return the corpus as a polars frame of 32-bit integers, blanks as 0."""
    import polars as pl

    return pl.DataFrame({key: values.astype(np.int32) for key, values in figures.items()})


def with_pandera(data: Any) -> int:
    """Return how many values pandera reports as failures of the sums."""
    import pandera.polars as pa_
    import polars as pl

    def check(left: list[str], right: list[str]) -> Any:
        sums = pl.sum_horizontal(left) == pl.sum_horizontal(right)
        return pa_.Check(lambda data: data.lazyframe.select(sums))

    schema = pa_.DataFrameSchema(checks=[check(left, right) for _, left, right in _sums()])
    try:
        schema.validate(data, lazy=True)
    except pa_.errors.SchemaErrors as error:
        return len(error.failure_cases)
    return 0


def with_pointblank(data: Any) -> int:
    """Return how many rows pointblank finds to fail, over all sums."""
    import pointblank as pb
    import polars as pl

    plan = pb.Validate(data)
    for _, left, right in _sums():
        plan = plan.col_vals_expr(expr=pl.sum_horizontal(left) == pl.sum_horizontal(right))
    return sum(plan.interrogate(collect_extracts=False).n_failed().values())


def main(rows: int) -> None:
    """Print the table of bench/README.md."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    print(
        f"{rows:,} reports, {os.cpu_count()} cores, {THREADS} threads, load "
        f"{os.getloadavg()[0]:.1f}, {platform.python_version()}, commit {commit}",
        flush=True,
    )
    figures, blanks = corpus(rows)
    parts = blocks(figures, blanks)
    size = sum(c.values.nbytes for part in parts for c in part.columns.values())
    cells = sum(len(part.columns) * len(part.rows) for part in parts)
    print(f"{cells:,} cells in {size / 1e6:.0f} MB", flush=True)
    base, (failed, undecided) = best(lambda: edits(parts), 7)
    print(f"{failed:,} edits fail, {undecided:,} undecided", flush=True)

    def told(name: str, seconds: float, note: str = "") -> None:
        print(f"| {name} | {seconds:.3f} s | {seconds / base:.2f} | {note} |", flush=True)

    told("edits in memory", base, f"{rows / base / 1e6:.1f} M reports/s")
    for name, what in (("floor: sum", sum_up), ("floor: copy", copy)):
        seconds, _ = best(lambda what=what: on_threads(what, parts), 7)  # type: ignore[misc]
        told(name, seconds, f"{size / seconds / 1e9:.1f} GB/s")
    with tempfile.TemporaryDirectory(prefix="gouji-bench-") as folder:
        path, out = Path(folder) / "reports.parquet", Path(folder) / "findings.parquet"
        write_file(path, figures, blanks)
        size = path.stat().st_size
        seconds, _ = best(lambda: [0 for part in portions(path) for _ in part.blocks], 3)
        told("file to columns", seconds, f"{size / 1e6:.0f} MB")
        seconds, count = best(lambda: file_to_edits(path, out), 3)
        told("file to table of failed edits", seconds, f"{count:,} rows")
        seconds, (totals, count) = best(lambda: file_to_table(path, out), 3)
        told("file to table of findings", seconds, f"{totals.failing:,} reports, {count:,} rows")
    data = frame(figures)
    for name, run in (("pandera", with_pandera), ("pointblank", with_pointblank)):
        try:
            seconds, found = best(lambda run=run: run(data), 1)  # type: ignore[misc]
        except ImportError:
            print(f"| {name} | not installed | | |")
            continue
        told(name, seconds, f"{found:,} failures")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)

"""Time and memory of every command on a store of a hundred thousand reports.

    .venv/bin/python bench/store.py [REPORTS] [FOLDER] [COMMAND…]

Reads the packaged samples once, then inserts that many copies of their outcomes under invented
issuers and five years, straight into the tables; a second run has one report in twenty read
otherwise. A file stands at every path, under the key that `gouji run` of this very code gives
it, so that a run over the folder has nothing to read. The store stays in FOLDER (a new one by
default) and is used again when it is there. Prints, for each command, seconds, CPU seconds and
the greatest resident memory of the process; the baseline is `empty`, the program that does
nothing.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sqlalchemy as sa
from pydantic import TypeAdapter

from gouji.cli.run import sample_paths
from gouji.fingerprint import key_of
from gouji.pipeline import Job, Options, process
from report.document import Document
from report.finding import Finding, Outcome
from store import Manifest, open_store
from store.results import prepare, stamp_of
from store.schema import DOCUMENTS, FINDINGS, INPUTS, OUTCOMES, RUN_INPUTS, RUNS, WORK, pack

YEARS = (2019, 2020, 2021, 2022, 2023)
REREAD = 20
AT_ONCE = 1000
ADAPTER: TypeAdapter[Finding] = TypeAdapter(Finding)


@dataclass(frozen=True)
class Template:
    """One sample as it is stored: the bytes of its outcome with marks to be filled."""

    outcome: Outcome
    body: bytes
    document: dict[str, Any]
    stamp: str


def templates() -> list[Template]:
    """Return the samples that are reports, read as `gouji run` reads them."""
    found = []
    for path in sample_paths():
        done = process(Job(0, path, path), Options())
        record = done.outcome.record
        if done.outcome.status != "failed" and record and record.issuer and record.year:
            found.append(_template(done.document, done.outcome))
    return found


def _template(document: Document | None, outcome: Outcome) -> Template:
    from store.schema import unpack

    ready = prepare(document, outcome)
    stamp = stamp_of(outcome)
    return Template(outcome, unpack(ready.reading), ready.document or {}, stamp)


def build(path: Path, reports: int) -> None:
    """Make a store with that many reports in two runs."""
    with open_store(str(path)):
        pass
    engine = sa.create_engine(f"sqlite:///{path}")
    kinds = templates()
    with engine.begin() as connection:
        documents = {one.document["id"]: one.document for one in kinds}
        connection.execute(sa.insert(DOCUMENTS), list(documents.values()))
        runs = [
            {
                "id": number,
                "started": datetime.now(UTC),
                "manifest": asdict(Manifest(("run",), f"0.{number}", {}, {"rules": str(number)})),
            }
            for number in (1, 2)
        ]
        connection.execute(sa.insert(RUNS), runs)
    (path.parent / "in").mkdir(exist_ok=True)
    numbers = iter(range(reports))
    while some := list(islice(numbers, AT_ONCE)):
        rows: dict[sa.Table, list[dict[str, Any]]] = {
            table: [] for table in (WORK, OUTCOMES, INPUTS, RUN_INPUTS, FINDINGS)
        }
        for number in some:
            _add(rows, kinds[number % len(kinds)], number, path.parent / "in")
        with engine.begin() as connection:
            for table, held in rows.items():
                if held:
                    connection.execute(sa.insert(table), held)


def _add(
    rows: dict[sa.Table, list[dict[str, Any]]], kind: Template, number: int, folder: Path
) -> None:
    """Add one report: read once, and one in REREAD once more with other results."""
    file = folder / f"{number:06}.txt"
    file.write_text(f"{number}\n", encoding="utf-8")
    path, digest = str(file), hashlib.sha256(file.read_bytes()).hexdigest()
    keys = [key_of(digest, Options())]
    if number % REREAD == 0:
        keys.insert(0, f"{number:064x}")
    for run, key in enumerate(keys):
        body, issuer, year = _body(kind, number, path, again=run > 0)
        _add_outcome(rows, kind, key, number, body, issuer, year, path)
    rows[INPUTS].append({"path": path, "planned": keys[-1], "current": keys[-1]})
    rows[RUN_INPUTS].append({"run": 1, "path": path, "work": keys[0]})
    rows[RUN_INPUTS].append({"run": 2, "path": path, "work": keys[-1]})


def _body(kind: Template, number: int, path: str, *, again: bool) -> tuple[bytes, str, str]:
    record = kind.outcome.record
    assert record is not None
    assert record.issuer is not None
    assert record.year is not None
    issuer = f"{record.issuer.value[:-1]}{number // 90:05}{record.issuer.value[-1]}"
    year = str(YEARS[number // 18 % len(YEARS)])
    body = kind.body
    changes = [
        (f'"value":"{record.issuer.value}"', f'"value":"{issuer}"'),
        (f'"year":{{"value":"{record.year.value}"', f'"year":{{"value":"{year}"'),
        (record.id, f"{number:016x}"),
        (f'"path":"{record.source.path}"', f'"path":"{path}"'),
    ]
    if again:
        changes.append(('"attribution":"source"', '"attribution":"unknown"'))
        changes.append(('"value":0,', '"value":7,'))
    for position, finding in enumerate(kind.outcome.findings):
        changes.append((finding.id, _finding_id(number, position)))
    for old, new in changes:
        body = body.replace(old.encode(), new.encode(), 1)
    return body, issuer, year


def _finding_id(number: int, position: int) -> str:
    return f"{number:06x}{position:06x}"


def _add_outcome(
    rows: dict[sa.Table, list[dict[str, Any]]],
    kind: Template,
    key: str,
    number: int,
    body: bytes,
    issuer: str,
    year: str,
    path: str,
) -> None:
    outcome = kind.outcome
    rows[WORK].append(
        {
            "key": key,
            "source": {**asdict(outcome.source), "path": path},
            "state": "done",
            "seq": number,
            "attempts": 1,
        }
    )
    rows[OUTCOMES].append(
        {
            "work": key,
            "record": f"{number:016x}",
            "document": kind.document.get("id"),
            "run": 1,
            "stored": datetime.now(UTC),
            "status": outcome.status,
            "reason": "",
            "kind": "annual_report",
            "issuer": issuer,
            "year": year,
            "edition": outcome.record.edition if outcome.record else "",
            "reading": pack(body),
            "stamp": kind.stamp,
        }
    )
    for position, finding in enumerate(outcome.findings):
        rows[FINDINGS].append(
            {
                "work": key,
                "position": position,
                "finding": _finding_id(number, position),
                "code": finding.code,
                "severity": finding.severity,
                "attribution": finding.attribution,
                "state": "open",
                "body": pack(ADAPTER.dump_json(replace(finding, id=_finding_id(number, position)))),
            }
        )


def commands(store: str, folder: Path, issuer: str) -> Iterator[tuple[str, list[str]]]:
    """Yield what is measured, the quick ones first."""
    here = ["--store", store]
    roster, decided = folder / "roster.csv", str(folder / "decisions.jsonl")
    (folder / "gouji.toml").write_text('[corpus]\nroster = "roster.csv"\n', encoding="utf-8")
    roster.write_text(f"name\n{issuer}\n", encoding="utf-8")
    yield "empty", ["runs-nothing"]
    yield "run (nothing to read, all settled anew)", ["run", str(folder / "in"), *here]
    yield "run (nothing to do)", ["run", str(folder / "in"), *here]
    yield "years (nothing to do)", ["years", *here]
    yield "years ISSUER", ["years", issuer, *here]
    yield "show ID", ["show", f"{1:016x}", *here]
    yield "show (all)", ["show", *here]
    yield "notice ISSUER", ["notice", issuer, "--out", str(folder / "n.html"), *here]
    yield "issuers list", ["issuers", "list", *here]
    yield "issuers versions", ["issuers", "versions", *here]
    yield "roster check", ["roster", "check", str(roster), "--year", "2023", *here]
    yield "rollup", ["rollup", str(roster), "--year", "2023", *here]
    yield "review list", ["review", "list", *here]
    yield "review list --json (all)", ["review", "list", "--json", *here]
    with open_store(store) as opened:
        # The first run gave findings the ids that real ones have.
        item = next(opened.each_finding(limit=1)).finding.id
    yield "review show", ["review", "show", item, *here]
    yield (
        "review decide",
        ["review", "decide", item, "dismiss", "--reason", "r", "--who", "w", "--again", *here],
    )
    yield "review export", ["review", "export", decided, *here]
    yield "review import", ["review", "import", decided, *here]
    yield "diff 1 2", ["diff", "1", "2", *here]
    yield "verify STORE", ["verify", store]
    for table, ending in (
        ("reports", "parquet"),
        ("findings", "csv"),
        ("rankings", "csv"),
        ("trends", "csv"),
    ):
        out = str(folder / f"{table}.{ending}")
        yield f"export {table}.{ending}", ["export", out, "--table", table, *here]
    yield "verify reports.parquet", ["verify", str(folder / "reports.parquet")]
    yield "export out.jsonl", ["export", str(folder / "out.jsonl"), *here]
    yield "export reports.csv", ["export", str(folder / "reports.csv"), "--table", "reports", *here]
    yield "export out.xlsx", ["export", str(folder / "out.xlsx"), *here]
    yield "export cells.csv", ["export", str(folder / "cells.csv"), *here]


class _Memory(threading.Thread):
    """Reads the high-water mark of a process until it ends; what it inherited does not count."""

    def __init__(self, pid: int) -> None:
        super().__init__()
        self.status = Path(f"/proc/{pid}/status")
        self.most = 0.0

    def run(self) -> None:
        """Ask twenty times a second."""
        with suppress(OSError):
            while "VmHWM" in (said := self.status.read_text(encoding="utf-8")):
                kilobytes = said.partition("VmHWM:")[2].split()[0]
                self.most = int(kilobytes) / 1024
                time.sleep(0.05)


def measure(name: str, arguments: list[str], folder: Path) -> None:
    """Run a command and print what it took."""
    program = Path(sys.executable).with_name("gouji")
    called = ["--version"] if arguments == ["runs-nothing"] else arguments
    began = time.perf_counter()
    with subprocess.Popen(
        [program, *called], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder
    ) as child:
        watch = _Memory(child.pid)
        watch.start()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        watch.join()
    seconds, cpu = time.perf_counter() - began, used.ru_utime + used.ru_stime
    print(
        f"| {name} | {seconds:.1f} s | {cpu:.1f} s | {watch.most:.0f} MB | {child.returncode} |",
        flush=True,
    )


def main(reports: int, folder: Path, wanted: list[str]) -> None:
    """Build the store unless it is there, and measure."""
    path = folder / "store.db"
    if not path.exists():
        began = time.perf_counter()
        build(path, reports)
        size = path.stat().st_size / 1e6
        print(f"built {reports:,} reports in {time.perf_counter() - began:.0f} s, {size:.0f} MB")
    with open_store(str(path)) as store:
        issuer = sorted(store.issuers())[0]
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    for name, arguments in commands(str(path), folder, issuer):
        if not wanted or name in wanted:
            measure(name, arguments, folder)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    given = (
        Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp(prefix="gouji-store-"))
    )
    given.mkdir(parents=True, exist_ok=True)
    main(count, given.absolute(), sys.argv[3:])

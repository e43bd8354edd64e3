"""What it costs to hold a whole store against other years and bodies.

    .venv/bin/python bench/years.py [REPORTS] [FOLDER]

Fills a store with invented reports of four consecutive years, one in a thousand of them with
requests carried over that differ from last year's and one in a thousand copied from another
body, and prints the CPU time and the peak memory of each step: the first pass, a pass that has
nothing to do, a pass after one new report, and the commands over a roster of all bodies. The
baseline is `verify` on as many reports held in memory, counted up from a sample.
"""

from __future__ import annotations

import json
import random
import resource
import shutil
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from eval.generate.city import make_city
from extractor import extract
from extractor.documents import read_document
from gouji.corpus.register import read_corpus
from gouji.corpus.roster_check import check_roster, roll_ups
from gouji.corpus.settle import Settings, settle_corpus
from report.document import Document
from report.finding import Outcome
from report.record import Record
from report.roster import parse_roster
from review import settler
from store import Input, Manifest, open_store, work_key
from verify import verify

T = TypeVar("T")
YEARS = (2020, 2021, 2022, 2023)
PLACE = "砚浦市泠川区"
CHARACTERS = "澹栎砚霁蓼峪汀琅苇岫桉泠磬荻箬樨涑巽翙沅榛砀筠藿陵浦泽屿原溪塬洲台庐汇岭湾坪潭川"
ODD = 1000
SAMPLE = 2000


def templates(folder: Path) -> list[tuple[Document, Outcome]]:
    """Return read reports of a generated district, by issuer and year."""
    made = make_city(random.Random("bench"), planted=False)
    found = []
    for name, text in sorted(made.files.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        document = read_document(path)
        found.append((document, verify(extract(document))))
    return found


def place(number: int) -> str:
    """Return the name of a city's district that no other number has."""
    letters = []
    for _ in range(4):
        number, at = divmod(number, len(CHARACTERS))
        letters.append(CHARACTERS[at])
    return f"{letters[0]}{letters[1]}市{letters[2]}{letters[3]}区"


def words(rng: random.Random) -> str:
    """Return sentences that nobody else has."""
    return "".join("".join(rng.choices(CHARACTERS, k=38)) + "。" for _ in range(9))


def reports(made: list[tuple[Document, Outcome]], count: int) -> Iterator[tuple[Document, Outcome]]:
    """Yield that many reports; every body has all four years."""
    rng, last_words = random.Random("reports"), ""
    for number in range(count):
        document, outcome = made[number % len(made)]
        assert outcome.record is not None
        name, own = place(number // len(made)), words(rng)
        if number % ODD == ODD - 1:
            own = last_words
        last_words = own
        head, mark, _ = document.text.partition("五、存在的主要问题及改进情况")
        text = f"{head.replace(PLACE, name)}{mark}\n{own}\n"
        source = replace(document.source, sha256=f"{number:064x}", path=f"r/{number:07}.txt")
        record = _renamed(outcome.record, name, number)
        record = replace(record, source=source)
        yield (
            replace(document, text=text, source=source),
            replace(outcome, record=record, source=source),
        )


def _renamed(record: Record, name: str, number: int) -> Record:
    assert record.issuer is not None
    issuer = replace(record.issuer, value=record.issuer.value.replace(PLACE, name))
    cells = record.cells
    if number % ODD == ODD // 2:
        key = "requests.carried_over.total"
        cells = {**cells, key: replace(cells[key], value=10_000, raw="10000")}
    facts = replace(record.facts, agencies=(issuer,))
    return replace(record, id=f"{number:016x}", issuer=issuer, cells=cells, facts=facts)


def timed(what: str, step: Callable[[], T], baseline: float | None = None) -> tuple[T, float]:
    """Run a step, print its CPU time, the ratio to the baseline and the peak memory so far."""
    start = time.process_time()
    result = step()
    took = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ratio = "" if baseline is None else f"{took / baseline:8.2f} x verify"
    print(f"{what:34} {took:9.1f} s {ratio:>18}  peak {peak:6.0f} MB", flush=True)
    return result, took


def main(count: int, folder: Path) -> None:
    """Fill a store and time each step."""
    made = templates(folder)
    listed = _roster(made, count)
    (folder / "roster.csv").write_text(listed, encoding="utf-8")
    settings = Settings(roster=parse_roster(listed))
    store = open_store(str(folder / "years.db"), settle=settler())

    def fill() -> None:
        batch: list[tuple[Document, Outcome]] = []
        for each in reports(made, count):
            batch.append(each)
            if len(batch) == 500:
                put(batch)
                batch.clear()
        put(batch)

    def put(batch: list[tuple[Document, Outcome]]) -> None:
        run = store.start_run(Manifest(("bench",), "0"))
        inputs = [Input(o.source.path, work_key(o.source.sha256), o.source) for _, o in batch]
        store.plan(run, inputs)
        by_key = {one.key: pair for one, pair in zip(inputs, batch, strict=True)}
        while tasks := store.claim(run, 100):
            store.finish_many([(task, *by_key[task.key]) for task in tasks])

    def verify_all() -> None:
        held = [outcome.record for _, outcome in made if outcome.record is not None]
        for number in range(SAMPLE):
            verify(held[number % len(held)])

    _, sample = timed(f"verify, {SAMPLE} reports", verify_all)
    baseline = sample * count / SAMPLE
    timed("fill the store", fill)
    done, _ = timed("first pass", lambda: settle_corpus(store, settings), baseline)
    print(f"  {done}")
    again, _ = timed("a pass with nothing to do", lambda: settle_corpus(store, settings), baseline)
    assert again.changed == 0
    # Only the last one is kept: all of them would be the peak that is measured.
    put(list(deque(reports(made, count + 1), maxlen=1)))
    timed("a pass after one new report", lambda: settle_corpus(store, settings), baseline)
    corpus, _ = timed("read the corpus", lambda: read_corpus(store, settings.roster), baseline)
    kept, _ = timed(
        "roster check",
        lambda: list(check_roster(store, corpus, settings.roster, YEARS[-1])),
        baseline,
    )
    rolled, _ = timed(
        "rollup", lambda: list(roll_ups(store, corpus, settings.roster, YEARS[-1])), baseline
    )
    found = [
        item.finding.code
        for item in store.each_finding()
        if item.finding.code in ("YRS01", "YRS02", "FRM08", "CLM06", "BOD01")
    ]
    told = {code: found.count(code) for code in sorted(set(found))}
    print(json.dumps({"bodies": len(kept), "superiors": len(rolled), "findings": told}))
    store.close()


def _roster(made: list[tuple[Document, Outcome]], count: int) -> str:
    names = sorted(
        {
            outcome.record.issuer.value.replace(PLACE, "")
            for _, outcome in made
            if outcome.record is not None and outcome.record.issuer is not None
        }
    )
    lines = ["name,parent,kind"]
    for number in range(-(-count // len(made))):
        here = place(number)
        top = f"{here}人民政府"
        for name in names:
            # Two bodies are respelled over the years; the roster has them once.
            if name in ("卫健局", "住建局"):
                continue
            parent = "" if name == "人民政府" else top
            lines.append(f"{here}{name},{parent},{'' if parent else 'government'}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    given = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    scratch = given or Path(tempfile.mkdtemp(prefix="gouji-years-"))
    try:
        main(asked, scratch)
    finally:
        if given is None:
            shutil.rmtree(scratch)

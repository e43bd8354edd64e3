"""A generated district read into a store, as `gouji run` reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from random import Random

from eval.generate.city import City, make_city
from extractor import extract
from extractor.documents import read_document
from gouji.corpus.settle import Settings
from report.roster import Roster, parse_roster
from review import settler
from store import Input, Manifest, Store, Wanted, open_store, work_key
from verify import verify

CODES = {"YRS01", "YRS02", "CLM06", "FRM07", "FRM08", "BOD01", "DIS04"}
MANIFEST = Manifest(("run",), "0")


def city(seed: str, *, planted: bool = True) -> City:
    return make_city(Random(seed), planted=planted)


def roster_of(made: City) -> Roster:
    return parse_roster(made.roster)


def settings_of(made: City) -> Settings:
    return Settings(roster=roster_of(made))


def open_at(path: Path | str) -> Store:
    return open_store(str(path), settle=settler())


def read_into(store: Store, files: Mapping[str, str | bytes], folder: Path) -> None:
    """Read texts into a store under their names, in the order given."""
    paths: dict[str, Path] = {}
    inputs = []
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        document = read_document(path)
        paths[name] = path
        inputs.append(Input(name, work_key(document.source.sha256), document.source))
    run = store.start_run(MANIFEST)
    store.plan(run, inputs)
    while tasks := store.claim(run, 8):
        for task in tasks:
            document = read_document(paths[task.path])
            assert store.finish(task, document, verify(extract(document)))
    store.end_run(run, {})


def found_in(store: Store, codes: Iterable[str] = CODES) -> set[tuple[str, str, str]]:
    """Return (code, issuer, year) of all findings of some codes."""
    return {
        (found.finding.code, found.issuer, found.year)
        for found in store.findings(Wanted(states=("open", "decided")))
        if found.finding.code in set(codes)
    }

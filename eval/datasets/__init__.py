"""Labelled reports: which label belongs to which file, and the samples that ship."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.labels import Label, load_label, unknown_fields
from eval.manifest import digest
from report.errors import DataFileError, UsageError
from report.messages import render

SAMPLE = Path(__file__).resolve().parent / "sample"
_NO_REPORTS = frozenset({".json", ".py", ".pyc"})


@dataclass(frozen=True)
class Entry:
    """One report and its label; `number` says which of a file's reports it is, from 1."""

    name: str
    report: Path
    label: Label
    label_sha256: str
    source_sha256: str
    warnings: tuple[str, ...] = ()
    number: int = 1

    @property
    def place(self) -> Path:
        """The path by which readers are asked for the report: `FILE`, or `FILE#2`."""
        if self.number == 1:
            return self.report
        return self.report.with_name(f"{self.report.name}#{self.number}")


@dataclass(frozen=True)
class Dataset:
    """Labelled reports in the order of their names."""

    name: str
    entries: tuple[Entry, ...]

    @property
    def sha256(self) -> str:
        """Hash over all labels and reports."""
        return digest(
            part.encode()
            for entry in self.entries
            for part in (entry.name, entry.label_sha256, entry.source_sha256)
        )


def open_dataset(name: str) -> Dataset:
    """Return the dataset of that name: `sample`, or a folder of reports with labels beside.

    Raises:
        UsageError: There is no such dataset.
        DataFileError: A label is wrong or has no report.
    """
    if name == "sample":
        return pair(SAMPLE, SAMPLE, name)
    folder = Path(name)
    if not folder.is_dir():
        raise UsageError(render("dataset.unknown", name=name))
    return pair(folder, folder, folder.name)


def pair(gold: Path, reports: Path, name: str | None = None) -> Dataset:
    """Return the labels of one folder with their reports from another, matched by stem.

    The label `NAME.2.json` is of the second report in the file `NAME`.
    Reports are looked for in all folders below; files without a label are left alone.

    Raises:
        UsageError: A folder is missing or holds no label.
        DataFileError: A label is wrong, or has no report or more than one.
    """
    for folder in (gold, reports):
        if not folder.is_dir():
            raise UsageError(render("dataset.no_folder", folder=str(folder)))
    by_stem: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(reports.rglob("*")):
        if path.is_file() and path.suffix.lower() not in _NO_REPORTS:
            by_stem[path.stem].append(path)
    labels = sorted(gold.glob("*.json"))
    if not labels:
        raise UsageError(render("dataset.no_label", folder=str(gold)))
    entries = tuple(_entry(path, by_stem) for path in labels)
    return Dataset(name or gold.name, entries)


def _entry(path: Path, by_stem: Mapping[str, list[Path]]) -> Entry:
    label = load_label(path)
    found, number = by_stem.get(path.stem, []), 1
    stem, _, counted = path.stem.rpartition(".")
    if not found and stem and counted.isdecimal():
        found, number = by_stem.get(stem, []), int(counted)
    if len(found) != 1:
        names = ", ".join(file.name for file in found) or "none"
        raise DataFileError(path.name, "", f"one report with this stem is needed, found {names}")
    return Entry(
        name=path.stem,
        report=found[0],
        label=label,
        label_sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        source_sha256=hashlib.sha256(found[0].read_bytes()).hexdigest(),
        warnings=tuple(f"{path.name}: unknown field {place}" for place in unknown_fields(label)),
        number=number,
    )

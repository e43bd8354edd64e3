"""The second and later reports of a batch's files: inputs of their own in the store.

How many reports a file holds is known only once it was read. They are entered in the
store before its first report is finished, so that a run killed between loses none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, islice
from pathlib import Path

from gouji.inputs import Found
from gouji.pipeline import report_path, source_of
from report.document import Document, SourceFile
from report.finding import Outcome
from store import Input, Store, work_key

_BATCH = 200
Read = tuple[Document, Outcome]


@dataclass
class FurtherReports:
    """What a batch knows of reports behind the first of a file.

    Attributes:
        found: Path → input, of files and of their further reports; filled here.
        keys: Path → key of its work, of files alone.
        of: Path of a file → key of each further report by its path, in order.
    """

    store: Store
    run: int
    found: dict[str, Found]
    keys: dict[str, str]
    of: dict[str, dict[str, str]] = field(default_factory=dict)
    _kept: dict[str, Read] = field(default_factory=dict)
    _files: dict[str, list[str]] = field(default_factory=dict)
    _last: tuple[str, SourceFile] = ("", SourceFile("", "", "", 0))

    def all_keys(self) -> Iterator[tuple[str, str]]:
        """Yield path and key of every report, in the order of the files."""
        for path, key in self.keys.items():
            yield path, key
            yield from self.of.get(path, {}).items()

    def adopt(self) -> int:
        """Enter further reports that any run found in the same bytes; return how many."""
        added, paths = 0, iter(self.keys)
        while batch := list(islice(paths, _BATCH)):
            while batch:
                wanted = {path: self._key(path, self._next(path)) for path in batch}
                known = self.store.planned(list(wanted.values()))
                batch = [path for path in batch if wanted[path] in known]
                self._plan(self._add(path, self._next(path)) for path in batch)
                added += len(batch)
        return added

    def take(self, key: str, further: Sequence[Read]) -> int:
        """Enter what was read behind the first report of a file; return how many are new."""
        if not self._files:
            for path, own in self.keys.items():
                self._files.setdefault(own, []).append(path)
        added = 0
        for path in self._files.get(key, ()):
            first = self._next(path)
            numbers = range(first, len(further) + 2)
            self._plan(self._add(path, number) for number in numbers)
            added += len(numbers)
        for number, read in enumerate(further, 2):
            self._kept[_part_key(key, number)] = read
        return added

    def pop(self, key: str) -> Read | None:
        """Return what was read already under a key, once."""
        return self._kept.pop(key, None)

    def drop_stale(self) -> None:
        """Let nothing stand at reports that a file held once and holds no more."""
        paths = iter(self.keys)
        while batch := list(islice(paths, _BATCH)):
            for number in count():
                names = [self._name(path, self._next(path) + number) for path in batch]
                stale = self.store.standing(names)
                # A file of that very name is an input, whatever run it came with.
                gone = [name for name in sorted(stale) if not Path(name).exists()]
                if not gone:
                    break
                self.store.forget(gone)
                batch = [p for p, name in zip(batch, names, strict=True) if name in stale]

    def _next(self, path: str) -> int:
        return len(self.of.get(path, ())) + 2

    def _key(self, path: str, number: int) -> str:
        return _part_key(self.keys[path], number)

    def _name(self, path: str, number: int) -> str:
        name = report_path(path, number)
        # Nobody forbids a file of such a name beside the one that is taken apart, though
        # another run may have read it or will.
        while name in self.keys or Path(name).exists():
            name += "#"
        return name

    def _add(self, path: str, number: int) -> Input:
        name, key, file = self._name(path, number), self._key(path, number), self.found[path]
        self.of.setdefault(path, {})[name] = key
        self.found[name] = replace(file, shown=name, report=number)
        if self._last[0] != path:
            self._last = path, source_of(file.path, name)
        return Input(name, key, replace(self._last[1], path=name))

    def _plan(self, inputs: Iterable[Input]) -> None:
        self.store.plan(self.run, list(inputs))


def _part_key(key: str, number: int) -> str:
    return work_key(key, "report", str(number))

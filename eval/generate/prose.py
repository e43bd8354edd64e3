"""Prose with known claims, from a grammar that is data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from random import Random
from typing import Any, Literal

from eval.generate.world import Truth
from report.record import Number

Kind = Literal["figure", "none", "all", "share", "bait"]

_MARKED = re.compile(r"\[([a-z_]+)([=!%]?)0?\|([^\]]*)\]")
_LIST = re.compile(r"<<([a-z_]+)>>")
_WORD = re.compile(r"<([a-z_]+)>")
_KINDS: dict[str, Kind] = {"": "figure", "=": "none", "!": "all", "%": "share"}


@dataclass(frozen=True)
class Said:
    """One claim as it will be printed.

    Attributes:
        words: The claim's words with `{n}` where its figure stands.
        value: The figure; for `none` 0, for `all` the number that all is.
        shown: The figure as printed.
        cells: Cells whose sum it is; of a share those of its numerator.
        whole: Cells of a share's denominator.
        list_id: Name of the closed list it is a part of.
    """

    fact: str
    kind: Kind
    words: str
    value: Decimal
    shown: str
    cells: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    approx: bool = False
    list_id: str = ""

    @property
    def quote(self) -> str:
        """The words as printed."""
        return self.words.replace("{n}", self.shown)


@dataclass(frozen=True)
class Prose:
    """The overview section: words and claims in order."""

    pieces: tuple[str | Said, ...]

    @property
    def text(self) -> str:
        """The section as printed."""
        return "".join(p if isinstance(p, str) else p.quote for p in self.pieces)

    @property
    def claims(self) -> tuple[Said, ...]:
        """The claims in text order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Said))

    def changed(self, old: Said, new: Said) -> Prose:
        """Return the prose with one claim replaced."""
        return Prose(tuple(new if piece is old else piece for piece in self.pieces))


@cache
def grammar() -> dict[str, Any]:
    """Return the grammar's data."""
    text = (resources.files("eval.generate") / "prose.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def fact_cells(keys: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the cells of every fact, among the keys a report has."""
    found: dict[str, tuple[str, ...]] = {}
    for fact, patterns in grammar()["facts"].items():
        cells = tuple(key for p in patterns for key in keys if fnmatchcase(key, p))
        # `requests.other*.total` is one row or three; received has no star.
        found[fact] = tuple(dict.fromkeys(cells))
    return found


def fill(words: str, truth: Truth) -> str:
    """Return words with the issuer's name, area and years put in."""
    places = {"{issuer}": truth.issuer.name, "{area}": truth.issuer.area}
    places |= {"{year}": str(truth.year), "{last}": str(truth.year - 1)}
    places |= {"{next}": str(truth.year + 1)}
    for place, text in places.items():
        words = words.replace(place, text)
    return words


@dataclass
class _Writer:
    """Draws sentences for one report."""

    source: Random
    truth: Truth
    cells: dict[str, tuple[str, ...]] = field(init=False)
    values: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.cells = fact_cells(tuple(self.truth.values))
        numbers: Mapping[str, Number] = self.truth.values
        self.values = {
            fact: sum(int(numbers[key]) for key in cells)
            for fact, cells in self.cells.items()
            if cells
        }
        for name, bait in grammar()["baits"].items():
            self.values[name] = self.source.randint(*bait["range"])

    def write(self) -> Prose:
        pieces: list[str | Said] = []
        for group in dict.fromkeys(entry["group"] for entry in grammar()["sentences"]):
            fitting = [e for e in grammar()["sentences"] if e["group"] == group and self._fits(e)]
            if fitting:
                pieces += self._sentence(self.source.choice(self.source.choice(fitting)["texts"]))
        return Prose(tuple(pieces))

    def _fits(self, entry: Mapping[str, Any]) -> bool:
        some = all(self.values.get(fact, 0) > 0 for fact in entry.get("some", ()))
        none = all(self.values.get(fact, 0) == 0 for fact in entry.get("zero", ()))
        return (
            some
            and none
            and all(self.values[one] == self.values[other] for one, other in entry.get("same", ()))
        )

    def _sentence(self, text: str) -> list[str | Said]:
        text = fill(self._words(text), self.truth)
        pieces: list[str | Said] = []
        at = 0
        marks = [*_MARKED.finditer(text), *_LIST.finditer(text)]
        for mark in sorted(marks, key=lambda m: m.start()):
            pieces.append(text[at : mark.start()])
            if mark.re is _LIST:
                pieces += self._list(mark[1])
            else:
                pieces.append(self._claim(mark[1], _KINDS[mark[2]], mark[3]))
            at = mark.end()
        return [piece for piece in (*pieces, text[at:]) if piece != ""]

    def _words(self, text: str) -> str:
        lists = text.replace("<<", "\0").replace(">>", "\1")
        for _ in range(2):
            lists = _WORD.sub(lambda m: self.source.choice(grammar()["words"][m[1]]), lists)
        return lists.replace("\0", "<<").replace("\1", ">>")

    def _claim(self, fact: str, kind: Kind, words: str) -> Said:
        if kind == "share":
            return self._share(fact, words)
        if fact in grammar()["baits"]:
            return self._bait(fact, words)
        value = self.values[fact]
        shown = self._shown(value)
        return Said(fact, kind, words, Decimal(value), shown, self.cells[fact])

    def _share(self, name: str, words: str) -> Said:
        share = grammar()["shares"][name]
        digits = self.source.choice((0, 1, 2, 2))
        exact = Decimal(100 * self.values[share["part"]]) / self.values[share["whole"]]
        value = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        part, whole = self.cells[share["part"]], self.cells[share["whole"]]
        return Said(name, "share", words, value, f"{value:f}", part, whole)

    def _bait(self, name: str, words: str) -> Said:
        style = grammar()["baits"][name]["style"]
        if style == "growth":
            value = _growth(self.values["disclosed"], self.source)
            return Said(name, "bait", words, value, f"{value}")
        value, shown, approx = _STYLES[style](self.values[name], self.source)
        return Said(name, "bait", words, value, shown, approx=approx)

    def _shown(self, value: int) -> str:
        chance = self.source.random()
        if chance < 0.05 and 0 < value < 100:
            return chinese(value)
        if chance < 0.09:
            return str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        if chance < 0.13:
            return f" {value} "
        return f"{value:,}" if chance < 0.18 and value >= 1000 else str(value)

    def _list(self, name: str) -> list[str | Said]:
        data = grammar()["lists"][name]
        join = self.source.choice(data["joins"])
        parts: list[str | Said] = []
        for fact, value in self._parts(data).items():
            if not value:
                continue
            words = self.source.choice(data["parts"][fact])
            cells = self.cells.get(fact, ()) if "facts" in data else ()
            kind: Kind = "figure" if cells else "bait"
            said = Said(fact, kind, words, Decimal(value), self._shown(value), cells, list_id=name)
            parts += [join, said] if parts else [said]
        return parts

    def _parts(self, data: Mapping[str, Any]) -> dict[str, int]:
        if "facts" in data:
            return {fact: self.values[fact] for fact in data["facts"]}
        return _cut(self.values[data["split"]], list(data["parts"]), self.source)


def _cut(whole: int, parts: list[str], source: Random) -> dict[str, int]:
    """Return a number cut at random places into two or more of the parts."""
    chosen = [p for p in parts if p in source.sample(parts, source.randint(2, len(parts)))]
    cuts = sorted(source.randint(0, whole) for _ in chosen[1:])
    edges = [0, *cuts, whole]
    return {part: edges[at + 1] - edges[at] for at, part in enumerate(chosen)}


def chinese(value: int) -> str:
    """Return a number below 100 in Chinese numerals."""
    words = grammar()["numerals"]
    digits: str = words["digits"]
    tens, ones = divmod(value, 10)
    if not tens:
        return str(words["two"]) if value == 2 else digits[ones]
    ten: str = words["ten"]
    return (digits[tens] if tens > 1 else "") + ten + (digits[ones] if ones else "")


Style = Callable[[int, Random], tuple[Decimal, str, bool]]


def _plain(value: int, source: Random) -> tuple[Decimal, str, bool]:
    del source
    return Decimal(value), str(value), False


def _large(value: int, source: Random) -> tuple[Decimal, str, bool]:
    """Return a number in units of 万 now and then, when it is large enough."""
    if value < 10_000 or source.random() < 0.5:
        return Decimal(value), str(value), False
    rounded = (Decimal(value) / 10_000).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return rounded * 10_000, f"{rounded}{grammar()['numerals']['ten_thousand']}", True


def _about(value: int, source: Random) -> tuple[Decimal, str, bool]:
    if value < 20 or source.random() < 0.5:
        return Decimal(value), str(value), False
    step = 10 ** (len(str(value)) - 1)
    words = grammar()["about"]
    before, behind = source.choice(words["around"])
    rounded = value // step * step + (step if before == words["below"] else 0)
    return Decimal(rounded), f"{before}{rounded}{behind}", True


def _chinese(value: int, source: Random) -> tuple[Decimal, str, bool]:
    return Decimal(value), chinese(value) if source.random() < 0.5 else str(value), False


def _growth(now: int, source: Random) -> Decimal:
    """Return the growth, in per cent, from a whole number last year to this year's."""
    before = source.randint(now // 2, now - 1)
    return (Decimal(100 * (now - before)) / before).quantize(Decimal("0.1"), ROUND_HALF_UP)


_STYLES: dict[str, Style] = {
    "plain": _plain,
    "large": _large,
    "about": _about,
    "chinese": _chinese,
}


def growth_words(truth: Truth, off: int = 0) -> str:
    """Return a sentence that compares the requests received with last year's.

    It is empty where nothing can be compared; `off` is added to the true percentage.
    """
    key = "requests.received.total"
    now = int(truth.values[key])
    before = int(truth.previous.values[key]) if truth.previous is not None else 0
    if not before or now == before:
        return ""
    exact = Decimal(abs(now - before) * 100) / before
    shown = exact.quantize(Decimal("0.01"), ROUND_HALF_UP) + off
    words = grammar()["growth"]
    verb = words["up"] if now > before else words["down"]
    said: str = words["sentence"].format(now=now, verb=verb, share=f"{shown:f}")
    return said


def make_prose(source: Random, truth: Truth) -> Prose:
    """Return the overview of a report; every figure in it agrees with the tables."""
    return _Writer(source, truth).write()


def with_figure(said: Said, value: Decimal) -> Said:
    """Return the claim with another figure, in plain digits."""
    return replace(said, value=value, shown=f"{value:f}")

"""Numbers as they are written in prose: 1.2万条, 二十余件, 近5000条, 八成, 28.57%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property

from report.claim import Qualifier
from report.data_file import Data, parse_toml, read_lexicon
from report.frozen import frozen
from report.number import canonical, chinese_number
from report.signs import load_signs

_FILE = "numbers.toml"
_NUMERALS = load_signs().numerals
_YUAN = load_signs().money.yuan
_LETTER = 10**4
# 1.2w is 1.2万.
_SCALES = {**_NUMERALS.scales, "w": _LETTER, "W": _LETTER, "": 1}
_CHINESE = _NUMERALS.all
# 三十又二; only behind tens and more.
_JOINED = f"(?<=[{_NUMERALS.places}]){_NUMERALS.joint}[{_CHINESE}]+"
_BLANK = "\x00"
# So many digits are no figure; each pattern would try them from every digit on. One digit
# comes first: a pattern that begins with a class skips what is none, one with a run does not.
_ENDLESS = re.compile(r"\d\d{99,}")


@frozen
class Quantity:
    """One number of a text that counts or measures something.

    Attributes:
        value: The number, scaled; per cent for `%` and 成, yuan for money.
        step: Half-width of the rounding that a scaled figure allows.
        places: Decimal places written, of the number before scaling.
        start: Where the qualifier or the digits begin; `digits` is where the digits do.
        end: Where the measure word (or what qualifies it) ends.
    """

    value: Decimal
    unit: str | None
    qualifier: Qualifier
    step: Decimal
    places: int
    start: int
    digits: int
    end: int

    @property
    def approx(self) -> bool:
        """Whether the figure does not claim to be exact to the unit."""
        return self.qualifier != "exact" or self.step > 0


class _Figure(Data):
    """What the parts of one number are written with."""

    begins: str
    beyond: str
    odd: str
    odd_before: str
    spaced: str
    low_after: str
    low: str
    half: str
    half_word: str
    more_than_half: str
    units: str
    tenth: str
    percent: str
    wide_percent: str
    times: str
    ambiguous: str
    stops: str
    stands_alone: str
    kept_after: str
    blot_begins: str


class _NotAfter(Data):
    """What makes the digits behind it no count."""

    ends: str
    patterns: tuple[str, ...]


class _Numbers(Data):
    figure: _Figure
    fraction: str
    half: str
    doubled: str
    measures: tuple[str, ...]
    money: dict[str, int]
    counted: str
    before: dict[Qualifier, tuple[str, ...]]
    after: dict[Qualifier, tuple[str, ...]]
    blots: dict[str, str]
    not_after: _NotAfter
    idioms: dict[str, str]


@dataclass(frozen=True)
class _Grammar:
    signs: _Figure
    figure: re.Pattern[str]
    blot: re.Pattern[str]
    not_after_ends: re.Pattern[str]
    not_after: re.Pattern[str]
    counted: re.Pattern[str]
    idiom_before: re.Pattern[str]
    idiom_after: re.Pattern[str]
    one_before: re.Pattern[str]
    money: dict[str, int]
    before: dict[str, Qualifier]
    after: dict[str, Qualifier]

    @cached_property
    def before_words(self) -> tuple[str, ...]:
        """The words that qualify a figure behind them, the longest first."""
        return tuple(self.before)


def _words(by_qualifier: dict[Qualifier, tuple[str, ...]]) -> dict[str, Qualifier]:
    words = {word: qualifier for qualifier in by_qualifier for word in by_qualifier[qualifier]}
    return dict(sorted(words.items(), key=lambda item: -len(item[0])))


@cache
def _grammar() -> _Grammar:
    data = parse_toml(_Numbers, read_lexicon(_FILE), _FILE)
    before, after = _words(data.before), _words(data.after)
    money = "|".join(data.money)
    measures = "|".join(data.measures)
    signs = data.figure
    scales = "|".join(_NUMERALS.scales)
    pattern = (
        rf"(?=[0-9{_CHINESE}{signs.begins}])(?:{data.fraction}|{data.doubled}|"
        rf"{data.half}(?P<beyond>{signs.beyond})?|"
        r"(?:(?P<arabic>\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?|"
        rf"(?<![\d ])\d{{1,3}}(?: \d{{3}})+(?![\d. ])(?={signs.spaced}[^\s\d,。;、])|\d+(?:\.\d+)?)"
        rf"(?P<odd>[{signs.odd}](?=[{signs.odd_before}]))?(?P<scale>{scales}|[wW](?![A-Za-z]))?"
        rf"(?:(?<=[{signs.low_after}])(?P<low>\d)(?P<low_scale>{signs.low}))?"
        rf"|(?P<chinese>[{_CHINESE}]+(?:{_JOINED})?|{signs.half}))"
        rf"(?P<more>{'|'.join(after)})?"
        rf"(?P<unit>{signs.units}|{money}|(?:{measures}))?(?!/)"
        rf"(?P<rest>{'|'.join(after)})?)"
    )
    return _Grammar(
        signs=signs,
        figure=re.compile(pattern),
        blot=re.compile(
            rf"(?=[\d{signs.blot_begins}{_CHINESE}])"
            rf"(?:{'|'.join(f'(?:{b})' for b in data.blots.values())})"
        ),
        not_after_ends=re.compile(f"[{data.not_after.ends}]"),
        not_after=re.compile("|".join(f"(?:{p})" for p in data.not_after.patterns)),
        counted=re.compile(data.counted + "$"),
        idiom_before=re.compile(data.idioms["before"]),
        idiom_after=re.compile(data.idioms["after"]),
        one_before=re.compile(data.idioms["one_before"]),
        money=data.money,
        before=before,
        after=after,
    )


def blotted(text: str) -> str:
    """Return the text, equally long, with every figure blotted out that counts nothing.

    Years, dates, articles, document numbers, telephones, durations, titles and the like.
    """
    if _ENDLESS.search(text):
        text = _ENDLESS.sub(_blank, text)
    return _grammar().blot.sub(_blank, text)


def _blank(found: re.Match[str]) -> str:
    return _BLANK * len(found[0])


def quantities(text: str) -> Iterator[Quantity]:
    """Yield every number of a folded text that counts something, in order."""
    grammar = _grammar()
    clean = blotted(text)
    for found in grammar.figure.finditer(clean):
        quantity = _quantity(found, clean, grammar)
        if quantity is not None:
            yield quantity


def _quantity(found: re.Match[str], text: str, grammar: _Grammar) -> Quantity | None:
    if found["chinese"] and not found["unit"]:
        return None  # Most are parts of words, and no numbers at all.
    left = text[max(0, found.start() - 24) : found.start()]
    if found["below"]:
        return _fraction(found, left, grammar)
    if found["times"] or found["half"]:
        return _in_words(found, left, grammar)
    if found["chinese"]:
        return _chinese(found, text, left, grammar)
    unit = found["unit"]
    if _is_no_count(unit, left, grammar):
        return None
    if unit is None and not _stands_alone(found, text, left, grammar):
        return None
    digits = found["arabic"].replace(",", "").replace(" ", "")
    value = Decimal(digits)
    places = len(digits.partition(".")[2])
    scale = _SCALES[found["scale"] or ""]
    value *= scale
    if found["low"]:
        scale = _SCALES[found["low_scale"]]
        value += int(found["low"]) * scale
    step = Decimal(scale).scaleb(-places) / 2 if scale > 1 else Decimal(0)
    return _finish(found, left, grammar, value, step, places)


def _is_no_count(unit: str | None, left: str, grammar: _Grammar) -> bool:
    """Return whether the words before digits make them a telephone, a code and the like."""
    last = left[-1:]
    if not grammar.not_after_ends.match(last) or not grammar.not_after.search(left):
        return False
    return unit is None or last not in grammar.signs.kept_after


def _in_words(found: re.Match[str], left: str, grammar: _Grammar) -> Quantity:
    """Return one half as 50 %, and a doubling as a growth by once what there was."""
    if found["half"]:
        made = _finish(found, left, grammar, Decimal(50), Decimal(0), 0, unit=grammar.signs.percent)
        if found["half"].startswith(grammar.signs.more_than_half):
            return replace(made, qualifier="more_than")
        return replace(made, qualifier="at_least") if found["beyond"] else made
    times = chinese_number(found["times"]) or Decimal(1)
    return _finish(found, left, grammar, 2**times - 1, Decimal(0), 0, unit=grammar.signs.times)


def _fraction(found: re.Match[str], left: str, grammar: _Grammar) -> Quantity | None:
    below = Decimal(100) if found["below"] == _NUMERALS.hundred else chinese_number(found["below"])
    above = chinese_number(found["above"])
    if not below or above is None:
        return None
    value = (above * 100 / below).quantize(Decimal("0.0001"))
    return _finish(found, left, grammar, canonical(value), Decimal(0), 0, unit="%")


def _stands_alone(found: re.Match[str], text: str, left: str, grammar: _Grammar) -> bool:
    """A number without a measure word counts after 数, 共计, … and before a stop."""
    after = text[found.end() : found.end() + 1]
    if after and after not in grammar.signs.stands_alone:
        return False
    return grammar.counted.search(left) is not None


def _chinese(found: re.Match[str], text: str, left: str, grammar: _Grammar) -> Quantity | None:
    unit, numeral = found["unit"], found["chinese"]
    if unit is None or unit == grammar.signs.ambiguous or grammar.idiom_before.search(left):
        return None
    if grammar.idiom_after.match(text, found.end("chinese")):
        return None
    tenth = grammar.signs.tenth
    if numeral == grammar.signs.half_word:
        return _finish(found, left, grammar, Decimal(50), Decimal(0), 0) if unit != tenth else None
    if numeral == _NUMERALS.one and not _follows_its_noun(text, found, grammar):
        return None
    value = _added(numeral)
    if value is None or (unit == tenth and value > 10):
        return None
    return _finish(found, left, grammar, value, Decimal(0), 0)


def _added(numeral: str) -> Decimal | None:
    """Return the value of a numeral, of both its halves where two are joined."""
    parts = [chinese_number(part) for part in numeral.split(_NUMERALS.joint)]
    values = [part for part in parts if part is not None]
    return sum(values, Decimal(0)) if len(values) == len(parts) else None


def _follows_its_noun(text: str, found: re.Match[str], grammar: _Grammar) -> bool:
    """Return whether 一件 counts: before a stop (申请一件。); before a noun it is an article.

    It counts as well where a clause begins with it and goes on with what becomes of it.
    """
    after = text[found.end() : found.end() + 1]
    if not after or after in grammar.signs.stops:
        return True
    opens = found.start() == 0 or text[found.start() - 1] in grammar.signs.stops
    return opens and grammar.one_before.match(text, found.end("chinese")) is not None


def _finish(
    found: re.Match[str],
    left: str,
    grammar: _Grammar,
    value: Decimal,
    step: Decimal,
    places: int,
    unit: str | None = None,
) -> Quantity:
    unit = unit or found["unit"]
    if unit == grammar.signs.tenth:
        value, unit, step = value * 10, grammar.signs.percent, Decimal(0)
    if unit in grammar.money:
        factor = grammar.money[unit]
        value, unit, step = value * factor, _YUAN, Decimal(0)
    start, qualifier = found.start(), _qualifier(found, grammar)
    if left.endswith(grammar.before_words):
        word = next(word for word in grammar.before if left.endswith(word))
        start -= len(word)
        qualifier = grammar.before[word]
    quantity = Quantity(
        canonical(value), unit, qualifier, step, places, start, found.start(), found.end()
    )
    signs = grammar.signs
    return quantity if unit != signs.wide_percent else replace(quantity, unit=signs.percent)


def _qualifier(found: re.Match[str], grammar: _Grammar) -> Qualifier:
    word = found["odd"] or found["more"] or found["rest"]
    return grammar.after[word] if word else "exact"

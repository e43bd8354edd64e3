"""Numbers as they are written in prose: 1.2万条, 二十余件, 近5000条, 八成, 28.57%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

import cn2an

from report.claim import Qualifier
from report.data_file import Data, parse_toml, read_lexicon
from report.number import canonical

_FILE = "numbers.toml"
_SCALES = {
    "万亿": 10**12,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "万": 10**4,
    "千": 10**3,
    "百": 100,
    "w": 10**4,
    "W": 10**4,
    "": 1,
}
_CHINESE = "零〇一二两三四五六七八九十百千万亿"
_BLANK = "\x00"


@dataclass(frozen=True, slots=True)
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


class _Numbers(Data):
    fraction: str
    half: str
    doubled: str
    measures: tuple[str, ...]
    money: dict[str, int]
    counted: str
    before: dict[Qualifier, tuple[str, ...]]
    after: dict[Qualifier, tuple[str, ...]]
    blots: dict[str, str]
    not_after: dict[str, tuple[str, ...]]
    idioms: dict[str, str]


@dataclass(frozen=True)
class _Grammar:
    figure: re.Pattern[str]
    blot: re.Pattern[str]
    not_after: re.Pattern[str]
    counted: re.Pattern[str]
    idiom_before: re.Pattern[str]
    idiom_after: re.Pattern[str]
    money: dict[str, int]
    before: dict[str, Qualifier]
    after: dict[str, Qualifier]


def _words(by_qualifier: dict[Qualifier, tuple[str, ...]]) -> dict[str, Qualifier]:
    words = {word: qualifier for qualifier in by_qualifier for word in by_qualifier[qualifier]}
    return dict(sorted(words.items(), key=lambda item: -len(item[0])))


@cache
def _grammar() -> _Grammar:
    data = parse_toml(_Numbers, read_lexicon(_FILE), _FILE)
    before, after = _words(data.before), _words(data.after)
    money = "|".join(data.money)
    measures = "|".join(data.measures)
    pattern = (
        rf"(?=[0-9{_CHINESE}半过翻])(?:{data.fraction}|{data.doubled}|"
        rf"{data.half}(?P<beyond>以上)?|"
        r"(?:(?P<arabic>\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?|"
        r"(?<![\d ])\d{1,3}(?: \d{3})+(?![\d. ])(?=[余多]?[^\s\d,。;、])|\d+(?:\.\d+)?)"
        r"(?P<odd>[余多来](?=[百千万亿]))?(?P<scale>万亿|百万|千万|亿|万|千|百|[wW](?![A-Za-z]))?"
        r"(?:(?<=[万亿])(?P<low>\d)(?P<low_scale>千))?"
        rf"|(?P<chinese>[{_CHINESE}]+|半(?=数|成)))"
        rf"(?P<more>{'|'.join(after)})?"
        rf"(?P<unit>个?百分点|%|％|‰|成(?![为员立果就效交品功都])|倍|{money}|(?:{measures}))?(?!/)"
        rf"(?P<rest>{'|'.join(after)})?)"
    )
    return _Grammar(
        figure=re.compile(pattern),
        blot=re.compile(
            rf"(?=[\d《“〔\[(【第hw{_CHINESE}])"
            rf"(?:{'|'.join(f'(?:{b})' for b in data.blots.values())})"
        ),
        not_after=re.compile("|".join(f"(?:{p})" for p in data.not_after["patterns"])),
        counted=re.compile(data.counted + "$"),
        idiom_before=re.compile(data.idioms["before"]),
        idiom_after=re.compile(data.idioms["after"]),
        money=data.money,
        before=before,
        after=after,
    )


def blotted(text: str) -> str:
    """Return the text, equally long, with every figure blotted out that counts nothing.

    Years, dates, articles, document numbers, telephones, durations, titles and the like.
    """
    return _grammar().blot.sub(lambda found: _BLANK * len(found[0]), text)


def quantities(text: str) -> Iterator[Quantity]:
    """Yield every number of a folded text that counts something, in order."""
    grammar = _grammar()
    clean = blotted(text)
    for found in grammar.figure.finditer(clean):
        quantity = _quantity(found, clean, grammar)
        if quantity is not None:
            yield quantity


def _quantity(found: re.Match[str], text: str, grammar: _Grammar) -> Quantity | None:
    left = text[max(0, found.start() - 24) : found.start()]
    if found["below"]:
        return _fraction(found, left, grammar)
    if found["times"] or found["half"]:
        return _in_words(found, left, grammar)
    if found["chinese"]:
        return _chinese(found, text, left, grammar)
    unit = found["unit"]
    if grammar.not_after.search(left) and (unit is None or left[-1:] not in "话线箱"):
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


def _in_words(found: re.Match[str], left: str, grammar: _Grammar) -> Quantity:
    """Return one half as 50 %, and a doubling as a growth by once what there was."""
    if found["half"]:
        made = _finish(found, left, grammar, Decimal(50), Decimal(0), 0, unit="%")
        if found["half"].startswith("过"):
            return replace(made, qualifier="more_than")
        return replace(made, qualifier="at_least") if found["beyond"] else made
    times = chinese_number(found["times"]) or Decimal(1)
    return _finish(found, left, grammar, 2**times - 1, Decimal(0), 0, unit="倍")


def _fraction(found: re.Match[str], left: str, grammar: _Grammar) -> Quantity | None:
    below = Decimal(100) if found["below"] == "百" else chinese_number(found["below"])
    above = chinese_number(found["above"])
    if not below or above is None:
        return None
    value = (above * 100 / below).quantize(Decimal("0.0001"))
    return _finish(found, left, grammar, canonical(value), Decimal(0), 0, unit="%")


def _stands_alone(found: re.Match[str], text: str, left: str, grammar: _Grammar) -> bool:
    """A number without a measure word counts after 数, 共计, … and before a stop."""
    after = text[found.end() : found.end() + 1]
    if after and after not in ",。;、)(:\n占":
        return False
    return grammar.counted.search(left) is not None


def _chinese(found: re.Match[str], text: str, left: str, grammar: _Grammar) -> Quantity | None:
    unit, numeral = found["unit"], found["chinese"]
    if unit is None or unit == "部" or grammar.idiom_before.search(left):
        return None
    if grammar.idiom_after.match(text, found.end("chinese")):
        return None
    if numeral == "半":
        return _finish(found, left, grammar, Decimal(50), Decimal(0), 0) if unit != "成" else None
    if numeral == "一" and not _follows_its_noun(text, found):
        return None
    value = chinese_number(numeral)
    if value is None or (unit == "成" and value > 10):
        return None
    return _finish(found, left, grammar, value, Decimal(0), 0)


def _follows_its_noun(text: str, found: re.Match[str]) -> bool:
    """一件 counts where a stop follows (申请一件。); before a noun it is an article."""
    after = text[found.end() : found.end() + 1]
    return not after or after in ",。;、)(\n"


def chinese_number(numeral: str) -> Decimal | None:
    """Return the value of a Chinese numeral, or None when it is not well formed."""
    try:
        return Decimal(str(cn2an.cn2an(numeral, "normal")))
    except (ValueError, KeyError):
        return None


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
    if unit == "成":
        value, unit, step = value * 10, "%", Decimal(0)
    if unit in grammar.money:
        factor = grammar.money[unit]
        value, unit, step = value * factor, "元", Decimal(0)
    start, qualifier = found.start(), _qualifier(found, grammar)
    for word, meant in grammar.before.items():
        if left.endswith(word):
            start -= len(word)
            qualifier = meant
            break
    quantity = Quantity(
        canonical(value), unit, qualifier, step, places, start, found.start(), found.end()
    )
    return quantity if unit != "％" else replace(quantity, unit="%")


def _qualifier(found: re.Match[str], grammar: _Grammar) -> Qualifier:
    word = found["odd"] or found["more"] or found["rest"]
    return grammar.after[word] if word else "exact"

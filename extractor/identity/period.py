"""The period the report's figures are said to cover, however badly it is printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from extractor.identity.paper import Paper
from report.identity_words import IdentityWords, PeriodWords, YearWords
from report.number import chinese_number
from report.record import Stated
from report.signs import load_signs

_SENTENCE_END = re.compile(r"[。；;]")
_DIGITS = re.compile(r"\d+")
_WHOLE = re.compile(r"(\d{4})-01-01/\1-12-31")
_YEAR = re.compile(r"20\d\d")
# A year that lost the word behind it.
_LOOSE = re.compile(rf"20\d\d(?!{load_signs().years.mark})")
# What a converter draws between cells, and how much longer it may make a sentence.
_BORDER, _DRAWN, _BORDERS = "|", "|-", 4
_LAST_DAY = {2: "28", 4: "30", 6: "30", 9: "30", 11: "30"}


@dataclass(frozen=True, slots=True)
class Period:
    """The stated period and the year it begins in, with the place of its digits."""

    stated: Stated
    year: tuple[str, tuple[int, int]] | None


def find_period(paper: Paper, words: IdentityWords) -> Period | None:
    """Return the statistics period; its value is "" when its dates cannot be told.

    A range of dates right after words such as "statistics period" wins; a whole year's
    range anywhere in prose comes next. A converter may take the text for one more table,
    so that what is found in tables alone counts as well.
    """
    damaged: Period | None = None
    tabled: Period | None = None
    for keyword in words.period.keywords.finditer(paper.text):
        within = paper.in_table(keyword.start())
        if within and tabled is not None:
            continue
        found = _after(paper, keyword.end(), words)
        if found is None:
            found = _across_borders(paper, keyword.end(), words.period)
        if found is None:
            found = _named(paper, keyword.end(), words.period)
        if found is None:
            continue
        if within:
            tabled = found if found.stated.value else None
        elif found.stated.value:
            return found
        else:
            damaged = damaged or found
    return damaged or _bare_year_range(paper, words) or tabled


def _after(paper: Paper, start: int, identity: IdentityWords) -> Period | None:
    """Return the dates within reach of a keyword, in its sentence."""
    words = identity.period
    end = min(len(paper.text), start + words.reach)
    stop = _SENTENCE_END.search(paper.text, start, end)
    end = stop.start() if stop is not None else end
    found = words.range.search(paper.text, start, end)
    if found is not None:
        return _from_range(paper, found)
    found = words.to_the_end.search(paper.text, start, end)
    if found is not None:
        year, begins = found["y1"], _date(found["y1"], found["m1"], found["d1"] or "1")
        value = f"{begins}/{year}-12-31" if begins else ""
        stated = paper.stated(value, found.start(), found.end())
        return Period(stated, (year, found.span("y1")) if value else None)
    found = words.spelled.search(paper.text, start, end)
    if found is not None:
        return _from_numerals(paper, found, identity.year)
    found = words.damaged.search(paper.text, start, end)
    if found is not None:
        return _from_damaged(paper, found, words)
    found = words.until.search(paper.text, start, end)
    if found is not None:
        value = f"../{_date(found['y2'], found['m2'] or '12', found['d2'] or '31')}"
        stated = paper.stated(value, found.start(), found.end())
        return Period(stated, (found["y2"], found.span("y2")))
    found = words.whole_year.search(paper.text, start, end)
    if found is not None:
        year = found["y1"]
        stated = paper.stated(f"{year}-01-01/{year}-12-31", found.start(), found.end())
        return Period(stated, (year, found.span("y1")))
    return None


def _across_borders(paper: Paper, start: int, words: PeriodWords) -> Period | None:
    """Return the dates behind a keyword in running text that was taken for a table.

    Where its figures were torn out of their sentence nobody can tell the dates; they are
    not missing, though.
    """
    end = min(len(paper.text), start + _BORDERS * words.reach)
    if _BORDER not in paper.text[start:end]:
        return None
    kept = [at for at in range(start, end) if paper.text[at] not in _DRAWN]
    text = "".join([paper.text[at] for at in kept])
    stop = _SENTENCE_END.search(text)
    sentence = text[: stop.start()] if stop is not None else text
    found = words.range.search(sentence, 0, words.reach)
    if found is not None:
        value = _from_range(paper, found).stated.value
        first, last = kept[found.start()], kept[found.end() - 1]
        return Period(paper.stated(value if _WHOLE.fullmatch(value) else "", first, last + 1), None)
    torn = words.torn.search(_DIGITS.sub("", sentence), 0, words.reach)
    beside = len(sentence) + words.reach
    if torn is None or not (_YEAR.search(sentence) or _LOOSE.search(text, len(sentence), beside)):
        return None
    return Period(paper.stated("", start, kept[len(sentence) - 1] + 1), None)


def _from_range(paper: Paper, found: re.Match[str]) -> Period:
    group = "y1" if found["y1"] is not None else "y2"
    first = found[group]
    if first is None or not first.isdigit():
        return Period(paper.stated("", found.start(), found.end()), None)
    last = found["y2"] if (found["y2"] or "").isdigit() else first
    start = _date(first, found["m1"], found["d1"] or "1")
    end = _date(last, found["m2"], found["d2"] or _LAST_DAY.get(int(found["m2"]), "31"))
    value = f"{start}/{end}" if start and end else ""
    stated = paper.stated(value, found.start(), found.end())
    return Period(stated, (first, found.span(group)) if value else None)


def _from_numerals(paper: Paper, found: re.Match[str], words: YearWords) -> Period:
    """Return a range written in Chinese numerals."""
    first = _year_of(found["y1"], words)
    last = _year_of(found["y2"], words) if found["y2"] is not None else first
    month = _count(found["m2"])
    start = _date(first, _count(found["m1"]), _count(found["d1"] or "") or "1")
    end = _date(last, month, _count(found["d2"] or "") or _LAST_DAY.get(int(month), "31"))
    value = f"{start}/{end}" if start and end else ""
    stated = paper.stated(value, found.start(), found.end())
    return Period(stated, (first, found.span("y1")) if value else None)


def _year_of(numerals: str, words: YearWords) -> str:
    return "".join([words.numerals.get(sign, sign) for sign in numerals])


def _count(numeral: str) -> str:
    """Return a month or day in digits, "" when there is none, "0" when it is no number."""
    value = chinese_number(numeral) if numeral else None
    return f"{value or 0:.0f}" if numeral else ""


def _named(paper: Paper, start: int, words: PeriodWords) -> Period | None:
    """Return a period without dates where words of one stand right behind a keyword."""
    end = min(len(paper.text), start + words.reach)
    found = words.named.match(paper.text, start, end)
    return Period(paper.stated("", start, found.end()), None) if found is not None else None


def _from_damaged(paper: Paper, found: re.Match[str], words: PeriodWords) -> Period:
    """Return a period whose marks were lost: its dates only where they cannot be others."""
    whole = words.full_year.search(found[0])
    value = f"{whole['y1']}-01-01/{whole['y1']}-12-31" if whole is not None else ""
    return Period(paper.stated(value, found.start(), found.end()), None)


def _date(year: str, month: str, day: str) -> str:
    """Return the ISO date, "" when there is no such month or day."""
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31 and "2000" <= year <= "2099"):
        return ""
    return f"{year}-{int(month):02}-{int(day):02}"


def _bare_year_range(paper: Paper, words: IdentityWords) -> Period | None:
    """Return a range from the first to the last day of a year, said without keyword."""
    for start, end in paper.prose():
        ranges = [
            *map(partial(_from_range, paper), words.period.range.finditer(paper.text, start, end)),
            *(
                _from_numerals(paper, found, words.year)
                for found in words.period.spelled.finditer(paper.text, start, end)
            ),
        ]
        for period in ranges:
            if period.year is None:
                continue
            year = period.year[0]
            if period.stated.value == f"{year}-01-01/{year}-12-31":
                return period
    return None

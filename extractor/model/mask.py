"""Telephone numbers and e-mail addresses hidden, with every other character where it was."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

COVER = "*"
_FILE = Path(__file__).with_name("mask.toml")
_DIGIT = r"[0-9０-９]"
_DASH = r"[-‐-―−－ ]"
# Blanks part the columns of a table: "139 1234 5678" may be three figures.
_HYPHEN = r"[-‐-―−－]"
_MAIL = r"[A-Za-z0-9_.+%\-]{1,64}\s?[@＠]\s?[A-Za-z0-9\-]{1,63}(?:[.．][A-Za-z0-9\-]{1,63}){1,6}"
_SHAPES = (
    # Mobile numbers, plain or in groups.
    rf"(?:[+＋]?86{_DASH}?)?[1１][3-9３-９]{_DIGIT}{_HYPHEN}?{_DIGIT}{{4}}{_HYPHEN}?{_DIGIT}{{4}}",
    # Area code and number, with or without brackets, dash and extension.
    rf"[(（]?[0０]{_DIGIT}{{2,3}}[)）]?{_DASH}?{_DIGIT}{{7,8}}(?:{_DASH}{_DIGIT}{{1,6}})?",
    # Service numbers.
    rf"[48４８][0０][0０]{_HYPHEN}?{_DIGIT}{{3,4}}{_HYPHEN}?{_DIGIT}{{3,4}}",
)


@cache
def _pattern() -> re.Pattern[str]:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    words = "|".join(map(re.escape, data["before_number"]))
    number = rf"(?<![0-9０-９.．,，])(?:{'|'.join(_SHAPES)})"
    between = rf"[{re.escape(data['between'])}\s]*"
    # Without a form of its own a number is one only behind a word that says so.
    told = rf"(?P<word>(?:{words}){between}[:：]?\s*){_DIGIT}(?:{_DASH}?{_DIGIT}){{4,12}}"
    ends = rf"(?![0-9０-９])(?!\s*[{re.escape(data['counted'])}])"
    return re.compile(rf"{_MAIL}|{told}{ends}|{number}{ends}")


def mask(text: str) -> str:
    """Return the text with telephone numbers and e-mail addresses covered.

    It has the same length, and every character that is not covered is where it was.
    """

    def cover(match: re.Match[str]) -> str:
        word = match["word"] or ""
        return word + re.sub(r"\S", COVER, match[0][len(word) :])

    return _pattern().sub(cover, text)

"""Whether words beside a thing say that only some of it is counted, or none of it is left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractor.claims.sentences import Figure, Sentence
from report.lexicon_data import load_statements
from report.words import Word

_DISPUTE_ROWS = frozenset(("reconsideration", "direct_suit", "suit_after_reconsideration"))
_TOLD_APART = frozenset(("absent", "dismissed", "not_admitted"))
_DECLINED = ("refused", "not_processed", "other")
_CLAUSE_END = re.compile(r"[,;:()]")


@dataclass(frozen=True)
class _Patterns:
    filler: re.Pattern[str]
    none: re.Pattern[str]
    beside: re.Pattern[str]
    later: re.Pattern[str]
    less: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    words = load_statements().none
    told = (words.filler, words.narrows, words.beside, words.later, words.less)
    return _Patterns(*(re.compile(one) for one in told))


def is_narrowed(sentence: Sentence, figure: Figure, told: Sequence[Word]) -> bool:
    """Return whether a figure may count only some requests or disputes, by unknown words.

    收到涉及征地的申请20件, 参加行政诉讼开庭5次 are not all that were received or litigated.
    """
    text, patterns = sentence.prose.text, _patterns()
    if patterns.beside.search(text, figure.seg, figure.start):
        return True
    if patterns.less.search(text, figure.limit, figure.start):
        return True
    named = [w for w in told if w.end <= figure.start and w.kind in ("object", "same", "outcome")]
    if named and unknown(sentence, named[-1].end, figure.start):
        return True
    verbs = [w for w in told if w.kind in ("verb", "carry") and w.end <= figure.start]
    if any(w.id == "answer" for w in verbs) and patterns.later.search(
        text, sentence.start, sentence.end
    ):
        return True
    things = [w for w in told if w.kind in ("object", "same")]
    if not things or not verbs or verbs[0].end > things[-1].start:
        return False
    thing = things[-1]
    start = max(verbs[0].end, figure.end if thing.start >= figure.end else 0)
    return unknown(sentence, start, thing.start)


def is_told_apart(sentence: Sentence, rows: Sequence[str], columns: Sequence[str]) -> bool:
    """Return whether a sentence tells of something that the form has no row for by itself.

    What does not exist is entered with what is not held, what was dismissed with what was
    upheld or otherwise: 不存在3件、不掌握6件 are the 9 of one row. What was not admitted
    (不予受理) is entered among what was refused, or not processed.
    """
    told = _TOLD_APART & sentence.ids
    if not told:
        return False
    unavailable = bool(rows) and all(row.startswith("unavailable") for row in rows)
    declined = bool(rows) and all(row.startswith(_DECLINED) for row in rows)
    results = not {"total", "overturned"}.intersection(columns)
    disputes = bool(rows) and all(row in _DISPUTE_ROWS for row in rows)
    return (
        ("absent" in told and unavailable)
        or ("dismissed" in told and results and disputes)
        or ("not_admitted" in told and declined)
    )


def is_of_some(sentence: Sentence, start: int, end: int) -> bool:
    """Return whether a statement that there was none may be of some of the things only."""
    if _patterns().none.search(sentence.prose.text, start, end):
        return True
    return unknown(sentence, start, end, _behind_bracket(sentence, end))


def unknown(sentence: Sentence, start: int, end: int, more: str = "") -> bool:
    """Return whether a stretch holds more than a character besides known words and fillers.

    Words for other things are not known: 涉及征地的申请 are some of them.
    """
    letters = list(sentence.prose.text[start:end])
    for word in (w for w in sentence.words if w.kind != "foreign"):
        for at in range(max(word.start, start), min(word.end, end)):
            letters[at - start] = ""
    return len(_patterns().filler.sub("", "".join(letters) + more)) > 1


def _behind_bracket(sentence: Sentence, end: int) -> str:
    """Return how a clause goes on behind a bracket: 未发生与诉讼(含复议)有关的费用."""
    text = sentence.prose.text
    close = text.find(")", end, sentence.end) if text.startswith("(", end) else -1
    if close < 0:
        return ""
    stop = _CLAUSE_END.search(text, close + 1, sentence.end)
    return text[close + 1 : stop.start() if stop else sentence.end]

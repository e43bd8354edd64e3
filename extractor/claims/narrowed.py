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
# Words for what is counted, and those that name it together with what became of it.
_THINGS = ("object", "same")
_NAMED = (*_THINGS, "outcome")
_VERBS = ("verb", "carry")
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
    verbs = [word for word in told if word.kind in _VERBS and word.end <= figure.start]
    return (
        _is_told_of_part(sentence, figure)
        or _has_unknown_before(sentence, figure, told)
        or _is_answered_late(sentence, verbs)
        or _has_unknown_thing(sentence, figure, verbs, told)
    )


def _is_told_of_part(sentence: Sentence, figure: Figure) -> bool:
    """Return whether words say that a part is counted (参加…开庭), or what was left out (扣除…)."""
    text, patterns = sentence.prose.text, _patterns()
    beside = patterns.beside.search(text, figure.seg, figure.start)
    return bool(beside or patterns.less.search(text, figure.limit, figure.start))


def _has_unknown_before(sentence: Sentence, figure: Figure, told: Sequence[Word]) -> bool:
    """Return whether unknown words stand between what is counted and its figure: 诉讼开庭5次."""
    named = [word for word in told if word.kind in _NAMED and word.end <= figure.start]
    return bool(named) and unknown(sentence, named[-1].end, figure.start)


def _is_answered_late(sentence: Sentence, verbs: Sequence[Word]) -> bool:
    """Return whether late answers are told of: beside them stand those given in time."""
    answered = any(word.id == "answer" for word in verbs)
    later = _patterns().later
    return answered and later.search(sentence.prose.text, sentence.start, sentence.end) is not None


def _has_unknown_thing(
    sentence: Sentence, figure: Figure, verbs: Sequence[Word], told: Sequence[Word]
) -> bool:
    """Return whether unknown words stand between the verb and what it is done to: 收到征地申请.

    Where the thing stands behind the figure (收到20件征地申请), only what lies between those
    two is looked at.
    """
    things = [word for word in told if word.kind in _THINGS]
    if not things or not verbs or verbs[0].end > things[-1].start:
        return False
    start, thing = verbs[0].end, things[-1].start
    return unknown(sentence, max(start, figure.end) if thing >= figure.end else start, thing)


def is_told_apart(sentence: Sentence, rows: Sequence[str], columns: Sequence[str]) -> bool:
    """Return whether a sentence tells of something that the form has no row for by itself.

    What does not exist is entered with what is not held, what was dismissed with what was
    upheld or otherwise: 不存在3件、不掌握6件 are the 9 of one row. What was not admitted
    (不予受理) is entered among what was refused, or not processed.
    """
    told = sentence.ids
    if "absent" in told and _are_all(rows, ("unavailable",)):
        return True
    if "not_admitted" in told and _are_all(rows, _DECLINED):
        return True
    dismissed = "dismissed" in told and bool(rows) and _DISPUTE_ROWS.issuperset(rows)
    return dismissed and not {"total", "overturned"}.intersection(columns)


def _are_all(rows: Sequence[str], groups: tuple[str, ...]) -> bool:
    return bool(rows) and all(row.startswith(groups) for row in rows)


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

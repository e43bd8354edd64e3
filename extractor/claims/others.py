"""What figures beside requests count: disputes, documents, decisions of the form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extractor.claims.meaning import Local, Meaning, doubted_unless, named
from extractor.claims.sentences import Sentence
from report.lexicon_data import load_metrics, load_statements
from report.structure_words import load_structure

DISPUTES = frozenset(
    ("reconsideration", "litigation", "disputes", "direct_suit", "suit_after_reconsideration")
)

_SENTENCE_END = re.compile(r"[。!?\n]")


@dataclass(frozen=True)
class _Patterns:
    unrelated: re.Pattern[str]
    of_some: re.Pattern[str]
    authority: re.Pattern[str]
    carried: re.Pattern[str]
    fresh: re.Pattern[str]
    turned_away: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    words = load_statements().disputes
    told = (words.unrelated, words.of_some, words.authority)
    return _Patterns(*map(re.compile, (*told, words.carried, words.fresh, words.turned_away)))


def dispute(sentence: Sentence, local: Local, frame: str, at: int) -> Meaning:
    """A body may also count the disputes it decides; only 信息公开 makes them its own."""
    if any(w.id == "not_admitted" for w in (*local.words, *local.behind)):
        return Meaning()  # The form asks for the cases, and not for those that were none.
    meaning = _dispute_named(local, frame)
    if meaning.kind == "result" and not any(w.kind == "object" for w in local.words):
        before = (w.cls.frame for w in sentence.words if w.end <= at)
        named_before = {told for told in before if told in DISPUTES}
        # After two kinds of dispute, a result may be that of either or of both.
        meaning = doubted_unless(len(named_before) < 2, meaning)
    decides = any(w.kind == "verb" for w in local.words) and not _is_over_requests(sentence, local)
    told = load_structure().statements.of_disclosure
    disclosure = sentence.prose.text.find(told, sentence.start, sentence.end)
    # 办理行政复议31件，其中涉及政府信息公开6件: the whole is of other things too.
    others = disclosure > at and sentence.is_marked(at, disclosure + len(told), "among")
    instance = any(w.id == "instance" for w in (*local.words, *local.behind))
    doubtful = others or instance or (decides and disclosure < 0)
    doubtful = doubtful or _are_others(sentence, at)
    return doubted_unless(not doubtful, meaning)


def _are_others(sentence: Sentence, at: int) -> bool:
    """Return whether the words around a figure tell of other disputes than the form's."""
    text, patterns = sentence.prose.text, _patterns()
    end = _end_of_telling(sentence)
    clause = max((text.rfind(c, sentence.start, at) for c in ",;:("), default=-1) + 1
    since = clause or sentence.start
    if patterns.unrelated.search(text, since, end) or decides_itself(sentence, at):
        return True
    start = text.rfind(";", sentence.start, at) + 1 or sentence.start
    if _are_of_some_stage(sentence, start, at, end):
        return True
    own = load_structure().statements.of_disclosure in text[start:at]
    return not own and patterns.of_some.search(text, at, end) is not None


def _are_of_some_stage(sentence: Sentence, start: int, at: int, end: int) -> bool:
    """Return whether only the new disputes are told, or also those not admitted.

    新发生3件、上年转入2件 are five of the form; 申请7件，不予受理1件 are six.
    """
    text, patterns = sentence.prose.text, _patterns()
    named = (w.start for w in sentence.words if w.start >= start and w.cls.frame in DISPUTES)
    first = next(named, at)
    if patterns.turned_away.search(text, first, end):
        return True
    carried = patterns.carried.search(text, start, end)
    if carried is None:
        return False
    return carried.start() > first or patterns.fresh.search(text, start, at) is not None


def decides_itself(sentence: Sentence, end: int) -> bool:
    """Return whether a body is said to decide the disputes that are told up to an offset."""
    return _patterns().authority.search(sentence.prose.text, sentence.start, end) is not None


def _end_of_telling(sentence: Sentence) -> int:
    """Return where what is told of the disputes of a sentence ends: 诉讼5件。其中公开类1件."""
    text = sentence.prose.text
    goes_on = load_structure().statements.goes_on
    if not text.startswith(goes_on, sentence.end + 1):
        return sentence.end
    found = _SENTENCE_END.search(text, sentence.end + 1)
    return found.start() if found is not None else len(text)


def _is_over_requests(sentence: Sentence, local: Local) -> bool:
    """Return whether the words for a dispute say that requests led to it: 因依申请公开答复引起的.

    依申请公开、行政复议 names two things beside one another.
    """
    objects = [w for w in local.words if w.kind == "object"]
    requests = [w for w in objects if w.cls.frame == "requests"]
    disputes = [w for w in objects if w.cls.frame in DISPUTES]
    if not requests or not disputes or disputes[0].start < requests[-1].end:
        return False
    between = sentence.prose.text[requests[-1].end : disputes[0].start]
    return bool(between) and load_structure().joints.cut.search(between) is None


def _dispute_named(local: Local, frame: str) -> Meaning:
    results = [w for w in (*local.words, *local.behind) if w.kind == "result"]
    if not results:
        return named(frame)
    if not results[-1].cls.columns:
        return named(frame, kind="loose", certain=False)
    certain = results[-1].id != "dismissed"
    return named(frame, columns=results[-1].cls.columns, kind="result", certain=certain)


def document(sentence: Sentence, local: Local, frame: str) -> Meaning:
    """Return what is counted of normative documents or rules, made or repealed or in force."""
    words = [w for w in (*local.words, *local.behind) if w.kind == "document"]
    if any(w.id in ("normative_other", "revised") for w in words) and not any(
        w.id == "repealed" for w in words
    ):
        return Meaning()
    if not words:
        return named(frame, columns=("issued", "made"), certain=False)
    word = words[-1]
    # What is revised beside what is made may be counted with it or not.
    revised = any(w.id == "revised" for w in sentence.words)
    certain = word.id != "repealed" and word.end - word.start > 1 and not revised
    return named(frame, columns=word.cls.columns, certain=certain)


def decision(local: Local, frame: str, unit: str) -> Meaning:
    """Decisions are counted in 件 and named at the figure; 行政许可17项 is a list of powers."""
    entry = load_metrics()[frame]
    here = any(w.cls.frame == frame for w in (*local.words, *local.behind))
    units = load_structure().units
    if not here or unit not in ({units.money} if frame == "charges" else units.decisions):
        return Meaning()
    return Meaning(frame, frame, entry.table, entry.rows, entry.columns, certain=False)

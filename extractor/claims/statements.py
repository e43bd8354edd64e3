"""Statements without a figure: none was received, all are of one kind, all are done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from extractor.claims.grammar import clause_end
from extractor.claims.meaning import Meaning, State, channel, named
from extractor.claims.narrowed import is_of_some
from extractor.claims.others import decides_itself
from extractor.claims.sentences import Sentence
from report.claim import Role
from report.document import Span
from report.lexicon_data import load_statements
from report.structure_words import load_structure
from report.words import Word

_CONTENT = frozenset(
    (
        "object",
        "same",
        "foreign",
        "carry",
        "outcome",
        "applicant",
        "channel",
        "result",
        "verb",
        "skip",
    )
)
_OUTCOMES = frozenset(("refused", "granted", "partially_granted", "unavailable", "not_processed"))
_DISPUTES = (
    "disputes",
    "reconsideration",
    "litigation",
    "direct_suit",
    "suit_after_reconsideration",
)


@dataclass(frozen=True)
class Statement:
    """A statement that stands for a figure.

    Attributes:
        start, end: Its words in the folded prose.
        role: `none` or `all`.
        whole: Whether its value is that of the figure it is about; else it is 0.
        lost: Whether a number must have stood here and is missing.
        behind: Where the figure begins that it stands right behind: 3件全部予以公开.
    """

    start: int
    end: int
    role: Role
    meaning: Meaning
    whole: bool = False
    unit: str = field(default_factory=lambda: load_structure().units.count)
    lost: bool = False
    behind: int | None = None


@dataclass(frozen=True)
class _Patterns:
    none_hint: re.Pattern[str]
    none: re.Pattern[str]
    zero: re.Pattern[str]
    condition: re.Pattern[str]
    tail: re.Pattern[str]
    all_hint: re.Pattern[str]
    all: re.Pattern[str]
    done: re.Pattern[str]
    answered: re.Pattern[str]
    in_time: re.Pattern[str]
    excepted: re.Pattern[str]
    negated: re.Pattern[str]
    rest: re.Pattern[str]
    missing: re.Pattern[str]
    accountability: str


@cache
def _patterns() -> _Patterns:
    data = load_statements()
    return _Patterns(
        none_hint=re.compile(data.none.hint),
        none=re.compile(data.none.marker),
        zero=re.compile(data.none.zero),
        condition=re.compile(data.none.condition),
        tail=re.compile(data.none.tail),
        all_hint=re.compile(data.all.hint),
        all=re.compile(data.all.marker),
        done=re.compile(data.all.done),
        answered=re.compile(data.all.answered),
        in_time=re.compile(data.all.in_time),
        excepted=re.compile(data.all.excepted),
        negated=re.compile(data.all.negated),
        rest=re.compile(data.rest.marker),
        missing=re.compile(data.missing.pattern),
        accountability=data.none.accountability,
    )


def _clause_start(sentence: Sentence, at: int) -> int:
    text = sentence.prose.text
    return (
        max((text.rfind(c, sentence.start, at) for c in ",;:()"), default=-1) + 1 or sentence.start
    )


# ---- none -------------------------------------------------------------------------------
def none_statements(sentence: Sentence, state: State) -> Iterator[Statement]:
    """Yield what a sentence says there was none of."""
    patterns, text = _patterns(), sentence.prose.text
    if not patterns.none_hint.search(text, sentence.start, sentence.end):
        return
    at = sentence.start
    while (found := patterns.none.search(text, at, sentence.end)) is not None:
        end = clause_end(sentence, found.end())
        at = max(end, found.end())
        start = _clause_start(sentence, found.start())
        if any(f.start < end and f.end > found.start() for f in sentence.figures):
            continue
        if patterns.condition.search(text[start : found.start()][-3:]):
            continue
        for one in _none(sentence, Span(start, end), Span(found.start(), end), state):
            yield _unless_narrowed(sentence, one, Span(found.end(), end))
    for found in patterns.zero.finditer(text, sentence.start, sentence.end):
        start = _clause_start(sentence, found.start())
        if not any(f.start < found.end() and f.end > start for f in sentence.figures):
            shown, thing = Span(start, found.end()), Span(start, found.start())
            yield from _none(sentence, shown, thing, state)


def _unless_narrowed(sentence: Sentence, said: Statement, thing: Span) -> Statement:
    """Return a statement that is not certain where it may be of some of the things only."""
    if not said.meaning.table:
        return said
    itself = said.meaning.table == "disputes" and decides_itself(sentence, thing.end)
    if not itself and not is_of_some(sentence, *thing):
        return said
    return replace(said, meaning=replace(said.meaning, certain=False))


def _none(sentence: Sentence, shown: Span, thing: Span, state: State) -> Iterator[Statement]:
    """Yield the statements that the things named in a stretch of text were none."""
    patterns, text = _patterns(), sentence.prose.text
    if patterns.accountability in text[thing.start : thing.end]:
        yield Statement(*shown, "none", Meaning(name="other.accountability"))
        return
    words = [w for w in _words(sentence, *thing) if w.kind in _CONTENT]
    if not words or any(w.kind == "result" for w in words):
        return
    for meaning in _missing(sentence, words, thing.end, state):
        units = load_structure().units
        unit = units.money if meaning.metric == "fee" else units.count
        yield Statement(*shown, "none", meaning, unit=unit)


def _words(sentence: Sentence, start: int, end: int) -> list[Word]:
    return [w for w in sentence.words if w.end > start and w.start < end and w.end <= end]


def _missing(sentence: Sentence, words: list[Word], end: int, state: State) -> Iterator[Meaning]:
    """Yield the meanings of the thing there was none of: the last thing of its clause."""
    text, last = sentence.prose.text, words[-1]
    disputes = [w for w in words if w.cls.frame in _DISPUTES]
    if not _patterns().tail.fullmatch(text, last.end, end):
        return
    if last.cls.frame == "fee":
        yield Meaning("fee", "fee")
    elif disputes:
        for word in disputes:
            yield from _each_dispute(word)
    elif (carry := _carry(words)) is not None:
        yield named("carried_over" if carry.id == "carried_over" else "carried_forward")
    elif last.kind == "outcome" and last.cls.rows:
        yield replace(_outcome_none(last), certain=state.frame == "requests")
    elif last.kind == "object" and last.cls.frame in ("normative_documents", "rules"):
        yield named(last.cls.frame, columns=("issued", "made"), certain=False)
    elif last.cls.frame == "requests":
        yield from _no_requests(words, state)


def _no_requests(words: list[Word], state: State) -> Iterator[Meaning]:
    sure = words[-1].kind == "object" or state.frame == "requests"
    columns = _only_of(words)
    if columns:
        yield named("received", columns=columns)
    elif _only_requests(words) and (sure or state.frame == ""):
        yield named("received", certain=sure)


def _outcome_none(word: Word) -> Meaning:
    if word.id in _OUTCOMES:
        return named(word.id)
    return replace(named("reason", word.cls.rows), name=f"reason.{word.id}")


def _only_requests(words: list[Word]) -> bool:
    """No applicant, channel or outcome narrows down what was not received."""
    if any(w.kind in ("applicant", "outcome", "foreign") for w in words[:-1]):
        return False
    # One channel narrows down what was not received; two or more stand for all of them.
    if len({w.id for w in words if w.kind == "channel"}) == 1:
        return False
    if any(w.kind == "object" and w.cls.frame != "requests" for w in words):
        return False
    return words[-1].kind in ("object", "same")


def _only_of(words: list[Word]) -> tuple[str, ...]:
    """Return the columns of the applicants of whom alone nothing was received."""
    others = [w for w in words if w.kind not in ("applicant", "verb")]
    if any(w.kind != "object" or w.cls.frame != "requests" for w in others) or not others:
        return ()
    return tuple(dict.fromkeys(c for w in words if w.kind == "applicant" for c in w.cls.columns))


def _carry(words: list[Word]) -> Word | None:
    if any(w.kind not in ("carry", "object", "same", "verb") for w in words):
        return None
    return next((w for w in words if w.kind == "carry" and w.id != "carried_year"), None)


def _each_dispute(word: Word) -> Iterator[Meaning]:
    frames = (
        ("reconsideration", "litigation") if word.cls.frame == "disputes" else (word.cls.frame,)
    )
    for frame in frames:
        yield named(frame)


# ---- the rest, and numbers that were lost ------------------------------------------------
_KINDS_OF_REST = ("applicant", "channel", "outcome", "result")


def rest_statements(sentence: Sentence) -> Iterator[tuple[Statement, str]]:
    """Yield what a sentence says the rest is, and the kind of the parts it stands beside."""
    for found in _patterns().rest.finditer(sentence.prose.text, sentence.start, sentence.end):
        end = clause_end(sentence, found.end())
        words = [w for w in sentence.words if found.end() <= w.start and w.end <= end]
        first = next((w for w in words if w.kind in _KINDS_OF_REST), None)
        if first is None or first.start - found.end() > 4:
            continue
        if any(f.start < end and f.end > found.start() for f in sentence.figures):
            continue
        meaning = _of_kind(first)
        if meaning is not None:
            yield Statement(found.start(), end, "part", meaning, whole=True), first.kind


def _of_kind(word: Word) -> Meaning | None:
    if word.kind == "applicant":
        return named("received", columns=word.cls.columns)
    if word.kind == "channel":
        return channel(word)
    if word.kind == "result":
        return named("disputes", columns=word.cls.columns) if word.cls.columns else None
    return named("reason", word.cls.rows) if word.cls.rows else None


def lost_numbers(sentence: Sentence) -> Iterator[Statement]:
    """Yield the measure words before which a number must have stood."""
    for found in _patterns().missing.finditer(sentence.prose.text, sentence.start, sentence.end):
        if any(f.end == found.end() for f in sentence.figures):
            continue
        start = _clause_start(sentence, found.start())
        yield Statement(start, found.end(), "total", Meaning(), unit=found[0], lost=True)


# ---- all --------------------------------------------------------------------------------
def all_statements(sentence: Sentence, state: State) -> Iterator[Statement]:
    """Yield what a sentence says of all that was counted."""
    patterns, text = _patterns(), sentence.prose.text
    if not patterns.all_hint.search(text, sentence.start, sentence.end):
        return
    at = sentence.start
    while (found := patterns.all.search(text, at, sentence.end)) is not None:
        end = clause_end(sentence, found.end())
        at = max(end, found.end())
        start = _clause_start(sentence, found.start())
        inside = [f for f in sentence.figures if f.start < end and f.end > start]
        if any(f.end > found.start() for f in inside):
            continue
        start = inside[-1].end if inside else start
        statement = _all(sentence, found, start, end, state)
        if statement is None:
            continue
        if not (inside and statement.whole):
            yield statement
        elif statement.meaning.table and inside[-1].end == found.start():
            yield replace(statement, behind=inside[-1].start)


def _all(
    sentence: Sentence, found: re.Match[str], start: int, end: int, state: State
) -> Statement | None:
    patterns, text = _patterns(), sentence.prose.text
    before, after = text[start : found.start()], text[found.end() : end]
    if patterns.excepted.search(before + found[0]):
        return None
    frame = _frame_at(sentence, end, state)
    words = [w for w in sentence.words if found.start() <= w.start and w.end <= end]
    kinds = {w.kind: w for w in reversed(words)}
    if frame in _DISPUTES:
        return _all_disputes(sentence, start, end, after, kinds.get("result"))
    if frame != "requests":
        return None
    if (word := kinds.get("applicant")) is not None:
        meaning = named("received", columns=word.cls.columns)
        return Statement(start, end, "all", meaning, whole=True)
    if (word := kinds.get("channel")) is not None and not patterns.answered.search(after):
        return Statement(start, end, "all", channel(word), whole=True)
    if (outcome := _outcome_of_all(sentence, words, end)) is not None:
        return Statement(start, end, "all", outcome, whole=True)
    return _all_done(start, end, found[0] + after, sentence)


def _outcome_of_all(sentence: Sentence, words: list[Word], end: int) -> Meaning | None:
    """Return the outcome that all requests had, when the clause ends with it: 均予以公开."""
    content = [w for w in words if w.kind in _CONTENT]
    last = content[-1] if content else None
    if last is None or len(content) > 1 or last.end < end or not last.cls.rows:
        return None
    if last.kind != "outcome":
        return None
    # 均按时予以公开答复 may only say that all were answered.
    answered = _patterns().answered.search(sentence.prose.text, last.start, last.end)
    return replace(_outcome_none(last), certain=answered is None)


def _all_done(start: int, end: int, said: str, sentence: Sentence) -> Statement | None:
    patterns = _patterns()
    done = patterns.done.search(said)
    if done is not None and patterns.negated.search(said, 0, done.start()):
        return None
    if done is not None and not patterns.in_time.search(said):
        if any(w.kind == "carry" and w.id != "carried_over" for w in sentence.words):
            return None
        if _of_carried_alone(sentence, start):
            return None
        return Statement(start, end, "all", named("carried_forward"))
    if done is not None or patterns.answered.search(said):
        return Statement(start, end, "all", Meaning(name="other.answered_in_time"), whole=True)
    return None


def _of_carried_alone(sentence: Sentence, at: int) -> bool:
    """Return whether only those carried over are spoken of: 上年结转的3件均已办结."""
    carried = [w for w in sentence.words if w.kind == "carry" and w.start < at]
    since = _clause_start(sentence, at)
    return bool(carried) and (carried[-1].start >= since or "receive" not in sentence.ids)


def _all_disputes(
    sentence: Sentence, start: int, end: int, after: str, result: Word | None
) -> Statement | None:
    since = sentence.prose.text.rfind(";", sentence.start, start) + 1 or sentence.start
    # 复议3件，均维持；诉讼5件: what follows is not spoken of yet.
    near = [w for w in sentence.words if since <= w.start < end and w.cls.frame in _DISPUTES]
    frames = list(dict.fromkeys(w.cls.frame for w in near))
    own = {w.cls.frame for w in near if start <= w.start < end - len(after)}
    if own and own != set(frames):
        # 复议2件、诉讼1件，复议均维持: the last figure is not the one it speaks of.
        return None
    rows = tuple(dict.fromkeys(row for frame in frames for row in named(frame).rows))
    rows = rows or named("disputes").rows
    said = after if result is None else sentence.prose.text[end - len(after) : result.start]
    if _patterns().negated.search(said):
        return None
    if _patterns().done.search(after) or (result is not None and result.id == "closed"):
        return Statement(start, end, "all", _disputes_named(rows, ("pending",)))
    if (kind := _kind_of_suit(sentence, end - len(after), end)) is not None:
        return Statement(start, end, "all", named(kind), whole=True)
    if result is not None and result.cls.columns:
        last = frames[0] if len(frames) == 1 else "disputes"
        meaning = named(last, columns=result.cls.columns)
        meaning = replace(meaning, certain=result.id != "dismissed")
        return Statement(start, end, "all", meaning, whole=True)
    return None


def _kind_of_suit(sentence: Sentence, start: int, end: int) -> str | None:
    kinds = ("direct_suit", "suit_after_reconsideration")
    return next(
        (w.id for w in sentence.words if w.start >= start and w.end <= end and w.id in kinds), None
    )


def _disputes_named(rows: tuple[str, ...], columns: tuple[str, ...]) -> Meaning:
    return named("disputes", rows, columns)


def _frame_at(sentence: Sentence, end: int, state: State) -> str:
    for word in reversed(sentence.words):
        if word.start >= end:
            continue
        if word.kind == "object":
            return word.cls.frame
        if word.kind == "foreign":
            return "foreign"
    return state.frame

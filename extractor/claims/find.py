"""Reads the prose sentence by sentence and collects its figures and statements."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from extractor.claims.grammar import counted, local_words
from extractor.claims.items import Item, is_only_compared, is_whole_told
from extractor.claims.lists import arrange
from extractor.claims.meaning import Meaning, State, named
from extractor.claims.sentences import Figure, Sentence, sentences
from extractor.claims.spread import spread
from extractor.claims.statements import (
    Statement,
    all_statements,
    lost_numbers,
    none_statements,
    rest_statements,
)
from report.form import load_forms
from report.lexicon_data import load_statements
from report.prose import Prose
from report.signs import load_signs
from report.structure_words import load_structure
from report.text import fold

# ",共计" and the like, between a figure and their total.
_IN_ALL = 4
_NEAR = 60
# The number of a row or of an item.
_NUMBER = re.compile(rf"^\(?(?:\d{{1,2}}|[{load_signs().numerals.order}]{{1,3}})[.、)]+")


@dataclass
class Said:
    """A statement, its sentence, the item it is about, and others it sums up with it.

    What is `less` than the item it is about was told in parts before it.
    """

    statement: Statement
    sentence: Sentence
    base: int | None
    also: tuple[int, ...] = ()
    less: tuple[int, ...] = ()


@dataclass
class Findings:
    """Everything the prose says, in the order it was met.

    Attributes:
        items: All figures; `homes[i]` is the sentence of `items[i]`.
        said: All statements without a figure.
    """

    items: list[Item] = field(default_factory=list)
    homes: list[Sentence] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    def is_whole(self, at: int) -> bool:
        """Return whether an item stands on its own."""
        return self.items[at].whole is None and self.items[at].role == "total"


def _continues(sentence: Sentence) -> bool:
    """A sentence that begins with 其中 or a bracket belongs to the one before it."""
    continued = load_structure().lists.continued
    return continued.match(sentence.prose.text, sentence.start, sentence.end) is not None


def read_figures(prose: Prose, year: int | None) -> Findings:
    """Return all figures and statements of the prose."""
    found, state = Findings(), State(year=year)
    last_whole: int | None = None
    hint = load_structure().statements.hint
    for sentence in sentences(prose):
        start, end = sentence.start, sentence.end
        if not sentence.figures and not hint.search(prose.text, start, end):
            _topic(sentence.text, state)
            continue
        if not sentence.figures and _NUMBER.sub("", sentence.text) in _row_labels():
            continue  # A row of a form that holds no figures is no statement.
        last_whole = _read(sentence, state, found, last_whole)
    return found


@cache
def _row_labels() -> frozenset[str]:
    """Return what rows of the forms are called, without their numbers."""
    tables = (table for form in load_forms().values() for table in form.tables)
    labels = (label for table in tables for row in table.rows for label in row.labels)
    return frozenset(_NUMBER.sub("", fold(label)) for label in labels)


def _read(sentence: Sentence, state: State, found: Findings, last_whole: int | None) -> int | None:
    continues, first = _continues(sentence), len(found.items)
    state.before = state.frame if state.strong else ""
    state.strong = continues and state.strong
    if not continues:
        end = sentence.figures[0].seg if sentence.figures else sentence.end
        _topic(sentence.prose.text[sentence.start : end], state)
    for figure in sentence.figures:
        _take(sentence, figure, state, found)
    arrange(sentence, found.items, first, last_whole if continues else None)
    for statement in none_statements(sentence, state):
        found.said.append(Said(statement, sentence, None))
    for statement in all_statements(sentence, state):
        base = _base(statement, sentence, found)
        if base is not None or not statement.whole:
            also = _summed(statement, sentence, found, base)
            found.said.append(Said(statement, sentence, base, also))
    _rest(sentence, found)
    found.said += [Said(lost, sentence, None) for lost in lost_numbers(sentence)]
    wholes = [
        at
        for at in range(first, len(found.items))
        if found.is_whole(at)
        and not is_only_compared(sentence, found.items[at].figure)
        and not is_whole_told(sentence, found.items[at].figure)
    ]
    if wholes:
        # What 其中 divides in the next sentence is hardly what was carried over.
        main = [at for at in wholes if not found.items[at].meaning.metric.startswith("carried")]
        return main[-1] if main else wholes[-1]
    return last_whole if not sentence.figures or continues else None


def _topic(text: str, state: State) -> None:
    """Set the weak frame from the last topic that a text mentions in passing."""
    pattern, frames = _topics()
    found = pattern.findall(text)
    if found:
        state.frame, state.strong = frames[found[-1]], False


@cache
def _topics() -> tuple[re.Pattern[str], dict[str, str]]:
    frames = load_statements().topics
    return re.compile("|".join(map(re.escape, frames))), frames


def _take(sentence: Sentence, figure: Figure, state: State, found: Findings) -> None:
    for local in spread(sentence, figure) or [local_words(sentence, figure)]:
        result = counted(sentence, figure, local, state)
        for meaning in result.meanings:
            found.items.append(Item(figure, _in_all(sentence, figure, meaning, found)))
            found.homes.append(sentence)
        if result.frame:
            state.strong = state.strong or result.frame != state.frame or bool(local.words)
            state.frame = result.frame


def _in_all(sentence: Sentence, figure: Figure, meaning: Meaning, found: Findings) -> Meaning:
    """合计 behind what was received and carried over is what was due.

    It need not be right when nothing else stands between; further on only their sum is.
    So it is behind two kinds of dispute: 行政复议5件、行政诉讼5件，共10件 counts no ten suits.
    """
    disputes = _disputes_in_all(sentence, figure, found)
    if disputes is not None:
        return disputes
    before = [item for item in found.items[-2:] if item.meaning.table == "requests"]
    told = [item.meaning.metric for item in before]
    if meaning.kind not in ("unnamed", "") or told != ["received", "carried_over"]:
        return meaning
    total = sum((item.figure.quantity.value for item in before), Decimal(0))
    if not sentence.is_marked(figure.limit, figure.start, "in_all"):
        return meaning
    directly = (
        figure.start - before[-1].figure.end <= _IN_ALL
        and figure.quantity.unit == load_structure().units.count
    )
    if total != figure.quantity.value and not directly:
        return meaning
    return named("due", kind="flow")


def _disputes_in_all(sentence: Sentence, figure: Figure, found: Findings) -> Meaning | None:
    """Return what 共 sums up behind every kind of dispute of its sentence, if it is their sum."""
    if not sentence.is_marked(figure.limit, figure.start, "in_all"):
        return None
    before = [
        item
        for item, home in zip(found.items, found.homes, strict=True)
        if home is sentence and item.meaning.table == "disputes" and item.role == "total"
    ]
    told = [row for item in before[-2:] for row in item.meaning.rows]
    whole = named("disputes")
    if len(before) < 2 or set(told) != set(whole.rows) or len(told) != len(set(told)):
        return None
    total = sum((item.figure.quantity.value for item in before[-2:]), Decimal(0))
    return whole if total == figure.quantity.value else None


def _base(statement: Statement, sentence: Sentence, found: Findings) -> int | None:
    """Return the figure that 全部 speaks of: the last whole before it, not far away."""
    for at in range(len(found.items) - 1, -1, -1):
        item = found.items[at]
        if item.figure.start > statement.start:
            continue
        if statement.behind not in (None, item.figure.start):
            return None
        if not found.is_whole(at):
            continue
        near = found.homes[at] is sentence or statement.start - item.figure.end < _NEAR
        if not near:
            return None
        if _may_be_all(sentence, item):
            return at
    return None


def _summed(
    statement: Statement, sentence: Sentence, found: Findings, base: int | None
) -> tuple[int, ...]:
    """Return the other disputes of the sentence that 均 speaks of as well."""
    if base is None or statement.meaning.metric != "disputes":
        return ()
    return tuple(
        at
        for at in range(base)
        if found.homes[at] is sentence
        and found.is_whole(at)
        and found.items[at].meaning.table == "disputes"
    )


def _rest(sentence: Sentence, found: Findings) -> None:
    """Take what is said of the rest: the whole less the parts told of the same kind."""
    for statement, kind in rest_statements(sentence):
        parts = _parts_before(sentence, statement, found)
        for at in parts:
            found.items[at].is_open = True
        same = tuple(at for at in parts if found.items[at].meaning.kind == kind)
        base = found.items[parts[-1]].whole if parts else None
        if base is None or not same:
            continue
        exact = not any(found.items[at].figure.quantity.approx for at in (base, *same))
        if exact and _left(found, base, same) > 0:
            found.said.append(Said(statement, sentence, base, less=same))


def _parts_before(sentence: Sentence, statement: Statement, found: Findings) -> list[int]:
    """Return the parts of the last enumeration of a sentence before a statement."""
    parts = [
        at
        for at in range(len(found.items))
        if found.homes[at] is sentence
        and found.items[at].whole is not None
        and found.items[at].figure.start < statement.start
    ]
    return [at for at in parts if found.items[at].whole == found.items[parts[-1]].whole]


def _left(found: Findings, base: int, parts: tuple[int, ...]) -> Decimal:
    told = sum((found.items[at].figure.quantity.value for at in parts), Decimal(0))
    return found.items[base].figure.quantity.value - told


def _may_be_all(sentence: Sentence, item: Item) -> bool:
    """全部 speaks of what was received, handled or litigated, of this year."""
    if not item.meaning.table or item.meaning.metric.startswith("carried"):
        return False
    return not sentence.is_marked(item.figure.seg, item.figure.start, "cumulative", "accumulated")

"""Which row of the form a printed label can be, and how surely.

Labels are compared without blanks and punctuation; the ordinal number stays in front,
so that "1.属于国家秘密" and "1属于国家秘密" are the same and the number still counts.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from report.form import load_forms, table_form, table_forms
from report.text import fold

_PUNCTUATION = re.compile(r"[\W_]+")
# A label printed behind other words is looked for at their end, no further back.
TAIL = 60
# Below this a likeness is no evidence at all.
FLOOR = 0.45
EXACT, NUMBERED_END, END, SHORT_END, CUT = 1.0, 0.97, 0.92, 0.8, 0.75


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return the text folded and without punctuation."""
    return _PUNCTUATION.sub("", fold(text))


_NOTE = re.compile(r"(.+?)[（(][^()（）]*[)）]?\s*", re.DOTALL)


@lru_cache(maxsize=4096)
def label_text(printed: str) -> str:
    """Return a printed label as labels are compared, without a note on how to fill it in.

    The note goes only where a label of the form is left, behind heads that stand on the
    same line, perhaps: 规章（由设区的市填报）.
    """
    whole = plain(printed)
    found = _NOTE.fullmatch(printed)
    if found is None or best_row_likeness(whole) >= EXACT:
        return whole
    short = plain(found[1])
    return short if short.endswith(_all_row_labels()) else whole


@dataclass(frozen=True, slots=True)
class RowLabels:
    """The spellings of one form row, plain: with its ordinal number and without."""

    number: str
    numbered: tuple[str, ...]
    bare: tuple[str, ...]


@cache
def row_labels(edition: str, table: str, variant: str) -> tuple[RowLabels, ...]:
    """Return the spellings of every row of one table, in printed order."""
    rows = []
    for row in table_form(edition, table, variant).rows:
        number = plain(row.number)
        bare = tuple(dict.fromkeys(plain(label) for label in row.labels))
        rows.append(RowLabels(number, tuple(number + label for label in bare), bare))
    return tuple(rows)


def _likeness(text: str, labels: RowLabels) -> float:
    best = 0.0
    for numbered, bare in zip(labels.numbered, labels.bare, strict=True):
        best = max(best, _likeness_to(text, numbered, bare, bool(labels.number)))
    return best


def _likeness_to(text: str, numbered: str, bare: str, has_number: bool) -> float:
    if text in (numbered, bare):
        return EXACT
    if has_number and text.endswith(numbered):
        return NUMBERED_END
    if text.endswith(bare):
        if len(bare) >= 4:
            return END
        # "3.其他" is no "（六）其他处理": few words need their own number or none.
        return FLOOR if text[: -len(bare)][-1:].isdecimal() else SHORT_END
    score = 0.0
    # A label cut at a line or page end keeps its beginning.
    if len(text) >= 4 and (numbered.startswith(text) or bare.startswith(text)):
        score = CUT
    for size in (len(numbered), len(numbered) + 1, len(bare)):
        score = max(score, fuzz.ratio(text[-size:], numbered) / 100 * 0.95)
    return max(score, fuzz.ratio(text[-len(bare) :], bare) / 100 * 0.9)


@lru_cache(maxsize=16384)
def candidates(edition: str, table: str, variant: str, text: str) -> tuple[tuple[int, float], ...]:
    """Return the form rows a plain label may be, with likeness between 0 and 1."""
    if not text:
        return ()
    tail = text[-TAIL:]
    found = []
    for at, labels in enumerate(row_labels(edition, table, variant)):
        score = _likeness(tail, labels)
        if score >= FLOOR:
            found.append((at, score))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Head:
    """A column head that tells one edition of a table from the others."""

    text: str
    edition: str
    column: str
    row_group: bool


@cache
def telling_heads(table: str) -> tuple[tuple[str, str], ...]:
    """Return (plain column label, edition) for labels only one edition has, longest first."""
    by_label: dict[str, set[str]] = {}
    for form in table_forms(table):
        for column in form.table.columns:
            for label in column.labels:
                by_label.setdefault(plain(label), set()).add(form.edition)
    heads = [(label, next(iter(found))) for label, found in by_label.items() if len(found) == 1]
    return tuple(sorted(heads, key=lambda head: -len(head[0])))


@cache
def head_words(table: str) -> frozenset[str]:
    """Return all plain labels of columns, groups and headings of one table."""
    words: set[str] = set()
    for form in load_forms().values():
        for entry in form.tables:
            if entry.id == table:
                words.update(plain(label) for c in entry.columns for label in c.labels)
                words.update(plain(label) for g in entry.groups for label in g.labels)
                words.update(plain(note) for note in entry.notes)
                words.update(plain(h) for h in (entry.heading, *entry.heading_variants))
    return frozenset(words)


@cache
def _column_ends() -> tuple[str, ...]:
    """Return the second halves of the dispute columns' labels.

    A narrow column breaks its head in two, and the halves come out in any order; the
    second halves are distinct.
    """
    form = table_forms("disputes")[-1].table
    return tuple(plain(c.label)[-2:] for c in form.columns if len(plain(c.label)) == 4)


def dispute_head_count(text: str) -> int:
    """Return how many of the dispute table's column heads a plain text holds."""
    found = 0
    for end in _column_ends():
        if end in text:
            found += 1
    return found


def holds_scattered_heads(text: str) -> bool:
    """Return whether a plain text holds every sign of the dispute table's heads.

    Heads of several printed lines side by side come line by line: their words are torn.
    """
    form = table_forms("disputes")[-1]
    heads = "".join(plain(column.label) for column in form.columns.values()) * len(form.rows)
    wanted, found = Counter(heads), Counter(text)
    return all(found[sign] >= count for sign, count in wanted.items())


def closest(text: str, labels: tuple[str, ...]) -> float:
    """Return the likeness of a plain text to the nearest of some plain labels."""
    found = process.extractOne(text, labels, scorer=fuzz.ratio) if text else None
    return found[1] / 100 if found else 0.0


@cache
def _all_row_labels() -> tuple[str, ...]:
    labels: dict[str, None] = {}
    for form in load_forms().values():
        for table in form.tables:
            for row in table.rows:
                for label in row.labels:
                    labels[plain(row.number) + plain(label)] = None
                    labels[plain(label)] = None
    return tuple(labels)


@lru_cache(maxsize=8192)
def best_row_likeness(text: str) -> float:
    """Return how like a plain text is to the nearest row label of any table."""
    return 1.0 if text in _all_row_labels() else closest(text, _all_row_labels())

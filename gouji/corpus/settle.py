"""The pass that ends a run: every report held against last year's and the bodies around it.

It asks only which reports are in the store, never in which order they came, and does again
only what has changed. It may be stopped at any moment and run by several processes at once.
"""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from gouji.corpus.copies import Sentences, Standing, packed
from gouji.corpus.register import Corpus, read_corpus
from gouji.fingerprint import hashes
from report.record import Record
from report.roster import Expected, Roster
from store import Placed, Store, Surroundings
from verify.bodies import sums_up
from verify.context import Copy
from verify.repeated import Sentence, copy_of, own_stretch, sentences_of

_PORTION = 60
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides beside the reports.

    Attributes:
        roster: The bodies that are expected.
        past: Hundredths of its own words that a report may share with the same body's last
            year before it is told; 0 looks for no such copies.
        other: The same for other bodies.
        select: Codes that count; `ignore` those that do not.
    """

    roster: Roster = field(default_factory=Roster)
    past: int = 60
    other: int = 60
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """What a pass did: reports looked at, with last year's beside them, written anew."""

    reports: int
    with_previous: int
    changed: int


def settle_corpus(
    store: Store, settings: Settings | None = None, told: Callable[[int], None] | None = None
) -> Settled:
    """Hold all current reports of a store against one another.

    Args:
        store: Opened with `settle=review.settler(…)`.
        settings: What decides beside the reports.
        told: Called with the number of reports written anew, as it grows.
    """
    with _few_collections():
        return _settle(store, settings or Settings(), told)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Look for garbage in cycles seldom: records hold none, and are many."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _settle(store: Store, settings: Settings, told: Callable[[int], None] | None) -> Settled:
    changed = 0
    if settings.past or settings.other:
        keep_sentences(store)
    for _ in range(_ROUNDS):
        corpus = read_corpus(store, settings.roster)
        todo = list(_todo(store, corpus, settings))
        for at in range(0, len(todo), _PORTION):
            changed += store.surround(todo[at : at + _PORTION])
            if told is not None:
                told(changed)
        if not todo:
            break
        # Another process may have stored a report meanwhile, so that it is looked again.
    previous = sum((body, year - 1) in corpus.versions for body, year in corpus.versions)
    return Settled(len(corpus.versions), previous, changed)


def _todo(
    store: Store, corpus: Corpus, settings: Settings
) -> Iterator[tuple[str, str, Surroundings]]:
    """Yield the reports whose surroundings are not those they were last held against."""
    copies = find_copies(store, corpus, settings)
    stamps = {one.key: one.stamp for one in _current(corpus)}
    children = children_of(corpus, settings.roster)
    # A body's years together, so that most of what is needed twice is loaded once.
    for (body, year), versions in sorted(corpus.versions.items()):
        last = corpus.versions.get((body, year - 1))
        expected = corpus.register.expected(versions.current.issuer)
        around = Surroundings(
            previous=None if last is None else last.current.key,
            children=tuple(sorted(children.get((body, year), ()))),
            body=None if expected is None else expected.body,
            published=_published(expected, year) or versions.published,
            copies=tuple(copies.get(versions.current.key, ())),
        )
        yield from _changed(versions.current, around, stamps, settings)
        for other in versions.others:
            # What does not count is held against nothing, nor told of what it once was; it
            # is not late where another version was in time.
            beside = Surroundings(published=_published(expected, year) or versions.published)
            yield from _changed(other, beside, stamps, settings)
    for one in corpus.unplaced:
        yield from _changed(one, Surroundings(), stamps, settings)


def _current(corpus: Corpus) -> Iterator[Placed]:
    return (versions.current for versions in corpus.versions.values())


def _published(expected: Expected | None, year: int) -> date | None:
    return None if expected is None else expected.published.get(year)


def _changed(
    one: Placed, around: Surroundings, stamps: Mapping[str, str], settings: Settings
) -> Iterator[tuple[str, str, Surroundings]]:
    if around == Surroundings() and not one.fingerprint:
        return
    mark = _fingerprint(around, stamps, settings)
    if mark != one.fingerprint:
        yield one.key, mark, around


def _fingerprint(around: Surroundings, stamps: Mapping[str, str], settings: Settings) -> str:
    """Return a digest of all that decides what a report is told beside itself."""
    near = [key for key in (around.previous, *around.children) if key is not None]
    told = [
        [[key, stamps.get(key, "")] for key in near],
        repr(around.body),
        repr(around.published),
        repr(around.copies),
        [settings.select, settings.ignore],
        _code(),
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _code() -> str:
    known = hashes()
    return "".join(known[name] for name in ("report", "verify", "lexicon", "rules", "forms"))


def children_of(corpus: Corpus, roster: Roster) -> dict[tuple[str, int], list[str]]:
    """Return (superior, year) → keys of the reports right below it.

    A body below one that sums up itself is in that one's report; the vertical systems
    are in nobody's.
    """
    years = sorted({year for _, year in corpus.versions})
    found: dict[tuple[str, int], list[str]] = {}
    for expected in roster.bodies:
        if not expected.parent or expected.body.vertical:
            continue
        above = corpus.register.key(expected.parent)
        for year in years:
            here = corpus.of(expected, year)
            if here is not None and above is not None:
                found.setdefault((above, year), []).append(here.current.key)
    return found


def superiors(roster: Roster) -> list[Expected]:
    """Return the bodies of a roster whose report sums up those below them."""
    parents = {expected.parent for expected in roster.bodies}
    return [one for one in roster.bodies if one.name in parents and sums_up(one.body)]


# Repeated text


def sentence_version() -> str:
    """Return what decides how sentences are cut, so that old ones are cut anew."""
    known = hashes()
    made = "".join(known[name] for name in ("lexicon", "verify", "report"))
    return hashlib.sha256(made.encode()).hexdigest()[:16]


def keep_sentences(store: Store) -> int:
    """Cut the sentences of all current reports that have none kept; return how many."""
    version, count = sentence_version(), 0
    while keys := store.without_sentences(version, _PORTION):
        bodies = []
        for key, document, record, shared in store.texts(keys):
            bodies.append((key, packed(_sentences(document, record, shared=shared))))
        store.keep_sentences(version, bodies)
        count += len(bodies)
        if len(bodies) < len(keys):
            # What vanished meanwhile is asked for again, unless nothing is left of it.
            break
    return count


def _sentences(document: bytes, record: Record, *, shared: bool) -> tuple[Sentence, ...]:
    """Return a report's sentences; of a text with several reports only what is its own."""
    text = json.loads(document)["text"]
    return sentences_of(text, record, own_stretch(record) if shared else None)


def find_copies(store: Store, corpus: Corpus, settings: Settings) -> dict[str, list[Copy]]:
    """Return key → the reports it shares much of its text with."""
    if not (settings.past or settings.other):
        return {}
    standing = {
        versions.current.key: Standing(
            body,
            year,
            None if (last := corpus.versions.get((body, year - 1))) is None else last.current.key,
        )
        for (body, year), versions in corpus.versions.items()
    }
    sentences = Sentences()
    sentences.fill(store.sentences(sentence_version()), standing)
    found: dict[str, list[Copy]] = {}
    never = 101
    for candidate in sentences.candidates(
        standing, settings.past or never, settings.other or never
    ):
        least = settings.past if candidate.own_past else settings.other
        copy = _compare(store, sentences, candidate.key, candidate.other, candidate.own_past, least)
        if copy is not None:
            found.setdefault(candidate.key, []).append(copy)
    return found


def _compare(
    store: Store, sentences: Sentences, key: str, other: str, own_past: bool, least: int
) -> Copy | None:
    read = {
        work: (_sentences(document, record, shared=shared), record)
        for work, document, record, shared in store.texts([key, other])
    }
    if key not in read or other not in read:
        return None
    own, them = read[key], read[other]
    left_out = sentences.common({sentence.number for sentence in own[0]})
    return copy_of(own[0], them[0], them[1], own_past, least, left_out)

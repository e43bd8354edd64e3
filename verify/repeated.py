"""Text that two reports have in common: their sentences, and passages laid side by side."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from report.body import body_of
from report.boilerplate import boilerplate
from report.document import Span
from report.form import load_forms
from report.record import Record
from report.text import project
from verify.context import Copy

# A sentence is a number of so many bits; two of a hundred million meet by chance once in
# a thousand corpora, and a chance meeting is one sentence, never a copy.
BITS = 43
_ENDS = re.compile(r"[。;；!！?？…]+")
_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")
_MARKS = re.compile(r"[\W_]+")
_HEADING = 25
_NEXT = 3


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a report's own words.

    Attributes:
        text: As compared: folded, figures as 0, the report's own names as @, no marks.
        number: A digest of `text` with BITS bits.
        span: Where it stands in the document.
    """

    text: str
    number: int
    span: Span


def sentences_of(text: str, record: Record, only: Span | None = None) -> tuple[Sentence, ...]:
    """Return the sentences a report's author wrote: no tables, no set phrases.

    Figures and the body's own names do not count, since whoever copies changes those.

    Args:
        text: The document's text.
        record: What was read from it.
        only: The stretch of the text that is this report's, where others stand beside it.
    """
    rules = boilerplate()
    names = _own_names(record)
    title = None if record.facts.title is None else record.facts.title.span
    found: list[Sentence] = []
    for start, end in _prose_pieces(text, _tables(record)):
        if only is not None and not (only.start <= start and end <= only.end):
            continue
        if title is not None and title.start <= start and end <= title.end:
            continue
        folded = _FIGURES.sub("0", project(text[start:end]).text)
        for name in names:
            folded = folded.replace(name, "@")
        plain = _MARKS.sub("", folded.replace("@", ""))
        if len(plain) < rules.measure.shortest or rules.covers(folded):
            continue
        if len(_beside_labels(plain)) < rules.measure.shortest:
            continue
        found.append(Sentence(plain, _number(plain), Span(start, end)))
    return tuple(found)


def own_stretch(record: Record) -> Span:
    """Return the stretch from the first to the last place where something of a report stands.

    What follows its last heading may be the next report's, and is left to nobody.
    """
    facts = record.facts
    spans = [cell.span for cell in record.cells.values() if cell.span is not None]
    spans += [stated.span for stated in facts.sections.values()]
    spans += [claim.span for claim in record.claims]
    spans += [stated.span for stated in (facts.title, facts.period) if stated is not None]
    if not spans:
        return Span(0, 0)
    return Span(min(span.start for span in spans), max(span.end for span in spans))


@cache
def _labels() -> re.Pattern[str]:
    """Return what finds a label of any edition's tables, the longest first."""
    labels: set[str] = set()
    for form in load_forms().values():
        for table in form.tables:
            labels.update((table.heading, *table.heading_variants, *table.notes))
            for entry in (*table.groups, *table.columns, *table.rows):
                labels.update(entry.labels, [entry.number + label for label in entry.labels])
    plain = {_MARKS.sub("", _FIGURES.sub("0", project(label).text)) for label in labels}
    longest = sorted((label for label in plain if len(label) > 1), key=lambda one: (-len(one), one))
    return re.compile("|".join(map(re.escape, longest)))


def _beside_labels(plain: str) -> str:
    """Return a sentence without the form's labels, where one of them stands first.

    Heads that run out of a table are the form's words; whoever kept the form copied nobody.
    """
    return _labels().sub("", plain) if _labels().match(plain) else plain


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> (64 - BITS)


def _own_names(record: Record) -> list[str]:
    """Return the body's names and areas, the longest first."""
    names = {stated.value for stated in record.facts.agencies}
    if record.issuer is not None:
        names.add(record.issuer.value)
    areas = {area for name in names for area in body_of(name).areas}
    return sorted((name for name in names | areas if len(name) > 1), key=len, reverse=True)


def _tables(record: Record) -> list[Span]:
    """Return the stretch from the first to the last cell of each table."""
    spans: dict[str, list[Span]] = {}
    for key, cell in record.cells.items():
        if cell.span is not None:
            spans.setdefault(key.split(".", 1)[0], []).append(cell.span)
    return [Span(min(s.start for s in of), max(s.end for s in of)) for of in spans.values()]


def _prose_pieces(text: str, tables: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Yield where sentences stand between the tables; one that runs into a table is none."""
    at = 0
    for table in sorted(tables):
        for start, end in _pieces(text, at, max(at, table.start)):
            if _ENDS.match(text, end - 1) or "\n" in text[end : table.start]:
                yield start, end
        at = max(at, table.end)
    yield from _pieces(text, at, len(text))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where sentences stand; a line break alone ends only a short line."""
    at = start
    for line in text[start:end].splitlines(keepends=True):
        body = line.rstrip()
        last = at
        for found in _ENDS.finditer(body):
            yield from _stripped(text, start, at + found.end())
            start = last = at + found.end()
        at += len(line)
        if len(body) < _HEADING and last <= at:
            yield from _stripped(text, start, at)
            start = at
    yield from _stripped(text, start, end)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    first = len(piece) - len(piece.lstrip())
    if piece.strip():
        yield start + first, start + len(piece.rstrip())


def lay_together(
    own: Sequence[Sentence], other: Sequence[Sentence], left_out: frozenset[int] = frozenset()
) -> tuple[int, tuple[Span, ...], tuple[Span, ...]]:
    """Return how much of a report stands in another, in hundredths, and the passages.

    Args:
        own: Sentences of the report.
        other: Sentences of the other report.
        left_out: Numbers of sentences that are everybody's.

    Returns:
        The share of the report's own words, the passages in it, longest first, and the
        same passages in the other.
    """
    from rapidfuzz import fuzz, process

    alike = boilerplate().measure.alike
    own = [sentence for sentence in own if sentence.number not in left_out]
    places = {sentence.number: at for at, sentence in reversed(list(enumerate(other)))}
    texts = [sentence.text for sentence in other]
    pairs: list[tuple[int, int]] = []
    for at, sentence in enumerate(own):
        if sentence.number in places:
            pairs.append((at, places[sentence.number]))
            continue
        best = process.extractOne(sentence.text, texts, scorer=fuzz.ratio, score_cutoff=alike)
        if best is not None:
            pairs.append((at, best[2]))
    whole = sum(len(sentence.text) for sentence in own)
    common = sum(len(own[at].text) for at, _ in pairs)
    passages = sorted(_joined(own, other, pairs), key=lambda both: both[0].start - both[0].end)
    share = 100 * common // whole if whole else 0
    return share, tuple(one for one, _ in passages), tuple(two for _, two in passages)


def _joined(
    own: Sequence[Sentence], other: Sequence[Sentence], pairs: Sequence[tuple[int, int]]
) -> Iterator[tuple[Span, Span]]:
    """Yield passages: sentences that follow one another in both reports are one."""
    run: list[tuple[int, int]] = []
    for at, there in pairs:
        close = run and at == run[-1][0] + 1 and there == run[-1][1] + 1
        if close and own[at].span.start - own[run[-1][0]].span.end <= _NEXT:
            run.append((at, there))
            continue
        if run:
            yield _spans(own, other, run)
        run = [(at, there)]
    if run:
        yield _spans(own, other, run)


def _spans(
    own: Sequence[Sentence], other: Sequence[Sentence], run: Sequence[tuple[int, int]]
) -> tuple[Span, Span]:
    (first, first_there), (last, last_there) = run[0], run[-1]
    return (
        Span(own[first].span.start, own[last].span.end),
        Span(other[first_there].span.start, other[last_there].span.end),
    )


def copy_of(
    own: Sequence[Sentence],
    other: Sequence[Sentence],
    them: Record,
    own_past: bool,
    least_share: int,
    left_out: frozenset[int] = frozenset(),
) -> Copy | None:
    """Return what a report has in common with another, when it is enough to be told of."""
    share, spans, other_spans = lay_together(own, other, left_out)
    length = sum(span.end - span.start for span in spans)
    if share < least_share or length < boilerplate().measure.least:
        return None
    return Copy(
        issuer="" if them.issuer is None else them.issuer.value,
        year="" if them.year is None else them.year.value,
        record=them.id,
        own_past=own_past,
        share=share,
        spans=spans,
        other_spans=other_spans,
    )

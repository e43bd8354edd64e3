"""Who reports: the fullest form of the issuer's name that the document itself prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractor.identity.paper import Paper
from extractor.identity.title import Title
from report.identity_words import IdentityWords, NameWords
from report.issuer import abbreviates
from report.record import Stated

_ZONE = 1500
# The name stands in brackets below the title within so many lines.
_HEAD_LINES = 8
_LONGEST = 40
_WRAPPED = 15
_TAIL_LINES = 14
_CONTACT = 4


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of the issuer in the text; a lower rank is a better place to stand."""

    start: int
    end: int
    rank: int


def find_issuer(
    paper: Paper, title: Title | None, head_end: int, words: IdentityWords
) -> tuple[Stated | None, tuple[Stated, ...]]:
    """Return the issuer and all forms of its name, fullest first."""
    names = words.names
    zone = (title.end if title is not None else 0, max(head_end, 1))
    seed = _title_mention(paper, title, names) or _without_title(paper, zone, names)
    if seed is None:
        return None, ()
    forms = _forms(paper, seed, zone, names)
    ordered = sorted(forms, key=lambda mention: _fullness(paper, mention, names), reverse=True)
    distinct: dict[str, Stated] = {}
    for mention in ordered:
        stated = paper.verbatim(mention.start, mention.end)
        distinct.setdefault(paper.text[mention.start : mention.end], stated)
    agencies = tuple(distinct.values())
    return agencies[0], agencies


def _title_mention(paper: Paper, title: Title | None, names: NameWords) -> Mention | None:
    if title is None or title.name is None:
        return None
    # 政府 alone, of a title whose names were left out, is nobody's name.
    if names.head.fullmatch(paper.text, *title.name):
        return None
    return Mention(*title.name, rank=0)


def _fullness(paper: Paper, mention: Mention, names: NameWords) -> tuple[int, int, int, int, int]:
    text = paper.text[mention.start : mention.end]
    plain = text.replace("(", "").replace(")", "")
    whole_head = not any(
        plain.endswith(short) and not plain.endswith(long)
        for long, short in names.short_forms
        if short != long and len(short) <= 2
    )
    placed = not plain.startswith(names.areas)
    return (placed, whole_head, len(plain), -len(text), -mention.rank)


def _forms(paper: Paper, seed: Mention, zone: tuple[int, int], names: NameWords) -> list[Mention]:
    """Return the seed and every mention that is the same body's name."""
    name = _plain(paper.text[seed.start : seed.end])
    forms = [seed]
    chunks = [
        *_signatures(paper, names),
        *_fields(paper, zone, names),
        *_chunks(paper, zone, names),
    ]
    for chunk in chunks:
        if chunk.rank == _CONTACT and _is_area(name, names):
            continue
        mention = _same_body(paper, name, chunk, names)
        if mention is not None:
            forms.append(mention)
    if _lacks_place(name, names) and len(forms) == 1:
        rest = (zone[1], len(paper.text))
        for chunk in _chunks(paper, rest, names):
            mention = _same_body(paper, name, chunk, names)
            if mention is not None:
                forms.append(mention)
    return forms


def _plain(name: str) -> str:
    return name.replace("(", "").replace(")", "")


def _is_area(name: str, names: NameWords) -> bool:
    """Return whether a title names only an area, whose government then reports."""
    return name.endswith(names.areas)


def _lacks_place(name: str, names: NameWords) -> bool:
    return name.startswith(names.areas)


def _without_title(paper: Paper, zone: tuple[int, int], names: NameWords) -> Mention | None:
    """Return the issuer's name from the signature, else from the opening."""
    for mention in _signatures(paper, names):
        return mention
    for line in paper.lines.first(_HEAD_LINES):
        # （某局） on a line of its own below a title.
        found = names.sure_name.fullmatch(line.text.strip("()"))
        if found is not None and line.text.startswith("("):
            return Mention(line.start + 1, line.end - 1, 1)
    first = (0, min(len(paper.text), max(zone[1], _ZONE)))
    for mention in (*_fields(paper, first, names), *_chunks(paper, first, names)):
        text = paper.text[mention.start : mention.end]
        if not names.sure_name.fullmatch(text) or not names.places.match(text):
            continue
        if _another(paper, mention, names):
            continue
        return Mention(mention.start, _without_office(text, mention.start, names), mention.rank)
    return None


def _another(paper: Paper, mention: Mention, names: NameWords) -> bool:
    """Return whether the words around a name show it to be another authority's."""
    before = paper.text[max(0, mention.start - 4) : mention.start]
    return bool(names.others.match(paper.text, mention.end) or names.sources.search(before))


def _chunks(paper: Paper, zone: tuple[int, int], names: NameWords) -> Iterator[Mention]:
    """Yield pieces of running text that end like a name, cut at marks and lead words."""
    for found in names.head.finditer(paper.text, *zone):
        if paper.in_table(found.start()):
            continue
        start = _left(paper, found.start(), zone[0], names)
        piece = paper.text[start : found.end()]
        if paper.text[start - 1 : start] in ("《", "<"):
            continue
        lead = names.leads.match(piece)
        start += lead.end() if lead is not None else 0
        if found.end() - start >= 3:
            yield Mention(start, found.end(), _rank_in_sentence(paper, start, names))


def _rank_in_sentence(paper: Paper, start: int, names: NameWords) -> int:
    before = paper.text[max(0, start - 12) : start]
    return _CONTACT if names.contact.search(before) else 2


def _left(paper: Paper, at: int, floor: int, names: NameWords) -> int:
    """Go left to the nearest mark, digit or line that is not wrapped."""
    limit = max(floor, at - _LONGEST)
    for stop in names.stops.finditer(paper.text, limit, at):
        limit = stop.end()
    start = at
    while start > limit:
        gap = paper.gap(start)
        if gap and not _wrapped(paper, start, gap):
            break
        start = max(paper.last_gap(start - 1), limit)
    return start


def _wrapped(paper: Paper, at: int, gap: str) -> bool:
    """Return whether a line break only wraps a paragraph."""
    if gap.count("\n") != 1:
        return False
    ended = paper.lines.ended_by(at)
    line = paper.lines[ended - 1] if ended else None
    return line is not None and line.end == at and len(line.text) >= _WRAPPED


def _signatures(paper: Paper, names: NameWords) -> list[Mention]:
    """Return names that stand alone near the end, those beside a date first."""
    dated: list[Mention] = []
    bare: list[Mention] = []
    tail = paper.last_lines(_TAIL_LINES)
    if len(tail) <= 4:
        tail = []
    for at, line in enumerate(tail):
        found = names.sure_name.match(line.text)
        if found is None:
            continue
        rest = line.text[found.end() :]
        mention = Mention(line.start, line.start + found.end(), 1)
        following = tail[at + 1].text if at + 1 < len(tail) else ""
        if rest and not names.written.fullmatch(rest):
            continue
        (dated if rest or names.written.fullmatch(following) else bare).append(mention)
    return [*reversed(dated), *reversed(bare), *_inline_signature(paper, names)]


def _inline_signature(paper: Paper, names: NameWords) -> list[Mention]:
    """Return the name before the closing date of a text without line breaks."""
    floor = max(0, len(paper.text) - 60)
    dates = list(names.written.finditer(paper.text, floor))
    if not dates:
        return []
    start = _left(paper, dates[-1].start(), floor, names)
    found = names.sure_name.fullmatch(paper.text, start, dates[-1].start())
    return [Mention(found.start(), found.end(), 1)] if found is not None else []


def _fields(paper: Paper, zone: tuple[int, int], names: NameWords) -> Iterator[Mention]:
    """Yield what the head of the page names as publisher."""
    head = paper.text[: zone[1]]
    for field in names.fields:
        at = -1
        while (at := head.find(field, at + 1)) >= 0:
            start = at + len(field)
            if head.startswith(":", start):
                start += 1
            elif not paper.gap(start):
                continue
            if at and not paper.gap(at):
                continue
            end = min(paper.next_gap(start + 1), zone[1])
            name = names.sure_name.match(paper.text, start, end)
            if name is not None:
                yield Mention(start, name.end(), 3)


def _without_office(text: str, start: int, names: NameWords) -> int:
    """Return where the name ends once the office that speaks for it is left out."""
    for office in names.offices:
        body = text.removesuffix(office)
        if body != text and body.endswith(names.offices_of):
            return start + len(body)
    return start + len(text)


def _same_body(paper: Paper, name: str, chunk: Mention, names: NameWords) -> Mention | None:
    """Return the part of a chunk that names the same body, as full as it stands there."""
    text = paper.text[chunk.start : chunk.end]
    alias = names.alias.search(text)
    text = text[: alias.start()] if alias is not None else text
    if not name.endswith(names.offices):
        text = text[: _without_office(text, 0, names)]
    end = chunk.start + len(text)
    if _is_area(name, names):
        return _government_of(paper, name, text, chunk, names)
    short = _shortest_containing(name, _plain(text))
    # 甲局办公室 in a line of contact is an office of 甲局, and no fuller name of it.
    if short is None or short.removeprefix(name) in names.offices:
        return None
    start = end - len(short) if "(" not in text else chunk.start
    start = _with_places(paper.text, chunk.start, start, name, names)
    return Mention(start, end, chunk.rank)


def _government_of(
    paper: Paper, area: str, text: str, chunk: Mention, names: NameWords
) -> Mention | None:
    """Return the government's name where the title names only its area."""
    for government in names.governments:
        if not text.endswith(area + government):
            continue
        end = chunk.start + len(text)
        start = end - len(area + government)
        return Mention(_with_places(paper.text, chunk.start, start, area, names), end, chunk.rank)
    return None


def _shortest_containing(name: str, text: str) -> str | None:
    """Return the shortest end of the text that the name abbreviates or equals."""
    for length in range(len(name), len(text) + 1):
        piece = text[-length:]
        if piece[0] == name[0] and abbreviates(name, piece):
            return piece
    return None


def _with_places(text: str, floor: int, start: int, name: str, names: NameWords) -> int:
    """Return the start with the chain of areas before it, when there is one."""
    before = text[floor:start]
    if not before or len(before) > 20:
        return start
    bare = names.area.match(name)
    chain = before + (name[: bare.end()] if bare is not None else "")
    return floor if names.places.fullmatch(chain) else start

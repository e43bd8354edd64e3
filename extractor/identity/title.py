"""The report's own title: found by its kernel, grown to both sides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.identity.paper import Paper
from report.identity_words import IdentityWords

_STOPS = frozenset("。；;!?，,、:|《>*")
_QUOTED = frozenset('《"<')
_LONGEST = 80
_ABOVE = 40
_LINK = 8
_SENTENCE = re.compile(r"[。;；,，:|!?]")


@dataclass(frozen=True, slots=True)
class Title:
    """A title: where it stands in the folded text, and where its parts stand.

    Attributes:
        core: Start of its kernel, the words for the report itself.
        name: Start and end of what is neither year nor kernel: the issuer's name.
        year: Start and end of the year in it.
    """

    start: int
    end: int
    core: int
    name: tuple[int, int] | None
    year: tuple[int, int] | None


def find_title(paper: Paper, head_end: int, words: IdentityWords) -> Title | None:
    """Return the best title before `head_end`, or None; later titles are another's."""
    best: tuple[int, Title] | None = None
    for title in find_titles(paper, head_end, words):
        score = 2 * (title.year is not None) + 2 * (title.name is not None)
        if best is None or score > best[0]:
            best = score, title
    return best[1] if best is not None and best[0] > 0 else None


def find_titles(paper: Paper, head_end: int, words: IdentityWords) -> Iterator[Title]:
    """Yield every title before `head_end`, in order."""
    for core, end in find_cores(paper, head_end, words):
        title = _grow(paper, core, end, words)
        if title is not None:
            yield title


def find_cores(paper: Paper, head_end: int, words: IdentityWords) -> Iterator[tuple[int, int]]:
    """Yield every kernel before `head_end` with which a title may end."""
    for found in words.title.core.finditer(paper.text, 0, head_end):
        if _ends_here(paper, found.end(), words):
            yield found.span()


def _grow(paper: Paper, core: int, end: int, words: IdentityWords) -> Title | None:
    start = _left_end(paper, core, words)
    if start > 0 and paper.text[start - 1] in _QUOTED:
        return None
    if words.title.links.search(paper.text, max(0, start - _LINK), start):
        return None
    start = _take_lines_above(paper, start, core, words)
    start += _menu_before(paper.text[start:core], words)
    whole = paper.text[start:end]
    if len(whole) > _LONGEST or any(word in whole for word in words.title.rejects):
        return None
    return _parts(paper, start, core, end, words)


def _ends_here(paper: Paper, end: int, words: IdentityWords) -> bool:
    blank = end >= len(paper.text) or bool(paper.gap(end))
    return blank or words.title.followers.match(paper.text, end) is not None


def _left_end(paper: Paper, core: int, words: IdentityWords) -> int:
    """Go left to the start of the line, to a mark, or to a blank that parts two things."""
    limit = max(core - _LONGEST, 0)
    limit = next((at for at in range(core, limit, -1) if paper.text[at - 1] in _STOPS), limit)
    at = core
    while at > limit:
        gap = paper.gap(at)
        if "\n" in gap or "\r" in gap or "\t" in gap:
            break
        if gap and not _blank_inside(paper, at, at == core, words):
            break
        at = max(paper.last_gap(at - 1), limit)
    return at


def _blank_inside(paper: Paper, at: int, at_core: bool, words: IdentityWords) -> bool:
    """Tell a blank inside a title ("2023 年", "某局 2023年") from one before it."""
    before, after = paper.text[:at][-40:], paper.text[at : at + 1]
    if after.isdigit() or before[-1:].isdigit() or before[-1:] in words.title.behind_year:
        return words.title.core.search(before + "\n") is None or before[-1:].isdigit()
    return at_core and _ends_like_a_name(before, words)


def _ends_like_a_name(text: str, words: IdentityWords) -> bool:
    return text.removesuffix(")").endswith(words.names.heads)


def _take_lines_above(paper: Paper, start: int, core: int, words: IdentityWords) -> int:
    """Add the lines above that hold the title's first half: an issuer, a year."""
    above = paper.lines.ended_by(start)
    for line in (paper.lines[at] for at in range(above - 1, max(above - 3, -1), -1)):
        if line.end != start or len(line.text) > _ABOVE or _SENTENCE.search(line.text):
            break
        known = _parts(paper, start, core, core, words)
        if not _completes(paper, known, line.text, words):
            break
        if words.title.core.search(line.text):
            break
        start = line.start
    return start


def _completes(paper: Paper, known: Title, line: str, words: IdentityWords) -> bool:
    """Return whether a line above holds what the title still lacks: issuer, area or year."""
    bare = words.title.year.sub("", line)
    if not bare:
        return known.year is None
    if known.name is None:
        return _ends_like_a_name(bare, words)
    name = paper.text[known.name[0] : known.name[1]]
    placed = words.names.places.match(name) is not None
    return not placed and words.names.places.fullmatch(bare) is not None


def _menu_before(text: str, words: IdentityWords) -> int:
    found = words.title.menu.match(text)
    return found.end() if found is not None else 0


def _parts(paper: Paper, start: int, core: int, end: int, words: IdentityWords) -> Title:
    years = list(words.title.year.finditer(paper.text, start, end))
    year = years[-1] if years else None
    name = _name_part(paper, start, core, words)
    return Title(start, end, core, name, (year.start(), year.end()) if year else None)


def _name_part(paper: Paper, start: int, core: int, words: IdentityWords) -> tuple[int, int] | None:
    """Return the longest piece between the years in front of the kernel."""
    at, pieces = start, []
    for year in words.title.any_year.finditer(paper.text, start, core):
        pieces.append((at, year.start()))
        at = year.end()
    pieces.append((at, core))
    trimmed = [_trim(paper, piece, words) for piece in pieces]
    longest = max(trimmed, key=lambda piece: piece[1] - piece[0])
    return longest if longest[1] - longest[0] >= 2 else None


def _trim(paper: Paper, piece: tuple[int, int], words: IdentityWords) -> tuple[int, int]:
    start, end = piece
    while start < end:
        found = words.title.filler.search(paper.text[start:end])
        if found is not None:
            at_end = found.end() == end - start and found.start() > 0
            start, end = (start, start + found.start()) if at_end else (start + found.end(), end)
        elif not paper.text[start].isalnum() and paper.text[start] != "(":
            start += 1
        elif not paper.text[end - 1].isalnum() and paper.text[end - 1] != ")":
            end -= 1
        else:
            break
    return start, end

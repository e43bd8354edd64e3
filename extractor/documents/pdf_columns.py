"""Columns of tables that draw no lines between them, told from where their figures stand.

A blank cell leaves nothing on the page. Only where every figure of a row stands under the
figures or heads of exactly one column are the empty places written as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

from extractor.documents.pdf_lines import Field, TextLine
from report.form import table_forms, widths_of_tables
from report.text import fold

Band = tuple[float, float]

_FIGURE = re.compile(r"[-+−]?\d[\d,，.]*(?:[^\W\d_]{1,2})?|[-/—–−]{1,3}")
_SEVERAL = re.compile(r"\d+(?: \d+)+")
_DIGITS = re.compile(r"\d+$")
# Lines of heads or torn labels that may stand between two rows of one table.
_MOST_BETWEEN = 3
_PROSE = 30
_HEADS = 3
# Of rows placed under heads three in four must add up.
_OF, _HOLD = 4, 3


@dataclass(slots=True)
class Columns:
    """Remembers the columns of a table, which go on over the page."""

    bands: list[Band] = field(default_factory=list)

    def spread(self, lines: Sequence[TextLine]) -> list[TextLine]:
        """Return the lines of one page with blank cells written where they are certain."""
        done = list(lines)
        for rows in _stretches(lines):
            whole = [_figures(lines[at]) for at in rows]
            for at in rows:
                done[at] = _parted(_spread_out(lines[at], whole, self.bands), whole)
        lines = list(done)
        for rows in _stretches(lines):
            bands = self._bands_of([lines[at] for at in rows])
            if bands:
                for at in rows:
                    done[at] = _filled(lines[at], bands)
        headed = _under_heads(lines)
        if headed is not None:
            self.bands = headed[0]
            for at, line in headed[1].items():
                done[at] = line if done[at] is lines[at] else done[at]
        for at, line in enumerate(lines):
            heads = _heads_above(lines, at) if done[at] is line else None
            if heads is not None and len(line.fields) < len(heads.fields):
                done[at] = _filled(line, [(f.x0, f.x1) for f in heads.fields[1:]])
        return done

    def _bands_of(self, rows: Sequence[TextLine]) -> list[Band]:
        found = _clusters([f for row in rows for f in _figures(row)])
        if len(found) in widths_of_tables():
            self.bands = found
            return found
        places = [_place(band, self.bands) for band in found]
        # The rest of a table on the next page may have columns without any figure.
        kept = len(found) > 1 and None not in places and len(set(places)) == len(places)
        if not kept:
            self.bands = []
        return self.bands


def _stretches(lines: Sequence[TextLine]) -> list[list[int]]:
    """Return the rows with figures, those of one table together."""
    found: list[list[int]] = []
    between = _MOST_BETWEEN + 1
    for at, line in enumerate(lines):
        if len(line.fields) > 1 and _figures(line):
            if between > _MOST_BETWEEN:
                found.append([])
            found[-1].append(at)
            between = 0
        else:
            between += _MOST_BETWEEN + 1 if line.count > _PROSE else 1
    return found


def _figures(line: TextLine) -> list[Field]:
    """Return the figures at the end of a line; none when words stand among them."""
    first = next((at for at, f in enumerate(line.fields) if _FIGURE.fullmatch(f.text)), None)
    if first is None:
        return []
    rest = line.fields[first:]
    return list(rest) if all(_FIGURE.fullmatch(f.text) for f in rest) else []


def _clusters(fields: Sequence[Field]) -> list[Band]:
    """Return the stretches over which figures stand above one another."""
    bands: list[Band] = []
    for f in sorted(fields, key=lambda f: f.x0):
        if bands and f.x0 < bands[-1][1]:
            bands[-1] = bands[-1][0], max(bands[-1][1], f.x1)
        else:
            bands.append((f.x0, f.x1))
    return bands


def _parted(line: TextLine, rows: Sequence[Sequence[Field]]) -> TextLine:
    """Return the line with the figure set apart that its label runs into.

    Several rows of one figure more must have theirs in the same places, the first over it.
    """
    figures = _figures(line)
    at = len(line.fields) - len(figures) - 1
    last = line.fields[at] if figures and at >= 0 else None
    if last is None or last.tail is None:
        return line
    parted = [Field("", last.tail, last.x1), *figures]
    whole = sum(_stand_over(parted, row) for row in rows) >= _HEADS
    return _split(line, last, figures) if whole else line


def _spread_out(line: TextLine, rows: Sequence[Sequence[Field]], bands: Sequence[Band]) -> TextLine:
    """Return the line with figures set apart that stand closer than columns mostly do.

    Several rows must have theirs in the same places, or the table's columns on the page before.
    """
    fields = [piece for f in line.fields for piece in _pieces(line, f)]
    if len(fields) == len(line.fields):
        return line
    spread = replace(line, fields=tuple(fields), text="\t".join([f.text for f in fields]))
    figures = _figures(spread)
    whole = sum(_stand_over(figures, row) for row in rows) >= _HEADS
    placed = [_place((f.x0, f.x1), bands) for f in figures] == list(range(len(bands)))
    return spread if figures and (whole or placed) else line


def _pieces(line: TextLine, whole: Field) -> Iterator[Field]:
    """Yield the figures of a piece of a line that holds several, or the piece itself."""
    if _SEVERAL.fullmatch(whole.text) is None:
        yield whole
        return
    digits = [g for g in line.glyphs if whole.x0 <= g.x <= whole.x1 and g.char.isdigit()]
    for text in whole.text.split(" "):
        own, digits = digits[: len(text)], digits[len(text) :]
        yield Field(text, own[0].x0, own[-1].x1) if own else Field(text, whole.x0, whole.x1)


def _split(line: TextLine, last: Field, figures: Sequence[Field]) -> TextLine:
    """Return the line with the digits at the end of its last words as a piece of their own."""
    digits = _DIGITS.search(last.text)
    if digits is None or last.tail is None:
        return line
    before = line.fields[: len(line.fields) - len(figures) - 1]
    words = Field(last.text[: digits.start()].rstrip(), last.x0, last.tail)
    fields = (*before, words, Field(digits[0], last.tail, last.x1), *figures)
    return replace(line, fields=fields, text="\t".join([f.text for f in fields]))


def _under_heads(lines: Sequence[TextLine]) -> tuple[list[Band], dict[int, TextLine]] | None:
    """Return the columns that the heads of table three stand over, and the rows below them.

    Noughts are left blank there, so no row shows all columns; the rows must add up.
    """
    bands, last = _head_bands(lines)
    if not bands:
        return None
    filled: dict[int, TextLine] = {}
    for at in range(last + 1, len(lines)):
        if not _figures(lines[at]):
            continue
        line = _set_apart(lines[at], bands)
        placed = _filled(line, bands)
        if placed is line:
            break
        filled[at] = placed
    sums = [_figures_of(line, len(bands)) for line in filled.values()]
    holding = sum(any(row) and sum(row[:-1]) == row[-1] for row in sums)
    return (bands, filled) if holding >= _HEADS and _OF * holding >= _HOLD * len(sums) else None


def _set_apart(line: TextLine, bands: Sequence[Band]) -> TextLine:
    """Return the line with the figure set apart that its label runs into, if it is a column's."""
    figures = _figures(line)
    at = len(line.fields) - len(figures) - 1
    last = line.fields[at]
    if at < 0 or last.tail is None:
        return line
    place = _place((last.tail, last.x1), bands)
    free = place is not None and all(
        (other := _place((f.x0, f.x1), bands)) is not None and other > place for f in figures
    )
    return _split(line, last, figures) if free else line


def _head_bands(lines: Sequence[TextLine]) -> tuple[list[Band], int]:
    """Return where the heads of table three's columns stand, and the last line of them."""
    found: dict[int, tuple[int, Band]] = {}
    for at, line in enumerate(lines):
        if _figures(line):
            if len(found) == len(_heads()):
                break
            found = {}
            continue
        text = "".join([glyph.char for glyph in line.glyphs])
        for name, start, end in _named(text):
            found[name] = at, (line.glyphs[start].x0, line.glyphs[end - 1].x1)
    bands = [found[name][1] for name in sorted(found)]
    apart = all(before[1] <= after[0] + 1.0 for before, after in pairwise(bands))
    if len(bands) < len(_heads()) or not apart:
        return [], -1
    places = [at for at, _ in found.values()]
    return (bands, max(places)) if max(places) - min(places) <= _MOST_BETWEEN else ([], -1)


@cache
def _heads() -> tuple[tuple[str, ...], ...]:
    columns = table_forms("requests")[-1].columns.values()
    return tuple(tuple(fold(label) for label in column.labels) for column in columns)


@cache
def _pattern() -> re.Pattern[str]:
    form = table_forms("requests")[-1]
    # A bracket over several columns may hold the name of one of them.
    words = [label for group in form.groups for label in group.labels]
    words += [label for labels in _heads() for label in labels]
    return re.compile("|".join(map(re.escape, sorted(map(fold, words), key=len, reverse=True))))


def _named(text: str) -> Iterator[tuple[int, int, int]]:
    for word in _pattern().finditer(text):
        name = next((at for at, labels in enumerate(_heads()) if word[0] in labels), None)
        if name is not None:
            yield name, word.start(), word.end()


def _figures_of(line: TextLine, count: int) -> list[int]:
    cells = line.text.split("\t")[-count:]
    return [int(cell) if cell.isdecimal() else 0 for cell in cells]


def _stand_over(row: Sequence[Field], other: Sequence[Field]) -> bool:
    return len(row) == len(other) and all(
        f.x0 < g.x1 and g.x0 < f.x1 for f, g in zip(row, other, strict=True)
    )


def _place(band: Band, columns: Sequence[Band]) -> int | None:
    """Return the only column that a stretch lies over, if there is just one."""
    over = [at for at, (x0, x1) in enumerate(columns) if band[0] < x1 and band[1] > x0]
    return over[0] if len(over) == 1 else None


def _heads_above(lines: Sequence[TextLine], at: int) -> TextLine | None:
    """Return the line of heads that a row with figures stands under."""
    if len(lines[at].fields) < 2 or not _figures(lines[at]):
        return None
    for above in reversed(lines[:at]):
        if not _figures(above):
            words = len(above.fields) >= _HEADS and not any(
                _FIGURE.fullmatch(f.text) for f in above.fields
            )
            return above if words else None
    return None


def _filled(line: TextLine, bands: Sequence[Band]) -> TextLine:
    figures = _figures(line)
    places = [_place((f.x0, f.x1), bands) for f in figures]
    if not figures or None in places or len(set(places)) < len(places):
        return line
    words = line.fields[: len(line.fields) - len(figures)]
    blank = [band for at, band in enumerate(bands) if at not in places]
    if any(f.x1 > x0 and f.x0 < x1 for f in words for x0, x1 in blank):
        # The label reaches into a column: its last characters may be the figure there.
        return line
    cells = [""] * len(bands)
    for place, f in zip(places, figures, strict=True):
        cells[place or 0] = f.text
    labels = [f.text for f in words]
    return replace(line, text="\t".join([*labels, *cells]))

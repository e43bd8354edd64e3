"""Where a form's tables stand in a text, told from the order of their row labels alone.

It knows nothing of how the other reading finds rows: labels are looked for in the folded
text, the longest run of them in the form's order is the table, and what stands behind a
label belongs to its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from report.document import Span
from report.form import Row, TableForm, load_forms, table_form, table_forms
from report.signs import HAN, load_signs
from report.text import Projection, fold, project

# Labels of one table stand this near to one another, in characters without blanks.
_REACH = 420
# A table is there when this share of its labels stands in order.
_LEAST = 0.6
_INSTRUCTION = re.compile(r"(?<=.)\([^()]*\)$")
_SHORT_LABEL = 3
# People type the one comma for the other.
_COMMAS = str.maketrans("、", ",")
_TAIL = 160
_ORDER, _MONEY = load_signs().numerals.order, load_signs().money
_WORDS = re.compile(rf"[{_ORDER}]{{1,2}}、|[。;]|(?!{_MONEY.unit})[{HAN}]{{3,}}|\([{_ORDER}]\)")
_HEAD = 260
# A label with some characters damaged, behind the numbers of the row above it.
_RUN = re.compile(r"[^\d\s|./]{4,}")
_ALIKE = 55
_BLOCK = 60


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One printed line of a table: which cells it holds, in order, and where.

    Attributes:
        keys: Cell keys from left to right.
        label: The printed label, with its number; for a line without one, the last head.
        body: From behind the label up to the next label or sentence.
    """

    keys: tuple[str, ...]
    label: Span
    body: Span


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table of the form with the lines whose labels were found.

    `span` holds the heads above it, too.
    """

    form: TableForm
    span: Span
    lines: tuple[FoundLine, ...]

    @property
    def cells(self) -> int:
        """The number of cells whose place was found."""
        return sum(len(line.keys) for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Mark:
    """One place in the folded text where a row's label stands; its words begin at `named`."""

    row: int
    start: int
    end: int
    named: int = -1


@cache
def labels_of(edition: str, table: str, variant: str) -> tuple[tuple[str, ...], ...]:
    """Return, row by row, the folded labels a row may be printed under, longest first."""
    form = table_form(edition, table, variant)
    return tuple(_labels(row) for row in form.rows)


def _labels(row: Row) -> tuple[str, ...]:
    folded = {fold(label).translate(_COMMAS) for label in row.labels}
    folded |= {_INSTRUCTION.sub("", label) for label in folded}
    return tuple(sorted(folded, key=len, reverse=True))


def number_before(text: str, at: int, number: str) -> int:
    """Return where a label with its number starts: `3.其他` starts at the 3."""
    if not number:
        return at
    bare = fold(number).strip("()")
    for printed in (f"({bare})", f"({bare}),", f"{bare}.", f"{bare},", bare):
        start = at - len(printed)
        if start < 0 or text[start:at] != printed:
            continue
        glued = printed == bare and text[start - 1 : start].isdigit()
        if not glued:
            return start
    return at


def _marks(text: str, form: TableForm) -> list[_Mark]:
    """Return every place where a label of the table stands, from left to right."""
    text = text.translate(_COMMAS)
    found: dict[tuple[int, int], _Mark] = {}
    labels = labels_of(form.edition, form.table.id, form.variant)
    for at, (row, names) in enumerate(zip(form.rows, labels, strict=True)):
        for name in names:
            place = text.find(name)
            while place >= 0:
                start = number_before(text, place, row.number)
                numbered = start < place
                if len(name) > _SHORT_LABEL or numbered or not row.number:
                    found.setdefault((at, place), _Mark(at, start, place + len(name), place))
                place = text.find(name, place + 1)
    return sorted(found.values(), key=lambda mark: (mark.end, mark.row))


def _chain(marks: Sequence[_Mark]) -> list[_Mark]:
    """Return the longest run of labels in the form's order, the tightest of the longest."""
    best: list[tuple[int, int, int]] = []
    for here, mark in enumerate(marks):
        length, width, previous = 1, 0, -1
        for before in range(here - 1, -1, -1):
            other = marks[before]
            gap = mark.named - other.end
            if gap > _REACH:
                break
            if gap < 0 or other.row >= mark.row:
                continue
            skipped = mark.row - other.row - 1
            offer = best[before][0] + 1, best[before][1] - gap - skipped, before
            if offer[:2] > (length, width):
                length, width, previous = offer
        best.append((length, width, previous))
    if not best:
        return []
    at = max(range(len(best)), key=lambda place: best[place][:2])
    chain = []
    while at >= 0:
        chain.append(marks[at])
        at = best[at][2]
    return chain[::-1]


def _with_damaged(text: str, form: TableForm, chain: Sequence[_Mark]) -> Iterator[_Mark]:
    """Yield the marks of a run, and a damaged label where one row is missing between two.

    It is the one between their numbers that is most like the missing label.
    """
    labels = labels_of(form.edition, form.table.id, form.variant)
    for at, mark in enumerate(chain):
        yield mark
        after = chain[at + 1] if at + 1 < len(chain) else None
        if after is None or after.row != mark.row + 2:
            continue
        missing = mark.row + 1
        best = 0.0
        found: _Mark | None = None
        for run in _RUN.finditer(text, mark.end, after.start):
            words = run[0].translate(_COMMAS)
            likeness = max(fuzz.ratio(words, label) for label in labels[missing])
            if likeness > max(best, _ALIKE):
                start = number_before(text, run.start(), form.rows[missing].number)
                best, found = likeness, _Mark(missing, start, run.end(), run.start())
        if found is not None:
            yield found


def find_table(text: str, form: TableForm) -> FoundTable | None:
    """Return where a table of the form stands in a document's text, or None."""
    if form.table.layout == "single_row":
        return _single_row(text, form) or _by_blocks(text, form)
    projection = project(text)
    chain = _chain(_marks(projection.text, form))
    chain = [*_with_damaged(projection.text, form, chain)]
    if len(chain) < max(2, _LEAST * len(form.rows)):
        return None
    start = _head_start(projection.text, form, chain[0].start)
    end = _line_end(projection.text, chain[-1].end)
    return FoundTable(form, projection.back(start, end), tuple(_lines(projection, form, chain)))


def _lines(projection: Projection, form: TableForm, chain: Sequence[_Mark]) -> Iterator[FoundLine]:
    ends = [mark.start for mark in chain[1:]]
    ends.append(_line_end(projection.text, chain[-1].end))
    for mark, end in zip(chain, ends, strict=True):
        row = form.rows[mark.row]
        keys = tuple(form.key(row, column) for column in form.columns_of(row))
        yield FoundLine(keys, projection.back(mark.start, mark.end), _behind(projection, mark, end))


def _behind(projection: Projection, mark: _Mark, end: int) -> Span:
    """Return the original's text between a label and where its line ends."""
    start = projection.back(mark.start, mark.end).end
    stop = projection.origin(end)
    return Span(start, max(start, stop))


def _line_end(text: str, start: int) -> int:
    """Return where a table's last line ends: before the first words behind it."""
    found = _WORDS.search(text, start, start + _TAIL)
    return found.start() if found is not None else min(len(text), start + _TAIL)


def _single_row(text: str, form: TableForm) -> FoundTable | None:
    """Return a table whose blocks stand side by side: heads first, then one line of numbers."""
    projection = project(text)
    folded = projection.text
    heads = [fold(column.label) for column in form.columns.values()]
    last_row = fold(form.rows[-1].label)
    first = folded.find("".join(heads))
    named = folded.find(last_row)
    while named >= 0:
        at, blocks = named, 0
        while blocks < len(form.rows):
            place = folded.find(heads[-2], at, at + _REACH)
            total = folded.find(heads[-1], place, place + _REACH) if place >= 0 else -1
            if total < 0:
                break
            at, blocks = total + len(heads[-1]), blocks + 1
        if blocks >= len(form.rows) - 1:
            mark = _Mark(0, at - len(heads[-1]), at)
            end = _line_end(folded, at)
            body = _behind(projection, mark, end)
            line = FoundLine(form.keys, projection.back(mark.start, mark.end), body)
            start = _head_start(folded, form, min(named, first if first >= 0 else named))
            return FoundTable(form, projection.back(start, end), (line,))
        named = folded.find(last_row, named + 1)
    return None


def _by_blocks(text: str, form: TableForm) -> FoundTable | None:
    """Return a table printed block under block, each with its name and heads of its own."""
    projection = project(text)
    folded, at = projection.text, 0
    last_head = fold(list(form.columns.values())[-1].label)
    first_head = fold(next(iter(form.columns.values())).label)
    lines: list[FoundLine] = []
    begin = stop = 0
    for row in form.rows:
        name = fold(row.label)
        place = folded.find(name, at)
        while place >= 0:
            head = folded.find(first_head, place, place + _BLOCK)
            end = folded.find(last_head, head, head + _BLOCK) if head >= 0 else -1
            if end >= 0:
                break
            place = folded.find(name, place + 1)
        if place < 0:
            return None
        begin = begin or place
        mark = _Mark(0, place, end + len(last_head))
        at = stop = _line_end(folded, mark.end)
        keys = tuple(form.key(row, column) for column in form.columns)
        lines.append(
            FoundLine(keys, projection.back(place, mark.end), _behind(projection, mark, stop))
        )
    return FoundTable(form, projection.back(_head_start(folded, form, begin), stop), tuple(lines))


def _head_start(text: str, form: TableForm, first: int) -> int:
    """Return where the heads above a table's first label begin: behind its heading."""
    table = form.table
    since = max(0, first - _HEAD)
    headings = [fold(heading) for heading in (table.heading, *table.heading_variants)]
    ends = [text.rfind(h, since, first) + len(h) for h in headings if h in text[since:first]]
    if ends:
        return max(ends)
    stop = max(text.rfind(sign, since, first) for sign in "。;!?")
    words = [fold(g.label) for g in form.groups] + [fold(c.label) for c in form.columns.values()]
    places = [text.find(word, max(since, stop + 1), first) for word in words]
    return min([first, *(place for place in places if place >= 0)])


def find_tables(text: str) -> dict[str, FoundTable]:
    """Return every table of the forms that stands in a text, in the edition that fits best.

    The edition with the most labels, then column heads, in the text is taken; where two are
    printed alike, that of the table about disclosure, else the newest.
    """
    found: dict[str, FoundTable] = {}
    edition = ""
    for table in _table_ids():
        best: tuple[int, int, int, bool, str] | None = None
        for form in table_forms(table):
            one = find_table(text, form)
            if one is None:
                continue
            whole = len(form.rows) if len(one.lines) > 1 else 1
            missing = whole - len(one.lines)
            same = form.edition == edition
            score = len(one.lines) - missing, _heads(text, one), one.cells, same, form.edition
            if best is None or score > best:
                best, found[table] = score, one
        if best is not None:
            edition = edition or best[-1]
    return found


@cache
def _table_ids() -> tuple[str, ...]:
    """Return the ids of all tables, the one whose heads tell the edition first."""
    form = next(iter(load_forms().values()))
    return tuple(table.id for table in form.tables)


def _heads(text: str, table: FoundTable) -> int:
    """Return how many of the form's own column heads stand in a table."""
    folded = fold(text[table.span.start : table.span.end])
    columns = table.form.columns.values()
    return sum(any(fold(label) in folded for label in column.labels) for column in columns)

"""Holds a model's rows against the lines they were copied from, column by column.

A number counts only for the cell at whose place it stands: behind its row's label, in its
column's order. That it stands somewhere in the table proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.model.layout import FoundLine, FoundTable
from extractor.model.questions import row_numbers
from report.document import Span
from report.form import Column, TableForm
from report.number import CellNumber, header_factor, parse_cell
from report.record import CellReading, How, Unfounded
from report.signs import HAN, load_signs
from report.text import bare, fold

READER = "model"
Row = Sequence[Decimal | None]
_PIECE = re.compile(r"[^\t|\n]+")
_SPACED = re.compile(r"\S+")
_BLANK_LINE = re.compile(r"[ \u3000]*\t[ \t\u3000]*")
_SIGNS, _MONEY = load_signs().cells, load_signs().money
_PLACEHOLDER = re.compile(rf"[/\\—\-–－{_SIGNS.none}*]{{1,3}}")
# The line under a Markdown table's heads.
_RULE = re.compile(r"^[ \t|:]*-{3}[-\s|:]*?$", re.MULTILINE)
_NUMBERED = re.compile(
    rf"(?:[+\-]|{_SIGNS.more}|{_SIGNS.less})?\d[\d,]*(?:\.\d+)?"
    rf"(?:{_MONEY.unit}|[{_SIGNS.measures}])?(?:\(.*\))?"
)
_UNIT = re.compile(rf"(?<![\d.]){_MONEY.unit}")
_STRANGE = re.compile(rf"[|]*[{HAN}]{{2,}}")
_STEPS = 20_000
_LONGEST = 7
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed cell of a line: its text and where it stands; blank ones are empty."""

    raw: str
    span: Span


@dataclass(frozen=True, slots=True)
class Rows:
    """What answers on rows gave."""

    cells: dict[str, CellReading]
    unfounded: tuple[Unfounded, ...] = ()
    used_edits: tuple[str, ...] = ()

    def __add__(self, other: Rows) -> Rows:
        """Return both together."""
        return Rows(
            self.cells | other.cells,
            (*self.unfounded, *other.unfounded),
            (*self.used_edits, *other.used_edits),
        )


def printed_cells(text: str, line: FoundLine) -> list[Printed] | None:
    """Return the cells of a line from left to right, or None when they cannot be told apart.

    There are as many as the line has keys; blank cells count where the layout shows them.
    Words between a label and its numbers are another row's label.
    """
    count = len(line.keys)
    body = text[line.body.start : line.body.end]
    body = _RULE.sub(lambda found: " " * len(found[0]), body)
    if _STRANGE.match(fold(body)):
        return None
    for part in (body.partition("\n")[0], body):
        for cut in (_by_marks, _by_tabs, _by_lines, _solid):
            cells = cut(part, line.body.start)
            # A label that covers several columns leaves blank cells behind it.
            while len(cells) > count and not cells[0].raw:
                cells = cells[1:]
            if len(cells) == count:
                return cells
    return None


def can_be_held(text: str, line: FoundLine) -> bool:
    """Return whether an answer on a line could be borne out by itself: its cells stand apart.

    Digits run together that the sums did not settle are settled by no answer either.
    """
    alone = len(line.keys) == 1 and bool(_digits(text, line.body))
    return alone or printed_cells(text, line) is not None


def _is_cell(raw: str) -> bool:
    folded = fold(bare(raw))
    return _NUMBERED.fullmatch(folded) is not None or _PLACEHOLDER.fullmatch(folded) is not None


def _solid(body: str, offset: int) -> list[Printed]:
    """Return the cells that hold something, up to the first words behind them."""
    cells: list[Printed] = []
    for found in _PIECE.finditer(body):
        for piece in _SPACED.finditer(found[0]):
            start = offset + found.start() + piece.start()
            if _is_cell(piece[0]):
                cells.append(Printed(piece[0], Span(start, start + len(piece[0]))))
            elif cells:
                return cells
    return cells


def _by_marks(body: str, offset: int) -> list[Printed]:
    """Return the cells between bars, blank ones too; the line's own first bar is none."""
    if "|" not in body:
        return []
    first = body.find("|")
    cells = _between(body[first + 1 :], "|", offset + first + 1)
    return _before_words(cells[: _last(cells) + 1])


def _by_tabs(body: str, offset: int) -> list[Printed]:
    """Return the cells between tabs on the label's own line."""
    line, _, _ = body.partition("\n")
    first = line.find("\t")
    return _between(line[first + 1 :], "\t", offset + first + 1) if first >= 0 else []


def _by_lines(body: str, offset: int) -> list[Printed]:
    """Return one cell a line, where a line with a tab alone is a blank cell."""
    if "\n" not in body:
        return []
    cells, at = list[Printed](), offset
    for line in body.split("\n"):
        content = line.strip()
        start = at + (len(line) - len(line.lstrip()))
        if content and _is_cell(content):
            cells.append(Printed(content, Span(start, start + len(content))))
        elif content and cells:
            break
        elif not content and cells and _BLANK_LINE.fullmatch(line):
            cells.append(Printed("", Span(at, at)))
        at += len(line) + 1
    return cells[: _last(cells) + 1]


def _between(body: str, mark: str, offset: int) -> list[Printed]:
    cells, at = list[Printed](), offset
    for piece in body.split(mark):
        content = piece.strip()
        start = at + (len(piece) - len(piece.lstrip())) if content else at
        cells.append(Printed(content, Span(start, start + len(content))))
        at += len(piece) + 1
    return cells


def _last(cells: Sequence[Printed]) -> int:
    return max((at for at, cell in enumerate(cells) if cell.raw), default=-1)


def _before_words(cells: Sequence[Printed]) -> list[Printed]:
    kept: list[Printed] = []
    for cell in cells:
        if cell.raw and not _is_cell(cell.raw):
            break
        kept.append(cell)
    return kept[: _last(kept) + 1]


# ---- rows -------------------------------------------------------------------------------
def ground_rows(
    text: str, form: TableForm, table: FoundTable | None, rows: Sequence[str], answer: Sequence[Row]
) -> Rows:
    """Return the cells of the rows asked for, as far as the text bears the answer out.

    A row that the answer leaves out says that all its cells are zero or blank.

    Args:
        text: The document's text.
        form: The table's form.
        table: Where the table's lines stand; None when they were not found.
        rows: Ids of the rows that were asked for.
        answer: The answer's rows, each with its number first.
    """
    return ground_cells(text, form, table, _by_key(form, rows, answer))


def ground_cells(
    text: str, form: TableForm, table: FoundTable | None, told: Mapping[str, Decimal | None]
) -> Rows:
    """Return the cells told, as far as the text bears them out; see `ground_rows`."""
    factor = _money_factor(text, table)
    columns = dict(_columns(form))
    found = Rows({})
    placed: set[str] = set()
    for line in table.lines if table is not None else ():
        if not any(key in told for key in line.keys):
            continue
        placed.update(line.keys)
        printed = printed_cells(text, line)
        if printed is None:
            found = found + _run_together(text, line, [told.get(key) for key in line.keys], form)
        else:
            label = text[line.label.start : line.label.end].strip()
            for key, cell in zip(line.keys, printed, strict=True):
                if key in told:
                    found = found + _ground(key, told[key], cell, columns[key], factor, label)
    nowhere = tuple(
        Unfounded(READER, "cell", key, f"{value:f}", "", "place")
        for key, value in told.items()
        if key not in placed and value
    )
    return Rows(
        {key: cell for key, cell in found.cells.items() if key in told},
        (*found.unfounded, *nowhere),
        tuple(dict.fromkeys(found.used_edits)),
    )


def _columns(form: TableForm) -> Iterator[tuple[str, Column]]:
    for key, _, column in form.cells():
        yield key, column


def _by_key(
    form: TableForm, rows: Sequence[str], answer: Sequence[Row]
) -> dict[str, Decimal | None]:
    """Return cell key → value told; a row left out is all zeros.

    Of rows told twice, and of a row with too few or too many numbers, nothing is told, so
    that no value of it can be borne out.
    """
    numbers = {number: id_ for id_, number in row_numbers(form).items() if id_ in rows}
    said: dict[str, Row | None] = {}
    for values in answer:
        id_ = numbers.get(_number(values))
        if id_ is not None:
            said[id_] = None if id_ in said else values[1:]
    told: dict[str, Decimal | None] = {}
    for row in form.rows:
        if row.id not in rows:
            continue
        keys = [form.key(row, column) for column in form.columns_of(row)]
        given = said.get(row.id, [Decimal(0)] * len(keys))
        if given is not None and len(given) == len(keys):
            told.update(zip(keys, given, strict=True))
    return told


def _number(row: Row) -> int:
    """Return the number a row begins with, 0 when it begins with none."""
    first = row[0] if row else None
    return int(first) if first is not None and _whole(first) else 0


def _whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def _money_factor(text: str, table: FoundTable | None) -> int | None:
    """Return the yuan per unit that a head of the table names."""
    if table is None or all(c.kind != "money" for c in table.form.columns.values()):
        return None
    found = _UNIT.search(fold(text[table.span.start : table.span.end]))
    return header_factor(found[0]) if found is not None else None


def _ground(
    key: str, told: Decimal | None, cell: Printed, column: Column, factor: int | None, label: str
) -> Rows:
    """Return a cell whose printed text is what was told, else what is wrong with it.

    A blank told as zero, as all rows left out are, is the blank that stands there.
    """
    held = parse_cell(cell.raw, column.kind, factor if column.kind == "money" else None)
    plain = parse_cell(cell.raw, column.kind)
    if not _same(told, held, plain) and not (held.value is None and not told):
        value = None if told is None else f"{told:f}"
        shown = cell.raw[:_SHOWN]
        return Rows({}, (Unfounded(READER, "cell", key, value, shown, "value", cell.span),))
    read = CellReading(held.value, cell.raw, cell.span, "model", unit=held.unit, label=label)
    return Rows({key: read})


def _same(told: Decimal | None, held: CellNumber, plain: CellNumber) -> bool:
    """Return whether a number told is the one printed, before or after its unit."""
    if told is None or held.value is None:
        return told is None and held.value is None
    printed = plain.value
    if plain.unit is not None and plain.unit.source == "cell" and printed is not None:
        printed = Decimal(printed) / plain.unit.factor
    return told in (held.value, printed)


# ---- digits run together ------------------------------------------------------------------
def _run_together(
    text: str, line: FoundLine, told: Sequence[Decimal | None], form: TableForm
) -> Rows:
    """Return the cells of a line whose digits stand without any separator.

    They count only where the form's own sums leave no second way to cut them.
    """
    at = _digits(text, line.body)
    digits = "".join(text[place] for place in at)
    values = [int(v) for v in told if v is not None and _whole(v) and v >= 0]
    if digits != "".join(map(str, values)) or len(values) != len(line.keys):
        shown = text[line.body.start : line.body.end].strip()[:_SHOWN]
        wrong = (
            Unfounded(READER, "cell", key, f"{value:f}", shown, "value", line.body)
            for key, value in zip(line.keys, told, strict=True)
            if value is not None and (value or digits)
        )
        return Rows({}, tuple(wrong))
    single = len(digits) == len(values) or len(values) == 1
    only = single or only_way(digits, len(values), len(form.columns)) == tuple(values)
    cells = dict(_cut_cells(text, line, at, values, only=only))
    if single or not only:
        return Rows(cells)
    rows = dict.fromkeys(key.partition(".")[2].rpartition(".")[0] for key in line.keys)
    code = "DSP01" if form.table.layout == "single_row" else "REQ03"
    return Rows(cells, (), tuple(f"{code}.{row}" for row in rows))


def _digits(text: str, body: Span) -> list[int]:
    """Return where the digits of a line stand, up to the first thing that is none."""
    at: list[int] = []
    for place in range(body.start, body.end):
        if text[place] in _ASCII:
            at.append(place)
        elif not text[place].isspace():
            break
    return at


_ASCII = frozenset("0123456789")


def _cut_cells(
    text: str, line: FoundLine, at: Sequence[int], values: Sequence[int], *, only: bool
) -> Iterator[tuple[str, CellReading]]:
    label = text[line.label.start : line.label.end].strip()
    whole = Span(at[0], at[-1] + 1) if at else line.body
    how: How = "model" if len(values) == 1 else "split"
    first = 0
    for key, value in zip(line.keys, values, strict=True):
        last = first + len(str(value)) - 1
        span = Span(at[first], at[last] + 1)
        first = last + 1
        if only:
            yield key, CellReading(value, text[span.start : span.end], span, how, label=label)
        else:
            raw = text[whole.start : whole.end]
            yield key, CellReading(None, raw, whole, "split", label=label, candidates=(value,))


def only_way(digits: str, count: int, block: int) -> tuple[int, ...] | None:
    """Return the one way to cut digits into numbers whose blocks add up, or None.

    Args:
        digits: Digits without separators.
        count: How many numbers there are.
        block: How many make one sum; the last of them is what the others add up to.
    """
    if block < 3 or count % block:
        return None
    steps = [0]
    ways: list[tuple[int, ...]] = []
    for way in _ways(digits, 0, count, block, (), steps):
        ways.append(way)
        if len(ways) > 1 or steps[0] > _STEPS:
            return None
    return ways[0] if ways and steps[0] <= _STEPS else None


def _ways(
    digits: str, at: int, count: int, block: int, taken: tuple[int, ...], steps: list[int]
) -> Iterator[tuple[int, ...]]:
    steps[0] += 1
    left = count - len(taken)
    if steps[0] > _STEPS or len(digits) - at < left:
        return
    if left == 0:
        if at == len(digits):
            yield taken
        return
    if len(taken) % block == block - 1:
        total = str(sum(taken[len(taken) - block + 1 :]))
        if digits.startswith(total, at):
            rest = (*taken, int(total))
            yield from _ways(digits, at + len(total), count, block, rest, steps)
        return
    longest = 1 if digits[at] == "0" else _LONGEST
    for length in range(1, min(longest, len(digits) - at) + 1):
        number = int(digits[at : at + length])
        yield from _ways(digits, at + length, count, block, (*taken, number), steps)

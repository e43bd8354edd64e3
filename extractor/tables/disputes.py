"""Table four: review and litigation. Fifteen numbers in one row, or three rows of five."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from extractor.tables.cells import Cell
from extractor.tables.heads import heads_run_together
from extractor.tables.labels import closest, dispute_head_count, holds_scattered_heads, plain
from extractor.tables.order import heads_in, order_of_blocks, order_of_results, text_above
from extractor.tables.rows import Row, figures_apart, holds_several
from extractor.tables.sheet import Sheet, doubtful, read_cell, read_ways
from extractor.tables.split import Budget, OverBudgetError, block_splits, glue_of, is_forced
from extractor.tables.twice import Copies, Copy, differing
from extractor.tables.whose_year import above, is_of_year, the_year_s_own
from extractor.tables.windows import Windows, fit, is_lined, learn_windows
from report.document import Span
from report.form import Column, TableForm, table_forms
from report.number import parse_cell
from report.record import CellReading, How

TABLE = "disputes"
_HEADS = 3
# Rows of numbers further behind the heads than this are another table's.
_REACH = 6
_SURE = 0.75
# Heads torn over lines, and the spaces between them, take up no more text than this.
_HEAD_REACH = 900


@cache
def _suits() -> tuple[str, ...]:
    """Return the labels of both kinds of suit; heads printed upright leave only these."""
    return tuple(plain(row.label) for row in table_forms(TABLE)[-1].rows[1:])


def _headed(rows: Sequence[Row], source: str, width: int) -> list[int]:
    """Return the rows that stand under the table's heads, or hold them."""
    found: list[int] = []
    text, above = "", 0
    for at, row in enumerate(rows):
        # Heads of a row without figures stand where its figures would.
        behind = () if row.numbers else row.area
        words = "".join([cell.plain for cell in (*row.before, *row.labels, *behind)])
        text = (text + words)[-400:]
        if (
            dispute_head_count(text) >= _HEADS
            or all(label in text for label in _suits())
            or (row.numbers >= width and _under_scattered_heads(source, above, row))
        ):
            found.append(at)
        if row.numbers:
            text, above = "", row.span.end
    return found


def _under_heading(rows: Sequence[Row], source: str, form: TableForm) -> list[int]:
    """Return the full row that stands next below the table's heading, its heads lost."""
    headings = [plain(h) for h in (form.table.heading, *form.table.heading_variants)]
    count = len(form.keys)
    for at, row in enumerate(rows):
        if not _is_full(row, count):
            continue
        above = rows[at - 1].span.end if at else 0
        first = row.area[0].span.start
        words = plain(source[max(above, first - _HEAD_REACH) : first])
        if any(words.endswith(heading) for heading in headings):
            return [at]
    return []


def _is_full(row: Row, count: int) -> bool:
    """Return whether a row has so many cells, which may be blank where borders are stated."""
    return row.numbers > 0 and count == len(row.area if row.bordered else row.standing)


def _is_blank(row: Row, count: int) -> bool:
    """Return whether a row with borders is so many blank cells."""
    return row.bordered and len(row.area) == count and not row.standing


def _under_scattered_heads(source: str, above: int, row: Row) -> bool:
    """Return whether the heads stand, torn over lines, between the figures above and a row."""
    first = next(cell for cell in row.area if cell.kind == "number").span.start
    return holds_scattered_heads(plain(source[max(above, first - _HEAD_REACH) : first]))


def read_disputes(
    text: str, rows: Sequence[Row], edition: str, glued: bool, year: int | None = None
) -> Sheet | None:
    """Return the reading of table four, or None when the document has none.

    `glued` says whether digits may be separated, `year` which is the year reported on.
    """
    form = next((f for f in table_forms(TABLE) if f.edition == edition), table_forms(TABLE)[-1])
    count = len(form.keys)
    headed = _headed(rows, text, count) or _under_heading(rows, text, form)
    if not headed:
        return None
    windows = learn_windows((rows[at] for at in headed), count, rows)
    together = heads_run_together(rows)
    sheets = [_one_row(text, glued, rows, at, form, windows, together) for at in headed]
    sheets.append(_three_rows(text, rows, headed, form))
    sheets.append(_two_rows(text, rows, headed, form))
    sheets.append(_turned(rows, headed, form))
    read = [sheet for sheet in sheets if sheet is not None]
    best = max(read, key=_worth, default=None)
    full = [at for at in range(headed[0], len(rows)) if _is_full(_unpadded(rows[at], count), count)]
    if best is None or len(full) < 2:
        return best

    def alone(at: int) -> Sheet | None:
        # The heads above the first of them are all others', too.
        own = list(rows)
        for other in full:
            if other != at:
                own[other] = replace(rows[other], area=[], gaps=[])
        head = max((head for head in headed if head <= at), default=headed[0])
        return _one_row(text, glued, own, head, form, windows, together)

    return _told_apart(text, rows, full, [alone(at) for at in full], form, year) or best


def _told_apart(
    text: str,
    rows: Sequence[Row],
    full: Sequence[int],
    sheets: Sequence[Sheet | None],
    form: TableForm,
    year: int | None,
) -> Sheet | None:
    """Return the reading of a table whose one row is printed more than once, None where not.

    The rows may be the year's own and that of the year before, or stand in tables apart.
    """
    found = [
        (at, sheet)
        for at, sheet in zip(full, sheets, strict=True)
        if sheet is not None and sheet.spans == [rows[at].span] and sheet.cells
    ]
    if len(found) < 2 or not differing([sheet.cells for _, sheet in found]):
        return None
    own = the_year_s_own([is_of_year(above(text, rows, at), year) for at, _ in found])
    if own is None:
        # Behind other figures stands another report's table, of which FRM09 tells.
        apart = (
            place
            for place, ((one, _), (other, _)) in enumerate(pairwise(found), 1)
            if any(row.numbers for row in rows[one + 1 : other])
        )
        found = found[: next(apart, len(found))]
        if not differing([sheet.cells for _, sheet in found]):
            return None
    whole = found[0 if own is None else own][1]
    joined = Sheet(form.edition, form.variant, dict(whole.cells))
    joined.spans = [rows[at].span for at, _ in found]
    joined.used_edits = list(whole.used_edits)
    copies = Copies(form, joined)
    for form_row in form.rows:
        keys = [key for key, _ in form.cells_of(form_row)]
        read = [{key: s.cells[key] for key in keys if key in s.cells} for _, s in found]
        if differing(read):
            printed = [
                _part_of(rows[at], cells) for (at, _), cells in zip(found, read, strict=True)
            ]
            copies.add(form_row.id, read, printed, own)
    copies.settle()
    return joined


def _part_of(row: Row, cells: Copy) -> Row:
    """Return a row with no more than some of its cells."""
    spans = {cell.span for cell in cells.values()}
    return replace(row, area=[cell for cell in row.area if cell.span in spans], gaps=[])


def _worth(sheet: Sheet) -> tuple[int, int]:
    return (sum(cell.value is not None for cell in sheet.cells.values()), len(sheet.cells))


def _one_row(
    text: str,
    glued: bool,
    rows: Sequence[Row],
    head: int,
    form: TableForm,
    windows: Windows,
    together: bool,
) -> Sheet | None:
    blank: Sheet | None = None
    count = len(form.keys)
    for at in range(head, min(head + _REACH, len(rows))):
        row = _unpadded(rows[at], count)
        if row.block != rows[head].block:
            break
        sheet = Sheet(form.edition, form.variant, spans=[row.span])
        cells = fit(row, count, windows)
        if cells is not None and together and not all(cell.stands for cell in cells):
            cells = None
        cells = cells or _apart(row, form, sheet)
        if cells is not None:
            keys = _printed_keys(text_above(text, rows, at), form, cells)
            if keys is None:
                return None
            _write(sheet, keys, cells)
            if any(cell.stands for cell in cells):
                return sheet
            # The row of numbers may still come; where none does, it was left blank.
            blank = blank or sheet
            continue
        if glued and row.is_run:
            keys = _printed_keys(text_above(text, rows, at), form, ())
            if keys is not None and _unglue(text, row, form, keys, sheet):
                return sheet
        if at > head and row.numbers > 1:
            return None
    return blank


def _printed_keys(
    words: str, form: TableForm, cells: Sequence[Cell]
) -> list[tuple[str, Column]] | None:
    """Return key and column of fifteen cells as the heads order them, None where unknown."""
    width = len(form.columns)
    blocks = [cells[at : at + width] for at in range(0, len(cells), width)]
    order = order_of_results(words, form, blocks)
    printed = order_of_blocks(words, form)
    if order is None or printed is None:
        return None
    own = [form.cells_of(form.rows[block]) for block in printed]
    return [columns[place] for columns in own for place in order]


def _apart(row: Row, form: TableForm, sheet: Sheet) -> list[Cell] | None:
    """Return figures of which several stand in one cell, if each block adds up."""
    width = len(form.columns)
    if not row.bordered or not holds_several(row):
        return None
    cells = figures_apart(row)
    if len(cells) != width * len(form.rows):
        return None
    if not all(c.raw.isdecimal() for c in cells):
        return None
    blocks = [
        list(map(int, [c.raw for c in cells[i : i + width]])) for i in range(0, len(cells), width)
    ]
    if any(sum(block[:-1]) != block[-1] for block in blocks):
        return None
    sheet.used_edits.extend(f"DSP01.{form_row.id}" for form_row in form.rows)
    return cells


def _unpadded(row: Row, count: int) -> Row:
    """Return a row without the bars before its first number: they fill up the row of heads.

    They end with their line where the cells behind it have lines of their own, too.
    """
    if row.bordered or not row.area or not row.area[0].padding:
        return row
    if row.gaps and is_lined(behind := _from(row, row.gaps[0]), count):
        return behind
    return _from(row, next((at for at, cell in enumerate(row.area) if not cell.padding), 0))


def _from(row: Row, first: int) -> Row:
    gaps = [gap - first for gap in row.gaps if gap > first]
    return replace(row, area=row.area[first:], gaps=gaps)


def _write(sheet: Sheet, keys: Sequence[tuple[str, Column]], cells: Sequence[Cell]) -> None:
    unsure = doubtful(cells)
    for at, ((key, column), cell) in enumerate(zip(keys, cells, strict=True)):
        if at in unsure:
            continue
        sheet.cells[key] = read_cell(cell, column, "cell", column.label)


def _unglue(
    text: str, row: Row, form: TableForm, keys: Sequence[tuple[str, Column]], sheet: Sheet
) -> bool:
    glue = glue_of(row.standing)
    width = len(form.columns)
    if keys[width - 1][1] is not list(form.columns.values())[-1]:
        return False  # Digits are told apart by a total that stands behind them.
    if glue is None or len(glue.digits) < len(keys):
        return False
    try:
        ways = block_splits(glue, len(form.rows), width, Budget())
    except OverBudgetError:
        return False
    if not ways:
        return False
    sheet.cells.update(read_ways(text, glue, ways, keys, ""))
    if not is_forced(glue, len(keys)):
        sheet.used_edits.extend(f"DSP01.{form_row.id}" for form_row in form.rows)
    return True


def _three_rows(
    text: str, rows: Sequence[Row], headed: Sequence[int], form: TableForm
) -> Sheet | None:
    """Read blocks that are printed below one another, each by its label or all by order."""
    width = len(form.columns)
    windows = learn_windows((rows[at] for at in headed), width, rows)
    block = rows[headed[0]].block
    found: list[tuple[Row, list[Cell], int | None]] = []
    words = ""
    for at in range(headed[0], min(headed[-1] + 2 * _REACH, len(rows))):
        row = _unpadded(rows[at], width)
        cells = fit(row, width, windows) if row.block == block and row.numbers else None
        if cells is not None:
            words = words or text_above(text, rows, at)
            found.append((row, cells, _block_of(row, form)))
    order = order_of_results(words, form, [cells for _, cells, _ in found])
    return _placed(found, form, order) if order is not None else None


def _placed(
    found: Sequence[tuple[Row, list[Cell], int | None]], form: TableForm, order: Sequence[int]
) -> Sheet | None:
    """Return what rows of one block each hold, told by their order or by a label each.

    A block that is printed twice has the figures that its total bears out, if one copy has.
    """
    blocks = range(len(form.rows))
    placed: dict[int, list[tuple[Row, list[Cell], bool]]] = {}
    in_order = len(found) == len(blocks) and all(
        place in (None, block) for block, (_, _, place) in zip(blocks, found, strict=True)
    )
    few = len(found) < len(blocks)
    if few and any(not row.bordered and not _adds_up(cells) for row, cells, _ in found):
        return None  # Figures of other blocks may stand among them.
    for at, (row, cells, place) in enumerate(found):
        if not in_order and (place is None or _names_several(row, form)):
            return None
        block = at if place is None else place
        placed.setdefault(block, []).append((row, cells, place is None))
    sheet = Sheet(form.edition, form.variant, spans=[row.span for row, _, _ in found])
    copies = Copies(form, sheet)
    for block, printed in sorted(placed.items()):
        columns = [form.cells_of(form.rows[block])[column] for column in order]
        read = [_block_cells(row, cells, columns, by_order) for row, cells, by_order in printed]
        if differing(read):
            copies.add(form.rows[block].id, read, [row for row, _, _ in printed])
        else:
            sheet.cells.update(read[0])
    copies.settle()
    return sheet if sheet.cells else None


def _block_cells(
    row: Row, cells: Sequence[Cell], columns: Sequence[tuple[str, Column]], by_order: bool
) -> dict[str, CellReading]:
    how: How = "position" if by_order else "cell"
    label = row.labels[-1].raw if row.labels else ""
    unsure = doubtful(cells)
    return {
        key: read_cell(cell, column, how, label)
        for at, ((key, column), cell) in enumerate(zip(columns, cells, strict=True))
        if at not in unsure
    }


def _two_rows(
    source: str, rows: Sequence[Row], headed: Sequence[int], form: TableForm
) -> Sheet | None:
    """Read two tables below one another: one block by itself, and the two suits together."""
    width, text = len(form.columns), ""
    keys = [(key, column) for key, _, column in form.cells()]
    names = [tuple(plain(label) for label in row.labels) for row in form.rows]
    found: dict[int, list[Cell]] = {}
    natural, start = tuple(range(width)), max(0, headed[0] - _REACH)
    for at, row in enumerate(rows[start : headed[-1] + 2 * _REACH], start):
        text += "".join([cell.plain for cell in (*row.before, *row.labels)])
        for first, size in ((0, width), (1, 2 * width)):
            if not _is_full(row, size) or (row.bordered and row.labels):
                continue
            cells = fit(row, size, learn_windows((row,), size))
            if cells is None or first in found or (first and 0 not in found):
                return None
            named = [any(name in text for name in spellings) for spellings in names]
            if named != ([True, False, False] if first == 0 else [False, True, True]):
                return None
            words = text_above(source, rows, at)
            if order_of_results(words, form, ()) != natural or _are_turned(words, form):
                return None
            found[first] = cells
        text = "" if row.numbers else text
    if len(found) != len(form.rows) - 1:
        return None
    sheet = Sheet(form.edition, form.variant)
    for first, cells in found.items():
        sheet.spans.append(Span(cells[0].span.start, cells[-1].span.end))
        _write(sheet, keys[first * width : first * width + len(cells)], cells)
    return sheet


def _are_turned(words: str, form: TableForm) -> bool:
    """Return whether the heads of the two suits stand in another order than the form's."""
    suits = [head.place for head in heads_in(words, [row.labels for row in form.rows[1:]])]
    return suits != sorted(suits)


def _turned(rows: Sequence[Row], headed: Sequence[int], form: TableForm) -> Sheet | None:
    """Read a table printed on its side: a row for each outcome, a column for each block."""
    count, columns = len(form.rows), list(form.columns.values())
    names = [tuple(plain(label) for label in row.labels) for row in form.rows]
    first = headed[0]
    heads = [cell.plain for row in rows[max(0, first - 1) : first + 1] for cell in row.labels]
    order = [
        next((at for at, spellings in enumerate(names) if head in spellings), None)
        for head in heads
    ]
    if [at for at in order if at is not None] != list(range(count)):
        return None
    body = [row for row in rows[first : first + _REACH + len(columns)] if row.area and row.labels]
    body = [row for row in body if row.numbers or _is_blank(row, count)][: len(columns)]
    sheet = Sheet(form.edition, form.variant, spans=[row.span for row in body])
    for row, column in zip(body, columns, strict=False):
        spellings = [plain(label) for label in column.labels]
        if row.last_label not in spellings or not (_is_full(row, count) or _is_blank(row, count)):
            return None
        cells = row.area if row.bordered else row.standing
        for form_row, cell in zip(form.rows, cells, strict=True):
            own = form.columns_of(form_row)[columns.index(column)]
            key = form.key(form_row, own)
            sheet.cells[key] = read_cell(cell, own, "cell", row.labels[-1].raw)
    return sheet if len(body) == len(columns) else None


def _adds_up(cells: Sequence[Cell]) -> bool:
    """Return whether the last of some figures is the sum of the others, blanks as nought."""
    values = [parse_cell(cell.raw).value or 0 for cell in cells]
    return 2 * values[-1] == sum(values)


def _names_several(row: Row, form: TableForm) -> bool:
    """Return whether the names of several blocks stand above one row of numbers.

    The table's heading holds such a name too; a label right before the numbers is theirs.
    """
    words = "".join([cell.plain for cell in (*row.before, *row.labels)])
    names = [{plain(label) for label in form_row.labels} for form_row in form.rows]
    if row.last_label in set().union(*names):
        return False
    return sum(any(name in words for name in spellings) for spellings in names) > 1


def _block_of(row: Row, form: TableForm) -> int | None:
    """Return the block whose name stands among a row's labels, the most telling one."""
    best: tuple[float, int] | None = None
    spellings = [tuple(plain(label) for label in form_row.labels) for form_row in form.rows]
    for cell in (*row.before, *row.labels):
        for at, names in enumerate(spellings):
            likeness = max(closest(cell.plain, names), *(float(n in cell.plain) for n in names))
            if likeness >= _SURE and (best is None or likeness >= best[0]):
                best = (likeness, at)
    return best[1] if best else None

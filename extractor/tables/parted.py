"""Table three in pieces: some columns first, the others below or on the next page.

Programs that print wide sheets part them between two columns and print the labels beside
every piece, or beside the first alone. The heads say which columns a piece holds; where
those of all pieces make up the form's and the rows then add up, the pieces are joined.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.tables.align import align
from extractor.tables.cells import Cell
from extractor.tables.glued import cells_run_together
from extractor.tables.labels import candidates, plain
from extractor.tables.order import heads_in, text_above
from extractor.tables.rows import Row, rows_of
from extractor.tables.turned import upright
from report.document import Document
from report.form import TableForm, table_forms
from report.number import parse_cell

_TABLE = "requests"
# A label this like the first row's begins a piece.
_SURE = 0.9
# A table with fewer rows in pieces is none.
_LEAST_ROWS = 10
# Of the rows that are not all nought, three in four must add up.
_OF_ROWS, _HOLD = 4, 3
# Heads are printed in no more rows than this.
_HEAD_ROWS = 6
# Of the rows of the form, in tenths, that are in one piece so many must be in all.
_IN_ALL = 8


@dataclass(frozen=True, slots=True)
class _Piece:
    """The places of the form's columns that a piece holds as printed, and its cells by row."""

    columns: tuple[int, ...]
    cells: dict[int, list[Cell]]
    rows: dict[int, int]


def observed_rows(document: Document) -> list[Row]:
    """Return the observed rows of a document, as if table three stood upright and whole."""
    rows = rows_of(document)
    rows = upright(rows) or rows
    return _joined(document.text, rows) or rows


def _joined(text: str, rows: Sequence[Row]) -> list[Row] | None:
    form = table_forms(_TABLE)[-1]
    short = [at for at, row in enumerate(rows) if 0 < row.numbers < len(form.columns)]
    if len(short) < _LEAST_ROWS:
        return None
    first = [at for at in range(short[0], len(rows)) if _opens(rows[at], form)]
    # Rows whose digits run together are short as well, but in one piece.
    if not first or cells_run_together(rows):
        return None
    found = [list(_pieces(text, rows, first, way)) for way in table_forms(_TABLE)]
    whole = [pieces for pieces in found if _make_up(pieces, len(form.columns))]
    if not whole:
        return None
    return _put_together(rows, max(whole, key=_rows_in_all), len(form.columns))


def _rows_in_all(pieces: Sequence[_Piece]) -> int:
    return len(set.intersection(*[set(piece.cells) for piece in pieces]))


def _opens(row: Row, form: TableForm) -> bool:
    """Return whether a row is the first of table three, and too short to be the whole of it."""
    if not row.labels or not row.area or len(row.standing) >= len(form.columns):
        return False
    found = candidates(form.edition, _TABLE, form.variant, row.last_label)
    return any(at == 0 and likeness >= _SURE for at, likeness in found)


def _pieces(
    text: str, rows: Sequence[Row], first: Sequence[int], form: TableForm
) -> Iterator[_Piece]:
    """Yield the pieces that begin at the first rows; where one does, what has no labels, too."""
    behind = 0
    for at, end in zip(first, [*first[1:], len(rows)], strict=True):
        found = align(rows[at:end], form, _has_figures, _is_none)
        places = {form_row: at + place for form_row, place in found.rows.items()}
        piece = _piece(text, rows, at, places, form, behind) if places else None
        if piece is None:
            return
        yield piece
        behind = rows[max(places.values())].span.end
        if len(first) == 1:
            yield from _unlabelled(text, rows, places, form)
            yield from _in_one_run(text, rows, places, form)


def _has_figures(row: Row, _form_row: int) -> float:
    return 1.0 if row.numbers or (row.bordered and row.area) else 0.0


def _is_none(_row: Row) -> bool:
    """Say of every row that it is not taken by count."""
    return False


def _unlabelled(
    text: str, rows: Sequence[Row], labelled: dict[int, int], form: TableForm
) -> Iterator[_Piece]:
    """Yield the pieces below whose rows, as many as the first one has, have no labels."""
    count, last = len(labelled), max(labelled.values())
    if sorted(labelled.values()) != list(range(min(labelled.values()), last + 1)):
        return
    run: list[int] = []
    behind = rows[last].span.end
    for at in range(last + 1, len(rows)):
        row = rows[at]
        if row.bordered and not row.labels and row.area and (run or row.numbers):
            run.append(at)
        else:
            run = []
        if len(run) == count:
            places = dict(zip(labelled, run, strict=True))
            piece = _piece(text, rows, run[0], places, form, behind)
            behind = rows[run[-1]].span.end
            if piece is not None:
                yield piece
            run = []


def _in_one_run(
    text: str, rows: Sequence[Row], labelled: dict[int, int], form: TableForm
) -> Iterator[_Piece]:
    """Yield the piece below whose figures, having neither labels nor borders, are one long row."""
    below = range(max(labelled.values()) + 1, len(rows))
    at = next((at for at in below if rows[at].numbers), len(rows))
    if at == len(rows) or rows[at].bordered:
        return
    columns = _columns_named(text, rows, at, form, rows[max(labelled.values())].span.end)
    cells, width = rows[at].standing, len(columns)
    if not width or len(cells) != width * len(labelled) or not all(map(_is_figure, cells)):
        return
    starts = range(0, len(cells), width)
    found = {row: cells[n : n + width] for row, n in zip(sorted(labelled), starts, strict=True)}
    yield _Piece(columns, found, dict.fromkeys(found, at))


def _is_figure(cell: Cell) -> bool:
    return cell.kind in ("number", "mark")


def _piece(
    text: str,
    rows: Sequence[Row],
    first: int,
    places: dict[int, int],
    form: TableForm,
    behind: int = 0,
) -> _Piece | None:
    """Return the piece that stands in some rows, None where no heads tell its columns."""
    for start in (behind, max(behind, _block_start(rows, first))):
        columns = _columns_named(text, rows, first, form, start)
        piece = _standing(rows, first, places, columns, form) if columns else None
        if piece is not None:
            return piece
    return None


def _block_start(rows: Sequence[Row], at: int) -> int:
    """Return where the words begin that no running text parts from a row."""
    starts = [rows[at].span.start]
    for row in reversed(rows[: at + 1]):
        if row.block != rows[at].block or (row.numbers and row is not rows[at]):
            break
        starts += [cell.span.start for cell in (*row.before, *row.labels)]
    return min(starts)


def _standing(
    rows: Sequence[Row],
    first: int,
    places: dict[int, int],
    columns: tuple[int, ...],
    form: TableForm,
) -> _Piece | None:
    """Return the cells of these rows in so many columns, None where too few have them."""
    under = _under_heads(rows, first, columns, form)
    kept: dict[int, list[Cell]] = {}
    ends: set[tuple[int, int]] = set()
    for row, at in places.items():
        if under is not None and rows[at].grid != rows[first].grid:
            # The next page's table has columns of its own; only a full row shows which.
            found = _full(rows[at], len(columns))
        else:
            found = _cells(rows[at], len(columns), under)
        if found is not None:
            kept[row] = found
            if len(rows[at].standing) != len(columns):
                ends.add((rows[at].grid, found[-1].column))
    if len(kept) < _LEAST_ROWS or len({grid for grid, _ in ends}) < len(ends):
        return None
    return _Piece(columns, kept, places)


def _columns_named(
    text: str, rows: Sequence[Row], at: int, form: TableForm, behind: int
) -> tuple[int, ...]:
    """Return the places of the columns that heads above a row name, none when out of order.

    `behind` is where the piece before ends.
    """
    names = [column.labels for column in form.columns.values()]
    words = text_above(text, rows, at)
    # A piece's last row, blank or not, ends what is printed above the next.
    stop = next((c.span.start for c in rows[at].area if c.stands), rows[at].span.end)
    words = words[-max(1, stop - behind) :]
    heads = heads_in(words, [*names, *[g.labels for g in form.groups]])
    printed = [head.place for head in heads if head.place < len(names)]
    parts = [place for place in printed if place != len(names) - 1]
    # The total's head, printed across two levels, may come out anywhere among the others.
    ordered = len(set(printed)) == len(printed) and parts == sorted(parts)
    return tuple(sorted(printed)) if ordered else ()


def _under_heads(
    rows: Sequence[Row], first: int, columns: Sequence[int], form: TableForm
) -> tuple[int, ...] | None:
    """Return the columns on paper that the heads of a piece stand over, None without borders."""
    names = {plain(label): at for at, c in enumerate(form.columns.values()) for label in c.labels}
    found: dict[int, int] = {}
    for row in rows[max(0, first - _HEAD_ROWS) : first]:
        if row.bordered and row.grid == rows[first].grid and not row.numbers:
            for cell in (*row.labels, *row.area):
                if cell.width == 1 and (name := names.get(cell.plain)) is not None:
                    found[name] = cell.column
    places = tuple(found[column] for column in columns if column in found)
    return places if len(places) == len(columns) and list(places) == sorted(set(places)) else None


def _cells(row: Row, width: int, under: tuple[int, ...] | None) -> list[Cell] | None:
    """Return a row's cells in so many columns, None where it has others as well."""
    area = row.area if row.bordered else row.own_area()
    if any(cell.kind == "label" for cell in area):
        return None
    if under is not None and row.bordered:
        by_column = {cell.column: cell for cell in area if cell.width == 1}
        apart = any(cell.stands and cell.column not in under for cell in area)
        whole = all(column in by_column for column in under)
        return [by_column[column] for column in under] if whole and not apart else None
    if (full := _full(row, width)) is not None:
        return full
    if len(area) < width or (len(area) > width and not row.bordered):
        return None
    before, cells = area[:-width], area[-width:]
    return None if any(cell.stands for cell in before) else cells


def _full(row: Row, width: int) -> list[Cell] | None:
    """Return the cells of a row that has a figure in each of so many neighbouring columns."""
    cells = row.standing if len(row.standing) == width else row.area
    whole = len(cells) == width and all(cell.kind != "label" for cell in cells)
    return list(cells) if whole and _adjoin(cells) else None


def _adjoin(cells: Sequence[Cell]) -> bool:
    """Return whether cells stand in neighbouring columns, or in none."""
    columns = [cell.column for cell in cells]
    return columns == list(range(columns[0], columns[0] + len(cells))) or set(columns) == {-1}


def _make_up(pieces: Sequence[_Piece], width: int) -> bool:
    """Return whether pieces hold each column of the form once, the same rows, and add up."""
    columns = [column for piece in pieces for column in piece.columns]
    if sorted(columns) != list(range(width)):
        return False
    if len(pieces) < 2:
        return False
    common = set.intersection(*[set(piece.cells) for piece in pieces])
    if any(10 * len(common) < _IN_ALL * len(piece.cells) for piece in pieces):
        return False
    figures = [_figures(_row_of(pieces, row)) for row in common]
    moving = [row for row in figures if any(row)]
    holding = sum(sum(row[:-1]) == row[-1] for row in moving)
    return _OF_ROWS * holding >= _HOLD * len(moving)


def _row_of(pieces: Sequence[_Piece], row: int) -> list[Cell]:
    """Return the cells of one row of the form in the form's order."""
    printed = [
        pair for piece in pieces for pair in zip(piece.columns, piece.cells[row], strict=True)
    ]
    return [cell for _, cell in sorted(printed, key=lambda pair: pair[0])]


def _figures(cells: Sequence[Cell]) -> list[int]:
    values = [parse_cell(cell.raw).value for cell in cells]
    return [int(value) if value is not None else 0 for value in values]


def _put_together(rows: Sequence[Row], pieces: Sequence[_Piece], width: int) -> list[Row]:
    """Return all rows, those of the first piece whole and those of the others without labels."""
    lead = pieces[0]
    made = list(rows)
    last = max(pieces[-1].rows.values())
    for at in range(min(lead.rows.values()), last + 1):
        # A row of one piece alone is no row of the form, but shows that heads end here.
        if made[at].area:
            made[at] = replace(made[at], labels=[], before=[], area=made[at].standing[:1], gaps=[])
    for row, at in lead.rows.items():
        if not all(row in piece.cells for piece in pieces):
            continue
        start = lead.cells[row][0].column
        cells = [
            replace(cell, column=start + place if start >= 0 else -1, width=1, run=-1)
            for place, cell in enumerate(_row_of(pieces, row))
        ]
        more = rows[pieces[-1].rows[row]].span
        made[at] = replace(rows[at], area=cells, gaps=[width], more=more)
    return made

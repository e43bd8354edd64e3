"""The three tables as matrices of cells, and every way texts are seen to print them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from html import escape

from report.form import Group, Row, TableForm


class Cover(Enum):
    """A place that a merged cell covers, from the left or from above."""

    LEFT = "left"
    UP = "up"


Cell = str | Cover
Matrix = list[list[Cell]]
Printed = Mapping[str, str]

L, U = Cover.LEFT, Cover.UP
# Table three: columns of labels and of figures, rows of heads, rows on its first page.
_LABELS, _FIGURES, _HEADS, _PAGE = 3, 7, 3, 14


def matrix_of(form: TableForm, printed: Printed) -> Matrix:
    """Return one table of the form with the printed text of every cell."""
    return _MATRICES[form.table.id](form, printed)


def _numbered(number: str, label: str) -> str:
    if not number or number.startswith("（"):
        return number + label
    return f"{number}.{label}" if number.isascii() else f"{number}、{label}"


def _requests(form: TableForm, printed: Printed) -> Matrix:
    columns = list(form.columns.values())
    groups = {group.id: group for group in form.groups}
    inner: list[Cell] = [column.label for column in columns[1:-1]]
    rows: Matrix = [
        [form.table.notes[0], L, L, groups["applicants"].label, *[L] * 6],
        [U, L, L, columns[0].label, groups["organisations"].label, *[L] * 4, columns[-1].label],
        [U, L, L, U, *inner, U],
    ]
    seen: set[str] = set()
    for row in form.rows:
        numbers: list[Cell] = [printed[form.key(row, column)] for column in columns]
        rows.append([*_request_labels(row, groups, seen), *numbers])
    return rows


def _request_labels(row: Row, groups: Mapping[str, Group], seen: set[str]) -> list[Cell]:
    label = _numbered(row.number, row.label)
    if not row.group:
        return [label, L, L]
    results: Cell = U if "results" in seen else _group_label(groups["results"])
    seen.add("results")
    if row.group == "results":
        return [results, label, L]
    group: Cell = U if row.group in seen else _group_label(groups[row.group])
    seen.add(row.group)
    return [results, group, label]


def _group_label(group: Group) -> str:
    return _numbered(group.number, group.label)


def _disclosure(form: TableForm, printed: Printed) -> Matrix:
    groups = {group.id: group for group in form.groups}
    rows: Matrix = []
    block = ""
    for row in form.rows:
        columns = form.columns_of(row)
        pad: list[Cell] = [L] * (3 - len(columns))
        if row.group != block:
            block = row.group
            rows.append([groups[block].label, L, L, L])
            rows.append([groups["contents"].label, *[column.label for column in columns], *pad])
        rows.append([row.label, *[printed[form.key(row, column)] for column in columns], *pad])
    return rows


def _disputes(form: TableForm, printed: Printed) -> Matrix:
    heads: list[Cell] = [column.label for column in form.columns.values()]
    first, *suits = form.rows
    rows: Matrix = [[first.label, *[L] * 4, form.groups[0].label, *[L] * 9]]
    labels: list[Cell] = []
    for suit in suits:
        labels += [suit.label, *[L] * 4]
    rows.append([*heads, *labels])
    rows.append([*[U] * 5, *heads, *heads])
    rows.append([printed[key] for key in form.keys])
    return rows


_MATRICES: dict[str, Callable[[TableForm, Printed], Matrix]] = {
    "disclosure": _disclosure,
    "requests": _requests,
    "disputes": _disputes,
}


def _own(row: list[Cell]) -> list[str]:
    return [cell for cell in row if isinstance(cell, str)]


def _flat(row: list[Cell]) -> list[str]:
    return [cell if isinstance(cell, str) else "" for cell in row]


def tabs(matrix: Matrix) -> str:
    """L1: a tab and a cell a line, a lone tab for a covered place, a blank line ends a row."""
    lines: list[str] = []
    for row in matrix:
        # A row of heads that are all merged with others has no cell of its own.
        first = next((at for at, cell in enumerate(row) if isinstance(cell, str)), len(row))
        lines += ["\t"] * first
        lines += [f"\t{cell}" for cell in _own(row)]
        lines.append("")
    return "\n".join(lines) + "\n"


def bars(matrix: Matrix) -> str:
    """L2: `value |` a line; bars for what is merged end the row."""
    lines: list[str] = []
    for row in matrix:
        lines += [f"{cell} |" if cell else "|" for cell in _own(row)]
        lines.append("|" * (len(row) - len(_own(row))) or "|")
    return "\n".join(lines) + "\n"


def tab_rows(matrix: Matrix) -> str:
    """L3: a row a line, tabs between the cells."""
    return "".join("\t".join(_flat(row)) + "\n" for row in matrix)


def bar_rows(matrix: Matrix) -> str:
    """L3: `a | b | c |`."""
    return "".join(" | ".join(_flat(row)) + " |\n" for row in matrix)


def lines(matrix: Matrix) -> str:
    """L4: a cell a line, blank lines everywhere, nothing for an empty cell."""
    return "".join(f"{cell}\n\n" for row in matrix for cell in _own(row) if cell)


def markdown(matrix: Matrix) -> str:
    """L5: Markdown with a rule below the first row."""
    rows = ["| " + " | ".join(_flat(row)) + " |" for row in matrix]
    return "\n".join([rows[0], "|" + "---|" * len(matrix[0]), *rows[1:]]) + "\n"


def bar_lines(matrix: Matrix) -> str:
    """L6: a value and its bar on lines of their own."""
    return "".join(f"{cell}\n|\n" for row in matrix for cell in _own(row) if cell)


def one_line(matrix: Matrix) -> str:
    """L7: everything on one line, blanks between the cells."""
    return " ".join(cell for row in matrix for cell in _own(row) if cell) + " "


def glued(matrix: Matrix) -> str:
    """L8: everything on one line, nothing between the cells."""
    return "".join(cell for row in matrix for cell in _own(row))


def spaced_rows(matrix: Matrix) -> str:
    """A row a line, blanks between the cells, as text taken from a PDF has it."""
    return "".join(" ".join(cell for cell in _own(row) if cell) + "\n" for row in matrix)


def columns(matrix: Matrix) -> str:
    """Table three as programs take it out of two PDF pages: labels first, then column by column.

    The other tables have a cell a line.
    """
    if len(matrix[0]) != _LABELS + _FIGURES:
        return lines(matrix)
    parts = ["\n".join(cell for row in matrix[:_HEADS] for cell in _own(row) if cell)]
    body = matrix[_HEADS:]
    for page in (body[:_PAGE], body[_PAGE:]):
        parts.append("\n".join(cell for row in page for cell in _own(row[:_LABELS]) if cell))
        for column in range(_LABELS, _LABELS + _FIGURES):
            parts.append("\n".join(cell for row in page for cell in _own(row[column : column + 1])))
    return "\n\n".join(parts) + "\n\n"


def html(matrix: Matrix) -> str:
    """Return a table of a web page with its merged cells."""
    parts = ["<table border=1>\n"]
    for at, row in enumerate(matrix):
        parts.append("<tr>")
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                parts.append(_td(matrix, at, place, cell))
        parts.append("</tr>\n")
    parts.append("</table>\n")
    return "".join(parts)


def _td(matrix: Matrix, at: int, place: int, text: str) -> str:
    row, width, height = matrix[at], 1, 1
    while place + width < len(row) and row[place + width] is L:
        width += 1
    # Damage may have left the row below shorter.
    while at + height < len(matrix) and matrix[at + height][place : place + 1] == [U]:
        height += 1
    spans = f' colspan="{width}"' if width > 1 else ""
    spans += f' rowspan="{height}"' if height > 1 else ""
    return f"<td{spans}>{escape(text, quote=False)}</td>"


Layout = Callable[[Matrix], str]
LAYOUTS: dict[str, Layout] = {
    "L1": tabs,
    "L2": bars,
    "L3_tabs": tab_rows,
    "L3_bars": bar_rows,
    "L4": lines,
    "L5": markdown,
    "L6": bar_lines,
    "L7": one_line,
    "L8": glued,
    "rows": spaced_rows,
    "html": html,
}
# Layouts in which labels and figures stand apart; read as far as the sums prove. They are
# written only when they are asked for.
TORN: dict[str, Layout] = {"columns": columns}
# Layouts in which an empty cell leaves a trace.
WITH_BLANKS = frozenset({"L1", "L2", "L3_tabs", "L3_bars", "L5", "html", "docx", "xlsx", "pdf"})
# Layouts without a line break of their own: the heading runs into the table.
RUN_ON = frozenset({"L7", "L8"})

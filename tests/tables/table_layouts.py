"""Printed tables for tests: one matrix of cells, written in each layout seen in the wild.

A matrix row is a list of texts; None is a place that a merged cell covers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from report.document import Document, SourceFile
from report.form import Row, TableForm, table_form

Matrix = list[list[str | None]]
Values = Mapping[str, str]

PREAMBLE = "云溪县档案局2022年政府信息公开工作年度报告\n本报告由云溪县档案局编制。\n"
CLOSING = "五、存在的主要问题及改进情况\n人手不足，来年补上。\n"
HEADINGS = {
    "disclosure": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "disputes": "四、政府信息公开行政复议、行政诉讼情况",
}


def document(text: str) -> Document:
    """Return a plain-text document."""
    return Document(SourceFile("test.txt", "0" * 64, "text/plain", len(text)), text, "test/1")


def _label(number: str, label: str) -> str:
    if not number or number.startswith("（"):
        return number + label
    return f"{number}.{label}" if number.isascii() else f"{number}、{label}"


def requests_matrix(form: TableForm, values: Values) -> Matrix:
    """Return table three with its three label columns and three head rows."""
    columns = list(form.columns.values())
    notes = form.table.notes[0]
    groups = {group.id: group for group in form.groups}
    rows: Matrix = [
        [notes, None, None, "申请人情况", *[None] * 6],
        [None, None, None, "自然人", "法人或其他组织", *[None] * 4, "总计"],
        [None, None, None, None, *[c.label for c in columns[1:6]], None],
    ]
    seen: set[str] = set()
    for row in form.rows:
        numbers: list[str | None] = [values[form.key(row, column)] for column in columns]
        rows.append([*_request_labels(row, groups, seen), *numbers])
    return rows


def _request_labels(row: Row, groups: Mapping[str, object], seen: set[str]) -> list[str | None]:
    label = _label(row.number, row.label)
    if not row.group:
        return [label, None, None]
    results = None if "results" in seen else _group_label(groups["results"])
    seen.add("results")
    if row.group == "results":
        return [results, label, None]
    group = None if row.group in seen else _group_label(groups[row.group])
    seen.add(row.group)
    return [results, group, label]


def _group_label(group: object) -> str:
    return _label(group.number, group.label)  # type: ignore[attr-defined]


def disclosure_matrix(form: TableForm, values: Values) -> Matrix:
    """Return table two, every block under its own bar and heads."""
    rows: Matrix = []
    groups = {group.id: group for group in form.groups}
    block = ""
    for row in form.rows:
        columns = form.columns_of(row)
        pad: list[str | None] = [None] * (3 - len(columns))
        if row.group != block:
            block = row.group
            rows.append([groups[block].label, None, None, None])
            rows.append([groups["contents"].label, *[c.label for c in columns], *pad])
        rows.append([row.label, *[values[form.key(row, c)] for c in columns], *pad])
    return rows


def disputes_matrix(form: TableForm, values: Values) -> Matrix:
    """Return table four: three head rows and one row of fifteen."""
    heads: list[str | None] = [column.label for column in form.columns.values()]
    numbers: list[str | None] = [values[key] for key in form.keys]
    return [
        ["行政复议", *[None] * 4, "行政诉讼", *[None] * 9],
        [*heads, "未经复议直接起诉", *[None] * 4, "复议后起诉", *[None] * 4],
        [*[None] * 5, *heads, *heads],
        numbers,
    ]


MATRICES: dict[str, Callable[[TableForm, Values], Matrix]] = {
    "disclosure": disclosure_matrix,
    "requests": requests_matrix,
    "disputes": disputes_matrix,
}


def _own(row: Sequence[str | None]) -> list[str]:
    return [cell for cell in row if cell is not None]


def one_cell_a_line_with_tabs(matrix: Matrix) -> str:
    """L1: a tab before every cell, a cell covered from above is a tab, a blank line a row."""
    lines: list[str] = []
    for row in matrix:
        first = next(i for i, cell in enumerate(row) if cell is not None)
        covered = ["\t"] * first
        lines += [*covered, *[f"\t{cell}" for cell in _own(row)], ""]
    return "\n".join(lines) + "\n"


def one_cell_a_line_with_bars(matrix: Matrix) -> str:
    """L2: `value |` a line; bars fill the row up to the table's width."""
    lines: list[str] = []
    for row in matrix:
        lines += [f"{cell} |" if cell else "|" for cell in _own(row)]
        lines.append("|" * (len(row) - len(_own(row))) or "|")
    return "\n".join(lines) + "\n"


def tab_separated(matrix: Matrix) -> str:
    """L3: one row a line, covered places empty."""
    return "".join("\t".join(cell or "" for cell in row) + "\n" for row in matrix)


def bar_separated(matrix: Matrix) -> str:
    """L3 with bars: `a | b | c |`."""
    return "".join(" | ".join(cell or "" for cell in row) + " |\n" for row in matrix)


def one_cell_a_line(matrix: Matrix) -> str:
    """L4: no marks at all, blank lines everywhere; an empty cell leaves nothing."""
    return "".join(f"{cell}\n\n" for row in matrix for cell in _own(row) if cell)


def markdown(matrix: Matrix) -> str:
    """L5: Markdown rows with cell padding and a rule below the first."""
    lines = ["| " + " | ".join(cell or "" for cell in row) + " |" for row in matrix]
    rule = "|" + "---|" * len(matrix[0])
    return "\n".join([lines[0], rule, *lines[1:]]) + "\n"


def bars_on_their_own(matrix: Matrix) -> str:
    """L6: value and bar on separate lines."""
    return "".join(f"{cell}\n|\n" for row in matrix for cell in _own(row) if cell)


def one_line(matrix: Matrix) -> str:
    """L7: everything on one line, blanks between the cells."""
    return " ".join(cell for row in matrix for cell in _own(row) if cell) + " "


def glued(matrix: Matrix) -> str:
    """L8: everything on one line, nothing between the cells."""
    return "".join(cell for row in matrix for cell in _own(row) if cell)


def row_lines(matrix: Matrix) -> str:
    """A text made from a PDF: one row a line, blanks between the cells."""
    return "".join(" ".join(cell for cell in _own(row) if cell) + "\n" for row in matrix)


def padded_columns(matrix: Matrix) -> str:
    """A row a line, its cells filled up with blanks to columns of one width."""
    return "".join("   ".join(c.ljust(8) for c in _own(row) if c) + "\n" for row in matrix)


def indented_lines(matrix: Matrix) -> str:
    """A cell a line, with the indentation of the page it was taken from."""
    return "".join(
        "\t\t\t\n" + "".join(f"\t\t\t\t\n\t\t\t\t\t{c}\n\t\t\t\t\n" for c in _own(row) if c)
        for row in matrix
    )


def one_line_of_bars(matrix: Matrix) -> str:
    """Everything on one line, bars between the cells."""
    return " | ".join(cell for row in matrix for cell in _own(row) if cell) + " |\n"


BORDERED = (one_cell_a_line_with_tabs, tab_separated, bar_separated, markdown)
UNBORDERED = (
    one_cell_a_line_with_bars,
    one_cell_a_line,
    bars_on_their_own,
    one_line,
    row_lines,
    padded_columns,
    indented_lines,
    one_line_of_bars,
)
ALL = (*BORDERED, *UNBORDERED, glued)

Render = Callable[[Matrix], str]


def forms_of(edition: str, variant: str = "") -> dict[str, TableForm]:
    """Return the three tables of one edition."""
    requests = variant or ("standard" if edition == "2019" else "three_other_rows")
    return {
        "disclosure": table_form(edition, "disclosure", "standard"),
        "requests": table_form(edition, "requests", requests),
        "disputes": table_form(edition, "disputes", "standard"),
    }


def report(forms: Mapping[str, TableForm], values: Values, render: Render) -> str:
    """Return a whole report with its tables in one layout."""
    parts = [PREAMBLE]
    for table, form in forms.items():
        parts.append(HEADINGS[table])
        parts.append("" if render in (glued, one_line) else "\n")
        parts.append(render(MATRICES[table](form, values)))
    return "".join(parts) + "\n" + CLOSING

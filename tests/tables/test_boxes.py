"""Tables drawn with rules: wrapped words and numbers of one row belong together."""

from __future__ import annotations

import unicodedata

import pytest
import table_layouts as layouts
from hypothesis import given
from hypothesis import strategies as st
from table_layouts import Matrix, document, forms_of, report
from table_values import table_of

from extractor.tables import read_tables
from extractor.tables.boxes import boxes


def printed(seed: int = 3) -> dict[str, str]:
    return {key: str(number) for key, number in table_of(forms_of("2021"), seed).items()}


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _wrapped(cell: str, size: int) -> list[str]:
    return [cell[at : at + size] for at in range(0, len(cell), size)] or [""]


def drawn(border: str, rule: str, corner: str, size: int):
    """A drawn table whose cells wrap after `size` characters, as pandoc or w3m print it."""

    def render(matrix: Matrix) -> str:
        ruled = corner + (rule * (2 * size + 2) + corner) * len(matrix[0]) + "\n"
        lines = [ruled]
        for row in matrix:
            cells = [_wrapped(cell or "", size) for cell in row]
            for at in range(max(map(len, cells))):
                parts = [cell[at] if at < len(cell) else "" for cell in cells]
                padded = [f" {part}{' ' * (2 * size + 1 - _width(part))}" for part in parts]
                lines.append(border + border.join(padded) + border + "\n")
            lines.append(ruled)
        return "".join(lines) + "\n"

    return render


@pytest.mark.parametrize("size", [5, 9, 40])
@pytest.mark.parametrize(("border", "rule", "corner"), [("|", "-", "+"), ("│", "─", "┼")])
def test_words_wrapped_in_drawn_tables_lose_no_numbers(
    border: str, rule: str, corner: str, size: int
) -> None:
    values = printed()
    text = report(forms_of("2021"), values, drawn(border, rule, corner, size))
    text = text.replace("\n┼", "\n├").replace("┼\n", "┤\n")
    text = text.replace("情况\n├", "情况\n┌").replace("┤\n\n", "┘\n\n").replace("\n├", "\n├")
    lines = text.split("\n")
    lines = [
        "└" + line[1:] if line[:1] == "├" and not lines[at + 1] else line
        for at, line in enumerate(lines)
    ]
    cells = read_tables(document("\n".join(lines))).cells
    assert {key: cell.raw for key, cell in cells.items() if cell.value is not None} == values


def test_a_number_cut_over_lines_of_a_drawn_table_is_not_read() -> None:
    values = printed()
    values["requests.granted.natural_person"] = "123456"
    text = report(forms_of("2021"), values, drawn("|", "-", "+", 5))
    cells = read_tables(document(text)).cells
    assert "requests.granted.natural_person" not in cells
    read = {key: cell.raw for key, cell in cells.items() if cell.value is not None}
    assert {key for key, raw in read.items() if values[key] != raw} == set()


def test_a_unit_in_the_head_is_found_over_wide_blanks() -> None:
    values = printed()
    values["disclosure.fees.amount"] = "12.5"
    text = report(forms_of("2021"), values, drawn("|", "-", "+", 90))
    assert read_tables(document(text)).cells["disclosure.fees.amount"].value == 125000


def test_rows_of_markdown_under_one_rule_each_are_no_box() -> None:
    text = report(forms_of("2021"), printed(), layouts.markdown)
    assert boxes(text) == []


@given(st.text(alphabet="+-|│├─┤┌┘ 0a\n\\", max_size=200))
def test_any_drawing_is_read_without_harm(text: str) -> None:
    for box in boxes(text):
        for cells, span in box.rows:
            assert 0 <= span.start < span.end <= len(text)
            for cell in cells:
                assert text[cell.span.start : cell.span.end] == cell.raw

"""A damaged label costs nothing: number, order and neighbours still say which row it is."""

from __future__ import annotations

import pytest
import table_layouts as layouts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from table_layouts import BORDERED, MATRICES, UNBORDERED, Render, document, forms_of, report
from table_values import table_of

from extractor.tables import read_tables
from report.record import Number

DAMAGE = st.sampled_from("法亍未口厶X大")
TABLES = ("disclosure", "requests")


def values_of(text: str) -> dict[str, Number | None]:
    return {key: cell.value for key, cell in read_tables(document(text)).cells.items()}


def label_places(matrix: layouts.Matrix) -> list[tuple[int, int]]:
    """Return row and column of every row label: the words next to a row's numbers."""
    places = []
    for at, row in enumerate(matrix):
        words = [k for k, cell in enumerate(row) if cell and not cell.isdigit()]
        if words and any(cell and cell.isdigit() for cell in row):
            places.append((at, words[-1]))
    return places


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize(
    "render",
    [layouts.one_cell_a_line_with_tabs, layouts.tab_separated, layouts.one_cell_a_line],
    ids=lambda r: r.__name__,
)
def test_no_single_wrong_character_of_any_label_changes_the_reading(
    render: Render, edition: str
) -> None:
    forms = forms_of(edition)
    printed = {key: str(number) for key, number in table_of(forms, 7).items()}
    sound = report(forms, printed, render)
    expected = values_of(sound)
    assert set(expected) == set(printed)
    for table in TABLES:
        matrix = MATRICES[table](forms[table], printed)
        whole = render(matrix)
        for row, column in label_places(matrix):
            label = matrix[row][column] or ""
            # Every third character keeps the test short; hypothesis visits the others.
            for at in range(row % 3, len(label), 3):
                matrix[row][column] = f"{label[:at]}亍{label[at + 1 :]}"
                damaged = sound.replace(whole, render(matrix))
                assert values_of(damaged) == expected, (label, at)
            matrix[row][column] = label


@pytest.mark.parametrize(
    "render",
    [r for r in (*BORDERED, *UNBORDERED) if r not in (layouts.one_line, layouts.row_lines)],
    ids=lambda r: r.__name__,
)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_character_lost_added_or_changed_in_one_label_changes_nothing(
    render: Render, data: st.DataObject
) -> None:
    forms = forms_of(data.draw(st.sampled_from(["2019", "2021"])))
    seed = data.draw(st.integers(0, 1000))
    printed = {key: str(number) for key, number in table_of(forms, seed).items()}
    table = data.draw(st.sampled_from(TABLES))
    matrix = MATRICES[table](forms[table], printed)
    whole = render(matrix)
    row, column = data.draw(st.sampled_from(label_places(matrix)))
    label = matrix[row][column] or ""
    at = data.draw(st.integers(0, len(label) - 1))
    kept = data.draw(st.sampled_from([label[at + 1 :], label[at:]]))
    added = data.draw(st.one_of(st.just(""), DAMAGE)) if kept != label[at:] else data.draw(DAMAGE)
    matrix[row][column] = label[:at] + added + kept
    sound = report(forms, printed, render)
    assert whole in sound
    assert values_of(sound.replace(whole, render(matrix))) == values_of(sound)


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_on_one_line_a_damaged_label_never_gives_another_number(data: st.DataObject) -> None:
    forms = forms_of("2021")
    printed = {key: str(number) for key, number in table_of(forms, 3).items()}
    render = data.draw(st.sampled_from([layouts.one_line, layouts.row_lines, layouts.glued]))
    table = data.draw(st.sampled_from(TABLES))
    matrix = MATRICES[table](forms[table], printed)
    whole = render(matrix)
    row, column = data.draw(st.sampled_from(label_places(matrix)))
    label = matrix[row][column] or ""
    at = data.draw(st.integers(0, len(label) - 1))
    matrix[row][column] = f"{label[:at]}亍{label[at + 1 :]}"
    sound = report(forms, printed, render)
    expected = values_of(sound)
    found = values_of(sound.replace(whole, render(matrix)))
    changed = {k: v for k, v in found.items() if v is not None and v != expected.get(k)}
    # With fewer rows known, less can be ruled out, but nothing new may be believed.
    assert all(str(int(v)) == printed[k] for k, v in changed.items())

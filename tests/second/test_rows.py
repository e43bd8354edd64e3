"""A model's rows count only at the place they were copied from."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.model.cells import Rows, ground_rows, only_way
from extractor.model.layout import find_tables
from extractor.model.questions import row_numbers
from tests.second.papers import CELLS, VARIANTS, form_of, paper, rows_of

TEXT = paper()


def grounded(table: str, answer: list[tuple[object, ...]], text: str = TEXT) -> Rows:
    form = form_of(table)
    rows = [tuple(None if v is None else Decimal(str(v)) for v in row) for row in answer]
    return ground_rows(
        text, form, find_tables(text).get(table), [row.id for row in form.rows], rows
    )


def right(table: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in rows_of(table).rows]


def number(row: str) -> int:
    return row_numbers(form_of("requests"))[row]


@pytest.mark.parametrize("joint", ["\t", " ", " | ", "\n\t"])
@pytest.mark.parametrize("table", VARIANTS)
def test_rows_copied_right_are_borne_out_cell_by_cell(table: str, joint: str) -> None:
    text = paper(joint=joint)
    found = grounded(table, right(table), text)
    assert found.unfounded == ()
    assert {key: cell.value for key, cell in found.cells.items()} == {
        key: CELLS.get(key, 0) for key in form_of(table).keys
    }
    for cell in found.cells.values():
        assert text[cell.span.start : cell.span.end] == cell.raw


def test_every_cell_has_a_place_of_its_own() -> None:
    found = grounded("requests", right("requests"))
    spans = [cell.span for cell in found.cells.values()]
    assert len(set(spans)) == len(spans) == 175


def _swaps() -> Iterator[tuple[int, int, int]]:
    """Yield row, column and column of every swap in a row that changes a value."""
    for at, row in enumerate(rows_of("requests").rows):
        for one, other in combinations(range(1, 8), 2):
            if row[one] != row[other]:
                yield at, one, other


@pytest.mark.parametrize("swap", list(_swaps()))
def test_a_swap_in_a_row_gives_no_wrong_value_and_is_told(swap: tuple[int, int, int]) -> None:
    at, one, other = swap
    rows = [list(row) for row in right("requests")]
    rows[at][one], rows[at][other] = rows[at][other], rows[at][one]
    found = grounded("requests", [tuple(row) for row in rows])
    assert len(found.unfounded) == 2
    assert all(cell.value == CELLS.get(key, 0) for key, cell in found.cells.items())


def test_rows_taken_for_one_another_give_no_wrong_value() -> None:
    rows = right("requests")
    for one, other in combinations(range(len(rows)), 2):
        swapped = [list(row) for row in rows]
        swapped[one][0], swapped[other][0] = swapped[other][0], swapped[one][0]
        found = grounded("requests", [tuple(row) for row in swapped])
        assert found.unfounded or swapped[one][1:] == swapped[other][1:]
        assert all(cell.value == CELLS.get(key, 0) for key, cell in found.cells.items())


def test_a_row_left_out_says_zero_only_where_zeros_stand() -> None:
    rows = [row for row in right("requests") if row[0] != number("granted")]
    found = grounded("requests", rows)
    wrong = {one.what: one.value for one in found.unfounded}
    assert wrong == {"requests.granted.natural_person": "0", "requests.granted.total": "0"}
    assert not wrong.keys() & found.cells.keys()


def test_a_blank_is_read_as_a_blank_even_where_zero_was_told() -> None:
    cells = CELLS | {"requests.carried_over.business": "", "requests.carried_over.research": "/"}
    found = grounded("requests", right("requests"), paper(cells))
    assert found.cells["requests.carried_over.business"].value is None
    assert found.cells["requests.carried_over.research"].value is None
    assert found.unfounded == ()


def test_a_number_told_for_a_blank_is_no_value() -> None:
    text = paper(CELLS | {"requests.granted.business": ""})
    rows = [(r[0], r[1], 4, *r[3:]) if r[0] == number("granted") else r for r in right("requests")]
    found = grounded("requests", rows, text)
    assert "requests.granted.business" not in found.cells
    assert [one.what for one in found.unfounded] == ["requests.granted.business"]


@pytest.mark.parametrize(
    "row",
    [
        (99, 1, 2, 3, 4, 5, 6, 7),
        (0, 1, 2, 3, 4, 5, 6, 7),
        (1.5, 1, 2, 3, 4, 5, 6, 7),
        (None, 1),
        (),
    ],
)
def test_a_row_nobody_asked_for_changes_nothing(row: tuple[object, ...]) -> None:
    assert grounded("requests", [*right("requests"), row]) == grounded(
        "requests", right("requests")
    )


def test_a_row_with_a_number_too_few_says_nothing() -> None:
    rows = [row[:-1] if row[0] == number("received") else row for row in right("requests")]
    found = grounded("requests", rows)
    assert "requests.received.total" not in found.cells
    assert "requests.granted.total" in found.cells


def test_a_row_told_twice_says_nothing() -> None:
    found = grounded("requests", [*right("requests"), (number("received"), 5, 0, 0, 0, 0, 0, 5)])
    assert "requests.received.total" not in found.cells


@given(st.lists(st.tuples(st.integers(0, 26), *[st.none() | st.integers(0, 400)] * 7), max_size=25))
def test_random_nonsense_never_becomes_a_value(rows: list[tuple[int | None, ...]]) -> None:
    found = grounded("requests", [tuple(row) for row in rows])
    assert all(cell.value == CELLS.get(key, 0) for key, cell in found.cells.items())


def test_words_between_a_label_and_numbers_are_another_rows_label() -> None:
    text = TEXT.replace("（一）予以公开\t", "（一）予以公开\t其中网上公开\t")
    found = grounded("requests", right("requests"), text)
    assert "requests.granted.total" not in found.cells
    assert {one.what for one in found.unfounded} >= {"requests.granted.total"}


def test_money_is_scaled_by_the_head_of_its_table() -> None:
    text = paper(CELLS | {"disclosure.fees.amount": "326.58"})
    text = text.replace("行政许可", "本年收费金额（单位：万元）\n行政许可", 1)
    rows = [*right("disclosure"), (row_numbers(form_of("disclosure"))["fees"], "326.58")]
    cell = grounded("disclosure", rows, text).cells["disclosure.fees.amount"]
    assert (cell.value, cell.raw) == (Decimal(3265800), "326.58")
    assert cell.unit is not None
    assert (cell.unit.factor, cell.unit.source) == (10000, "header")


# ---- digits run together ------------------------------------------------------------------
def glued(cells: dict[str, int]) -> str:
    return paper(cells, joint="")


def test_digits_run_together_count_where_sums_leave_one_way() -> None:
    found = grounded("requests", right("requests"), glued(CELLS))
    cell = found.cells["requests.received.business"]
    assert (cell.value, cell.raw, cell.how) == (3, "3", "split")
    assert "REQ03.received" in found.used_edits


def test_digits_that_sums_cut_in_two_ways_give_a_candidate_and_no_value() -> None:
    cells = {"requests.received.natural_person": 22, "requests.received.other_organisation": 3}
    cells["requests.received.total"] = 25
    assert only_way("220000325", 7, 7) is None
    answer = [(number("received"), 22, 0, 0, 0, 0, 3, 25)]
    found = grounded("requests", list(answer), glued(cells))
    cell = found.cells["requests.received.natural_person"]
    assert (cell.value, cell.candidates) == (None, (22,))


def test_digits_cut_otherwise_than_they_stand_are_no_value() -> None:
    answer = [(number("received"), 9, 3, 0, 0, 0, 0, 13)]
    found = grounded("requests", list(answer), glued(CELLS))
    assert "requests.received.total" not in found.cells
    assert any(one.what == "requests.received.total" for one in found.unfounded)


@given(st.lists(st.integers(0, 300), min_size=6, max_size=6))
def test_the_only_way_is_the_right_one(parts: list[int]) -> None:
    numbers = (*parts, sum(parts))
    way = only_way("".join(map(str, numbers)), 7, 7)
    assert way in (None, numbers)


def test_a_table_that_is_not_there_bears_nothing_out() -> None:
    form = form_of("disputes")
    answer = [(Decimal(1), *[Decimal(2)] * 5)]
    found = ground_rows("全年平安无事。", form, None, [row.id for row in form.rows], answer)
    assert found.cells == {}
    assert {one.why for one in found.unfounded} == {"place"}

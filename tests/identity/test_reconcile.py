"""One record of all readings: every key is there, and no reading wins silently."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from extractor.reconcile import reconcile
from report.edits import keys_for
from report.record import CellReading, CellStatus, Number, Reading, Record, Span, record_adapter
from tests.identity.papers import BODY, PREAMBLE, TABLES, TITLE, document, identity, reading

TEXT = f"{TITLE}\n{PREAMBLE}\n{BODY}"
KEY = "requests.received.total"


def record(*readings: Reading, text: str = TEXT) -> Record:
    made = readings or (reading(text),)
    return reconcile(document(text), made, identity(text, made[0]), ())


def with_cell(made: Reading, cell: CellReading | None) -> Reading:
    cells = {key: value for key, value in made.cells.items() if key != KEY}
    return replace(made, cells=cells if cell is None else {**cells, KEY: cell})


def seen(value: Number | None, *candidates: Number) -> CellReading:
    return CellReading(value, "x", Span(3, 4), "cell", candidates=candidates)


def test_a_record_holds_every_key_of_its_form_in_order() -> None:
    found = record()
    assert tuple(found.cells) == keys_for(TABLES)
    assert len(found.cells) == 200
    assert {cell.status for cell in found.cells.values()} == {"single"}


def test_a_cell_quotes_what_stands_at_its_place_whatever_a_reader_says() -> None:
    invented = CellReading(41, "41", Span(7, 7), "model")
    elsewhere = CellReading(41, "41", Span(0, len(TITLE)), "model")
    assert record(with_cell(reading(TEXT), invented)).cells[KEY].raw == ""
    assert record(with_cell(reading(TEXT), elsewhere)).cells[KEY].raw == TITLE


def test_a_table_that_was_not_found_is_unread_not_zero() -> None:
    tables = {id_: form for id_, form in TABLES.items() if id_ != "disputes"}
    found = record(reading(TEXT, tables=tables))
    lost = [cell for key, cell in found.cells.items() if key.startswith("disputes.")]
    assert len(lost) == 15
    assert all((c.value, c.raw, c.span, c.status) == (None, "", None, "unread") for c in lost)


def test_headings_without_any_table_show_tables_that_were_lost() -> None:
    found = record(Reading("tables", "other", {}, {}))
    assert found.edition == "2021"
    assert {cell.status for cell in found.cells.values()} == {"unread"}
    assert len(found.cells) == 200


def test_a_report_without_the_form_has_no_cells() -> None:
    text = "莲江市水利局2022年政府信息公开工作年度报告\n一、概述\n公开12条。\n"
    found = record(Reading("tables", "other", {}, {}), text=text)
    assert (found.edition, found.cells, found.kind) == ("other", {}, "annual_report")


def test_a_report_from_before_the_form_has_no_cells_whatever_its_headings() -> None:
    text = TEXT.replace("2022", "2018").replace("2023", "2019")
    assert record(Reading("tables", "other", {}, {}), text=text).cells == {}


def _status(*cells: CellReading | None) -> tuple[CellStatus, Number | None, tuple[Number, ...]]:
    names = ("tables", "model")
    readings = [
        with_cell(reading(TEXT, reader=name), cell)
        for name, cell in zip(names, cells, strict=False)
    ]
    cell = record(*readings).cells[KEY]
    return cell.status, cell.value, cell.candidates


def test_one_reading_alone_is_single_blank_or_unread() -> None:
    assert _status(seen(5)) == ("single", 5, ())
    assert _status(seen(None)) == ("blank", None, ())
    assert _status(seen(None, 1, 11)) == ("unread", None, (1, 11))
    assert _status(None) == ("unread", None, ())


def test_two_readings_agree_or_are_disputed() -> None:
    assert _status(seen(5), seen(5)) == ("agreed", 5, ())
    assert _status(seen(5), seen(6)) == ("disputed", None, (5, 6))
    assert _status(seen(5), seen(None)) == ("disputed", None, (5,))
    assert _status(seen(None), seen(None)) == ("blank", None, ())
    assert _status(seen(5), None) == ("single", 5, ())


def test_a_second_reading_settles_candidates_only_with_one_of_them() -> None:
    assert _status(seen(None, 1, 11), seen(11)) == ("single", 11, ())
    assert _status(seen(None, 1, 11), seen(7)) == ("disputed", None, (1, 11, 7))


def test_a_cell_remembers_what_every_reader_saw() -> None:
    first = with_cell(reading(TEXT), seen(5))
    second = with_cell(reading(TEXT, reader="model"), seen(6))
    assert record(first, second).cells[KEY].readings == {"tables": 5, "model": 6}


def test_the_id_follows_file_and_text_and_nothing_else() -> None:
    one, other = record(), record(text=TEXT + "莲江")
    assert one.id == record().id
    assert one.id != other.id
    assert len(one.id) == 16
    assert int(one.id, 16) >= 0


@given(st.lists(st.none() | st.integers(0, 3), min_size=1, max_size=2))
def test_no_value_comes_from_nowhere(values: list[int | None]) -> None:
    status, value, candidates = _status(*(seen(v) for v in values))
    assert value is None or value in values
    assert set(candidates) <= set(values)
    assert (value is None) == (status in {"blank", "disputed"})


def test_a_record_survives_its_json() -> None:
    adapter = record_adapter()
    assert adapter.validate_json(adapter.dump_json(record())) == record()

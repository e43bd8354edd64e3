"""The record JSON: its keys, its order, its numbers, and the schema that describes it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from report.claim import CheckedClaim, Claim
from report.decision import Decision
from report.document import Place, SourceFile, Span
from report.finding import Change, Finding, Message, Outcome, Reason, outcome_adapter
from report.record import CellReading, Correction, Facts, Record, RecordCell, Stated, Unit
from report.wire import figure, money_keys, plain, to_wire
from report.wire_schema import WireRecord, json_schema

SHA = "ab" * 32
SOURCE = SourceFile("a/年报.txt", SHA, "text/plain", 12)
TOTAL = "requests.received.total"
AMOUNT = "disclosure.procurement.amount"


@cache
def validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(json_schema())
    return Draft202012Validator(json_schema())


def through_json(outcome: Outcome, decisions: dict[str, Decision] | None = None) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(json.dumps(to_wire(outcome, decisions)))
    return parsed


def cell(value: int | Decimal | None, raw: str, **more: Any) -> RecordCell:
    span = Span(3, 3 + len(raw))
    return RecordCell(value, raw, span, "single", "cell", readings={"tables": value}, **more)


def record(**more: Any) -> Record:
    fields: dict[str, Any] = {
        "id": "0123456789abcdef",
        "source": SOURCE,
        "text_sha256": SHA,
        "kind": "annual_report",
        "issuer": Stated("柳岸镇人民政府", "柳岸镇人民政府", Span(0, 7)),
        "year": Stated("2022", "2022年", Span(7, 12)),
        "edition": "2021",
        "tables": {"requests": ("2021", "official")},
        "cells": {TOTAL: cell(15, "15")},
    }
    return Record(**{**fields, **more})


def outcome(**more: Any) -> Outcome:
    return Outcome(SOURCE, "review", record=record(), **more)


def finding(**more: Any) -> Finding:
    fields: dict[str, Any] = {
        "id": "f00",
        "code": "REQ03",
        "codes": ("REQ03",),
        "severity": "fatal",
        "attribution": "source",
        "message": Message("合计不符", "The sum is wrong"),
        "cells": (TOTAL,),
    }
    return Finding(**{**fields, **more})


def test_the_keys_stand_in_the_order_of_the_contract() -> None:
    wire = through_json(outcome())
    assert list(wire) == [
        "schema",
        "id",
        "source",
        "text_sha256",
        "status",
        "reason",
        "waiting",
        "kind",
        "issuer",
        "year",
        "period",
        "edition",
        "cells",
        "extra_rows",
        "claims",
        "findings",
        "checks",
        "coverage",
    ]
    assert wire["schema"] == 1
    assert wire["year"] == {"value": 2022, "raw": "2022年", "span": [7, 12]}
    assert wire["cells"][TOTAL] == {
        "value": 15,
        "raw": "15",
        "span": [3, 5],
        "place": None,
        "how": "cell",
        "status": "single",
        "unit": None,
        "readings": {"tables": 15},
        "candidates": [],
        "corrected": None,
    }


def test_money_is_a_decimal_string_in_yuan_with_where_its_unit_stood() -> None:
    amount = cell(Decimal("55423607.00"), "5,542.3607", unit=Unit(10000, "header"))
    wire = through_json(replace(outcome(), record=record(cells={AMOUNT: amount})))
    assert wire["cells"][AMOUNT]["value"] == "55423607"
    assert wire["cells"][AMOUNT]["unit"] == {"factor": 10000, "from": "header"}
    assert wire["cells"][AMOUNT]["readings"] == {"tables": "55423607"}


def test_digits_with_several_ways_to_separate_them_show_every_figure_they_may_be() -> None:
    open_ = replace(cell(None, "8855550"), status="unread", how="split", candidates=(8, 88))
    money = replace(open_, candidates=(Decimal("8"), Decimal("88")))
    wire = through_json(replace(outcome(), record=record(cells={TOTAL: open_, AMOUNT: money})))
    assert wire["cells"][TOTAL]["value"] is None
    assert wire["cells"][TOTAL]["candidates"] == [8, 88]
    assert wire["cells"][AMOUNT]["candidates"] == ["8", "88"]


def test_money_of_zero_is_a_string_too_and_a_blank_is_null() -> None:
    cells = {AMOUNT: cell(0, "0"), "disclosure.fees.amount": cell(None, "/")}
    wire = through_json(replace(outcome(), record=record(cells=cells)))
    assert wire["cells"][AMOUNT]["value"] == "0"
    assert wire["cells"]["disclosure.fees.amount"]["value"] is None


def test_both_editions_sums_of_money_are_known_from_the_form() -> None:
    assert money_keys() == {AMOUNT, "disclosure.fees.amount"}


def test_a_correction_lies_beside_the_value_that_was_read() -> None:
    corrected = cell(15, "15", corrected=Correction(16, 7))
    wire = through_json(replace(outcome(), record=record(cells={TOTAL: corrected})))
    assert wire["cells"][TOTAL]["value"] == 15
    assert wire["cells"][TOTAL]["corrected"] == {"value": 16, "decision": 7}


def test_a_place_is_a_page_with_box_or_a_position_in_a_table() -> None:
    cells = {
        "requests.received.total": cell(1, "1", place=Place(page=2, box=(1.0, 2.0, 3.0, 4.0))),
        "requests.granted.total": cell(1, "1", place=Place(table=0, row=4, column=9)),
    }
    wire = through_json(replace(outcome(), record=record(cells=cells)))["cells"]
    assert wire["requests.received.total"]["place"] == {"page": 2, "box": [1.0, 2.0, 3.0, 4.0]}
    assert wire["requests.granted.total"]["place"] == {"table": 0, "row": 4, "column": 9}


def test_a_failed_input_keeps_every_key_and_says_why() -> None:
    failed = Outcome(SourceFile("x.txt", "", "", 0), "failed", Reason("empty", "Nothing in it."))
    wire = through_json(failed)
    validator().validate(wire)
    assert list(wire) == list(through_json(outcome()))
    assert wire["reason"] == {"code": "empty", "message": "Nothing in it."}
    assert wire["kind"] is wire["issuer"] is wire["year"] is wire["text_sha256"] is None
    assert wire["cells"] == {}
    assert wire["findings"] == []


def test_two_failed_inputs_whose_bytes_nobody_could_read_have_different_ids() -> None:
    ids = {
        Outcome(SourceFile(path, "", "", 0), "failed", Reason("no_permission", "")).id
        for path in ("a", "b")
    }
    assert len(ids) == 2


def test_a_finding_carries_its_repairs_and_the_decision_in_force() -> None:
    found = finding(expected=Decimal(2), found=0, repairs=((Change(TOTAL, 0, 2),),))
    when = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
    decision = Decision(
        3, "f00", "0123456789abcdef", "REQ03", "李", when, "accept_repair", {TOTAL: 0}, {TOTAL: 2}
    )
    wire = through_json(outcome(findings=(found,)), {"f00": decision})["findings"][0]
    assert wire["expected"] == 2
    assert wire["repairs"] == [[{"cell": TOTAL, "from": 0, "to": 2}]]
    assert wire["message"] == {"zh": "合计不符", "en": "The sum is wrong"}
    assert wire["decision"] == {
        "id": 3,
        "who": "李",
        "when": "2026-01-05T08:30:00+00:00",
        "action": "accept_repair",
        "before": {TOTAL: 0},
        "after": {TOTAL: 2},
        "reason": "",
    }
    validator().validate(through_json(outcome(findings=(found,)), {"f00": decision}))


def test_a_finding_on_money_compares_decimal_strings() -> None:
    found = finding(code="DIS03", cells=(AMOUNT,), found=Decimal("15646978.85"))
    wire = through_json(outcome(findings=(found,)))["findings"][0]
    assert wire["found"] == "15646978.85"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (7, 7),
        (Decimal("7.00"), 7),
        (Decimal("1.2E+4"), 12000),
        (Decimal("28.57"), 28.57),
        (None, None),
        (Decimal("0.1234567890123456789"), "0.1234567890123456789"),
    ],
)
def test_a_figure_is_a_json_number_as_long_as_none_of_its_digits_is_lost(
    number: int | Decimal | None, expected: int | float | str | None
) -> None:
    assert figure(number) == expected
    assert type(figure(number)) is type(expected)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_digits_say_the_same_number(number: Decimal) -> None:
    assert Decimal(plain(number)) == number
    assert "E" not in plain(number)


numbers = st.one_of(
    st.integers(-(10**9), 10**9), st.decimals(-(10**9), 10**9, allow_nan=False, places=4)
)
texts = st.text(st.characters(codec="utf-8"), max_size=8)
keys = st.sampled_from([TOTAL, AMOUNT, "disputes.direct_suit.upheld"])
st.register_type_strategy(Span, st.builds(Span, st.integers(0, 99), st.integers(0, 99)))
st.register_type_strategy(SourceFile, st.builds(SourceFile, texts, st.just(SHA), texts))
hows = st.sampled_from(["cell", "position", "split", "ocr", "model", "hidden", None])
cells = st.builds(
    RecordCell,
    value=st.none() | numbers,
    raw=texts,
    status=st.sampled_from(["agreed", "single", "disputed", "unread", "blank"]),
    how=hows,
    place=st.none()
    | st.builds(Place, page=st.integers(1, 9), box=st.none() | st.tuples(*[st.floats(0, 9)] * 4))
    | st.builds(Place, table=st.integers(0, 9), row=st.integers(0, 9), column=st.integers(0, 9)),
    unit=st.none() | st.builds(Unit),
    readings=st.dictionaries(texts, st.none() | numbers, max_size=2),
    candidates=st.lists(numbers, max_size=2).map(tuple),
    corrected=st.none() | st.builds(Correction, st.none() | numbers, st.integers(1, 9)),
)
claims = st.builds(Claim, value=st.none() | numbers.map(Decimal))
years = st.builds(Stated, st.integers(2008, 2040).map(str))
outcomes = st.builds(
    Outcome,
    source=st.from_type(SourceFile),
    record=st.none()
    | st.builds(
        Record,
        id=st.just("0123456789abcdef"),
        text_sha256=st.just(SHA),
        cells=st.dictionaries(keys, cells, max_size=3),
        year=st.none() | years,
        edition=st.sampled_from(["2019", "2021", "other"]),
        claims=st.just(()),
        facts=st.builds(Facts, period=st.none() | st.builds(Stated)),
    ),
    claims=st.lists(st.builds(CheckedClaim, claims), max_size=2).map(tuple),
    findings=st.lists(
        st.builds(
            Finding,
            expected=st.none() | texts | numbers,
            found=st.none() | texts | numbers,
            repairs=st.lists(
                st.lists(st.builds(Change, keys, st.none() | numbers, numbers), max_size=2).map(
                    tuple
                ),
                max_size=2,
            ).map(tuple),
            operands=st.just({}),
        ),
        max_size=2,
    ).map(tuple),
    results=st.just(()),
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(outcomes)
def test_every_outcome_there_can_be_fits_the_schema_and_keeps_its_order(some: Outcome) -> None:
    wire = through_json(some)
    validator().validate(wire)
    model = WireRecord.model_validate(wire)
    again = model.model_dump(mode="json", by_alias=True)
    assert json.dumps(again) == json.dumps(wire)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(outcomes)
def test_an_outcome_out_of_the_store_gives_the_same_json(some: Outcome) -> None:
    again = outcome_adapter().validate_json(outcome_adapter().dump_json(some))
    assert again == some
    assert to_wire(again) == to_wire(some)


@pytest.mark.parametrize("value", ["2021", "60号", Decimal("2021"), Decimal("0.10"), 2021, None])
def test_a_word_stays_a_word_and_a_number_a_number(value: Decimal | int | str | None) -> None:
    some = outcome(findings=(finding(expected=value, found=value),))
    again = outcome_adapter().validate_json(outcome_adapter().dump_json(some)).findings[0]
    assert (again.expected, type(again.expected)) == (value, type(value))


def test_the_schema_refuses_a_key_that_nobody_agreed_on() -> None:
    wire = through_json(outcome())
    wire["cells"][TOTAL]["guess"] = 3
    assert not validator().is_valid(wire)


def test_a_cell_of_one_reading_has_nothing_the_wire_does_not_show() -> None:
    """A field added to what is read has to be thought of here."""
    shown = {"value", "raw", "span", "place", "how", "unit"}
    internal = {"label", "candidates"}
    assert set(CellReading.__slots__) == shown | internal

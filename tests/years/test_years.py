"""This year's report against last year's, column by column and stock by stock."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.claim import Claim
from report.document import Span
from report.errors import DataFileError
from report.form import load_forms, parse_form
from report.record import Number, Record
from tests.conftest import ROOT
from tests.records import make_record
from verify import Context, verify
from verify.years import compare_years, year_findings

STOCK = "disclosure.normative_documents"


def report(year: int, edition: str = "2021", **cells: Number | str | None) -> Record:
    named = {key.replace("__", "."): value for key, value in cells.items()}
    return make_record(year, edition, named)


def states(record: Record, previous: Record, code: str) -> dict[str, tuple[str, str]]:
    return {
        one.cells[0]: (one.state, one.reason)
        for one in compare_years(record, previous)
        if one.code == code
    }


def test_every_column_carried_over_is_held_against_its_own() -> None:
    last = report(2021, requests__carried_forward__business=2, requests__carried_forward__total=2)
    this = report(2022, requests__carried_over__natural_person=2, requests__carried_over__total=2)
    found = states(this, last, "YRS01")
    failed = {key.rpartition(".")[2] for key, (state, _) in found.items() if state == "failed"}
    assert failed == {"business", "natural_person"}
    assert len(found) == 7
    (finding,) = year_findings(this, last)
    assert finding.code == "YRS01"
    assert set(finding.cells) == {f"requests.carried_over.{column}" for column in failed}
    assert finding.operands["previous:requests.carried_forward.business"] == "2"


@pytest.mark.parametrize(("value", "reason"), [(None, "blank"), ("unread", "unread")])
def test_a_blank_and_an_unread_cell_decide_nothing(value: str | None, reason: str) -> None:
    last = report(2021, requests__carried_forward__total=value)
    found = states(report(2022, requests__carried_over__total=3), last, "YRS01")
    assert found["requests.carried_over.total"] == ("undecided", reason)
    this = make_record(2022, "2021", {f"{STOCK}.issued": value, f"{STOCK}.in_force": 9})
    assert states(this, report(2021), "YRS02")[f"{STOCK}.in_force"] == ("undecided", reason)


def test_the_stock_in_force_rolls_forward() -> None:
    last = make_record(2021, "2021", {f"{STOCK}.in_force": 665})
    cells = {f"{STOCK}.issued": 88, f"{STOCK}.repealed": 55, f"{STOCK}.in_force": 698}
    assert year_findings(make_record(2022, "2021", cells), last) == []
    (finding,) = year_findings(make_record(2022, "2021", {**cells, f"{STOCK}.in_force": 643}), last)
    assert (finding.code, finding.severity) == ("YRS02", "note")
    assert (finding.found, finding.expected) == (643, 698)
    assert "665" in finding.message.zh
    assert "88" in finding.message.en


def test_items_of_the_form_of_2019_roll_forward() -> None:
    row = "disclosure.licensing"
    last = make_record(2019, "2019", {f"{row}.items_last_year": 396, f"{row}.items_change": -26})
    right = make_record(2020, "2019", {f"{row}.items_last_year": 370})
    assert year_findings(right, last) == []
    wrong = make_record(2020, "2019", {f"{row}.items_last_year": 396})
    (finding,) = year_findings(wrong, last)
    assert (finding.code, finding.found, finding.expected) == ("YRS02", 396, 370)


def test_a_change_of_form_is_said_to_be_not_comparable() -> None:
    last = make_record(2020, "2019", {"requests.carried_forward.total": 4})
    this = make_record(2021, "2021", {f"{STOCK}.in_force": 30})
    assert set(states(this, last, "YRS02").values()) == {("undecided", "other_form")}
    # Requests are counted in both editions alike.
    assert states(this, last, "YRS01")["requests.carried_over.total"] == ("failed", "")


def test_a_year_between_leaves_nothing_to_compare() -> None:
    last = make_record(2020, "2021", {"requests.carried_forward.total": 4})
    assert compare_years(make_record(2022), last) == ()


def change(value: int, unit: str, of: str = "requests.received.total") -> tuple[Claim, Claim]:
    base = Claim(
        id="c1",
        metric="requests_received",
        value=Decimal(60),
        unit="件",
        approx=False,
        qualifier="exact",
        scope="self",
        period="year",
        role="total",
        quote="60件",
        span=Span(0, 3),
        figure_span=Span(0, 2),
        cells=(of,),
    )
    changed = replace(
        base,
        id="c2",
        value=Decimal(value),
        unit=unit,
        role="change",
        base="c1",
        quote=f"增长{value}{unit}",
        span=Span(4, 9),
        figure_span=Span(6, 8),
        cells=(),
    )
    return base, changed


def verdict(this: Record, last: Record | None) -> tuple[str, str]:
    checked = verify(this, Context(previous=last)).claims[1]
    return checked.verdict, checked.why


def with_claims(year: int, claims: tuple[Claim, Claim], edition: str = "2021") -> Record:
    key = claims[0].cells[0]
    return make_record(year, edition, {key: 60}, claims)


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [(20, "%", "agrees"), (25, "%", "conflicts"), (10, "件", "agrees"), (12, "件", "conflicts")],
)
def test_a_stated_change_is_held_against_last_years_figure(
    value: int, unit: str, told: str
) -> None:
    last = make_record(2021, "2021", {"requests.received.total": 50})
    assert verdict(with_claims(2022, change(value, unit)), last)[0] == told


def test_a_stated_change_waits_for_last_years_report() -> None:
    this = with_claims(2022, change(20, "%"))
    assert verdict(this, None) == ("undecided", "needs last year's report")
    blank = make_record(2021, "2021", {"requests.received.total": "unread"})
    assert verdict(this, blank)[0] == "undecided"


def test_a_change_across_forms_is_not_comparable_where_they_count_otherwise() -> None:
    key = "disclosure.licensing.decisions"
    this = with_claims(2021, change(25, "%", key))
    last = make_record(2020, "2019", {key: 50})
    assert verdict(this, last) == ("not_comparable", "last year's report has another form")
    assert (
        verdict(with_claims(2022, change(25, "%", key)), make_record(2021, "2021", {key: 50}))[0]
        == "conflicts"
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 500), min_size=4, max_size=4))
def test_a_stock_that_rolls_forward_is_never_told(numbers: list[int]) -> None:
    before, issued, repealed, _ = numbers
    last = make_record(2021, "2021", {f"{STOCK}.in_force": before})
    cells = {
        f"{STOCK}.issued": issued,
        f"{STOCK}.repealed": repealed,
        f"{STOCK}.in_force": before + issued - repealed,
    }
    assert not year_findings(make_record(2022, "2021", cells), last)


def test_a_carry_that_names_no_cell_is_a_mistake_of_the_form_file() -> None:
    text = (ROOT / "report/forms/2021.toml").read_text(encoding="utf-8")
    with pytest.raises(DataFileError, match=r"carries\[0\]\.rows: no rules\.amount"):
        parse_form(text.replace('now = ["in_force"]', 'now = ["amount"]'), "2021.toml")
    assert {carry.code for form in load_forms().values() for carry in form.carries} == {"YRS02"}

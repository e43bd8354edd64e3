"""What does not fit the issuer: its powers, its past, its deadline, the bodies below it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.body import body_of
from report.document import Span
from report.finding import Finding
from report.record import Facts, Number, Record, Stated
from tests.records import make_record, with_cell
from verify import Context, adds_nothing, verify
from verify.bodies import roll_up
from verify.context import ALONE, Copy

RULES = "disclosure.rules.in_force"
LICENCES = "disclosure.licensing.decisions"
RECEIVED = "requests.received.total"


def found(record: Record, code: str, context: Context = ALONE) -> list[Finding]:
    return [finding for finding in verify(record, context).findings if finding.code == code]


@pytest.mark.parametrize("issuer", ["青石县人民政府", "白水镇人民政府", "莲江市教育局"])
def test_rules_of_a_body_that_makes_none_are_pointed_at(issuer: str) -> None:
    (finding,) = found(make_record(cells={RULES: 6}, issuer=issuer), "DIS04")
    assert (finding.severity, finding.attribution, finding.cells) == ("note", "unknown", (RULES,))


@pytest.mark.parametrize("issuer", ["莲江市人民政府", "古原省人民政府", "国家统计局", ""])
def test_rules_of_a_body_that_may_make_them_are_not(issuer: str) -> None:
    assert found(make_record(cells={RULES: 6}, issuer=issuer), "DIS04") == []


@pytest.mark.parametrize("value", [0, None, "unread"])
def test_no_rules_a_blank_and_an_unread_cell_are_not_pointed_at(value: int | str | None) -> None:
    assert found(make_record(cells={RULES: value}), "DIS04") == []


def test_the_roster_settles_what_the_name_leaves_open() -> None:
    record = make_record(cells={RULES: 6}, issuer="莲江市人民政府")
    told = body_of("莲江市某县人民政府")
    assert found(record, "DIS04", Context(body=told)) != []


@pytest.mark.parametrize(
    ("key", "now", "before", "far"),
    [
        (LICENCES, 50_000, 400, True),
        (LICENCES, 2, 900, True),
        (LICENCES, 250, 2, False),
        (LICENCES, 900, 100, False),
        (LICENCES, 900, 0, False),
        ("disclosure.fees.amount", Decimal(2_425_231_108_200), Decimal(242_523_110), True),
        ("disclosure.fees.amount", Decimal(91_000), Decimal(242_523), False),
    ],
)
def test_a_figure_very_far_from_last_years_is_pointed_at(
    key: str, now: Number, before: Number, far: bool
) -> None:
    last = make_record(2021, cells={key: before})
    told = found(make_record(2022, cells={key: now}), "DIS04", Context(previous=last))
    assert bool(told) == far


def published(day: str, issuer: str = "青石县水利局", year: int = 2023) -> Record:
    facts = Facts(published=Stated(day, f"发布时间:{day}", Span(0, 15)))
    return make_record(year, issuer=issuer, facts=facts)


def test_a_report_published_after_its_deadline_is_pointed_at() -> None:
    (finding,) = found(published("2024-02-20"), "FRM07")
    assert (finding.found, finding.expected) == ("2024-02-20", "2024-01-31")
    assert finding.severity == "note"
    assert finding.evidence == (Span(0, 15),)


@pytest.mark.parametrize(
    ("day", "issuer"),
    [
        ("2024-01-31", "青石县水利局"),
        ("2024-02-20", "青石县人民政府"),
        ("2024-03-10", "莲江市人民政府"),
        ("2024-03-31", "莲江经济开发区管委会"),
        ("2025-01-01", ""),
    ],
)
def test_the_last_day_and_an_unknown_deadline_are_not_late(day: str, issuer: str) -> None:
    assert found(published(day, issuer), "FRM07") == []


def test_the_day_of_the_roster_wins_over_the_pages() -> None:
    on_time = Context(published=date(2024, 1, 20))
    assert found(published("2024-06-01"), "FRM07", on_time) == []
    late = Context(published=date(2024, 6, 1))
    assert found(published("2024-01-20"), "FRM07", late) != []
    assert found(make_record(2023, issuer="青石县水利局"), "FRM07") == []


def below(*values: int | str | None) -> tuple[Record, ...]:
    return tuple(
        make_record(cells={RECEIVED: value}, issuer=f"青石县第{at}局")
        for at, value in enumerate(values)
    )


def test_less_than_the_bodies_below_have_is_asked_about() -> None:
    record = make_record(cells={RECEIVED: 20}, issuer="青石县人民政府")
    (finding,) = found(record, "BOD01", Context(children=below(9, 9, 8)))
    assert (finding.severity, finding.attribution) == ("query", "unknown")
    assert (finding.cells, finding.found, finding.expected) == ((RECEIVED,), 20, 26)


@pytest.mark.parametrize("values", [(9, 9, 2), (9, 11), (25,), ()])
def test_as_much_as_below_or_more_is_not(values: tuple[int, ...]) -> None:
    record = make_record(cells={RECEIVED: 25}, issuer="青石县人民政府")
    assert found(record, "BOD01", Context(children=below(*values))) == []


def test_what_is_not_known_below_makes_no_sum_larger() -> None:
    record = make_record(cells={RECEIVED: 20}, issuer="青石县人民政府")
    assert found(record, "BOD01", Context(children=below(20, None, "unread"))) == []
    row = next(row for row in roll_up(record, below(7, None, 5)) if row.key == RECEIVED)
    assert (row.own, row.sum, row.known) == (20, 12, 2)


@pytest.mark.parametrize("value", [None, "unread"])
def test_a_superiors_unknown_figure_is_not_held_against_anything(value: str | None) -> None:
    record = make_record(cells={RECEIVED: value}, issuer="青石县人民政府")
    assert found(record, "BOD01", Context(children=below(9))) == []


@pytest.mark.parametrize("issuer", ["青石县水利局", "青石县人民政府办公室"])
def test_only_a_government_sums_up_its_area(issuer: str) -> None:
    record = make_record(cells={RECEIVED: 2}, issuer=issuer)
    assert found(record, "BOD01", Context(children=below(9, 9))) == []


def test_decisions_of_another_edition_are_not_added() -> None:
    children = (make_record(2020, "2019", {LICENCES: 900}),)
    record = make_record(cells={LICENCES: 5}, issuer="青石县人民政府")
    assert found(record, "BOD01", Context(children=children)) == []


def test_what_was_copied_is_told_with_its_passages() -> None:
    spans = (Span(5, 60), Span(80, 99))
    copy = Copy("云溪县水利局", "2021", "ab", False, 84, spans, spans)
    (finding,) = found(make_record(), "FRM08", Context(copies=(copy,)))
    assert finding.evidence == spans
    assert finding.severity == "note"
    assert "云溪县水利局" in finding.message.zh
    assert "84" in finding.message.en


def test_no_note_of_these_keeps_a_report_from_being_accepted() -> None:
    record = make_record(cells={RULES: 6})
    alone = verify(make_record(cells={RULES: 0}))
    assert verify(record).status == alone.status


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_context_that_adds_nothing_changes_no_outcome(data: st.DataObject) -> None:
    numbers = st.sampled_from([0, 1, 2, 400, 90_000, None, "unread"])
    keys = ["requests.carried_over.total", RECEIVED, LICENCES, RULES]
    forward = "requests.carried_forward.total"
    record = make_record(
        2022, cells={key: data.draw(numbers) for key in keys}, issuer="青石县人民政府"
    )
    raw = data.draw(st.sampled_from(["1", "2", None]))
    if raw is not None and isinstance(record.cells[RECEIVED].value, int):
        # A figure unlike its own text is set aside.
        record = with_cell(record, RECEIVED, raw=raw)
    last = make_record(2021, cells={key: data.draw(numbers) for key in [forward, LICENCES]})
    context = Context(
        previous=data.draw(st.sampled_from([last, None])),
        children=data.draw(st.sampled_from([below(1), below(2, 400), ()])),
        body=data.draw(
            st.sampled_from([None, body_of("青石县人民政府"), body_of("莲江市人民政府")])
        ),
        published=data.draw(st.sampled_from([None, date(2023, 1, 1), date(2023, 9, 1)])),
    )
    if adds_nothing(record, context):
        assert verify(record, context) == verify(record)

"""Rates, trends and ranks: empty rather than wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gouji.exports.rates import Series, definitions, figures_of, ranking_rows, rates_row, trend_rows
from report.finding import Outcome
from report.record import Record
from review.near import Near
from tests.corpus.outcomes import outcome_of
from tests.records import make_record, with_cell

GRANTED = "requests.granted.total"
WHOLE = "requests.outcomes_total.total"


def rates(record: Record) -> dict[str, object]:
    return rates_row(outcome_of(record), {})


def figures(outcome: Outcome):
    return figures_of(outcome, {})


def series_of(outcomes: list[Outcome]) -> Series:
    """Each printed name is a body, and the first report of a year counts."""
    near: dict[str, Near] = {}
    seen: set[tuple[str, int]] = set()
    for outcome in outcomes:
        record = outcome.record
        assert record is not None
        assert record.issuer is not None
        assert record.year_number is not None
        place = (record.issuer.value, record.year_number)
        near.setdefault(outcome.id, Near(place[0], place[0], current=place not in seen))
        seen.add(place)
    return Series.of(map(figures, outcomes), near)


def test_a_rate_is_a_share_in_per_cent_rounded_half_up() -> None:
    row = rates(make_record(cells={GRANTED: 1, "requests.partially_granted.total": 0, WHOLE: 8}))
    assert row["granted_rate"] == 12.5
    assert rates(make_record(cells={GRANTED: 2, WHOLE: 3}))["granted_rate"] == 66.67


def test_all_rows_of_a_beginning_are_summed() -> None:
    cells = {
        "requests.refused.state_secret.total": 1,
        "requests.refused.third_party.total": 2,
        WHOLE: 4,
    }
    assert rates(make_record(cells=cells))["refused_rate"] == 75.0


def test_nothing_to_divide_by_gives_no_rate() -> None:
    row = rates(make_record())
    assert (row["granted_rate"], row["granted_rate_state"]) == (None, "zero_denominator")


@pytest.mark.parametrize(("value", "state"), [(None, "blank"), ("unread", "unread")])
def test_a_gap_gives_no_rate_and_is_never_nought(value: str | None, state: str) -> None:
    row = rates(make_record(cells={GRANTED: value, WHOLE: 4}))
    assert (row["granted_rate"], row["granted_rate_state"]) == (None, state)


def test_a_disputed_figure_gives_no_rate() -> None:
    record = with_cell(make_record(cells={GRANTED: 1, WHOLE: 4}), GRANTED, status="disputed")
    row = rates(record)
    assert (row["granted_rate"], row["granted_rate_state"]) == (None, "disputed")


def test_a_rate_made_of_figures_the_report_contradicts_says_so() -> None:
    row = rates(make_record(cells={WHOLE: 4, GRANTED: 1}))
    assert row["granted_rate_state"] == "inconsistent"


def test_trends_hold_each_year_against_the_one_before() -> None:
    received = "requests.received.total"
    outcomes = [
        outcome_of(make_record(year=year, cells={received: count}), year)
        for year, count in ((2021, 4), (2022, 5), (2024, 9))
    ]
    rows = [row for row in trend_rows(series_of(outcomes)) if row["measure_id"] == "received"]
    assert [(row["year"], row["change"], row["change_percent"]) for row in rows] == [
        (2022, 1.0, 25.0)
    ]


def test_a_new_edition_of_the_form_is_said_beside_the_change() -> None:
    outcomes = [outcome_of(make_record(2020, "2019")), outcome_of(make_record(2021, "2021"), 1)]
    rows = list(trend_rows(series_of(outcomes)))
    assert {row["comparable"] for row in rows} == {"other_edition"}


def test_of_two_versions_the_one_that_counts_is_taken_and_the_other_counted() -> None:
    outcomes = [
        outcome_of(make_record(cells={"requests.received.total": count}), count) for count in (1, 2)
    ]
    series = series_of(outcomes)
    assert [one.record for one in series.by_year.values()] == [outcomes[0].id]
    assert series.left_out == 1


def test_names_of_one_body_make_one_trend_under_the_body_s_name() -> None:
    outcomes = [
        outcome_of(make_record(issuer=name, year=year), year)
        for name, year in (("甲县卫健局", 2022), ("甲县卫生健康局", 2023))
    ]
    near = {outcome.id: Near("k", "甲县卫生健康局") for outcome in outcomes}
    rows = list(trend_rows(Series.of(map(figures, outcomes), near)))
    assert {(row["issuer"], row["year"]) for row in rows} == {("甲县卫生健康局", 2023)}


def test_a_name_that_many_places_share_makes_no_trend_but_a_rank_each() -> None:
    outcomes = [
        outcome_of(make_record(issuer="区财政局", year=year), number)
        for number, year in enumerate((2022, 2023, 2023))
    ]
    near = {outcome.id: Near(outcome.id, "区财政局") for outcome in outcomes}
    series = Series.of(map(figures, outcomes), near)
    assert list(trend_rows(series)) == []
    assert {row["of"] for row in ranking_rows(series) if row["measure_id"] == "received"} == {1, 2}


def test_the_same_report_at_two_places_counts_once() -> None:
    outcome = outcome_of(make_record())
    assert len(series_of([outcome, outcome.at("elsewhere.txt")]).by_year) == 1


def test_equal_figures_share_a_rank_and_gaps_have_none() -> None:
    counts = {"甲县民政局": 5, "乙县民政局": 7, "丙县民政局": 5, "丁县民政局": None}
    outcomes = [
        outcome_of(make_record(issuer=name, cells={"requests.received.total": count}), number)
        for number, (name, count) in enumerate(counts.items())
    ]
    rows = [
        (row["issuer"], row["rank"], row["of"])
        for row in ranking_rows(series_of(outcomes))
        if row["measure_id"] == "received"
    ]
    assert rows == [("乙县民政局", 1, 3), ("丙县民政局", 2, 3), ("甲县民政局", 2, 3)]


def test_what_could_not_be_read_has_no_figures() -> None:
    outcome = outcome_of(make_record())
    assert figures_of(replace(outcome, status="failed"), {}) is None
    assert figures_of(Outcome(outcome.source, "failed"), {}) is None


def test_every_rate_tells_its_formula_in_both_languages() -> None:
    for rate in definitions().rates:
        assert "÷" in rate.formula.zh
        assert "÷" in rate.formula.en

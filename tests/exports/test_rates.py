"""Rates, trends and ranks: empty rather than wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gouji.exports.rates import Series, definitions, figures_of, ranking_rows, rates_row, trend_rows
from report.finding import Outcome
from report.record import Record
from tests.corpus.outcomes import outcome_of
from tests.records import make_record, with_cell

GRANTED = "requests.granted.total"
WHOLE = "requests.outcomes_total.total"


def rates(record: Record) -> dict[str, object]:
    return rates_row(outcome_of(record), {})


def figures(outcome: Outcome):
    return figures_of(outcome, {})


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
    rows = [
        row
        for row in trend_rows(Series.of(map(figures, outcomes)))
        if row["measure_id"] == "received"
    ]
    assert [(row["year"], row["change"], row["change_percent"]) for row in rows] == [
        (2022, 1.0, 25.0)
    ]


def test_a_new_edition_of_the_form_is_said_beside_the_change() -> None:
    outcomes = [outcome_of(make_record(2020, "2019")), outcome_of(make_record(2021, "2021"), 1)]
    rows = list(trend_rows(Series.of(map(figures, outcomes))))
    assert {row["comparable"] for row in rows} == {"other_edition"}


def test_a_year_with_two_reports_that_differ_is_left_out_and_counted() -> None:
    outcomes = [
        outcome_of(make_record(cells={"requests.received.total": count}), count) for count in (1, 2)
    ]
    series = Series.of(map(figures, outcomes))
    assert (dict(series.by_year), series.left_out) == ({}, 1)


def test_the_same_report_at_two_places_counts_once() -> None:
    outcomes = [outcome_of(make_record(), number) for number in (1, 2)]
    assert len(Series.of(map(figures, outcomes)).by_year) == 1


def test_equal_figures_share_a_rank_and_gaps_have_none() -> None:
    counts = {"甲县民政局": 5, "乙县民政局": 7, "丙县民政局": 5, "丁县民政局": None}
    outcomes = [
        outcome_of(make_record(issuer=name, cells={"requests.received.total": count}), number)
        for number, (name, count) in enumerate(counts.items())
    ]
    rows = [
        (row["issuer"], row["rank"], row["of"])
        for row in ranking_rows(Series.of(map(figures, outcomes)))
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

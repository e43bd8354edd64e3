"""The year reported on and the statistics period, however they are printed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from report.document import Span
from tests.identity.papers import BODY, ISSUER, PREAMBLE, TITLE, identity, reading

WHOLE = "2022-01-01/2022-12-31"


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("统计期限自2022年1月1日起至2022年12月31日止", WHOLE),
        ("统计期限自2022年1月1日起，至2022年12月31日止", WHOLE),
        ("统计周期\n为 2022 年 1 月 1 日至 12 月\n 31 日", WHOLE),
        ("统计时限为２０２２年１月１日至１２月３１日", WHOLE),
        ("统计时间：2022.1.1-2022.12.31", WHOLE),
        ("统计期限为2022-01-01至2022-12-31", WHOLE),
        ("统计期限为2022年1月至12月", WHOLE),
        ("统计期限为2022年1月1日0时至12月31日24时", WHOLE),
        ("统计期限为2022年度", WHOLE),
        ("统计期限为2022年1-12月", WHOLE),
        ("统计期限自1月1日至2022年12月31日", WHOLE),
        ("统计期限自1月1日至12月31日", ""),
        ("数据截至2022年底", "../2022-12-31"),
        ("数据从2022年1月1日起到2022年12月31日止", WHOLE),
        ("数据截止2022年12月31日", "../2022-12-31"),
        ("统计期限自2021年9月1日至2022年8月31日", "2021-09-01/2022-08-31"),
        ("统计期限为二〇二二年一月一日至二〇二二年十二月三十一日", WHOLE),
        ("统计期限为二O二二年一月一日起至十二月三十一日止", WHOLE),
        ("统计期限为二○二二年一月至十二月", WHOLE),
        ("统计期限为二〇二二年三月一日至当年九月", "2022-03-01/2022-09-30"),
        ("统计期限为二〇二二年十十月一日至十二月", ""),
        ("数据期限从2022年1月1日起到年底", WHOLE),
        ("数据期限为2022年4月1日至2022年底", "2022-04-01/2022-12-31"),
        ("统计期限从2022年1月1日开始", ""),
        ("统计期限为二〇二二年度", ""),
        ("统计期限为本年度", ""),
        ("统计期限：一月一日到年末", ""),
        ("统计期限为贰零贰贰年一月一日至十二月三十一日", ""),
    ],
)
def test_a_period_is_read_in_many_wordings(words: str, value: str) -> None:
    found = identity(f"{TITLE}\n本报告所列{words}。\n{BODY}")
    assert found.facts.period is not None
    assert found.facts.period.value == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("20221月1日至202212月31日", WHOLE),
        ("202211日至20221231日", WHOLE),
        ("2022111231日", WHOLE),
        ("自2022年11起至2022年12月31", ""),
        ("年1月日至1日", ""),
        ("20224月9日至20228月日", ""),
    ],
)
def test_a_damaged_period_is_stated_but_its_dates_only_where_sure(
    words: str, value: str | None
) -> None:
    period = identity(f"{TITLE}\n统计期限自{words}止。\n{BODY}").facts.period
    assert (period.value if period is not None else None) == value


def test_a_span_of_dates_inside_the_year_is_no_statistics_period() -> None:
    text = BODY.replace("全年", "2022年3月1日至5月31日开展培训，截至12月底全年")
    assert identity(f"{TITLE}\n{text}").facts.period is None


@pytest.mark.parametrize("dates", ["2022年1月1日至12月31日", "二〇二二年一月一日至十二月三十一日"])
def test_a_whole_year_in_running_text_counts_as_the_period(dates: str) -> None:
    text = BODY.replace("2022年，我局", f"{dates}期间，我局")
    period = identity(f"{TITLE}\n{text}").facts.period
    assert period is not None
    assert period.value == WHOLE


@pytest.mark.parametrize("year", ["2022", "２０２２", "二〇二二", "二○二二", "20 22"])
def test_the_title_year_is_read_in_any_writing(year: str) -> None:
    found = identity(f"{ISSUER}{year}年政府信息公开工作年度报告\n{BODY}")
    assert found.year is not None
    assert found.year.value == "2022"


def test_without_a_title_the_opening_names_the_year() -> None:
    found = identity(f"2022年，{ISSUER}认真落实2021年的要求和2022年要点。\n{BODY}")
    assert found.year is not None
    assert found.year.value == "2022"


def test_plans_and_earlier_tasks_do_not_change_the_year() -> None:
    plans = "2023年，我局将改进。2023年要点。2021年回顾。" * 9
    found = identity(f"{TITLE}\n{PREAMBLE}\n{BODY}{plans}")
    assert found.year is not None
    assert found.year.value == "2022"


def test_a_title_alone_does_not_outvote_period_and_text() -> None:
    text = TITLE.replace("2022", "2023") + f"\n{PREAMBLE}\n{BODY}"
    found = identity(text)
    assert found.year is not None
    assert found.year.value == "2022"


def test_a_date_of_publication_is_no_year_reported_on() -> None:
    found = identity(f"{ISSUER}政府信息公开工作年度报告\n2023年1月12日\n2022年度报告如下。\n{BODY}")
    assert found.year is not None
    assert found.year.value == "2022"


def test_a_title_of_an_impossible_year_leaves_no_year_to_guess_from_the_prose() -> None:
    text = f"{ISSUER}2123年政府信息公开工作年度报告\n较2022年的申请增加8件。\n{BODY}"
    found = identity(text)
    assert found.year is None
    assert found.issuer is not None
    assert found.issuer.value == ISSUER


def test_a_period_settles_the_year_where_the_title_is_mistyped() -> None:
    told = "统计期限为2022年1月1日至2022年12月31日"
    text = f"{ISSUER}2123年政府信息公开工作年度报告\n{told}。\n{BODY}"
    year = identity(text).year
    assert year is not None
    assert year.value == "2022"


def test_a_title_whose_year_lost_its_mark_still_names_it_where_nothing_else_does() -> None:
    found = identity("莲江市水利局\n2022政府信息公开工作年度报告\n" + BODY.replace("2022年", ""))
    assert found.year is not None
    assert found.year.value == "2022"


def test_a_period_that_a_converter_put_into_a_table_is_stated() -> None:
    text = f"{TITLE}\n本报告数据的统计期限为2022年1月1日至2022年12月31日。\n{BODY}"
    start = text.index("本报告")
    table = Span(start, text.index("\n", start))
    found = identity(text, replace(reading(text), regions=(table,))).facts.period
    assert found is not None
    assert found.value == "2022-01-01/2022-12-31"


@pytest.mark.parametrize(
    ("table", "value"),
    [
        ("| 统计期限自 |  | 2022年1 | 月1日起至 | 2022年12月 | 31日止。 |", WHOLE),
        ("| 统计期限自 | | 2022 年 | 1 月 1 日 |\n| --- | --- | --- | --- |\n"
         "| 起至 | 年 月 | 日止。如有疑问，请致电 | |\n| 2022 | 12 | 31 | |", ""),
        ("| 统计期限自 | 年 | 月 日至 | 年 | 月 | 日。 |\n| | 2022 | 1 1 | 2022 | 12 | 31 |", ""),
        ("| 统计期限自 | 9月1日至 | 2022年 | 8月31日。 |", ""),
    ],
)  # fmt: skip
def test_a_period_torn_over_the_cells_of_a_converter_is_not_missing(table: str, value: str) -> None:
    period = identity(f"{TITLE}\n{table}\n{BODY}").facts.period
    assert period is not None
    assert period.value == value


@pytest.mark.parametrize(
    "table", ["| 统计期限自 | 年 | 月 日至 | 年 | 月 | 日。 |", "| 统计期限 | 见附表 |"]
)
def test_a_period_whose_dates_nobody_filled_in_is_missing(table: str) -> None:
    assert identity(f"{TITLE}\n{table}\n\n{BODY.replace('2022', '')}").facts.period is None

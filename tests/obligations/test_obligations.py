"""What the form asks for and a report lacks; silence on whatever is in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from report.document import Span
from report.finding import Finding
from report.form import load_forms
from report.record import Facts, Record, Stated
from tests.records import make_record
from verify.obligations import missing_parts, obligation_findings
from verify.outcome import verify

PARTS = ("overview", "disclosure", "requests", "disputes", "problems", "other_matters")
RIGHT = {"2019": "国办公开办函〔2019〕60号", "2021": "国办公开办函〔2021〕30号"}


def said(value: str, at: int = 0) -> Stated:
    return Stated(value, value, Span(at, at + len(value)))


def facts(
    year: int, parts: Iterable[str] = PARTS, circulars: Iterable[str] = (), **other: object
) -> Facts:
    made = Facts(
        title=said("莲江市水利局政府信息公开工作年度报告"),
        sections={part: said(part, 100 * at) for at, part in enumerate(parts, 1)},
        circulars=tuple(said(number, 50) for number in circulars),
        period=said(f"{year}-01-01/{year}-12-31", 60),
        fee_statement=said("未收取信息处理费", 700),
    )
    return replace(made, **other)


def raised(record: Record) -> list[tuple[str, str]]:
    return [(finding.code, finding.attribution) for finding in obligation_findings(record)]


def only(record: Record) -> Finding:
    (finding,) = obligation_findings(record)
    return finding


@pytest.mark.parametrize(("year", "edition"), [(2019, "2019"), (2020, "2019"), (2024, "2021")])
def test_a_report_with_all_the_form_asks_for_raises_nothing(year: int, edition: str) -> None:
    made = facts(year, circulars=[RIGHT[edition]])
    assert raised(make_record(year, edition, facts=made)) == []


def test_one_row_for_other_outcomes_is_no_wrong_form() -> None:
    tables = {
        "disclosure": ("2021", "standard"),
        "requests": ("2021", "one_other_row"),
        "disputes": ("2021", "standard"),
    }
    assert raised(make_record(2023, "2021", tables=tables, facts=facts(2023))) == []


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_a_report_without_the_form_has_no_obligations(edition: str) -> None:
    record = make_record(2020, edition, facts=Facts())
    assert raised(replace(record, edition="other", tables={}, cells={})) == []


@pytest.mark.parametrize("kind", ["blank_form", "circular", "website_report", "other"])
def test_another_kind_of_document_has_no_obligations(kind: str) -> None:
    assert raised(replace(make_record(2022, facts=Facts()), kind=kind)) == []


def test_a_form_of_other_years_is_raised_once() -> None:
    finding = only(make_record(2022, "2019", facts=facts(2022)))
    assert (finding.code, finding.attribution) == ("FRM01", "source")
    assert (finding.found, finding.expected) == ("2019", "2021")


def test_a_form_of_other_years_told_from_a_doubtful_reading_accuses_nobody() -> None:
    cells = {"requests.received.total": "unread"}
    record = make_record(2022, "2019", cells, facts=facts(2022))
    assert raised(record) == [("FRM01", "unknown")]


def test_a_head_of_one_edition_over_a_body_of_another_is_raised() -> None:
    heads = {
        "disclosure": ("2019", "2021", Span(200, 210)),
        "requests": ("2021", "2021", Span(1, 2)),
    }
    finding = only(make_record(2021, facts=facts(2021, table_heads=heads)))
    assert (finding.code, finding.attribution) == ("FRM01", "source")
    assert finding.evidence[0] == Span(200, 210)


def test_tables_of_different_editions_are_raised() -> None:
    tables = {
        "disclosure": ("2019", "standard"),
        "requests": ("2021", "three_other_rows"),
        "disputes": ("2021", "standard"),
    }
    assert raised(make_record(2021, tables=tables, facts=facts(2021))) == [("FRM01", "source")]


def test_tables_that_are_the_same_in_both_editions_tell_nothing() -> None:
    tables = {
        "disclosure": ("2021", "standard"),
        "requests": ("2021", "three_other_rows"),
        "disputes": ("2019", "standard"),
    }
    assert raised(make_record(2021, tables=tables, facts=facts(2021))) == []


@pytest.mark.parametrize("part", ["overview", "problems"])
def test_a_section_missing_in_the_middle_of_a_clear_text_is_the_reports(part: str) -> None:
    made = facts(2022, [other for other in PARTS if other != part])
    finding = only(make_record(2022, facts=made))
    assert (finding.code, finding.severity, finding.attribution) == ("FRM02", "fatal", "source")
    assert missing_parts(make_record(2022, facts=made)) == (part,)


def test_a_table_of_which_there_is_no_trace_is_missing() -> None:
    unread = {key: "unread" for key in make_record().cells if key.startswith("disputes.")}
    made = facts(2022, [part for part in PARTS if part != "disputes"])
    assert raised(make_record(2022, cells=unread, facts=made)) == [("FRM02", "source")]


def test_a_heading_without_its_table_is_no_missing_table() -> None:
    unread = {key: "unread" for key in make_record().cells if key.startswith("disputes.")}
    assert raised(make_record(2022, cells=unread, facts=facts(2022))) == []


def test_a_table_without_its_heading_is_no_missing_table() -> None:
    made = facts(2022, [part for part in PARTS if part != "disputes"])
    assert raised(make_record(2022, facts=made)) == []


def test_a_missing_part_beside_doubtful_reading_accuses_nobody() -> None:
    made = facts(2022, [part for part in PARTS if part != "problems"])
    cells = {"requests.received.total": "unread"}
    assert raised(make_record(2022, cells=cells, facts=made)) == [("FRM02", "unknown")]
    split = {"requests.received.total": "split"}
    assert raised(make_record(2022, how=split, facts=made)) == [("FRM02", "unknown")]


def test_what_is_missing_at_the_end_may_have_been_cut_off_and_is_one_finding() -> None:
    unread = {key: "unread" for key in make_record().cells if key.startswith("disputes.")}
    made = facts(2022, PARTS[:3], fee_statement=None)
    record = make_record(2022, cells=unread, facts=made)
    assert missing_parts(record) == PARTS[3:]
    assert raised(record) == [("FRM02", "unknown")]


def test_a_report_on_2019_may_leave_out_text_sections() -> None:
    made = facts(2019, [part for part in PARTS if part not in ("problems", "other_matters")])
    assert raised(make_record(2019, "2019", facts=made)) == []


@pytest.mark.parametrize(("year", "edition"), [(2020, "2019"), (2023, "2021")])
def test_a_missing_period_is_raised(year: int, edition: str) -> None:
    assert raised(make_record(year, edition, facts=facts(year, period=None))) == [
        ("FRM03", "source")
    ]


def test_a_damaged_period_is_a_period() -> None:
    damaged = Stated("", "20221月1日至1日", Span(60, 70))
    assert raised(make_record(2022, facts=facts(2022, period=damaged))) == []


def test_a_missing_fee_statement_is_raised_on_the_new_form_only() -> None:
    silent = {"fee_statement": None}
    assert raised(make_record(2022, facts=facts(2022, **silent))) == [("FRM04", "source")]
    assert raised(make_record(2020, "2019", facts=facts(2020, **silent))) == []


@pytest.mark.parametrize(
    ("year", "edition", "cited", "wrong"),
    [
        (2021, "2021", [RIGHT["2019"]], True),
        (2021, "2021", [RIGHT["2019"], RIGHT["2021"]], False),
        (2023, "2021", ["国办发〔2021〕30号"], True),
        (2020, "2019", ["国办公开办函〔2019〕61号"], True),
        (2020, "2019", [RIGHT["2019"]], False),
        (2022, "2021", [], False),
    ],
)
def test_the_circular_of_another_year_is_raised(
    year: int, edition: str, cited: list[str], wrong: bool
) -> None:
    record = make_record(year, edition, facts=facts(year, circulars=cited))
    assert raised(record) == ([("FRM05", "source")] if wrong else [])
    if wrong:
        finding = only(record)
        assert (finding.found, finding.expected) == (cited[0], RIGHT[edition])
        assert finding.quote == cited[0]


def test_a_period_of_another_year_is_raised() -> None:
    record = make_record(2022, facts=facts(2021))
    assert raised(record) == [("FRM06", "source")]
    assert only(record).quote == "2021-01-01/2021-12-31"


def test_an_academic_year_that_ends_in_the_year_is_no_other_year() -> None:
    made = facts(2022, period=said("2021-09-01/2022-08-31"))
    assert raised(make_record(2022, facts=made)) == []


def test_every_finding_is_told_in_both_languages_with_evidence() -> None:
    bare = Facts(title=said("莲江市水利局年度报告"), circulars=(said(RIGHT["2019"]),))
    unread = dict.fromkeys(make_record(edition="2019").cells, "unread")
    records = [make_record(2022, facts=bare), make_record(2022, "2019", unread, facts=bare)]
    findings = [finding for record in records for finding in obligation_findings(record)]
    assert {finding.code for finding in findings} >= {"FRM01", "FRM02", "FRM03", "FRM05"}
    for finding in findings:
        assert finding.message.zh
        assert finding.message.en
        assert finding.evidence
        assert "{" not in finding.message.zh + finding.message.en


def test_ids_differ_between_findings_and_not_with_the_places_of_words() -> None:
    bare = facts(2022, PARTS[1:4], period=None, fee_statement=None)
    found = obligation_findings(make_record(2022, facts=bare))
    assert len({finding.id for finding in found}) == len(found) >= 3
    moved = replace(bare, sections={k: said(k, 9) for k in bare.sections})
    again = obligation_findings(make_record(2022, facts=moved))
    assert [finding.id for finding in again] == [finding.id for finding in found]


def test_only_the_last_edition_is_open_ended() -> None:
    forms = list(load_forms().values())
    assert [form.last_year is None for form in forms] == [False, True]


def test_a_table_without_a_trace_is_said_once_not_also_as_unread_cells() -> None:
    unread = {key: "unread" for key in make_record().cells if key.startswith("disputes.")}
    made = facts(2022, [part for part in PARTS if part != "disputes"])
    outcome = verify(make_record(2022, cells=unread, facts=made))
    (finding,) = outcome.findings
    assert (finding.code, set(finding.cells)) == ("FRM02", set(unread))


def test_a_table_lost_under_its_heading_is_said_as_unread_cells() -> None:
    unread = {key: "unread" for key in make_record().cells if key.startswith("disputes.")}
    outcome = verify(make_record(2022, cells=unread, facts=facts(2022)))
    assert [finding.code for finding in outcome.findings] == ["RDG03"]


def test_an_opening_that_announces_last_years_report_is_asked_about() -> None:
    made = facts(2022, announced_year=said("2021"))
    (finding,) = obligation_findings(make_record(2022, facts=made))
    assert (finding.code, finding.attribution) == ("FRM06", "source")
    assert (finding.found, finding.expected) == ("2021", "2022")


def test_a_title_of_another_year_than_the_text_is_asked_about() -> None:
    made = facts(2022, title=said("莲江市水利局2023年政府信息公开工作年度报告"))
    (finding,) = obligation_findings(make_record(2022, facts=made))
    assert (finding.code, finding.expected) == ("FRM06", "2022")
    made = facts(2022, title=said("莲江市水利局2022年政府信息公开工作年度报告"))
    assert obligation_findings(make_record(2022, facts=made)) == ()


def test_an_opening_that_announces_another_places_report_is_asked_about() -> None:
    made = facts(2022, announced_issuer=said("清水县财政局"))
    (finding,) = obligation_findings(make_record(2022, facts=made, issuer="云河县财政局"))
    assert (finding.code, finding.found) == ("FRM06", "清水县财政局")


@pytest.mark.parametrize("name", ["云河县财政局", "财政局", "安湖市云河县财政局"])
def test_an_opening_that_announces_this_report_is_in_order(name: str) -> None:
    made = facts(2022, announced_issuer=said(name), announced_year=said("2022"))
    assert obligation_findings(make_record(2022, facts=made, issuer="云河县财政局")) == ()


def test_a_title_of_an_impossible_year_is_asked_about_though_the_period_settles_the_year() -> None:
    title = said("云河县水利局2202年政府信息公开工作年度报告")
    record = make_record(2022)
    record = replace(record, facts=replace(facts(2022), title=title))
    (finding,) = [f for f in obligation_findings(record) if f.code == "FRM06"]
    assert (finding.severity, finding.expected) == ("query", "2022")
    assert "2202" in finding.message.en


def test_a_possible_year_of_a_title_is_never_called_impossible() -> None:
    title = said("云河县水利局2022政府信息公开工作年度报告")
    made = replace(facts(2022), title=title, period=None)
    record = replace(make_record(2022), year=None, facts=made)
    assert not [f for f in obligation_findings(record) if "no report can be" in f.message.en]


def test_four_digits_of_a_title_that_are_no_year_are_in_order() -> None:
    title = said("云河县水利局3301号政府信息公开工作年度报告")
    record = replace(make_record(2022), facts=replace(facts(2022), title=title))
    assert not [f for f in obligation_findings(record) if f.code == "FRM06"]


def test_a_report_of_an_impossible_year_is_asked_about_and_not_accepted() -> None:
    title = said("云河县水利局2123年政府信息公开工作年度报告")
    record = make_record(2022)
    record = replace(record, year=None, facts=replace(facts(2022), title=title))
    (finding,) = [f for f in obligation_findings(record) if f.code == "FRM06"]
    assert (finding.severity, finding.found) == ("query", "2123")
    assert "2123" in finding.message.en
    assert verify(record).status == "review"


def test_a_report_that_names_no_year_is_asked_for_it() -> None:
    record = replace(make_record(2022), year=None)
    record = replace(
        record, facts=replace(facts(2022), title=None, period=said("1月1日至12月31日"))
    )
    (finding,) = [f for f in obligation_findings(record) if f.code == "FRM06"]
    assert (finding.severity, finding.found) == ("query", None)


@pytest.mark.parametrize("period", ["2024-01-01/2024-06-30", "../2024-09-30"])
def test_an_annual_report_that_counts_part_of_the_year_is_asked_about(period: str) -> None:
    finding = only(make_record(2024, facts=facts(2024, period=said(period, 60))))
    assert (finding.code, finding.attribution) == ("FRM10", "source")
    assert (finding.found, finding.expected) == (period, "2024-01-01/2024-12-31")


def test_a_period_that_begins_late_accuses_nobody() -> None:
    late = said("2024-03-20/2024-12-31", 60)
    assert raised(make_record(2024, facts=facts(2024, period=late))) == [("FRM10", "unknown")]


@pytest.mark.parametrize("period", ["2024-01-01/2024-12-20", "../2024-12-29", "", "../2024-12-31"])
def test_books_closed_some_days_early_are_no_part_of_a_year(period: str) -> None:
    assert raised(make_record(2024, facts=facts(2024, period=said(period, 60)))) == []


def test_a_page_published_before_its_year_began_is_asked_about() -> None:
    early = facts(2035, published=said("2026-01-15", 20))
    finding = only(make_record(2035, "2021", facts=early))
    assert (finding.code, finding.attribution) == ("FRM06", "unknown")
    assert finding.found == "2035"


@pytest.mark.parametrize("day", ["2024-12-30", "2025-01-20", "2027-05-01"])
def test_a_page_published_in_its_year_or_later_is_in_order(day: str) -> None:
    assert raised(make_record(2024, facts=facts(2024, published=said(day, 20)))) == []

"""Several reports in one file are told apart; what only looks like a second one is not."""

from __future__ import annotations

import pytest
import table_layouts as layouts
from table_layouts import Render, document, forms_of, report
from table_values import table_of

from extractor import extract
from report.record import Record
from verify import verify


def printed(seed: int) -> dict[str, str]:
    return {key: str(number) for key, number in table_of(forms_of("2021"), seed).items()}


def text_of(seed: int, render: Render, year: str = "2022", body: str = "云溪县档案局") -> str:
    text = report(forms_of("2021"), printed(seed), render)
    return text.replace("2022", year).replace("云溪县档案局", body)


def values_of(record: Record) -> dict[str, str]:
    return {key: cell.raw for key, cell in record.cells.items() if cell.value is not None}


@pytest.mark.parametrize(("year", "body"), [("2023", "云溪县档案局"), ("2022", "云溪县林业局")])
@pytest.mark.parametrize("render", layouts.ALL, ids=lambda render: render.__name__)
def test_of_two_reports_the_first_is_read_and_the_second_named(
    render: Render, year: str, body: str
) -> None:
    text = text_of(3, render) + text_of(4, render, year, body)
    record = extract(document(text))
    further = record.facts.further_report
    assert further is not None
    assert further.raw == f"{body}{year}年政府信息公开工作年度报告"
    assert text[further.span.start : further.span.end] == further.raw
    assert record.issuer is not None
    assert (record.issuer.value, record.year_number) == ("云溪县档案局", 2022)
    assert values_of(record) == values_of(extract(document(text_of(3, render))))
    (finding,) = (found for found in verify(record).findings if found.code == "FRM09")
    assert (finding.severity, finding.attribution) == ("query", "reading")
    assert verify(record).status == "review"


@pytest.mark.parametrize(
    "behind",
    [
        "",
        "云溪县档案局2023年政府网站工作年度报表\n访问量\t1233\n信息发布\t56\n",
        "下一篇：云溪县林业局2022年政府信息公开工作年度报告\n",
        "云溪县档案局2022年政府信息公开工作年度报告\n附表另附。\n",
    ],
    ids=["nothing", "a web site's report", "a link to the next report", "its own title again"],
)
def test_what_follows_a_report_is_no_second_report(behind: str) -> None:
    text = text_of(3, layouts.tab_separated)
    record = extract(document(text + behind))
    assert record.facts.further_report is None
    assert values_of(record) == printed(3)


def test_the_same_report_printed_twice_is_one() -> None:
    text = text_of(3, layouts.tab_separated)
    record = extract(document(text + text))
    assert record.facts.further_report is None


def test_a_list_of_contents_splits_no_report() -> None:
    titles = [f"云溪县{body}局2022年政府信息公开工作年度报告 1\n" for body in ("档案", "林业")]
    contents = "目录\n" + "".join(titles)
    record = extract(document(contents + text_of(3, layouts.tab_separated)))
    assert record.facts.further_report is None
    assert values_of(record) == printed(3)

"""Several reports in one file are told apart; what only looks like a second one is not."""

from __future__ import annotations

from hashlib import sha256

import pytest
import table_layouts as layouts
from table_layouts import Render, document, forms_of, report
from table_values import table_of

from extractor import extract, reports_of
from report.finding import in_whole
from report.record import Record
from verify import verify


def printed(seed: int) -> dict[str, str]:
    return {key: str(number) for key, number in table_of(forms_of("2021"), seed).items()}


def text_of(seed: int, render: Render, year: str = "2022", body: str = "云溪县档案局") -> str:
    text = report(forms_of("2021"), printed(seed), render)
    return text.replace("2022", year).replace("云溪县档案局", body)


def values_of(record: Record) -> dict[str, str]:
    return {key: cell.raw for key, cell in record.cells.items() if cell.value is not None}


def titles_of(text: str) -> list[tuple[str, int | None]]:
    records = [extract(part.document) for part in reports_of(document(text))]
    return [(r.issuer.value if r.issuer else "", r.year_number) for r in records]


@pytest.mark.parametrize("render", layouts.ALL, ids=lambda render: render.__name__)
def test_every_report_of_a_file_is_read_as_if_it_stood_alone(render: Render) -> None:
    texts = [
        text_of(3, render),
        text_of(4, render, "2023"),
        text_of(5, render, "2022", "云溪县林业局"),
    ]
    parts = reports_of(document("".join(texts)))
    assert [part.document.text for part in parts] == texts
    for part, text in zip(parts, texts, strict=True):
        alone, record = extract(document(text)), extract(part.document)
        assert values_of(record) == values_of(alone)
        assert record.facts.further_report is None
        assert (record.issuer, record.year) == (alone.issuer, alone.year)


def test_spans_of_a_later_report_point_into_the_text_of_the_whole_file() -> None:
    text = text_of(3, layouts.markdown) + text_of(4, layouts.markdown, "2023")
    _, second = reports_of(document(text))
    outcome = in_whole(verify(extract(second.document)), second.start, text)
    record = outcome.record
    assert record is not None
    assert record.text_sha256 == sha256(text.encode()).hexdigest()
    read = [cell for cell in record.cells.values() if cell.span is not None]
    assert len(read) > 150
    assert all(text[c.span.start : c.span.end] == c.raw for c in read if c.span)
    assert record.year is not None
    assert text[record.year.span.start : record.year.span.end] == "2023"
    assert all(text[c.claim.span.start :].startswith(c.claim.quote) for c in outcome.claims)


def test_a_report_without_any_table_is_not_read_into_the_one_before_it() -> None:
    without = (
        "云溪县林业局2022年政府信息公开工作年度报告\n一、总体情况\n全年收到政府信息公开申请99件。\n"
        "二、主动公开政府信息情况\n见附件。\n五、存在的主要问题及改进情况\n人手不足。\n"
    )
    for text in (
        text_of(3, layouts.markdown) + without + text_of(4, layouts.markdown, "2023"),
        text_of(3, layouts.markdown) + text_of(4, layouts.markdown, "2023") + without,
        without + text_of(3, layouts.markdown) + text_of(4, layouts.markdown, "2023"),
    ):
        parts = reports_of(document(text))
        assert without in [part.document.text for part in parts]
        assert sorted(titles_of(text)) == sorted(
            [("云溪县档案局", 2022), ("云溪县档案局", 2023), ("云溪县林业局", 2022)]
        )


def test_reports_from_before_the_form_are_told_apart_by_their_section_numbers() -> None:
    def free(body: str, year: int) -> str:
        return (
            f"{body}{year}年政府信息公开工作年度报告\n一、概述\n本局依法公开政府信息，完善制度。\n"
            f"二、主动公开情况\n{year}年主动公开政府信息{year - 1800}条，都在网站上公开发布。\n"
        )

    assert titles_of(free("云溪县档案局", 2013) + free("云溪县档案局", 2014)) == [
        ("云溪县档案局", 2013),
        ("云溪县档案局", 2014),
    ]


def test_a_line_that_heads_every_page_splits_no_report() -> None:
    pieces = text_of(3, layouts.markdown).split("\n", 20)
    head = "云溪县人民政府2022年政府信息公开工作年度报告\n"
    paged = "\n".join(pieces[:6]) + "\n" + head + "\n".join(pieces[6:])
    other = text_of(4, layouts.markdown, "2022", "云溪县林业局").split("\n", 20)
    paged_other = "\n".join(other[:6]) + "\n" + head + "\n".join(other[6:])
    assert titles_of(paged + paged_other) == [("云溪县档案局", 2022), ("云溪县林业局", 2022)]
    assert len(reports_of(document(paged + head + "末页。\n"))) == 1


@pytest.mark.parametrize("render", layouts.ALL, ids=lambda render: render.__name__)
def test_a_second_table_whose_title_is_lost_is_asked_about_and_not_used(render: Render) -> None:
    other = text_of(4, render, "2023")
    text = text_of(3, render) + other[other.index("\n") :] + "全年收到政府信息公开申请77件。\n"
    (part,) = reports_of(document(text))
    record = extract(part.document)
    assert values_of(record) == values_of(extract(document(text_of(3, render))))
    findings = verify(record).findings
    (finding,) = (found for found in findings if found.code == "FRM09")
    assert (finding.severity, finding.attribution) == ("query", "reading")
    assert "本年新收政府信息公开申请数量" in finding.message.zh
    assert not [found for found in findings if found.code.startswith("CLM")]
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
    assert len(reports_of(document(text + behind))) == 1
    assert record.facts.further_report is None
    assert values_of(record) == printed(3)


def test_the_same_report_printed_twice_is_one() -> None:
    text = text_of(3, layouts.tab_separated)
    record = extract(document(text + text))
    assert len(reports_of(document(text + text))) == 1
    assert record.facts.further_report is None


def test_a_list_of_contents_splits_no_report() -> None:
    titles = [f"云溪县{body}局2022年政府信息公开工作年度报告 1\n" for body in ("档案", "林业")]
    contents = "目录\n" + "".join(titles)
    record = extract(document(contents + text_of(3, layouts.tab_separated)))
    assert len(reports_of(document(contents + text_of(3, layouts.tab_separated)))) == 1
    assert record.facts.further_report is None
    assert values_of(record) == printed(3)
    other = text_of(4, layouts.tab_separated, "2022", "云溪县林业局")
    both = [("云溪县档案局", 2022), ("云溪县林业局", 2022)]
    assert titles_of(contents + text_of(3, layouts.tab_separated) + other) == both

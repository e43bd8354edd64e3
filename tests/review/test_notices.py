"""What may be said to a body, and in which words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest

from gouji.exports.notice_docx import write_docx
from gouji.exports.notice_html import html
from gouji.exports.notice_lines import page_of
from report.decision import ACTIONS, Action, Decision
from report.document import Document, Page, SourceFile, Span
from report.finding import ATTRIBUTIONS, Attribution, Finding, Message, Outcome
from report.messages import render
from report.other import OtherReport
from review import figure_states, standing
from review.near import Near
from review.notices import Other, notice, report_notice, without_blame
from store import Stored
from tests.corpus.outcomes import outcome_of
from tests.records import make_record

TODAY = date(2026, 3, 1)
WRONG = {"requests.received.business": 3}


def decision(finding: Finding, action: Action) -> Decision:
    when = datetime(2026, 2, 1, tzinfo=UTC)
    return Decision(1, finding.id, "0" * 16, finding.code, "李审", when, action)


def stored(outcome: Outcome, action: Action | None = None) -> Stored:
    decisions = {} if action is None else {f.id: decision(f, action) for f in outcome.findings}
    now = datetime(2026, 2, 2, tzinfo=UTC)
    return Stored(outcome.id, "k", outcome, (outcome.source.path,), decisions, now)


def wrong_sum(attribution: Attribution = "source") -> Outcome:
    """An outcome whose one finding is a failed sum of this attribution."""
    outcome = outcome_of(make_record(cells=WRONG))
    (finding,) = [one for one in outcome.findings if one.code.startswith("REQ")]
    assert finding.attribution == "source"
    return replace(outcome, findings=(replace(finding, attribution=attribution),))


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_only_what_the_report_shows_is_an_error_and_doubt_is_a_question(
    attribution: Attribution,
) -> None:
    """A wrong accusation is the worst error."""
    told = report_notice(stored(wrong_sum(attribution)), None)
    expected = {"source": (1, 0, 0), "unknown": (0, 1, 0)}.get(attribution, (0, 0, 1))
    assert (len(told.errors), len(told.questions), told.unsure) == expected


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_what_a_person_settled_otherwise_is_never_told(
    attribution: Attribution, action: Action
) -> None:
    told = report_notice(stored(wrong_sum(attribution), action), None)
    confirmed = action == "report_inconsistent"
    assert (len(told.errors), len(told.questions)) == (int(confirmed), 0)
    assert told.settled == int(not confirmed)


def test_a_figure_of_a_settled_finding_is_not_called_inconsistent() -> None:
    outcome = wrong_sum()
    (finding,) = outcome.findings
    assert "inconsistent" in figure_states(outcome, {}).values()
    settled = {finding.id: decision(finding, "misread")}
    assert "inconsistent" not in figure_states(outcome, settled).values()
    assert standing(finding, settled[finding.id]) == "unsaid"


def test_the_sentence_leaves_out_what_is_meant_for_the_reviewer() -> None:
    for attribution in ("source", "unknown"):
        (finding,) = wrong_sum(attribution).findings
        told = outcome_of(make_record(cells=WRONG)).findings[0]
        said = without_blame(replace(finding, message=told.message, attribution="source"))
        assert said.zh.endswith("。")
        for words in ("填报单位", "读取有误", "自身不一致"):
            assert words not in said.zh
        assert "ask its issuer" not in said.en


def test_a_message_of_another_kind_is_told_whole() -> None:
    (finding,) = wrong_sum("definition").findings
    odd = replace(finding, message=Message("另一句话。", "Another sentence."))
    assert without_blame(odd) == odd.message


def test_a_finding_against_last_year_names_that_report() -> None:
    outcome = wrong_sum()
    last = Other("0" * 16, "云河县民政局", "2022", "in/2022.txt")
    there = OtherReport(last.record, last.issuer, last.year)
    finding = replace(
        outcome.findings[0], code="YRS01", message=Message("甲。", "A."), others=(there,)
    )
    around = {last.record: Near("k", "云河县民政局", last.path)}
    told = report_notice(stored(replace(outcome, findings=(finding,))), None, around)
    assert told.errors[0].others == (last,)
    shown = "".join(html(page_of(notice("甲", ["甲"], [told]), "zh", TODAY)))
    assert "云河县民政局 2022年度报告（2022.txt" in shown
    # A report that is no longer in the store is named without its file.
    gone = report_notice(stored(replace(outcome, findings=(finding,))), None)
    shown = "".join(html(page_of(notice("甲", ["甲"], [gone]), "zh", TODAY)))
    assert "云河县民政局 2022年度报告（—，记录 0" in shown


def test_the_sentence_on_two_years_leaves_out_the_words_to_the_reviewer() -> None:
    words = render("YRS01.source")
    finding = replace(
        wrong_sum().findings[0],
        code="YRS01",
        message=Message(f"甲不一致，{words.zh}", f"A differs, {words.en}"),
    )
    assert without_blame(finding) == Message("甲不一致。", "A differs.")


# ---- how it is shown ----------------------------------------------------------------------
EVIL = "</dd><script>alert(1)</script>\"'&\u202e\x00=1+1 <img src=x onerror=y>"


class _Reader(HTMLParser):
    """Collects the tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def evil_notice(attribution: Attribution = "source"):
    outcome = wrong_sum(attribution)
    text = f"{EVIL}\n甲{EVIL}乙"
    span = Span(len(EVIL) + 2, len(EVIL) + 2 + len(EVIL))
    finding = replace(
        outcome.findings[0],
        evidence=(span,),
        quote=EVIL,
        message=Message(EVIL, EVIL),
    )
    source = SourceFile(f"in/{EVIL.replace('/', '')}.txt", "", "", 0)
    page = Page(1, 1.0, 1.0, Span(0, len(text)))
    document = Document(source=source, text=text, reader="x", pages=(page,), grids=())
    outcome = replace(outcome, source=source, findings=(finding,))
    return notice(EVIL, [EVIL, "乙"], [report_notice(stored(outcome), document)])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_of_a_report_becomes_part_of_the_page(lang: str) -> None:
    source = "".join(html(page_of(evil_notice(), lang, TODAY)))
    reader = _Reader()
    reader.feed(source)
    assert {"script", "img"}.isdisjoint(reader.tags)
    assert not any(name.startswith("on") for name, _ in reader.attributes)
    assert "alert(1)" in reader.text
    assert "\u202e" not in source
    assert "\x00" not in source


def test_the_page_needs_nothing_from_anywhere() -> None:
    source = "".join(html(page_of(evil_notice(), "zh", TODAY))).replace(EVIL, "")
    assert not re.search(r"https?:|//|url\(|@import|src=[\"']?http", source)
    assert "default-src 'none'" in source


def test_the_page_says_place_figures_evidence_rule_source_and_what_to_do() -> None:
    outcome = wrong_sum()
    record = outcome.record
    assert record is not None
    text = "".join(cell.raw.ljust(10) for cell in record.cells.values())
    page = Page(1, 1.0, 1.0, Span(0, len(text)))
    document = Document(outcome.source, text, "x", (page,), ())
    told = page_of(
        notice("云河县人民政府", ["云河县人民政府"], [report_notice(stored(outcome), document)]),
        "zh",
        TODAY,
    )
    reader = _Reader()
    reader.feed("".join(html(told)))
    for words in (
        "需要更正",
        "商业企业",
        "原文",
        "第1行",
        "国办公开办函〔2021〕30号",
        "怎样处理",
        "尚未处理",
    ):
        assert words in reader.text
    assert "读取有误" not in reader.text


def test_a_question_is_not_worded_as_an_error() -> None:
    told = page_of(
        notice("甲", ["甲"], [report_notice(stored(wrong_sum("unknown")), None)]), "zh", TODAY
    )
    source = "".join(html(told))
    assert "需要更正</h3>" not in source
    assert "不作为差错" in source
    assert "报告所填" not in source


def test_computed_figures_are_not_called_printed() -> None:
    """7 - 19 makes -12, and the report prints no -12 anywhere."""
    row = "disclosure.licensing"
    cells = {f"{row}.items_last_year": 7, f"{row}.items_change": -19}
    outcome = outcome_of(make_record(2020, "2019", cells))
    (entry,) = [
        one for one in report_notice(stored(outcome), None).errors if one.rule.code == "DIS01"
    ]
    assert (entry.found, entry.expected) == ("", "")


def test_the_word_file_says_what_the_page_says(tmp_path: Path) -> None:
    page = page_of(evil_notice(), "zh", TODAY)
    write_docx(tmp_path / "n.docx", page)
    document = docx.Document(str(tmp_path / "n.docx"))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    facts = [
        fact
        for _, parts, _ in page.reports
        for part in parts
        for item in part.items
        for fact in item.facts
    ]
    assert [fact.name for fact in facts] == cells[::2]
    assert any("alert(1)" in text for text in cells)
    assert page.reports[0][1][0].heading in [p.text for p in document.paragraphs]

"""What counts as the same text, what is everybody's, and what is no copy."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.corpus.copies import Sentences, Standing, packed, unpacked
from report.boilerplate import boilerplate
from report.document import Span
from report.record import Record, Stated
from report.text import fold
from tests.records import make_record
from verify.repeated import (
    Sentence,
    copy_of,
    lay_together,
    own_stretch,
    sentences_of,
)

OWN = (
    "针对窗口人员轮换频繁的情况，综合科牵头制定了轮值表，并写进岗位说明。"
    "考虑到老年群众不熟悉网上渠道，服务大厅增设了自助终端3台，随后逐一回访。"
    "围绕年中督查反馈的短板，法规科逐件复核了告知文书，效果仍待观察。"
    "结合档案数字化改造的进度，信息中心重新搭建了检索页面，明年继续完善。"
    "面对节假日咨询集中的压力，办公室整理了常见问题手册，分送各个村组。"
)


def record(issuer: str = "青石县水利局", year: int = 2023) -> Record:
    made = make_record(year, issuer=issuer)
    # The cells of a made record stand at places of no text.
    return replace(made, cells={k: replace(c, span=None) for k, c in made.cells.items()})


def test_figures_names_width_and_marks_make_no_difference() -> None:
    one = sentences_of("青石县水利局在2022年增设自助终端3台，群众满意。", record())
    two = sentences_of(
        "云溪县教育局在２０２３年增设自助终端１２台,群众满意！", record("云溪县教育局")
    )
    assert [s.number for s in one] == [s.number for s in two]
    assert len(one) == 1


def test_spans_lead_to_the_sentences() -> None:
    text = "标题\n\n" + OWN
    found = sentences_of(text, record())
    assert len(found) == 5
    for sentence in found:
        words = text[sentence.span.start : sentence.span.end]
        assert words.endswith("。")
        assert words[:4] in OWN


def test_heads_of_the_form_that_run_out_of_a_table_are_nobody_s_words() -> None:
    heads = (
        "行政复议 |  |  |  |  | 行政诉讼 |  |  |  |  |\n"
        "结果维持   结果纠正   其他结果   尚未审结   总计   未经复议直接起诉   复议后起诉\n"
        "一、本年新收政府信息公开申请数量\n"
    )
    assert not sentences_of(heads, record())
    kept = sentences_of(heads + "\n\n" + OWN, record())
    assert len(kept) == 5


def test_a_sentence_that_begins_with_a_label_of_the_form_stays_the_author_s() -> None:
    assert len(sentences_of("行政许可事项办理后由窗口人员逐一回访并登记在册。", record())) == 1


def test_the_title_is_no_sentence() -> None:
    title = "青石县水利局2023年政府信息公开工作年度报告"
    made = record()
    facts = replace(made.facts, title=Stated(title, title, Span(0, len(title))))
    found = sentences_of(title + "\n\n" + OWN, replace(made, facts=facts))
    assert len(found) == 5


def test_set_phrases_and_short_lines_are_left_out() -> None:
    text = (
        "根据《中华人民共和国政府信息公开条例》的规定，现将本机关年度报告公布如下。\n"
        "本报告所列数据的统计期限自2023年1月1日起至12月31日止。\n"
        "本年度未收取信息处理费，没有其他需要报告的事项。\n"
        "一、总体情况\n本年度未收到政府信息公开申请，也无行政复议和行政诉讼。\n"
    )
    assert sentences_of(text, record()) == ()


def test_what_stands_in_tables_is_left_out() -> None:
    made = record()
    key = "requests.received.total"
    at = OWN.index("考虑")
    cell = replace(made.cells[key], span=Span(at, at + 3))
    held = replace(made, cells={**made.cells, key: cell})
    spans = [one.span for one in sentences_of(OWN, held)]
    assert all(span.end <= at or span.start >= at + 3 for span in spans)
    assert [OWN[span.start : span.end][:2] for span in spans[-3:]] == ["围绕", "结合", "面对"]


def test_of_a_text_with_several_reports_only_the_own_stretch_counts() -> None:
    made = record()
    first = OWN.index("考虑")
    heading = Stated("overview", "考虑", Span(first, first + 2))
    last = Stated("problems", "结合", Span(OWN.index("结合"), OWN.index("结合") + 2))
    facts = replace(made.facts, sections={"overview": heading, "problems": last})
    own = own_stretch(replace(made, facts=facts))
    found = sentences_of(OWN, made, own)
    assert [OWN[s.span.start : s.span.end][:2] for s in found] == ["考虑", "围绕"]


def test_a_copy_under_another_name_is_found_with_its_passages() -> None:
    this, other = "序言。" + OWN, OWN.replace("3台", "8台")
    share, spans, others = lay_together(
        sentences_of(this, record()), sentences_of(other, record("云溪县水利局"))
    )
    assert share == 100
    assert [this[s.start : s.end] for s in spans] == [OWN]
    assert [other[s.start : s.end] for s in others] == [other]


def test_a_copy_with_words_exchanged_is_found() -> None:
    other = OWN.replace("综合科", "办公室").replace("服务大厅", "便民大厅")
    share, *_ = lay_together(sentences_of(OWN, record()), sentences_of(other, record()))
    assert share == 100


def test_other_words_are_no_copy() -> None:
    other = "".join(reversed(OWN.replace("。", "")))
    share, spans, _ = lay_together(sentences_of(OWN, record()), sentences_of(other, record()))
    assert (share, spans) == (0, ())


def test_a_share_below_the_threshold_and_a_short_text_are_not_told() -> None:
    own, half = sentences_of(OWN, record()), sentences_of(OWN[: len(OWN) // 2], record())
    them = record("云溪县水利局")
    assert copy_of(own, half, them, False, 60) is None
    assert copy_of(half[:1], own, them, False, 60) is None
    found = copy_of(own, own, them, False, 60)
    assert found is not None
    assert (found.issuer, found.year, found.share) == ("云溪县水利局", "2023", 100)


def test_what_is_left_out_counts_on_neither_side() -> None:
    own = sentences_of(OWN, record())
    common = frozenset(sentence.number for sentence in own[:4])
    assert lay_together(own, own[:4], common) == (0, (), ())


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_cut_at_places_that_hold_it(text: str) -> None:
    for sentence in sentences_of(text, record()):
        words = text[sentence.span.start : sentence.span.end]
        assert words == words.strip()
        assert len(fold(words)) >= len(sentence.text) - text.count("\n")


@given(st.lists(st.tuples(st.integers(0, 2**43 - 1), st.text("字", max_size=90)), max_size=20))
def test_sentences_are_kept_without_loss(rows: list[tuple[int, str]]) -> None:
    sentences = [Sentence(text, number, Span(at, at + 7)) for at, (number, text) in enumerate(rows)]
    assert unpacked(packed(sentences)) == [(s.number, s.span, len(s.text)) for s in sentences]


def corpus(texts: dict[str, list[int]], standing: dict[str, Standing]) -> Sentences:
    made = Sentences()
    made.fill(
        (
            (key, packed([Sentence("字" * 30, n, Span(n, n + 30)) for n in numbers]))
            for key, numbers in texts.items()
        ),
        standing,
    )
    return made


def test_the_report_that_shares_most_is_the_candidate() -> None:
    standing = {
        "a22": Standing("a", 2022, None),
        "a23": Standing("a", 2023, "a22"),
        "b23": Standing("b", 2023, None),
        "c23": Standing("c", 2023, None),
        "d20": Standing("d", 2020, None),
    }
    texts = {
        "a22": [1, 2, 3, 4],
        "a23": [1, 2, 3, 5],
        "b23": [1, 5, 6, 7],
        "c23": [20, 21, 22, 23],
        "d20": [1, 2, 3, 5],
    }
    found = corpus(texts, standing).candidates(standing, 60, 60)
    assert {(c.key, c.other, c.own_past) for c in found} == {
        ("a23", "a22", True),
        ("a23", "b23", False),
        ("b23", "a23", False),
    }


def test_a_sentence_of_very_many_reports_is_everybodys() -> None:
    most = boilerplate().measure.common_reports
    keys = [f"k{number:03}" for number in range(most + 1)]
    standing = {key: Standing(key, 2023, None) for key in keys}
    made = corpus({key: [1, 2, 1000 + at] for at, key in enumerate(keys)}, standing)
    assert made.common([1, 2, 1000]) == {1, 2}
    assert made.candidates(standing, 60, 60) == []
    few = {key: standing[key] for key in keys[:-1]}
    made = corpus({key: [1, 2, 1000 + at] for at, key in enumerate(few)}, few)
    assert made.common([1, 2, 1000]) == frozenset()
    assert len(made.candidates(few, 60, 60)) == most


def test_candidates_are_those_of_a_comparison_of_every_pair() -> None:
    source = Random("pairs")
    standing = {f"k{n:02}": Standing(f"k{n:02}", 2023, None) for n in range(12)}
    texts = {key: source.sample(range(30), 10) for key in standing}
    found = {c.key for c in corpus(texts, standing).candidates(standing, 60, 60)}
    expected = {
        key
        for key, own in texts.items()
        if max(len(set(own) & set(texts[o])) for o in texts if o != key) * 200 >= 60 * len(own)
    }
    assert found == expected

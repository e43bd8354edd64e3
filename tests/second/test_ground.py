"""Quotes and values against the report: what stands there counts, nothing else."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.model.ground import Grounded, ground_figure, ground_statement, source_of
from report.document import Span

SENTENCES = (
    ("新收政府信息公开申请12件", 12),
    ("其中自然人9件", 9),
    ("通过网站公开1,204条", 1204),
    ("发布信息１２００余条", 1200),
    ("点击量1.2万次", 12000),
    ("累计62.73万条", 627300),
    ("近5000人次", 5000),
    ("召开会议两次", 2),
    ("受理二十三件", 23),
    ("办结率98.5%", Decimal("98.5")),
    ("占28.57%", Decimal("28.57")),
    ("满意率达九成", 90),
    ("收取信息处理费1200元", 1200),
    ("收费326.58万元", 3265800),
    ("比上年增加5件", 5),
    ("较上年下降12.5%", Decimal("12.5")),
    ("行政复议3件", 3),
    ("维持2件", 2),
    ("结转下年度继续办理6件", 6),
    ("制发规范性文件4件", 4),
    ("现行有效的规范性文件共37件", 37),
    ("培训超过120人次", 120),
    ("约40场", 40),
    ("回复留言326条", 326),
    ("公开目录51个", 51),
    ("开设专栏33个", 33),
    ("转办0件", 0),
    ("申请量增长1.4倍", Decimal("1.4")),
    ("“一网通办”事项88项", 88),
)
TEXT = "。\n".join(sentence for sentence, _ in SENTENCES) + "。\n"
SOURCE = source_of(TEXT)


def figure(quote: str, value: object) -> Grounded | str:
    return ground_figure(quote, Decimal(str(value)), SOURCE)


@pytest.mark.parametrize(("sentence", "value"), SENTENCES)
def test_a_right_value_with_its_words_is_borne_out(sentence: str, value: object) -> None:
    grounded = figure(sentence, value)
    assert isinstance(grounded, Grounded)
    span = SOURCE.back(grounded.start, grounded.end)
    assert TEXT[span.start : span.end] == sentence


@pytest.mark.parametrize(("sentence", "value"), SENTENCES)
def test_any_other_value_is_refused(sentence: str, value: object) -> None:
    right = Decimal(str(value))
    for wrong in (right + 1, right * 10 + 1, right / 10000, Decimal(7777)):
        if wrong != right:
            assert figure(sentence, wrong) == "value"


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _spaced(text: str) -> str:
    return " ".join(text)


def _broken(text: str) -> str:
    return "\n".join(text)


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


@pytest.mark.parametrize("change", [_wide, _spaced, _broken, _narrow])
def test_all_quotes_are_found_after_any_change_of_width_and_blanks(change: object) -> None:
    assert callable(change)
    found = [figure(change(sentence), value) for sentence, value in SENTENCES]
    assert [isinstance(one, Grounded) for one in found] == [True] * 29


@given(st.data())
def test_blanks_anywhere_in_a_quote_change_nothing(data: st.DataObject) -> None:
    sentence, value = data.draw(st.sampled_from(SENTENCES))
    at = data.draw(st.integers(1, len(sentence) - 1))
    blank = data.draw(st.sampled_from([" ", "\u3000", "\xa0", "\n", "\t"]))
    assert isinstance(figure(sentence[:at] + blank + sentence[at:], value), Grounded)


@given(st.text(min_size=1, max_size=30), st.integers(-(10**9), 10**9))
def test_an_invented_quote_is_never_borne_out(quote: str, value: int) -> None:
    grounded = figure(quote, value)
    if isinstance(grounded, Grounded):
        span = SOURCE.back(grounded.start, grounded.end)
        assert grounded.figure is not None
        assert grounded.figure.value == abs(value)
        assert any(c.isalpha() for c in TEXT[span.start : span.end])


def test_a_number_alone_is_no_quote() -> None:
    assert figure("12", 12) == "quote"
    assert figure("1,204", 1204) == "quote"


def test_a_quote_that_cuts_a_number_in_two_stands_nowhere() -> None:
    assert figure("通过网站公开1", 1) == "quote"
    assert figure("新收政府信息公开申请1", 1) == "quote"


def test_a_comma_before_a_number_is_no_part_of_it() -> None:
    source = source_of("全年办结11件，2件结转下年度办理，公开1，204条。\n")
    assert isinstance(ground_figure("2件结转下年度办理", Decimal(2), source), Grounded)
    assert ground_figure("204条", Decimal(204), source) == "quote"


def test_a_neighbours_value_is_refused() -> None:
    assert figure("新收政府信息公开申请12件", 9) == "value"
    assert figure("其中自然人9件", 12) == "value"


def test_a_quote_that_stands_twice_is_the_next_one_in_order() -> None:
    source = source_of("行政复议维持2件。行政诉讼维持2件。\n")
    first = ground_figure("维持2件", Decimal(2), source)
    assert isinstance(first, Grounded)
    second = ground_figure("维持2件", Decimal(2), source, after=first.end)
    assert isinstance(second, Grounded)
    assert (first.start, second.start) == (4, 13)


def test_a_figure_that_one_claim_has_is_left_to_it() -> None:
    source = source_of("行政复议维持2件。行政诉讼维持2件。\n")
    first = ground_figure("维持2件", Decimal(2), source)
    assert isinstance(first, Grounded)
    assert first.figure is not None
    taken = frozenset([first.figure.digits])
    second = ground_figure("维持2件", Decimal(2), source, 0, taken)
    assert isinstance(second, Grounded)
    assert second.start == 13


@pytest.mark.parametrize(
    ("quote", "kind", "text", "holds"),
    [
        ("未收到行政复议申请", "none", "全年未收到行政复议申请。", True),
        ("信息处理费金额为零", "none", "信息处理费金额为零。", True),
        ("收到行政复议申请", "none", "全年收到行政复议申请。", False),
        ("未收到行政复议申请3件", "none", "全年未收到行政复议申请3件。", False),
        ("均为自然人", "all", "申请均为自然人。", True),
        ("全部按期办结", "all", "申请全部按期办结。", True),
        ("自然人提出", "all", "申请由自然人提出。", False),
        ("其余为自然人", "rest", "其余为自然人。", True),
    ],
)
def test_words_must_say_what_they_are_quoted_for(
    quote: str, kind: str, text: str, holds: bool
) -> None:
    said = ground_statement(quote, kind, source_of(text))  # type: ignore[arg-type]
    assert isinstance(said, Grounded) is holds


def test_a_quote_out_of_a_table_is_no_prose() -> None:
    table = TEXT.index("行政复议3件")
    source = source_of(TEXT, [Span(table, table + 6)])
    assert ground_figure("行政复议3件", Decimal(3), source) == "quote"

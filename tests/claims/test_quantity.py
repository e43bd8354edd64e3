"""Numbers in prose: which count, what they are worth, and which are none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.errors import DataFileError
from report.lexicon_data import parse_metrics, parse_words
from report.quantity import _grammar, blotted, chinese_number, quantities


def values(text: str) -> list[tuple[str, str | None]]:
    return [(f"{q.value:f}", q.unit) for q in quantities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到申请15件", [("15", "件")]),
        ("答复十五件", [("15", "件")]),
        ("答复三十又二件", [("32", "件")]),
        ("答复一百又五件", [("105", "件")]),
        ("答复廿五件", [("25", "件")]),
        ("答复卅件", [("30", "件")]),
        ("收到申请，又二件转办", [("2", "件")]),
        ("召开发布会两次", [("2", "次")]),
        ("受理申请一件,", [("1", "件")]),
        ("发布信息1,234条", [("1234", "条")]),
        ("发布信息1.2万条", [("12000", "条")]),
        ("阅读量2.1亿次", [("210000000", "次")]),
        ("收费1.5万元", [("15000", "元")]),
        ("占28.57%", [("28.57", "%")]),
        ("占七成", [("70", "%")]),
        ("占四分之一", [("25", "%")]),
        ("占百分之十五", [("15", "%")]),
        ("增长1.4倍", [("1.4", "倍")]),
        ("粉丝数54373,", [("54373", None)]),
        ("工作人员数0,", [("0", None)]),
        ("8大类19项", [("8", "大类"), ("19", "项")]),
        ("咨询电话10500余次", [("10500", "次")]),
        ("12345热线受理1200件", [("1200", "件")]),
        ("共收到12345件", [("12345", "件")]),
        ("2023共公开146条", [("146", "条")]),
        ("发布信息2 345条", [("2345", "条")]),
        ("发布信息1万2千条", [("12000", "条")]),
        ("新增粉丝1.5w人", [("15000", "人")]),
        ("申请量翻了一番", [("1", "倍")]),
        ("申请量翻两番", [("3", "倍")]),
        ("网络申请占一半以上", [("50", "%")]),
        ("网络申请过半", [("50", "%")]),
        ("粉丝量为2876,", [("2876", None)]),
    ],
)
def test_a_counting_number_is_read(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert expected == values(text)


@pytest.mark.parametrize("text", ["三十有二件", "拾二件", "五拾二件", "贰拾五件", "32又3件"])
def test_of_a_number_written_as_no_other_is_its_end_is_no_number(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "依照第20条、第21条和第二十七条",
        "国办公开办函〔2021〕30号",
        "国务院令第711号",
        "自2023年1月1日起至12月31日止",
        "自20231月1日至202312月31日止",
        "20个工作日内答复",
        "三审三校制度和两微一端",
        "“十四五”规划",
        "“1+2+3+N”体系",
        "7×24小时服务",
        "拨打12345热线",
        "邮编:223100,电话:0517-87222589",
        "电子邮箱:24336243@163.com",
        "网址:http://www.example.gov.cn/a/123条",
        "云河大道90号3楼402室",
        "《2023年工作要点10件实事》",
        "一是健全制度,二是加强培训",
        "一名分管领导负责",
        "一站式服务",
        "每件收费100元/件",
        "1.申请情况\n(1)办理情况",
        "属于三类内部事务信息",
        "各类动态945公开",
    ],
)
def test_a_number_that_counts_nothing_is_left_alone(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("5600余条", "at_least"),
        ("50多万人次", "at_least"),
        ("约196件", "about"),
        ("近5000条", "about"),
        ("超过30万人", "more_than"),
        ("不少于3次", "at_least"),
        ("80%以上", "at_least"),
        ("10件左右", "about"),
        ("不足5件", "less_than"),
        ("15件", "exact"),
    ],
)
def test_words_that_soften_a_number_are_kept(text: str, qualifier: str) -> None:
    (only,) = quantities(text)
    assert qualifier == only.qualifier


def test_a_scaled_number_allows_half_of_its_last_digit() -> None:
    (only,) = quantities("1.53万条")
    assert (Decimal(15300), Decimal(50)) == (only.value, only.step)
    assert only.approx


def test_a_malformed_chinese_numeral_has_no_value() -> None:
    assert chinese_number("百") is None


@given(st.integers(0, 10**7), st.sampled_from(["件", "条", "次", "份", "起"]))
def test_any_count_is_read_back_with_and_without_commas(number: int, unit: str) -> None:
    for written in (f"{number}", f"{number:,}"):
        assert [(str(number), unit)] == values(f"共收到{written}{unit}。")


@given(st.text(alphabet="共收到申请15件〔2021〕30号“”《》第二十条年月日,。 \n", max_size=60))
def test_blotting_keeps_every_position(text: str) -> None:
    assert len(text) == len(blotted(text))
    for quantity in quantities(text):
        assert 0 <= quantity.start <= quantity.digits < quantity.end <= len(text)


def test_a_broken_word_file_says_where() -> None:
    with pytest.raises(DataFileError, match="twice"):
        parse_words('[[words]]\nid="a"\nkind="mark"\npatterns=["x"]\n' * 2)
    with pytest.raises(DataFileError, match="unterminated"):
        parse_words('[[words]]\nid="a"\nkind="mark"\npatterns=["("]\n')
    with pytest.raises(DataFileError, match=r"metrics\[0\]\.title"):
        parse_metrics('[[metrics]]\nid="a"\n')


@pytest.mark.timeout(60)  # A hang guard; bench/ measures.
def test_digits_without_end_come_to_an_end_and_count_nothing() -> None:
    text = "收到" + "7" * 100_000 + "件,答复12件。"
    assert [one.value for one in quantities(text)] == [12]


@given(st.from_regex(_grammar().not_after))
def test_what_makes_digits_no_count_ends_with_one_of_the_ends(words: str) -> None:
    assert _grammar().not_after_ends.match(words[-1:])

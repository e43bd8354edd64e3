"""What a name tells of a body, and what it leaves open."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.body import Body, body_of, deadline, makes_rules
from report.body_words import body_words, parse_body_words
from report.data_file import read_lexicon
from report.errors import DataFileError


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("新河区卫健局", "新河区卫生健康局"),
        ("新河区（卫生健康局）", "新河区卫生健康局"),
        ("新河区卫生健康委员会", "新河区卫健委"),
        ("莲江市新河区发展和改革局", "莲江市新河区发改局"),
        ("新河区人民政府", "新河区政府"),
        ("新河区", "新河区人民政府"),
        ("新河区人民政府办公室", "新河区政府办"),
        ("桂花街道办事处", "桂花街道"),
        ("莲江市文化局（原莲江市文体局）", "莲江市文化局"),
        ("新河区水利局2022年政府信息公开工作年度报告", "新河区水利局"),
    ],
)
def test_two_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert body_of(one).key == body_of(other).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("新河区人民政府", "新河区人民政府办公室"),
        ("新河区卫生健康局", "新河区卫生健康委员会"),
        ("新河区农业局", "新河区农业农村局"),
        ("新河区教育局", "新合区教育局"),
        ("新河区教育局", "莲江市新河区教育局"),
        ("莲江市城市管理局", "莲江市管理局"),
        ("莲江市税务局", "国家税务总局莲江市税务局"),
    ],
)
def test_what_may_be_two_bodies_has_two_keys(one: str, other: str) -> None:
    assert body_of(one).key != body_of(other).key


@pytest.mark.parametrize(
    ("name", "kind", "levels"),
    [
        ("古原省人民政府", "government", ("province",)),
        ("北京市东城区人民政府", "government", ("county",)),
        ("上海市人民政府", "government", ("province",)),
        ("莲江市人民政府", "government", ("city", "county")),
        ("古原省莲江市人民政府", "government", ("city", "county")),
        ("莲江市新乡市人民政府", "government", ("county",)),
        ("和田地区青石县统计局", "department", ("county",)),
        ("云河自治州人民政府", "government", ("city",)),
        ("云河自治县水利局", "department", ("county",)),
        ("白水镇人民政府", "government", ("township",)),
        ("莲江经济开发区管理委员会", "government", ()),
        ("莲江市人民政府办公室", "government_office", ("city", "county")),
        ("莲江市住房和城乡建设局", "department", ("city", "county")),
        ("莲江市城市管理局", "department", ("city", "county")),
        ("莲江市市场监督管理局", "department", ("city", "county")),
        ("国家统计局", "department", ("national",)),
    ],
)
def test_kind_and_levels_are_told_with_their_evidence(
    name: str, kind: str, levels: tuple[str, ...]
) -> None:
    body = body_of(name)
    assert (body.kind, body.levels) == (kind, levels)
    assert body.placed
    assert all(word in body.name for word in body.because)


@pytest.mark.parametrize("name", ["区财政局", "市水利局", "本县教育局", "卫生健康局", "教育局"])
def test_a_name_without_a_place_is_of_no_place(name: str) -> None:
    assert not body_of(name).placed


def test_bodies_of_vertical_systems_are_known() -> None:
    assert body_of("国家税务总局莲江市税务局").vertical
    assert body_of("莲江市气象局").vertical
    assert not body_of("莲江市水利局").vertical


@pytest.mark.parametrize(
    ("name", "year", "day"),
    [
        ("青石县水利局", 2023, date(2024, 1, 31)),
        ("青石县人民政府", 2023, date(2024, 2, 20)),
        ("云河自治州人民政府", 2023, date(2024, 3, 10)),
        ("古原省人民政府", 2023, date(2024, 3, 31)),
        ("白水镇人民政府", 2023, date(2024, 1, 31)),
        # A city of either rank: the later day is meant.
        ("莲江市人民政府", 2023, date(2024, 3, 10)),
        ("莲江经济开发区管委会", 2023, date(2024, 3, 31)),
        ("国家税务总局青石县税务局", 2023, date(2024, 3, 31)),
        # Before the circular of 2021 the law alone set days, before 2019 one for all.
        ("青石县人民政府", 2020, date(2021, 3, 31)),
        ("青石县水利局", 2019, date(2020, 1, 31)),
        ("青石县水利局", 2017, date(2018, 3, 31)),
    ],
)
def test_the_deadline_follows_kind_level_and_year(name: str, year: int, day: date) -> None:
    assert deadline(body_of(name), year) == day


def test_an_unknown_kind_has_no_deadline() -> None:
    assert deadline(Body("某"), 2023) is None
    assert deadline(body_of("青石县水利局"), 2000) is None


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("青石县人民政府", False),
        ("白水镇人民政府", False),
        ("莲江市教育局", False),
        ("莲江市人民政府办公室", False),
        ("莲江市人民政府", True),
        ("云河自治州人民政府", True),
        ("古原省人民政府", True),
        ("国家统计局", True),
        ("莲江经济开发区管委会", True),
    ],
)
def test_only_who_surely_makes_no_rules_is_said_to_make_none(name: str, may: bool) -> None:
    assert makes_rules(body_of(name)) == may


@settings(max_examples=200, deadline=None)
@given(st.text("市县区镇乡省州局委办政府人民原水城社,()（） 国家0", max_size=24))
def test_any_name_gives_a_body_and_the_same_again(name: str) -> None:
    body = body_of(name)
    assert body_of(name) == body
    assert body.placed or not body.areas


def test_a_mistake_in_the_words_is_told_with_its_place() -> None:
    text = read_lexicon("bodies.toml")
    with pytest.raises(DataFileError, match=r"kinds\[0\]\.id"):
        parse_body_words(text.replace('id = "government"', 'id = "governor"', 1))
    with pytest.raises(DataFileError, match=r"plausible\.times"):
        parse_body_words(text.replace("times = 100", 'times = "many"', 1))
    assert parse_body_words(text) == body_words()

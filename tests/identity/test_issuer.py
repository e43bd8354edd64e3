"""The issuer is the fullest name the document prints, and nothing that it does not."""

from __future__ import annotations

import pytest

from report.issuer import abbreviates, normal_issuer, of_another_place, same_issuer
from tests.identity.papers import BODY, PREAMBLE, TITLE, identity

CORE = "2022年政府信息公开工作年度报告"
PREAMBLE_OF_NOBODY = "现将本镇2022年度工作情况公告如下。\n"


@pytest.mark.parametrize(
    ("head", "issuer"),
    [
        (f"莲江市水利局\n{CORE}\n", "莲江市水利局"),
        ("莲江市水利局\n\n2022年度\n\n政府信息公开工作年度报告\n", "莲江市水利局"),
        ("莲江市水利局2022年政府信息公开工作\n\n年度报告\n", "莲江市水利局"),
        ("莲 江 市 水 利 局\n政府信息公开工作年度报告\n（2022年度）\n", "莲江市水利局"),
        # nothing is printed where marks of width and direction stand
        (f"莲江市水\u200b利局{CORE}\n", "莲江市水利局"),
        (f"莲江市\u202e水利局\u202c{CORE}\n", "莲江市水利局"),
        ("2022年莲江市水利局政府信息公开年报\n", "莲江市水利局"),
        ("莲江市水利局政府信息公开工作2022年度报告\n", "莲江市水利局"),
        ("莲江市水利局2022年信息年度公开报告\n", "莲江市水利局"),
        ("关于莲江市水利局2022年度政府信息公开工作的报告\n", "莲江市水利局"),
        ("莲江市水利局关于2022年度政府信息公开情况的报告\n", "莲江市水利局"),
        (f"莲江市\n新河区水利局\n{CORE}\n", "新河区水利局"),
        (f"莲江市\n水利局\n{CORE}\n", "莲江市水利局"),
        (f"莲江市人民政府 莲江市水利局{CORE}\n", "莲江市水利局"),
        (f"莲江市水利局 {CORE}\n", "莲江市水利局"),
        (f"# 莲江市水利局{CORE}\n", "莲江市水利局"),
        (f"标题：莲江市水利局{CORE}\n发布时间：2023-01-20\n来源：莲江市人民政府\n", "莲江市水利局"),
        (f"首页 > 政务公开 > 政府信息公开年报\n莲江市水利局{CORE}\n", "莲江市水利局"),
        (f"莲江市水利局{CORE}_莲江市人民政府\n莲江市水利局{CORE}\n", "莲江市水利局"),
        (f"将乐县人民政府{CORE}\n现将将乐县人民政府2022年年报公布如下。\n", "将乐县人民政府"),
        (f"和田地区青石县统计局{CORE}\n", "和田地区青石县统计局"),
        (f"国家税务总局莲江市税务局{CORE}\n", "国家税务总局莲江市税务局"),
        (f"莲江市新河区桂花街道办事处{CORE}\n", "莲江市新河区桂花街道办事处"),
    ],
)
def test_the_issuer_is_read_from_titles_of_many_shapes(head: str, issuer: str) -> None:
    found = identity(head + BODY)
    assert found.issuer is not None
    assert found.issuer.value == issuer
    assert found.kind == "annual_report"


@pytest.mark.parametrize(
    ("head", "issuer"),
    [
        (f"区财政局{CORE}\n本报告由莲江市新河区财政局编制。\n", "莲江市新河区财政局"),
        (f"新河区卫健委{CORE}\n2022年新河区卫生健康委员会认真落实。\n", "新河区卫生健康委员会"),
        (f"新河区{CORE}\n本报告由莲江市新河区人民政府办公室编制。\n", "莲江市新河区人民政府"),
        (f"莲江市新河区（财政局）{CORE}\n莲江市新河区财政局现公布年报。\n", "莲江市新河区财政局"),
    ],
)
def test_a_short_name_in_the_title_gives_way_to_the_full_one(head: str, issuer: str) -> None:
    found = identity(head + BODY)
    assert found.issuer is not None
    assert found.issuer.value == issuer


@pytest.mark.parametrize(
    ("head", "issuer"),
    [
        (f"新河区{CORE}\n如有疑问，请与新河区管委会办公室联系。\n", "新河区"),
        (f"新河区{CORE}\n新河区财政局、新河区教育局等单位提供数据。\n", "新河区"),
        (f"新河区人民政府办公室{CORE}\n", "新河区人民政府办公室"),
        (f"莲江市水利局{CORE}\n根据莲江市人民政府办公室关于年报的通知编制。\n", "莲江市水利局"),
        (f"莲江市水利局{CORE}\n见《古原省莲江市水利局公开指南》。\n", "莲江市水利局"),
    ],
)
def test_another_bodys_name_is_not_taken_for_the_issuers(head: str, issuer: str) -> None:
    found = identity(head + BODY)
    assert found.issuer is not None
    assert found.issuer.value == issuer


@pytest.mark.parametrize(
    "text",
    [
        f"{CORE}\n{BODY}莲江市水利局\n2023年1月12日\n",
        f"{CORE}\n莲江市水利局\n2023年1月12日\n{BODY}",
        f"2022年,莲江市水利局认真落实条例。\n{BODY}",
        f"{CORE}\n发布机构: 莲江市水利局 公开日期: 2023-01-12\n{BODY}",
        f"{CORE} {BODY} 莲江市水利局 2023年1月12日".replace("\n", " "),
    ],
)
def test_without_a_name_in_the_title_signature_and_opening_name_the_issuer(text: str) -> None:
    found = identity(text)
    assert found.issuer is not None
    assert found.issuer.value == "莲江市水利局"


def test_a_text_that_names_nobody_has_no_issuer() -> None:
    assert identity(f"{CORE}\n{BODY}").issuer is None


def test_all_forms_of_the_name_are_kept_fullest_first() -> None:
    found = identity(f"区财政局{CORE}\n由莲江市新河区财政局编制。\n{BODY}")
    assert [name.value for name in found.facts.agencies] == ["莲江市新河区财政局", "区财政局"]


def test_the_same_body_is_known_under_its_short_and_full_names() -> None:
    assert same_issuer("莲江市新河区人民政府", "新河区人民政府")
    assert same_issuer("新河区", "新河区人民政府")
    assert same_issuer("莲江市科学技术委员会（莲江市科委）", "莲江市科委")
    assert same_issuer("莲江市卫健委", "莲江市卫生健康委员会")
    assert same_issuer("区财政局", "新河区财政局")


def test_other_bodies_and_other_areas_are_not_the_same() -> None:
    assert not same_issuer("新河区财政局", "新合区财政局")
    assert not same_issuer("新河区财政局", "新河区教育局")
    assert not same_issuer("新河区", "新河区财政局")
    assert not same_issuer(None, "新河区财政局")


def test_the_normal_form_drops_the_words_of_a_title() -> None:
    assert normal_issuer(f"关于{TITLE}") == "莲江市水利局"
    assert normal_issuer("莲江市（水利局）") == "莲江市水利局"


def test_an_abbreviation_keeps_order_and_head() -> None:
    assert abbreviates("区卫健委", "区卫生健康委员会")
    assert not abbreviates("区卫健局", "区卫生健康委员会")
    assert not abbreviates("健卫区委", "区卫生健康委员会")


def test_an_office_in_the_line_of_contact_is_no_fuller_name() -> None:
    head = f"莲江市人民政府办公室{CORE}\n如有疑问，请与莲江市人民政府办公室办公室联系。\n"
    found = identity(head + BODY)
    assert found.issuer is not None
    assert found.issuer.value == "莲江市人民政府办公室"


def test_a_short_form_announced_behind_the_name_is_no_part_of_it() -> None:
    head = f"莲江市水利局\n{CORE}\n现公布莲江市水利局（以下简称水利局）2022年工作情况。\n"
    found = identity(head + BODY)
    assert found.issuer is not None
    assert found.issuer.value == "莲江市水利局"


def test_a_name_in_brackets_below_the_title_is_the_issuer() -> None:
    found = identity("2022年度\n政府信息公开工作年度报告\n（莲江市水利局）\n" + BODY)
    assert found.issuer is not None
    assert found.issuer.value == "莲江市水利局"


def test_a_title_whose_names_were_left_out_names_nobody() -> None:
    assert identity(f"政府政务公开年报\n{PREAMBLE_OF_NOBODY}" + BODY).issuer is None


def test_traditional_characters_in_the_title_are_read() -> None:
    found = identity("蓮江市水務局2022年政府信息公開工作年度報告\n" + BODY)
    assert found.kind == "annual_report"
    assert found.year is not None
    assert found.year.value == "2022"


def test_a_street_named_short_in_its_title_is_called_as_it_signs() -> None:
    found = identity("柳荫里街2022年政府信息公开工作年度报告\n" + BODY + "\n柳荫里街道办事处\n")
    assert found.issuer is not None
    assert found.issuer.value == "柳荫里街道办事处"


def test_an_issuer_printed_in_radicals_is_stored_in_ordinary_characters() -> None:
    found = identity("莲江市⻓岭镇⼈⺠政府2022年政府信息公开⼯作年度报告\n" + BODY)
    assert found.issuer is not None
    assert found.issuer.value == "莲江市长岭镇人民政府"
    assert "⼈⺠" in found.issuer.raw


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("清水县财政局", "云河县财政局", True),
        ("清水县民政局", "云河县财政局", True),
        ("安湖市清水县财政局", "清水县财政局", False),
        ("财政局", "云河县财政局", False),
        ("云河县人民政府", "云河县", False),
        ("云河县桂花镇人民政府", "云河县清水镇人民政府", True),
        ("桂花街道办事处", "云河区桂花街道办事处", False),
        ("桂花街道办事处", "安湖市云河区人民政府桂花街道办事处", False),
        ("高新区管委会", "安湖国家高新技术产业开发区管理委员会", False),
        ("安湖市卫健委", "安湖市卫生健康委员会", False),
        ("荻泽镇人民政府", "沅屿市水利局", True),
        ("云河县人民政府荻泽镇", "荻泽镇人民政府", False),
    ],
)
def test_two_places_of_one_level_are_two_bodies(one: str, other: str, differ: bool) -> None:
    assert of_another_place(one, other) is differ
    assert of_another_place(other, one) is differ


@pytest.mark.parametrize(
    ("sentence", "issuer", "year"),
    [
        ("现公布莲江市水利局2022年政府信息公开工作年度报告。", "莲江市水利局", "2022"),
        ("现将2021年度青石县水利局政府信息公开工作年度报告公布如下。", "青石县水利局", "2021"),
        ("特向社会公布我局2022年政府信息公开工作年度报告。", None, "2022"),
        ("按时发布莲江市水利局2021年政府信息公开工作年度报告。", None, None),
    ],
)
def test_the_opening_announces_whose_report_on_which_year(
    sentence: str, issuer: str | None, year: str | None
) -> None:
    facts = identity(f"莲江市水利局\n{CORE}\n{sentence}\n" + BODY).facts
    told, when = facts.announced_issuer, facts.announced_year
    assert (told.value if told else None, when.value if when else None) == (issuer, year)


@pytest.mark.parametrize("sign", ["\x08", "\x1b", "\x7f", "\x9b", "\x00"])
def test_control_characters_are_no_part_of_a_name(sign: str) -> None:
    text = f"莲江市{sign}水利局2022年政府信息公开工作年度报告\n{PREAMBLE}\n{BODY}"
    issuer = identity(text).issuer
    assert issuer is not None
    assert issuer.value == "莲江市水利局"
    assert text[issuer.span.start : issuer.span.end] == issuer.raw

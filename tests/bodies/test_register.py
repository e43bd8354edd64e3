"""Names are joined when that is sure, proposed when it is not, and never joined wrongly."""

from __future__ import annotations

import pytest

from report.register import Link, Register
from report.roster import parse_roster


def pairs(register: Register) -> set[tuple[str, str, str]]:
    return {(one.one, one.other, one.why) for one in register.proposals()}


def test_spellings_of_one_name_are_one_body() -> None:
    register = Register(["新河区卫健局", "新河区卫生健康局"])
    assert register.key("新河区卫健局") == register.key("新河区卫生健康局")
    assert register.proposals() == []


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (("新河区卫生健康委员会", "新河区卫生健康局"), "other_head"),
        (("新河区财政局", "莲江市新河区财政局"), "longer_name"),
        (("莲江市文体局", "莲江市文化局（原莲江市文体局）"), "former_name"),
        (("莲江市公积金中心", "莲江市住房公积金管理中心"), "abbreviation"),
    ],
)
def test_what_may_be_one_body_is_proposed_and_kept_apart(names: tuple[str, str], why: str) -> None:
    register = Register(names)
    assert register.key(names[0]) != register.key(names[1])
    assert pairs(register) == {(*sorted(names), why)}


def test_an_office_and_its_government_are_never_proposed() -> None:
    register = Register(["新河区人民政府", "新河区人民政府办公室", "新河区政府办"])
    assert register.key("新河区人民政府") != register.key("新河区政府办")
    assert register.proposals() == []


def test_names_without_a_place_are_joined_to_nothing() -> None:
    register = Register(["区财政局", "新河区财政局"])
    assert register.key("区财政局") is None
    assert register.proposals() == []


def test_what_a_person_says_holds_and_the_last_word_wins() -> None:
    names = ["新河区卫生健康委员会", "新河区卫生健康局"]
    same = Link(*names, "same")
    different = Link(names[1], names[0], "different")
    joined = Register(names, links=[same])
    assert joined.key(names[0]) == joined.key(names[1])
    assert joined.proposals() == []
    parted = Register(names, links=[same, different])
    assert parted.key(names[0]) != parted.key(names[1])
    assert parted.proposals() == []


ROSTER = parse_roster(
    "name,aliases,parent\n莲江市新河区人民政府,,\n"
    "莲江市新河区财政局,区财政局,莲江市新河区人民政府\n"
    "莲江市新河区卫生健康局,新河区卫生健康委员会,莲江市新河区人民政府\n"
)


def test_the_roster_joins_aliases_and_names_that_lack_wider_areas() -> None:
    names = ["新河区财政局", "区财政局", "新河区卫健委", "莲江市新河区卫健局"]
    register = Register(names, ROSTER)
    assert register.key("新河区财政局") == register.key("莲江市新河区财政局")
    assert register.key("区财政局") == register.key("莲江市新河区财政局")
    assert register.key("新河区卫健委") == register.key("莲江市新河区卫健局")
    expected = register.expected("新河区财政局")
    assert expected is not None
    assert expected.name == "莲江市新河区财政局"
    assert register.proposals() == []


def test_a_name_that_fits_two_bodies_of_the_roster_is_left_to_a_person() -> None:
    roster = parse_roster("name\n莲江市新河区财政局\n云溪市新河区财政局\n")
    register = Register(["新河区财政局"], roster)
    assert register.expected("新河区财政局") is None
    assert {why for *_, why in pairs(register)} == {"longer_name"}


def test_two_longer_names_for_one_body_of_the_roster_are_left_to_a_person() -> None:
    roster = parse_roster("name\n新河区财政局\n")
    register = Register(["莲江市新河区财政局", "云溪市新河区财政局"], roster)
    assert register.expected("莲江市新河区财政局") is None
    assert len(register.proposals()) == 2


def test_an_areas_name_that_many_places_share_is_left_to_a_person() -> None:
    roster = parse_roster("name\n莲江市鼓楼区财政局\n")
    register = Register(["鼓楼区财政局"], roster)
    assert register.expected("鼓楼区财政局") is None
    assert pairs(register) == {("莲江市鼓楼区财政局", "鼓楼区财政局", "longer_name")}


def test_a_link_may_name_a_body_of_the_roster() -> None:
    links = [Link("鼓楼区财政局", "莲江市鼓楼区财政局", "same")]
    register = Register(["鼓楼区财政局"], parse_roster("name\n莲江市鼓楼区财政局\n"), links)
    expected = register.expected("鼓楼区财政局")
    assert expected is not None
    assert expected.name == "莲江市鼓楼区财政局"

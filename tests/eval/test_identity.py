from __future__ import annotations

from typing import Any

import pytest

from eval.identity import is_issuer
from tests.eval.builders import outcomes, scored


def test_edition_issuer_year_and_kind_are_each_counted() -> None:
    who = scored({}, {}).identity
    assert (who.edition_right, who.issuer_right, who.year_right, who.kind_right) == (1, 1, 1, 1)
    assert (who.edition, who.issuer, who.year, who.kind) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ({"edition": "2019"}, "edition"),
        ({"year": {"value": 2021}}, "year"),
        ({"year": None}, "year"),
        ({"issuer": None}, "issuer"),
        ({"issuer": {"value": "青禾县民政厅"}}, "issuer"),
        ({"kind": "other"}, "kind"),
    ],
)
def test_each_wrong_part_is_named(read: dict[str, Any], name: str) -> None:
    assert outcomes(scored({}, read), "identity") == [("wrong", name)]


def test_a_bracketed_short_name_does_not_matter_but_is_not_literal() -> None:
    who = scored({"issuer": "青禾县民政局（县民政局）"}, {}).identity
    assert (who.issuer_right, who.issuer_literal) == (1, 0)


def test_a_shorter_name_is_another_name() -> None:
    assert not is_issuer("淮原市青禾县民政局", "青禾县民政局")
    assert not is_issuer("青禾县民政局", "淮原市青禾县民政局")
    assert is_issuer("青禾县民政局(本级)", "青禾县 民政局（本级）")


def test_a_second_name_in_the_brackets_of_a_label_is_right_too() -> None:
    assert is_issuer("淮原市科学技术局（市科技局）", "市科技局")
    assert not is_issuer("淮原市科学技术局", "市科技局")


@pytest.mark.parametrize(
    ("status", "reason", "kind", "right"),
    [
        ("failed", {"code": "not_a_report"}, "blank_form", 1),
        ("failed", {"code": "not_a_report"}, "circular", 0),
        ("failed", {"code": "empty"}, "blank_form", 0),
        ("accepted", None, "blank_form", 0),
        ("failed", None, None, 0),
    ],
)
def test_a_file_that_is_no_report_must_fail_with_its_kind(
    status: str, reason: dict[str, str] | None, kind: str | None, right: int
) -> None:
    refused = {"is_report": False, "kind": "blank_form", "issuer": None, "year": None}
    who = scored(refused, {"status": status, "reason": reason, "kind": kind}).identity
    assert (who.kind_right, who.kind, who.issuer, who.year, who.edition) == (right, 1, 0, 0, 0)


def test_a_report_that_failed_is_told_with_the_reason() -> None:
    failed = {"status": "failed", "kind": None, "reason": {"code": "damaged"}}
    told = [item.found for item in scored({}, failed).items if item.name == "kind"]
    assert told == ["None (failed: damaged)"]

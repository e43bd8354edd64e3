"""What holds for every document: facts are literal, and strangers at the end change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.identity import Identity
from report.record import Kind, Stated
from tests.identity.papers import BODY, PREAMBLE, TITLE, identity

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
STRAYS = (
    "莲河市财政局2019年政府信息公开工作年度报告",
    "莲江市水利局网站年度工作报表(2019年度)",
    "莲河市2019年政府信息公开工作年度报告（解读）",
)
PIECES = st.sampled_from(
    [
        TITLE,
        PREAMBLE,
        *BODY.splitlines(),
        "莲江市新河区财政局",
        "2023年1月12日",
        "标题：",
        "《》",
        " ",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=12), max_size=14).flatmap(
    lambda pieces: st.sampled_from(["\n", " ", "", "\r\n", "\t"]).map(lambda s: s.join(pieces))
)


def stated(found: Identity) -> Iterator[Stated]:
    facts = found.facts
    every = [found.issuer, found.year, facts.title, facts.period, facts.fee_statement]
    every += [*facts.sections.values(), *facts.circulars, *facts.agencies]
    return (fact for fact in every if fact is not None)


def values(found: Identity) -> tuple[object, ...]:
    facts = found.facts
    return (
        found.kind,
        found.issuer and found.issuer.value,
        found.year and found.year.value,
        facts.title and facts.title.value,
        facts.period and facts.period.value,
        tuple(facts.sections),
        tuple(circular.value for circular in facts.circulars),
    )


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_every_fact_is_the_documents_own_words(text: str) -> None:
    for fact in stated(identity(text)):
        assert text[fact.span.start : fact.span.end] == fact.raw
        assert fact.raw


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(STRAYS), st.sampled_from(["\n", "\n\n", "\r\n"]), st.booleans())
def test_a_stray_title_at_the_end_changes_nothing(stray: str, gap: str, titled: bool) -> None:
    head = f"{TITLE}\n" if titled else "2022年，莲江市水利局认真落实。\n"
    text = f"{head}{PREAMBLE}\n{BODY}"
    assert values(identity(text + gap + stray)) == values(identity(text))


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_the_width_of_digits_changes_no_value_of_year_and_period(text: str) -> None:
    narrow, wide = identity(text), identity(text.translate(WIDE))
    assert (narrow.year and narrow.year.value) == (wide.year and wide.year.value)
    period = narrow.facts.period, wide.facts.period
    assert (period[0] and period[0].value) == (period[1] and period[1].value)
    assert narrow.facts.sections.keys() == wide.facts.sections.keys()
    assert narrow.kind == wide.kind


KINDS = set(get_args(Kind))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_an_identity(text: str) -> None:
    assert identity(text).kind in KINDS


# A hang guard, no measurement: read in one pass a million characters take a second or two,
# compared with each other they would take many minutes.
@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "piece",
    [
        "区",
        "市县区",
        "莲江市水利局",
        "一、",
        "统计期限自2022",
        "信息公开报告",
        "《",
        "1",
        "（ \n",
        "。",
        "；费",
    ],
)
def test_a_long_odd_text_is_read_without_going_over_it_again_and_again(piece: str) -> None:
    assert identity(piece * (1_000_000 // len(piece))).kind in KINDS

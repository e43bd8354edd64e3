"""Every rule does what its page of examples says: it passes, fails, and stays undecided."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from report.finding import Outcome
from report.record import Record
from report.rules import load_rules
from tests.rules.pages import FOLDER, Example, Shown, examples, pages

STATES = {"passed", "failed", "undecided"}
ALL = [
    pytest.param(example, id=f"{example.code} {example.title}")
    for path in pages()
    for example in examples(path)
]


def state_of(code: str, outcome: Outcome) -> tuple[set[str], str | None]:
    """Return what can be said of a code: a doubt about whose mistake it is is undecided too."""
    found = [finding for finding in outcome.findings if code in finding.codes]
    if not found:
        return {"passed", "undecided"}, None
    assert len(found) == 1, f"{len(found)} findings of {code}"
    whose = found[0].attribution
    return {"failed", "undecided"} if whose == "unknown" else {"failed"}, whose


def facts_of(record: Record) -> dict[str, list[str]]:
    facts = record.facts
    stated = {
        "period": [facts.period],
        "fee": [facts.fee_statement],
        "circular": list(facts.circulars),
        "year": [record.year],
        "title": [facts.title],
        "further": [facts.further_report],
        "published": [facts.published],
        "section": list(facts.sections.values()),
    }
    said = {name: [one.raw for one in values if one] for name, values in stated.items()}
    return said | {"edition": [record.edition]}


def shown_claim(outcome: Outcome, shown: Shown) -> bool:
    told = [one.verdict for one in outcome.claims if shown.about in one.claim.quote]
    return told == [shown.said]


def shown_edit(outcome: Outcome, shown: Shown) -> bool:
    return {r.edit: r.state for r in outcome.results}[shown.about] == shown.said


def shown_finding(outcome: Outcome, shown: Shown) -> bool:
    return [f.attribution for f in outcome.findings if shown.about in f.codes] == [shown.said]


def shown_cell(outcome: Outcome, shown: Shown) -> bool:
    assert outcome.record is not None
    return outcome.record.cells[shown.about].status == shown.said


LOOKS: dict[str, Callable[[Outcome, Shown], bool]] = {
    "claim": shown_claim,
    "edit": shown_edit,
    "finding": shown_finding,
    "cell": shown_cell,
}


def is_so(example: Example, outcome: Outcome, shown: Shown) -> bool:
    if shown.what in LOOKS:
        return LOOKS[shown.what](outcome, shown)
    if shown.what == "last_year":
        previous = example.previous()
        status = "none" if previous is None else previous.cells[shown.about].status
        return status == shown.said
    assert outcome.record is not None
    said = facts_of(outcome.record)[shown.what]
    if shown.said == "none":
        return not said
    return any(shown.about in words for words in said)


@pytest.mark.parametrize("example", ALL)
def test_the_examples_give_what_they_say(example: Example) -> None:
    outcome = example.outcome()
    edits = {result.edit: result.state for result in outcome.results}
    assert example.results, "an example states its result"
    for stated in example.results:
        assert stated.about.partition(".")[0] == example.code
        if stated.about in edits:
            assert edits[stated.about] == stated.state, stated.about
            continue
        states, whose = state_of(example.code, outcome)
        assert stated.state in states, f"{stated.about} {states} {whose}"
        assert stated.state != "failed" or stated.whose == whose, "a failure says whose mistake"
        # Silence passes nothing: something else shows that the rule had its say.
        assert stated.state == "failed" or example.shown, "say what shows it"
    for shown in example.shown:
        assert is_so(example, outcome, shown), shown


@pytest.mark.parametrize("code", [code for code, rule in load_rules().items() if not rule.reserved])
def test_every_rule_has_an_example_of_each_state(code: str) -> None:
    stated = {one.state for example in examples(FOLDER / f"{code}.md") for one in example.results}
    assert stated == STATES


def test_every_page_is_of_a_rule_that_is_raised() -> None:
    rules = load_rules()
    assert [path.stem for path in pages() if rules[path.stem].reserved] == []

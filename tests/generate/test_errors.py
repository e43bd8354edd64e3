"""Damage leaves labels true; errors change what they say they change."""

from __future__ import annotations

from random import Random

import pytest

from eval.generate.consequences import fails, visible
from eval.generate.damage import DAMAGE, make_file
from eval.generate.issuer_errors import CELLS, KINDS, Mistake, make_mistake
from eval.generate.report import make_report
from eval.generate.world import make_truth
from report.edits import edits_for

every_kind = pytest.mark.parametrize("kind", KINDS)


def mistakes(kind: str, layout: str = "L1", count: int = 3) -> list[Mistake]:
    found: list[Mistake] = []
    for number in range(800):
        source = Random(f"errors/{number}")
        mistake = make_mistake(source, make_report(source, make_truth(source), layout), kind)
        if mistake is not None:
            found.append(mistake)
        if len(found) == count:
            break
    return found


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_happens_and_leaves_the_label_or_says_what_is_lost(name: str) -> None:
    changed = 0
    for number in range(40):
        source = Random(f"damage/{number}")
        report = make_report(source, make_truth(source), ("L1", "L2", "L3_tabs")[number % 3])
        file = make_file(source, report, (name,))
        before, after = report.label("x"), file.report.label("x")
        changed += bool(file.damage) and file.data != report.text().encode()
        for key, cell in after.cells.items():
            assert cell.lost_in_reading or cell.value == before.cells[key].value
        assert any(c.lost_in_reading for c in after.cells.values()) == (
            name in ("lost_row", "lost_column") and bool(file.damage)
        )
    assert changed


@every_kind
def test_every_class_of_error_can_be_made(kind: str) -> None:
    assert len(mistakes(kind)) == 3


@pytest.mark.parametrize("kind", sorted(CELLS))
def test_an_error_in_cells_changes_those_cells_and_no_other(kind: str) -> None:
    for mistake in mistakes(kind):
        truth = mistake.report.truth.values
        changed = {key for key, value in mistake.report.values.items() if value != truth[key]}
        assert changed == set(mistake.before)
        assert all(truth[key] == value for key, value in mistake.before.items())


@pytest.mark.parametrize("kind", sorted(CELLS))
def test_what_must_be_found_is_what_the_sums_show(kind: str) -> None:
    for mistake in mistakes(kind, count=8):
        report = mistake.report
        broken = [e for e in edits_for(dict(report.truth.tables)) if fails(e, report.values)]
        assert (mistake.by in ("sums", "blank")) == bool(broken)
        assert {edit.code for edit in broken} <= set(mistake.codes)
        if mistake.by == "nothing":
            assert mistake.codes == ()
            assert report.findings == ()


def test_a_total_left_at_zero_is_always_seen() -> None:
    assert {mistake.by for mistake in mistakes("total_zero", count=20)} <= {"sums", "blank"}


def test_an_error_in_prose_leaves_the_tables_alone() -> None:
    for kind in ("wrong_figure", "wrong_share", "parts_do_not_sum", "counted_otherwise"):
        for mistake in mistakes(kind):
            assert mistake.report.values == mistake.report.truth.values
            assert mistake.quotes[0] in mistake.report.text()


def test_figures_carried_over_wrongly_keep_every_sum_of_the_year() -> None:
    for mistake in mistakes("carried_mismatch"):
        assert visible(mistake.report).by == "nothing"
        last = mistake.report.truth.previous
        assert last is not None
        over = mistake.report.values["requests.carried_over.total"]
        assert over != last.values["requests.carried_forward.total"]


def test_the_same_figure_counted_otherwise_is_no_error() -> None:
    for mistake in mistakes("counted_otherwise"):
        assert visible(mistake.report).by == "nothing"
        assert mistake.codes == ("CLM04",)


def test_labels_name_the_finding_and_its_cells() -> None:
    mistake = next(m for m in mistakes("times_ten", count=20) if m.by == "sums")
    label = mistake.report.label("x")
    assert label.findings[0].code == mistake.codes[0]
    assert set(mistake.before) <= set(label.findings[0].cells)

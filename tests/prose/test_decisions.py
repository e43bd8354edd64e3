"""Figures of decisions and charges, which writers often count otherwise than the form."""

from __future__ import annotations

import pytest

from tests.claims.reading import findings


@pytest.mark.parametrize(
    ("text", "cell", "found"),
    [
        ("全年作出行政许可决定910件。", "disclosure.licensing.decisions", 910),
        ("办理行政处罚6件。", "disclosure.penalties.decisions", 6),
    ],
)
def test_decisions_that_differ_from_the_form_are_a_note_that_blames_nobody(
    text: str, cell: str, found: int
) -> None:
    (finding,) = findings(text)
    assert (finding.code, finding.severity, finding.attribution) == ("CLM08", "note", "unknown")
    assert (finding.cells, finding.found) == ((cell,), found)
    assert not finding.asks_a_person

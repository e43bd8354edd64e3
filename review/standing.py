"""What may be said of a finding to the body that issued the report.

A wrong accusation is the worst error. Only what the report itself shows (attribution
`source`) or what a person confirmed is an error of the report; what cannot be told is a
question; what we may have misread, or what counts otherwise, is not said at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from report.decision import Decision
from report.finding import Finding, Outcome

Standing = Literal["error", "question", "unsaid"]
FigureState = Literal["read", "corrected", "disputed", "inconsistent", "blank", "unread"]


def standing(finding: Finding, decision: Decision | None) -> Standing:
    """Return whether a finding is an error of the report, a question to it, or neither."""
    if decision is not None:
        return "error" if decision.action == "report_inconsistent" else "unsaid"
    if finding.attribution == "source":
        return "error"
    return "question" if finding.attribution == "unknown" else "unsaid"


def accused(finding: Finding) -> tuple[str, ...]:
    """Return the cells a finding points at: its suspects, or where none is likelier all."""
    return finding.suspects or finding.cells


def figure_states(outcome: Outcome, decisions: Mapping[str, Decision]) -> dict[str, FigureState]:
    """Return for every cell how far its figure can be relied on, by cell key.

    `inconsistent` is a figure that was read and that the report itself contradicts.
    """
    record = outcome.record
    if record is None:
        return {}
    wrong = {
        key
        for finding in outcome.findings
        if standing(finding, decisions.get(finding.id)) == "error"
        for key in accused(finding)
    }
    states: dict[str, FigureState] = {}
    for key, cell in record.cells.items():
        if cell.corrected is not None:
            states[key] = "corrected"
        elif cell.status in ("disputed", "unread", "blank"):
            states[key] = cell.status
        else:
            states[key] = "inconsistent" if key in wrong else "read"
    return states

"""One finding as a line for people: places by their printed names instead of keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gouji.exports.tables import Row, finding_row
from gouji.words import say
from report.decision import Decision
from report.finding import Change, Finding, Outcome
from report.naming import cell_name
from report.record import Record
from report.wire import cell_value

_MOST_CELLS = 8
_MOST_REPAIRS = 3


def finding_line(
    outcome: Outcome, finding: Finding, decisions: Mapping[str, Decision], lang: str
) -> Row:
    """Return the row of the table of findings with cells and repairs in words."""
    row = finding_row(outcome, finding, decisions.get(finding.id))
    record = outcome.record
    if record is None:
        return row
    others = [f"{one.issuer} {one.year}".strip() for one in finding.others]
    return row | {
        "cells": _some([_name(record, key, lang) for key in finding.cells], _MOST_CELLS, lang),
        "repairs": _repairs(record, finding.repairs, lang),
        "other_reports": _some(others, _MOST_CELLS, lang),
    }


def _name(record: Record, key: str, lang: str) -> str:
    if key.partition(".")[0] not in record.tables:
        return key
    return str(getattr(cell_name(key, record.tables), lang))


def _some(words: Sequence[str], most: int, lang: str) -> str:
    """Return a list on lines of its own, cut where it is long; its length is told then."""
    shown = list(words[:most])
    if len(words) > most:
        shown.append(say("sheet.more", lang, count=len(words) - most))
    return "\n".join(shown)


def _repairs(record: Record, repairs: Sequence[Sequence[Change]], lang: str) -> str:
    ways = [
        say("review.and", lang).join(_change(record, change, lang) for change in repair)
        for repair in repairs
    ]
    if len(ways) > 1:
        ways = [f"{number}. {way}" for number, way in enumerate(ways, 1)]
    return _some(ways, _MOST_REPAIRS, lang)


def _change(record: Record, change: Change, lang: str) -> str:
    return say(
        "check.change",
        lang,
        cell=_name(record, change.cell, lang),
        before=_figure(change.cell, change.before, lang),
        after=_figure(change.cell, change.after, lang),
    )


def _figure(key: str, value: Any, lang: str) -> str:
    shown = cell_value(key, value)
    return say("review.blank", lang) if shown is None else str(shown)

"""What could not be decided, and why, for people: checks and figures grouped by reason."""

from __future__ import annotations

import re
from collections.abc import Iterable

from report.finding import Message, Outcome, Result
from report.messages import has_message, listed, render
from report.naming import column_name, row_name, table_name
from report.number import is_overlong
from report.record import Record
from verify.confront import CompiledEdit, compiled_edits, missing_operands
from verify.gathered import gathered
from verify.witness import witness

_UNCHECKED = ("undecided", "not_comparable")
_MOST_SUMS = 3
# What a converter drew into a sentence it took for a table.
_BORDERS = re.compile(r"\|[|:-]*")
_MOST_QUOTES = 4


def open_questions(outcome: Outcome) -> tuple[Message, ...]:
    """Return one sentence for each reason why checks or figures were not decided on."""
    if outcome.record is None or outcome.status == "failed":
        return ()
    # A figure that its evidence does not hold is missing for the checks, not for the record.
    record = witness(outcome.record).record
    return (*_of_checks(record, outcome.results), *_of_claims(outcome))


def _of_checks(record: Record, results: Iterable[Result]) -> Iterable[Message]:
    compiled = {one.edit.id: one for one in compiled_edits(record)}
    sums: dict[tuple[str, str], list[Message]] = {}
    cells: dict[tuple[str, str], dict[str, None]] = {}
    for result in results:
        if result.state != "undecided" or result.edit not in compiled:
            continue
        one = compiled[result.edit]
        for why, keys in _reasons(one, record, result).items():
            group = why, one.edit.table
            sums.setdefault(group, []).append(_named(one, record))
            cells.setdefault(group, {}).update(dict.fromkeys(keys))
    for (why, table), named in sums.items():
        yield render(
            f"open.{why}",
            table=table_name(table, record.tables),
            sums=listed(named, most=_MOST_SUMS),
            count=len(named),
            cells=gathered(record, list(cells[why, table])),
        )


def _reasons(one: CompiledEdit, record: Record, result: Result) -> dict[str, list[str]]:
    """Return reason → cells that are missing for it; none are where the sum served to read."""
    missing: dict[str, list[str]] = {}
    for why, keys in missing_operands(one, record).items():
        for key in keys:
            long = is_overlong(record.cells[key].raw) if key in record.cells else False
            missing.setdefault("too_long" if long else why, []).append(key)
    return missing or {result.reason: []}


def _named(one: CompiledEdit, record: Record) -> Message:
    key = next(iter(one.edit.terms))
    names = {"row": row_name(key, record.tables), "column": column_name(key, record.tables)}
    return render(f"{one.edit.code}.sum", **names)


def _of_claims(outcome: Outcome) -> Iterable[Message]:
    quotes: dict[str, dict[str, None]] = {}
    told = {id_ for finding in outcome.findings for id_ in finding.claims}
    for one in outcome.claims:
        if one.verdict in _UNCHECKED and one.claim.id not in told:
            quote = _BORDERS.sub("", "".join(one.claim.quote.split()))
            reason = one.why.partition(":")[0]
            quotes.setdefault(reason, {})[f"“{quote}”"] = None
    for reason, found in quotes.items():
        named = [Message(quote, quote) for quote in found]
        id_ = f"open.figure.{reason}"
        yield render(
            id_ if has_message(id_) else "open.figure.other",
            quotes=listed(named, most=_MOST_QUOTES),
            reason=reason,
        )

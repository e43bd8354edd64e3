"""What every finding is made of: its id, where its cells stand, and the values it was judged on."""

from __future__ import annotations

import re
from collections.abc import Iterable

from report.document import Span
from report.finding import finding_id
from report.other import OtherReport
from report.record import Record

_INNER_QUOTES = str.maketrans("“”", "‘’")


def quoted(words: str) -> str:
    """Return words of a report as they stand between the quotes of a message."""
    return re.sub(r"\s+", "", words).translate(_INNER_QUOTES)


def subject_id(record: Record, subjects: Iterable[str]) -> str:
    """Return the id of a finding on these subjects in this report."""
    issuer = record.issuer.value if record.issuer is not None else ""
    year = record.year.value if record.year is not None else ""
    return finding_id(issuer, year, subjects)


def operands_of(record: Record, keys: Iterable[str]) -> dict[str, str | None]:
    """Return the cells' values as a decision remembers them."""
    values = ((key, record.cells[key].effective) for key in keys if key in record.cells)
    return {key: None if value is None else f"{value}" for key, value in values}


def evidence_of(record: Record, keys: Iterable[str]) -> tuple[Span, ...]:
    """Return where the cells stand in the text, each place once."""
    spans = (record.cells[key].span for key in keys if key in record.cells)
    return tuple(dict.fromkeys(span for span in spans if span is not None))


def previous_operands(previous: Record, keys: Iterable[str]) -> dict[str, str | None]:
    """Return last year's cells as a decision remembers them beside this year's."""
    return {f"previous:{key}": value for key, value in operands_of(previous, keys).items()}


def other_report(record: Record, keys: Iterable[str] = ()) -> OtherReport:
    """Return a report as one that a finding on another rests on, with the cells that matter."""
    return OtherReport(
        record=record.id,
        issuer="" if record.issuer is None else record.issuer.value,
        year="" if record.year is None else record.year.value,
        spans=evidence_of(record, keys),
    )

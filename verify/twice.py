"""Findings on rows that a report prints more than once with different figures: FRM11."""

from __future__ import annotations

from collections.abc import Sequence

from report.finding import Finding, Message
from report.messages import Value, listed, render
from report.naming import row_name, table_name
from report.record import ExtraRow, Record
from report.rules import load_rules
from report.text import bare
from verify.evidence import evidence_of, operands_of, subject_id

_CODE = "FRM11"


def copied_rows(record: Record) -> dict[str, list[ExtraRow]]:
    """Return row of the form → its other copies, in printed order."""
    copies: dict[str, list[ExtraRow]] = {}
    for row in record.extra_rows:
        if row.copy_of:
            copies.setdefault(row.copy_of, []).append(row)
    return copies


def _row_of(key: str) -> str:
    """Return the row of the form that a cell stands in."""
    return key.rpartition(".")[0]


def copy_findings(record: Record) -> list[Finding]:
    """Return one finding for each row that stands twice, whichever figures were read."""
    copies = copied_rows(record)
    if not copies:
        return []
    keys: dict[str, list[str]] = {}
    for key in record.cells:
        keys.setdefault(_row_of(key), []).append(key)
    return [
        _finding(record, row, keys[row], others) for row, others in copies.items() if row in keys
    ]


def _finding(record: Record, row: str, keys: Sequence[str], others: Sequence[ExtraRow]) -> Finding:
    return Finding(
        id=subject_id(record, [f"{_CODE}.{row}"]),
        code=_CODE,
        codes=(_CODE,),
        severity=load_rules()[_CODE].severity,
        # Whether the issuer printed both or the file was put together so, nobody can tell.
        attribution="unknown",
        message=_message(record, keys, others),
        cells=tuple(keys),
        quote=others[0].label,
        evidence=(*(other.span for other in others), *evidence_of(record, keys)),
        suspects=tuple(key for key in keys if record.cells[key].candidates),
        operands=operands_of(record, keys) | _printed(others),
    )


def _message(record: Record, keys: Sequence[str], others: Sequence[ExtraRow]) -> Message:
    said: dict[str, Value] = {
        "table": table_name(others[0].table, record.tables),
        "row": row_name(keys[0], record.tables),
    }
    figures = list(_printed(others).values())
    if _are_all(record, keys, others):
        return render("FRM11.open", **said, count=len(figures), copies=_words(figures))
    taken = " ".join(bare(record.cells[key].raw) or "/" for key in keys)
    both = [taken, *figures]
    chosen: dict[str, Value] = {
        "count": len(both),
        "copies": _words(both),
        "taken": _words([taken]),
    }
    return render("FRM11.chosen", **said, **chosen)


def _are_all(record: Record, keys: Sequence[str], others: Sequence[ExtraRow]) -> bool:
    """Return whether the row's own cells stand in one of the copies, so that none was chosen."""
    spans = [span for key in keys if (span := record.cells[key].span) is not None]
    return all(any(o.span.start <= s.start < o.span.end for o in others) for s in spans)


def _printed(others: Sequence[ExtraRow]) -> dict[str, str | None]:
    """Return the copies' figures as a decision remembers them."""
    return {f"copy:{at}": " ".join(map(bare, row.values)) for at, row in enumerate(others)}


def _words(figures: Sequence[str | None]) -> Message:
    return listed([render("figures", figures=words or "") for words in figures])

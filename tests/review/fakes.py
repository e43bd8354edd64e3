"""A verification small enough to foresee: rows of table three that must add up."""

from __future__ import annotations

from dataclasses import replace

from report.document import SourceFile, Span
from report.finding import Change, Checks, Finding, Message, Outcome, finding_id
from report.record import Number, Record
from store import Input, Store, work_key
from tests.records import make_record
from tests.store.builders import MANIFEST, make_document, sha
from verify.context import ALONE, Context

ROWS = ("received", "carried_over")


def _key(row: str, column: str) -> str:
    return f"requests.{row}.{column}"


def _operands(record: Record, keys: tuple[str, ...]) -> dict[str, str | None]:
    values = {key: record.cells[key].effective for key in keys}
    return {key: None if value is None else str(value) for key, value in values.items()}


def _finding(record: Record, subject: str, code: str, keys: tuple[str, ...]) -> Finding:
    assert record.issuer is not None
    assert record.year is not None
    return Finding(
        id=finding_id(record.issuer.value, record.year.value, [subject]),
        code=code,
        codes=(code,),
        severity="fatal" if code == "REQ03" else "query",
        attribution="source" if code == "REQ03" else "reading",
        message=Message(code, code),
        cells=keys,
        evidence=(Span(7, 8), Span(7, 8), Span(0, 2)),
        operands=_operands(record, keys),
    )


def verify(record: Record, context: Context = ALONE) -> Outcome:
    """Check natural_person + business = total in two rows, and that all was read."""
    assert context == ALONE
    findings = []
    checks = Checks()
    for row in ROWS:
        keys = tuple(_key(row, column) for column in ("natural_person", "business", "total"))
        person, business, total = (record.cells[key].effective for key in keys)
        if person is None or business is None or total is None:
            continue
        holds = person + business == total
        checks = replace(checks, passed=checks.passed + holds, failed=checks.failed + (not holds))
        if not holds:
            repairs = (
                (Change(keys[2], total, person + business),),
                (Change(keys[0], person, total - business),),
            )
            found = _finding(record, f"REQ03.{row}", "REQ03", keys)
            findings.append(replace(found, repairs=repairs))
    unread = tuple(
        key
        for key, cell in record.cells.items()
        if cell.status == "unread" and cell.corrected is None
    )
    if unread:
        findings.append(_finding(record, "RDG03.requests", "RDG03", unread))
    return Outcome(
        source=record.source,
        status="review" if findings else "accepted",
        record=record,
        findings=tuple(findings),
        checks=checks,
    )


def read_report(
    store: Store, path: str, values: dict[str, Number | str | None], reader: str = "1"
) -> str:
    """Read one report whose cells hold these values, and return its record's id."""
    text = f"{path} {sorted(values.items(), key=str)}"
    source = SourceFile(path, sha(text), "text/plain", len(text))
    cells = {
        key if key.startswith("disclosure.") else f"requests.{key}": value
        for key, value in values.items()
    }
    record = replace(make_record(cells=cells), id=source.sha256[:16], source=source)
    run = store.start_run(MANIFEST)
    store.plan(run, [Input(path, work_key(source.sha256, reader), source)])
    for task in store.claim(run):
        assert store.finish(task, make_document(source), verify(record))
    return record.id

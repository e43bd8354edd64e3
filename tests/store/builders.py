"""Inputs, documents and outcomes for tests of the store."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

import sqlalchemy as sa

from report.document import Document, Grid, GridCell, Page, Place, SourceFile, Span
from report.finding import Change, Finding, Message, Outcome, Result, finding_id
from report.record import Record, RecordCell, Unit
from store import Input, Manifest, Store, Task, work_key
from tests.records import make_record

MANIFEST = Manifest(("run", "reports"), "0.1.0", {"tables": "1"}, {"forms": "ab"})
PROCUREMENT = "disclosure.fees.amount"


@contextmanager
def postgres_schema(address: str) -> Iterator[str]:
    """Yield the address of a new, empty schema, dropped again at the end."""
    name = f"gouji_{uuid.uuid4().hex[:12]}"
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
        try:
            url = sa.make_url(address).update_query_dict({"options": f"-csearch_path={name}"})
            yield url.render_as_string(hide_password=False)
        finally:
            connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
    engine.dispose()


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def make_input(path: str, content: str | None = None, reader: str = "1") -> Input:
    """Return the input for a file whose content is its name unless given."""
    content = path if content is None else content
    source = SourceFile(path, sha(content), "text/plain", len(content))
    return Input(path, work_key(source.sha256, reader), source)


def make_inputs(count: int) -> list[Input]:
    return [make_input(f"in/{number:03}.txt") for number in range(count)]


def make_document(source: SourceFile, text: str = "报告\n第一行\t1\n") -> Document:
    cell = GridCell("1", Span(7, 8), 0, 1, place=Place(table=0, row=0, column=1))
    return Document(
        source=source,
        text=text,
        reader="plain 1",
        pages=(Page(1, 595.0, 842.0, Span(0, len(text))),),
        grids=(Grid((cell,), Span(3, 8)),),
    )


def make_finding(code: str = "REQ03", operands: dict[str, str | None] | None = None) -> Finding:
    key = "requests.received.total"
    return Finding(
        id=finding_id("云河县人民政府", "2021", [f"{code}.received"]),
        code=code,
        codes=(code,),
        severity="fatal",
        attribution="source",
        message=Message("合计不符", "The total is wrong"),
        cells=(key,),
        expected=3,
        found=Decimal("2.50"),
        evidence=(Span(7, 8),),
        suspects=(key,),
        repairs=((Change(key, 2, 3),),),
        operands={key: "2"} if operands is None else operands,
    )


def make_outcome(source: SourceFile, *findings: Finding) -> Outcome:
    """Return an outcome with every kind of value a record can hold."""
    record: Record = make_record(cells={"requests.received.total": 2})
    cells = dict(record.cells)
    cells[PROCUREMENT] = RecordCell(
        value=Decimal(5035900),
        raw="503.59万元",
        span=Span(1, 8),
        status="agreed",
        how="cell",
        place=Place(page=2, box=(1.5, 2.0, 3.0, 4.25)),
        unit=Unit(10000, "cell"),
        candidates=(1, Decimal("1.5")),
        readings={"tables": Decimal(5035900), "model": None},
    )
    record = replace(record, id=source.sha256[:16], source=source, cells=cells)
    return Outcome(
        source=source,
        status="review" if findings else "accepted",
        record=record,
        results=(Result("REQ03.received", "REQ03", "failed", Decimal(1)),),
        findings=findings,
    )


def finish(store: Store, task: Task, *findings: Finding) -> bool:
    return store.finish(task, make_document(task.source), make_outcome(task.source, *findings))


def read_all(store: Store, inputs: list[Input], *findings: Finding) -> int:
    """Run over the inputs to the end and return the run's number."""
    run = store.start_run(MANIFEST)
    store.plan(run, inputs)
    while tasks := store.claim(run, 7):
        for task in tasks:
            assert finish(store, task, *findings)
    store.end_run(run, {"read": len(inputs)})
    return run

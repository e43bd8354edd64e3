"""A report against what its issuer is: its powers, its deadline, the bodies below it.

DIS04, FRM07, FRM08 and BOD01. The name alone often leaves the level open; what any possible
level allows is no finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from report.body import Body, body_of, deadline, makes_rules
from report.body_words import body_words
from report.document import Span
from report.finding import Attribution, Compared, Finding, Message
from report.messages import listed, render
from report.naming import cell_name, cell_place
from report.other import OtherReport
from report.record import Number, Record
from report.rules import load_rules
from verify.context import Context, Copy
from verify.evidence import evidence_of, operands_of, other_report, subject_id
from verify.years import are_consecutive

_RULES = ("disclosure.rules.",)
_MONEY = ".amount"
_SHOWN = 6


def body_findings(record: Record, context: Context) -> list[Finding]:
    """Return what does not fit the issuer, in the order of the report."""
    body = context.body or (None if record.issuer is None else body_of(record.issuer.value))
    return [
        *(_no_rule_maker(record, body) if body is not None else ()),
        *_far_from_last_year(record, context.previous),
        *(_late(record, body, context.published) if body is not None else ()),
        *_rolled_up(record, body, context.children),
        *(_copied(record, copy) for copy in context.copies),
    ]


def _finding(
    record: Record,
    code: str,
    message: Message,
    about: Sequence[str] = (),
    cells: Sequence[str] = (),
    evidence: Sequence[Span] = (),
    attribution: Attribution = "unknown",
    found: Compared = None,
    expected: Compared = None,
    operands: Mapping[str, str] | None = None,
    others: Sequence[OtherReport] = (),
) -> Finding:
    spans = tuple(dict.fromkeys((*evidence, *evidence_of(record, cells))))
    return Finding(
        id=subject_id(record, [code, *about]),
        code=code,
        codes=(code,),
        severity=load_rules()[code].severity,
        attribution=attribution,
        message=message,
        cells=tuple(cells),
        found=found,
        expected=expected,
        evidence=spans,
        operands={**operands_of(record, cells), **(operands or {})},
        others=tuple(others),
    )


def _value(record: Record, key: str) -> Number | None:
    cell = record.cells.get(key)
    return None if cell is None else cell.effective


# DIS04


def _no_rule_maker(record: Record, body: Body) -> Iterator[Finding]:
    """Yield a finding when a body that can make no rules (规章) lists some."""
    if makes_rules(body):
        return
    cells = [key for key in record.cells if key.startswith(_RULES) and _value(record, key)]
    if cells:
        kind = render(f"kind.{body.kind}")
        names = listed([cell_name(key, record.tables) for key in cells])
        message = render("DIS04.rules", kind=kind, cells=names, value=_value(record, cells[0]) or 0)
        yield _finding(record, "DIS04", message, ["rules"], cells, found=_value(record, cells[0]))


def _far_from_last_year(record: Record, previous: Record | None) -> Iterator[Finding]:
    """Yield a finding for a figure of table two that is far off last year's."""
    if previous is None or not are_consecutive(record, previous):
        return
    if record.tables.get("disclosure") != previous.tables.get("disclosure"):
        return
    for key in record.cells:
        now, before = _value(record, key), _value(previous, key)
        if key.startswith("disclosure.") and now and before and _is_far(key, now, before):
            place = cell_place(key, record.tables)
            message = render("DIS04.past", place=place, found=now, before=before)
            last = {f"previous:{key}": f"{before}"}
            yield _finding(
                record,
                "DIS04",
                message,
                [key],
                [key],
                found=now,
                expected=before,
                operands=last,
                others=[other_report(previous, [key])],
            )


def _is_far(key: str, now: Number, before: Number) -> bool:
    words = body_words().plausible
    sizes = [Decimal(now).copy_abs(), Decimal(before).copy_abs()]
    small, large = min(sizes), max(sizes)
    if key.endswith(_MONEY):
        return large >= words.money_times * small
    return large >= words.times * small and large >= words.least


# FRM07


def _late(record: Record, body: Body, published: date | None) -> Iterator[Finding]:
    stated, year = record.facts.published, record.year_number
    day = published or (date.fromisoformat(stated.value) if stated is not None else None)
    last = None if year is None else deadline(body, year)
    if day is None or last is None or day <= last:
        return
    evidence = [stated.span] if published is None and stated is not None else []
    yield _finding(
        record,
        "FRM07",
        render("FRM07.late", published=day.isoformat(), deadline=last.isoformat()),
        evidence=evidence,
        found=day.isoformat(),
        expected=last.isoformat(),
    )


# BOD01


def _rolled_up(record: Record, body: Body | None, children: Sequence[Record]) -> Iterator[Finding]:
    """Yield a finding when the bodies below have more than the report that sums them up."""
    if body is None or not sums_up(body) or not children:
        return
    over = [row for row in roll_up(record, children) if row.exceeds]
    if not over:
        return
    rows = [
        render(
            "BOD01.row",
            place=cell_place(row.key, record.tables),
            found=row.own or 0,
            sum=row.sum,
            count=row.known,
        )
        for row in over
    ]
    yield _finding(
        record,
        "BOD01",
        render("BOD01.fault", rows=listed(rows), children=len(children)),
        cells=[row.key for row in over],
        found=over[0].own,
        expected=over[0].sum,
        operands={f"children:{row.key}": f"{row.sum}" for row in over},
        others=[other_report(child, [over[0].key]) for child in children],
    )


def sums_up(body: Body) -> bool:
    """Return whether a body's report is one over its whole area: that of a government.

    An office reports on itself and the government's own affairs, a department on itself.
    """
    return body.kind == "government" and not body.vertical


class Rolled:
    """One row of a roll-up: what the superior has and what the bodies below it have.

    Attributes:
        key: The cell.
        own: The superior's figure, None when it is blank or was not read.
        sum: The sum of the known figures below.
        known: How many of the bodies below have a figure there.
    """

    __slots__ = ("key", "known", "own", "sum")

    def __init__(self, key: str, own: Number | None, values: Sequence[Number]) -> None:
        self.key = key
        self.own = own
        self.sum: Number = sum(values, 0)
        self.known = len(values)

    @property
    def exceeds(self) -> bool:
        """Whether the bodies below together have more than their superior."""
        return self.own is not None and self.sum > self.own


def roll_up(record: Record, children: Sequence[Record]) -> list[Rolled]:
    """Return the rows that can be summed up; table two only within one edition."""
    rows = []
    for key in body_words().rollup.cells:
        if key not in record.cells:
            continue
        table = key.partition(".")[0]
        alike = [
            child
            for child in children
            if table != "disclosure" or child.tables.get(table) == record.tables.get(table)
        ]
        values = [value for child in alike if (value := _value(child, key)) is not None]
        rows.append(Rolled(key, _value(record, key), values))
    return rows


# FRM08


def _copied(record: Record, copy: Copy) -> Finding:
    message = render(
        "FRM08.past" if copy.own_past else "FRM08.other",
        share=copy.share,
        issuer=copy.issuer,
        year=copy.year,
        count=len(copy.spans),
    )
    about = ["past"] if copy.own_past else ["other", copy.issuer, copy.year]
    # The same passages in the same order, so that a reader can lay one beside the other.
    there = OtherReport(copy.record, copy.issuer, copy.year, copy.other_spans[:_SHOWN])
    return _finding(
        record,
        "FRM08",
        message,
        about,
        evidence=copy.spans[:_SHOWN],
        found=f"{copy.share}%",
        others=[there],
    )

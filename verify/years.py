"""This year's report against the same issuer's report on the year before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from report.finding import Attribution, Finding, Message, State
from report.form import CarryRule, load_forms, table_form
from report.messages import concat, listed, render
from report.naming import column_name, row_name
from report.record import Number, Record
from report.rules import load_rules
from verify.attribute import evident
from verify.evidence import (
    evidence_of,
    operands_of,
    other_report,
    previous_operands,
    subject_id,
)

_OVER, _FORWARD = "requests.carried_over", "requests.carried_forward"
_CARRIED, _STOCK = "YRS01", "YRS02"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure of this year's report held against last year's.

    Attributes:
        code: YRS01 or YRS02.
        cells: This year's cells, the one compared first.
        previous_cells: Last year's cells.
        found: What this year's report says.
        expected: What follows from last year's report.
        reason: Why it is undecided: `blank`, `unread`, or `other_form`; else "".
    """

    code: str
    state: State
    cells: tuple[str, ...]
    previous_cells: tuple[str, ...]
    found: Number | None = None
    expected: Number | None = None
    reason: str = ""


def are_consecutive(record: Record, previous: Record) -> bool:
    """Return whether one report is on the year right after the other's."""
    this, last = record.year_number, previous.year_number
    return this is not None and last is not None and this == last + 1


def compare_years(record: Record, previous: Record) -> tuple[Comparison, ...]:
    """Return everything the two reports say of the same things, decided or not.

    A cell that is blank or unread in either report decides nothing. Table two of another
    edition counts other things and is not compared.
    """
    if not are_consecutive(record, previous):
        return ()
    carried = (
        _compared(record, previous, _CARRIED, (f"{_OVER}.{c}",), (f"{_FORWARD}.{c}",))
        for c in _columns(record)
    )
    return (*carried, *_stocks(record, previous))


def year_findings(record: Record, previous: Record | None) -> list[Finding]:
    """Return what differs: requests carried over (YRS01), stocks carried forward (YRS02)."""
    if previous is None:
        return []
    failed = [one for one in compare_years(record, previous) if one.state == "failed"]
    carried = [one for one in failed if one.code == _CARRIED]
    found = [_carried_finding(record, previous, carried)] if carried else []
    return found + [_stock_finding(record, previous, one) for one in failed if one.code == _STOCK]


def _columns(record: Record) -> tuple[str, ...]:
    if "requests" not in record.tables:
        return ()
    edition, variant = record.tables["requests"]
    return tuple(table_form(edition, "requests", variant).columns)


def _compared(
    record: Record,
    previous: Record,
    code: str,
    cells: tuple[str, ...],
    last_year: tuple[str, ...],
    minus: Sequence[str] = (),
) -> Comparison:
    """Hold the first cell against last year's cells, with this year's others added."""
    read = [(record, key) for key in cells] + [(previous, key) for key in last_year]
    values = [_value(one, key) for one, key in read]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        reason = "unread" if any(_unread(*each) for each in read) else "blank"
        return Comparison(code, "undecided", cells, last_year, reason=reason)
    found, *rest = known
    signs = [-1 if key in minus else 1 for key in (*cells[1:], *last_year)]
    expected = sum((sign * value for sign, value in zip(signs, rest, strict=True)), 0)
    state: State = "passed" if found == expected else "failed"
    return Comparison(code, state, cells, last_year, found, expected)


def _value(record: Record, key: str) -> Number | None:
    cell = record.cells.get(key)
    return None if cell is None else cell.effective


def _unread(record: Record, key: str) -> bool:
    cell = record.cells.get(key)
    return cell is None or (cell.effective is None and not cell.is_blank)


def _stocks(record: Record, previous: Record) -> Iterator[Comparison]:
    for rule in _carries(record):
        same_form = previous.tables.get(rule.table) == record.tables.get(rule.table)
        for row in rule.rows:
            cells = _keys(rule, row, (*rule.now, *rule.plus, *rule.minus))
            last_year = _keys(rule, row, rule.before)
            if not same_form:
                yield Comparison(rule.code, "undecided", cells, last_year, reason="other_form")
                continue
            minus = _keys(rule, row, rule.minus)
            yield _compared(record, previous, rule.code, cells, last_year, minus)


def _carries(record: Record) -> Iterator[CarryRule]:
    for table, (edition, _) in record.tables.items():
        form = load_forms().get(edition)
        if form is not None:
            yield from (rule for rule in form.carries if rule.table == table)


def _keys(rule: CarryRule, row: str, columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{rule.table}.{row}.{column}" for column in columns)


# YRS01


def _carried_finding(record: Record, previous: Record, differing: Sequence[Comparison]) -> Finding:
    cells = [one.cells[0] for one in differing]
    last_year = [one.previous_cells[0] for one in differing]
    sure = all(evident(record.cells[key]) for key in cells) and all(
        evident(previous.cells[key]) for key in last_year
    )
    attribution: Attribution = "source" if sure else "unknown"
    columns = [
        render(
            "YRS01.column",
            column=column_name(one.cells[0], record.tables),
            found=_number(one.found),
            expected=_number(one.expected),
        )
        for one in differing
    ]
    fault = render(
        "YRS01.fault",
        row=row_name(cells[0], record.tables),
        previous_row=row_name(last_year[0], previous.tables),
        columns=listed(columns, most=7),
    )
    operands = operands_of(record, cells) | previous_operands(previous, last_year)
    return Finding(
        id=subject_id(record, [_CARRIED]),
        code=_CARRIED,
        codes=(_CARRIED,),
        severity=load_rules()[_CARRIED].severity,
        attribution=attribution,
        message=concat(fault, render(f"YRS01.{attribution}")),
        cells=tuple(cells),
        # The total sums the other columns up, so it speaks for them.
        expected=differing[-1].expected,
        found=differing[-1].found,
        evidence=evidence_of(record, cells),
        operands=operands,
        others=(other_report(previous, last_year),),
    )


def _number(value: Number | None) -> Number:
    return 0 if value is None else value


# YRS02


def _stock_finding(record: Record, previous: Record, one: Comparison) -> Finding:
    key = one.cells[0]
    rule = next(
        rule
        for rule in _carries(record)
        if any(key == _keys(rule, row, rule.now)[0] for row in rule.rows)
    )
    return Finding(
        id=subject_id(record, [_STOCK, key]),
        code=_STOCK,
        codes=(_STOCK,),
        severity=load_rules()[_STOCK].severity,
        # A review of documents in force breaks the sum, so that nobody is accused.
        attribution="unknown",
        message=render(
            "YRS02.fault",
            row=row_name(key, record.tables),
            column=column_name(key, record.tables),
            found=_number(one.found),
            expected=_number(one.expected),
            sum=_sum_in_words(record, rule, one),
        ),
        cells=one.cells,
        expected=one.expected,
        found=one.found,
        evidence=evidence_of(record, one.cells),
        operands=operands_of(record, one.cells) | previous_operands(previous, one.previous_cells),
        others=(other_report(previous, one.previous_cells),),
    )


def _sum_in_words(record: Record, rule: CarryRule, one: Comparison) -> Message:
    parts = list[Message]()
    own = _number(one.expected)
    for key in one.cells[1:]:
        value = _number(_value(record, key))
        minus = key.rpartition(".")[2] in rule.minus
        own += value if minus else -value
        column = column_name(key, record.tables)
        parts.append(render("YRS02.minus" if minus else "YRS02.plus", column=column, value=value))
    columns = "＋".join(column_name(key, record.tables) for key in one.previous_cells)
    return listed([render("YRS02.last", column=columns, value=own), *parts], most=4)

"""Findings on what our own reading could not settle (RDG codes)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from report.finding import Attribution, Change, Finding, Message, Result
from report.messages import Value, listed, render
from report.naming import cell_name, column_name, row_name, split_key, table_name
from report.number import is_overlong
from report.record import Number, Record, RecordCell
from report.rules import load_rules
from report.text import bare
from verify.confront import forced_blanks
from verify.evidence import evidence_of, operands_of, subject_id
from verify.gathered import gathered
from verify.obligations import missing_parts
from verify.twice import copied_rows
from verify.witness import Why, Witness, own_figure

_SETTLED = ("single", "agreed", "blank")


def reading_findings(record: Record, sworn: Witness, results: Sequence[Result]) -> list[Finding]:
    """Return the findings on cells that are disputed, unfounded, unread and ambiguous."""
    forced = forced_blanks(sworn.record, results) if _undecided(results) else {}
    open_ = _open(record)
    return [
        *_disputed(record, open_),
        *_unfounded(record, sworn),
        *_overlong(record, open_),
        *_unread(
            record, open_, {key: to for key, to in forced.items() if not _is_overlong(record, key)}
        ),
        *_ambiguous(record, open_),
    ]


def _open(record: Record) -> dict[str, RecordCell]:
    """Return the uncorrected cells without a sure value, in order: one of ten."""
    return {
        key: cell
        for key, cell in record.cells.items()
        if (cell.value is None or cell.candidates or cell.status not in _SETTLED)
        and cell.corrected is None
    }


def _undecided(results: Sequence[Result]) -> bool:
    return any(result.state == "undecided" for result in results)


def _finding(
    record: Record,
    code: str,
    place: str,
    cells: Sequence[str],
    message: Message,
    attribution: Attribution = "reading",
    operands: dict[str, str | None] | None = None,
) -> Finding:
    return Finding(
        id=subject_id(record, [f"{code}.{place}"]),
        code=code,
        codes=(code,),
        severity=load_rules()[code].severity,
        attribution=attribution,
        message=message,
        cells=tuple(cells),
        evidence=evidence_of(record, cells),
        suspects=tuple(cells),
        operands=operands if operands is not None else operands_of(record, cells),
    )


def _grouped(
    cells: Mapping[str, RecordCell],
    belongs: Callable[[RecordCell], bool],
    place: Callable[[str], str],
) -> dict[str, list[str]]:
    """Return place → keys of the cells that belong, in order."""
    groups: dict[str, list[str]] = {}
    for key, cell in cells.items():
        if belongs(cell):
            groups.setdefault(place(key), []).append(key)
    return groups


def _row(key: str) -> str:
    table, row, _ = split_key(key)
    return f"{table}.{row}"


def _table(key: str) -> str:
    return split_key(key)[0]


def _values(values: Sequence[Number | None]) -> Message:
    """Return the values joined by "or"."""
    joined: Message | None = None
    for value in values:
        one = render("blank") if value is None else Message(f"{value}", f"{value}")
        joined = one if joined is None else render("or", left=joined, right=one)
    return joined or render("blank")


def _disputed(record: Record, open_: Mapping[str, RecordCell]) -> list[Finding]:
    findings = []
    groups = _grouped(open_, lambda cell: cell.status == "disputed", _row)
    for place, keys in groups.items():
        cells = [
            render(
                "RDG01.cell",
                column=column_name(key, record.tables),
                values=_values(list(record.cells[key].readings.values())),
            )
            for key in keys
        ]
        operands: dict[str, str | None] = {key: _readings(record.cells[key]) for key in keys}
        message = render("RDG01.fault", **_at(record, keys[0]), cells=listed(cells))
        findings.append(_finding(record, "RDG01", place, keys, message, operands=operands))
    return findings


def _unfounded(record: Record, sworn: Witness) -> list[Finding]:
    """Return one finding for each table with figures that their evidence does not hold."""
    tables: dict[str, list[str]] = {}
    for key in record.cells:
        if key in sworn.aside:
            tables.setdefault(_table(key), []).append(key)
    return [_unfounded_finding(record, table, keys, sworn.aside) for table, keys in tables.items()]


def _unfounded_finding(
    record: Record, table: str, keys: Sequence[str], why: Mapping[str, Why]
) -> Finding:
    words = listed([_unfounded_cell(record, key, why[key]) for key in keys])
    message = render("RDG02.fault", table=table_name(table, record.tables), cells=words)
    finding = _finding(record, "RDG02", table, keys, message)
    own = {key: own_figure(record.cells[key]) for key in keys if why[key] == "raw"}
    changes = tuple(
        Change(key, record.cells[key].effective, figure)
        for key, figure in own.items()
        if figure is not None
    )
    return replace(finding, repairs=(changes,) if changes else ())


def _unfounded_cell(record: Record, key: str, why: Why) -> Message:
    cell = record.cells[key]
    return render(
        f"RDG02.{why}",
        cell=cell_name(key, record.tables),
        value=_values([cell.value]),
        raw=bare(cell.raw) or render("blank"),
        label=cell.label,
    )


def _readings(cell: RecordCell) -> str:
    return ";".join(f"{reader}={value}" for reader, value in sorted(cell.readings.items()))


def _splits(cell: RecordCell) -> bool:
    return bool(cell.candidates) and cell.status != "disputed"


def _ambiguous(record: Record, open_: Mapping[str, RecordCell]) -> list[Finding]:
    findings = []
    twice = copied_rows(record)  # FRM11 asks about rows that are printed twice.
    for table, open_keys in _grouped(open_, _splits, _table).items():
        keys = [key for key in open_keys if not twice or _row(key) not in twice]
        if not keys:
            continue
        strings = {record.cells[key].span: key for key in reversed(keys)}
        rows = [
            render("RDG04.row", row=row_name(key, record.tables), raw=record.cells[key].raw)
            for key in reversed(strings.values())
        ]
        operands: dict[str, str | None] = {
            key: "|".join(map(str, sorted(record.cells[key].candidates))) for key in keys
        }
        at = table_name(table, record.tables)
        message = render("RDG04.fault", table=at, rows=listed(rows))
        findings.append(_finding(record, "RDG04", table, keys, message, operands=operands))
    return findings


def _at(record: Record, key: str) -> dict[str, Value]:
    return {
        "table": table_name(split_key(key)[0], record.tables),
        "row": row_name(key, record.tables),
    }


def _is_overlong(record: Record, key: str) -> bool:
    cell = record.cells[key]
    return cell.effective is None and is_overlong(cell.raw)


def _overlong(record: Record, open_: Mapping[str, RecordCell]) -> list[Finding]:
    """Return one finding for each table with numbers too long to be counts."""
    groups = _grouped(open_, lambda cell: cell.value is None and is_overlong(cell.raw), _table)
    findings = []
    for table, keys in groups.items():
        cells = [
            render(
                "RDG03.long_cell",
                cell=cell_name(key, record.tables),
                raw=bare(record.cells[key].raw),
            )
            for key in keys
        ]
        at = table_name(table, record.tables)
        message = render("RDG03.overlong", table=at, cells=listed(cells))
        findings.append(_finding(record, "RDG03", f"{table}.long", keys, message, "unknown"))
    return findings


def _unread(
    record: Record, open_: Mapping[str, RecordCell], forced: dict[str, Number | None]
) -> list[Finding]:
    unread = _grouped(
        open_,
        lambda c: c.status == "unread" and not c.candidates and not is_overlong(c.raw),
        _table,
    )
    blanks: dict[str, list[str]] = {}
    for key in forced:
        blanks.setdefault(_table(key), []).append(key)
    if not unread and not blanks:
        return []
    absent = missing_parts(record)  # FRM02 says it of a table without a trace.
    return [
        _unread_finding(record, table, unread.get(table, []), blanks.get(table, []), forced)
        for table in record.tables
        if table not in absent and (table in unread or table in blanks)
    ]


def _unread_finding(
    record: Record,
    table: str,
    unread: Sequence[str],
    blanks: Sequence[str],
    forced: dict[str, Number | None],
) -> Finding:
    cells = [key for key in record.cells if key in {*unread, *blanks}]
    words = listed([_cell_words(record, key, forced.get(key)) for key in cells])
    at = table_name(table, record.tables)
    attribution: Attribution = "reading"
    if unread and blanks:
        message = render("RDG03.both", table=at, unread=len(unread), blank=len(blanks), cells=words)
    elif unread:
        message = render("RDG03.unread", table=at, cells=gathered(record, cells))
    else:
        lost = _only_blanks(record, table, blanks)
        attribution = "reading" if lost else "unknown"
        id_ = "RDG03.lost" if lost else "RDG03.forced"
        message = render(id_, table=at, cells=words)
    return _finding(record, "RDG03", table, cells, message, attribution)


def _cell_words(record: Record, key: str, value: Number | None) -> Message:
    name = cell_name(key, record.tables)
    return name if value is None else render("RDG03.value", cell=name, value=value)


def _only_blanks(record: Record, table: str, blanks: Sequence[str]) -> bool:
    """Return whether every other cell of the table has a number.

    Who prints all zeros does not leave a single figure out; a file may lose one.
    """
    return all(
        cell.effective is not None or key in blanks
        for key, cell in record.cells.items()
        if _table(key) == table
    )


def nothing_checked(record: Record) -> Finding:
    """Return the finding on a report of which not one sum could be checked."""
    cells = [key for key in record.cells if _table(key) == "requests"]
    message = render("RDG03.nothing" if cells else "RDG03.no_table")
    return _finding(record, "RDG03", "nothing", cells, message, "unknown")

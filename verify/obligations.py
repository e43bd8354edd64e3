"""What a report must contain, whatever its figures: FRM01 to FRM06, FRM09, FRM10.

The obligations stand in the form files. A report that does not use a form has none of
them. What is missing from a text that was hard to read is nobody's fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from report.finding import Finding, Message
from report.form import Form, load_forms
from report.messages import listed, render
from report.record import Record
from report.signs import load_signs
from verify.whole import form_finding, heading_spans
from verify.whose import identity_findings

_SURE_READING = frozenset({"cell", "position"})


def obligation_findings(record: Record) -> tuple[Finding, ...]:
    """Return what the record's form asks for and the report does not have, in code order."""
    form = load_forms().get(record.edition)
    if form is None or record.kind != "annual_report":
        return ()
    return (
        *_wrong_form(record, form),
        *_missing_parts(record, form),
        *_missing_period(record),
        *_missing_fee_statement(record, form),
        *_wrong_circular(record, form),
        *identity_findings(record),
        *_further_report(record),
    )


def missing_parts(record: Record) -> tuple[str, ...]:
    """Return the sections and tables of the form of which the text has no trace.

    A heading without its table, and a table or text without its heading, are traces.
    """
    form = load_forms().get(record.edition)
    if form is None or record.kind != "annual_report":
        return ()
    return tuple(
        id_
        for _, id_, _ in _parts(form.edition)
        if not _traced(record, id_) and _demanded(record, form, id_)
    )


@cache
def _parts(edition: str) -> tuple[tuple[str, str, str], ...]:
    """Return number, id and heading of a form's six parts in order."""
    form = load_forms()[edition]
    sections = [(section.number, section.id, section.heading) for section in form.sections]
    tables = [(table.section, table.id, table.heading) for table in form.tables]
    order = load_signs().numerals.order
    return tuple(sorted([*sections, *tables], key=lambda part: order.index(part[0])))


def _traced(record: Record, part: str) -> bool:
    if part in record.facts.sections or part in record.facts.table_heads:
        return True
    if part == "other_matters" and record.facts.fee_statement is not None:
        return True
    return any(_read(record, key) for key in _keys(record, part))


def _demanded(record: Record, form: Form, part: str) -> bool:
    """Return whether the year's reports had to keep to the form's text sections."""
    year = record.year_number
    free = form.free_form_until is not None and (year is None or year <= form.free_form_until)
    return part in record.tables or not free


def _keys(record: Record, table: str) -> list[str]:
    begins = f"{table}."
    return [key for key in record.cells if key.startswith(begins)]


def _read(record: Record, key: str) -> bool:
    cell = record.cells[key]
    return cell.status != "unread" or cell.span is not None or cell.corrected is not None


def _well_read(record: Record, tables: Sequence[str]) -> bool:
    """Return whether every cell of these tables was read where it stands."""
    cells = [record.cells[key] for table in tables for key in _keys(record, table)]
    return bool(cells) and all(
        cell.how in _SURE_READING and cell.status not in ("unread", "disputed") for cell in cells
    )


def _circular(form: Form) -> str:
    return form.circular.number


# FRM01


def _wrong_form(record: Record, form: Form) -> tuple[Finding, ...]:
    """Return one finding for a form of other years, else for editions mixed."""
    year = record.year_number
    if year is not None and not form.fits_year(year):
        right = _form_of(year)
        if right is not None:
            return (_form_of_other_year(record, form, right, year),)
    mixed = _mixed_tables(record)
    if not mixed:
        return ()
    spans = [
        record.facts.table_heads[table][2] for table in mixed if table in record.facts.table_heads
    ]
    sure = _well_read(record, [table for table in mixed if table in record.tables])
    names = listed([_part_name(form, table) for table in mixed])
    return (
        form_finding(
            record,
            "FRM01",
            render("FRM01.mixed", tables=names),
            "source" if sure else "unknown",
            evidence=(*spans, *heading_spans(record, *mixed)),
        ),
    )


def _form_of_other_year(record: Record, form: Form, right: Form, year: int) -> Finding:
    heads = [span for _, _, span in record.facts.table_heads.values()]
    sure = _well_read(record, ["requests"])
    return form_finding(
        record,
        "FRM01",
        render("FRM01.year", year=year, used=_circular(form), right=_circular(right)),
        "source" if sure else "unknown",
        shown=[record.year] if record.year is not None else (),
        evidence=(*heads, *heading_spans(record, "disclosure", "requests")),
        found=form.edition,
        expected=right.edition,
    )


def _form_of(year: int) -> Form | None:
    return next((form for form in load_forms().values() if form.fits_year(year)), None)


def _mixed_tables(record: Record) -> list[str]:
    """Return tables whose head is of another edition than their body or the other tables.

    Tables that are the same in both editions tell nothing.
    """
    forms = load_forms()
    mixed = [
        table
        for table, (head, body, _) in record.facts.table_heads.items()
        if head in forms and body in forms and head != body
    ]
    telling = {table: form[0] for table, form in record.tables.items() if _tells(table)}
    if mixed or len(set(telling.values())) < 2:
        return mixed
    read = {
        table: edition
        for table, edition in telling.items()
        if any(_read(record, key) for key in _keys(record, table))
    }
    if len(set(read.values())) < 2:
        return []
    return [table for table, edition in read.items() if edition != record.edition]


@cache
def _tells(table: str) -> bool:
    """Return whether the editions differ in this table."""
    shapes = {
        tuple((row.id, row.columns) for row in candidate.rows)
        + tuple(column.id for column in candidate.columns)
        for form in load_forms().values()
        for candidate in form.tables
        if candidate.id == table
    }
    return len(shapes) > 1


# FRM02


def _part_name(form: Form, part: str) -> Message:
    parts = _parts(form.edition)
    heading = next((f"{number}、{text}" for number, id_, text in parts if id_ == part), part)
    return Message(zh=heading, en=heading)


def _missing_parts(record: Record, form: Form) -> tuple[Finding, ...]:
    """Return a finding for each missing part; what lacks at the end lacks together."""
    missing = missing_parts(record)
    order = [id_ for _, id_, _ in _parts(form.edition)]
    tail = _missing_tail(order, missing)
    findings = [
        _missing_part(record, form, [part], certain=_certain(record, order, part))
        for part in missing
        if part not in tail
    ]
    if tail:
        findings.append(_missing_part(record, form, tail, certain=False))
    return tuple(findings)


def _missing_tail(order: Sequence[str], missing: Sequence[str]) -> list[str]:
    """Return the parts missing at the end: the file may have been cut there."""
    tail: list[str] = []
    for part in reversed(order):
        if part not in missing:
            break
        tail.insert(0, part)
    return tail


def _certain(record: Record, order: Sequence[str], part: str) -> bool:
    """Return whether the part is surely not in the report: all around it was read well."""
    others = [other for other in order if other != part]
    headed = all(other in record.facts.sections for other in others)
    tables = [other for other in others if other in record.tables]
    return headed and _well_read(record, tables)


def _missing_part(record: Record, form: Form, parts: Sequence[str], certain: bool) -> Finding:
    names = listed([_part_name(form, part) for part in parts], most=6)
    order = [id_ for _, id_, _ in _parts(form.edition)]
    neighbours = [order[at] for part in parts for at in _beside(order, part)]
    return form_finding(
        record,
        "FRM02",
        render("FRM02.certain" if certain else "FRM02.doubtful", parts=names),
        "source" if certain else "unknown",
        about=parts,
        cells=[key for part in parts for key in _keys(record, part)],
        evidence=heading_spans(record, *neighbours),
    )


def _beside(order: Sequence[str], part: str) -> list[int]:
    at = order.index(part)
    return [near for near in (at - 1, at + 1) if 0 <= near < len(order)]


# FRM03


def _missing_period(record: Record) -> tuple[Finding, ...]:
    if record.facts.period is not None:
        return ()
    message = render("FRM03.missing")
    evidence = heading_spans(record, "overview")
    return (form_finding(record, "FRM03", message, evidence=evidence),)


# FRM04


def _missing_fee_statement(record: Record, form: Form) -> tuple[Finding, ...]:
    """Return a finding when the fee is not spoken of; a lost section six says it already."""
    if not form.requires_fee_statement or record.facts.fee_statement is not None:
        return ()
    if "other_matters" in missing_parts(record):
        return ()
    message = render("FRM04.missing", circular=_circular(form))
    evidence = heading_spans(record, "other_matters")
    return (form_finding(record, "FRM04", message, evidence=evidence),)


# FRM05


def _wrong_circular(record: Record, form: Form) -> tuple[Finding, ...]:
    """Return a finding when circulars are cited and none is the one in force."""
    year = record.year_number
    right = (_form_of(year) if year is not None else None) or form
    cited = record.facts.circulars
    if not cited or any(stated.value == _circular(right) for stated in cited):
        return ()
    wrong = cited[0]
    message = render(
        "FRM05.wrong", cited=wrong.value, right=_circular(right), year=year or right.first_year
    )
    return (
        form_finding(
            record,
            "FRM05",
            message,
            shown=cited,
            about=[wrong.value],
            found=wrong.value,
            expected=_circular(right),
        ),
    )


# FRM09
_LONGEST_LABEL = 40


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else f"…{label[-_LONGEST_LABEL:]}"


def _further_report(record: Record) -> tuple[Finding, ...]:
    """Return the finding that a second table three was not used, as nobody knows whose it is."""
    further = record.facts.further_report
    if further is None:
        return ()
    message = render("FRM09", row=_short(further.value))
    return (form_finding(record, "FRM09", message, "reading", shown=(further,)),)

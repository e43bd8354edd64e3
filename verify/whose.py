"""Whose report on which year, and whether it covers the year: FRM06 and FRM10."""

from __future__ import annotations

import re

from report.finding import Finding, Message
from report.issuer import of_another_place
from report.messages import render
from report.record import Record, Stated
from report.signs import load_signs
from report.text import fold
from verify.whole import form_finding

_YEAR = re.compile(r"20\d\d")
_FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")
# Where a period would begin of which only the end is stated.
_UNSAID = ".."
# Four digits that stand as a year.
_NO_YEAR = re.compile(rf"(?<!\d)\d{{4}}(?={load_signs().years.mark})")


def identity_findings(record: Record) -> tuple[Finding, ...]:
    """Return where the text names another year or body than its own, in code order."""
    return (
        *_period_of_other_year(record),
        *_announced_otherwise(record),
        *_untold_year(record),
        *_published_before(record),
        *_part_of_the_year(record),
    )


def _period_of_other_year(record: Record) -> tuple[Finding, ...]:
    """Return a finding when the period stated ends in another year than the one reported on."""
    period, year = record.facts.period, record.year
    if period is None or year is None or not period.value:
        return ()
    ends = period.value.rpartition("/")[2][:4]
    if ends == year.value:
        return ()
    message = render("FRM06.period", period=period.raw, year=year.value)
    return (
        form_finding(
            record,
            "FRM06",
            message,
            about=["period"],
            shown=[period, year],
            found=ends,
            expected=year.value,
        ),
    )


def _announced_otherwise(record: Record) -> tuple[Finding, ...]:
    """Return findings when title or opening name another year's or another place's report."""
    facts = record.facts
    findings = []
    year, told = record.year, facts.announced_year
    if year is not None and told is not None and told.value != year.value:
        message = render("FRM06.announced_year", told=told.value, year=year.value)
        findings.append(_announced(record, message, told, year))
    titled = _YEAR.search(fold(facts.title.value)) if facts.title is not None else None
    if year is not None and facts.title is not None and titled and titled[0] != year.value:
        message = render("FRM06.title_year", told=titled[0], year=year.value)
        findings.append(_announced(record, message, facts.title, year))
    odd = _NO_YEAR.search(fold(facts.title.value)) if facts.title is not None else None
    if year is not None and facts.title is not None and odd and not titled:
        message = render("FRM06.title_no_year", told=odd[0], year=year.value)
        findings.append(_announced(record, message, facts.title, year))
    issuer, named = record.issuer, facts.announced_issuer
    if issuer is not None and named is not None and of_another_place(named.value, issuer.value):
        message = render("FRM06.announced_issuer", told=named.raw, issuer=issuer.value)
        findings.append(_announced(record, message, named, issuer))
    return tuple(findings)


def _untold_year(record: Record) -> tuple[Finding, ...]:
    """Return a finding when nobody can tell which year is reported on.

    Where no period is stated either, FRM03 asks for it, unless the title names an
    impossible year.
    """
    if record.year is not None:
        return ()
    title, period = record.facts.title, record.facts.period
    told = _FOUR_DIGITS.search(fold(title.value)) if title is not None else None
    told = told if told is not None and not _YEAR.fullmatch(told[0]) else None
    if told is None and period is None:
        return ()
    message = render("FRM06.impossible_year", told=told[0]) if told else render("FRM06.no_year")
    shown = [title] if told and title is not None else [period] if period is not None else []
    found = told[0] if told else None
    return (form_finding(record, "FRM06", message, about=["year"], shown=shown, found=found),)


def _announced(record: Record, message: Message, told: Stated, right: Stated) -> Finding:
    return form_finding(
        record,
        "FRM06",
        message,
        about=[told.value],
        shown=[told, right],
        found=told.value,
        expected=right.value,
    )


def _published_before(record: Record) -> tuple[Finding, ...]:
    """Return a finding when the page was published before the year reported on began.

    The day on which somebody reads the file is no measure: the same record has to give the
    same findings on every day.
    """
    published, year = record.facts.published, record.year
    if published is None or year is None or published.value[:4] >= year.value:
        return ()
    message = render("FRM06.published", published=published.value, year=year.value)
    finding = form_finding(
        record,
        "FRM06",
        message,
        "unknown",
        about=["published"],
        shown=[year, published],
        found=year.value,
    )
    return (finding,)


# FRM10


def _part_of_the_year(record: Record) -> tuple[Finding, ...]:
    """Return a finding when the period stated lacks whole months of the year reported on.

    Days that lack at its end are a habit of offices that close their books early, and an
    academic year begins before. A body that was founded in the year rightly begins late, so
    a late beginning accuses nobody.
    """
    period, year = record.facts.period, record.year
    if period is None or year is None or not period.value:
        return ()
    begins, _, ends = period.value.partition("/")
    if ends[:4] != year.value or begins[:4] not in (year.value, _UNSAID):
        return ()
    late = begins[5:7] > "01"
    early = ends[5:7] < "12"
    if not late and not early:
        return ()
    message = render("FRM10", period=period.raw, year=year.value)
    finding = form_finding(
        record,
        "FRM10",
        message,
        "source" if early else "unknown",
        shown=[period],
        found=period.value,
        expected=f"{year.value}-01-01/{year.value}-12-31",
    )
    return (finding,)

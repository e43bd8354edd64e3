"""A finding about a report as a whole: what is shown of it, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from report.document import Span
from report.finding import Attribution, Finding, Message
from report.record import Record, Stated
from report.rules import load_rules
from verify.evidence import subject_id


def form_finding(
    record: Record,
    code: str,
    message: Message,
    attribution: Attribution = "source",
    about: Sequence[str] = (),
    cells: Sequence[str] = (),
    shown: Sequence[Stated] = (),
    evidence: Sequence[Span] = (),
    found: str | None = None,
    expected: str | None = None,
) -> Finding:
    """Return a finding about the record as a whole, told by what is shown of it."""
    return Finding(
        id=subject_id(record, [code, *about]),
        code=code,
        codes=(code,),
        severity=load_rules()[code].severity,
        attribution=attribution,
        message=message,
        cells=tuple(cells),
        quote=shown[0].raw if shown else None,
        expected=expected,
        found=found,
        evidence=tuple(dict.fromkeys((*(stated.span for stated in shown), *evidence))),
    )


def heading_spans(record: Record, *parts: str) -> tuple[Span, ...]:
    """Return the places of these parts' headings, else of the title or the issuer."""
    sections = record.facts.sections
    found = tuple(sections[part].span for part in parts if part in sections)
    other = record.facts.title or record.issuer
    return found or ((other.span,) if other is not None else ())

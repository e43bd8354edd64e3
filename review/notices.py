"""The list of findings for one body: what is wrong in its reports, and what to ask it.

Only verified facts go in. See `review.standing` for what may be said as an error, what is
put as a question, and what is left out and only counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from report.decision import Decision
from report.document import Document, Span
from report.finding import Finding, Message, Severity
from report.form import Source, load_forms
from report.messages import load_messages
from report.naming import cell_place
from report.other import OtherReport
from report.record import Number, Record
from report.rules import Rule, load_rules
from report.wire import compared
from review.near import Around
from review.standing import accused, standing
from store import Stored

_AROUND = 60
_MOST_PLACES = 12


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the report, where they stand, and what comes before and after them."""

    line: int
    before: str
    marked: str
    after: str


@dataclass(frozen=True, slots=True)
class Other:
    """Another report that a finding rests on, with the year it reports on and its file."""

    record: str
    issuer: str
    year: str
    path: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding as it is told to the body.

    Attributes:
        rule: Its rule, with the reason and what to do.
        message: What was found, without whose mistake it is.
        places: Where, by the labels of the form.
        found: What stands there; `expected` what its parts give. Both are empty where the
            sentence holds figures together of which none stands alone.
        sources: The clauses of the forms that the report uses.
        quotes: The words of the report that show it.
        decision: The decision that confirmed it, if a person did.
        others: The other reports that it rests on.
    """

    finding: str
    rule: Rule
    severity: Severity
    message: Message
    places: tuple[Message, ...]
    found: str
    expected: str
    sources: tuple[Source, ...]
    quotes: tuple[Words, ...]
    decision: Decision | None
    others: tuple[Other, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportNotice:
    """One report of the body.

    Attributes:
        errors: What the report itself shows, or a person confirmed.
        questions: What cannot be told without the body.
        settled: How many findings people settled otherwise; they are not told.
        unsure: How many may be our misreading or another way of counting; not told.
    """

    record: str
    year: str
    path: str
    sha256: str
    errors: tuple[Entry, ...]
    questions: tuple[Entry, ...]
    settled: int
    unsure: int
    undecided: int


@dataclass(frozen=True, slots=True)
class Notice:
    """The list for one body.

    Attributes:
        names: The names that its reports print.
        versions: How many other versions of its reports are kept and not told.
    """

    issuer: str
    names: tuple[str, ...]
    reports: tuple[ReportNotice, ...]
    versions: int = 0

    @property
    def errors(self) -> int:
        """How many errors it names."""
        return sum(len(report.errors) for report in self.reports)

    @property
    def questions(self) -> int:
        """How many questions it asks."""
        return sum(len(report.questions) for report in self.reports)


def report_notice(
    stored: Stored, document: Document | None, around: Around | None = None
) -> ReportNotice:
    """Return what is told of one report.

    Args:
        stored: The report with the decisions in force.
        document: What its evidence points into; without it nothing is quoted.
        around: The reports of the store, which tells where the others stand.
    """
    outcome, record = stored.outcome, stored.outcome.record
    entries: dict[str, list[Entry]] = {"error": [], "question": []}
    settled = unsure = 0
    for finding in outcome.findings:
        decision = stored.decisions.get(finding.id)
        what = standing(finding, decision)
        if what == "unsaid" or record is None:
            settled += decision is not None
            unsure += decision is None
        else:
            entries[what].append(_entry(finding, record, document, decision, around or {}))
    return ReportNotice(
        record=stored.id,
        year="" if record is None or record.year is None else record.year.value,
        path=outcome.source.path,
        sha256=outcome.source.sha256,
        errors=tuple(entries["error"]),
        questions=tuple(entries["question"]),
        settled=settled,
        unsure=unsure,
        undecided=outcome.checks.undecided,
    )


def notice(
    issuer: str, names: Sequence[str], reports: Iterable[ReportNotice], versions: int = 0
) -> Notice:
    """Return the list for one body, its reports by year."""
    ordered = sorted(reports, key=lambda report: (report.year, report.path))
    return Notice(issuer, tuple(names), tuple(ordered), versions)


def _entry(
    finding: Finding,
    record: Record,
    document: Document | None,
    decision: Decision | None,
    around: Around,
) -> Entry:
    keys = [key for key in accused(finding) if key.split(".")[0] in record.tables]
    printed = _is_printed(finding, record)
    return Entry(
        finding=finding.id,
        rule=load_rules()[finding.code],
        severity=finding.severity,
        message=without_blame(finding),
        places=tuple(cell_place(key, record.tables) for key in keys[:_MOST_PLACES]),
        found=_plain(finding, finding.found) if printed else "",
        expected=_plain(finding, finding.expected) if printed else "",
        sources=_sources(finding.code, record),
        quotes=tuple(_quotes(finding, document)),
        decision=decision,
        others=tuple(_other(one, around) for one in finding.others),
    )


def _other(one: OtherReport, around: Around) -> Other:
    near = around.get(one.record)
    return Other(one.record, one.issuer, one.year, "" if near is None else near.path)


def _sources(code: str, record: Record) -> tuple[Source, ...]:
    editions = {edition for edition, _ in record.tables.values()}
    own = (
        edit.source
        for edition in sorted(editions)
        for edit in load_forms()[edition].edits
        if edit.code == code
    )
    return tuple(dict.fromkeys(own)) or load_rules()[code].sources


def _is_printed(finding: Finding, record: Record) -> bool:
    """Return whether the report prints what a finding found, rather than its parts."""
    found = finding.found
    if found is None or isinstance(found, str):
        return True
    cells = (record.cells.get(key) for key in finding.cells)
    return bool(finding.quote) or any(cell is not None and cell.value == found for cell in cells)


def _plain(finding: Finding, value: Number | str | None) -> str:
    shown = compared(finding, value)
    return "" if shown is None else str(shown)


def without_blame(finding: Finding) -> Message:
    """Return a finding's sentence without the words on whose mistake it is.

    They speak to the reviewer; to the body the heading of the list says it.
    """
    said = finding.message
    for id_ in (f"whose.{finding.attribution}", f"{finding.code}.{finding.attribution}"):
        if (template := load_messages().get(id_)) is not None:
            said = Message(_before(said.zh, template.zh, "。"), _before(said.en, template.en, "."))
    return said


def _before(text: str, template: str, stop: str) -> str:
    lead, _, _ = template.partition("{")
    at = text.rfind(lead) if lead else -1
    return text if at <= 0 else text[:at].rstrip("，,；; ") + stop


def _quotes(finding: Finding, document: Document | None) -> Iterable[Words]:
    if document is None:
        return
    seen: set[Span] = set()
    for span in finding.evidence[:4]:
        if span not in seen:
            seen.add(span)
            if not _is_bare(words := _words(document.text, span)):
                yield words


def _is_bare(words: Words) -> bool:
    """Return whether a line holds one cell of a table and nothing else: its place says more."""
    rest = f"{words.before}{words.after}".replace("|", "").strip()
    return not rest and words.marked.strip().isdecimal()


def _words(text: str, span: Span) -> Words:
    """Return a span with the rest of its line, cut where that is long."""
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end
    left, right = max(start, span.start - _AROUND), min(end, span.end + _AROUND)
    return Words(
        line=text.count("\n", 0, span.start) + 1,
        before=("…" if left > start else "") + text[left : span.start],
        marked=text[span.start : min(span.end, span.start + 4 * _AROUND)],
        after=text[span.end : right] + ("…" if right < end else ""),
    )

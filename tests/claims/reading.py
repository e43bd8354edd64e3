"""Reads sentences as the prose of a report with the tables of the 2021 form."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.claims import find_claims
from extractor.identity import Identity
from report.claim import CheckedClaim, Claim
from report.document import Document, SourceFile, Span
from report.finding import Finding
from report.record import Facts, Number, Reading, Record, Stated
from tests.records import TABLES, make_record
from verify.prose import check_prose, prose_findings

# Table three of an invented county: 45 received, 3 carried over, 46 handled, 2 carried
# forward; six reconsiderations, three suits.
CELLS: dict[str, Number | str | None] = {
    f"requests.{row}.{column}": value
    for row, columns in {
        "received": {"natural_person": 40, "business": 5, "total": 45},
        "carried_over": {"natural_person": 3, "total": 3},
        "granted": {"natural_person": 18, "business": 2, "total": 20},
        "partially_granted": {"natural_person": 4, "total": 4},
        "refused.internal_affairs": {"natural_person": 3, "total": 3},
        "refused.deliberative": {"natural_person": 2, "total": 2},
        "unavailable.not_held": {"natural_person": 6, "business": 3, "total": 9},
        "not_processed.repeat": {"natural_person": 4, "total": 4},
        "other.other": {"natural_person": 4, "total": 4},
        "outcomes_total": {"natural_person": 41, "business": 5, "total": 46},
        "carried_forward": {"natural_person": 2, "total": 2},
    }.items()
    for column, value in columns.items()
} | {
    "disputes.reconsideration.upheld": 3,
    "disputes.reconsideration.overturned": 1,
    "disputes.reconsideration.pending": 2,
    "disputes.reconsideration.total": 6,
    "disputes.direct_suit.upheld": 2,
    "disputes.direct_suit.total": 2,
    "disputes.suit_after_reconsideration.upheld": 1,
    "disputes.suit_after_reconsideration.total": 1,
    "disclosure.normative_documents.issued": 7,
    "disclosure.normative_documents.repealed": 2,
    "disclosure.normative_documents.in_force": 31,
    "disclosure.licensing.decisions": 900,
    "disclosure.penalties.decisions": 60,
}
YEAR, ISSUER = 2023, "云河县人民政府"


def read(text: str, issuer: str = ISSUER, year: int = YEAR) -> tuple[Claim, ...]:
    """Return the claims of a text that is all prose."""
    source = SourceFile("report.txt", "0" * 64, "text/plain", len(text))
    reading = Reading("tables", "2021", dict(TABLES["2021"]), {})
    identity = Identity(
        "annual_report",
        Stated(issuer, issuer, Span(0, 0)),
        Stated(str(year), str(year), Span(0, 0)),
        Facts(),
    )
    return find_claims(Document(source, text, "test"), reading, identity)


def record_of(
    text: str,
    cells: Mapping[str, Number | str | None] | None = None,
    issuer: str = ISSUER,
) -> Record:
    """Return a record with the claims of a text; its cells are CELLS unless given."""
    given = CELLS if cells is None else cells
    return make_record(YEAR, "2021", given, read(text, issuer), issuer=issuer)


def check(
    text: str,
    cells: Mapping[str, Number | str | None] | None = None,
    issuer: str = ISSUER,
) -> tuple[CheckedClaim, ...]:
    """Return the claims of a text with their verdicts."""
    return check_prose(record_of(text, cells, issuer)).claims


def findings(
    text: str,
    cells: Mapping[str, Number | str | None] | None = None,
    issuer: str = ISSUER,
) -> tuple[Finding, ...]:
    """Return what the prose of a text gives a person to look at."""
    record = record_of(text, cells, issuer)
    return prose_findings(check_prose(record))

"""What waits for a person, in the order in which it is best looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from report.decision import Decision
from report.document import Document
from report.errors import UsageError
from report.finding import QUEUED, Attribution, Finding, Severity
from report.messages import render
from report.other import OtherReport
from store import QUEUE_ORDER, FindingState, Store, Stored, StoredFinding

_MOST_TEXTS = 3
_ANY: tuple[FindingState, ...] = ("open", "decided", "vanished")


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One finding to be decided on, or decided, with the record it stands in.

    Attributes:
        state: `open` waits; `decided` has a decision in force; `vanished` was mended
            away by a correction.
        decision: The decision in force.
        history: All decisions ever made on this finding, oldest first. For an open
            item they were made when other values stood there: it was re-opened.
    """

    finding: Finding
    state: FindingState
    record: str
    issuer: str
    year: str
    path: str
    decision: Decision | None = None
    history: tuple[Decision, ...] = ()

    @property
    def reopened(self) -> bool:
        """Whether it was decided once and waits again because a value changed."""
        return self.state == "open" and bool(self.history)


@dataclass(frozen=True, slots=True)
class Beside:
    """Another report that a finding rests on, and its text."""

    other: OtherReport
    document: Document | None


@dataclass(frozen=True, slots=True)
class Shown:
    """An item with what is needed to decide on it.

    Attributes:
        stored: The record it stands in.
        document: What the evidence points into; None for a file that gave no text.
        beside: The other reports the finding rests on, each with its text if the store
            still has it.
    """

    item: ReviewItem
    stored: Stored
    document: Document | None
    beside: tuple[Beside, ...] = ()


def queue(
    store: Store,
    *,
    record: str | None = None,
    severities: Sequence[Severity] = QUEUED,
    attributions: Sequence[Attribution] = QUEUE_ORDER,
    decided: bool = False,
    limit: int | None = None,
) -> list[ReviewItem]:
    """Return the items that wait: fatal before query, then by attribution and issuer.

    Args:
        store: Where the findings are.
        record: Only those of the record whose id begins so.
        severities: Only these.
        attributions: Only these, in this order.
        decided: Those that were decided or mended away as well.
        limit: At most so many.
    """
    found = store.findings(
        states=_ANY if decided else ("open",),
        severities=[severity for severity in severities if severity in QUEUED],
        attributions=attributions,
        record=record,
        limit=limit,
    )
    history = store.history(entry.finding.id for entry in found)
    return [_item(entry, history.get(entry.finding.id, [])) for entry in found]


def count(
    store: Store,
    *,
    record: str | None = None,
    severities: Sequence[Severity] = QUEUED,
    attributions: Sequence[Attribution] = QUEUE_ORDER,
    decided: bool = False,
) -> int:
    """Return how many items `queue` would return, without loading any."""
    return store.count_findings(
        states=_ANY if decided else ("open",),
        severities=[severity for severity in severities if severity in QUEUED],
        attributions=attributions,
        record=record,
    )


def _item(entry: StoredFinding, history: Sequence[Decision]) -> ReviewItem:
    return ReviewItem(
        finding=entry.finding,
        state=entry.state,
        record=entry.record,
        issuer=entry.issuer,
        year=entry.year,
        path=entry.path,
        decision=entry.decision,
        history=tuple(history),
    )


def find(store: Store, finding: str, record: str | None = None) -> list[ReviewItem]:
    """Return the item an id, or the beginning of one, names, in each record that has it.

    Raises:
        UsageError: No finding or several findings begin so.
    """
    found = store.findings(states=_ANY, finding=finding.strip().lower(), record=record)
    ids = sorted({entry.finding.id for entry in found})
    if not finding.strip() or not ids:
        id_ = "refused.no_finding" if record is None else "refused.no_finding_in"
        raise UsageError(render(id_, finding=finding, **({"record": record} if record else {})))
    if len(ids) > 1:
        several = ", ".join(ids[:5])
        raise UsageError(render("refused.several_ids", id=finding, ids=several))
    history = store.history(ids).get(ids[0], [])
    return [_item(entry, history) for entry in found]


def show(store: Store, finding: str, record: str | None = None) -> Shown:
    """Return one item with its record and the document its evidence points into.

    Where several records have the finding, an open one is shown first.

    Raises:
        UsageError: No finding or several findings begin so.
    """
    items = find(store, finding, record)
    item = next((item for item in items if item.state == "open"), items[0])
    others = item.finding.others
    beside = tuple(
        Beside(one, _text_of(store, one.record) if at < _MOST_TEXTS and one.spans else None)
        for at, one in enumerate(others)
    )
    return Shown(item, store.record(item.record), _text_of(store, item.record), beside)


def _text_of(store: Store, record: str) -> Document | None:
    """Return a record's text; a file that gave none still has its findings to show."""
    try:
        return store.document(record)
    except UsageError:
        return None

"""What waits for a person, in the order in which it is best looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from report.decision import Decision
from report.document import Document
from report.errors import UsageError
from report.finding import QUEUED, Attribution, Finding, Severity
from report.messages import render
from report.other import OtherReport
from store import (
    QUEUE_ORDER,
    FindingPlace,
    FindingState,
    Store,
    Stored,
    StoredFinding,
    Wanted,
)

_MOST_TEXTS = 3
_PORTION = 200
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
        shared: Whether another file has it as well: one body's report on one year under
            two names. A decision holds in all of them where the values are the same.
    """

    finding: Finding
    state: FindingState
    record: str
    issuer: str
    year: str
    path: str
    decision: Decision | None = None
    history: tuple[Decision, ...] = ()
    shared: bool = False

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
        also: The same item in other files.
    """

    item: ReviewItem
    stored: Stored
    document: Document | None
    beside: tuple[Beside, ...] = ()
    also: tuple[ReviewItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """Which items of the queue are asked for.

    Attributes:
        record: Only those of the record whose id begins so.
        severities: Only these.
        attributions: Only these, in this order.
        codes: Only codes that begin so; all where there are none.
        issuer: Only of issuers with this in their names.
        decided: Those that were decided or mended away as well.
    """

    record: str | None = None
    severities: Sequence[Severity] = QUEUED
    attributions: Sequence[Attribution] = QUEUE_ORDER
    codes: Sequence[str] = ()
    issuer: str = ""
    decided: bool = False

    @property
    def wanted(self) -> Wanted:
        """The findings of the store that are meant."""
        return Wanted(
            states=_ANY if self.decided else ("open",),
            severities=[severity for severity in self.severities if severity in QUEUED],
            attributions=self.attributions,
            record=self.record,
            codes=self.codes,
            issuer=self.issuer,
        )


WAITING = Filter()
"""All that waits."""


def queue(
    store: Store, which: Filter = WAITING, *, offset: int = 0, limit: int | None = None
) -> list[ReviewItem]:
    """Return the items that wait: fatal before query, then by attribution and issuer.

    Args:
        store: Where the findings are.
        which: Only these.
        offset: Without the first so many.
        limit: At most so many.
    """
    return list(each_item(store, which, offset=offset, limit=limit))


def each_item(
    store: Store, which: Filter = WAITING, *, offset: int = 0, limit: int | None = None
) -> Iterator[ReviewItem]:
    """Yield the items that `queue` returns, a few at a time."""
    found = store.each_finding(which.wanted, offset=offset, limit=limit)
    while some := list(islice(found, _PORTION)):
        history = store.history(entry.finding.id for entry in some)
        shared = store.shared(entry.finding.id for entry in some)
        for entry in some:
            id_ = entry.finding.id
            yield _item(entry, history.get(id_, []), shared=id_ in shared)


def count(store: Store, which: Filter = WAITING) -> int:
    """Return how many items `queue` would return, without loading any."""
    return store.count_findings(which.wanted)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The items before and after one in the queue, where there are any."""

    before: FindingPlace | None = None
    after: FindingPlace | None = None


def neighbours(store: Store, item: ReviewItem, which: Filter = WAITING) -> Neighbours:
    """Return what stands beside an item in the queue; what comes first when it is not there."""
    places = store.finding_places(which.wanted)
    here = (item.finding.id, item.record)
    at = next((n for n, one in enumerate(places) if (one.finding, one.record) == here), None)
    if at is None:
        return Neighbours(after=places[0] if places else None)
    return Neighbours(*(places[n] if 0 <= n < len(places) else None for n in (at - 1, at + 1)))


def _item(entry: StoredFinding, history: Sequence[Decision], *, shared: bool) -> ReviewItem:
    return ReviewItem(
        finding=entry.finding,
        state=entry.state,
        record=entry.record,
        issuer=entry.issuer,
        year=entry.year,
        path=entry.path,
        decision=entry.decision,
        history=tuple(history),
        shared=shared,
    )


def find(store: Store, finding: str, record: str | None = None) -> list[ReviewItem]:
    """Return the item an id, or the beginning of one, names, in each record that has it.

    Raises:
        UsageError: No finding or several findings begin so.
    """
    found = store.findings(Wanted(_ANY, finding=finding.strip().lower(), record=record))
    ids = sorted({entry.finding.id for entry in found})
    if not finding.strip() or not ids:
        id_ = "refused.no_finding" if record is None else "refused.no_finding_in"
        raise UsageError(render(id_, finding=finding, **({"record": record} if record else {})))
    if len(ids) > 1:
        several = ", ".join(ids[:5])
        raise UsageError(render("refused.several_ids", id=finding, ids=several))
    history = store.history(ids).get(ids[0], [])
    shared = bool(store.shared(ids))
    return [_item(entry, history, shared=shared) for entry in found]


def show(store: Store, finding: str, record: str | None = None) -> Shown:
    """Return one item with its record and the document its evidence points into.

    Where several records have the finding, an open one is shown first.

    Raises:
        UsageError: No finding or several findings begin so.
    """
    items = find(store, finding, record)
    item = next((item for item in items if item.state == "open"), items[0])
    same = find(store, item.finding.id) if item.shared else []
    also = tuple(one for one in same if one.record != item.record)
    others = item.finding.others
    beside = tuple(
        Beside(one, _text_of(store, one.record) if at < _MOST_TEXTS and one.spans else None)
        for at, one in enumerate(others)
    )
    return Shown(item, store.record(item.record), _text_of(store, item.record), beside, also)


def _text_of(store: Store, record: str) -> Document | None:
    """Return a record's text; a file that gave none still has its findings to show."""
    try:
        return store.document(record)
    except UsageError:
        return None

"""The store: one object that runs, queues, keeps and finds."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import islice
from types import TracebackType
from typing import Self, TypeVar

import sqlalchemy as sa

from report.decision import Decision
from report.document import Document
from report.errors import Bilingual, FailureCode, StoreError, UsageError
from report.finding import Outcome
from report.messages import render
from store import answers as model_answers
from store import findings, neighbours, queries, results, work
from store.around import Around
from store.engine import Mode, begin, make_engine, parse_url, shrink
from store.finder import Finder
from store.listing import Listing
from store.migrate import migrate
from store.model import (
    Draft,
    FindingState,
    Input,
    Manifest,
    ModelAnswer,
    Planned,
    Run,
    Settle,
    Spent,
    Stored,
    StoredFinding,
    Summary,
    Task,
)
from store.owner import new_owner
from store.schema import DECISIONS, DOCUMENTS, FINDINGS, OUTCOMES, RUNS, AnyRow

T = TypeVar("T")
Make = Callable[[Sequence[tuple[StoredFinding, Outcome]]], Draft]

_BATCH = 200
_PAGE = 50
_ANY: tuple[FindingState, ...] = ("open", "decided", "vanished")
_DEADLOCKS = ("40P01", "40001")


def work_key(*parts: str) -> str:
    """Return the key under which a result may be used again.

    Args:
        parts: All that decides the result: sha256 of the bytes, the file's suffix,
            readers with versions, hashes of forms, rules and lexicon, options.
    """
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def open_store(url: str, *, settle: Settle = results.settle_plainly) -> Store:
    """Return the store at a path or URL, made or migrated as needed.

    Args:
        url: A file path, `sqlite:///FILE` or `postgresql+psycopg://…`.
        settle: Lays earlier decisions over a new outcome; pass `review.settler()`
            wherever decisions may hold corrections, so in every program that finishes
            work or decides.

    Raises:
        StoreError: It cannot be opened, or was written by a newer program.
        UsageError: The address names no database Gouji can use.
    """
    parsed = parse_url(url)
    engine = make_engine(parsed)
    migrate(parsed)
    return Store(engine, settle)


class Store(Around, Finder, Listing):
    """Runs, work, documents, outcomes, findings and decisions in one database.

    A store belongs to the process that opened it: worker processes read and verify,
    and hand their outcomes to the parent, which finishes them here. Threads may share
    it. Any number of processes may open the same database.
    """

    def __init__(self, engine: sa.Engine, settle: Settle) -> None:
        self._engine = engine
        self._settle = settle
        self._owner = new_owner()
        self._pid = os.getpid()
        self._claims = 0
        self._beat = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def address(self) -> str:
        """Where the store is, without its password."""
        return self._engine.url.render_as_string(hide_password=True)

    def close(self) -> None:
        """Give back what was claimed and not finished, and close all connections."""
        if os.getpid() == self._pid:
            with suppress(StoreError):
                self._do("write", lambda c: work.release_all(c, self._owner))
        self._engine.dispose(close=os.getpid() == self._pid)

    def _do(self, mode: Mode, what: Callable[[sa.Connection], T]) -> T:
        """Return what a function gives inside one transaction, again after a deadlock."""
        if os.getpid() != self._pid:
            # Two processes on one connection would corrupt both their transactions.
            raise StoreError(render("store.other_process"))
        for _ in range(4):
            try:
                with begin(self._engine, mode) as connection:
                    return what(connection)
            except StoreError as error:
                if getattr(getattr(error.__cause__, "orig", None), "sqlstate", "") in _DEADLOCKS:
                    continue
                raise
        with begin(self._engine, mode) as connection:
            return what(connection)

    # Runs

    def start_run(self, manifest: Manifest) -> int:
        """Enter a run in the books and return its number."""
        row = {"started": datetime.now(UTC), "manifest": asdict(manifest)}
        query = sa.insert(RUNS).values(row).returning(RUNS.c.id)
        return int(self._do("write", lambda c: c.execute(query).scalar_one()))

    def end_run(self, run: int, counts: dict[str, int]) -> None:
        """Note that a run came to its end, with its sums."""
        query = sa.update(RUNS).where(RUNS.c.id == run)
        query = query.values(finished=datetime.now(UTC), counts=counts)
        self._do("write", lambda c: c.execute(query))

    def runs(self) -> list[Run]:
        """Return all runs, newest first."""
        query = sa.select(RUNS).order_by(RUNS.c.id.desc())
        rows = self._do("read", lambda c: c.execute(query).all())
        return [_run(row) for row in rows]

    # Answers of a model

    def keep_answers(self, run: int | None, answers: Sequence[ModelAnswer]) -> None:
        """Keep answers as they came, before anything is read from them."""
        self._do("write", lambda c: model_answers.keep(c, run, answers))

    def find_answers(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Return the bodies of the answers kept under keys; a key with none is left out."""
        return self._do("read", lambda c: model_answers.find(c, keys))

    def spent(self, *, document: str | None = None, run: int | None = None) -> Spent:
        """Return what was spent on a document's text, in a run, or in all."""
        return self._do("read", lambda c: model_answers.spent(c, document=document, run=run))

    def trim_answers(self, before: datetime) -> tuple[int, int]:
        """Delete answers kept before a moment, and give their space back.

        What they cost stays in the sums of the runs that paid for them.

        Returns:
            How many answers, and how many bytes their bodies took.
        """
        gone = self._do("write", lambda c: model_answers.trim(c, before))
        if gone[0]:
            shrink(self._engine)
        return gone

    # Work

    def plan(self, run: int, inputs: Iterable[Input], *, retry_failed: bool = False) -> Planned:
        """Enter the inputs of a run; those whose key was read before need no work.

        Args:
            run: From `start_run`.
            inputs: In any order; taken in small portions, so a generator is fine. Each
                path counts once.
            retry_failed: Read inputs again that ended as a failure.
        """
        self._take_over()
        source, total, known = iter(inputs), 0, 0
        while batch := list(islice(source, _BATCH)):
            known += self._do(
                "write",
                lambda c, batch=batch, first=total: work.plan_batch(  # type: ignore[misc]
                    c, run, first, batch, retry=retry_failed
                ),
            )
            total += len(batch)
        return Planned(total, known)

    def planned(self, keys: Sequence[str]) -> set[str]:
        """Return those of the keys that name work of any run, done or not."""
        return self._do("read", lambda c: work.planned(c, keys))

    def standing(self, paths: Sequence[str]) -> set[str]:
        """Return those of the paths at which something stands or is planned."""
        return self._do("read", lambda c: work.standing(c, paths))

    def forget(self, paths: Sequence[str]) -> None:
        """Let nothing stand at these paths any more; decisions and results are kept."""
        self._do("write", lambda c: work.forget(c, paths))

    def claim(self, run: int, limit: int = 1) -> tuple[Task, ...]:
        """Take up to `limit` inputs of a run to read; nobody else gets them.

        Empty means that nothing is free now: other processes may still hold inputs of
        this run (see `pending`), and if they die a later claim takes those over.
        """
        self._claims += 1
        token = hashlib.sha256(f"{self._owner}|{self._claims}".encode()).hexdigest()[:32]

        def take(connection: sa.Connection) -> tuple[Task, ...]:
            self._renew(connection)
            return work.claim(connection, run, self._owner, token, limit)

        tasks = self._do("write", take)
        if tasks or not self._take_over():
            return tasks
        return self._do("write", take)

    def _take_over(self) -> bool:
        """Return whether something that a dead process held was taken from it."""
        if not self._do("read", lambda c: bool(work.lost(c, self._owner, lock=False))):
            return False
        self._do("write", lambda c: work.take_over(c, self._owner, self._settle))
        return True

    def finish(self, task: Task, document: Document | None, outcome: Outcome) -> bool:
        """Store what a claimed input gave; see `finish_many`."""
        return self.finish_many([(task, document, outcome)]) == 1

    def finish_many(self, done: Sequence[tuple[Task, Document | None, Outcome]]) -> int:
        """Store what claimed inputs gave, all or none, and return how many counted.

        Result and end of the work are one transaction. An input whose claim another
        process took over meanwhile does not count, and nothing of it is written.
        Earlier decisions are laid over each outcome in the same transaction.
        """
        ready = [(task, results.prepare(document, outcome)) for task, document, outcome in done]
        ready.sort(key=lambda pair: pair[0].key)

        def write(connection: sa.Connection) -> int:
            self._renew(connection)
            return sum(work.finish(connection, *pair, self._settle) for pair in ready)

        return self._do("write", write)

    def fail(self, task: Task, code: FailureCode, words: Bilingual) -> bool:
        """Count an attempt that broke down (a worker died, time ran out).

        Returns True when it was the last of `MAX_ATTEMPTS`: the input is then stored as
        a failure with this code and these words. Otherwise it is queued again. A failure
        that reading itself reports (InputError) is an outcome: use `finish`.
        """
        return self._do("write", lambda c: work.fail(c, task, code, words, self._settle))

    def release(self, task: Task) -> None:
        """Give an input back unread; it is no attempt."""
        self._do("write", lambda c: work.release(c, task))

    def heartbeat(self) -> None:
        """Renew the lease on all that is claimed here; call it while reading for minutes."""
        self._do("write", self._renew)

    def _renew(self, connection: sa.Connection) -> None:
        if time.monotonic() - self._beat > work.LEASE.total_seconds() / 5:
            work.heartbeat(connection, self._owner)
            self._beat = time.monotonic()

    def pending(self, run: int) -> int:
        """Return how many pieces of a run's work are not done, whoever does them."""
        states = self._do("read", lambda c: work.states(c, run))
        return states.get("queued", 0) + states.get("claimed", 0)

    # Outcomes

    def outcomes(self, run: int | None = None) -> Iterator[Stored]:
        """Yield outcomes in path order, each once, a few at a time.

        Args:
            run: All inputs of this run, read now or before; None for what stands at
                every path the store knows. Inputs not yet read are absent.
        """
        after: str | None = None
        while True:
            batch, after = self._do(
                "read",
                lambda c, after=after: queries.page(c, run, after, _PAGE),  # type: ignore[misc]
            )
            yield from batch
            if after is None:
                return

    def outcomes_of(self, keys: Sequence[str]) -> list[Stored]:
        """Return the outcomes of given pieces of work, in their order; unread ones are absent."""
        return self._do("read", lambda c: queries.by_keys(c, keys))

    def record(self, id_: str) -> Stored:
        """Return the outcome an id, or the beginning of one, names; the current one first.

        Raises:
            UsageError: No record or several records begin so.
        """
        return self._do("read", lambda c: queries.by_record(c, id_))

    def document(self, id_: str) -> Document:
        """Return the document of a record: text, pages, grids, and the reader's version.

        Raises:
            UsageError: There is no such record, or its file gave no text.
        """
        stored = self.record(id_)
        query = (
            sa.select(DOCUMENTS.c.body)
            .join(OUTCOMES, OUTCOMES.c.document == DOCUMENTS.c.id)
            .where(OUTCOMES.c.work == stored.key)
        )
        body = self._do("read", lambda c: c.execute(query).scalar())
        if body is None:
            path = stored.outcome.source.path
            raise UsageError(render("store.no_text", path=path, id=stored.id))
        return results.load_document(body, stored.outcome.source)

    def text(self, id_: str) -> str:
        """Return the text that a record's spans point into."""
        return self.document(id_).text

    def summary(self) -> Summary:
        """Return how things stand over all current inputs."""
        return self._do("read", queries.summary)

    # Findings and decisions

    def decisions(self, finding: str | None = None, record: str | None = None) -> list[Decision]:
        """Return the history of decisions, oldest first.

        Args:
            finding: Only those on this finding.
            record: Only those made at this record.
        """
        query = sa.select(DECISIONS).order_by(DECISIONS.c.id)
        if finding is not None:
            query = query.where(DECISIONS.c.finding == finding)
        if record is not None:
            query = query.where(DECISIONS.c.record == record)
        rows = self._do("read", lambda c: c.execute(query).all())
        return [results.load_decision(row) for row in rows]

    def shared(self, ids: Iterable[str]) -> set[str]:
        """Return those ids of findings that stand in several records now."""
        wanted, found = iter(dict.fromkeys(ids)), set[str]()
        while batch := list(islice(wanted, _BATCH)):
            found |= self._do("read", lambda c, batch=batch: findings.shared(c, batch))  # type: ignore[misc]
        return found

    def history(self, findings: Iterable[str]) -> dict[str, list[Decision]]:
        """Return all decisions on each of the findings that has any, oldest first."""
        wanted, history = iter(dict.fromkeys(findings)), dict[str, list[Decision]]()
        while batch := list(islice(wanted, _BATCH)):
            for decision in self._do("read", lambda c, batch=batch: results.lookup_in(c)(batch)):  # type: ignore[misc]
                history.setdefault(decision.finding, []).append(decision)
        return history

    def decide(self, finding: str, make: Make) -> tuple[Decision, list[Stored]]:
        """Append a decision and settle every outcome that has the finding, at once.

        Args:
            finding: Full id of the finding.
            make: Gets the finding in every record that has it, with that record's
                outcome as it stands, and returns the decision or raises.

        Returns:
            The decision, and the outcomes after it.
        """

        def write(connection: sa.Connection) -> tuple[Decision, list[Stored]]:
            query = sa.select(FINDINGS.c.work).where(FINDINGS.c.finding == finding).distinct()
            keys = sorted(connection.execute(query).scalars())
            # Two people deciding at once go one after the other, in PostgreSQL as well.
            rows = connection.execute(
                sa.select(OUTCOMES.c.work)
                .where(OUTCOMES.c.work.in_(keys))
                .order_by(OUTCOMES.c.work)
                .with_for_update()
            ).all()
            decision = results.insert_decision(connection, make(_items(connection, finding, keys)))
            held = [row.work for row in rows]
            neighbours.settle_again(connection, held, self._settle)
            # A corrected figure is what next year's report, or a superior's, is held against.
            others = neighbours.dependants(connection, held) if decision.after else []
            neighbours.settle_again(connection, others, self._settle)
            return decision, queries.by_keys(connection, keys)

        return self._do("durable", write)


def _items(
    connection: sa.Connection, finding: str, keys: list[str]
) -> list[tuple[StoredFinding, Outcome]]:
    outcomes = {stored.key: stored.outcome for stored in queries.by_keys(connection, keys)}
    wanted = findings.Wanted(_ANY, finding=finding, current=False)
    found = findings.at(connection, findings.in_order(connection, wanted))
    return [(item, outcomes[item.key]) for item in found if item.finding.id == finding]


def _run(row: AnyRow) -> Run:
    manifest = Manifest(**{**row.manifest, "arguments": tuple(row.manifest["arguments"])})
    return Run(row.id, row.started, row.finished, manifest, row.counts or {})

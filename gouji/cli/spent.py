"""What a model's answers cost, and what they would cost, told to a person."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from gouji.cli.base import Session
from gouji.terminal import clean, echo

if TYPE_CHECKING:
    from extractor import Parts, Reader
    from gouji.inputs import Inputs
    from gouji.pipeline import Options
    from gouji.reading import Readers
    from gouji.second import Cover
    from report.document import Document
    from report.record import Record
    from store import Spent, Store, Stored


def spent_line(session: Session, spent: Spent) -> str:
    """Return calls, tokens and, with prices in gouji.toml, money."""
    line = session.say(
        "spent.line",
        calls=spent.calls,
        prompt=spent.prompt_tokens,
        answer=spent.completion_tokens,
    )
    if spent.unmetered:
        line += session.say("spent.unmetered", count=spent.unmetered)
    return line + _money(session, spent.prompt_tokens, spent.completion_tokens)


def spent_on(store: Store, stored: Stored) -> Spent | None:
    """Return what a model's answers on one report cost; None when none are kept."""
    record = stored.outcome.record
    if record is None or not store.spent().calls:
        return None
    spent = store.spent(document=record.text_sha256)
    if not spent.calls:
        # A record names the file's text; of a file with several reports each has its own.
        spent = store.spent(document=_own_text(store.document(stored.id), record))
    return spent if spent.calls else None


def _own_text(document: Document, record: Record) -> str:
    """Return the key of the part of a file's text that a record was read from."""
    from extractor import reports_of
    from extractor.model.question import text_key

    said = [one.span for one in (record.issuer, record.year, *record.cells.values()) if one]
    at = next((span.start for span in said if span is not None), 0)
    parts = [part for part in reports_of(document) if part.start <= at]
    return text_key(parts[-1].document.text if parts else document.text)


def _money(session: Session, prompt: int, answer: int) -> str:
    prices = session.loaded.config.model.prices
    if prices is None:
        return ""
    cost = (prices.prompt * prompt + prices.completion * answer) / Decimal(1_000_000)
    return session.say("spent.money", cost=f"{cost:.4f}", currency=clean(prices.currency)).rstrip()


@dataclass(frozen=True, slots=True)
class _Sum:
    reports: int = 0
    calls: int = 0
    prompt: int = 0
    answer: int = 0

    def __add__(self, other: _Sum) -> _Sum:
        return _Sum(
            self.reports + other.reports,
            self.calls + other.calls,
            self.prompt + other.prompt,
            self.answer + other.answer,
        )


def tell_estimate(session: Session, inputs: Inputs, options: Options, readers: Readers) -> None:
    """Print what a run would ask, and about what that takes; nothing is sent.

    The first questions are counted, not those that their answers may lead to. What was
    answered before and is kept costs nothing, and is counted all the same.
    """
    from extractor.model.mask import mask
    from gouji.archives import expanded
    from gouji.reading import read_found

    if readers.source is None:
        echo(session.say("dry.no_model"))
        return
    sums, unread, cover = _Sum(), 0, mask if readers.source.mask else None
    # Read without the source, which would send its questions.
    with expanded(inputs, options) as found:
        for done in read_found(list(found), options):
            unread += not done.halves
            for half in done.halves:
                if half is not None:
                    sums += _of(half.parts, options.reader, cover)
    echo(session.say("dry.reports", reports=sums.reports, unread=unread))
    line = session.say("dry.line", calls=sums.calls, prompt=sums.prompt, answer=sums.answer)
    echo(line + _money(session, sums.prompt, sums.answer))
    echo(session.say("dry.how"))


def _of(parts: Parts, reader: Reader, cover: Cover | None) -> _Sum:
    """Return what one report's first questions take."""
    from extractor.model.client.estimate import tokens_of
    from extractor.model.read import plan_for
    from gouji.second import asked_of

    questions = plan_for(parts.document, asked_of(parts, parts.record, reader, cover)).questions
    texts = ((q.system, q.user, str(q.shape.model_json_schema())) for q in questions)
    return _Sum(
        reports=1,
        calls=len(questions),
        prompt=sum(tokens_of(three).likely for three in texts),
        answer=sum(question.max_tokens for question in questions),
    )

"""What a model's answers cost, and what they would cost, told to a person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from gouji.cli.base import Session
from gouji.terminal import clean, echo

if TYPE_CHECKING:
    from gouji.inputs import Inputs
    from gouji.pipeline import Done, Options
    from gouji.reading import Readers
    from store import Spent


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
    unread: int = 0


def tell_estimate(session: Session, inputs: Inputs, options: Options, readers: Readers) -> None:
    """Print what a run would ask, and about what that takes; nothing is sent.

    The first questions are counted, not those that their answers may lead to. What was
    answered before and is kept costs nothing, and is counted all the same.
    """
    from gouji.archives import expanded
    from gouji.reading import read_found

    sums = _Sum()
    if readers.source is None:
        echo(session.say("dry.no_model"))
        return
    # Read without asking: a source would send its questions.
    with expanded(inputs, options) as found:
        for done in read_found(list(found), options):
            one = _of(done, options, masked=readers.source.mask)
            if one is None:
                sums = replace(sums, unread=sums.unread + 1)
                continue
            sums = _Sum(
                sums.reports + 1,
                sums.calls + one.calls,
                sums.prompt + one.prompt,
                sums.answer + one.answer,
                sums.unread,
            )
    echo(session.say("dry.reports", reports=sums.reports, unread=sums.unread))
    line = session.say("dry.line", calls=sums.calls, prompt=sums.prompt, answer=sums.answer)
    echo(line + _money(session, sums.prompt, sums.answer))
    echo(session.say("dry.how"))


def _of(done: Done, options: Options, *, masked: bool) -> _Sum | None:
    from extractor.model.client.estimate import tokens_of
    from extractor.model.mask import mask
    from extractor.model.read import plan_for
    from gouji.second import asked_of

    parts = done.parts
    if parts is None:
        return None
    asked = asked_of(parts, parts.record, options.reader, mask if masked else None)
    questions = plan_for(parts.first, asked).questions
    schemas = (str(question.shape.model_json_schema()) for question in questions)
    return _Sum(
        calls=len(questions),
        prompt=sum(
            tokens_of((question.system, question.user, schema)).likely
            for question, schema in zip(questions, schemas, strict=True)
        ),
        answer=sum(question.max_tokens for question in questions),
    )

"""The model's reading of a report that was read already: asked, laid beside, verified."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from report.errors import ModelError
from report.finding import Message, in_whole
from report.messages import render

if TYPE_CHECKING:
    from extractor import Parts, Reader
    from extractor.model.question import Model
    from extractor.model.read import Asked
    from gouji.pipeline import Done, Half, Options
    from report.document import Document
    from report.finding import Outcome
    from report.record import Record

Cover = Callable[[str], str]


async def read_again(
    done: Done, model: Model, options: Options, cover: Cover | None = None
) -> Done:
    """Return a file's result with the model's reading in each of its reports.

    When the model gives no answer, the result stays that of the deterministic reading
    and says what it waits for; it is read again when the model is back.

    Args:
        done: What the deterministic reading gave.
        model: Whoever answers.
        options: What decides outcomes.
        cover: Covers what must not be sent, without moving a character.
    """
    if not done.halves:
        return done
    reports = [(done.document, done.outcome), *done.further]
    asking = _Asking(model, options, cover)
    read = [
        (document, outcome if half is None else await _second(half, document, outcome, asking))
        for half, (document, outcome) in zip(done.halves, reports, strict=True)
    ]
    (document, outcome), *further = read
    behind = tuple((d, o) for d, o in further if d is not None)
    return replace(done, document=document, outcome=outcome, further=behind, halves=())


@dataclass(frozen=True, slots=True)
class _Asking:
    model: Model
    options: Options
    cover: Cover | None


async def _second(
    half: Half, document: Document | None, outcome: Outcome, asking: _Asking
) -> Outcome:
    """Return the outcome of one report with the model's reading in it."""
    try:
        both = await _outcome(half.parts, asking)
    except ModelError as error:
        return replace(outcome, waiting=str(error), waiting_zh=error.text("zh"))
    except Exception as error:
        # What one answer does to us must not lose the report, nor end the others.
        fault = _our_fault(error)
        return replace(outcome, waiting=fault.en, waiting_zh=fault.zh)
    finally:
        _close(asking.model, half.parts.document)
    text = half.parts.document.text if document is None else document.text
    return in_whole(both, half.start, text).at(half.path)


async def _outcome(parts: Parts, asking: _Asking) -> Outcome:
    from extractor import record_of
    from extractor.model.read import read_by_model
    from extractor.model.repair import reread
    from verify import apply_selection, keys_to_reread, verify

    model, options, document = asking.model, asking.options, parts.document
    first = parts.record
    asked = asked_of(parts, first, options.reader, asking.cover)
    keys = () if options.reader == "model" else tuple(first.cells)
    reading = await read_by_model(document, model, asked, keys)
    outcome = verify(record_of(parts, reading, options.reader))
    again = keys_to_reread(outcome)
    waiting = waiting_zh = ""
    if again:
        try:
            better = await reread(document, model, reading, again, asked)
        except ModelError as error:
            # What was read stands; only its second look is still to be had.
            better, waiting, waiting_zh = None, str(error), error.text("zh")
        if better is not None:
            outcome = verify(record_of(parts, better, options.reader))
    chosen = apply_selection(outcome, options.select, options.ignore)
    return replace(chosen, waiting=waiting, waiting_zh=waiting_zh)


def _close(model: Model, document: Document) -> None:
    """Let the model forget a report on which no question will come."""
    from extractor.model.question import Counting, text_key

    if isinstance(model, Counting):
        model.close_report(text_key(document.text))


def asked_of(parts: Parts, record: Record, reader: Reader, cover: Cover | None) -> Asked:
    """Return what the model is asked about a report."""
    from extractor import asked_alone, asked_beside

    asked = asked_alone(parts) if reader == "model" else asked_beside(record, parts)
    return asked if cover is None else replace(asked, shown=cover(parts.document.text))


def _our_fault(error: Exception) -> Message:
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).name}:{last.lineno}"
    return render("model.ours", kind=type(error).__name__, where=where)

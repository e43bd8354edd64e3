"""Prints what a model would be sent, word for word; nothing is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gouji.terminal import clean, echo

if TYPE_CHECKING:
    from extractor import Parts, Reader
    from gouji.cli.base import Session
    from gouji.inputs import Inputs
    from gouji.pipeline import Options
    from gouji.second import Cover


def show(session: Session, inputs: Inputs, options: Options, *, covered: bool = False) -> None:
    """Print every question about every input, and to stderr what cannot be read.

    Args:
        session: Says what cannot be read.
        inputs: The files.
        options: With the readings that would be made; without one of a model, `both`.
        covered: Whether telephone numbers and e-mails would be covered.
    """
    from extractor.model.mask import mask
    from gouji.archives import expanded
    from gouji.reading import read_found
    from gouji.tally import Failure

    if options.reader == "tables":
        options = replace(options, reader="both")
    with expanded(inputs, options) as found:
        for done in read_found(list(found), options):
            path = done.outcome.source.path
            if not done.halves:
                why = Failure.of(done.outcome).text(session.lang)
                echo(session.say("check.failed", path=clean(path), text=why), err=True)
            for half in done.halves:
                if half is not None:
                    _show(path, half.parts, options.reader, mask if covered else None)


def _show(path: str, parts: Parts, reader: Reader, cover: Cover | None) -> None:
    from extractor.model.read import plan_for
    from gouji.second import asked_of

    asked = asked_of(parts, parts.record, reader, cover)
    for question in plan_for(parts.document, asked).questions:
        echo(f"=== {path} {question.prompt} system\n{question.system}")
        echo(f"=== {path} {question.prompt} user\n{question.user}\n")

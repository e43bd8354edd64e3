"""Prints what a model would be sent, word for word; nothing is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gouji.terminal import echo

if TYPE_CHECKING:
    from gouji.inputs import Inputs
    from gouji.pipeline import Options


def show(inputs: Inputs, options: Options, *, covered: bool = False) -> None:
    """Print every question about every input, and to stderr what cannot be read.

    Args:
        inputs: The files.
        options: With the readings that would be made; without one of a model, `both`.
        covered: Whether telephone numbers and e-mails would be covered.
    """
    from extractor.model.mask import mask
    from extractor.model.read import plan_for
    from gouji.archives import expanded
    from gouji.reading import read_found
    from gouji.second import asked_of

    reader = "both" if options.reader == "tables" else options.reader
    options = replace(options, reader=reader)
    with expanded(inputs, options) as found:
        for done in read_found(list(found), options):
            parts, path = done.parts, done.outcome.source.path
            if parts is None:
                reason = done.outcome.reason
                echo(f"{path}: {'' if reason is None else reason.message}", err=True)
                continue
            asked = asked_of(parts, parts.record, reader, mask if covered else None)
            for question in plan_for(parts.first, asked).questions:
                echo(f"=== {path} {question.prompt} system\n{question.system}")
                echo(f"=== {path} {question.prompt} user\n{question.user}\n")

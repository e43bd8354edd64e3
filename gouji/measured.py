"""The program as it is measured: a function from path to record JSON, by the readings asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gouji.config import Config, Reader
from gouji.pipeline import Options, process
from gouji.reading import Readers, job_at, options_of, read_place, readers_of
from gouji.second import read_again
from report.errors import ModelError
from report.finding import Outcome
from report.wire import to_wire

if TYPE_CHECKING:
    from eval.recordings import Recorded

Read = Callable[[Path], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Measured:
    """What is scored, and the recorded answers it lives on, if it does."""

    read: Read
    recorded: Recorded | None = None


def measured(config: Config, reader: Reader | None, replay: Path | None) -> Measured:
    """Return the function that is scored.

    Args:
        config: The configuration that holds.
        reader: The readings to make; by default the deterministic one.
        replay: Recorded answers that stand in for the model.
    """
    if replay is None:
        return Measured(_live(config, readers_of(config, reader or "tables")))
    from eval.recordings import Recorded, read_recordings

    recorded = Recorded(read_recordings(replay))
    options = options_of(config, readers=Readers(reader or "both"))
    return Measured(_replayed(recorded, options), recorded)


def _live(config: Config, readers: Readers) -> Read:
    options = options_of(config, readers=readers)

    def read(place: Path) -> Mapping[str, Any]:
        return _wire(read_place(str(place), options, readers.source))

    return read


def _replayed(recorded: Recorded, options: Options) -> Read:
    def read(place: Path) -> Mapping[str, Any]:
        done = process(job_at(str(place)), options)
        return _wire(asyncio.run(read_again(done, recorded, options)).outcome)

    return read


def _wire(outcome: Outcome) -> Mapping[str, Any]:
    """Return the record JSON of what was asked for; another reading's is not scored for it.

    Raises:
        ModelError: The model's reading was not made.
    """
    if outcome.waiting:
        raise ModelError(outcome.waiting)
    return to_wire(outcome)

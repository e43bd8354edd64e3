"""When a request is sent again: only for faults that pass, and not before the server says so."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from extractor.model.client.rate import Clock
from report.errors import GoujiError
from report.finding import Message

if TYPE_CHECKING:
    from tenacity import AsyncRetrying, RetryCallState

# 408 timeout, 409 conflict, 425 too early, 429 too many, 5xx the server's own; 529 overloaded.
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
# A 429 that no waiting mends: the account is empty.
_FINAL_CODES = frozenset({"insufficient_quota", "billing_hard_limit_reached", "arrearage"})
_FIRST_WAIT = 0.5
_DEFAULT_CAP = 20.0


class PassingError(Exception):
    """A fault seen in what came back that may be gone next time, such as half a response."""

    def __init__(self, said: Message) -> None:
        self.said = said
        super().__init__(said.en)


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and all that caused it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def is_passing(error: BaseException) -> bool:
    """Return whether the same request may succeed later."""
    import openai

    for link in chain(error):
        if isinstance(link, GoujiError):
            return False
        if isinstance(link, openai.APIStatusError):
            return link.status_code in _PASSING and str(link.code or "").lower() not in _FINAL_CODES
        if isinstance(link, openai.APIConnectionError | TimeoutError | PassingError):
            return True
    return False


def asked_wait(error: BaseException, now: datetime | None = None) -> float | None:
    """Return the seconds that a response's Retry-After asks for, as seconds or as a date."""
    import openai

    for link in chain(error):
        if not isinstance(link, openai.APIStatusError):
            continue
        stated = link.response.headers.get("retry-after", "").strip()
        if not stated:
            return None
        try:
            seconds = float(stated)
        except ValueError:
            try:
                moment = parsedate_to_datetime(stated)
            except ValueError:
                return None
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            seconds = (moment - (now or datetime.now(UTC))).total_seconds()
        # "nan" and "inf" are floats as well; neither is a wait.
        return max(0.0, seconds) if seconds < float("inf") else None
    return None


def retrying(attempts: int, cap: float, clock: Clock) -> AsyncRetrying:
    """Return what sends one request again; made anew for each, for it counts."""
    import tenacity

    backoff = tenacity.wait_random_exponential(_FIRST_WAIT, max=min(cap, _DEFAULT_CAP))

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = None if error is None else asked_wait(error)
        return backoff(state) if asked is None else min(asked, cap)

    def give_up(state: RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        asked = None if error is None else asked_wait(error)
        # Coming back earlier than the server said would only be refused again.
        return state.attempt_number >= attempts or (asked is not None and asked > cap)

    return tenacity.AsyncRetrying(
        retry=tenacity.retry_if_exception(
            lambda error: not isinstance(error, asyncio.CancelledError) and is_passing(error)
        ),
        wait=wait,
        stop=give_up,
        sleep=clock.sleep,
        reraise=True,
    )

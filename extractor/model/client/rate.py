"""Requests and tokens a minute, and the pause a server asks for; time comes from outside."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

_MINUTE = 60.0


@dataclass
class Clock:
    """The time that limits and waits go by; tests have one that stands in memory."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass
class _Bucket:
    """So many units a minute, refilled evenly; what is taken in advance is owed."""

    per_minute: int
    clock: Clock
    level: float = field(init=False)
    at: float = field(init=False)

    def __post_init__(self) -> None:
        # A whole minute's worth at once would be answered with 429 by most servers.
        self.level = self.burst = max(1.0, self.per_minute / 6)
        self.at = self.clock.now()

    def wait(self, amount: float) -> float:
        """Return the seconds until this much may be taken, or the bucket is full."""
        now = self.clock.now()
        self.level = min(self.burst, self.level + (now - self.at) * self.per_minute / _MINUTE)
        self.at = now
        return max(0.0, (min(amount, self.burst) - self.level) * _MINUTE / self.per_minute)

    def take(self, amount: float) -> None:
        """Take so much, even what is not there yet."""
        self.level -= amount


class RateLimiter:
    """Lets requests pass one after the other, none before its time."""

    def __init__(
        self, requests: int | None = None, tokens: int | None = None, clock: Clock | None = None
    ) -> None:
        """Make a limiter; None means no limit of that kind."""
        self._clock = clock or Clock()
        self._requests = _Bucket(requests, self._clock) if requests else None
        self._tokens = _Bucket(tokens, self._clock) if tokens else None
        self._held_until = 0.0
        self._turn = asyncio.Lock()

    def hold(self, seconds: float) -> None:
        """Let nothing pass for a while: the server said so."""
        self._held_until = max(self._held_until, self._clock.now() + seconds)

    def give_back(self, tokens: float) -> None:
        """Correct what was taken by an estimate; negative when it was too little."""
        if self._tokens is not None:
            self._tokens.take(-tokens)

    async def wait(self, tokens: float) -> None:
        """Return when a request of about so many tokens may be sent."""
        async with self._turn:
            while (seconds := self._wait(tokens)) > 0:
                await self._clock.sleep(seconds)
            for bucket, amount in ((self._requests, 1.0), (self._tokens, tokens)):
                if bucket is not None:
                    bucket.take(amount)

    def _wait(self, tokens: float) -> float:
        waits = [self._held_until - self._clock.now()]
        if self._requests is not None:
            waits.append(self._requests.wait(1.0))
        if self._tokens is not None:
            waits.append(self._tokens.wait(tokens))
        return max(waits)

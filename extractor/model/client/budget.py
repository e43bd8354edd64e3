"""What a run may spend: reserved before a call is sent, so calls in flight cannot overdraw it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal

from extractor.model.client.settings import Prices
from report.errors import BudgetError
from report.finding import Message
from report.messages import render


@dataclass(slots=True)
class Reservation:
    """The most one call can cost; `settle` says what it did cost."""

    prompt_tokens: int
    completion_tokens: int
    settled: tuple[int, int] | None = None

    def settle(self, prompt_tokens: int, completion_tokens: int) -> None:
        """Say what the call cost; without this it is taken to have cost the most."""
        self.settled = (prompt_tokens, completion_tokens)


@dataclass
class Budget:
    """Tokens and money of one run.

    Attributes:
        tokens: The most prompt and answer tokens together; None for no limit.
        money: The most money; needs prices.
    """

    tokens: int | None = None
    money: Decimal | None = None
    prices: Prices = field(default_factory=Prices)

    def __post_init__(self) -> None:
        self.spent_tokens, self.spent_money = 0, Decimal(0)
        self._held_tokens, self._held_money = 0, Decimal(0)
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def reserve(
        self, prompt_tokens: int, completion_tokens: int
    ) -> AsyncIterator[Reservation]:
        """Hold what a call can cost at most; wait for calls in flight where that may help.

        Raises:
            BudgetError: Not even when all calls in flight cost nothing would it fit.
        """
        tokens = prompt_tokens + completion_tokens
        money = self.prices.cost(prompt_tokens, completion_tokens)
        async with self._changed:
            while not self._fits(tokens, money, self._held_tokens, self._held_money):
                if not self._fits(tokens, money, 0, Decimal(0)):
                    raise BudgetError(self._told(tokens, money))
                await self._changed.wait()
            self._held_tokens += tokens
            self._held_money += money
        held = Reservation(prompt_tokens, completion_tokens)
        try:
            yield held
        finally:
            self._held_tokens -= tokens
            self._held_money -= money
            cost = held.settled or (prompt_tokens, completion_tokens)
            self.spent_tokens += sum(cost)
            self.spent_money += self.prices.cost(*cost)
            async with self._changed:
                self._changed.notify_all()

    def _fits(self, tokens: int, money: Decimal, held: int, held_money: Decimal) -> bool:
        if self.tokens is not None and self.spent_tokens + held + tokens > self.tokens:
            return False
        return self.money is None or self.spent_money + held_money + money <= self.money

    def _told(self, tokens: int, money: Decimal) -> Message:
        if self.tokens is not None and self.spent_tokens + tokens > self.tokens:
            spent = {"next": tokens, "spent": self.spent_tokens, "most": self.tokens}
            return render("model.budget_tokens", **spent)
        coin = f" {self.prices.currency}" if self.prices.currency else ""
        return render(
            "model.budget_money",
            next=f"{money:.4f}{coin}",
            spent=f"{self.spent_money:.4f}",
            most=f"{self.money}{coin}",
        )

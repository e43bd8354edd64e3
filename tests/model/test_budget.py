"""A budget is never exceeded, not by calls in flight either."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.model.client.budget import Budget
from extractor.model.client.client import Client
from extractor.model.client.settings import Prices
from report.errors import BudgetError
from tests.model.asking import GOOD, FakeShelf, question, run, settings
from tests.model.fault_server import refuses, says, serving

CALLS = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 3), st.booleans()),
    max_size=12,
)


@given(limit=st.integers(0, 200), calls=CALLS)
def test_whatever_calls_run_at_once_and_fail_the_budget_holds(limit: int, calls: Any):
    async def main() -> None:
        budget = Budget(tokens=limit, money=Decimal(limit), prices=Prices(Decimal(10**6)))

        async def call(prompt: int, room: int, turns: int, answered: bool) -> None:
            try:
                async with budget.reserve(prompt, room) as held:
                    for _ in range(turns):
                        await asyncio.sleep(0)
                    if answered:
                        held.settle(prompt // 2, room // 3)
            except BudgetError:
                pass
            assert budget.spent_tokens <= limit
            assert budget.spent_money <= limit

        await asyncio.gather(*(call(*one) for one in calls))

    asyncio.run(main())


def test_a_call_waits_for_calls_in_flight_that_may_leave_room():
    async def main() -> list[str]:
        budget, order = Budget(tokens=100), list[str]()

        async def first() -> None:
            async with budget.reserve(60, 30) as held:
                await asyncio.sleep(0.01)
                order.append("first settled")
                held.settle(10, 10)

        async def second() -> None:
            await asyncio.sleep(0)
            async with budget.reserve(60, 20) as held:
                order.append("second sent")
                held.settle(60, 20)

        await asyncio.gather(first(), second())
        assert budget.spent_tokens == 100
        return order

    assert asyncio.run(main()) == ["first settled", "second sent"]


def test_a_cancelled_call_is_charged_only_once_it_was_sent():
    async def main() -> int:
        budget = Budget(tokens=100)

        async def call(*, sent: bool) -> None:
            async with budget.reserve(20, 20) as held:
                if not sent:
                    held.settle(0, 0)
                await asyncio.sleep(10)

        for sent in (False, True):
            task = asyncio.create_task(call(sent=sent))
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        return budget.spent_tokens

    assert asyncio.run(main()) == 40


def test_a_run_stops_before_its_budget_and_goes_on_from_there():
    """40 questions, room for some: the server never counts more than the budget."""
    limit = 12_000
    shelf = FakeShelf()

    async def many(client: Client) -> list[Any]:
        asked = (client.ask(question(f"第{n}份。")) for n in range(40))
        return await asyncio.gather(*asked, return_exceptions=True)

    answered: list[int] = []
    with serving(says(GOOD, prompt_tokens=600, completion_tokens=100)) as server:
        told = settings(server.url, budget_tokens=limit)
        for _ in range(6):
            before = len(server.requests)
            got = run(told, many, shelf=shelf)
            assert (len(server.requests) - before) * 700 <= limit
            stopped = [one for one in got if isinstance(one, BaseException)]
            assert all(isinstance(one, BudgetError) for one in stopped)
            answered.append(40 - len(stopped))
        assert len(server.requests) == 40
    assert answered == sorted(answered)
    assert answered[-1] == 40


def test_money_stops_a_run_as_tokens_do():
    told_prices = Prices(Decimal(2), Decimal(8), "CNY")

    async def many(client: Client) -> Any:
        for number in range(40):
            await client.ask(question(f"第{number}份。"))

    with serving(says(GOOD, prompt_tokens=600, completion_tokens=100)) as server:
        told = settings(server.url, prices=told_prices, budget_money=Decimal("0.02"))
        with pytest.raises(BudgetError, match=r"0\.02 CNY") as caught:
            run(told, many)
        assert "本次运行的 0.02 CNY" in caught.value.text("zh")
        spent = len(server.requests) * (600 * 2 + 100 * 8) / 1_000_000
    assert 0 < spent <= 0.02


def test_refusals_cost_nothing():
    async def three(client: Client) -> Any:
        with pytest.raises(Exception, match="400"):
            await client.ask(question())
        return client.budget.spent_tokens

    with serving(refuses(400)) as server:
        assert run(settings(server.url), three) == 0

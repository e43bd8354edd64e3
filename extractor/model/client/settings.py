"""What a client is told: the server, what it may take and what it may cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from extractor.model.client.profiles import Mode, Profile


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may ask of a server.

    Attributes:
        call_seconds: Time for one attempt, from sending to the last byte.
        file_seconds: Time for all questions on one report, counted from its first question.
        attempts: How often one question is sent when the server is at fault.
        wait_seconds: The longest wait between two attempts, whatever the server asks for.
        in_flight: Requests at the server at once.
        requests_per_minute: None for no limit; `tokens_per_minute` likewise.
    """

    call_seconds: float = 120.0
    file_seconds: float = 900.0
    attempts: int = 5
    wait_seconds: float = 60.0
    in_flight: int = 16
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, in whatever currency the user counts."""

    prompt: Decimal = Decimal(0)
    completion: Decimal = Decimal(0)
    currency: str = ""

    def cost(self, prompt_tokens: int, completion_tokens: int) -> Decimal:
        """Return what so many tokens cost."""
        spent = self.prompt * prompt_tokens + self.completion * completion_tokens
        return spent / 1_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """One model at one server.

    Attributes:
        key: Sent as the bearer token; never shown, logged or stored.
        profile: As it is for this model.
        mode: How a shape is asked for; the profile's first unless the user says otherwise.
        parameters: Added to every request, over the profile's own.
        budget_tokens: Prompt and answer tokens the run may take; None for no limit.
        budget_money: The same in money.
        fresh: Ask again what was answered before.
    """

    base_url: str
    model: str
    profile: Profile
    mode: Mode
    key: str = field(default="", repr=False)
    limits: Limits = Limits()
    prices: Prices | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    budget_tokens: int | None = None
    budget_money: Decimal | None = None
    fresh: bool = False

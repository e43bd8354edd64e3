"""Opens the model that the configuration names; nothing is imported before one is named."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from report.errors import UsageError
from report.messages import render

if TYPE_CHECKING:
    from extractor.model.client.kept import AnswerShelf, KeptAnswer
    from extractor.model.client.profiles import Profile
    from extractor.model.client.settings import Settings
    from extractor.model.question import Model
    from gouji.config import Config
    from gouji.model_config import ModelPart
    from store import Store


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A model that can be opened.

    Attributes:
        identity: All that decides what it answers: name, address, parameters. It is part
            of the key of stored results, and holds no key or password.
        in_flight: How many reports may wait for answers at once.
        open: Opens it inside the event loop that will use it. What it gives is an
            `extractor.model.client.client.Client`.
        settings: What it is opened with.
        mask: Whether telephone numbers and e-mails are to be covered before anything
            of a report is sent (`extractor.model.mask`).
    """

    identity: tuple[str, ...]
    in_flight: int
    open: Callable[[], AbstractAsyncContextManager[Model]]
    settings: Settings | None = None
    mask: bool = False

    def keeping(self, store: Store, run: int | None) -> ModelSource:
        """Return the same model with its answers kept in a store, and paid for by a run."""
        return replace(self, open=lambda: _opened(self.settings, _Shelf(store, run)))


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The store as the client sees it."""

    store: Store
    run: int | None

    def find(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        return self.store.find_answers(keys)

    def keep(self, answers: Sequence[KeptAnswer]) -> None:
        from store import ModelAnswer

        # Field by field the same; `asdict` would copy the parameters deep.
        rows = [
            ModelAnswer(**{part.name: getattr(answer, part.name) for part in fields(answer)})
            for answer in answers
        ]
        self.store.keep_answers(self.run, rows)


def model_source(config: Config, environ: Mapping[str, str] | None = None) -> ModelSource | None:
    """Return the model that gouji.toml or the environment names, or None when neither does.

    Raises:
        UsageError: It is named, but there is no address or key for it.
    """
    settings = settings_of(config.model, os.environ if environ is None else environ)
    if settings is None:
        return None
    return ModelSource(
        identity=_identity(settings, mask=config.model.mask),
        in_flight=settings.limits.in_flight,
        open=lambda: _opened(settings, None),
        settings=settings,
        mask=config.model.mask,
    )


def _opened(
    settings: Settings | None, shelf: AnswerShelf | None
) -> AbstractAsyncContextManager[Model]:
    from extractor.model.client.client import open_client

    if settings is None:
        raise UsageError(render("model.none"))
    return open_client(settings, shelf)


def _identity(settings: Settings, *, mask: bool) -> tuple[str, ...]:
    profile = settings.profile
    decisive = {
        "address": settings.base_url,
        "mode": settings.mode,
        "context": profile.context,
        "room": profile.answer,
        "temperature": profile.temperature,
        "parameters": {**profile.quiet, **settings.parameters},
        "mask": mask,
    }
    return (settings.model, json.dumps(decisive, sort_keys=True, default=str))


def settings_of(part: ModelPart, environ: Mapping[str, str]) -> Settings | None:
    """Return what a client is told, or None when no model is named.

    The environment wins over the file: GOUJI_MODEL, GOUJI_MODEL_BASE_URL,
    GOUJI_MODEL_PROFILE, GOUJI_MODEL_API_KEY; OPENAI_BASE_URL and OPENAI_API_KEY serve
    where nothing else says so.

    Raises:
        UsageError: There is no such profile, or no address or key.
    """
    name = environ.get("GOUJI_MODEL") or part.name
    if not name:
        return None
    from extractor.model.client.profiles import load_profiles, profile_for
    from extractor.model.client.settings import Limits, Prices, Settings

    chosen = environ.get("GOUJI_MODEL_PROFILE") or part.profile
    profiles = load_profiles()
    if chosen and chosen not in profiles:
        known = ", ".join(profiles)
        raise UsageError(render("model.no_profile", profile=chosen, known=known))
    base_url, from_openai = _address(part, environ, profiles.get(chosen))
    chosen = chosen or profile_for(base_url)
    profile = profiles[chosen].of_model(name)
    if part.context is not None:
        answer = min(profile.answer, part.context // 2)
        profile = profile.model_copy(update={"context": part.context, "answer": answer})
    prices = part.prices
    return Settings(
        base_url=base_url,
        model=name,
        profile=profile,
        mode=part.mode or profile.modes[0],
        key=_key(part, environ, profile, base_url, from_openai=from_openai),
        limits=Limits(
            call_seconds=part.timeout,
            file_seconds=part.file_timeout,
            attempts=part.attempts,
            wait_seconds=part.longest_wait,
            in_flight=part.in_flight,
            requests_per_minute=part.requests_per_minute,
            tokens_per_minute=part.tokens_per_minute,
        ),
        prices=None
        if prices is None
        else Prices(prices.prompt, prices.completion, prices.currency),
        parameters=part.parameters,
        budget_tokens=part.budget.tokens,
        budget_money=part.budget.money,
    )


def _address(
    part: ModelPart, environ: Mapping[str, str], profile: Profile | None
) -> tuple[str, bool]:
    """Return the server's address, and whether OPENAI_BASE_URL gave it."""
    from gouji.model_config import checked_address

    own = environ.get("GOUJI_MODEL_BASE_URL")
    try:
        if own or part.base_url:
            return checked_address(own or part.base_url), False
        # OpenAI's variable says where OpenAI is; it says nothing of DeepSeek.
        theirs = environ.get("OPENAI_BASE_URL")
        if theirs and (profile is None or profile.key_env in ("", "OPENAI_API_KEY")):
            return checked_address(theirs), True
    except ValueError as error:
        raise UsageError(render("model.address", said=str(error))) from None
    if profile is not None and profile.base_url:
        return profile.base_url, False
    raise UsageError(render("model.no_address"))


def _key(
    part: ModelPart,
    environ: Mapping[str, str],
    profile: Profile,
    base_url: str,
    *,
    from_openai: bool,
) -> str:
    """Return the key; a service's own variable is read for its own address only."""
    at_home = urlsplit(base_url).hostname in profile.hosts
    name = part.api_key_env or (profile.key_env if at_home else "")
    if not part.api_key_env and environ.get("GOUJI_MODEL_API_KEY"):
        return environ["GOUJI_MODEL_API_KEY"].strip()
    if not name:
        return environ.get("OPENAI_API_KEY", "").strip() if from_openai else ""
    key = environ.get(name, "").strip()
    if not key:
        raise UsageError(render("model.no_key", name=name))
    return key

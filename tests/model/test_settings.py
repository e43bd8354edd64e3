"""Which model is asked: gouji.toml, the environment, and whose key goes where."""

from __future__ import annotations

import sys
from decimal import Decimal

import pytest

from extractor.model.client.settings import Settings
from gouji.config import parse_config
from gouji.model_config import ModelPart
from gouji.models import model_source, settings_of
from report.errors import UsageError
from tests.conftest import ROOT
from tests.model.asking import SECRET


def told(text: str = "", **environ: str) -> Settings | None:
    return settings_of(parse_config(text).model, environ)


def found(text: str = "", **environ: str) -> Settings:
    settings = told(text, **environ)
    assert settings is not None
    return settings


def test_nothing_is_configured_by_a_key_or_an_address_alone():
    """A key for other programs lies in many environments; it is no wish to send reports."""
    assert told(OPENAI_API_KEY=SECRET, OPENAI_BASE_URL="http://127.0.0.1:1/v1") is None
    assert told('[model]\nprofile = "openai"\n', OPENAI_API_KEY=SECRET) is None
    assert model_source(parse_config(""), {"OPENAI_API_KEY": SECRET}) is None


def test_the_openai_variables_serve_as_users_expect():
    settings = found(
        GOUJI_MODEL="m", OPENAI_BASE_URL="http://10.0.0.5:8000/v1/", OPENAI_API_KEY=SECRET
    )
    assert (settings.base_url, settings.key) == ("http://10.0.0.5:8000/v1", SECRET)
    official = found('[model]\nname = "gpt-4o"\nprofile = "openai"\n', OPENAI_API_KEY=SECRET)
    assert official.base_url == "https://api.openai.com/v1"
    assert (official.key, official.mode) == (SECRET, "json_schema")


def test_a_key_is_not_handed_to_another_server_than_its_own():
    text = '[model]\nname = "m"\nbase_url = "http://10.0.0.5:8000/v1"\n'
    assert found(text, OPENAI_API_KEY=SECRET).key == ""
    assert found(f'{text}profile = "openai"\n', OPENAI_API_KEY=SECRET).key == ""
    deepseek = found(
        '[model]\nname = "deepseek-chat"\nprofile = "deepseek"\n',
        DEEPSEEK_API_KEY="sk-d",
        OPENAI_API_KEY=SECRET,
        OPENAI_BASE_URL="http://10.0.0.5:8000/v1",
    )
    assert (deepseek.base_url, deepseek.key) == ("https://api.deepseek.com", "sk-d")
    named = f'{text}api_key_env = "OPENAI_API_KEY"\n'
    assert found(named, OPENAI_API_KEY=SECRET).key == SECRET


def test_the_environment_wins_over_the_file():
    settings = found(
        '[model]\nname = "a"\nbase_url = "http://127.0.0.1:1/v1"\nprofile = "vllm"\n',
        GOUJI_MODEL="b",
        GOUJI_MODEL_BASE_URL="http://127.0.0.1:2/v1",
        GOUJI_MODEL_PROFILE="ollama",
        GOUJI_MODEL_API_KEY=SECRET,
    )
    assert (settings.model, settings.base_url) == ("b", "http://127.0.0.1:2/v1")
    assert (settings.profile.label, settings.key) == ("Ollama", SECRET)


def test_a_missing_key_names_the_variable():
    with pytest.raises(UsageError, match="DEEPSEEK_API_KEY"):
        told('[model]\nname = "deepseek-chat"\nprofile = "deepseek"\n')
    with pytest.raises(UsageError, match="MY_KEY"):
        told('[model]\nname = "m"\nbase_url = "http://h/v1"\napi_key_env = "MY_KEY"\n')


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (f'api_key = "{SECRET}"', "model.api_key"),
        (f'api_key_env = "{SECRET}"', "model.api_key_env"),
        (f'base_url = "https://u:{SECRET}@h/v1"', "model.base_url"),
        (f'parameters = {{ api_key = "{SECRET}" }}', "model.parameters"),
        (f'parameters = {{ Authorization = "{SECRET}" }}', "model.parameters"),
        ('base_url = "127.0.0.1:8000"', "model.base_url"),
        ("in_flight = 0", "model.in_flight"),
        ("budget = { money = 5 }", "prices"),
        ("budget = { tokens = 0 }", "model.budget.tokens"),
        ("prices = { prompt = -1, completion = 1 }", "model.prices.prompt"),
        ('mode = "xml"', "model.mode"),
        ("speed = 3", "model.speed"),
    ],
)
def test_a_mistake_is_named_and_a_key_in_the_file_is_refused_and_not_repeated(
    text: str, named: str
):
    with pytest.raises(UsageError) as caught:
        parse_config(f"[model]\n{text}\n")
    assert named in str(caught.value)
    assert SECRET not in str(caught.value)


def test_an_unknown_profile_and_a_missing_address_are_told():
    with pytest.raises(UsageError, match="openai, deepseek"):
        told('[model]\nname = "m"\nprofile = "claude"\n')
    with pytest.raises(UsageError, match="where its server is"):
        told('[model]\nname = "m"\n')


def test_limits_prices_and_context_reach_the_client():
    settings = found(
        '[model]\nname = "m"\nbase_url = "http://127.0.0.1:11434/v1"\ntimeout = 9\n'
        "requests_per_minute = 30\ncontext = 8192\nmode = 'tools'\n"
        "[model.budget]\nmoney = 1.5\n[model.prices]\nprompt = 2\ncompletion = 8\n"
        "[model.parameters]\nseed = 1\n"
    )
    assert settings.limits.call_seconds == 9
    assert settings.limits.requests_per_minute == 30
    assert (settings.profile.context, settings.profile.answer) == (8192, 4096)
    assert settings.profile.label == "Ollama"
    assert settings.budget_money == Decimal("1.5")
    assert settings.prices is not None
    assert settings.prices.cost(1_000_000, 500_000) == 6
    assert (settings.mode, settings.parameters) == ("tools", {"seed": 1})


def test_what_decides_an_answer_is_in_the_identity_and_the_key_is_not():
    base = '[model]\nname = "m"\nbase_url = "http://127.0.0.1:1/v1"\n'
    seen = set()
    for more in ("", "mask = true\n", "mode = 'json'\n", "parameters = { seed = 1 }\n"):
        source = model_source(parse_config(base + more), {"GOUJI_MODEL_API_KEY": SECRET})
        assert source is not None
        assert SECRET not in repr(source)
        seen.add(source.identity)
    assert len(seen) == 4


def test_naming_a_model_loads_neither_the_sdk_nor_instructor():
    code = (
        "import sys; from gouji.config import parse_config; from gouji.models import model_source;"
        'model_source(parse_config(\'[model]\\nname="m"\\nbase_url="http://127.0.0.1:1/v1"\'), {});'
        "heavy = {'openai', 'instructor', 'tenacity', 'httpx', 'httpx2'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    import subprocess

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode == 0


def test_the_example_in_the_documentation_is_a_valid_configuration():
    """And it names every setting there is."""
    page = (ROOT / "docs" / "config.md").read_text(encoding="utf-8")
    example = next(block for block in page.split("```toml\n") if block.startswith("[model]"))
    part = parse_config(example.partition("```")[0]).model
    assert set(ModelPart.model_fields) == part.model_fields_set

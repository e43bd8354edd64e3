"""`gouji doctor` tries the model's server and says which way of asking works."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Invoke
from tests.model.fault_server import refuses, says, serving

GOOD = '{"word": "gouji", "number": 7}'


def _configure(url: str, **more: str) -> None:
    lines = [f'{name} = "{value}"' for name, value in more.items()]
    text = "\n".join(["[model]", 'name = "m"', f'base_url = "{url}"', *lines])
    Path("gouji.toml").write_text(text, encoding="utf-8")


def test_without_a_model_doctor_says_that_nothing_is_sent(invoke: Invoke):
    assert "nothing is ever sent" in invoke("doctor", "--lang", "en").stdout


def test_doctor_names_the_modes_that_work(invoke: Invoke):
    with serving(says(GOOD)) as server:
        _configure(server.url, profile="vllm")
        result = invoke("doctor", "--lang", "en")
        assert len(server.requests) == 4
    assert "json_schema works; json works; tools works; md_json works" in result.stdout
    assert result.exit_code == 0


def test_doctor_says_which_mode_to_write_when_the_one_in_use_fails(invoke: Invoke):
    def no_schema(request: dict[str, Any], handler: Any) -> None:
        kind = request.get("response_format", {}).get("type")
        unknown = refuses(400, "response_format json_schema is unknown")
        (unknown if kind == "json_schema" else says(GOOD))(request, handler)

    with serving(no_schema) as server:
        _configure(server.url, profile="vllm")
        result = invoke("doctor", "--lang", "en")
    assert result.exit_code == 4
    assert "response_format json_schema is unknown" in result.stdout
    assert 'Write model.mode = "json" in gouji.toml' in result.stdout


def test_doctor_notices_an_answer_that_is_made_up(invoke: Invoke):
    with serving(says('{"word": "gouji", "number": 8}')) as server:
        _configure(server.url)
        result = invoke("doctor", "--lang", "en")
    assert result.exit_code == 4
    assert "not what was asked for" in result.stdout


@pytest.mark.parametrize("status", [401, 403])
def test_doctor_asks_once_when_the_server_refuses_everyone(invoke: Invoke, status: int):
    with serving(refuses(status)) as server:
        _configure(server.url)
        assert invoke("doctor").exit_code == 4
        assert len(server.requests) == 1

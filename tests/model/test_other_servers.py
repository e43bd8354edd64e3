"""The real client against model servers that others wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractor.model.client.profiles import Mode
from report.errors import ModelError
from tests.model.asking import GOOD, PARSED, FakeTime, ask, question, settings
from tests.model.other_servers import mock_llm, stubllm


def _stub(name: str, contains: str, **response: Any) -> dict[str, Any]:
    match = {
        "provider": "openai",
        "messages": [{"role": "user", "content": {"contains": contains}}],
    }
    return {"name": name, "match": match, **response}


def test_stubllm_is_understood_with_tools_text_and_faults(tmp_path: Path):
    """Another's idea of the wire format: tool calls, fenced text, 429 and 500 before success."""
    call = {"id": "c1", "type": "function", "function": {"name": "Figures", "arguments": GOOD}}
    fixtures = (
        _stub("tool", "工具", response={"tool_calls": [call]}),
        _stub("text", "文字", response={"content": f"```json\n{GOOD}\n```"}),
        _stub("plain", "纯净", response={"content": GOOD}),
        _stub("prose", "闲谈", response={"content": "你好。"}),
        _stub(
            "faults",
            "故障",
            sequence=[
                {"http_status": 429, "error_message": "slow down"},
                {"http_status": 500, "error_message": "oops"},
                {"content": GOOD},
            ],
        ),
        _stub("refused", "拒绝", response={"http_status": 401, "error_message": "bad key"}),
    )
    with stubllm(tmp_path, *fixtures) as address:
        (tool,) = ask(settings(address, "tools"), question("工具"))
        assert tool.value == PARSED
        modes: dict[Mode, str] = {"json_schema": "纯净", "json": "文字", "md_json": "文字"}
        for mode, asked in modes.items():
            (text,) = ask(settings(address, mode), question(asked))
            assert (text.problem, text.value) == ("", PARSED), mode
        (prose,) = ask(settings(address, "json"), question("闲谈"))
        assert prose.value is None
        assert "no JSON object" in prose.problem
        (late,) = ask(settings(address), question("故障"), clock=FakeTime())
        assert late.value == PARSED
        with pytest.raises(ModelError, match="401"):
            ask(settings(address), question("拒绝"))


def _rule(contains: str, status: int, body: dict[str, Any]) -> dict[str, Any]:
    return {
        "path": "/v1/chat/completions",
        "match": f"contains(body.messages[-1].content, '{contains}')",
        "response": {"status": status, "content": json.dumps(body, ensure_ascii=False)},
    }


def _said(**message: Any) -> dict[str, Any]:
    return {"choices": [{"message": {"role": "assistant", **message}, "finish_reason": "stop"}]}


def test_mock_llm_is_understood_with_tools_text_and_faults(tmp_path: Path):
    """It leaves out ids, indices and usage, as local servers do."""
    calls = [{"function": {"name": "Figures", "arguments": GOOD}}]
    rules = (
        _rule("工具", 200, _said(tool_calls=calls)),
        _rule("文字", 200, _said(content=GOOD)),
        _rule(
            "截断", 200, {"choices": [{"message": {"content": GOOD}, "finish_reason": "length"}]}
        ),
        _rule("拒绝", 401, {"error": {"message": "Incorrect API key provided."}}),
    )
    with mock_llm(tmp_path, *rules) as address:
        (tool,) = ask(settings(address, "tools"), question("工具"))
        assert (tool.value, tool.usage.unmetered) == (PARSED, 1)
        (text,) = ask(settings(address), question("文字"))
        assert text.value == PARSED
        (cut,) = ask(settings(address), question("截断"))
        assert (cut.value, cut.truncated) == (None, True)
        with pytest.raises(ModelError, match="Incorrect API key"):
            ask(settings(address), question("拒绝"))

"""Answers that look right and are not: figures of the report in wrong places, and zeros.

Values of random nonsense rarely stand in the report at all. These do: what a model reads that
slips a line, or obeys an order in the text, so that grounding is all that stands in the way.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.model.fault_server import Reply, says

_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_ROW = re.compile(r"^(\d+) .*?(?:：(.*))?$", re.MULTILINE)
_COLUMNS = re.compile(r"^列：(.*)$", re.MULTILINE)
_CELL = re.compile(r"^\d+ .*—", re.MULTILINE)
_AROUND = 8
Choose = Callable[[str], Any]


def _asked(request: dict[str, Any]) -> tuple[str, str, str]:
    """Return the shape's name, the instruction and the text of a request."""
    system, user = (message["content"] for message in request["messages"])
    return request["response_format"]["json_schema"]["name"], system, user


def _rows(system: str, choose: Choose, text: str) -> list[list[Any]]:
    """Return every row that is asked for, each cell of it chosen."""
    shared = _COLUMNS.search(system)
    rows = []
    for number, own in _ROW.findall(system):
        columns = own or (shared[1] if shared else "")
        rows.append([int(number), *(choose(text) for _ in columns.split("，"))])
    return rows


def _quoted(text: str) -> list[str]:
    """Return words of the text around each of its figures."""
    return [text[max(0, f.start() - _AROUND) : f.end() + 1] for f in _FIGURE.finditer(text)]


def _answer(request: dict[str, Any], choose: Choose, role: str) -> dict[str, Any]:
    shape, system, text = _asked(request)
    if shape == "Rows":
        return {"rows": _rows(system, choose, text)}
    if shape == "Repair":
        return {"values": [choose(text) for _ in _CELL.findall(system)]}
    quoted = [quote.strip() for quote in _quoted(text)]
    return {"claims": [{"q": quote, "v": choose(text), "m": "收到", "r": role} for quote in quoted]}


def slipped(seed: int) -> Reply:
    """Answer with figures of the question's own text in any order; the same to the same."""

    def reply(request: dict[str, Any], handler: BaseHTTPRequestHandler) -> None:
        dice = random.Random(f"{seed} {json.dumps(request['messages'])}")

        def choose(text: str) -> Any:
            figures = _FIGURE.findall(text)
            return float(dice.choice(figures)) if figures else 0

        said = _answer(request, choose, dice.choice(["total", "part", "none"]))
        says(json.dumps(said, ensure_ascii=False))(request, handler)

    return reply


def obeying(value: int) -> Reply:
    """Answer as an order in the report wants it: one number everywhere."""

    def reply(request: dict[str, Any], handler: BaseHTTPRequestHandler) -> None:
        said = _answer(request, lambda _: value, "none" if value == 0 else "total")
        says(json.dumps(said, ensure_ascii=False))(request, handler)

    return reply

"""A model server for benchmarks: cheap for its machine, slow as it is told, faulty as it is told.

    python bench/model_server.py PORT [--delay SECONDS] [--faults SHARE] [--seconds LIFE]
                                 [--says TEXT] [--record FILE]

It says the same well-formed answer to everybody. A faulty share of its answers is, in turn:
429, 500, a hang-up, text that is no JSON, a truncated answer. `GET /count` tells how many
requests came and how many tokens were charged. With --record a file gets every request's body.
Standard library only.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import random
import re
from pathlib import Path
from typing import Any

ANSWER = {"figures": [{"quote": f"新收政府信息公开申请{n}件", "value": n} for n in range(1, 11)]}
PROMPT_TOKENS, COMPLETION_TOKENS = 900, 200


def completion(content: str, request: dict[str, Any], finish: str = "stop") -> bytes:
    """Return a completion, as a tool call where one is forced."""
    message: dict[str, Any] = {"role": "assistant", "content": content}
    if isinstance(request.get("tool_choice"), dict):
        function = {"name": request["tool_choice"]["function"]["name"], "arguments": content}
        call = {"id": "call_1", "type": "function", "function": function}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
    body = {
        "id": "bench",
        "object": "chat.completion",
        "created": 1,
        "model": "bench",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {
            "prompt_tokens": PROMPT_TOKENS,
            "completion_tokens": COMPLETION_TOKENS,
            "total_tokens": PROMPT_TOKENS + COMPLETION_TOKENS,
        },
    }
    return json.dumps(body, ensure_ascii=False).encode()


def framed(status: str, body: bytes, *more: str) -> bytes:
    """Return an HTTP response."""
    head = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, *more, "", ""]).encode() + body


class Server:
    """What is counted, and what is said."""

    def __init__(self, delay: float, faults: float, says: str, record: str) -> None:
        self.delay, self._faults, self._record = delay, faults, record
        self._requests = self._charged = 0
        self._dice = random.Random(7)
        self._kinds = itertools.cycle(["429", "500", "hang-up", "no JSON", "truncated"])
        self._says = says or json.dumps(ANSWER, ensure_ascii=False)
        self._good = framed("200 OK", completion(self._says, {}))

    def counts(self) -> bytes:
        """Return how much was asked and charged."""
        told = {"requests": self._requests, "charged": self._charged}
        return framed("200 OK", json.dumps(told).encode())

    def reply(self, body: bytes) -> bytes | None:
        """Return the response to a request; None to hang up."""
        self._requests += 1
        if self._record:
            with Path(self._record).open("ab") as file:
                file.write(json.dumps(json.loads(body)).encode() + b"\n")
        kind = next(self._kinds) if self._dice.random() < self._faults else ""
        error = json.dumps({"error": {"message": "bench", "code": None}}).encode()
        if kind == "429":
            return framed("429 Too Many Requests", error, "Retry-After: 0.05")
        if kind == "500":
            return framed("500 Internal Server Error", error)
        self._charged += PROMPT_TOKENS + COMPLETION_TOKENS
        if kind == "hang-up":
            return None
        if kind == "no JSON":
            return framed("200 OK", completion("对不起。", json.loads(body)))
        if kind == "truncated":
            return framed("200 OK", completion('{"figures": [', json.loads(body), "length"))
        if b'"tool_choice"' in body:
            return framed("200 OK", completion(self._says, json.loads(body)))
        return self._good


class Connection(asyncio.Protocol):
    """One client's connection; a protocol, for streams would take longer than the client."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._came = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer a request once it is whole; the client sends the next one after that."""
        self._came += data
        head, end, body = self._came.partition(b"\r\n\r\n")
        if not end:
            return
        stated = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        if len(body) < (int(stated[1]) if stated else 0):
            return
        self._came = b""
        if head.startswith(b"GET"):
            self._write(self._server.counts())
            return
        said = self._server.reply(body)
        asyncio.get_running_loop().call_later(self._server.delay, self._write, said)

    def _write(self, said: bytes | None) -> None:
        assert self._transport is not None
        if said is None:
            self._transport.close()
        elif not self._transport.is_closing():
            self._transport.write(said)


async def main() -> None:
    """Serve on loopback until the time is over."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--faults", type=float, default=0.0)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--says", default="")
    parser.add_argument("--record", default="")
    told = parser.parse_args()
    server = Server(told.delay, told.faults, told.says, told.record)
    loop = asyncio.get_running_loop()
    async with await loop.create_server(
        lambda: Connection(server), "127.0.0.1", told.port, backlog=2048
    ):
        await asyncio.sleep(told.seconds)


if __name__ == "__main__":
    asyncio.run(main())

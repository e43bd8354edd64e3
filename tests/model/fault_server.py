"""A model server on loopback that does what its script says, well or badly.

Every reply of the script is a function that gets the request's body and the open
connection. Well-formed completions are checked against the SDK's own response types, so
that what the client is tested with is what real servers send.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from openai.types.chat import ChatCompletion

Reply = Callable[[dict[str, Any], BaseHTTPRequestHandler], None]


def completion(
    content: str | None,
    *,
    tool: str | None = None,
    finish: str = "stop",
    prompt_tokens: int = 900,
    completion_tokens: int = 40,
    **message: Any,
) -> dict[str, Any]:
    """Return a completion as the wire format has it; with `tool` the content is its arguments."""
    said: dict[str, Any] = {"role": "assistant", "content": content, **message}
    if tool is not None:
        function = {"name": tool, "arguments": content}
        said |= {
            "content": None,
            "tool_calls": [{"id": "call_1", "type": "function", "function": function}],
        }
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "faulty-1",
        "choices": [{"index": 0, "message": said, "finish_reason": finish, "logprobs": None}],
        "usage": {
            "prompt_tokens": prompt_tokens,
            "completion_tokens": completion_tokens,
            "total_tokens": prompt_tokens + completion_tokens,
        },
    }
    ChatCompletion.model_validate(body, strict=True)
    return body


def _send(
    handler: BaseHTTPRequestHandler,
    status: int,
    body: bytes,
    kind: str = "application/json",
    headers: dict[str, str] | None = None,
) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    for name, value in (headers or {}).items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def says(content: str | None, **more: Any) -> Reply:
    """Answer with a completion; in tool mode with a call of the tool that was forced."""

    def reply(request: dict[str, Any], handler: BaseHTTPRequestHandler) -> None:
        forced = request.get("tool_choice")
        options = dict(more)
        if isinstance(forced, dict):
            options.setdefault("tool", forced["function"]["name"])
        body = completion(content, **options)
        _send(handler, 200, json.dumps(body, ensure_ascii=False).encode())

    return reply


def sends(body: bytes, kind: str = "application/json", status: int = 200) -> Reply:
    """Answer with these very bytes."""
    return lambda _, handler: _send(handler, status, body, kind)


def refuses(status: int, message: str = "no", code: str | None = None, **headers: str) -> Reply:
    """Answer with an error in the wire format."""
    error = {"message": message, "type": "error", "param": None, "code": code}
    body = json.dumps({"error": error}).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _, handler: _send(handler, status, body, headers=named)


def hangs(request: dict[str, Any], handler: BaseHTTPRequestHandler) -> None:
    """Say nothing until the server stops."""
    del request
    stopping: threading.Event = handler.server.stopping  # type: ignore[attr-defined]
    stopping.wait(60)


def drips(request: dict[str, Any], handler: BaseHTTPRequestHandler) -> None:
    """Send a byte now and then and never come to an end."""
    del request
    stopping: threading.Event = handler.server.stopping  # type: ignore[attr-defined]
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(2000):
        if stopping.wait(0.03):
            return
        handler.wfile.write(b" ")
        handler.wfile.flush()


def hangs_up(request: dict[str, Any], handler: BaseHTTPRequestHandler) -> None:
    """Close the connection in the middle of the response."""
    del request
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [')
    handler.close_connection = True


class FaultServer(ThreadingHTTPServer):
    """Plays its script, reply by reply; when it is at its end, the last reply goes on.

    Attributes:
        requests: Bodies of all requests, in order.
        headers: Their headers.
    """

    daemon_threads = True
    request_queue_size = 512

    def __init__(self, *script: Reply) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = list(script)
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.stopping = threading.Event()
        self._turn = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def next(self, request: dict[str, Any], headers: dict[str, str]) -> Reply:
        with self._turn:
            self.requests.append(request)
            self.headers.append(headers)
            return self.script[min(len(self.requests), len(self.script)) - 1]

    def handle_error(self, *_: object) -> None:
        """Say nothing: clients that go away are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FaultServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.next(body, {n.lower(): v for n, v in self.headers.items()})(body, self)

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def serving(*script: Reply) -> Iterator[FaultServer]:
    """Yield a server on a free port of loopback; it is gone at the end."""
    server = FaultServer(*script)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join(10)

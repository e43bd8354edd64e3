"""Listens on this machine alone."""

from __future__ import annotations

from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

HOST = "127.0.0.1"
_SECONDS = 30


class _Handler(WSGIRequestHandler):
    # A browser opens connections before it needs them; one that stays silent is dropped.
    timeout = _SECONDS

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: addresses hold the key."""

    def address_string(self) -> str:
        """Return the address; its name is never looked up."""
        return str(self.client_address[0])


class Server(ThreadingMixIn, WSGIServer):
    """A WSGI server on the loopback address; port 0 takes any free one."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__((HOST, port), _Handler)

    def server_bind(self) -> None:
        """Bind without asking the network for this machine's name."""
        from socketserver import TCPServer

        TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]
        self.setup_environ()

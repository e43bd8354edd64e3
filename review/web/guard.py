"""Who may speak to the server: this machine's browser, from the server's own pages.

Any page of the web can make a browser send requests to 127.0.0.1, and other users of the
machine can reach it as well. So a request names the right host, brings the key that only
the starter of the server was shown, and, where it changes something, a token of our form.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie


class Guard:
    """Checks requests against the secrets of one server.

    Args:
        port: Where the server listens.
        key: What the starter of the server is shown; made anew for each server.
    """

    def __init__(self, port: int, key: str = "") -> None:
        self.key = key or secrets.token_urlsafe(24)
        # A browser sends a cookie to every port of a host, so each server has its own.
        self.cookie_name = f"gouji_key_{port}"
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    def host_is_ours(self, environ: Mapping[str, str]) -> bool:
        """Return whether the request was meant for this server and comes from its pages."""
        origin = environ.get("HTTP_ORIGIN")
        ours = origin is None or origin.removeprefix("http://") in self._hosts
        return environ.get("HTTP_HOST", "") in self._hosts and ours

    def knows(self, environ: Mapping[str, str]) -> bool:
        """Return whether the browser was let in before."""
        try:
            cookie = SimpleCookie(environ.get("HTTP_COOKIE", "")).get(self.cookie_name)
        except CookieError:
            return False
        return cookie is not None and self.fits(cookie.value)

    def fits(self, key: str) -> bool:
        """Return whether this is the key."""
        return hmac.compare_digest(key.encode(), self.key.encode())

    @property
    def token(self) -> str:
        """What every form of ours carries and no other page can know."""
        return hmac.new(self.key.encode(), b"form", "sha256").hexdigest()

    def is_our_form(self, token: str) -> bool:
        """Return whether a form is one of ours."""
        return hmac.compare_digest(token.encode(), self.token.encode())

    def cookie(self) -> str:
        """Return the header that lets a browser in: kept from scripts and from other pages."""
        return f"{self.cookie_name}={self.key}; Path=/; HttpOnly; SameSite=Strict"

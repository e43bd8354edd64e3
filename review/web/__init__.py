"""The review queue in a browser: a small server for one person on this machine."""

from review.web.app import Speaker, make_app
from review.web.guard import Guard
from review.web.server import Server

__all__ = ["Guard", "Server", "Speaker", "make_app"]

"""The review queue in a browser: a small server for one person on this machine."""

from review.web.app import make_app
from review.web.guard import Guard
from review.web.server import Server
from review.web.speaker import Speaker

__all__ = ["Guard", "Server", "Speaker", "make_app"]

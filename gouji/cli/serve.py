"""`gouji review serve`: the queue in a browser, on this machine alone."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from gouji.cli.base import Session, lang_option, store_option
from gouji.cli.opened import open_for
from gouji.terminal import clean, echo
from report.errors import UsageError

if TYPE_CHECKING:
    from report.messages import Value


@dataclass(frozen=True)
class _Speaker:
    session: Session

    @property
    def lang(self) -> str:
        return self.session.lang

    def say(self, id_: str, /, **values: Value) -> str:
        return self.session.say(id_, **values)

    def clean(self, text: object) -> str:
        return clean(text)


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N")
@click.option("--who", envvar="GOUJI_WHO", default="", show_envvar=True)
@store_option
@lang_option
@click.pass_obj
def serve(session: Session, port: int, who: str, store: str | None) -> None:
    """See `gouji/messages/help.toml`."""
    from gouji.cli.base import user_name
    from report.messages import refused
    from review.web import Guard, Server, make_app

    name = who.strip() or user_name()
    if not name:
        raise UsageError(session.say("web.who"))
    with open_for(session, store) as opened:
        try:
            server = Server(port)
        except OSError as error:
            said = getattr(refused(error), session.lang)
            raise UsageError(session.say("web.port", port=port, said=said)) from None
        with server:
            guard = Guard(server.server_port)
            server.set_app(make_app(opened, guard, _Speaker(session), name))
            echo(session.say("web.open"))
            echo(f"  http://127.0.0.1:{server.server_port}/?key={guard.key}")
            echo(session.say("web.stop"))
            # Whoever reads it through a pipe has to have it before the server waits.
            sys.stdout.flush()
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                echo(session.say("web.stopped"))

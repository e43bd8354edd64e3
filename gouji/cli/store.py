"""`gouji store trim`: what need not be kept for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

from gouji.cli.base import Session, lang_option, store_option
from gouji.cli.opened import open_for
from gouji.terminal import echo


@click.group("store")
@lang_option
def store() -> None:
    """See `gouji/messages/help.toml`."""


@store.command()
@click.option("--days", type=click.IntRange(0, 36_500), required=True, metavar="N")
@store_option
@lang_option
@click.pass_obj
def trim(session: Session, days: int, store: str | None) -> None:
    """See `gouji/messages/help.toml`."""
    before = datetime.now(UTC) - timedelta(days=days)
    with open_for(session, store) as opened:
        count, taken = opened.trim_answers(before)
        left = opened.spent().calls
    echo(session.say("trim.done", count=count, size=f"{taken / 1_000_000:.1f}", left=left))

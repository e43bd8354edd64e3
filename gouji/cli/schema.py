"""`gouji schema`: the JSON Schema of a record."""

from __future__ import annotations

import json

import click

from gouji.cli.base import lang_option
from gouji.terminal import echo


@click.command()
@lang_option
def schema() -> None:
    """See `gouji/messages/help.toml`."""
    from report.wire_schema import json_schema

    echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))

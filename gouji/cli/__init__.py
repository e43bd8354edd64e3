"""The command line, one module for each group of commands."""

from __future__ import annotations

import click

from gouji.cli.base import HELP, Program, lang_option


def _version(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:  # noqa: ARG001
    if not value or ctx.resilient_parsing:
        return
    from importlib.metadata import version

    click.echo(f"gouji {version('gouji')}")
    ctx.exit()


@click.group(
    cls=Program,
    modules={
        "run": "gouji.cli.run:run",
        "check": "gouji.cli.check:check",
        "show": "gouji.cli.show:show",
        "review": "gouji.cli.review:review",
        "years": "gouji.cli.years:years",
        "issuers": "gouji.cli.issuers:issuers",
        "roster": "gouji.cli.roster:roster",
        "rollup": "gouji.cli.roster:rollup",
        "export": "gouji.cli.export:export",
        "verify": "gouji.cli.verify:verify",
        "notice": "gouji.cli.notice:notice",
        "diff": "gouji.cli.diff:diff",
        "store": "gouji.cli.store:store",
        "rules": "gouji.cli.rules:rules",
        "eval": "gouji.cli.evaluate:evaluate",
        "schema": "gouji.cli.schema:schema",
        "doctor": "gouji.cli.doctor:doctor",
    },
    context_settings={"help_option_names": HELP},
)
@lang_option
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version)
def main() -> None:
    """The words of all commands stand in `gouji/messages/help.toml`."""


__all__ = ["main"]

"""`gouji rules list|explain CODE`: what every finding code means and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gouji.cli.base import Session, json_option, lang_option
from gouji.terminal import clean, console, echo, emit
from report.errors import UsageError

if TYPE_CHECKING:
    from report.form import Source
    from report.rules import Rule, Words


@click.group()
@lang_option
def rules() -> None:
    """See `gouji/messages/help.toml`."""


@rules.command("list")
@json_option
@lang_option
@click.pass_obj
def list_(session: Session, as_json: bool) -> None:
    """See `gouji/messages/help.toml`."""
    from report.rules import load_rules

    if as_json:
        for rule in load_rules().values():
            emit(rule.model_dump(mode="json"))
        return
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(box=SIMPLE, show_edge=False, header_style="", padding=(0, 1))
    for head in ("code", "severity", "name", "title"):
        table.add_column(session.say(f"rules.{head}"), no_wrap=head != "title")
    for rule in load_rules().values():
        severity = session.say(f"severity.{rule.severity}")
        reserved = f"  [{session.say('rules.reserved')}]" if rule.reserved else ""
        table.add_row(rule.code, severity, rule.name, _in(session, rule.title) + reserved)
    console().print(table, soft_wrap=False)


@rules.command()
@click.argument("code")
@json_option
@lang_option
@click.pass_obj
def explain(session: Session, code: str, as_json: bool) -> None:
    """See `gouji/messages/help.toml`."""
    from report.rules import load_rules

    rule = load_rules().get(code.strip().upper())
    if rule is None:
        names = {rule.name: rule for rule in load_rules().values()}
        rule = names.get(code.strip().lower())
    if rule is None:
        raise UsageError(session.say("rules.unknown", code=clean(code)))
    if as_json:
        emit(rule.model_dump(mode="json"))
        return
    for line in _lines(session, rule):
        echo(line)


def _in(session: Session, words: Words) -> str:
    return str(getattr(words, session.lang))


def _lines(session: Session, rule: Rule) -> list[str]:
    severity = session.say(f"severity.{rule.severity}")
    lines = [f"{rule.code} {rule.name} ({severity})", _in(session, rule.title), ""]
    if rule.reserved:
        lines += [session.say("rules.reserved.line"), ""]
    for part in ("what", "why", "do"):
        words = _in(session, getattr(rule.explanation, part))
        lines += [session.say(f"rules.{part}"), f"  {words}", ""]
    lines += [session.say("rules.example"), f"  {_in(session, rule.example)}", ""]
    lines.append(session.say("rules.source"))
    lines += [f"  {_source(session, source)}" for source in rule.sources]
    return lines


def _source(session: Session, source: Source) -> str:
    if source.circular is None:
        return session.say("rules.practice", text=source.practice or "")
    return f"{source.circular} {source.clause or ''}".strip()

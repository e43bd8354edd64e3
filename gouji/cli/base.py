"""What all commands share: language, errors and exit codes, lazy loading, common options."""

from __future__ import annotations

import getpass
import importlib
import os
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from gouji.cli.clicked import speak
from gouji.project import configured_language
from gouji.terminal import clean, echo
from gouji.words import LANGUAGES, has, language, say
from report.errors import GoujiError
from report.messages import Value

if TYPE_CHECKING:
    from gouji.config import Loaded

F = TypeVar("F", bound=Callable[..., Any])

FINDINGS = 1
SOME_FAILED = 3
ENVIRONMENT = 4
INTERRUPTED = 130
HELP = ["-h", "--help"]


@dataclass
class Session:
    """What holds for one call of the program."""

    lang: str = field(default_factory=language)

    def say(self, id_: str, /, **values: Value) -> str:
        """Return words in the language of this call."""
        return say(id_, self.lang, **values)

    @cached_property
    def loaded(self) -> Loaded:
        """The configuration that holds in the current folder."""
        from gouji.config import load_config

        return load_config(Path.cwd())


def preferred_language() -> str:
    """Return the language of GOUJI_LANG, else of gouji.toml, else of the locale."""
    configured = None if os.environ.get("GOUJI_LANG") else configured_language(Path.cwd())
    return configured if configured in LANGUAGES else language()


def asked_language(arguments: Sequence[str]) -> str | None:
    """Return the last `--lang` among the arguments, wherever it stands."""
    asked = None
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--lang" and place + 1 < len(arguments):
            asked = arguments[place + 1]
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    return asked if asked in LANGUAGES else None


def localise(command: click.Command, path: str, lang: str) -> None:
    """Give a command, its options and its sub-commands their help in one language.

    Words stand under `help.<command>`, `help.<command>.<option>` or, for options that
    several commands have, `help.option.<option>`.
    """
    name = f"help.{path}" if path else "help"
    command.help = say(name, lang)
    for parameter in command.params:
        own, shared = f"{name}.{parameter.name}", f"help.option.{parameter.name}"
        if isinstance(parameter, click.Option) and parameter.name != "help":
            parameter.help = say(own if has(own) else shared, lang)
    asks_for_help = command.get_help_option(click.Context(command, help_option_names=HELP))
    if asks_for_help is not None:
        # Click makes this option once for each command, in the language of that moment.
        asks_for_help.help = say("Show this message and exit.", lang)
    if isinstance(command, click.Group) and not isinstance(command, Program):
        for sub, child in command.commands.items():
            localise(child, f"{path}.{sub}", lang)


class Program(click.Group):
    """The root: loads a command only when it is called, and turns errors into exit codes."""

    def __init__(self, *args: Any, modules: dict[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self._modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return all command names in the order people meet them."""
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command with its help in the language asked for."""
        if cmd_name not in self._modules:
            return None
        module, _, attribute = self._modules[cmd_name].partition(":")
        command = cast("click.Command", getattr(importlib.import_module(module), attribute))
        localise(command, cmd_name, ctx.ensure_object(Session).lang)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Find the language before anything is said in it."""
        session = ctx.ensure_object(Session)
        session.lang = asked_language(args) or preferred_language()
        speak(session.lang)
        localise(self, "", session.lang)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; every error becomes words and an exit code."""
        try:
            return super().invoke(ctx)
        except GoujiError as error:
            _complain(ctx, error.text(ctx.ensure_object(Session).lang))
            ctx.exit(error.exit_code)
        except (KeyboardInterrupt, click.Abort):
            echo(ctx.ensure_object(Session).say("error.interrupted"), err=True)
            ctx.exit(INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            if os.environ.get("GOUJI_DEBUG"):
                traceback.print_exc()
            kind = f"{type(error).__name__}: {error}"
            _complain(ctx, ctx.ensure_object(Session).say("error.ours", kind=kind))
            ctx.exit(ENVIRONMENT)


def user_name() -> str:
    """Return the name of the user, "" where the system has none; a decision then asks for it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _complain(ctx: click.Context, text: str) -> None:
    echo(clean(ctx.ensure_object(Session).say("error", text=text)), err=True)


def lang_option(function: F) -> F:
    """Add `--lang`, which is acted on before the command runs."""
    option = click.option("--lang", type=click.Choice(LANGUAGES), expose_value=False)
    return option(function)


def store_option(function: F) -> F:
    """Add `--store`."""
    return click.option("--store", metavar="URL")(function)


def json_option(function: F) -> F:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True)(function)


def listing_options(function: F) -> F:
    """Add what every command has that lists something of the store."""
    return store_option(json_option(lang_option(function)))

"""Writes docs/cli.md and docs/schema.md from the program itself; `scripts/docs` runs it.

With --check it changes nothing and fails when they are not what the program says.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gouji.cli import main
from gouji.cli.base import Program, localise
from report.wire_schema import WireRecord, json_schema

HERE = Path(__file__).resolve().parents[1] / "docs"
_INTRO = """\
<!-- Written by scripts/docs from the program. Do not edit. -->

# Commands

The same help in Chinese: `gouji --lang zh COMMAND --help`.

Exit codes: 0 fine · 1 fatal or query findings · 2 usage · 3 some inputs failed (beats 1) ·
4 environment · 130 interrupted. Notes never count. Machine output goes to stdout and nothing
else does; progress and messages go to stderr.
"""
_SCHEMA_INTRO = """\
<!-- Written by scripts/docs from report/wire_schema.py. Do not edit. -->

# The record JSON

As JSON Schema: `gouji schema`.
`gouji run --json`, `gouji check --json` and `gouji show ID --json` print one object a line, with
all keys always there and in this order. Spans are half-open offsets, in code points, into
the text of `gouji show ID --text`.
"""


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its full name, in the order of the help."""
    context = click.Context(main, info_name="gouji")
    localise(main, "", "en")
    yield "gouji", main
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        if command is not None:
            yield from _below(f"gouji {name}", name, command)


def _below(full: str, path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    localise(command, path, "en")
    yield full, command
    if isinstance(command, click.Group) and not isinstance(command, Program):
        for name, child in command.commands.items():
            yield from _below(f"{full} {name}", f"{path}.{name}", child)


def help_of(name: str, command: click.Command) -> str:
    """Return what `NAME --help` prints."""
    settings = {"terminal_width": 96, "max_content_width": 96, "color": False}
    context = click.Context(command, info_name=name, help_option_names=["-h", "--help"], **settings)
    return command.get_help(context)


def cli_page() -> str:
    """Return docs/cli.md."""
    parts = [_INTRO]
    for name, command in commands():
        parts.append(f"## {name}\n\n```\n{help_of(name, command).rstrip()}\n```\n")
    return "\n".join(parts)


def schema_page() -> str:
    """Return docs/schema.md."""
    definitions = json_schema()["$defs"]
    parts = [_SCHEMA_INTRO]
    models = {"Record": json_schema(), **definitions}
    for name, schema in models.items():
        said = WireRecord.__doc__ if name == "Record" else schema.get("description", "")
        parts.append(f"## {name}\n\n{said}\n\n| key | type |\n|---|---|")
        rows = (f"| `{key}` | {_type(of)} |" for key, of in schema["properties"].items())
        parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)


def _type(schema: dict[str, object]) -> str:
    if "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    for key in ("enum", "const"):
        if key in schema:
            values = schema[key] if key == "enum" else [schema[key]]
            return " ".join(f"`{value}`" for value in values)  # type: ignore[attr-defined]
    if "anyOf" in schema:
        options = dict.fromkeys(_type(option) for option in schema["anyOf"])  # type: ignore[attr-defined]
        return " or ".join(options)
    if schema.get("type") == "array":
        if schema.get("maxItems") == 2:
            return "[start, end]"
        return f"list of {_type(schema['items'])}"  # type: ignore[arg-type]
    if "additionalProperties" in schema and schema.get("type") == "object":
        return f"key → {_type(schema['additionalProperties'])}"  # type: ignore[arg-type]
    if schema.get("pattern") == r"^-?\d+(\.\d+)?$":
        return "decimal string"
    return str(schema.get("type", "any"))


PAGES = {"cli.md": cli_page, "schema.md": schema_page}


def pages() -> dict[str, str]:
    """Return file name → text of every page."""
    return {name: page() for name, page in PAGES.items()}


def stale() -> list[str]:
    """Return the pages that are not what the program says."""
    return [
        name
        for name, page in PAGES.items()
        if not (HERE / name).is_file() or (HERE / name).read_text(encoding="utf-8") != page()
    ]


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        if pages := stale():
            sys.exit(f"Not up to date: {', '.join(pages)}. Run scripts/docs.")
    else:
        for name, page in PAGES.items():
            (HERE / name).write_text(page(), encoding="utf-8")

"""Sentences for people, in Chinese and English, from `report/lexicon/messages.toml`.

Those of errors stand in `errors.toml` beside it, and why a file cannot be read in
`inputs.toml`.

`render("REQ03.fault", row=row_name(...), expected=2, found=0)` fills one template in both
languages. A value that is itself a Message gives each language its own words. Values are
only ever inserted, never interpreted, so report text may stand among them.
"""

from __future__ import annotations

import errno
import string
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from pydantic import RootModel

from report.data_file import Data, parse_toml, read_lexicon
from report.errors import DataFileError, FailureCode, InputError
from report.finding import Message

Value = Message | str | int | Decimal
FILE = "messages.toml"
ERRORS = "errors.toml"
INPUTS = "inputs.toml"


class _Template(Data):
    zh: str
    en: str


class _Templates(RootModel[dict[str, _Template]]):
    pass


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def parse_messages(text: str, file: str = FILE) -> dict[str, Message]:
    """Return the templates a TOML text holds, by id.

    Raises:
        DataFileError: An entry has other keys than zh and en, a template is malformed, or
            the two languages of an entry do not name the same fields.
    """
    entries = parse_toml(_Templates, text, file).root
    for id_, entry in entries.items():
        _check(id_, entry, file)
    return {id_: Message(entry.zh, entry.en) for id_, entry in entries.items()}


def _check(id_: str, entry: _Template, file: str) -> None:
    try:
        chinese, english = _fields(entry.zh), _fields(entry.en)
    except ValueError as error:
        raise DataFileError(file, id_, str(error)) from None
    if chinese != english:
        odd = ", ".join(sorted(chinese ^ english))
        raise DataFileError(file, id_, f"only one of zh and en has the field {odd}")


@cache
def load_messages() -> dict[str, Message]:
    """Return the shipped templates by id."""
    inputs = parse_messages(read_lexicon(INPUTS), INPUTS)
    return (
        parse_messages(read_lexicon(FILE))
        | parse_messages(read_lexicon(ERRORS), ERRORS)
        | {f"input.{id_}": message for id_, message in inputs.items()}
    )


def has_message(id_: str) -> bool:
    """Return whether there is a template of this id."""
    return id_ in load_messages()


def render(id_: str, /, **values: Value) -> Message:
    """Return the template of this id with its fields filled in both languages.

    Raises:
        KeyError: There is no such template, or a field has no value.
    """
    template = load_messages()[id_]
    return Message(
        zh=template.zh.format_map({k: _in(v, "zh") for k, v in values.items()}),
        en=template.en.format_map({k: _in(v, "en") for k, v in values.items()}),
    )


def _in(value: Value, language: str) -> str:
    if isinstance(value, Message):
        return str(getattr(value, language))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def unreadable(code: FailureCode, id_: str, /, **values: Value) -> InputError:
    """Return the failure of an input, in the words of `inputs.toml`.

    Args:
        code: The reason, which is part of the record JSON.
        id_: The id of its sentence: what was found, and what the sender can do.
        values: What fills the sentence.
    """
    return InputError(code, render(f"input.{id_}", **values))


def refused(error: OSError | ValueError) -> Message:
    """Return what the system said of a file or a port, in both languages where it is usual."""
    said = getattr(error, "strerror", None) or str(error)
    name = errno.errorcode.get(getattr(error, "errno", None) or 0, "")
    known = load_messages().get(f"system.{name}")
    return Message(said if known is None else known.zh, said)


def cause(said: str) -> Message:
    """Return what a library's words mean, in both languages, for who has the file."""
    plain, start = said.lower(), "input.cause."
    fitting = (id_ for id_ in load_messages() if id_.startswith(start))
    found = (id_ for id_ in fitting if id_.removeprefix(start) in plain)
    return load_messages()[next(found, f"{start}other")]


def concat(*parts: Message) -> Message:
    """Return the parts run together, each language on its own."""
    return Message("".join(part.zh for part in parts), "".join(part.en for part in parts))


def listed(items: Sequence[Message], most: int = 4) -> Message:
    """Return the items as a list of words; beyond `most` their number stands for them."""
    shown = items[:most]
    joined = Message("、".join(item.zh for item in shown), ", ".join(item.en for item in shown))
    if len(items) > most:
        return render("list.more", items=joined, count=len(items))
    return joined

"""What the program says to people, in Chinese and English, from `gouji/messages/*.toml`."""

from __future__ import annotations

import locale
import os
from collections.abc import Mapping
from functools import cache
from importlib import resources

from report.finding import Message
from report.messages import Value, parse_messages

LANGUAGES = ("zh", "en")


@cache
def load_words() -> dict[str, Message]:
    """Return all words of the program by id."""
    words: dict[str, Message] = {}
    folder = resources.files("gouji") / "messages"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            words.update(parse_messages(file.read_text(encoding="utf-8"), file.name))
    return words


def has(id_: str) -> bool:
    """Return whether there are words of this id."""
    return id_ in load_words()


def say(id_: str, lang: str, /, **values: Value) -> str:
    """Return the words of this id in one language, with their fields filled.

    Raises:
        KeyError: There are no such words, or a field has no value.
    """
    template = getattr(load_words()[id_], lang)
    filled = {name: _in(value, lang) for name, value in values.items()}
    return str(template.format_map(filled)) if filled else str(template)


def _in(value: Value, lang: str) -> str:
    return str(getattr(value, lang)) if isinstance(value, Message) else str(value)


def language(environment: Mapping[str, str] = os.environ) -> str:
    """Return the language of the locale: Chinese for a Chinese one, else English."""
    for name in ("GOUJI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    # Windows sets none of these.
    known = locale.getlocale()[0] or ""
    return "zh" if known.lower().startswith(("zh", "chinese")) else "en"

"""Puts what the command line library says itself into the language of the call."""

from __future__ import annotations

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

from gouji.words import has, say

# Click asks gettext, whose catalogues are binary files and follow the environment; the
# language of a call may be another one. So these modules are given our words instead.
_MODULES = (
    click.core,
    click.decorators,
    click.exceptions,
    click.formatting,
    click.parser,
    click.types,
)


def speak(lang: str) -> None:
    """Let click speak a language; what we have no words for stays English."""

    def words(text: str) -> str:
        return say(text, lang) if has(text) else text

    def either(one: str, several: str, count: int) -> str:
        return words(one if count == 1 else several)

    for module in _MODULES:
        for name, function in (("_", words), ("ngettext", either)):
            if hasattr(module, name):
                setattr(module, name, function)
    for kind in (click.IntRange, click.FloatRange):
        kind.name = words("integer range" if kind is click.IntRange else "float range")
    click.INT.name, click.FLOAT.name = words("integer"), words("float")

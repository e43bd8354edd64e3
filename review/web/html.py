"""HTML in which whatever is not made here is escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

Content = Markup | str | int | None
_VOID = frozenset({"input", "meta", "link", "br", "hr"})


def tag(
    name: str, /, *content: Content | Iterable[Content], **attributes: str | bool | None
) -> Markup:
    """Return an element; None and False leave an attribute out, True gives it no value.

    Names of attributes that are words of Python end in an underscore: `class_`, `for_`.
    """
    opened = Markup("").join(
        _attribute(key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    start = Markup(f"<{name}") + opened + Markup(">")
    return start if name in _VOID else start + joined(*content) + Markup(f"</{name}>")


def _attribute(name: str, value: str | bool) -> Markup:
    if value is True:
        return Markup(f" {name}")
    return Markup(f' {name}="') + escape(value) + Markup('"')


def joined(*content: Content | Iterable[Content]) -> Markup:
    """Return content run together; lists are gone through, None is nothing."""
    made = Markup("")
    for part in content:
        if part is None:
            continue
        if isinstance(part, str | int):
            made += escape(part)
        else:
            made += joined(*part)
    return made

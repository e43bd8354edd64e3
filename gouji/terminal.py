"""Text from files made safe to print, and where output for people and machines goes."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

# Control characters move the cursor, format characters reorder what is read, and line
# separators forge lines: none of them may reach a terminal from a file or its name.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def clean(text: object) -> str:
    """Return the text on one line with everything that a terminal obeys made visible."""
    return "".join(_visible(character) for character in str(text))


def _visible(character: str) -> str:
    if character in "\n\r\t":
        return " "
    if unicodedata.category(character) not in _UNSAFE:
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def paragraphs(text: str) -> str:
    """Return text made safe like `clean`, its lines and tabs kept."""
    return "\n".join(
        "\t".join(clean(piece) for piece in line.split("\t")) for line in text.split("\n")
    )


def echo(text: str = "", *, err: bool = False) -> None:
    """Print a line; characters that the stream cannot show are escaped."""
    stream = sys.stderr if err else sys.stdout
    encoding = stream.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), file=stream)


def emit(value: Mapping[str, Any]) -> None:
    """Print one line of JSON in UTF-8, whatever the locale."""
    # A lone surrogate comes out as \udc80, which is right JSON.
    line = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def console(*, err: bool = False) -> Console:
    """Return a rich console that takes no markup from what it prints."""
    from rich.console import Console

    stream = sys.stderr if err else sys.stdout
    width = None if stream.isatty() else 120
    return Console(file=stream, markup=False, highlight=False, emoji=False, width=width)


def is_terminal() -> bool:
    """Return whether a person watches stderr."""
    return sys.stderr.isatty()

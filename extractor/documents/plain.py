"""Plain text and Markdown: the text is the document, its tables are found in the text."""

from __future__ import annotations

import re

from extractor.documents.decode import decode, normalise_newlines, refuse_lost
from extractor.documents.delimited import read_delimited
from extractor.documents.limits import Budget
from extractor.documents.source import describe
from report.document import Document
from report.messages import unreadable

READER = "text 2"
# What pandas, and what is built on it, writes for a cell without a value and for a column
# without a name. Only blanks take its place, so that no other character moves.
_FILLER = re.compile(r"(?<=[|\t])[ ]*(?:NaN|Unnamed: \d{1,4}(?:_level_\d)?)[ ]*(?=[|\t\n]|$)")


def read_plain(data: bytes, name: str, budget: Budget) -> Document:
    r"""Return the decoded text with `\n` line ends and no grids.

    Raises:
        InputError: `not_text`, `encoding`, `empty` or `too_large`.
    """
    text = _without_fillers(normalise_newlines(decode(data).text))
    require_text(text)
    refuse_lost(text)
    budget.spend_characters(len(text))
    rows = read_delimited(text, data, name, budget)
    if rows is not None:
        return rows
    markdown = name.lower().endswith((".md", ".markdown"))
    media_type = "text/markdown" if markdown else "text/plain"
    return Document(describe(data, name, media_type), text, READER)


def _without_fillers(text: str) -> str:
    """Return the text with the cells blank that a converter of workbooks marks as empty."""
    if "NaN" not in text and "Unnamed:" not in text:
        return text
    return _FILLER.sub(lambda found: " " * len(found[0]), text)


def require_text(text: str) -> None:
    """Refuse a text in which nothing stands."""
    if not text.strip("\ufeff\u200b \t\n\u3000\xa0"):
        raise unreadable("empty", "blanks")
